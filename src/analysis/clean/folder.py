"""The raw folder of a study: which file or sheet holds which table, and what lies there that nothing reads."""

from functools import partial
from pathlib import Path

import pandas as pd

from analysis.clean.habits import tidy
from analysis.clean.problems import InputError, Problem, in_words
from analysis.clean.schemas import TABLES, RawTable
from analysis.clean.tables import as_table, read_table
from analysis.clean.workbook import Sheet, read_workbook
from analysis.study import Study, close_to, nearest

ENDINGS = (".csv", ".tsv", ".xlsx")
OTHER_TABLES = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
WORKBOOK = "snapshots.xlsx"  # the one in which a study keeps its tables together

Places = dict[
    str, dict[str, Path | Sheet]
]  # of each table: the files and sheets that hold it, as errors call them


def read_tables(study: Study) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The tables that can be read, cells put back as a spreadsheet found them; and why others cannot, and what is odd."""
    kept, problems = kept_tables(study)
    failed = {Path(problem.file).stem for problem in problems if problem.error}
    raw = {}
    for name, table in TABLES.items():
        if name in kept:
            frame = kept[name]
            raw[name] = frame.assign(**{column: frame[column].map(partial(tidy, column)) for column in frame})
        elif table.optional and name not in failed:
            raw[name] = _absent(table)
    return raw, problems


def kept_tables(study: Study) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The tables of the study as they are kept, cell by cell; and why others cannot be read, and what is odd.

    A table is a CSV, TSV or XLSX file of its name, or the sheet of its name in such a file that holds several.
    """
    places, strange, problems = _places(study.raw)
    damaged = any(problem.error for problem in problems)
    kept: dict[str, pd.DataFrame] = {}
    for name, found in places.items():
        try:
            _check_place(study, name, found, strange, damaged=damaged)
            for file, place in found.items():
                kept[name] = _table(place, problems)
                kept[name].attrs["file"] = file
        except InputError as error:
            problems += error.problems
    return kept, problems


def file_of(raw: dict[str, pd.DataFrame], name: str) -> str:
    """The file from which a table was read; with the sheet, `snapshots.xlsx/accounts`, where it holds several."""
    return raw[name].attrs.get("file", f"{name}.csv")


def _absent(table: RawTable) -> pd.DataFrame:
    """An optional table that a study does not have: its columns, and no row."""
    return pd.DataFrame(
        columns=list(table.columns), index=pd.Index([], name="row", dtype="int64"), dtype="str"
    )


def _places(folder: Path) -> tuple[Places, dict[str, str], list[Problem]]:
    """Where each table is; names that may be meant for a table, with what to rename; and what is wrong or odd."""
    places: Places = {name: {} for name in TABLES}
    strange, problems = _strange(folder)
    for path in (folder / f"{name}{ending}" for name in TABLES for ending in ENDINGS):
        if path.suffix != ".xlsx" or not path.is_file():
            places[path.stem] |= {path.name: path} if path.exists() else {}
            continue
        try:
            book = read_workbook(path, list(TABLES))
        except InputError as error:
            problems += error.problems
            continue
        for name, sheet in book.tables.items():
            places[name][sheet.file] = sheet
        strange |= {title: f"the sheet {title!r} of {path.name}" for title in book.unread}
        problems += [*book.problems, *(_unread_sheet(path, title) for title in book.unread)]
    return places, strange, problems


def _unread_sheet(path: Path, title: str) -> Problem:
    mend = f"the sheet {title!r} is not read{nearest(title, list(TABLES))}"
    return Problem(path.name, None, None, None, mend, error=False)


def _check_place(
    study: Study, name: str, found: dict[str, Path | Sheet], strange: dict[str, str], *, damaged: bool
) -> None:
    """Raises `InputError` unless there is one place, or none for a table that may be absent or be in a damaged file."""
    files = list(found)
    if len(files) > 1:
        mend = f"{in_words(files[1])} is there too; keep the one that holds the data"
    elif files and isinstance(found[files[0]], Path) and not found[files[0]].is_file():
        mend = "this is a folder; a file of this name is needed"
    elif files or TABLES[name].optional or damaged:
        return
    else:
        mend = f"not found in data/raw/{study.name}; {_where_else(study.raw, name, strange)}"
    raise InputError([Problem(files[0] if files else f"{name}.csv", None, None, None, mend)])


def _where_else(folder: Path, name: str, strange: dict[str, str]) -> str:
    """What to do about a table that is not found: where it seems to be under another name, to rename that."""
    near = close_to(name, list(strange))
    if near:
        return f"rename {strange[near]}, if that is it"
    books = sorted(path.name for path in folder.glob("[!.~]*.xlsx") if path.stem not in TABLES)
    if books and not (folder / WORKBOOK).exists():
        return f"if it is a sheet of {books[0]!r}, name that workbook {WORKBOOK}; else add the file"
    return "add the file"


def _table(place: Path | Sheet, problems: list[Problem]) -> pd.DataFrame:
    if isinstance(place, Path):
        return read_table(place)
    errors = [problem for problem in place.problems if problem.error]
    if errors:
        raise InputError(errors)
    problems += place.problems
    return as_table(place.lines, place.file)


def _strange(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """Tables under names that nothing reads, by name without ending; a spreadsheet's lock files are not meant."""
    read = [f"{name}{ending}" for name in TABLES for ending in ENDINGS]
    paths = [
        path
        for path in sorted(folder.glob("[!.~]*"))
        if path.suffix.lower() in (*ENDINGS, *OTHER_TABLES) and path.name not in read
    ]
    problems = [Problem(path.name, None, None, None, _unread(path), error=False) for path in paths]
    return {path.stem: repr(path.name) for path in paths}, problems


def _unread(path: Path) -> str:
    if path.suffix.lower() in OTHER_TABLES:
        return "not a kind of file that is read; save it as .xlsx, or as “CSV UTF-8”"
    together = (
        f"; a workbook of several tables is called {WORKBOOK}" if path.suffix.lower() == ".xlsx" else ""
    )
    return f"not a file that is read{nearest(path.stem, list(TABLES))}{together}"
