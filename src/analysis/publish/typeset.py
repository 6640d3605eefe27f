"""The PDF: PDF/UA by Typst, with the fonts that come with the packages, and of others only those that the language needs."""

import importlib.util
import json
import re
import shutil
import sys
from pathlib import Path

import typst

from analysis.draw import fonts
from analysis.publish.header import ManuscriptError
from analysis.publish.job import Job
from analysis.publish.literal import UNSEEN
from analysis.publish.metadata import authors

# East Asian scripts share letters, and differ in their forms.
REGIONS = {"Hans": "cn", "Hant": "tw", "Jpan": "jp", "Kore": "kr"}
# From the foot of a line to the head of the next one, where letters are taller than Latin ones, or fill their square.
LEADING = {"Arab": "1em", **dict.fromkeys(REGIONS, "0.75em")}


def typeset(job: Job) -> bytes:
    """The PDF/UA. Letters that none of its fonts has are printed as code points, and told."""
    if better := fonts.advice(job.manuscript.words):
        print(f"{job.manuscript.file}: {better}", file=sys.stderr)
    while True:
        try:
            return typst.compile(
                str(job.folder / "paper.out.typ"),
                root=str(job.folder),
                font_paths=[_fonts(job)],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                timestamp=job.epoch,
            )
        except typst.TypstError as error:
            letters = _letters_without_font(error.diagnostic)
            if not letters or not _replaced(job, letters):
                raise ManuscriptError(
                    f"{job.manuscript.file}: Typst could not make the PDF: {error.diagnostic}"
                ) from error


def document(job: Job) -> str:
    """What the PDF says about itself; a JSON string without control characters is a string of Typst too."""
    title, *names = (
        json.dumps(UNSEEN.sub(" ", text), ensure_ascii=False)
        for text in (job.study.title[job.language], *(author["name"] for author in authors(job)))
    )
    keywords = "".join(json.dumps(str(word), ensure_ascii=False) + ", " for word in job.manuscript.keywords)
    return (
        f"#set document(title: {title}, author: ({', '.join(names)},), keywords: ({keywords}), date: auto)\n"
        f"#let fonts = ({', '.join(_families(job))},)\n#let region = {_region(job)}\n"
        f"#let head-of-line = {_top(job)}\n#let leading = {LEADING.get(job.manuscript.words.script, '0.62em')}\n"
    )


def _families(job: Job) -> list[str]:
    """The fonts of the text in the order in which they are asked for a letter, as Typst writes them."""
    own = fonts.of_text(job.manuscript.words).families
    latin = json.dumps("Libertinus Serif")
    if job.manuscript.words.script in REGIONS:  # their quotation marks are as wide as their letters
        latin = f'(name: {latin}, covers: "latin-in-cjk")'
    others = [*own, "New Computer Modern", *([fonts.DEJAVU] if _beyond(job) else [])]
    return [latin, *(json.dumps(family, ensure_ascii=False) for family in others)]


def _region(job: Job) -> str:
    """The region whose forms of letters and marks are meant, where one script has several."""
    region = REGIONS.get(job.manuscript.words.script)
    return json.dumps(region) if region else "none"


def _top(job: Job) -> str:
    """How far a line reaches up: as capitals do, or alike in all fonts where a line has letters of several."""
    return "0.7em" if _beyond(job) else '"cap-height"'


def _beyond(job: Job) -> bool:
    return job.manuscript.words.script not in fonts.PACKAGED


def _letters_without_font(diagnostic: str) -> dict[int, str]:
    """The letters that Typst could not show, each with the code point that is to stand for it."""
    shown = "".join(re.findall(r'the text `"(.+?)"` could not be displayed', diagnostic))
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), shown)
    joiners = {0x200D: "", 0xFE0E: "", 0xFE0F: ""}
    return {ord(letter): joiners.get(ord(letter), f"‹U+{ord(letter):04X}›") for letter in text}


def _replaced(job: Job, letters: dict[int, str]) -> bool:
    """Whether the letters stood in what is typeset; they are replaced there."""
    files = [
        job.folder / "paper.out.typ",
        *(job.folder / "figures" / f"{name}.svg" for name in job.manuscript.figures),
    ]
    changed = False
    for file in files:
        text = file.read_text(encoding="utf-8")
        mended = text.translate(letters)
        if mended != text:
            file.write_text(mended, encoding="utf-8", newline="\n")
            changed = True
    if changed:
        names = ", ".join(f"{chr(code)} (U+{code:04X})" for code in sorted(letters) if letters[code])
        print(
            f"{job.manuscript.file}: the PDF's fonts lack {names}; the PDF prints code points there",
            file=sys.stderr,
        )
    return changed


def _fonts(job: Job) -> str:
    """DejaVu Sans for the text of the figures and the fonts of the language, in a folder without any others.

    One of Matplotlib's, Last Resort, has a sign for everything and would hide a missing letter.
    """
    matplotlib = importlib.util.find_spec("matplotlib")
    folder = job.folder / "fonts"
    folder.mkdir(exist_ok=True)
    dejavu = (Path(matplotlib.origin).parent / "mpl-data" / "fonts" / "ttf").glob("DejaVuSans*.ttf")
    words = job.manuscript.words
    for font in {*dejavu, *fonts.of_text(words).files, *_of_figures(job)}:
        copy = folder / font.name
        if not copy.exists() or copy.stat().st_size != font.stat().st_size:
            shutil.copyfile(font, copy)
    return str(folder)


def _of_figures(job: Job) -> tuple[Path, ...]:
    return fonts.of_figures(job.manuscript.words).files if _beyond(job) else ()
