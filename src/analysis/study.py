"""What a study is: its settings, read once into a frozen model, and its folders."""

import datetime as dt
import difflib
import re
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

STUDY_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
Rule = Literal["platform", "nearest", "floor", "unknown"]
Text = dict[str, str]


class StudyError(ValueError):
    """Something that an author wrote cannot be used; the message says where and what to do."""


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Author(Settings):
    name: Text | str
    orcid: str | None = Field(default=None, pattern=r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$")
    affiliation: Text | str | None = None


class Group(Settings):
    roles: list[str] = Field(min_length=1)


class Denominator(Settings):
    """Which of the population figures in countries.csv the study divides by."""

    source: str
    year: int | None = None


class Study(Settings):
    """The settings of one study (`study.yaml`) and where its files lie."""

    name: str
    root: Path
    title: Text
    subtitle: Text = {}
    authors: list[Author] = Field(min_length=1)
    date: dt.date
    languages: list[str] = Field(min_length=1)
    countries: list[str] = Field(min_length=1)
    groups: dict[str, Group] = Field(min_length=1)
    population: Denominator | None = None
    as_of: dt.date | None = None
    rule: Rule = "platform"
    confidence: float = Field(default=0.95, gt=0, lt=1)
    seed: int = 0
    country_names: dict[str, Text] = {}

    @field_validator("countries", mode="before")
    @classmethod
    def _codes_are_text(cls, codes: Any) -> Any:
        if isinstance(codes, list) and any(isinstance(code, bool) for code in codes):
            raise ValueError('a country code was read as true or false: put codes in quotes, e.g. "NO"')
        return codes

    @field_validator("countries")
    @classmethod
    def _codes_are_alpha_3(cls, codes: list[str]) -> list[str]:
        wrong = [code for code in codes if not re.fullmatch("[A-Z]{3}", code)]
        if wrong:
            raise ValueError(f'{", ".join(wrong)}: use ISO 3166 alpha-3 codes, e.g. "KAZ"')
        if len(set(codes)) < len(codes):
            raise ValueError("a country is listed twice")
        return codes

    @model_validator(mode="after")
    def _every_language_has_a_title(self) -> "Study":
        untitled = [language for language in self.languages if language not in self.title]
        if untitled:
            raise ValueError(f"title: no title in {', '.join(untitled)}")
        return self

    @property
    def folder(self) -> Path:
        return self.root / "studies" / self.name

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw" / self.name

    @property
    def processed(self) -> Path:
        return self.root / "data" / "processed" / self.name

    @property
    def build(self) -> Path:
        return self.root / "build" / self.name


def find_root(start: Path | None = None) -> Path:
    """The folder that holds `studies/` and `data/raw/`: the working folder or one above it."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "studies").is_dir() and (folder / "data" / "raw").is_dir():
            return folder
    raise StudyError(
        f"{start}: neither this folder nor one above it holds studies/ and data/raw/; run from the project"
    )


def read_study(name: str, root: Path | None = None, **choices: Any) -> Study:
    """The study `name` with its settings; `choices` replace settings of study.yaml, `None` leaves them.

    Raises `StudyError` for a name that is not a plain folder name, an unknown study, and for every
    unknown key or wrong value in study.yaml, all at once.
    """
    if not isinstance(name, str) or not STUDY_NAME.fullmatch(name):
        raise StudyError(
            f"{name!r} is not a study's name: use small letters, digits, - and _ only, as in studies/turkic-2024"
        )
    root = root or find_root()
    path = root / "studies" / name / "study.yaml"
    if not path.is_file():
        raise StudyError(_unknown_study(name, root))
    settings = read_yaml(path)
    if not isinstance(settings, dict):
        raise StudyError(
            f"{_short(path, root)}: expected settings as `key: value`, found {type(settings).__name__}"
        )
    settings |= {key: value for key, value in choices.items() if value is not None}
    return validated(Study, settings | {"name": name, "root": root}, _short(path, root))


def read_yaml(path: Path) -> Any:
    """What a YAML file says; an error names the line."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark else ""
        raise StudyError(
            f"{path.name}{where}: {getattr(error, 'problem', error)}; check the indentation"
        ) from error
    except UnicodeDecodeError as error:
        raise StudyError(
            f"{path.name}: byte {error.start + 1} is not UTF-8; save the file as UTF-8"
        ) from error


def nearest(word: str, known: list[str]) -> str:
    """`; did you mean …?` with the nearest known word, or the list of what is known."""
    close = difflib.get_close_matches(str(word), known, n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(sorted(known)) or 'none'}"


def validated(model: type[BaseModel], settings: Any, where: str) -> Any:
    """`settings` as `model`, or one `StudyError` that lists every unknown key and wrong value of `where`."""
    try:
        return model.model_validate(settings)
    except ValidationError as error:
        lines = [_explain(problem, model) for problem in error.errors()]
        raise StudyError("\n".join(f"{where}: {line}" for line in lines)) from error


def _explain(problem: dict, model: type[BaseModel]) -> str:
    key = ".".join(str(part) for part in problem["loc"]) or "settings"
    if problem["type"] == "extra_forbidden":
        return f"unknown key {key!r}{nearest(key.split('.')[-1], _fields(model))}"
    if problem["type"] == "missing":
        return f"{key!r} is missing"
    return f"{key}: {problem['msg'].removeprefix('Value error, ')} (found {problem['input']!r})"


def _fields(model: type[BaseModel]) -> list[str]:
    return [field for field in model.model_fields if field not in ("name", "root")]


def _unknown_study(name: str, root: Path) -> str:
    known = sorted(path.parent.name for path in (root / "studies").glob("*/study.yaml"))
    return f"no study {name!r}: studies/{name}/study.yaml does not exist{nearest(name, known)}"


def _short(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
