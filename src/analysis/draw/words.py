"""Words, names, numbers and dates in a language of the paper.

The words stand in `words/<language>.yaml` beside this module; a study adds to them, or brings a language of its own,
in `studies/<study>/words/<language>.yaml`. Numbers, dates and names of countries are CLDR's, through Babel.
No template puts a suffix to a value or a name: it could not be right for every one of them in Kazakh or Turkish.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError
from babel.core import get_global, parse_locale
from babel.dates import format_date
from babel.lists import format_list

from analysis.clean import country_names
from analysis.draw import numbers
from analysis.study import Study, StudyError, nearest

FOLDER = Path(__file__).with_name("words")
ENGLISH = "en"
# English with days before months, as most of its readers write them.
WORLD = {"en": country_names.WORLD}
# Commas of scripts that have their own, for those that code puts between parts of a text.
COMMAS = {
    "Arab": {",": "،", ";": "؛"},
    **dict.fromkeys(("Hans", "Hant"), {",": "，", ";": "；"}),
    "Jpan": {",": "、", ";": "；"},
}
WIDE = "\u3000-\u303f\u3040-\u30ff\u3400-\u9fff\uff00-\uffef"  # letters and marks of Chinese and Japanese
LETTERS = {"Arab": "\u0600-\u06ff", "Hans": WIDE, "Hant": WIDE, "Jpan": WIDE}
# Marks of Unicode: what follows runs left to right, or right to left; and around text that runs by itself.
LEFT_TO_RIGHT, RIGHT_TO_LEFT, ISOLATED, BY_ITSELF, ENDED = "\u200e", "\u200f", "\u2066", "\u2068", "\u2069"

TO_TRANSLATE = """\
# Write your translation between the quotation marks; the English stands behind it. What stays empty is said in English.
# {fields} are values, numbers and names as they stand: write around them, and never put an ending to one.

