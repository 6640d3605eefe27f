"""Known errors of the raw files, mended while reading; a correction whose error is gone stops the build."""

import pandas as pd

from analysis.clean.tables import InputError, Problem

FILE = "corrections.csv"


def apply_corrections(raw: dict[str, pd.DataFrame], corrections: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The raw tables with every correction applied.

    Raises `InputError` for a correction of an unknown file, row or column, and for one whose `from` no
    longer stands in the cell: the raw file was mended, and the correction must go.
    """
    tables = {name: frame.copy() for name, frame in raw.items()}
    problems = []
    for row, correction in corrections.iterrows():
        problem = _apply(tables, correction, row)
        problems += [problem] if problem else []
    if problems:
        raise InputError(problems)
    return tables


def _apply(tables: dict[str, pd.DataFrame], correction: pd.Series, row: int) -> Problem | None:
    def refuse(column: str, mend: str) -> Problem:
        return Problem(FILE, row, column, correction[column], mend)

    frame = tables.get(correction["file"].removesuffix(".csv"))
    if frame is None:
        return refuse("file", f"no such raw file; use one of: {', '.join(f'{name}.csv' for name in tables)}")
    if correction["column"] not in frame:
        return refuse(
            "column", f"{correction['file']} has no such column; it has: {', '.join(frame.columns)}"
        )
    conditions = dict(part.strip().split("=", 1) for part in correction["where"].split(";") if "=" in part)
    unknown = [column for column in conditions if column.strip() not in frame]
    if unknown or not conditions:
        return refuse("where", "write the row as `column=value; column=value` with columns of that file")
    found = frame.index
    for column, value in conditions.items():
        found = found[frame.loc[found, column.strip()] == value.strip()]
    if len(found) != 1:
        return refuse("where", f"{len(found)} rows of {correction['file']} are like this; name exactly one")
    stands = frame.at[found[0], correction["column"]]
    if stands != correction["from"]:
        return refuse(
            "from", f"row {found[0]} now has {stands!r}; the file was mended, so remove this correction"
        )
    frame.loc[found[0], correction["column"]] = correction["to"]
    return None
