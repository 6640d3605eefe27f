"""One opened file into tidy Parquet parts, its accounts, and the row of the report that says what became of it."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from analysis.clean.exports.cures import ROUNDED_IDS, Choices, counted, examined, posts_of, rows_of
from analysis.clean.exports.database import one_thread_each, rows_in, workers, write_parts
from analysis.clean.exports.opening import BIG, Opened, Workspace, as_cells
from analysis.clean.exports.profiles import (
    ROWS_NAMED,
    day_in,
    last_captures,
    last_of_each_day,
    profiles_in,
    standing_alone,
)
from analysis.clean.exports.relation import lines_sql, mapped, records_sql
from analysis.clean.exports.rewriting import (
    has_blank_rows,
    line_count,
    numbered_lines,
    numbered_objects,
    pieces,
)
from analysis.clean.exports.sentences import SET_ASIDE, Sentence
from analysis.clean.exports.stretches import Stretch, Stretches, in_order
from analysis.clean.exports.symptoms import guard_sql
from analysis.clean.exports.tidy import POST_COLUMNS, Cures, raw_select, tidy_select


@dataclass(frozen=True, slots=True)
class Desk:
    """What the reading of every file needs; `account` is SQL that gives a post's account in the study."""

    connection: duckdb.DuckDBPyConnection
    workspace: Workspace
    choices: tuple[Choices, ...]
    account: str = "''"


class RowLeftOut(Exception):
    """DuckDB has passed over a line that people count."""


@dataclass(slots=True)
class Staged:
    """What one file gave: parts of posts, accounts, and its row of the report."""

    file: str
    format: str = ""
    rows_read: int = 0
    kept: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    parts: list[Path] = field(default_factory=list)
    accounts: list[tuple] = field(default_factory=list)

    def set_aside(self, reason: str, count: int, rows: list[int]) -> None:
        """Counts records that are not kept, and names the first of them."""
        rows = sorted(set(rows))
        self.reasons[reason] = count
        text = f"set aside: {reason} ({count:,}; {rows_of(rows)}{', …' if count > len(rows) else ''})"
        self.warnings.append(Sentence(SET_ASIDE, text))


def stage(desk: Desk, opened: Opened, path: Path) -> Staged:
    """The posts and accounts of one file, whose bytes lie at `path`.

    A big file is read in one pass, which anything to report stops; what is stopped, and every smaller file, is
    examined first and then read with the cures that it needs.
    """
    big = opened.source.path.stat().st_size >= BIG and opened.source.layout != "numbered"
    staged = _in_one_pass(desk, opened) if big and opened.known.posts else None
    if staged is None:
        staged = _with_a_closer_look(desk, _countable(desk, opened, path))
    _date_accounts(staged, opened)
    if opened.known.note and staged.kept:
        staged.warnings.append(opened.known.note)
    return staged


def tidy_sql(opened: Opened, cures: Cures) -> str:
    """SQL: one row per post of a file, tidy under `cures`."""
    source, known = opened.source, opened.known
    raw = raw_select(mapped(known.posts, source), records_sql(source, known), known.platform)
    return tidy_select(
        raw, text=known.text, file=source.name, name=known.name, table=bool(source.header), cures=cures
    )


def _in_one_pass(desk: Desk, opened: Opened) -> Staged | None:
    """The file read in stretches, side by side; None if it needs a closer look."""
    source, known = opened.source, opened.known
    try:
        with TemporaryDirectory(dir=desk.workspace.folder) as folder, one_thread_each(desk.connection):
            cut = Stretches(source, Path(folder), workers())
            read = list(in_order(lambda stretch: _stretch(desk, opened, stretch), cut, workers()))
    except (duckdb.Error, RowLeftOut):
        return None
    kept, parts = sum(one.kept for one in read), [part for one in read for part in one.parts]
    rounded = desk.connection.execute(
        f"""SELECT avg(ends_with(post_id, '00')::INTEGER) FILTER (length(post_id) BETWEEN 16 AND 20)
        FROM {rows_in(parts)}"""
    ).fetchone()[0]
    if (rounded or 0) > ROUNDED_IDS / 4:
        return None
    if _has_authors(opened):
        accounts = _authors(desk, opened, parts, cut)
    else:
        accounts = last_of_each_day(account for one in read for account in one.accounts)
    warnings = _about(desk, parts)
    return Staged(source.name, known.name, kept, kept, warnings=warnings, parts=parts, accounts=accounts)


def _stretch(desk: Desk, opened: Opened, stretch: Stretch) -> Staged:
    """The posts and accounts of a stretch, read with a connection of its own; an error where one is to be reported."""
    one = replace(opened, source=stretch.source)
    guard = guard_sql(table=bool(one.source.header), zone=one.known.zone, text=one.known.text)
    calm = f"CASE WHEN {guard} THEN error('a closer look') ELSE true END"
    with desk.connection.cursor() as connection:
        beside = replace(desk, connection=connection)
        kept, parts = _written(beside, tidy_sql(one, Cures()), calm)
        last = connection.execute(f'SELECT max("row") FROM {rows_in(parts)}').fetchone()[0]
        if last != stretch.last_row:
            raise RowLeftOut
        accounts = profiles_in(connection, one) if one.known.accounts and not _has_authors(one) else []
    return Staged(one.source.name, kept=kept, parts=parts, accounts=accounts)


