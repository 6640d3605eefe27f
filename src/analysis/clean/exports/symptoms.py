"""What is wrong with the columns of one file, found by one query over all of it, and how each is mended."""

from dataclasses import dataclass, replace

import duckdb

from analysis.clean.exports import dates
from analysis.clean.exports.macros import DIGITS_OF_A_SNOWFLAKE
from analysis.clean.exports.mapping import literal
from analysis.clean.exports.texts import ENTITY, SUSPICIOUS
from analysis.clean.exports.tidy import COUNTS, ID_AS_NUMBER, Cures

CLOSE = 300  # seconds by which a post's time and the time in its id may differ
ROUNDED_IDS = 0.2  # of whole ids one in a hundred ends in 00; of those that JavaScript rounded, nearly all


@dataclass(frozen=True, slots=True)
class Choices:
    """What a study says about its plain tables: zone of the times, order of day and month."""

    time_zone: str | None = None
    date_order: str | None = None


def guard_sql(zone: str) -> str:
    """SQL: whether a row has anything to report; a big file without such a row is read in one pass."""
    counts = " OR ".join(f"no_count(read_{name})" for name in COUNTS)
    return f"""problem IS NOT NULL OR read_id IS NULL OR regexp_full_match(read_id, '{ID_AS_NUMBER}')
        OR (read_views = '0' AND likes > 0) OR {counts}
        OR {f"NOT has_zone(read_time)" if zone == "unknown" else "false"}
        OR (platform = 'twitter' AND abs(epoch(created_at) - epoch(id_time(post_id))) > {CLOSE})
        OR contains(read_text, 'Ð') OR contains(read_text, 'Ã') OR contains(read_text, 'â€')
        OR contains(read_text, 'Р°') OR starts_with(read_text, 'b''') OR contains(read_text, '\\n')"""


def examined(connection: duckdb.DuckDBPyConnection, tidy: str, choices: Choices, *, table: bool, zone: str):
    """The cures for one file, and the warnings that say what was found (raises `dates.Undecided`)."""
    found = _found(connection, tidy, table)
    warnings: list[str] = []
    cures = _ids(found, Cures(), warnings)
    cures = _texts(found, cures, warnings, table=table)
    cures = _times(connection, tidy, found, cures, choices, warnings, zone)
    _counts(found, warnings)
    return cures, warnings


def _found(connection: duckdb.DuckDBPyConnection, tidy: str, table: bool) -> dict:
    measures = {
        "posts": "count(*)",
        "ids_as_numbers": f"count(*) FILTER (regexp_full_match(read_id, '{ID_AS_NUMBER}'))",
        "long_ids": r"count(*) FILTER (regexp_full_match(read_id, '\d{16,20}'))",
        "ids_in_00": r"count(*) FILTER (regexp_full_match(read_id, '\d{14,18}00'))",
        "ids_in_0000": r"count(*) FILTER (regexp_full_match(read_id, '\d{12,16}0000'))",
        "no_id": "count(*) FILTER (read_id IS NULL)",
        "link_with_id": "count(*) FILTER (id_in(url) IS NOT NULL)",
        "printed_bytes": "count(*) FILTER (regexp_matches(read_text, '^b[''\"]'))",
        "suspicious": f"count(*) FILTER (regexp_matches(read_text, '{SUSPICIOUS}'))",
        "entities": f"count(*) FILTER (regexp_matches(read_text, '{ENTITY}'))",
        "written_breaks": r"count(*) FILTER (contains(read_text, '\n'))",
        "real_breaks": "count(*) FILTER (contains(read_text, chr(10)))",
        "unread_times": "count(*) FILTER (read_time IS NOT NULL AND time_of(read_time) IS NULL)",
        "no_zone": "count(*) FILTER (read_time IS NOT NULL AND NOT has_zone(read_time))",
        "zero_views": "count(*) FILTER (count_of(read_views) = 0 AND likes > 0)",
        **{f"no_{name}": f"count(*) FILTER (no_count(read_{name}))" for name in COUNTS},
        **{f"odd_{name}": f"min(read_{name}) FILTER (no_count(read_{name}))" for name in COUNTS},
        "rows_of_numbers": f"min(\"row\", 3) FILTER (regexp_full_match(read_id, '{ID_AS_NUMBER}'))",
        "rows_of_times": 'min("row", 3) FILTER (read_time IS NOT NULL AND time_of(read_time) IS NULL)',
        "rows_suspicious": f"min(\"row\", 3) FILTER (regexp_matches(read_text, '{SUSPICIOUS}'))",
    }
    columns = ", ".join(f"{sql} AS {name}" for name, sql in measures.items())
    cursor = connection.execute(f"SELECT {columns} FROM ({tidy}) WHERE read_problem IS NULL")
    return dict(zip(measures, cursor.fetchone()))


def _ids(found: dict, cures: Cures, warnings: list[str]) -> Cures:
    rounded = found["long_ids"] and (
        found["ids_in_00"] / found["long_ids"] > ROUNDED_IDS
        or found["ids_in_0000"] / found["long_ids"] > ROUNDED_IDS / 4
    )
    instead = (
        "the id in the post's link was taken instead"
        if found["link_with_id"]
        else "no link to the post has it, so an id made of the text and time stands for it; export again with ids as text"
    )
    if found["ids_as_numbers"]:
        warnings.append(
            f"{_posts(found['ids_as_numbers'])} with an id that a spreadsheet made a number (like 1.18E+18; "
            f"{_rows(found['rows_of_numbers'])}): {instead}"
        )
    if rounded:
        warnings.append(f"{_posts(found['ids_in_00'])} with an id rounded to zeros at its end: {instead}")
        zeros = r"regexp_full_match(post_id, '\d{14,18}00')"
        cures = replace(cures, damaged_ids=f"({cures.damaged_ids} OR {zeros})")
    if found["no_id"]:
        made = "taken from its link" if found["link_with_id"] else "made of its account, time and text"
        warnings.append(f"{_posts(found['no_id'])} without an id: one was {made}")
    return cures


