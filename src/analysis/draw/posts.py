"""What figures of posts share: names of themes and languages, how many posts of whom and when, how sure that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.draw import captions
from analysis.draw.marks import names
from analysis.draw.words import Words
from analysis.measure.codebook import Theme
from analysis.measure.sheets import LABEL

UNDECIDED = ("", "und", "undecided")
CONFIDENCE = 0.95  # where there is no study to say another
# Where CLDR writes a language otherwise than its country ("Әзербайжан").
OWN_NAMES = {("kk", "az"): "әзербайжан тілі"}


def theme_names(ids: Iterable[str], themes: Sequence[Theme], words: Words) -> dict[str, str]:
    """The label of each theme in the language, in the order of the codebook; what is no theme of it comes last.

    The variable of sheets in which every post has one theme is called a choice among all of them.
    """
    wanted = list(dict.fromkeys(ids))
    labels = {theme.id: theme.label for theme in themes if theme.id in wanted}
    called = {id: label.get(words.language) or label.get("en") or id for id, label in labels.items()}
    others = [id for id in wanted if id not in called]
    return called | {id: words("content.one_choice") if id == LABEL else id for id in others}


def occurring(corrected: pd.DataFrame) -> list[str]:
    """The themes that the codebook or coders gave to some post; all of them where they gave none."""
    some = corrected["theme"][(corrected["raw"] > 0) | (corrected["value"] > 0)]
    return list(dict.fromkeys(some if len(some) else corrected["theme"]))


def account_names(ids: Iterable[str], accounts: pd.DataFrame, words: Words) -> dict[str, str]:
    """The name of each account that has something to show, in the order of `accounts`."""
    wanted = set(ids)
    return {id: name for id, name in names(accounts, words).items() if id in wanted}


def language_name(code: str, words: Words) -> str:
    """What the language is called in that of the paper; a code that CLDR does not know stands as it is."""
    if code in UNDECIDED:
        return words("content.undecided")
    own = OWN_NAMES.get((words.locale.language, code))
    return own or words.locale.languages.get(code, code)


def confidence(words: Words) -> str:
    """The level of the study's intervals: 95%."""
    level = words.study.confidence if words.study else CONFIDENCE
    return words.percent(level, 0 if round(100 * level, 6).is_integer() else 1)


def how_many(posts: int, accounts: int, periods: pd.DataFrame | None, words: Words) -> str:
    """How many posts of how many accounts, and from when to when where that is given (`sampling.periods`)."""
    fields = {"n": words.number(posts), "accounts": words.number(accounts)}
    if periods is None or not periods["first"].notna().any():
        return words("content.posts", **fields)
    first, last = (words.date(day) for day in (day_of(periods["first"].min()), day_of(periods["last"].max())))
    return words("content.posts_when", **fields, first=first, last=last)


def day_of(moment: pd.Timestamp | str) -> dt.date:
    """The day of a time or of a day written as text."""
    return pd.Timestamp(moment).date()


def leading(cells: pd.DataFrame, called: dict[str, str], accounts: dict[str, str], words: Words) -> str:
    """Which item has the largest share, and in whose posts: "Visits (Türkiye and Kazakhstan); Energy (Uzbekistan)".

    `cells` has account, item and share. An account whose largest share is shared by items stands under each;
    one without any is passed over.
    """
    most = cells.groupby("account")["share"].transform("max")
    first = cells[(cells["share"] == most) & (cells["share"] > 0)]
    by_item = [(item, first.loc[first["item"] == item, "account"].tolist()) for item in called]
    by_item = sorted((pair for pair in by_item if pair[1]), key=lambda pair: -len(pair[1]))
    items = [
        words(
            "content.item_of",
            item=called[item],
            names=captions.some([name for id, name in accounts.items() if id in own], words),
        )
        for item, own in by_item
    ]
    return some_items(items, words)


def some_items(items: Sequence[str], words: Words) -> str:
    """Items with commas of their own, or the first of them and how many more there are."""
    kept = "; ".join(items[: captions.MANY_NAMES])
    more = len(items) - captions.MANY_NAMES
    return words("caption.more", names=kept, n=words.number(more)) if more > 0 else kept


def not_defined(states: pd.Series, called: Sequence[str], key: str, words: Words) -> str:
    """For which rows there is no number, in the words under `key`; "" where every row has one."""
    lacking = list(dict.fromkeys(name for name, state in zip(called, states) if state != "defined"))
    return words(key, names=captions.some(lacking, words)) if lacking else ""
