"""How a study keeps its tables, as files or as sheets of one workbook, and the way from one to the other and back."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from analysis.clean.folder import WORKBOOK, file_of, kept_tables
from analysis.clean.problems import InputError, Problem
from analysis.clean.schemas import TABLES
from analysis.clean.tables import as_table, read_table
from analysis.clean.workbook import read_workbook
from analysis.draw.words import ENGLISH, FOLDER, Words
from analysis.study import Study, StudyError
from analysis.workbook import workbook

ASIDE = "superseded"
LONGEST = 32_767  # characters in a cell of a workbook
NOT_IN_A_WORKBOOK = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_workbook(study: Study) -> str:
    """Puts all tables of the study into `snapshots.xlsx`, and the files that held them aside; says what was done.

    Cells and the numbers of rows stay as they are: the workbook is read back and held against the files before one of
    them is moved. Raises `StudyError` where there is nothing to do, and `InputError` for cells that cannot be read or
    that a workbook cannot hold.
    """
    tables, odd = _kept(study)
    if all(_holder(table) == WORKBOOK for table in tables.values()):
        raise StudyError(f"data/raw/{study.name}: all tables are in {WORKBOOK} already; nothing was changed")
    _check_cells(tables)
    part = study.raw / f".{WORKBOOK}.part"
    with _removed_if_wrong([part]):
        part.write_bytes(workbook(study.name, tables, study.countries, _words(study)))
        sheets = read_workbook(part, list(TABLES)).tables
        _compare(tables, {name: as_table(sheet.lines, sheet.file) for name, sheet in sheets.items()})
    aside = _put_aside(study, {_holder(table) for table in tables.values()})
    part.rename(study.raw / WORKBOOK)
    return _told(study, tables, f"{WORKBOOK} now holds", aside, odd)


def to_files(study: Study) -> str:
    """Writes every table that is kept in a workbook as a CSV file, and puts the workbook aside; says what was done.

    As `to_workbook`: what was written is read back and compared first. What a workbook has beside the text of its
    tables (colours, notes, sheets of one's own) stays in the one that was put aside.
    """
    tables, odd = _kept(study)
    tables = {name: table for name, table in tables.items() if _holder(table).endswith(".xlsx")}
    if not tables:
        raise StudyError(f"data/raw/{study.name}: no table is kept in a workbook; nothing was changed")
    parts = {name: study.raw / f".{name}.csv.part" for name in tables}
    with _removed_if_wrong(parts.values()):
        for name, part in parts.items():
            part.write_text(as_csv(tables[name]), encoding="utf-8-sig", newline="")
        _compare(tables, {name: read_table(part) for name, part in parts.items()})
    aside = _put_aside(study, {_holder(table) for table in tables.values()})
    for name, part in parts.items():
        part.rename(study.raw / f"{name}.csv")
    return _told(study, tables, "CSV files now hold", aside, odd)


def as_csv(table: pd.DataFrame) -> str:
    """A table as CSV, each row on the line that its index says, the header on the first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    written = 1
    for row, *cells in table.itertuples():
        writer.writerows([[]] * (row - written - 1))
        writer.writerow(cells)
        written = row
    return text.getvalue()


def _kept(study: Study) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The tables as they are kept, and what is odd; that one is still missing does not matter here."""
    tables, problems = kept_tables(study)
    missing = {f"{name}.csv" for name in TABLES if not (study.raw / f"{name}.csv").exists()}
    errors = [problem for problem in problems if problem.error and problem.file not in missing]
    if errors:
        raise InputError(errors)
    if not tables:
        raise StudyError(f"data/raw/{study.name}: there are no tables yet")
    return tables, [problem for problem in problems if not problem.error]


def _holder(table: pd.DataFrame) -> str:
    """The file in the study's folder that holds the table."""
    return table.attrs["file"].partition("/")[0]


def _words(study: Study) -> list[Words]:
    own = study.folder / "words"
    known = [
        each
        for each in study.languages
        if any((folder / f"{each}.yaml").is_file() for folder in (FOLDER, own))
    ]
    return [Words(each, study) for each in known or [ENGLISH]]


def _check_cells(tables: dict[str, pd.DataFrame]) -> None:
    problems = []
    for name, table in tables.items():
        for column in table:
            for row, text in table[column].items():
                at = (file_of(tables, name), int(row), column)
                if NOT_IN_A_WORKBOOK.search(text):
                    problems.append(
                        Problem(*at, text, "has a character that a workbook cannot hold; type it anew")
                    )
                if len(text) > LONGEST:
                    mend = (
                        f"longer than the {LONGEST:,} characters that a cell of a workbook holds; shorten it"
                    )
                    problems.append(Problem(*at, f"{text[:40]}…", mend))
    if problems:
        raise InputError(problems)


@contextmanager
def _removed_if_wrong(parts: Iterable[Path]) -> Iterator[None]:
    try:
        yield
    except StudyError:
        for part in parts:
            part.unlink(missing_ok=True)
        raise


def _compare(kept: dict[str, pd.DataFrame], written: dict[str, pd.DataFrame]) -> None:
    """Raises `StudyError` unless what was written is what was kept, cell by cell and row by row."""
    changed = [name for name, table in kept.items() if name not in written or not table.equals(written[name])]
    if changed:
        raise StudyError(
            f"{', '.join(changed)}: would not be the same when read again, so nothing was changed. Please report this"
        )


def _put_aside(study: Study, files: Iterable[str]) -> Path:
    """Moves files of the study's folder into a new folder below it, which is returned."""
    folder = study.raw / ASIDE
    taken = [int(path.name) for path in folder.glob("*") if path.name.isdecimal()]
    aside = folder / str(max(taken, default=0) + 1)
    aside.mkdir(parents=True)
    for file in sorted(files):
        (study.raw / file).rename(aside / file)
    return aside


def _told(study: Study, tables: dict[str, pd.DataFrame], done: str, aside: Path, odd: list[Problem]) -> str:
    counted = ", ".join(f"{name} ({len(table)} rows)" for name, table in tables.items())
    moved = ", ".join(sorted(path.name for path in aside.iterdir()))
    return "\n".join(
        [
            *(f"odd: {problem}" for problem in odd),
            f"{done} the tables {counted}.",
            f"{moved}: moved to {aside.relative_to(study.root).as_posix()}/, unchanged. Remove that folder when you no longer need it.",
            f"Next: make check STUDY={study.name}",
        ]
    )