def _texts(found: dict, cures: Cures, warnings: list[str], *, table: bool) -> Cures:
    if found["printed_bytes"]:
        warnings.append(f"{_posts(found['printed_bytes'])} with a text printed as bytes (b'…'): decoded")
    if found["suspicious"] > found["printed_bytes"]:
        warnings.append(
            f"{_posts(found['suspicious'] - found['printed_bytes'])} with a text read in a wrong encoding, such as “ÐŸ” "
            f"or “Ã¼” ({_rows(found['rows_suspicious'])}): mended where all of the text can be read as UTF-8"
        )
    if table and found["entities"]:
        warnings.append(f"{_posts(found['entities'])} with HTML entities (&amp;) in the text: turned into characters")
    if table and found["written_breaks"] and not found["real_breaks"]:
        warnings.append(f"{_posts(found['written_breaks'])} with line breaks written as \\n: made line breaks")
        cures = replace(cures, line_breaks=True)
    if table and found["entities"]:
        return replace(cures, mend="mended_plain", mend_where=f"{SUSPICIOUS}|{ENTITY}")
    return replace(cures, mend="mended", mend_where=SUSPICIOUS) if found["suspicious"] else cures


def _counts(found: dict, warnings: list[str]) -> None:
    if found["zero_views"]:
        warnings.append(
            f"{_posts(found['zero_views'])} with likes and 0 views: such a zero stands for a missing count, and was left out"
        )
    for name in COUNTS:
        if found[f"no_{name}"]:
            warnings.append(
                f"{name}: {_posts(found[f'no_{name}'])} with a value that is no count, such as {found[f'odd_{name}']!r}: "
                "left out"
            )


def _times(connection, tidy: str, found: dict, cures: Cures, choices: Choices, warnings: list[str], zone: str) -> Cures:
    zoned = "time_of($time)"
    if choices.time_zone and zone == "unknown":
        local = f"(time_of($time) AT TIME ZONE {literal(choices.time_zone)})::TIMESTAMP"
        zoned = f"CASE WHEN has_zone($time) THEN time_of($time) ELSE {local} END"
    if found["unread_times"]:
        zoned = f"coalesce({zoned}, {_written(connection, tidy, choices, warnings)})"
    cures = replace(cures, created=zoned)
    if found["no_zone"] and zone == "unknown" and choices.time_zone:
        warnings.append(f"{found['no_zone']:,} times without a zone: read as {choices.time_zone}, as study.yaml says")
        return cures
    return _against_ids(connection, tidy, found, cures, warnings, zone)


def _written(connection, tidy: str, choices: Choices, warnings: list[str]) -> str:
    numeric = f"(time_of(read_time) IS NULL AND regexp_matches(read_time, '{dates.NUMERIC}')) AS numeric_date"
    seen = dates.Seen(
        *connection.execute(
            f"SELECT {dates.seen_sql()} FROM (SELECT *, {numeric} FROM ({tidy}))"
        ).fetchone()
    )
    if not seen.dates:
        return dates.worded_sql()
    first = dates.day_first(seen, choices.date_order)
    order = "the day" if first else "the month"
    warnings.append(f"{seen.dates:,} dates like {'28.09.2024' if first else '9/28/24'}: read with {order} first")
    read = dates.numeric_sql(first)
    if choices.time_zone:
        read = f"(({read}) AT TIME ZONE {literal(choices.time_zone)})::TIMESTAMP"
    return f"{read}, {dates.worded_sql()}"


def _against_ids(connection, tidy: str, found: dict, cures: Cures, warnings: list[str], zone: str) -> Cures:
    """Times compared with the times in X's ids; a time without a zone gives way to its id."""
    apart = f"(epoch({cures.time_in('read_time')}) - epoch(id_time(post_id)))"
    compared, off, hours, unzoned = connection.execute(
        f"""SELECT count({apart}), count(*) FILTER (abs({apart}) > {CLOSE}),
            mode(round({apart} / 900) / 4) FILTER (abs({apart}) > {CLOSE}),
            count(*) FILTER (abs({apart}) > {CLOSE} AND NOT has_zone(read_time))
        FROM ({tidy}) WHERE platform = 'twitter' AND read_problem IS NULL
            AND regexp_full_match(read_id, '{DIGITS_OF_A_SNOWFLAKE}')"""
    ).fetchone()
    if off and unzoned and zone == "unknown":
        warnings.append(
            f"{unzoned:,} of {compared:,} times differ from the times in their ids (mostly by {hours:+g} h): they are "
            "local or have no hour, and the ids' times (UTC) were taken"
        )
        exact = f"coalesce(id_time(post_id), {cures.created})"
        return replace(cures, created=f"CASE WHEN has_zone($time) THEN {cures.created} ELSE {exact} END")
    if off:
        warnings.append(
            f"{off:,} of {compared:,} times differ from the times in their ids, mostly by {hours:+g} h: look at the file"
        )
    if found["no_zone"] and zone == "unknown" and compared < found["no_zone"]:
        warnings.append(
            f"{found['no_zone']:,} times without a zone: read as UTC; write `time_zone: Asia/Almaty` (or another) "
            "under `posts:` in study.yaml if they are local"
        )
    return cures


def _posts(count: int) -> str:
    return f"{count:,} post{'' if count == 1 else 's'}"


def _rows(rows: list[int] | None) -> str:
    rows = rows or []
    return f"row{'' if len(rows) == 1 else 's'} {', '.join(map(str, rows))}"
