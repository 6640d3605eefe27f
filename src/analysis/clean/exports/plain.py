"""A table of one's own: its columns are named under `posts: columns:` in study.yaml."""

from collections.abc import Mapping, Sequence
from zoneinfo import available_timezones

from analysis.clean.exports.cures import Choices
from analysis.clean.exports.format import Accounts, Format
from analysis.clean.exports.tidy import FLAGS, LISTS, MAPPED
from analysis.clean.schemas import PLATFORMS
from analysis.study import StudyError, nearest

WHERE = "study.yaml, posts"
SETTINGS = ("platform", "time_zone", "date_order")
ORDERS = ("day first", "month first")
OF_ACCOUNTS = {"name": "name", "followers": "followers", "following": "following", "account_posts": "posts"}
IDS = ("post_id", "author_id", "conversation_id", "reply_to_id")
NAMES = (*(name for name in MAPPED if name != "platform"), *OF_ACCOUNTS, *SETTINGS)


def choices_of(columns: Mapping[str, str] | Sequence[Mapping[str, str]] | None) -> tuple[Choices, ...]:
    """What `posts: columns:` of study.yaml says about plain tables: one mapping of columns, or several where tables differ.

    Raises `StudyError` for a name that is no tidy column, with the nearest, for an unknown platform, zone or
    order, and for a mapping of columns without a text.
    """
    mappings = [columns or {}] if isinstance(columns, Mapping | None) else list(columns) or [{}]
    where = [f"{WHERE}, columns {number}" if number > 1 else WHERE for number in range(1, len(mappings) + 1)]
    problems = [
        f"{place}: {problem}" for place, mapping in zip(where, mappings) for problem in _problems_of(mapping)
    ]
    if problems:
        raise StudyError("\n".join(problems))
    return tuple(map(_choices, mappings))


def _choices(columns: Mapping[str, str]) -> Choices:
    mapped, platform = _mapped(columns), columns.get("platform", "")
    table = _format(mapped, platform) if mapped else None
    return Choices(table, columns.get("time_zone"), columns.get("date_order"), platform)


def _mapped(columns: Mapping[str, str]) -> dict[str, str]:
    return {name: column for name, column in columns.items() if name not in SETTINGS}


def _problems_of(columns: Mapping[str, str]) -> list[str]:
    mapped = _mapped(columns)
    lacking = ["no column is mapped to 'text'"] if mapped and "text" not in mapped else []
    return [problem for name, column in columns.items() for problem in _problems(name, column)] + lacking


def _problems(name: str, column: object) -> list[str]:
    if name not in NAMES:
        return [f"{name!r} is no column of posts{nearest(name, list(NAMES))}"]
    if not isinstance(column, str) or not column.strip():
        return [f"{name}: write the name of the table's column (found {column!r})"]
    if name == "time_zone" and column not in available_timezones():
        return [f"time_zone: {column!r} is no time zone{nearest(column, sorted(available_timezones()))}"]
    if name == "date_order" and column not in ORDERS:
        return [f"date_order: write {' or '.join(map(repr, ORDERS))} (found {column!r})"]
    if name == "platform" and column not in PLATFORMS:
        return [f"platform: {column!r} is no platform{nearest(column, list(PLATFORMS))}"]
    return ["a column's name cannot hold { or }"] if {"{", "}"} & set(column) else []


def _format(mapped: Mapping[str, str], platform: str) -> Format:
    posts = {name: _sql(name, column) for name, column in mapped.items() if name in MAPPED}
    accounts = {OF_ACCOUNTS[name]: f"{{{column}}}" for name, column in mapped.items() if name in OF_ACCOUNTS}
    of_both = {name: posts[name] for name in ("handle", "author_id", "collected_at") if name in posts}
    return Format(
        "table mapped in study.yaml",
        platform,
        "table",
        tuple(dict.fromkeys(mapped.values())),
        posts=posts,
        accounts=Accounts(of_both | accounts) if accounts and of_both else None,
        zone="unknown",
    )


def _sql(name: str, column: str) -> str:
    """The column's cell, in which programs write NA or nan where there is nothing; a text may be just that."""
    given = f"{{{column}}}" if name == "text" else f"there({{{column}}})"
    if name in LISTS:
        return f"coalesce(any_list({given}), [])"
    if name in FLAGS:
        return f"yes({{{column}}})"
    return f"bare_id({given})" if name in IDS else given
