"""What is done about each symptom of a file, and the sentence that says so in the report."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from analysis.clean.exports import dates
from analysis.clean.exports.format import Format
from analysis.clean.exports.mapping import literal
from analysis.clean.exports.sentences import Sentence
from analysis.clean.exports.symptoms import AGAINST_IDS, MEASURES, UNREAD, found_in
from analysis.clean.exports.texts import ENTITY, SUSPICIOUS
from analysis.clean.exports.tidy import AS_NUMBER, COUNTS, FLAGS, Cures

ROUNDED_IDS = 0.2  # of whole ids one in a hundred ends in 00; of those that JavaScript rounded, nearly all
Found = dict[str, Any]
Treatment = tuple[dict[str, str | bool], list[Sentence]]  # changes of the cures, and what is said


@dataclass(frozen=True, slots=True)
class Choices:
    """What `posts: columns:` in study.yaml says: how a plain table is mapped, its zone, order of dates and platform."""

    table: Format | None = None
    time_zone: str | None = None
    date_order: str | None = None
    platform: str = ""


def examined(
    connection: duckdb.DuckDBPyConnection,
    tidy_with: Callable[[Cures], str],
    choices: Choices,
    known: Format,
) -> tuple[Cures, list[Sentence]]:
    """The cures of one file and what they say; `tidy_with` gives the SQL of its tidy posts under some cures.

    Raises `dates.Undecided` where the order of day and month cannot be told.
    """
    found = found_in(connection, tidy_with(Cures()), MEASURES | AGAINST_IDS)
    changes, said = _of_ids(found)
    for part in (_of_texts(found, known), _of_counts(found), _of_flags(found)):
        changes, said = changes | part[0], said + part[1]
    cures = replace(Cures(), **changes)
    written, more = _of_written_times(connection, tidy_with(cures), found, choices, known)
    if written:
        cures = replace(cures, created=written)
        found |= found_in(connection, tidy_with(cures), AGAINST_IDS)
    exact, last = _of_local_times(found, cures, choices, known)
    return (replace(cures, created=exact) if exact else cures), said + more + last


def _of_ids(found: Found) -> Treatment:
    rounded = found["long_ids"] and (
        found["ids_in_00"] / found["long_ids"] > ROUNDED_IDS
        or found["ids_in_0000"] / found["long_ids"] > ROUNDED_IDS / 4
    )
    instead = (
        "the id in the post's link was taken instead"
        if found["link_with_id"]
        else "no link to the post has it, so an id made of the text and time stands for it; export again with ids as text"
    )
    way = "linked" if found["link_with_id"] else "made"
    said = []
    if found["ids_as_numbers"]:
        count, rows = found["ids_as_numbers"], found["rows_of_numbers"]
        text = f"{posts_of(count)} with an id that a spreadsheet made a number (like 1.18E+18; {rows_of(rows)}): {instead}"
        said.append(Sentence(f"ids_as_numbers_{way}", text, n=count, rows=rows))
    if rounded:
        count = found["ids_in_00"]
        text = f"{posts_of(count)} with an id rounded to zeros at its end: {instead}"
        said.append(Sentence(f"ids_rounded_{way}", text, n=count))
    if found["no_id"]:
        made = "taken from its link" if found["link_with_id"] else "made of its account, time and text"
        text = f"{posts_of(found['no_id'])} without an id: one was {made}"
        said.append(Sentence(f"no_id_{way}", text, n=found["no_id"]))
    zeros = rf"({AS_NUMBER} OR regexp_full_match(post_id, '\d{{14,18}}00'))"
    return ({"damaged_ids": zeros} if rounded else {}), said


def _of_texts(found: Found, known: Format) -> Treatment:
    changes: dict[str, str | bool] = (
        {"mend": "mended", "mend_where": SUSPICIOUS} if found["suspicious"] else {}
    )
    said = []
    misread = found["suspicious"] - found["printed_bytes"]
    if found["printed_bytes"]:
        text = f"{posts_of(found['printed_bytes'])} with a text printed as bytes (b'…'): decoded"
        said.append(Sentence("printed_bytes", text, n=found["printed_bytes"]))
    if misread > 0:
        rows = found["rows_suspicious"]
        text = (
            f"{posts_of(misread)} with a text read in a wrong encoding, such as “Ã¼” for “ü” ({rows_of(rows)}): "
            "mended where all of the text can be read as UTF-8"
        )
        said.append(Sentence("misread", text, n=misread, rows=rows))
    if found["lost_letters"]:
        count, rows = found["lost_letters"], found["rows_lost"]
        text = (
            f"{posts_of(count)} with letters that were lost (�; {rows_of(rows)}): the file, or what wrote it, is not "
            "UTF-8 there; export it again, or save it again as UTF-8"
        )
        said.append(Sentence("lost_letters", text, n=count, rows=rows))
    if known.kind == "table" and known.text == "plain" and found["entities"]:
        text = f"{posts_of(found['entities'])} with HTML entities (&amp;) in the text: turned into characters"
        said.append(Sentence("entities", text, n=found["entities"]))
        changes |= {"mend": "mended_plain", "mend_where": f"{SUSPICIOUS}|{ENTITY}"}
    if known.kind == "table" and found["written_breaks"] and not found["real_breaks"]:
        text = f"{posts_of(found['written_breaks'])} with line breaks written as \\n: made line breaks"
        said.append(Sentence("line_breaks", text, n=found["written_breaks"]))
        changes |= {"line_breaks": True}
    return changes, said


def _of_counts(found: Found) -> Treatment:
    said = [_no_count(name, found) for name in COUNTS if found[f"no_{name}"]]
    if found["zero_views"]:
        count = found["zero_views"]
        text = f"{posts_of(count)} with likes and 0 views: such a zero stands for a missing count, and was left out"
        said.insert(0, Sentence("zero_views", text, n=count))
    return {}, said


def _of_flags(found: Found) -> Treatment:
    return {}, [_no_flag(name, found) for name in FLAGS if found[f"no_{name}"]]


def _no_flag(name: str, found: Found) -> Sentence:
    count, odd, rows = found[f"no_{name}"], found[f"odd_{name}"], found[f"rows_{name}"]
    text = (
        f"{name}: {posts_of(count)} with a value that is neither yes nor no, such as {odd!r} ({rows_of(rows)}): left out; "
        "write yes or no in a copy of the file"
    )
    return Sentence("no_flag", text, flag=name, n=count, value=odd, rows=rows)


def _no_count(name: str, found: Found) -> Sentence:
    count, odd = found[f"no_{name}"], found[f"odd_{name}"]
    text = f"{name}: {posts_of(count)} with a value that is no count, such as {odd!r}: left out"
    return Sentence("no_count", text, metric=name, n=count, value=odd)


def _of_written_times(
    connection: duckdb.DuckDBPyConnection, tidy: str, found: Found, choices: Choices, known: Format
) -> tuple[str | None, list[Sentence]]:
    """SQL for times in a zone of the study's or in numbers that name no order; None where none is needed."""
    zone = choices.time_zone if known.zone == "unknown" else None
    local = f"({{}} AT TIME ZONE {literal(zone)})::TIMESTAMP" if zone else "{}"
    plain = f"CASE WHEN has_zone($time) THEN time_of($time) ELSE {local.format('time_of($time)')} END"
    if not found["unread_times"]:
        return (plain if zone and found["no_zone"] else None), []
    seen = dates.Seen(**found_in(connection, _with_numeric_dates(tidy), dates.SEEN))
    if not seen.dates:
        return f"coalesce({plain}, {local.format(dates.worded_sql())})", []
    first = dates.day_first(seen, choices.date_order)
    like, order = ("28.09.2024", "the day") if first else ("9/28/24", "the month")
    written = f"{local.format(dates.numeric_sql(first))}, {local.format(dates.worded_sql())}"
    text = f"{counted(seen.dates, 'date')} like {like}: read with {order} first"
    said = Sentence("day_first" if first else "month_first", text, n=seen.dates)
    return f"coalesce({plain}, {written})", [said]


