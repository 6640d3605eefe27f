"""What is drawn: one mark per account, with its names in a language, and what is certain about the first of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.draw.words import Words
from analysis.measure.ranks import certainly_above

PERSONS = ("leader", "spokesperson")
PERSON = ("country", "holder")
QUANTITY = ["value", "low", "high", "exact", "unit"]


def in_language(row: Mapping[str, Any], column: str, words: Words) -> str:
    """The row's text in the language (column `holder.kk`), or as it stands in `holder` where that is empty."""
    own = row.get(f"{column}.{words.language}")
    return str(own if own and not pd.isna(own) else row.get(column) or "")


def holder(row: Mapping[str, Any], words: Words) -> str:
    """The account's holder in the language."""
    return in_language(row, "holder", words)


def kind(row: Mapping[str, Any], words: Words) -> str:
    """Who writes in the account's name: a person, a press service, an institution."""
    return words(f"kind.{row['role']}")


def names(
    accounts: pd.DataFrame, words: Words, *, by_platform: bool = False, persons: bool = False
) -> pd.Series:
    """A name for each account, indexed by its id: the country, and what else tells accounts of one country apart.

    The holder's name may go without it where no two accounts share that name. With `by_platform` it is enough that accounts
    of one platform are told apart; with `persons`, those of persons bear their names in any case, and two holders never
    go by one name.
    """
    rows = accounts.to_dict("records")
    apart = [row["platform"] if by_platform else "" for row in rows]
    for parts in _parts(accounts["country"].nunique(), len(rows), by_platform, persons):
        own_name = persons and "account" not in parts and "holder" not in parts
        told = [PERSON if own_name and row["role"] in PERSONS else parts for row in rows]
        texts = [
            ", ".join(filter(None, (_called(row, part, words) for part in own)))
            for row, own in zip(rows, told)
        ]
        same_holder = not persons or len(set(zip(texts, accounts["holder"]))) == len(set(texts))
        if len(set(zip(apart, texts))) == len(rows) and same_holder:
            break
    return pd.Series(map(words.punctuated, texts), index=accounts["account"].tolist(), dtype="object")


def _parts(countries: int, accounts: int, by_platform: bool, persons: bool) -> list[tuple[str, ...]]:
    """What a name may be made of, the shortest first; the id is the last resort."""
    if countries == 1 and accounts > 1:
        possible = [("holder",), ("holder", "platform"), ("holder", "role"), ("country", "account")]
    else:
        possible = [("country",), ("country", "platform"), ("country", "role")]
        possible += [] if persons else [("holder",)]
        possible += [PERSON, (*PERSON, "platform"), ("country", "account")]
    return [parts for parts in possible if not (by_platform and "platform" in parts)]


def _called(row: Mapping[str, Any], part: str, words: Words) -> str:
    """The account's country, platform, kind, holder or id, as the language has it."""
    if part == "holder":
        return holder(row, words)
    return str(row[part]) if part == "account" else getattr(words, part)(row[part])


def _with_platform(called: pd.Series, accounts: pd.DataFrame, words: Words) -> pd.Series:
    """The names with the platform, for figures that show several."""
    platforms = [words.platform(platform) for platform in accounts["platform"]]
    texts = [
        name if platform in name else words.punctuated(f"{name}, {platform}")
        for name, platform in zip(called, platforms)
    ]
    return pd.Series(texts, index=called.index, dtype="object")


def marks(measures: pd.DataFrame, accounts: pd.DataFrame, measure: str, words: Words) -> pd.DataFrame:
    """The accounts that have the measure, largest first, with the quantity's columns and a `name`; indexed by id.

    `bare` is the name without the platform, where there are several.
    """
    shown = measures[(measures["measure"] == measure) & measures["value"].notna()]
    joined = accounts.merge(
        shown[["subject", *QUANTITY]],
        left_on="account",
        right_on="subject",
        how="inner",
        validate="one_to_one",
    )
    called, bare = names(accounts, words), names(accounts, words, by_platform=True)
    if joined["platform"].nunique() > 1:
        called = _with_platform(called, accounts, words)
    own = joined["account"]
    joined = joined.assign(name=called.loc[own].to_numpy(), bare=bare.loc[own].to_numpy())
    joined.index = joined["account"].tolist()
    return joined.sort_values(["value", "account"], ascending=[False, True], kind="stable")


def rivals(marks: pd.DataFrame) -> list[str]:
    """The names of those that are not certainly behind the first: the intervals leave open which is larger."""
    first = marks.iloc[0]
    return [row["name"] for _, row in marks.iloc[1:].iterrows() if not certainly_above(first, row)]


def drawable(marks: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The marks that a logarithmic axis can show, and the names of those it cannot, being zero."""
    positive = marks["value"] > 0
    return marks[positive], marks.loc[~positive, "name"].tolist()


def span(marks: pd.DataFrame, *, beyond: float) -> tuple[float, float]:
    """From the smallest to the largest bound of positive marks, and by so large a part of that (in logs) beyond."""
    ends = pd.concat([marks["value"], marks["low"], marks["high"]])
    ends = ends[(ends > 0) & (ends != float("inf"))]
    low, high = float(ends.min()), float(ends.max())
    margin = max((high / low) ** beyond, 1.15)
    return low / margin, high * margin


def written(row: Mapping[str, Any], words: Words) -> str:
    """The mark's number with its interval, as alternative texts give it."""
    return words.quantity(row, interval=True)


def listed(items: Sequence[str]) -> str:
    """Items of an alternative text, each with commas of its own."""
    return "; ".join(items)
