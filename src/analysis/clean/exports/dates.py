"""Dates that do not name their order: decided over the whole column, or refused."""

from dataclasses import dataclass

NUMERIC = r"^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\b"
CLOCKS = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p")
WORDED = ("%d %b %Y", "%b %d %Y", "%d %B %Y", "%B %d %Y")

_FIRST, _SECOND = (
    f"try_cast(regexp_extract(read_time, '{NUMERIC}', {place}) AS INTEGER)" for place in (1, 2)
)
_DAY, _MONTH = "day(id_time(post_id))", "month(id_time(post_id))"
# SQL that fills `Seen` from rows with `read_time`, `numeric_date` and `post_id`; an id knows the post's day.
SEEN = {
    "dates": "count(*) FILTER (numeric_date)",
    "only_day_first": f"count(*) FILTER (numeric_date AND {_FIRST} > 12)",
    "only_month_first": f"count(*) FILTER (numeric_date AND {_SECOND} > 12)",
    "with_points": "count(*) FILTER (numeric_date AND contains(read_time, '.'))",
    "ids_say_day_first": f"count(*) FILTER (numeric_date AND abs({_DAY} - {_FIRST}) <= 1 AND {_MONTH} = {_SECOND})",
    "ids_say_month_first": f"count(*) FILTER (numeric_date AND abs({_DAY} - {_SECOND}) <= 1 AND {_MONTH} = {_FIRST})",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a column of numeric dates shows: how many there are, and how many fit only one order."""

    dates: int = 0
    only_day_first: int = 0
    only_month_first: int = 0
    with_points: int = 0
    ids_say_day_first: int = 0
    ids_say_month_first: int = 0


class Undecided(ValueError):
    """The order of day and month cannot be told; the message says why and what to do."""


def day_first(seen: Seen, order: str | None) -> bool:
    """Whether the day stands before the month; `order` is what the study says, if it does.

    Points are never written month first. Raises `Undecided` where neither the numbers nor the ids tell.
    """
    if order:
        return order == "day first"
    if seen.only_day_first and seen.only_month_first:
        raise Undecided(
            f"{seen.only_day_first:,} dates have the day first and {seen.only_month_first:,} the month; "
            "export the dates again as 2024-09-28"
        )
    if seen.only_day_first or seen.only_month_first:
        return bool(seen.only_day_first)
    if seen.ids_say_day_first != seen.ids_say_month_first:
        return seen.ids_say_day_first > seen.ids_say_month_first
    if seen.with_points:
        return True
    raise Undecided(
        f"{seen.dates:,} dates, none with a number above 12, can be read with the day or the month first; "
        "write `date_order: day first` or `date_order: month first` under `posts:` in study.yaml"
    )


def numeric_sql(first: bool) -> str:
    """SQL: the time `$time` written with numbers, in the order decided."""
    order = "%d/%m/" if first else "%m/%d/"
    plain = r"regexp_replace(trim($time), '[T, ]+', ' ', 'g')"
    day = f"regexp_replace(split_part({plain}, ' ', 1), '[.-]', '/', 'g')"
    text = f"({day} || substr({plain}, length(split_part({plain}, ' ', 1)) + 1))"
    long, short = (f"try_strptime({text}, {_formats(order + year)})" for year in ("%Y", "%y"))
    years = f"CASE WHEN regexp_matches({text}, '^\\d+/\\d+/\\d{{4}}') THEN {long} ELSE {short} END"
    return f"CASE WHEN regexp_matches($time, '{NUMERIC}') THEN {years} END"


def worded_sql() -> str:
    """SQL: the time `$time` written with an English month's name (`28 Sep 2024`)."""
    return f"try_strptime(regexp_replace(trim($time), '[, ]+', ' ', 'g'), {_formats(*WORDED)})"


def _formats(*days: str) -> str:
    return "[" + ", ".join(f"'{day}{clock}'" for day in days for clock in CLOCKS) + "]"
