"""Account objects in a file: their exact counts, one row per account and day of capture."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

import duckdb

from analysis.clean.exports.opening import Opened
from analysis.clean.exports.relation import accounts_sql, mapped

# What a mapping of accounts may name, and the SQL that makes a value of what the file gives.
ACCOUNT = {
    "handle": "coalesce(named(filled(handle)), '')",
    "author_id": "coalesce(whole(filled(author_id)), '')",
    "name": "coalesce(name, '')",
    "followers": "count_of(followers)",
    "following": "count_of(following)",
    "posts": "count_of(posts)",
    "created_at": "sane(time_of(created_at))",
    "collected_at": "sane(time_of(collected_at))",
}
DAY_IN_NAME = re.compile(r"(?<!\d)(20\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")
ROWS_NAMED = 5


def profiles_in(connection: duckdb.DuckDBPyConnection, opened: Opened) -> list[tuple]:
    """The accounts with counts: the columns of `ACCOUNT`, and the row of each account's last capture of a day."""
    packed = ", ".join(f"{name} := {name}" for name in ACCOUNT)
    return connection.execute(
        f"""SELECT found.*, "row" FROM (
            SELECT arg_max(found, last) AS found, arg_max("row", last) AS "row"
            FROM (SELECT *, struct_pack({packed}) AS found, (coalesce(collected_at, '1970-01-01'), -"row") AS last
                FROM ({_profiles_sql(opened, once=True)}))
            WHERE counted AND (handle <> '' OR author_id <> '')
            GROUP BY coalesce(nullif(author_id, ''), lower(handle)), collected_at::DATE)
        ORDER BY "row", found.handle"""
    ).fetchall()


def last_captures(connection: duckdb.DuckDBPyConnection, posts: str) -> list[int]:
    """The row of each author's last capture of a day among `posts`: `profiles_in` looks at no other."""
    found = connection.execute(
        f"""SELECT arg_max("row", (coalesce(collected_at, '1970-01-01'), -"row")) FROM {posts}
        WHERE handle <> '' OR author_id <> ''
        GROUP BY coalesce(nullif(author_id, ''), lower(handle)), collected_at::DATE ORDER BY 1"""
    )
    return [row for (row,) in found.fetchall()]


def last_of_each_day(profiles: Iterable[tuple]) -> list[tuple]:
    """Of the rows that `profiles_in` gave for the stretches of one file: those that it would give for all of it."""
    last: dict[tuple, tuple] = {}
    for handle, author, *values, collected, row in profiles:
        owner = (author or handle.lower(), collected and collected.date())
        seen = (collected or dt.datetime(1970, 1, 1), -row)
        if owner not in last or seen > last[owner][0]:
            last[owner] = seen, (handle, author, *values, collected, row)
    return sorted((profile for _, profile in last.values()), key=lambda profile: (profile[-1], profile[0]))


def standing_alone(connection: duckdb.DuckDBPyConnection, opened: Opened) -> tuple[int, int, list[int]]:
    """Of the account objects that are records of their own: how many there are, with counts, and rows without."""
    known = opened.known
    if known.posts and not known.makes_accounts:
        return 0, 0, []
    where = 'WHERE "~account"' if known.makes_accounts else ""
    read, kept, rows = connection.execute(
        f"""SELECT count(*), count(*) FILTER (counted), min("row", {ROWS_NAMED}) FILTER (NOT counted)
        FROM ({_profiles_sql(opened)}) {where}"""
    ).fetchone()
    return read, kept, rows or []


def day_in(name: str) -> str:
    """The day that a file's name gives (`followers_2024-09-28.json`), or ""."""
    for year, month, day in DAY_IN_NAME.findall(PurePosixPath(name).name):
        try:
            return dt.date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return ""


def _profiles_sql(opened: Opened, *, once: bool = False) -> str:
    """SQL: one row per account object, its values, and whether any of its counts is `counted`.

    Those that are the same in all are given `once`, with the first row: a profile stands beside each of its posts.
    """
    columns = mapped(opened.known.accounts.columns, opened.source)
    given = ", ".join(f"({columns.get(name, 'NULL')})::VARCHAR AS {name}" for name in ACCOUNT)
    values = ", ".join(f"{sql} AS {name}" for name, sql in ACCOUNT.items())
    own = '"row", "~account"' if opened.known.makes_accounts else '"row"'
    objects = (
        f'SELECT {own}, {given} FROM ({accounts_sql(opened.source, opened.known)}) WHERE "~broken" IS NULL'
    )
    if once:
        objects = f'SELECT min("row") AS "row", * EXCLUDE "row" FROM ({objects}) GROUP BY ALL'
    return f"""SELECT *, coalesce(followers, following, posts) IS NOT NULL AS counted FROM (
        SELECT {own}, {values} FROM ({objects}))"""
