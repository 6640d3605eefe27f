"""The fonts of a language: those of the packages, the study's own, or the machine's. None is ever fetched.

DejaVu Sans comes with Matplotlib and has Latin, Cyrillic, Greek, Arabic, Hebrew, Armenian and Georgian letters; the
Libertinus of the typst wheel has the first three and Hebrew. `fonts.yaml` says what other scripts are set in, and what
the PDF of those had rather be set in. Font files in studies/<study>/fonts/ come first, for they look the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from analysis.draw.words import Words
from analysis.study import StudyError

DEJAVU = "DejaVu Sans"
ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
STYLES = ("Regular", "Bold", "Book", "Roman", "Normal")
FILE = Path(__file__).with_name("fonts.yaml")
PACKAGED = ("Latn", "Cyrl", "Grek")  # Libertinus has their letters
MANY_LETTERS = 12


class Fonts(NamedTuple):
    """Families in the order in which they are asked for a letter, beside those of the packages, and their files."""

    families: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()


class Face(NamedTuple):
    """One face of a font file."""

    family: str
    style: str
    file: Path
    index: int


def of_figures(words: Words) -> Fonts:
    """What figures need beside DejaVu Sans; raises `StudyError` where letters of the language are in no font."""
    own = _own(words)
    lacking = _lacking(words)
    if not lacking:
        return own
    found = own if _has(own, lacking) else _first(_known(words).get("figures", []), lacking)
    if not found:
        raise StudyError(_missing(words, "figures", lacking))
    return found


def of_text(words: Words) -> Fonts:
    """What the PDF is set in beside Libertinus and DejaVu Sans; raises `StudyError` as figures do."""
    own = _own(words)
    if words.script in PACKAGED:
        return own
    lacking = _lacking(words)
    found = own if own.families and _has(own, lacking) else _first(_known(words).get("text", []), lacking)
    if not found and lacking:
        raise StudyError(_missing(words, "text", lacking))
    return found or own


def advice(words: Words) -> str:
    """Which font would serve the PDF better than DejaVu Sans, and how to get it; "" where nothing is missing."""
    known = _known(words)
    if not known or of_text(words).families:
        return ""
    return f"the PDF in {words.language!r} is set in {DEJAVU}, for want of {known['text'][0]}; {_how(words, 'text')}"


def no_letter(letter: str, words: Words) -> str:
    """That figures cannot show a letter, and what to do."""
    return (
        f"no font of the figures has {letter} (U+{ord(letter):04X}): write the name without it, or put a font file that "
        f"has it (.ttf, .otf, .ttc) into {_place(words)}"
    )


def of_word(words: Words) -> str:
    """The font that Word sets East Asian letters in; "" for other scripts."""
    return _known(words).get("word", "")


@cache
def use(files: tuple[Path, ...]) -> None:
    """Makes the fonts known to Matplotlib, whose own list of the machine's fonts may be old."""
    from matplotlib import font_manager

    for file in files:
        font_manager.fontManager.addfont(file)


@cache
def letters(fonts: Fonts) -> frozenset[int]:
    """The code points that figures in these fonts, and in DejaVu Sans, can show."""
    faces = [face for file in fonts.files for face in _faces(file) if face.family in fonts.families]
    return frozenset(_dejavu()).union(*(_charmap(face) for face in faces))


def _lacking(words: Words) -> str:
    """The letters of the language that DejaVu Sans has not."""
    return "".join(letter for letter in words.letters() if ord(letter) not in _dejavu())


def _own(words: Words) -> Fonts:
    """The fonts that the study brings along, in the order of their files' names."""
    folder = words.study.folder / "fonts" if words.study else None
    files = sorted(folder.iterdir()) if folder and folder.is_dir() else []
    fonts = tuple(file for file in files if file.suffix.lower() in ENDINGS)
    families = dict.fromkeys(face.family for file in fonts for face in _faces(file))
    return Fonts(tuple(families), fonts)


def _first(families: Iterable[str], lacking: str) -> Fonts | None:
    """The first of the families that this machine has, and that has these letters."""
    for family in families:
        faces = sorted(face for face in _of_machine() if face.family == family and face.style in STYLES)
        fonts = Fonts((family,), tuple(dict.fromkeys(face.file for face in faces)))
        if faces and _has(fonts, lacking):
            return fonts
    return None


def _has(fonts: Fonts, lacking: str) -> bool:
    return all(ord(letter) in letters(fonts) for letter in lacking)


def _known(words: Words) -> dict[str, list[str]]:
    return _table().get(words.script, {})


def _missing(words: Words, kind: str, lacking: str) -> str:
    shown = " ".join(lacking[:MANY_LETTERS]) + (" …" if len(lacking) > MANY_LETTERS else "")
    return f"no font on this machine has letters that {words.language!r} needs ({shown}): {_how(words, kind)}"


def _how(words: Words, kind: str) -> str:
    """How to get a font: the package, the family, the study's own folder."""
    place = _place(words)
    known = _known(words)
    if not known:
        return f"put a font file that has them (.ttf, .otf, .ttc) into {place}"
    return (
        f"install {known[kind][0]} (on Debian and Ubuntu: apt install {known['package']}; elsewhere from "
        f"fonts.google.com/noto), or put its .ttf, .otf or .ttc file into {place}"
    )


def _place(words: Words) -> str:
    return f"studies/{words.study.name if words.study else '<study>'}/fonts/"


@cache
def _table() -> dict[str, dict]:
    return yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def _dejavu() -> frozenset[int]:
    from matplotlib import get_data_path

    file = Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return _charmap(Face(DEJAVU, "Book", file, 0))


@cache
def _charmap(face: Face) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(face.file, face_index=face.index).get_charmap())


@cache
def _of_machine() -> tuple[Face, ...]:
    from matplotlib.font_manager import findSystemFonts

    return tuple(face for file in sorted(findSystemFonts()) for face in _faces(Path(file)))


@cache
def _faces(file: Path) -> tuple[Face, ...]:
    """The faces of a font file; none where it cannot be read as one."""
    return tuple(_read_faces(file))


def _read_faces(file: Path) -> Iterator[Face]:
    from matplotlib.ft2font import FT2Font

    try:
        count = FT2Font(file).num_faces
        for index in range(count):
            font = FT2Font(file, face_index=index)
            yield Face(font.family_name, font.style_name, file, index)
    except (RuntimeError, OSError):
        return
