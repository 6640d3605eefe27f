"""Captures of the same post brought together: the latest stays, and the report says what gave way."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb

from analysis.clean.exports.cures import counted
from analysis.clean.exports.database import rows_in, write_parts
from analysis.clean.exports.sentences import Sentence
from analysis.clean.exports.staging import Staged
from analysis.clean.exports.tidy import COUNTS, POST_COLUMNS

EARLIER = "an earlier capture of a post, superseded by a later one"
COMPARED = 2_000_000  # captures
WHOLE_PART = 30_000  # posts from which a part is left as it is if nothing in it gave way


def merge(connection: duckdb.DuckDBPyConnection, staged: Sequence[Staged], out: Path) -> list[Path]:
    """Parts in which each post stands once, with its latest counts (by time of capture, then file, then row).

    Of those without a time one that names its account stays.

    A capture that has no counts at all, as of a playlist or of an account's own records, gives way to one that has.
    A text that only an earlier capture has in full is kept from there. What gave way is counted in each
    file's row of the report.
    """
    out.mkdir(parents=True)
    parts = [part for one in staged for part in one.parts]
    if not parts:
        return []
    _find_earlier(connection, parts)
    _report(connection, {one.file: one for one in staged})
    touched = {file for (file,) in connection.execute("SELECT DISTINCT file FROM touched").fetchall()}
    whole = [
        part for one in staged if one.file not in touched and one.kept >= WHOLE_PART for part in one.parts
    ]
    merged = [
        Path(shutil.move(part, out / f"part-{number:05d}.parquet")) for number, part in enumerate(whole)
    ]
    rest = [part for part in parts if part not in set(whole)]
    return merged + (_rewritten(connection, rest, out, len(merged)) if rest else [])


def _find_earlier(connection: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> None:
    """Tables: `earlier` captures by file and row, texts `restored` to later ones, files `touched` by either."""
    source = rows_in(parts)
    twice = _find_captured_twice(connection, source)
    chosen = "hash(platform, post_id) IN (SELECT post FROM captured_twice)" if twice else "false"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE captures AS
        SELECT file, "row", platform, post_id, coalesce(text_truncated, false) AS cut,
            row_number() OVER (PARTITION BY platform, post_id ORDER BY coalesce({", ".join(COUNTS)}) IS NULL,
                collected_at DESC NULLS LAST, handle = '', file DESC, "row" DESC) AS place
        FROM {source} WHERE {chosen}"""
    )
    # Texts are read where there is a cut one to restore: the small tables stand on the right, where they are hashed.
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE earlier AS SELECT file, "row", post_id FROM captures WHERE place > 1;
        CREATE OR REPLACE TEMP TABLE restorable AS
        SELECT before.file, before."row", post_id, before.place, {{'file': last.file, 'row': last."row"}} AS last
        FROM captures AS before JOIN captures AS last USING (platform, post_id)
        WHERE last.place = 1 AND last.cut AND NOT before.cut;
        CREATE OR REPLACE TEMP TABLE restored AS
        SELECT last.file, last."row", post_id, arg_min(text, place) AS whole
        FROM {source} JOIN restorable USING (file, "row", post_id) GROUP BY ALL;
        CREATE OR REPLACE TEMP TABLE touched AS
        SELECT file FROM earlier UNION SELECT file FROM restored"""
    )


def _find_captured_twice(connection: duckdb.DuckDBPyConnection, source: str) -> bool:
    """Table: the posts captured more than once, found among `COMPARED` or so at a time, which keeps memory flat.

    Returns whether there are any.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE captured_twice (post UBIGINT)")
    shares = 1 + connection.execute(f"SELECT count(*) FROM {source}").fetchone()[0] // COMPARED
    found = 0
    for share in range(shares):
        found += connection.execute(
            f"""INSERT INTO captured_twice SELECT hash(platform, post_id) AS post FROM {source}
            WHERE post % {shares} = {share} GROUP BY post HAVING count(*) > 1"""
        ).fetchone()[0]
    return found > 0


def _report(connection: duckdb.DuckDBPyConnection, staged: dict[str, Staged]) -> None:
    for file, count in connection.execute(
        "SELECT file, count(*) FROM earlier GROUP BY 1 ORDER BY 1"
    ).fetchall():
        staged[file].reasons[EARLIER] = count
        staged[file].kept -= count
    for file, count in connection.execute(
        "SELECT file, count(*) FROM restored GROUP BY 1 ORDER BY 1"
    ).fetchall():
        text = f"{counted(count, 'cut text')}: taken in full from an earlier capture"
        staged[file].warnings.append(Sentence("restored", text, n=count))


def _rewritten(
    connection: duckdb.DuckDBPyConnection, parts: Sequence[Path], out: Path, first: int
) -> list[Path]:
    columns = ", ".join(f'posts."{name}"' for name in POST_COLUMNS)
    columns = columns.replace('posts."text"', "coalesce(restored.whole, posts.text) AS text")
    columns = columns.replace(
        'posts."text_truncated"',
        "CASE WHEN restored.whole IS NULL THEN posts.text_truncated ELSE false END AS text_truncated",
    )
    folder = out / "rewritten"
    _, made = write_parts(
        connection,
        f"""SELECT {columns} FROM {rows_in(parts)} AS posts
        LEFT JOIN restored ON posts.file = restored.file AND posts."row" = restored."row"
            AND posts.post_id = restored.post_id AND posts.text_truncated
        ANTI JOIN earlier ON posts.file = earlier.file AND posts."row" = earlier."row"
            AND posts.post_id = earlier.post_id
        ORDER BY posts.file, posts."row", posts.post_id""",
        folder,
    )
    moved = [part.rename(out / f"part-{first + number:05d}.parquet") for number, part in enumerate(made)]
    folder.rmdir()
    return moved
