"""The raw folder of a study: which file holds which table, and what lies there that nothing reads."""

from functools import partial
from pathlib import Path

import pandas as pd

from analysis.clean.habits import tidy
from analysis.clean.schemas import TABLES, RawTable
from analysis.clean.tables import InputError, Problem, read_table
from analysis.study import Study, close_to, nearest

ENDINGS = (".csv", ".tsv", ".xlsx")
OTHER_TABLES = (".xls", ".ods")


def read_tables(study: Study) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The tables that can be read, cells put back as a spreadsheet found them; and why others cannot, and what is odd."""
    raw: dict[str, pd.DataFrame] = {}
    problems = [
        Problem(file, None, None, None, f"not a file that is read{nearest(stem, list(TABLES))}", error=False)
        for stem, file in _strange(study.raw).items()
    ]
    for name, table in TABLES.items():
        try:
            path = _raw_file(study, name)
            frame = read_table(path) if path else _absent(table)
        except InputError as error:
            problems += error.problems
            continue
        raw[name] = frame.assign(**{column: frame[column].map(partial(tidy, column)) for column in frame})
        raw[name].attrs["file"] = path.name if path else f"{name}.csv"
    return raw, problems


def _absent(table: RawTable) -> pd.DataFrame:
    """An optional table that a study does not have: its columns, and no row."""
    return pd.DataFrame(
        columns=list(table.columns), index=pd.Index([], name="row", dtype="int64"), dtype="str"
    )


def file_of(raw: dict[str, pd.DataFrame], name: str) -> str:
    """The name of the file from which a table was read."""
    return raw[name].attrs.get("file", f"{name}.csv")


def _raw_file(study: Study, name: str) -> Path | None:
    """The one file that holds the table; None where an optional one is absent."""
    places = [study.raw / f"{name}{ending}" for ending in ENDINGS]
    found = [path for path in places if path.exists()]
    if len(found) > 1:
        mend = f"{found[1].name} is there too; keep the one that holds the data"
    elif found and not found[0].is_file():
        mend = "this is a folder; a file of this name is needed"
    elif found or TABLES[name].optional:
        return found[0] if found else None
    else:
        strange = _strange(study.raw)
        near = close_to(name, list(strange))
        rest = f"rename {strange[near]!r}, if that is it" if near else "add the file"
        mend = f"not found in data/raw/{study.name}; {rest}"
    raise InputError([Problem(found[0].name if found else f"{name}.csv", None, None, None, mend)])


def _strange(folder: Path) -> dict[str, str]:
    """Tables under names that nothing reads, by name without ending; a spreadsheet's lock files are not meant."""
    read = [f"{name}{ending}" for name in TABLES for ending in ENDINGS]
    return {
        path.stem: path.name
        for path in sorted(folder.glob("[!.~]*"))
        if path.suffix.lower() in (*ENDINGS, *OTHER_TABLES) and path.name not in read
    }
