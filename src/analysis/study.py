"""What a study is: its settings, read once into a frozen model, and its folders."""

import datetime as dt
import difflib
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args
from zoneinfo import available_timezones

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

STUDY_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}([_-][A-Za-z]{2,4})?")
Rule = Literal["platform", "nearest", "floor", "unknown"]
Method = Literal["last", "window", "constructed_week"]
METHODS = get_args(Method)
YES_OR_NO = ("", "yes", "no")  # empty: as in study.yaml
Text = dict[str, str]
VERDICTS = ("holds", "within_rounding", "undecided", "fails", "unchecked")  # on a published claim


class StudyError(ValueError):
    """Something that an author wrote cannot be used; the message says where and what to do."""


class NothingToShow(StudyError):
    """A study lacks the data for a figure or table, which is then not made; the message says what is missing."""


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


class Choice(Settings):
    """Which posts are analysed: an author's decision, made before the results are known.

    `last`: each account's `posts` newest. `window`: all posts of the days from `from` to `to`, both included.
    `constructed_week`: all posts of `weeks` Mondays, Tuesdays … drawn from these days, the same for every
    account (Riffe, Aust and Lacy 1993). Without dates the two take the days that every account's export
    covers. Reposts are others' words, and a pinned post is shown for another reason than being recent: both
    are left out unless wanted. A post of which an export does not say that it is one of these counts as none.
    `columns` says which column of a plain table of posts is which, as `tidy name: column`; a list, where tables differ.
    """

    model_config = ConfigDict(populate_by_name=True)

    method: Method = "last"
    posts: int = Field(default=100, ge=1)
    start: dt.date | None = Field(default=None, alias="from")
    end: dt.date | None = Field(default=None, alias="to")
    weeks: int = Field(default=1, ge=1)
    reposts: bool = False
    pinned: bool = False
    timezone: str = "UTC"
    columns: dict[str, str] | list[dict[str, str]] = {}

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            close = difflib.get_close_matches(name, sorted(available_timezones()), n=1)
            raise ValueError(f"no such time zone; write for instance {(close or ['Asia/Almaty'])[0]!r}")
        return name

    @model_validator(mode="after")
    def _in_order(self) -> "Choice":
        if (self.start is None) != (self.end is None):
            raise ValueError("give both `from` and `to`, or neither")
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"`from` ({self.start}) is later than `to` ({self.end})")
        return self