"""


class Words:
    """The words of one language: `words("column.country")`, and numbers, dates and names written its way.

    What a language lacks, or has as an empty text, is said in English (`missing_words` lists it). A language without a
    file is an error, unless it is one that is yet to be translated.
    """

    def __init__(self, language: str, study: Study | None = None, *, untranslated: bool = False):
        self.language = language
        self.study = study
        self.file = FOLDER / f"{language}.yaml"
        files = _files(language, study)
        if not files and not untranslated:
            raise StudyError(_no_language(language, study))
        self.locale = _locale(language)
        self.script = _script(self.locale)
        self.rtl = self.locale.character_order == "right-to-left"
        self._words = dict(_read(FOLDER / f"{ENGLISH}.yaml"))
        for file in files:
            self._words |= {key: text for key, text in _read(file).items() if text}
        self._country_names = study.country_names if study else {}

    def __repr__(self) -> str:
        return f"Words({self.language!r})"

    def has(self, key: str) -> bool:
        """Whether there are words under this key, in this language or in English."""
        return key in self._words

    def __call__(self, key: str, /, **fields: object) -> str:
        """The words under a dotted key, with their fields filled in; an unknown key or field is an error."""
        if key not in self._words:
            raise StudyError(f"{self.file.name}: no words under {key!r}{nearest(key, list(self._words))}")
        try:
            return self._words[key].format(**fields)
        except (KeyError, IndexError) as error:
            given = ", ".join(fields) or "none"
            raise StudyError(
                f"{self.file.name}: {key!r} has a field {error} that is not given ({given})"
            ) from error

    def country(self, code: str, *, article: bool = False) -> str:
        """The country's name: the study's own, else CLDR's; with `article`, as an English sentence has it ("the USA")."""
        own = self._country_names.get(code, {}).get(self.language)
        if own:
            return own
        name = country_names.in_prose(code, self.locale, article=article)
        if not name:
            raise StudyError(
                f"country {code!r}: not an ISO 3166 alpha-3 code that CLDR names in {self.language!r}; "
                f"mend the code, or name it in study.yaml under country_names"
            )
        return name

    def platform(self, platform: str) -> str:
        """The platform's name; one for which there are no words is called by its id."""
        key = f"platform.{platform}"
        return self(key) if self.has(key) else platform.capitalize()

    def role(self, role: str, n: int = 1) -> str:
        """The kind of account, in the plural where `n` is not 1."""
        return self(f"role.{role}.{'one' if n == 1 else 'many'}")

    def source(self, source: str) -> str:
        """A source's short name where the words have one, else its key."""
        return self(f"source.{source}") if self.has(f"source.{source}") else source

    def population(self, label: str) -> str:
        """A population figure ("worldbank 2023") with its source's name in the language, where the words have one."""
        source, _, year = label.rpartition(" ")
        source, year = (source, year) if source else (label, "")
        return f"{self.source(source)} {year}".strip()

    def date(self, day: dt.date) -> str:
        return format_date(day, "long", locale=self.locale)

    def list(self, items: Iterable[str]) -> str:
        """The items with commas and the language's "and"."""
        return format_list(list(items), locale=self.locale)

    @property
    def commas(self) -> dict[str, str]:
        """What stands for a comma and a semicolon between parts of a text, with the space that follows it."""
        space = "" if LETTERS.get(self.script) == WIDE else " "
        return {mark: own + space for mark, own in COMMAS.get(self.script, {",": ",", ";": ";"}).items()}

    def left_to_right(self, text: str) -> str:
        """What is written from left to right everywhere (a file's name and place), kept so in other surroundings."""
        return f"{ISOLATED}{text}{ENDED}" if self.rtl and text else text

    def by_itself(self, text: str) -> str:
        """A text that runs as its own first letter does, as a formula in this language or still in English."""
        return f"{BY_ITSELF}{text}{ENDED}" if self.rtl and text else text

    def letters(self) -> str:
        """The letters that the language needs: those of its words and of the study's countries, in their order."""
        countries = [self.country(code) for code in self.study.countries] if self.study else []
        texts = [*self._words.values(), *countries]
        return "".join(sorted(letter for letter in set("".join(texts)) if letter.isalpha()))

    def punctuated(self, text: str) -> str:
        """The text with the script's own commas beside its own letters, and without spaces after wide marks."""
        if self.script not in COMMAS:
            return text
        near = LETTERS[self.script]
        for mark, own in self.commas.items():
            text = re.sub(rf"(?<=[{near}]){mark} |{mark} (?=[{near}])", own, text)
        return re.sub(r"([，、。；：！？）」』”]) ", r"\1", text) if near == WIDE else text

    def heading(self, text: str) -> str:
        """The text with a capital at its start; Turkish and Azerbaijani i becomes İ."""
        first = text[:1].replace("i", "İ") if self.locale.language in ("tr", "az") else text[:1]
        return first.upper() + text[1:]

    def quote(self, text: str) -> str:
        """The text in the language's quotation marks."""
        return self("quote", text=text)

    def number(self, x: float, digits: int | None = None) -> str:
        """The number with `digits` decimals; if they are not said, integers in full and others to three digits."""
        return self._ordered(numbers.number(x, self.locale, digits))

    def percent(self, share: float, digits: int = 1) -> str:
        """A share (0 to 1) as a percentage."""
        return self._ordered(numbers.percent(share, self.locale, digits))

    def quantity(self, q: Mapping[str, Any], interval: bool = False, digits: int | None = None) -> str:
        """A value by its unit; with `interval`, and unless it is exact, its bounds too: "21.1 (20.5–22.3)"."""
        if not interval or q["exact"]:
            return self._ordered(numbers.quantity(q, self.locale, digits))
        if numbers.is_open(q):
            shown = self._ordered(numbers.quantity(q, self.locale, digits))
            return f"{shown} ({self.interval(q, digits)})"
        return self._ordered(numbers.with_interval(q, self.locale, digits))

    def interval(self, q: Mapping[str, Any], digits: int | None = None) -> str:
        """The bounds of a value, rounded outwards: "20.5–22.3", "1.4 billion or more"; "" where they are unknown."""
        if numbers.is_open(q):
            return self("at_least", value=self._ordered(numbers.at_least(q, self.locale, digits)))
        return self._ordered(numbers.interval(q, self.locale, digits))

    def _ordered(self, text: str) -> str:
        """A number whose sign and dash keep their place among letters that run from right to left."""
        if not self.rtl:
            return text
        text = re.sub(r"\u00a0?[–−%]\u00a0?", rf"{LEFT_TO_RIGHT}\g<0>{LEFT_TO_RIGHT}", text)
        return text.replace(f"%{LEFT_TO_RIGHT}", f"%{LEFT_TO_RIGHT}{RIGHT_TO_LEFT}")


