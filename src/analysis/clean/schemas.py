"""What the raw tables must look like: the data dictionary, as pandera checks it."""

import datetime as dt
import difflib
import re
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa
import pycountry

from analysis.clean.country_names import NOT_IN_ISO
from analysis.clean.counts import displays
from analysis.clean.near_misses import did_you_mean
from analysis.clean.problems import Problem
from analysis.study import LANGUAGE_CODE, close_to, nearest

ROLES = ("ministry", "leader", "press_service", "embassy", "spokesperson", "government", "international_body")
PLATFORMS = tuple(displays())  # those of platforms.yaml
IDENTIFIER = r"[a-z0-9][a-z0-9_.-]*"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: what it means, and the checks that every filled cell must pass."""

    meaning: str
    required: bool = False
    checks: tuple[pa.Check, ...] = ()
    per_language: bool = False


@dataclass(frozen=True, slots=True)
class RawTable:
    """One raw file: its columns, and those that together name a row."""

    columns: dict[str, Field]
    key: tuple[str, ...]
    optional: bool = False
    meaning: str = ""


def _cells(test, mend: str) -> pa.Check:
    return pa.Check(lambda cells: cells.map(lambda cell: cell == "" or test(cell)), error=mend)


def _one_of(*known: str) -> pa.Check:
    return _cells(lambda cell: cell in known, f"use one of: {', '.join(known)}")


def _form(pattern: str, mend: str) -> pa.Check:
    return _cells(lambda cell: bool(re.fullmatch(pattern, cell)), mend)


def is_country(code: str) -> bool:
    """Whether `code` is ISO 3166 alpha-3, or user-assigned there (AAA, QMA–QZZ, XAA–XZZ, ZZA–ZZZ)."""
    if not re.fullmatch("[A-Z]{3}", code):
        return False
    assigned = re.fullmatch(r"AAA|Q[M-Z][A-Z]|X[A-Z]{2}|ZZ[A-Z]", code)
    return bool(assigned) or code in NOT_IN_ISO or pycountry.countries.get(alpha_3=code) is not None


def is_day(text: str) -> bool:
    """Whether `text` is a day of the calendar, written as 2024-09-28."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


COUNTRY = _cells(is_country, "not an ISO 3166 alpha-3 code; write three capital letters, e.g. KAZ")
DAY = _cells(is_day, "not a day of the calendar; write it as 2024-09-28")
YEAR = _form(r"(1[89]|20)\d{2}", "not a year; write four digits, e.g. 2023")
NAME = _form(IDENTIFIER, "use small Latin letters, digits, - _ and . only")
UNIT = _form(r"[1-9]\d*", "not a step; write a whole number such as 1000, or leave the cell empty")
LANGUAGE = _form(LANGUAGE_CODE.pattern, "not a language code; write e.g. en, tr, kk")
ADDRESS = _form(r"https?://[^\s<>\"]+", "not a web address; write it with https://, or leave the cell empty")

NOTE = Field("anything that a reader should know")
SOURCE = Field("key of the source in sources.csv", required=True, checks=(NAME,))

TABLES: dict[str, RawTable] = {
    "accounts": RawTable(
        {
            "account": Field("id of the account, used in every other table", True, (NAME,)),
            "country": Field("ISO 3166 alpha-3 code of the country it speaks for", True, (COUNTRY,)),
            "role": Field("whose account it is", True, (_one_of(*ROLES),)),
            "holder": Field("person or institution", True, per_language=True),
            "platform": Field("where it is", True, (_one_of(*PLATFORMS),)),
            "handle": Field("name on the platform, without @; empty where the source does not give it"),
            "url": Field("address of the account", checks=(ADDRESS,)),
            "source": SOURCE,
        },
        key=("account",),
        meaning="One row per account.",
    ),
    "snapshots": RawTable(
        {
            "account": Field("id from accounts.csv", True, (NAME,)),
            "captured_on": Field("day on which the screen was seen", True, (DAY,)),
            "screen_language": Field("language in which counts are shown", checks=(LANGUAGE,)),
            "followers_shown": Field("followers, exactly as displayed"),
            "followers_unit": Field("step of the count, if it is not the last digit shown", checks=(UNIT,)),
            "posts_shown": Field("posts, exactly as displayed"),
            "posts_unit": Field("step of the count, if it is not the last digit shown", checks=(UNIT,)),
            "source": SOURCE,
            "note": NOTE,
        },
        key=("account", "captured_on"),
        meaning="One row per account and day: what the screen showed.",
    ),
    "countries": RawTable(
        {
            "country": Field("ISO 3166 alpha-3 code", True, (COUNTRY,)),
            "indicator": Field("what was counted, e.g. population", True, (NAME,)),
            "year": Field("year of the figure; empty where the source names none", checks=(YEAR,)),
            "value_shown": Field("the figure, as the source prints it", True),
            "source": SOURCE,
            "note": NOTE,
        },
        key=("country", "indicator", "year", "source"),
        meaning="One row per country, indicator, year and source.",
    ),
    "sources": RawTable(
        {
            "source": Field("key used by the other tables", True, (NAME,)),
            "title": Field("what the source is", True, per_language=True),
            "url": Field("where it is", checks=(ADDRESS,)),
            "seen_on": Field("day on which it was read", checks=(DAY,)),
            "cites": Field("key in references.bib"),
        },
        key=("source",),
        meaning="One row per source.",
    ),
    "context": RawTable(
        {
            "figure": Field("id of a single figure", True, (NAME,)),
            "value_shown": Field("the figure, as the source prints it", True),
            "source": SOURCE,
            "note": NOTE,
        },
        key=("figure",),
        optional=True,
        meaning="Single figures that statements of the study depend on.",
    ),
    "platforms": RawTable(
        {
            "platform": Field("platform", True, (_one_of(*PLATFORMS),)),
            "founded": Field("year in which it was founded", True, (YEAR,)),
            "source": SOURCE,
        },
        key=("platform",),
        optional=True,
        meaning="When each platform was founded.",
    ),
    "institutions": RawTable(
        {
            "country": Field("ISO 3166 alpha-3 code (EUE: European Union)", True, (COUNTRY,)),
            "institution": Field("name of the institution", True, per_language=True),
            "founded": Field("year in which it was founded", True, (YEAR,)),
            "source": SOURCE,
        },
        key=("country", "institution"),
        optional=True,
        meaning="Institutions of digital diplomacy.",
    ),
    "themes": RawTable(
        {
            "account": Field("id from accounts.csv", True, (NAME,)),
            "reported": Field("theme, as the source reports it", True, per_language=True),
            "theme": Field("id of the theme in codebook.yaml into which it is sorted", True, (NAME,)),
            "source": SOURCE,
        },
        key=("account", "reported"),
        optional=True,
        meaning="Themes that a source reports for an account, without counts.",
    ),
    "corrections": RawTable(
        {
            "file": Field(
                "raw table that has the error: `accounts`, `accounts.csv` or `snapshots.xlsx/accounts`", True
            ),
            "where": Field("the row, as `column=value; column=value`", True),
            "column": Field("column of the cell", True),
            "from": Field("text that stands there and must still stand there"),
            "to": Field("text to read instead"),
            "why": Field("reason", True),
            "source": SOURCE,
        },
        key=("file", "where", "column"),
        optional=True,
        meaning="Known errors of the raw files, mended while reading and never in the files.",
    ),
}