def _has_authors(opened: Opened) -> bool:
    """Whether the posts of a file say in which of its lines an account is to be read."""
    return opened.source.layout == "lines" and opened.known.gives_authors


def _authors(desk: Desk, opened: Opened, parts: list[Path], cut: Stretches) -> list[tuple]:
    """The accounts beside the posts in `parts`, read where each was captured last; all, if one has no counts there."""
    rows = last_captures(desk.connection, rows_in(parts))
    lines = numbered_objects(cut.lines(rows), opened.source, desk.workspace.new("records"))
    found = profiles_in(desk.connection, replace(opened, source=lines))
    return found if len(found) == len(rows) else profiles_in(desk.connection, opened)


def _countable(desk: Desk, opened: Opened, path: Path) -> Opened:
    """The same file, rewritten if DuckDB would leave out a line of it or could not read one."""
    source, known = opened.source, opened.known
    if source.layout == "table":
        sound = not has_blank_rows(source.path) and _can_be_read(desk, opened)
        return opened if sound else as_cells(opened, path, desk.workspace)
    if source.layout == "numbered":
        return opened
    every = f"SELECT count(*) FROM ({lines_sql(source, known, every=True)})"
    suspects = None
    if desk.connection.execute(every).fetchone()[0] == line_count(source.path):
        suspects = {row for (row,) in desk.connection.execute(lines_sql(source, known)).fetchall()}
        if not suspects:
            return opened
    numbered = numbered_lines(source, opened.encoding, desk.workspace.new("records"), suspects)
    return Opened(numbered, known, opened.encoding)


def _can_be_read(desk: Desk, opened: Opened) -> bool:
    try:
        desk.connection.execute(
            f"SELECT count(c0) FROM ({records_sql(opened.source, opened.known)})"
        ).fetchone()
    except duckdb.Error:
        return False
    return True


def _with_a_closer_look(desk: Desk, opened: Opened) -> Staged:
    staged = Staged(opened.source.name, opened.known.name)
    if opened.known.posts:
        _stage_posts(desk, opened, staged)
    if opened.known.accounts:
        staged.accounts = profiles_in(desk.connection, opened)
        read, kept, rows = standing_alone(desk.connection, opened)
        staged.rows_read, staged.kept = staged.rows_read + read, staged.kept + kept
        if read > kept:
            staged.set_aside("an account without counts", read - kept, rows)
    return staged


def _stage_posts(desk: Desk, opened: Opened, staged: Staged) -> None:
    cures, said = examined(
        desk.connection,
        lambda cures: tidy_sql(opened, cures),
        opened.choices or desk.choices[0],
        opened.known,
    )
    tidy = tidy_sql(opened, cures)
    for piece in pieces(opened.source, desk.workspace.new("piece")):
        kept, parts = _written(desk, tidy_sql(replace(opened, source=piece), cures), "problem IS NULL")
        staged.kept, staged.parts = staged.kept + kept, staged.parts + parts
    aside = desk.connection.execute(
        f"""SELECT problem, count(*), min("row", {ROWS_NAMED}) FROM ({tidy}) WHERE problem IS NOT NULL
        GROUP BY problem ORDER BY problem"""
    ).fetchall()
    for reason, count, rows in aside:
        staged.set_aside(reason, count, rows)
    staged.rows_read = staged.kept + sum(staged.reasons.values())
    staged.warnings += said + _about(desk, staged.parts)


def columns_of_posts(desk: Desk) -> str:
    """SQL: the tidy columns of posts, and the account in the study that each belongs to."""
    return ", ".join(
        f"{desk.account} AS account" if name == "account" else f'"{name}"' for name in POST_COLUMNS
    )


def _written(desk: Desk, tidy: str, where: str) -> tuple[int, list[Path]]:
    query = f"SELECT {columns_of_posts(desk)} FROM ({tidy}) WHERE {where}"
    return write_parts(desk.connection, query, desk.workspace.new("posts"))


def _about(desk: Desk, parts: list[Path]) -> list[Sentence]:
    """What a reader should know about the posts that were kept."""
    cut, nameless = desk.connection.execute(
        f"""SELECT count(*) FILTER (text_truncated), count(*) FILTER (handle = '' AND author_id = '')
        FROM {rows_in(parts)}"""
    ).fetchone()
    said = [
        Sentence("cut", f"{posts_of(cut)} whose text the platform cut (text_truncated)", n=cut),
        Sentence("nameless", f"{posts_of(nameless)} without an account: nobody's in the study", n=nameless),
    ]
    return [sentence for sentence in said if sentence.fields["n"]]


def _date_accounts(staged: Staged, opened: Opened) -> None:
    """Accounts with the day of their capture; else with the day in the file's name, and a word on it."""
    day = day_in(opened.source.name)
    count = sum(collected is None for *_, collected, _ in staged.accounts)
    if count and day:
        text = f"{counted(count, 'account')} without a time of capture: dated {day}, by the file's name"
        staged.warnings.append(Sentence("dated_by_name", text, n=count, day=day))
    elif count:
        text = (
            f"{counted(count, 'account')} without a time of capture, so without a day: write it into the file's name "
            "(2024-09-28) if you know it"
        )
        staged.warnings.append(Sentence("undated", text, n=count))
    staged.accounts = [
        (
            opened.known.platform,
            *values,
            f"{collected:%Y-%m-%d}" if collected else day,
            staged.file,
            row,
            staged.format,
        )
        for *values, collected, row in staged.accounts
    ]
