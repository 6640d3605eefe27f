"""What a reading found, as frames: posts, accounts, and the report."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd

from analysis.clean.exports.database import rows_in
from analysis.clean.exports.staging import Staged
from analysis.clean.exports.tidy import ACCOUNT_COLUMNS, COUNTS, FLAGS, LISTS, POST_COLUMNS
from analysis.clean.problems import Problem

REPORT_COLUMNS = ("file", "format", "rows_read", "kept", "set_aside", "reasons", "warnings")


def read_posts(parts: Sequence[Path], columns: Sequence[str] = tuple(POST_COLUMNS)) -> pd.DataFrame:
    """Posts of Parquet parts, one row each, with the tidy columns (or those named).

    Ids are text, times in UTC, missing counts and flags NA, and lists are lists.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    none = ", ".join(f'NULL::{POST_COLUMNS[name]} AS "{name}"' for name in columns)
    with duckdb.connect() as connection:
        query = f"SELECT {names} FROM {rows_in(parts)}" if parts else f"SELECT {none} WHERE false"
        frame = connection.execute(query).df()
    kinds = {
        **dict.fromkeys(("created_at", "collected_at"), lambda column: column.dt.tz_localize("UTC")),
        **dict.fromkeys(LISTS, lambda column: column.map(list, na_action="ignore")),
        **dict.fromkeys((*COUNTS, "row"), lambda column: column.astype("Int64")),
        **dict.fromkeys((*FLAGS, "is_self_reply"), lambda column: column.astype("boolean")),
    }
    return frame.assign(**{name: kinds[name](frame[name]) for name in columns if name in kinds})


def account_frame(staged: Sequence[Staged]) -> pd.DataFrame:
    """One row per account object, file and day of capture; its counts are exact, its day "" where unknown."""
    rows = [account for one in staged for account in one.accounts]
    frame = pd.DataFrame(rows, columns=list(ACCOUNT_COLUMNS))
    whole = ("followers", "following", "posts", "row")
    times = {"created_at": pd.to_datetime(frame["created_at"], utc=True)}
    texts = [name for name in ACCOUNT_COLUMNS if name not in (*whole, *times)]
    return frame.assign(
        **{name: frame[name].astype("Int64") for name in whole},
        **{name: frame[name].astype("str") for name in texts},
        **times,
    )


def report_frame(staged: Sequence[Staged], problems: Sequence[Problem]) -> pd.DataFrame:
    """One row per file: how many rows were read, kept and set aside, the reasons, and what should be known."""
    refused = [Staged(problem.file, "refused", warnings=[problem.mend]) for problem in problems]
    rows = [
        (one.file, one.format, one.rows_read, one.kept, sum(one.reasons.values()), one.reasons, one.warnings)
        for one in sorted([*staged, *refused], key=lambda one: one.file)
    ]
    return pd.DataFrame(rows, columns=list(REPORT_COLUMNS))
