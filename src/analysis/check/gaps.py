"""Gaps: what a student can still fill in, cell by cell, and which counts are there on which day."""

import re
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analysis.check.findings import Finding
from analysis.clean.folder import file_of
from analysis.clean.observations import METRICS
from analysis.clean.schemas import TABLES
from analysis.study import Study

PLACE = re.compile(r"\[.+\]")  # as `make study` writes what only the author knows
WRITE = "a place that only you can fill; write what the brackets ask for"
ENGLISH = "en"
State = Literal["filled", "empty", "wrong", "none"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell of snapshots holds: its state, and the text where there is one."""

    state: State
    text: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """Which counts are there: per account and day (`marks`), one mark a metric, in the order of METRICS."""

    accounts: list[str]
    days: list[str]
    marks: dict[tuple[str, str], tuple[Mark, ...]]


def gaps(raw: dict[str, pd.DataFrame], study: Study) -> list[Finding]:
    """Everything in the raw tables that can be completed; the paper is built without it."""
    return [
        *_places(raw),
        *_pages(raw["accounts"], file_of(raw, "accounts")),
        *_counts(raw["snapshots"], file_of(raw, "snapshots")),
        *_siblings(raw, study),
        *_populations(raw["countries"], file_of(raw, "countries"), study),
    ]


def _places(raw: dict[str, pd.DataFrame]) -> list[Finding]:
    return [
        Finding("missing", file_of(raw, name), WRITE, (int(row),), column, cell)
        for name, frame in raw.items()
        for column in frame
        for row, cell in frame[column].items()
        if PLACE.fullmatch(cell)
    ]


def _pages(accounts: pd.DataFrame, file: str) -> list[Finding]:
    """Accounts whose page cannot be found by what is written of them, or has no address that a reader could follow."""
    found = []
    for row, account in zip(accounts.index, accounts.to_dict("records")):
        if not account["handle"]:
            mend = "empty; write the name of the page, or leave it where the source gives none"
            found.append(Finding("missing", file, mend, (int(row),), "handle"))
        if not account["url"]:
            mend = "empty; copy the address of the page, so that readers can open it"
            found.append(Finding("missing", file, mend, (int(row),), "url"))
    return found


def _counts(snapshots: pd.DataFrame, file: str) -> list[Finding]:
    mend = "empty; copy the count exactly as it is displayed, or leave it where none was seen"
    return [
        Finding("missing", file, mend, (int(row),), column)
        for column in (f"{metric}_shown" for metric in METRICS)
        for row in snapshots.index[snapshots[column] == ""]
    ]


def _siblings(raw: dict[str, pd.DataFrame], study: Study) -> list[Finding]:
    """Texts that a paper in another language says in the words of the column without a language."""
    others = [each for each in study.languages if each != _base(study)]
    return [
        finding
        for name, frame in raw.items()
        for column, field in TABLES[name].columns.items()
        if field.per_language and len(frame)
        for language in others
        for finding in _sibling(frame, file_of(raw, name), column, language)
    ]


def _base(study: Study) -> str:
    return ENGLISH if ENGLISH in study.languages else next(iter(study.languages), "")


def _sibling(frame: pd.DataFrame, file: str, column: str, language: str) -> list[Finding]:
    sibling = f"{column}.{language}"
    said = f"the paper in {language!r} says what stands in {column}"
    if sibling not in frame:
        return [Finding("missing", file, f"no such column; {said}", (), sibling)]
    return [
        Finding("missing", file, f"empty; {said}", (int(row),), sibling)
        for row in frame.index[(frame[sibling] == "") & (frame[column] != "")]
    ]


def _populations(countries: pd.DataFrame, file: str, study: Study) -> list[Finding]:
    """Compared countries without the figure that study.yaml divides by."""
    if study.population is None:
        mend = "`population` names no source; nothing is set against population until it does"
        return [Finding("missing", "study.yaml", mend)] if study.countries else []
    source, year = study.population.source, str(study.population.year or "")
    rows = countries[(countries["indicator"] == "population") & (countries["source"] == source)]
    there = rows.loc[(rows["year"] == year) & (rows["value_shown"] != ""), "country"]
    wanted = f"{source} {year}".strip()
    mend = f"no row with its population by {wanted}, which study.yaml divides by; add one"
    return [
        Finding("missing", file, mend, (), "country", code)
        for code in study.countries
        if code not in set(there)
    ]


def filled(raw: dict[str, pd.DataFrame], counts: pd.DataFrame) -> Filled:
    """The table of accounts by days; `counts` are those that could be read, and those of profiles in exports."""
    snapshots = raw["snapshots"]
    marks: dict[tuple[str, str], tuple[Mark, ...]] = {}
    read = {
        (count["account"], count["captured_on"], count["metric"]): count["shown"]
        for count in counts.to_dict("records")
    }
    shown = {(cells["account"], cells["captured_on"]): cells for cells in snapshots.to_dict("records")}
    for account, day in dict.fromkeys([*shown, *((account, day) for account, day, _ in read)]):
        cells = shown.get((account, day))
        marks[account, day] = tuple(
            _mark(cells, read.get((account, day, metric)), f"{metric}_shown") for metric in METRICS
        )
    accounts = list(dict.fromkeys([*raw["accounts"]["account"], *snapshots["account"]]))
    days = sorted({day for _, day in marks})
    return Filled([each for each in accounts if each], days, marks)


def _mark(cells: dict[str, str] | None, read: str | None, column: str) -> Mark:
    if read is not None:
        return Mark("filled", read)
    if cells is None:
        return Mark("none")
    return Mark("wrong", cells[column]) if cells[column] else Mark("empty")
