"""Raw to processed: tables as they were typed become tidy tables, with every shown number as an interval."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.clean.corrections import apply_corrections
from analysis.clean.counts import CountError, read_count
from analysis.clean.crosschecks import crosschecks
from analysis.clean.folder import file_of, read_tables
from analysis.clean.posts import EXPORTS
from analysis.clean.problems import InputError, Problem
from analysis.clean.schemas import TABLES, base, check, has_needed_columns
from analysis.study import Study

METRICS = ("followers", "posts")


def read_raw(study: Study) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The raw tables of a study as corrected and checked text, indexed by row, and what looks odd in them.

    Raises `InputError` with every bad cell of every table at once, counts that cannot be read included.
    """
    raw, problems = examined(study)
    errors = [problem for problem in problems if problem.error]
    if errors:
        raise InputError(errors)
    return raw, problems


def examined(study: Study) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The raw tables that can be read at all, corrected, and everything that is wrong or odd in them, in order.

    Corrections come first, so that a cell which no schema would let pass can be corrected.
    """
    raw, problems = read_tables(study)
    raw, unfit = _corrected(raw)
    problems += unfit
    for name, frame in raw.items():
        problems += check(frame, name, file_of(raw, name))
    if len(raw) == len(TABLES) and all(has_needed_columns(frame, name) for name, frame in raw.items()):
        raw = {name: completed(frame, name) for name, frame in raw.items()}
        problems += crosschecks(raw, study)
        problems += _unreadable(raw, study, problems)
    return raw, _in_order(problems)


def observations(raw: dict[str, pd.DataFrame], study: Study) -> dict[str, pd.DataFrame]:
    """The processed tables. Every number has its value, its interval `[low, high)` and the cell it came from.

    A cell without text is a missing value and not zero: such counts are simply not in `counts`.
    Raises `InputError` with every count that cannot be read.
    """
    problems: list[Problem] = []
    counts = read_counts(raw, study, problems)
    denominators = read_figures(raw["countries"], file_of(raw, "countries"), problems)
    context = read_figures(raw["context"], file_of(raw, "context"), problems)
    if problems:
        raise InputError(problems)
    kept = {
        name: raw[name].drop(columns=_notes(raw[name])) for name in ("platforms", "institutions", "themes")
    }
    tables = {
        "accounts": raw["accounts"],
        "counts": counts,
        "denominators": denominators,
        "context": context,
        "sources": raw["sources"],
        "exports": pd.DataFrame(columns=EXPORTS),
        **kept,
    }
    return {name: _with_row(frame) for name, frame in tables.items()} | {"imports": _imports(raw, counts)}


def _corrected(raw: dict[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The tables with their corrections, where those are fit to be applied."""
    corrections = raw.get("corrections")
    if corrections is None or any(
        p.error for p in check(corrections, "corrections", file_of(raw, "corrections"))
    ):
        return raw, []
    try:
        return apply_corrections(raw, corrections), []
    except InputError as error:
        return raw, error.problems


def _in_order(problems: list[Problem]) -> list[Problem]:
    """By table, then row; of several problems of one cell the first, which is its cause."""
    first: dict[tuple, Problem] = {}
    for problem in sorted(problems, key=_place):
        cell = (problem.file, problem.row, problem.column, problem.value)
        first.setdefault(cell if problem.row and problem.column else (id(problem),), problem)
    return list(first.values())


