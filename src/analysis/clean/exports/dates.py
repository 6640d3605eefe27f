"""Dates that name neither their order nor their zone: decided over the whole column, or refused."""

from dataclasses import dataclass

NUMERIC = r"^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\b"
CLOCKS = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p")
SHORT_WORDS = ("%d %b %Y", "%b %d %Y", "%d %B %Y", "%B %d %Y")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a column of numeric dates shows: how many there are, and how many fit only one order."""

    dates: int = 0
    only_day_first: int = 0
    only_month_first: int = 0
    with_dots: int = 0
    ids_say_day_first: int = 0
    ids_say_month_first: int = 0


class Undecided(ValueError):
    """The order of day and month cannot be told; the message says why and what to do."""


def seen_sql() -> str:
    """SQL columns that fill `Seen`, in its order, from `read_time` and `post_id`."""
    number = {place: f"try_cast(regexp_extract(read_time, '{NUMERIC}', {place}) AS INTEGER)" for place in (1, 2)}
    known = "id_time(post_id)"
    return f"""
        count(*) FILTER (numeric_date),
        count(*) FILTER (numeric_date AND {number[1]} > 12),
        count(*) FILTER (numeric_date AND {number[2]} > 12),
        count(*) FILTER (numeric_date AND contains(read_time, '.')),
        count(*) FILTER (numeric_date AND abs(day({known}) - {number[1]}) <= 1 AND month({known}) = {number[2]}),
        count(*) FILTER (numeric_date AND abs(day({known}) - {number[2]}) <= 1 AND month({known}) = {number[1]})"""


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
    if seen.with_dots:
        return True
    raise Undecided(
        f"{seen.dates:,} dates, none with a number above 12, can be read with the day or the month first; "
        "write `date_order: day first` or `date_order: month first` under `posts:` in study.yaml"
    )


def numeric_sql(first: bool) -> str:
    """SQL: the time `$time` written with numbers, in the order decided; with words as a last resort."""
    order = "%d/%m/" if first else "%m/%d/"
    short = [f"'{order}%y{clock}'" for clock in CLOCKS]
    full = [f"'{order}%Y{clock}'" for clock in CLOCKS]
    day = "regexp_replace(split_part(plain_time, ' ', 1), '[.-]', '/', 'g')"
    clock = "substr(plain_time, length(split_part(plain_time, ' ', 1)) + 1)"
    plain = r"regexp_replace(trim($time), '[T, ]+', ' ', 'g')"
    text = f"({day} || {clock})".replace("plain_time", f"({plain})")
    parsed = (
        f"CASE WHEN regexp_matches({text}, '^\\d+/\\d+/\\d{{4}}') "
        f"THEN try_strptime({text}, [{', '.join(full)}]) ELSE try_strptime({text}, [{', '.join(short)}]) END"
    )
    return f"CASE WHEN regexp_matches($time, '{NUMERIC}') THEN {parsed} END"


def worded_sql() -> str:
    """SQL: the time `$time` written with an English month's name (`28 Sep 2024`)."""
    formats = ", ".join(f"'{word}{clock}'" for word in SHORT_WORDS for clock in CLOCKS)
    return rf"try_strptime(regexp_replace(trim($time), '[, ]+', ' ', 'g'), [{formats}])"
