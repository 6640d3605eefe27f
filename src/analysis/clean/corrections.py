"""Known errors of the raw files, mended while reading; a correction whose error is gone stops the build."""

from pathlib import Path

import pandas as pd

from analysis.clean.folder import ENDINGS, file_of
from analysis.clean.habits import tidy
from analysis.clean.problems import InputError, Problem
from analysis.clean.schemas import TABLES
from analysis.study import nearest


def apply_corrections(raw: dict[str, pd.DataFrame], corrections: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The raw tables with every correction applied. Days and handles may be written as in the file or as read.

    A table is named as a file or by its name alone, whichever way it is kept: `accounts`, `accounts.csv` and
    `snapshots.xlsx/accounts` are one.

    Raises `InputError` for a correction of an unknown file, row or column, and for one whose `from` no
    longer stands in the cell: the raw file was mended, and the correction must go. One of a table that is
    not in `raw`, because it could not be read, waits.
    """
    tables = {name: frame.copy() for name, frame in raw.items()}
    own = file_of({"corrections": corrections}, "corrections")
    problems = [_apply(tables, correction, own, int(row)) for row, correction in corrections.iterrows()]
    if any(problems):
        raise InputError([problem for problem in problems if problem])
    return tables


def _apply(tables: dict[str, pd.DataFrame], correction: pd.Series, own: str, row: int) -> Problem | None:
    def refuse(cell: str, mend: str) -> Problem:
        return Problem(own, row, cell, correction[cell], mend)

    file, column = correction["file"], correction["column"]
    if Path(file).stem not in TABLES:
        ending = Path(file).suffix if Path(file).suffix in ENDINGS else ""
        return refuse(
            "file", f"no such raw file{nearest(Path(file).name, [f'{name}{ending}' for name in TABLES])}"
        )
    frame = tables.get(Path(file).stem)
    if frame is None:
        return None
    if column not in frame:
        return refuse("column", f"{file} has no such column{nearest(column, list(frame))}")
    conditions = _conditions(correction["where"])
    if not conditions or any(name not in frame for name in conditions):
        mend = f"write the row as `column=value; column=value` with columns of {file}: {', '.join(frame)}"
        return refuse("where", mend)
    found = frame.index[(frame[list(conditions)] == pd.Series(conditions)).all(axis=1)]
    if len(found) != 1:
        return refuse("where", f"{len(found) or 'no'} rows of {file} are like this; name exactly one")
    stands = frame.at[found[0], column]
    if stands != tidy(column, correction["from"]):
        return refuse(
            "from",
            f"row {found[0]} of {file} now has {stands!r}; if the file was mended, remove this correction",
        )
    frame.loc[found[0], column] = tidy(column, correction["to"])
    return None


def _conditions(where: str) -> dict[str, str]:
    """`account=mfa-tur; captured_on=2024-09-28` as column and cell; nothing where a part is no condition."""
    parts = [part.partition("=") for part in where.split(";") if part.strip()]
    if not all(sign for _, sign, _ in parts):
        return {}
    return {column.strip(): tidy(column.strip(), value.strip()) for column, _, value in parts}