def languages() -> list[str]:
    """The languages whose words come with the package."""
    return sorted(file.stem for file in FOLDER.glob("*.yaml"))


def missing_words(language: str, study: Study | None = None) -> dict[str, str]:
    """What English has and this language, the study's own words included, lacks or leaves empty: by key the English."""
    there = {key for file in _files(language, study) for key, text in _read(file).items() if text}
    return {key: text for key, text in english_words().items() if key not in there}


def english_words() -> dict[str, str]:
    """All words that figures and tables ask for, in English, by their dotted keys."""
    return _read(FOLDER / f"{ENGLISH}.yaml")


def own_words(language: str, study: Study) -> dict[str, str]:
    """The words that the study itself brings for the language, by their dotted keys, without those left empty."""
    path = _own_file(language, study)
    return {key: text for key, text in _read(path).items() if text} if path.is_file() else {}


def to_translate(more: Mapping[str, str]) -> str:
    """A file of words with each text empty and the English beside it; `more` are those of the paper's pages."""
    nested = yaml.load((FOLDER / f"{ENGLISH}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return TO_TRANSLATE + "\n".join(_empty(nested | {"publish": more}, "")) + "\n"


def _empty(nested: Mapping[str, Any], indent: str) -> Iterable[str]:
    for key, value in nested.items():
        if isinstance(value, Mapping):
            yield f"{indent}{key}:"
            yield from _empty(value, f"{indent}  ")
        else:
            yield f'{indent}{key}: ""  # {value}'


def _files(language: str, study: Study | None) -> list[Path]:
    """The files that hold words of the language: ours and, before it in rank, the study's own."""
    own = [_own_file(language, study)] if study else []
    return [file for file in (FOLDER / f"{language}.yaml", *own) if file.is_file()]


def _own_file(language: str, study: Study) -> Path:
    return study.folder / "words" / f"{language}.yaml"


@cache
def _read(file: Path) -> dict[str, str]:
    """The words of a file under dotted keys."""
    try:
        nested = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise StudyError(f"{file.name}: {error}") from error
    except UnicodeDecodeError as error:
        raise StudyError(f"{file.name}: byte {error.start + 1} is not UTF-8; save it as UTF-8") from error
    if not isinstance(nested, Mapping | None):
        raise StudyError(f"{file.name}: expected words as `key: text`, found {type(nested).__name__}")
    return dict(_flat(nested or {}, ""))


def _flat(nested: Mapping[str, Any], above: str) -> Iterable[tuple[str, str]]:
    for key, value in nested.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        elif isinstance(value, str) or value is None:
            yield f"{above}{key}", value or ""
        else:
            raise StudyError(f"the words under {above}{key!s} are not text but {value!r}: put them in quotes")


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(WORLD.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError) as error:
        raise StudyError(f"language {language!r}: CLDR does not know it ({error})") from error


def _script(locale: Locale) -> str:
    """ISO 15924: the script that the locale names, or that CLDR takes to be meant."""
    likely = get_global("likely_subtags")
    full = likely.get(str(locale)) or likely.get(locale.language)
    return locale.script or (parse_locale(full)[2] if full else None) or "Latn"


def _no_language(language: str, study: Study | None) -> str:
    place = (
        f"studies/{study.name}/words/{language}.yaml"
        if study
        else f"words/{language}.yaml in the study's folder"
    )
    return (
        f"no words in the language {language!r} (there are {', '.join(languages())}): copy "
        f"src/analysis/draw/words/{ENGLISH}.yaml to {place} and translate it"
    )