def base(column: str) -> str:
    """The column without its language: `holder.kk` is `holder`."""
    return column.partition(".")[0]


def check(frame: pd.DataFrame, name: str, file: str) -> list[Problem]:
    """Every problem of one raw table, in the order of its rows."""
    table = TABLES[name]
    problems = _columns(frame, table, file)
    if has_needed_columns(frame, name):
        problems += sorted(
            _cells_that_fail(frame, table, file) + _rows_repeated(frame, table, file), key=_row
        )
    if frame.empty and not table.optional:
        mend = "has no rows below its header"
        problems.append(Problem(file, None, None, None, mend, error=name == "accounts"))
    return problems


def has_needed_columns(frame: pd.DataFrame, name: str) -> bool:
    """Whether the header has every column that the raw table must have."""
    return all(column in frame for column, field in TABLES[name].columns.items() if field.required)


def _columns(frame: pd.DataFrame, table: RawTable, file: str) -> list[Problem]:
    """What is wrong with the header; an unread column is odd, but an error where a known one looks misspelt in it."""
    missing = [name for name, field in table.columns.items() if field.required and name not in frame]
    unknown = [name for name in frame if not _is_read(name, table)]
    problems = [
        Problem(file, 1, name, None, f"not in the header; {_mend(name, unknown)}") for name in missing
    ]
    absent = [name for name, field in table.columns.items() if not field.required and name not in frame]
    for name in unknown:
        misspelt = any(difflib.get_close_matches(name, absent, n=1, cutoff=0.8))
        mend = f"not a column that is read{nearest(name, absent if misspelt else list(table.columns))}"
        problems.append(Problem(file, 1, name, None, mend, error=misspelt))
    return problems


def _mend(missing: str, unknown: list[str]) -> str:
    near = close_to(missing, unknown)
    return f"rename {near!r}, if that is meant" if near else "add the column"


def _is_read(name: str, table: RawTable) -> bool:
    field, (_, dot, language) = table.columns.get(base(name)), name.partition(".")
    return field is not None and (not dot or field.per_language and bool(LANGUAGE_CODE.fullmatch(language)))


def _cells_that_fail(frame: pd.DataFrame, table: RawTable, file: str) -> list[Problem]:
    schema = pa.DataFrameSchema(
        {
            name: pa.Column(str, _checks(field), required=False, nullable=False)
            for name, field in table.columns.items()
        }
    )
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        return [
            Problem(
                file,
                int(case["index"]),
                case["column"],
                case["failure_case"],
                case["check"] + did_you_mean(case["column"], case["failure_case"]),
            )
            for case in cases.to_dict("records")
        ]
    return []


def _checks(field: Field) -> list[pa.Check]:
    filled = pa.Check(lambda cells: cells != "", error="empty, but needed; fill it in")
    return [filled] * field.required + list(field.checks)


def _rows_repeated(frame: pd.DataFrame, table: RawTable, file: str) -> list[Problem]:
    key = [column for column in table.key if column in frame]
    first: dict[tuple, int] = {}
    problems = []
    for row, *cells in frame[key].itertuples():
        if tuple(cells) in first:
            mend = f"the same {', '.join(key)} as in row {first[tuple(cells)]}; keep one of the two rows"
            problems.append(Problem(file, row, key[0], cells[0], mend))
        first.setdefault(tuple(cells), row)
    return problems


def _row(problem: Problem) -> int:
    return problem.row or 0


def dictionary() -> str:
    """The data dictionary in Markdown: a table of columns per raw file; needed columns in bold."""
    return "\n".join(_page(name, table) for name, table in TABLES.items())


def _page(name: str, table: RawTable) -> str:
    kind = "optional" if table.optional else "needed"
    rows = [
        f"| {f'**`{column}`**' if field.required else f'`{column}`'} | {field.meaning} |"
        for column, field in table.columns.items()
    ]
    head = [f"**`{name}.csv`** ({kind}). {table.meaning}", "", "| column | meaning |", "| --- | --- |"]
    return "\n".join([*head, *rows]) + "\n"
