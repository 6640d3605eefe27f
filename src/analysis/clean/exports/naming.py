"""The names of accounts that posts give by their id alone, from the account objects of all files."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from analysis.clean.exports.cures import posts_of
from analysis.clean.exports.database import rows_in, write_parts
from analysis.clean.exports.sentences import Sentence
from analysis.clean.exports.staging import Desk, Staged, columns_of_posts
from analysis.clean.exports.tidy import ACCOUNT_COLUMNS

NAMED = "(platform, author_id) IN (SELECT (platform, author_id) FROM names)"
BY_ID = "handle = '' AND author_id <> ''"
MEND = "put an export of the profile beside it, or write the id as the last part of the account's address in accounts.csv"


def name_by_id(desk: Desk, staged: Sequence[Staged]) -> None:
    """Gives posts that have an author's id and no handle the handle that an account object has beside that id.

    With the handle they find their account in the study. How many posts of a file stay without both is said there.
    """
    _known_names(desk.connection, staged)
    for one in staged:
        if one.parts and _count(desk.connection, one, BY_ID):
            if _count(desk.connection, one, f"{BY_ID} AND {NAMED}"):
                one.parts = _named(desk, one)
            left = _count(desk.connection, one, f"{BY_ID} AND account = ''")
            text = f"{posts_of(left)} whose account stands there by its id alone: {MEND}"
            one.warnings += [Sentence("named_by_id", text, n=left)] if left else []


def _known_names(connection: duckdb.DuckDBPyConnection, staged: Sequence[Staged]) -> None:
    """Table: the latest name of each account that has one beside its id."""
    rows = [dict(zip(ACCOUNT_COLUMNS, values)) for one in staged for values in one.accounts]
    latest = {
        (row["platform"], row["author_id"]): row["handle"]
        for row in sorted(rows, key=lambda row: row["captured_on"] or "")
        if row["handle"] and row["author_id"]
    }
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE names (platform VARCHAR, author_id VARCHAR, name VARCHAR)"
    )
    if latest:
        connection.executemany(
            "INSERT INTO names VALUES (?, ?, ?)", [(*key, name) for key, name in latest.items()]
        )


def _count(connection: duckdb.DuckDBPyConnection, one: Staged, where: str) -> int:
    return connection.execute(f"SELECT count(*) FROM {rows_in(one.parts)} WHERE {where}").fetchone()[0]


def _named(desk: Desk, one: Staged) -> list[Path]:
    named = f"""SELECT * EXCLUDE (account, name)
            REPLACE (CASE WHEN handle = '' THEN coalesce(name, '') ELSE handle END AS handle)
        FROM {rows_in(one.parts)} LEFT JOIN names USING (platform, author_id)"""
    query = f'SELECT {columns_of_posts(desk)} FROM ({named}) ORDER BY "row"'
    return write_parts(desk.connection, query, desk.workspace.new("named"))[1]
