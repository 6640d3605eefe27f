"""When an invented ministry posts: evenly over its time, in working hours, and more often in a planted event."""

import datetime as dt

import chance
from plan import EVENT, UTC, Ministry


def times(ministry: Ministry) -> list[dt.datetime]:
    """The times of the ministry's own posts, the newest first."""
    inside = [EVENT["from"] + dt.timedelta(days=day) for day in range((EVENT["to"] - EVENT["from"]).days + 1)]
    every = [
        ministry.first + dt.timedelta(days=day) for day in range((ministry.last - ministry.first).days + 1)
    ]
    if not ministry.in_event:
        return _spread(ministry, every, ministry.own, "own")
    outside = [day for day in every if day not in inside]
    return sorted(
        _spread(ministry, inside, ministry.in_event, "event")
        + _spread(ministry, outside, ministry.own - ministry.in_event, "own"),
        reverse=True,
    )


def reposts(ministry: Ministry) -> list[dt.datetime]:
    """The times of what the ministry reposts."""
    days = [
        ministry.first + dt.timedelta(days=day) for day in range((ministry.last - ministry.first).days + 1)
    ]
    return _spread(ministry, days, ministry.reposts, "reposts")


def _spread(ministry: Ministry, days: list[dt.date], many: int, what: str) -> list[dt.datetime]:
    """`many` times: one in each of as many stretches of equal length, at any place in it; the ends are kept."""
    found = []
    for place in range(many):
        part = (place + chance.share(ministry.code, what, "day", place)) / many
        day = days[min(int(part * len(days)), len(days) - 1)]
        if what == "own" and place in (0, many - 1):
            day = days[0] if place == 0 else days[-1]
        found.append(_in_working_hours(ministry, day, what, place))
    return sorted(found, reverse=True)


def _in_working_hours(ministry: Ministry, day: dt.date, what: str, place: int) -> dt.datetime:
    minute = 4 * 60 + chance.whole(ministry.code, what, "minute", place, below=11 * 60)
    second = 0 if ministry.code == "XEE" else chance.whole(ministry.code, what, "second", place, below=60)
    return dt.datetime(day.year, day.month, day.day, minute // 60, minute % 60, second, tzinfo=UTC)
