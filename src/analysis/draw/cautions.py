"""What a reader must know about the choice of posts, in sentences (`sampling.cautions` gives codes and numbers)."""

from __future__ import annotations

import math

import pandas as pd

from analysis.draw import captions
from analysis.draw.posts import some_items
from analysis.draw.words import Words

PAIRED = ("no_overlap", "little_overlap")
FEW = 2  # accounts that a caution names; of more, it names one and says how many there are
SHARES = ("little_overlap",)  # codes whose numbers are shares
COUNTS = ("undated", "reposts_unknown", "pinned_unknown")  # codes whose numbers are posts, which add up
PROCESS = ("no_common_window", "too_few_days", "no_account")  # of no account in particular


def of_accounts(cautions: pd.DataFrame, names: dict[str, str], words: Words) -> dict[str, str]:
    """What concerns each account that something concerns, as one text; a pair's caution stands with both accounts."""
    found = {account: _of(account, cautions, names, words) for account in names}
    return {account: "; ".join(texts) for account, texts in found.items() if texts}


def of_all(cautions: pd.DataFrame, words: Words) -> list[str]:
    """What concerns the choice as a whole, in sentences."""
    rows = cautions[cautions["code"].isin(PROCESS)].to_dict("records")
    return [words(f"caution.{row['code']}", **_numbers(row, words)) for row in rows]


def caption(cautions: pd.DataFrame | None, names: dict[str, str], words: Words) -> str:
    """The cautions as a caption gives them: once what concerns every account, then the first of many."""
    if cautions is None or cautions.empty:
        return ""
    everyone = _of_everyone(cautions, names)
    said = [words(f"caution.{code}", **_numbers(row, words)) for code, row in everyone.items()]
    every = [words("content.caution_of", name=words("content.every_account"), cautions="; ".join(said))]
    rest = cautions[~cautions["code"].isin(everyone)]
    items = [
        words("content.caution_of", name=names[account], cautions=text)
        for account, text in of_accounts(rest, names, words).items()
    ]
    items = [*(every if said else []), *items]
    told = words("content.cautions", items=some_items(items, words)) if items else ""
    return captions.sentences(told, *of_all(cautions, words))


def _of_everyone(cautions: pd.DataFrame, names: dict[str, str]) -> dict[str, dict]:
    """Of the codes that count posts: those that concern every account, with the sum of its posts."""
    counts = cautions[cautions["code"].isin(COUNTS)]
    return {
        code: {"code": code, "has": rows["has"].sum(), "wanted": math.nan}
        for code, rows in counts.groupby("code", sort=False)
        if len(names) > 1 and set(rows["account"]) >= set(names)
    }


def _of(account: str, cautions: pd.DataFrame, names: dict[str, str], words: Words) -> list[str]:
    own = cautions[(cautions["account"] == account) | (cautions["other"] == account)]
    return [_text(code, rows, account, names, words) for code, rows in own.groupby("code", sort=False)]


def _text(code: str, rows: pd.DataFrame, account: str, names: dict[str, str], words: Words) -> str:
    first = rows.iloc[0]
    if code not in PAIRED:
        return words(f"caution.{code}", **_numbers(first, words))
    others = [names[b if a == account else a] for a, b in zip(rows["account"], rows["other"])]
    return words(
        f"caution.{code}",
        names=captions.some(others, words, most=FEW, first=1),
        wanted=_number(code, first["wanted"], words),
    )


def _numbers(row: dict | pd.Series, words: Words) -> dict[str, str]:
    return {field: _number(row["code"], row[field], words) for field in ("has", "wanted")}


def _number(code: str, value: float, words: Words) -> str:
    if math.isnan(value):
        return ""
    return words.percent(value, 0) if code in SHARES else words.number(value, 0)
