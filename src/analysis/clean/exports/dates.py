"""Dates that do not name their order: decided over the whole column, or refused. And dates in words."""

import functools
import re
from dataclasses import dataclass

NUMERIC = r"^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\b"
CLOCKS = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p")
LANGUAGES = ("az", "en", "kk", "ky", "ru", "tr", "uz", "uz_Cyrl")
YEAR, DAY = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)"), re.compile(r"(?<!\d)\d{1,2}(?!\d)")
HALF_OR_ZONE = re.compile(r"\+|\b(am|pm|öö|ös)\b", re.IGNORECASE)  # which a clock read without would be wrong
CLOCK, WORD = re.compile(r"\d{1,2}:\d\d(:\d\d)?"), re.compile(r"[^\W\d_]+")
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
        "write `date_order: day first` or `date_order: month first` under `posts: columns:` in study.yaml"
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
    """SQL: the time `$time` written with a month's name, English or of one of the project's languages."""
    english = f"try_strptime(regexp_replace(trim($time), '[, ]+', ' ', 'g'), {_formats(*WORDED)})"
    return f"coalesce({english}, try_cast(in_numbers($time) AS TIMESTAMP))"


def in_numbers(written: str) -> str:
    """`28 Eylül 2024 13:05`, `2024 ж. 28 қыр.` as 2024-09-28 13:05; "" for what is no day with a month's name."""
    year, clock = YEAR.search(written), CLOCK.search(written)
    words = [word for word in WORD.findall(_in_small(written)) if word in month_numbers()]
    days = [day for day in DAY.findall(CLOCK.sub(" ", written)) if 1 <= int(day) <= 31]
    if not year or len(words) != 1 or len(days) != 1 or HALF_OR_ZONE.search(written):
        return ""
    return f"{year[0]}-{month_numbers()[words[0]]:02d}-{int(days[0]):02d} {clock[0] if clock else ''}".strip()


def _in_small(text: str) -> str:
    """In small letters, with one i for the dotted and the dotless: KASIM loses its dots elsewhere than in Turkish."""
    return text.replace("İ", "i").lower().replace("ı", "i")


@functools.cache
def month_numbers() -> dict[str, int]:
    """The number of a month by its name, whole or short, in small letters; as CLDR has them."""
    from babel.dates import get_month_names  # only where a table has dates in words

    return {
        _in_small(name).rstrip("."): number
        for locale in LANGUAGES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, locale).items()
    }


def _formats(*days: str) -> str:
    return "[" + ", ".join(f"'{day}{clock}'" for day in days for clock in CLOCKS) + "]"