def completed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The raw table with all its columns, those that its file leaves out empty."""
    missing = {column: "" for column in TABLES[name].columns if column not in frame}
    return frame.assign(**missing)


def _place(problem: Problem) -> tuple[int, int, int]:
    """Where a problem stands: its table, row and column, in the order of the data dictionary."""
    name, column = Path(problem.file).stem, base(problem.column or "")
    if name not in TABLES:
        return -1, 0, 0
    columns = list(TABLES[name].columns)
    return list(TABLES).index(name), problem.row or 0, columns.index(column) if column in columns else -1


def _unreadable(raw: dict[str, pd.DataFrame], study: Study, known: list[Problem]) -> list[Problem]:
    """The counts that cannot be read, leaving out rows whose language or unit is wrong already."""
    problems: list[Problem] = []
    read_counts(without_wrong_readings(raw, known), study, problems)
    for name in ("countries", "context"):
        filled = raw[name][raw[name]["value_shown"] != ""]
        read_figures(filled, file_of(raw, name), problems)
    return problems


def without_wrong_readings(raw: dict[str, pd.DataFrame], problems: list[Problem]) -> dict[str, pd.DataFrame]:
    """The tables without the snapshots whose language or unit is wrong, so that their counts cannot be read at all."""
    causes = ("screen_language", *(f"{metric}_unit" for metric in METRICS))
    wrong = [problem.row for problem in problems if problem.error and problem.column in causes]
    return raw | {"snapshots": raw["snapshots"].drop(index=wrong, errors="ignore")}


def read_counts(raw: dict[str, pd.DataFrame], study: Study, problems: list[Problem]) -> pd.DataFrame:
    """The counts of snapshots that can be read, one row each; the others are added to `problems`."""
    file = file_of(raw, "snapshots")
    platforms = dict(zip(raw["accounts"]["account"], raw["accounts"]["platform"]))
    rows = []
    for row, snapshot in zip(raw["snapshots"].index, raw["snapshots"].to_dict("records")):
        for metric in METRICS:
            column = f"{metric}_shown"
            if not snapshot[column]:
                continue
            reading = dict(
                language=snapshot["screen_language"] or None,
                platform=platforms.get(snapshot["account"]),
                rule=None if study.rule == "platform" else study.rule,
                unit=int(snapshot[f"{metric}_unit"]) if snapshot[f"{metric}_unit"] else None,
            )
            at = Problem(file, int(row), column, snapshot[column], "")
            count = _read(snapshot[column], reading, at, problems)
            if count:
                rows.append(
                    {"account": snapshot["account"], "captured_on": snapshot["captured_on"], "metric": metric}
                    | count
                    | _origin(file, row, column, snapshot)
                )
    return _frame(rows, ["account", "captured_on", "metric"])


def read_figures(frame: pd.DataFrame, file: str, problems: list[Problem]) -> pd.DataFrame:
    """Context figures or denominators: the columns that name them, then the number and its cell."""
    names = [column for column in ("country", "indicator", "year", "figure") if column in frame]
    rows = []
    for row, cells in zip(frame.index, frame.to_dict("records")):
        at = Problem(file, int(row), "value_shown", cells["value_shown"], "")
        count = _read(cells["value_shown"], {}, at, problems)
        if count:
            rows.append(
                {name: cells[name] for name in names} | count | _origin(file, row, "value_shown", cells)
            )
    return _frame(rows, names)


_read_once = lru_cache(maxsize=100_000)(read_count)  # checked first, measured then


def _read(text: str, reading: dict, at: Problem, problems: list[Problem]) -> dict | None:
    try:
        count = _read_once(text, **reading)
    except CountError as error:
        problems.append(replace(at, mend=f"{error.reason}; {error.mend}"))
        return None
    return {
        "shown": text,
        "value": float(count.value),
        "low": float(count.low),
        "high": float(count.high),
        "unit": float(count.unit),
        "precision": count.precision,
        "rule": count.rule,
        "qualifier": count.qualifier,
    }


def _origin(file: str, row: int, column: str, cells: dict[str, str]) -> dict:
    return {"file": file, "row": int(row), "column": column, "source": cells["source"], "note": cells["note"]}


def _frame(rows: list[dict], names: Iterable[str]) -> pd.DataFrame:
    numbers = ["shown", "value", "low", "high", "unit", "precision", "rule", "qualifier"]
    return pd.DataFrame(rows, columns=[*names, *numbers, "file", "row", "column", "source", "note"])


def _with_row(frame: pd.DataFrame) -> pd.DataFrame:
    if frame.index.name != "row":
        return frame
    return frame.drop(columns="row", errors="ignore").reset_index()


def _notes(frame: pd.DataFrame) -> list[str]:
    return [column for column in frame if column == "note"]


def _imports(raw: dict[str, pd.DataFrame], counts: pd.DataFrame) -> pd.DataFrame:
    """Per raw table, how many rows were read, and how many numbers came of them."""
    numbers = {"snapshots": len(counts)}
    corrected = raw["corrections"]["file"].map(lambda file: Path(file).stem)
    return pd.DataFrame(
        [
            {
                "table": name,
                "rows_read": len(frame),
                "numbers_read": str(numbers.get(name, "")),
                "corrected": int((corrected == name).sum()),
            }
            for name, frame in raw.items()
        ]
    )
