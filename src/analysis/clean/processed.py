"""Processed tables on disk: written by the first notebook, read by all others."""

import datetime as dt
from pathlib import Path

import pandas as pd

from analysis.study import Study, StudyError, write_whole

PROCESSED = (
    "accounts",
    "counts",
    "denominators",
    "context",
    "platforms",
    "institutions",
    "themes",
    "sources",
    "exports",
    "imports",
)
NUMBERS = ("value", "low", "high", "unit")


def write_processed(tables: dict[str, pd.DataFrame], folder: Path) -> None:
    """One CSV per table in `folder`; each appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in sorted(tables, key=PROCESSED.index):  # the last one says that all are there
        write_table(tables[name], folder, name)


def write_table(frame: pd.DataFrame, folder: Path, name: str) -> None:
    """The frame as `<name>.csv` in `folder`, whole or not at all."""
    write_whole(folder / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n"))


def read_processed(study: Study) -> dict[str, pd.DataFrame]:
    """The processed tables with their types: numbers as floats, rows as integers, everything else as text."""
    missing = [name for name in PROCESSED if not (study.processed / f"{name}.csv").is_file()]
    if missing:
        lacking = ", ".join(missing)
        raise StudyError(
            f"data/processed/{study.name}: {lacking} not there yet; run `make data STUDY={study.name}`"
        )
    return {name: _typed(_text(study.processed / f"{name}.csv")) for name in PROCESSED}


def read_posts(study: Study, *columns: str) -> pd.DataFrame:
    """All posts of the study's exports, one row each, with these columns or all; without rows where there are none."""
    from analysis.clean.exports import read_posts as read_parts  # DuckDB, only where posts are looked at

    return read_parts(
        sorted((study.processed / "posts").glob("part-*.parquet")), *([columns] if columns else [])
    )


def latest(counts: pd.DataFrame, as_of: dt.date | None = None) -> pd.DataFrame:
    """Each account's last count of each metric, on or before `as_of` where that is given."""
    seen = counts if as_of is None else counts[counts["captured_on"] <= as_of.isoformat()]
    order = seen.sort_values(["account", "metric", "captured_on"], kind="stable")
    return order.drop_duplicates(["account", "metric"], keep="last").reset_index(drop=True)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    numbers = {
        column: pd.to_numeric(frame[column]).astype("float64") for column in NUMBERS if column in frame
    }
    rows = {"row": frame["row"].astype("int64")} if "row" in frame else {}
    return frame.assign(**numbers, **rows)


def _text(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False)