def _with_numeric_dates(tidy: str) -> str:
    return (
        f"SELECT *, ({UNREAD} AND regexp_matches(read_time, '{dates.NUMERIC}')) AS numeric_date FROM ({tidy})"
    )


def _of_local_times(
    found: Found, cures: Cures, choices: Choices, known: Format
) -> tuple[str | None, list[Sentence]]:
    """Times without a zone: as the study says, else as X's ids say, else taken as UTC."""
    unknown = known.zone == "unknown"
    none, zone = counted(found["no_zone"], "time"), choices.time_zone
    if unknown and found["no_zone"] and zone:
        text = f"{none} without a zone: read as {zone}, as study.yaml says"
        return None, [Sentence("declared_zone", text, n=found["no_zone"], zone=zone)]
    if unknown and found["apart_without_zone"]:
        exact = f"CASE WHEN has_zone($time) THEN {cures.created} ELSE coalesce($id_time, {cures.created}) END"
        mend = "they are local or have no hour, and the ids' times (UTC) were taken"
        return exact, [_apart(found, found["apart_without_zone"], "times_of_ids", mend)]
    said = [_apart(found, found["apart"], "apart", "look at the file")] if found["apart"] else []
    if unknown and found["no_zone"] > found["timed_twice"]:
        text = (
            f"{none} without a zone: read as UTC; write `time_zone: Asia/Almaty` (or another) under `posts: columns:` in "
            "study.yaml if they are local"
        )
        said.append(Sentence("no_zone", text, n=found["no_zone"]))
    return None, said


def _apart(found: Found, count: int, key: str, mend: str) -> Sentence:
    """How many times differ from those in the posts' ids, and by how many hours."""
    compared, hours = found["timed_twice"], found["hours_apart"]
    differ = f"differ{'s' if count == 1 else ''} from the times in their ids (mostly by {hours:+g} h)"
    text = f"{count:,} of {counted(compared, 'time')} {differ}: {mend}"
    return Sentence(key, text, n=count, of=compared, hours=hours)


def counted(count: int, noun: str) -> str:
    """`1 time`, `1,200 times`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def posts_of(count: int) -> str:
    """`1 post`, `1,200 posts`."""
    return counted(count, "post")


def rows_of(rows: list[int]) -> str:
    """`row 8`, `rows 8, 9`."""
    return f"row{'' if len(rows) == 1 else 's'} {', '.join(map(str, rows))}"
