"""Signs that something is wrong with the columns of a file, looked for by one query over all of it."""

import duckdb

from analysis.clean.exports.texts import ENTITY, SUSPICIOUS
from analysis.clean.exports.tidy import COUNTS, FLAGS

CLOSE = 300  # seconds by which a post's time and the time in its id may differ
APART = "(epoch(created_at) - epoch(id_time(post_id)))"
UNREAD = "read_time IS NOT NULL AND time_of(read_time) IS NULL"
TIMED_TWICE = "platform = 'twitter' AND read_time IS NOT NULL AND id_time(read_id) IS NOT NULL"

MEASURES = {
    "posts": "count(*)",
    "ids_as_numbers": "count(*) FILTER (is_number(read_id))",
    "rows_of_numbers": 'min("row", 3) FILTER (is_number(read_id))',
    "long_ids": r"count(*) FILTER (regexp_full_match(read_id, '\d{16,20}'))",
    "ids_in_00": r"count(*) FILTER (regexp_full_match(read_id, '\d{14,18}00'))",
    "ids_in_0000": r"count(*) FILTER (regexp_full_match(read_id, '\d{12,16}0000'))",
    "no_id": "count(*) FILTER (read_id IS NULL AND text <> '')",
    "link_with_id": "count(*) FILTER (id_in(url) IS NOT NULL)",
    "printed_bytes": "count(*) FILTER (read_text LIKE 'b''%''' OR read_text LIKE 'b\"%\"')",
    "suspicious": f"count(*) FILTER (regexp_matches(read_text, '{SUSPICIOUS}'))",
    "rows_suspicious": f"min(\"row\", 3) FILTER (regexp_matches(read_text, '{SUSPICIOUS}'))",
    "lost_letters": "count(*) FILTER (contains(read_text, chr(65533)))",
    "rows_lost": 'min("row", 3) FILTER (contains(read_text, chr(65533)))',
    "entities": f"count(*) FILTER (regexp_matches(read_text, '{ENTITY}'))",
    "written_breaks": r"count(*) FILTER (contains(read_text, '\n'))",
    "real_breaks": "count(*) FILTER (contains(read_text, chr(10)))",
    "unread_times": f"count(*) FILTER ({UNREAD})",
    "no_zone": "count(*) FILTER (read_time IS NOT NULL AND NOT has_zone(read_time))",
    "zero_views": "count(*) FILTER (read_views = '0' AND likes > 0)",
    **{f"no_{name}": f"count(odd_{name})" for name in (*COUNTS, *FLAGS)},
    **{f"odd_{name}": f"min(odd_{name})" for name in (*COUNTS, *FLAGS)},
    **{f"rows_{name}": f'min("row", 3) FILTER (odd_{name} IS NOT NULL)' for name in FLAGS},
}
AGAINST_IDS = {
    "timed_twice": f"count(*) FILTER ({TIMED_TWICE})",
    "apart": f"count(*) FILTER ({TIMED_TWICE} AND abs({APART}) > {CLOSE})",
    "apart_without_zone": f"count(*) FILTER ({TIMED_TWICE} AND abs({APART}) > {CLOSE} AND NOT has_zone(read_time))",
    "hours_apart": f"mode(round({APART} / 900) / 4) FILTER ({TIMED_TWICE} AND abs({APART}) > {CLOSE})",
}


def guard_sql(*, table: bool, zone: str, text: str) -> str:
    """SQL: whether a row has anything to report; a big file without such a row is read in one pass."""
    signs = [
        "problem IS NOT NULL",
        "read_id IS NULL",
        "is_number(read_id)",
        "read_views = '0' AND likes > 0",
        f"platform = 'twitter' AND abs({APART}) > {CLOSE}",
        *(f"odd_{name} IS NOT NULL" for name in (*COUNTS, *FLAGS)),
        # A wrong encoding spoils a file, or a large part of it: one text in eight tells.
        """CASE WHEN "row" % 8 = 0 THEN contains(text, 'Ð') OR contains(text, 'Ã') OR contains(text, 'â€')
            OR contains(text, 'Р°') ELSE false END""",
        "text LIKE 'b''%'",
        *((r"contains(text, '\n')",) if table else ()),
        *(("contains(text, '&')",) if table and text == "plain" else ()),
        *(("NOT has_zone(read_time)",) if zone == "unknown" else ()),
    ]
    return "CASE " + " ".join(f"WHEN {sign} THEN true" for sign in signs) + " ELSE false END"


def found_in(connection: duckdb.DuckDBPyConnection, tidy: str, measures: dict[str, str]) -> dict:
    """The value of each of the `measures` over the records that could be read."""
    columns = ", ".join(f"{sql} AS {name}" for name, sql in measures.items())
    values = connection.execute(f"SELECT {columns} FROM ({tidy}) WHERE read_problem IS NULL").fetchone()
    return dict(zip(measures, values))
