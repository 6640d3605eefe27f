"""Days on an axis, written the language's way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from babel.dates import format_skeleton
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.ticker import NullLocator

from analysis.draw import style
from analysis.draw.words import Words

NARROWEST = 0.25  # inches of a label with the room beside it
STEPS = (1, 2, 5, 7, 10, 15)  # days
MONTHS = (1, 2, 3, 6)
YEARS = (1, 2, 5, 10)


def day_axis(axes: Axes, first: dt.date, last: dt.date, inches: float, words: Words) -> None:
    """A horizontal axis from the first to the last day, with as many days, months or years as can be written under it."""
    low, high = date2num(first), date2num(last + dt.timedelta(days=1))
    margin = 0.02 * (high - low)
    axes.set_xlim(low - margin, high + margin)
    axes.xaxis.set_minor_locator(NullLocator())
    for days, skeleton in _choices(first, last):
        if len(days) * NARROWEST > inches:
            continue
        labels = [format_skeleton(skeleton, day, locale=words.locale) for day in days]
        if days and _fit(days, labels, high - low, inches):
            axes.set_xticks([date2num(day) for day in days], labels)
            return


def _choices(first: dt.date, last: dt.date) -> Iterator[tuple[list[dt.date], str]]:
    """Sets of days, from many to few, each with how its days are written."""
    one_year = first.year == last.year
    span = (last - first).days
    for step in STEPS:
        yield (
            [first + dt.timedelta(days=n) for n in range(0, span + 1, step)],
            "MMMd" if one_year else "yMMMd",
        )
    for step in MONTHS:
        yield [day for day in _months(first, last) if (day.month - 1) % step == 0], "yMMM"
    for step in YEARS:
        yield [dt.date(year, 1, 1) for year in range(first.year, last.year + 1) if year % step == 0], "y"
    yield [first], "yMMMd"


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first days of the months between."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    days = [dt.date(month // 12, month % 12 + 1, 1) for month in months]
    return [day for day in days if first <= day <= last]


def _fit(days: list[dt.date], labels: list[str], span: float, inches: float) -> bool:
    if len(days) == 1:
        return True
    apart = min((b - a).days for a, b in zip(days, days[1:])) / span * inches
    return max(style.text_width(label, style.SMALL) for label in labels) + 0.12 <= apart


def between(first: dt.date, last: dt.date, words: Words) -> str:
    """The time from one day to the other, short, one year said once: "1 Sept – 28 Sept 2024"; one day alone."""
    if first == last:
        return short(last, words)
    skeletons = ["yMMMd", "yMMMd"]
    if first.year == last.year:
        year_leads = words.locale.datetime_skeletons["yMMMd"].pattern.startswith("y")
        skeletons[1 if year_leads else 0] = "MMMd"
    days = zip(skeletons, (first, last), strict=True)
    return " – ".join(format_skeleton(skeleton, day, locale=words.locale) for skeleton, day in days)


def short(day: dt.date, words: Words) -> str:
    """The day with its month abbreviated."""
    return format_skeleton("yMMMd", day, locale=words.locale)