class Event(Settings):
    """A time that the study expects to stand out, `from` the first `to` the last day, declared in study.yaml."""

    model_config = ConfigDict(populate_by_name=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    start: dt.date = Field(alias="from")
    end: dt.date = Field(alias="to")
    label: Text

    @model_validator(mode="after")
    def _in_order(self) -> "Event":
        if self.start > self.end:
            raise ValueError(f"`from` ({self.start}) is later than `to` ({self.end})")
        return self


class CodeTable(Settings):
    """Which column of a table of codes from elsewhere is which.

    `codes` says in which column a theme's codes stand, or in which column each coder's do (`ane: {a: ane_A, b: ane_B}`);
    `theme` in place of a theme is a column with one theme per post. `coder` is the column that names who coded a row.
    `values` says what the table's own values mean (`present: "1"`, `99: ""` for no code).
    """

    post_id: str
    coder: str = ""
    codes: dict[str, str | dict[str, str]] = Field(min_length=1)
    values: dict[str, str] = {}

    @property
    def columns(self) -> list[str]:
        """The columns that a table must have to be meant."""
        named = [[column] if isinstance(column, str) else column.values() for column in self.codes.values()]
        return [self.post_id, *filter(None, [self.coder]), *itertools.chain.from_iterable(named)]


class Coding(Settings):
    """What no coding sheet can tell of a coding by hand, in the languages of the paper; all of it may be left unsaid.

    `people` are the coders, `training` what they were taught before they coded, `adjudicator` who settled where they
    differed, `translation` whether they read originals or translations. `tables` name the columns of codes that
    were not given on the project's own sheets.
    """

    people: Text = {}
    training: Text = {}
    adjudicator: Text = {}
    translation: Text = {}
    tables: list[CodeTable] = []


class Study(Settings):
    """The settings of one study (`study.yaml`) and where its files lie."""

    name: str
    root: Path
    languages: list[str] = Field(min_length=1)
    title: Text
    subtitle: Text = {}
    authors: list[Author] = Field(min_length=1)
    date: dt.date
    countries: list[str] = Field(min_length=1)
    groups: dict[str, Group] = Field(min_length=1)
    population: Denominator | None = None
    as_of: dt.date | None = None
    rule: Rule = "platform"
    confidence: float = Field(default=0.95, gt=0, lt=1)
    seed: int = 0
    country_names: dict[str, Text] = {}
    posts: Choice = Choice()
    events: list[Event] = []
    coding: Coding = Coding()
    invented: bool = False

    @field_validator("languages")
    @classmethod
    def _languages_are_codes(cls, languages: list[str]) -> list[str]:
        wrong = [language for language in languages if not LANGUAGE_CODE.fullmatch(language)]
        if wrong:
            raise ValueError(f'{", ".join(wrong)}: use codes of languages, e.g. "kk"')
        if len(set(languages)) < len(languages):
            raise ValueError("a language is listed twice")
        return languages

    @field_validator("title")
    @classmethod
    def _every_language_has_a_title(cls, title: Text, info: ValidationInfo) -> Text:
        untitled = [language for language in info.data.get("languages", []) if language not in title]
        if untitled:
            raise ValueError(f"no title in {', '.join(untitled)}")
        return title

    @field_validator("countries")
    @classmethod
    def _codes_are_alpha_3(cls, codes: list[str]) -> list[str]:
        wrong = [code for code in codes if not re.fullmatch("[A-Z]{3}", code)]
        if wrong:
            raise ValueError(f'{", ".join(wrong)}: use ISO 3166 alpha-3 codes, e.g. "KAZ"')
        if len(set(codes)) < len(codes):
            raise ValueError("a country is listed twice")
        return codes

    @field_validator("population", mode="before")
    @classmethod
    def _source_and_year(cls, population: Any) -> Any:
        """`worldbank 2024`, as PARAMS and the notebooks write it."""
        if not isinstance(population, str):
            return population
        source, _, year = population.strip().partition(" ")
        return {"source": source, "year": year.strip() or None}

    def sampled(self, sample: int = 0, reposts: str = "", pinned: str = "", method: str = "") -> "Study":
        """The study with another number of posts per account or another method of choosing them, where given.

        Reposts and pinned posts are let in by `yes` and left out by `no`. Raises `StudyError` for any other word.
        """
        flags = {"reposts": reposts, "pinned": pinned}
        wrong = [f"{name}={word!r}: write yes or no" for name, word in flags.items() if word not in YES_OR_NO]
        if method not in ("", *METHODS):
            wrong.append(f"method={method!r}{nearest(method, list(METHODS))}")
        if wrong:
            raise StudyError("\n".join(wrong))
        wanted = {name: word == "yes" for name, word in flags.items() if word}
        wanted |= ({"posts": sample} if sample else {}) | ({"method": method} if method else {})
        return self.model_copy(update={"posts": self.posts.model_copy(update=wanted)})

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
        found = "nothing" if settings is None else type(settings).__name__
        raise StudyError(f"{_short(path, root)}: expected settings as `key: value`, found {found}")
    taken = [key for key in ("name", "root") if key in settings]
    if taken:
        raise StudyError(
            f"{_short(path, root)}: unknown key {taken[0]!r}; a study is named by its folder, remove it"
        )
    chosen = {key: value for key, value in choices.items() if value is not None}
    where = _short(path, root) + "".join(f" with {key}={value!r}" for key, value in chosen.items())
    return validated(Study, settings | chosen | {"name": name, "root": root}, where)


class _Loader(yaml.SafeLoader):
    """YAML as data only, where a key that is written twice and an impossible day are errors with their line."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        for position, (key, _) in enumerate(node.value):
            if any(key.value == earlier.value for earlier, _ in node.value[:position]):
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice; keep one of them", key.start_mark
                )
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"{node.value!r} cannot be: {error}", node.start_mark
            ) from error


def read_yaml(path: Path) -> Any:
    """What a YAML file says; an error names the line."""
    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"), _Loader)  # a SafeLoader: nothing is evaluated
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark else ""
        mend = "check the indentation (spaces, no tabs), and put text with a colon in quotation marks"
        said = isinstance(error, yaml.constructor.ConstructorError)
        raise StudyError(
            f"{path.name}{where}: {getattr(error, 'problem', error)}{'' if said else f'; {mend}'}"
        ) from error
    except UnicodeDecodeError as error:
        raise StudyError(
            f"{path.name}: byte {error.start + 1} is not UTF-8; save the file as UTF-8"
        ) from error


def write_whole(path: Path, content: str | bytes) -> None:
    """Write through a temporary name, so that an interruption leaves no half a file; text as UTF-8, line ends as they are."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content.encode() if isinstance(content, str) else content)
    part.replace(path)


def read_built(study: Study, name: str, command: str) -> Any:
    """The JSON file `name` that `make <command>` leaves in the study's build; raises `StudyError` where it is not there."""
    path = study.build / name
    if not path.is_file():
        raise StudyError(
            f"build/{study.name}/{name} is not there yet; run `make {command} STUDY={study.name}`"
        )
    return json.loads(path.read_text(encoding="utf-8"))


def nearest(word: str, known: list[str], *, most: int = 20) -> str:
    """`; did you mean …?` with the nearest known word, or what is known, up to `most` of it."""
    near = close_to(word, known)
    if near:
        return f"; did you mean {near!r}?"
    listed = ", ".join(sorted(known)[:most]) or "none"
    return f"; known: {listed}{f' … ({len(known)} in all)' if len(known) > most else ''}"


def close_to(word: str, known: list[str]) -> str | None:
    """The known word that is nearest in its letters, capitals aside; None where none is near."""
    by_form = {name.lower(): name for name in known}
    close = difflib.get_close_matches(str(word).lower(), list(by_form), n=1, cutoff=0.6)
    return by_form[close[0]] if close else None


def validated(model: type[BaseModel], settings: Any, where: str) -> Any:
    """`settings` as `model`, or one `StudyError` that lists every unknown key and wrong value of `where`."""
    try:
        return model.model_validate(settings)
    except ValidationError as error:
        lines = {_key(problem): _explain(problem, model) for problem in error.errors()}
        raise StudyError("\n".join(f"{where}: {line}" for line in lines.values())) from error


def _key(problem: dict) -> str:
    """`authors.0.name`: where the problem lies, without pydantic's names of a union's members."""
    parts = (str(part) for part in problem["loc"])
    return ".".join(part for part in parts if "[" not in part and part != "constrained-str") or "settings"


def _explain(problem: dict, model: type[BaseModel]) -> str:
    key, kind, found = _key(problem), problem["type"], problem["input"]
    if kind == "extra_forbidden":
        return f"unknown key {key!r}{nearest(key.split('.')[-1], _fields(model, problem['loc'][:-1]))}"
    if kind == "missing":
        return f"{key!r} is missing"
    if kind.startswith("date_"):
        return f"{key}: {str(found)!r} is not a day of the calendar; write it as 2026-09-28"
    if kind == "union_tag_invalid":
        known = re.findall(r"'([^']+)'", problem["ctx"]["expected_tags"])
        return f"{key}: there is no kind {problem['ctx']['tag']!r}{nearest(problem['ctx']['tag'], known)}"
    if kind == "union_tag_not_found":
        return f"{key}: 'kind' is missing"
    if kind in ("string_type", "invalid_key") and not isinstance(found, list | dict | None):
        return f'{key}: read as {found!r} and not as text; put it in quotation marks, as in "NO"'
    shown = repr(found) if len(repr(found)) <= 80 else repr(found)[:79] + "…"
    return f"{key}: {problem['msg'].removeprefix('Value error, ')} (found {shown})"


def _fields(model: type[BaseModel], path: tuple) -> list[str]:
    """The keys that may stand at `path`: authors.0 is an Author, a claim's part is one of several models."""
    models = [model]
    for part in path:
        inner = [
            nested
            for each in models
            if part in each.model_fields
            for nested in _models(each.model_fields[part].annotation)
        ]
        models = inner or models
    given = {"name", "root"} if models == [Study] else set()
    return sorted({name for each in models for name in each.model_fields} - given)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _unknown_study(name: str, root: Path) -> str:
    known = sorted(path.parent.name for path in (root / "studies").glob("*/study.yaml"))
    return f"no study {name!r}: studies/{name}/study.yaml does not exist{nearest(name, known)}"


def _short(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
