"""What posts bring: likes, reposts, replies and views, per post or per 1,000 followers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis.draw import captions, panels, style
from analysis.draw.marks import listed
from analysis.draw.matrices import colours_of
from analysis.draw.posts import account_names, confidence
from analysis.draw.words import Words
from analysis.study import NothingToShow

METRICS = ("likes", "reposts", "replies", "views")
# Where the two statistics stand in their row, and whether their mark is filled.
STATISTICS = {"median": (-0.17, True), "mean": (0.2, False)}


@style.styled
def engagement(
    summaries: pd.DataFrame, accounts: pd.DataFrame, words: Words, *, metrics: Sequence[str] = METRICS
) -> style.Drawing:
    """Median and mean per post of each account, with intervals, a panel per metric, on logarithmic axes.

    `summaries` is `engagement.engagement`, or `engagement.per_1000_followers` of it.
    """
    rows = summaries[summaries["metric"].isin(metrics) & summaries["statistic"].isin(list(STATISTICS))]
    rows = rows[rows["value"].notna()].reset_index(drop=True)
    if rows.empty:
        raise NothingToShow("engagement: no post with a count of likes, reposts, replies or views")
    key = "figure.engagement" if "followers" not in rows else "figure.engagement_per_1000"
    names = account_names(rows["account"], accounts, words)
    sides = {metric: words(f"metric.{metric}") for metric in metrics if (rows["metric"] == metric).any()}
    texts = [words.number(value) for value in rows["value"]]
    plan = panels.plan(list(names.values()), list(sides.values()), label=words(f"{key}.axis"), numbers=texts)
    figure, every = panels.drawn(plan)
    axes_of, places, colours = dict(zip(sides, every)), list(names), colours_of(accounts, words)
    zero = [_axis(axes, plan, rows[rows["metric"] == metric], words) for metric, axes in axes_of.items()]
    for row in rows.to_dict("records"):
        _mark(axes_of[row["metric"]], plan, places.index(row["account"]), row, colours[row["account"]], words)
    caption = captions.sentences(
        _highest(rows, sides, names, key, words),
        _how_many(rows, names, words),
        words("figure.engagement.reading", confidence=confidence(words)),
        words("figure.engagement.zero") if any(zero) else "",
        words(f"{key}.base"),
        _set_aside(rows, words),
        captions.mixed(accounts[accounts["account"].isin(names)], words),
    )
    return style.Drawing(
        figure, caption, words(f"{key}.alt", items=listed(_described(rows, names, sides, words)))
    )


def _axis(axes: Axes, plan: panels.Plan, rows: pd.DataFrame, words: Words) -> float:
    """A logarithmic axis over all values and their ends; where one of them is zero, even below the number given back."""
    ends = rows[["value", "low", "high"]].stack()
    known = rows.loc[rows["value"] > 0, "value"]
    if known.empty:
        panels.linear(axes, plan, 0, 1, words.number)
        return 0.0
    low, high = float(ends[ends > 0].min()), float(ends.max())
    zero = 10.0 ** math.floor(math.log10(known.min())) if (ends <= 0).any() else 0.0
    panels.logarithmic(axes, plan, low / 1.25, high * 1.25, lambda x: _tick(x, words), zero=zero)
    return zero


def _tick(x: float, words: Words) -> str:
    return words.number(0) if x == 0 else style.tick(x, words)


def _mark(axes: Axes, plan: panels.Plan, y: int, row: dict, colour: str, words: Words) -> None:
    beside, filled = STATISTICS[row["statistic"]]
    panels.whisker(axes, row["low"], row["high"], y + beside)
    panels.point(axes, row["value"], y + beside, colour, filled=filled, size=4)
    if row["statistic"] == "median":
        panels.number(axes, plan, y, words.number(row["value"]))


def _highest(rows: pd.DataFrame, sides: dict[str, str], names: dict[str, str], key: str, words: Words) -> str:
    """Whose median is highest, metric by metric; nobody's where all are zero."""
    medians = rows[(rows["statistic"] == "median") & (rows["value"] > 0)]
    items = []
    for metric, label in sides.items():
        own = medians[medians["metric"] == metric]
        first = own.loc[own["value"] == own["value"].max(), "account"].tolist()
        if first:
            called = captions.some([name for account, name in names.items() if account in first], words)
            value = words.number(own["value"].max())
            items.append(words(f"{key}.item", metric=label, name=called, value=value))
    return words(f"{key}.finding", items="; ".join(items)) if items else ""


def _how_many(rows: pd.DataFrame, names: dict[str, str], words: Words) -> str:
    posts = rows.groupby("account")["posts"].max()
    return words("content.posts", n=words.number(int(posts.sum())), accounts=words.number(len(names)))


def _set_aside(rows: pd.DataFrame, words: Words) -> str:
    """How many posts were too young when they were collected, and of how many the age is not known."""
    first = rows.drop_duplicates("account")
    young, unknown = int(first["young"].sum()), int(first["age_unknown"].sum())
    return captions.sentences(
        words("figure.engagement.young", n=words.number(young)) if young else "",
        words("figure.engagement.age_unknown", n=words.number(unknown)) if unknown else "",
    )


def _described(rows: pd.DataFrame, names: dict[str, str], sides: dict[str, str], words: Words) -> list[str]:
    """Medians with their intervals, account by account."""
    medians, texts = rows[rows["statistic"] == "median"], []
    for account, name in names.items():
        own = medians[medians["account"] == account].to_dict("records")
        items = [
            words("content.share_of", item=sides[row["metric"]], share=_quantity(row, words)) for row in own
        ]
        texts.append(words("content.account_of", name=name, items=", ".join(items)))
    return texts


def _quantity(row: dict, words: Words) -> str:
    return words.quantity(row | {"unit": "per_post", "exact": math.isnan(row["low"])}, interval=True)
