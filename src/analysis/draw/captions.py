"""Sentences that captions share: how many accounts, seen when and where, from which sources, with which intervals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

import pandas as pd

from analysis.draw.marks import names, rivals
from analysis.draw.words import Words

FEW_DAYS = 3
FEW_NAMES, MANY_NAMES = 6, 8
FEW_SOURCES = 3


def sentences(*parts: str) -> str:
    """The sentences that there are, one after another."""
    return " ".join(part for part in parts if part)


def some(names: list[str], words: Words, *, most: int = MANY_NAMES, first: int = FEW_NAMES) -> str:
    """The names, or the `first` of more than `most` and how many are left; names with commas stand apart by semicolons."""
    if len(names) <= most:
        return joined(names, words)
    told = between(names, words).join(names[:first])
    return words("caption.more", names=told, n=words.number(len(names) - first))


def joined(items: list[str], words: Words) -> str:
    """The items with commas and the language's "and"; with semicolons where an item has commas of its own."""
    apart = between(items, words)
    return words.list(items) if apart == words.commas[","] else apart.join(items)


def between(items: list[str], words: Words) -> str:
    """What sets the items apart: a comma, or a semicolon where one of them has a comma of its own."""
    own = any(comma in item for item in items for comma in (", ", words.commas[","]))
    return words.commas[";" if own else ","]


def accounts(marks: pd.DataFrame, measures: pd.DataFrame, words: Words) -> str:
    """How many accounts, of which kind, on which platforms, seen on which days; and whose day is not known."""
    days = {account: seen(account, marks, measures) for account in marks["account"]}
    known = sorted({day for account_days in days.values() for day in account_days})
    fields = {
        "n": words.number(len(marks)),
        "roles": words.list(words.role(role, 2) for role in marks["role"].unique()),
        "platforms": words.list(words.platform(platform) for platform in marks["platform"].unique()),
    }
    undated = [marks.at[account, "name"] for account in days if not days[account]]
    if not known:
        return words("caption.accounts_without_day", **fields)
    return sentences(
        words("caption.accounts", **fields, days=_days(known, words)),
        words("caption.some_days", names=some(undated, words)) if undated else "",
    )


def seen(account: str, accounts: pd.DataFrame, measures: pd.DataFrame) -> set[dt.date]:
    """The days on which the account was seen, from `captured_on` or from the cells that its numbers were read from."""
    own = accounts[accounts["account"] == account]
    cells = _origins(measures[measures["subject"] == account])
    texts = [*own.get("captured_on", pd.Series(dtype="object")), *(cell.get("day") for cell in cells)]
    return {pd.Timestamp(text).date() for text in texts if text and not pd.isna(text)}


def sources(measures: pd.DataFrame, titles: pd.DataFrame | None, words: Words) -> str:
    """The titles of the sources that the numbers were read from, or how many there are; "" where no titles are given."""
    if titles is None:
        return ""
    keys = list(dict.fromkeys(cell["source"] for cell in _origins(measures) if cell.get("source")))
    return named_sources(keys, titles, words)


def named_sources(keys: Iterable[str], titles: pd.DataFrame, words: Words) -> str:
    """The titles of these sources in the language, or their number where they are many."""
    keys = list(dict.fromkeys(keys))
    if len(keys) > FEW_SOURCES:
        return words("caption.sources", n=words.number(len(keys)))
    by_key = titles.set_index("source")
    column = f"title.{words.language}" if f"title.{words.language}" in by_key else "title"
    own = by_key.reindex(keys)
    texts = own[column].where(own[column].fillna("") != "", own["title"]).dropna()
    return words("caption.source", sources="; ".join(texts)) if len(texts) else ""


def intervals(marks: pd.DataFrame, words: Words) -> str:
    """What the bars mean; without any, that every count was shown in full."""
    return words("caption.exact") if marks["exact"].all() else words("caption.bars")


def on_each_platform(marks: pd.DataFrame, say: Callable[[pd.DataFrame], str], words: Words) -> str:
    """What `say` says of the marks; where there are several platforms, of those of each by themselves."""
    if marks["platform"].nunique() == 1:
        return say(marks)
    told = {
        platform: say(part.assign(name=part["bare"]))
        for platform, part in marks.groupby("platform", sort=False)
    }
    return sentences(
        *(
            words("caption.on_platform", platform=words.platform(platform), text=text) if text else ""
            for platform, text in told.items()
        )
    )


def open_first(marks: pd.DataFrame, measure: str, words: Words) -> str:
    """That it is open which account is first, where the intervals leave it open, on each platform by itself."""
    return on_each_platform(marks, lambda part: _open_first(part, measure, words), words)


def _open_first(marks: pd.DataFrame, measure: str, words: Words) -> str:
    others = rivals(marks)
    if not others:
        return ""
    return words(
        "caption.open",
        measure=words(f"inline.{measure}"),
        names=some([marks.iloc[0]["name"], *others], words),
    )


def platforms(rows: pd.DataFrame, words: Words) -> str:
    """On which platforms the ranks are, where the rows say it."""
    if "platform" not in rows or rows.empty:
        return ""
    return words(
        "caption.platforms", platforms=words.list(words.platform(p) for p in rows["platform"].unique())
    )


def not_compared(pairs: pd.DataFrame, words: Words) -> str:
    """Which countries' accounts are not compared (`missing`, or `reason` in words), by the reason."""
    reasons = [
        row.get("reason") or words(f"reason.{row.get('missing') or 'unknown'}")
        for row in pairs.to_dict("records")
    ]
    told = pd.Series([words.country(code) for code in pairs["country"]], dtype="object").groupby(
        pd.Series(reasons, dtype="object"), sort=False
    )
    return sentences(
        *(
            words("figure.orders.missing", country=some(names.tolist(), words), reason=reason)
            for reason, names in told
        )
    )


def lacking(measures: pd.DataFrame, accounts: pd.DataFrame, words: Words, *, population: bool = False) -> str:
    """Which accounts have no count of followers, and with `population` which have one and no population to it."""
    called = names(accounts, words)
    followers = _having(measures, "followers")
    without = {"without_followers": [name for own, name in called.items() if own not in followers]}
    if population:
        scaled = followers - _having(measures, "followers_per_1000")
        without["without_population"] = [name for own, name in called.items() if own in scaled]
    return sentences(
        *(words(f"caption.{key}", names=some(left, words)) for key, left in without.items() if left)
    )


def _having(measures: pd.DataFrame, measure: str) -> set[str]:
    """The accounts that have the measure."""
    return set(measures.loc[(measures["measure"] == measure) & measures["value"].notna(), "subject"])


def mixed(marks: pd.DataFrame, words: Words) -> str:
    """The warning that counts of several platforms are no ranking."""
    return words("caption.mixed") if marks["platform"].nunique() > 1 else ""


def _days(days: list[dt.date], words: Words) -> str:
    if len(days) <= FEW_DAYS:
        return words.list(words.date(day) for day in days)
    return f"{words.date(days[0])} – {words.date(days[-1])}"


def _origins(measures: pd.DataFrame) -> list[dict]:
    """The cells that these numbers were read from, where the frame has them."""
    if "origin" not in measures:
        return []
    return [cell for cells in measures["origin"] if isinstance(cells, list) for cell in cells]
