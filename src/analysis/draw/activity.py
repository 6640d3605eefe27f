"""How often accounts post, and how many of their posts answer others or carry media."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis.draw import captions, panels, style
from analysis.draw.marks import listed
from analysis.draw.matrices import colours_of
from analysis.draw.numbers import MISSING
from analysis.draw.posts import account_names, confidence, how_many
from analysis.draw.words import Words
from analysis.study import NothingToShow

MEASURES = ("replies_to_others", "media")
RATE = "posts_per_day"
LOG_FROM = 30  # a range of rates wider than this is drawn on a logarithmic axis


@style.styled
def activity(
    shares: pd.DataFrame,
    rates: pd.DataFrame,
    accounts: pd.DataFrame,
    words: Words,
    *,
    measures: Sequence[str] = MEASURES,
    periods: pd.DataFrame | None = None,
) -> style.Drawing:
    """A row per account: posts per day, and the share of posts that answer others or carry media, with intervals.

    `shares` is `activity.activity`, `rates` is `activity.posts_per_day`; `measures` are the shares to show.
    """
    cells = _cells(shares, rates, measures)
    if cells.empty:
        raise NothingToShow("activity: no posts are chosen; put exports into data/raw/<study>/posts")
    names = account_names(cells["account"], accounts, words)
    sides = {measure: words(f"measure.{measure}") for measure in cells["measure"].drop_duplicates()}
    texts = [_written(row, words) for row in cells.to_dict("records")]
    plan = panels.plan(list(names.values()), list(sides.values()), numbers=texts)
    figure, every = panels.drawn(plan)
    axes_of, rows, colours = dict(zip(sides, every)), list(names), colours_of(accounts, words)
    logarithmic = [
        side for side, axes in axes_of.items() if _axis(axes, plan, cells[cells["measure"] == side], words)
    ]
    for row, text in zip(cells.to_dict("records"), texts):
        axes, y = axes_of[row["measure"]], rows.index(row["account"])
        panels.whisker(axes, row["low"], row["high"], y)
        panels.point(axes, row["value"], y, colours[row["account"]])
        panels.number(axes, plan, y, text)
    caption = captions.sentences(
        *(_ends(cells, side, names, words) for side in sides),
        how_many(_posts(shares, rates), len(names), periods, words),
        words("figure.activity.reading", confidence=confidence(words)),
        words("figure.activity.log") if logarithmic else "",
        _unknown(shares, [side for side in sides if side != RATE], names, words),
    )
    items = [_described(account, name, cells, sides, words) for account, name in names.items()]
    return style.Drawing(figure, caption, words("figure.activity.alt", items=listed(items)))


def _cells(shares: pd.DataFrame, rates: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """One row per account and measure that has a value, the rate first."""
    parts = [rates.assign(measure=RATE, value=rates[RATE])]
    parts += [
        shares[shares["measure"] == name].assign(value=lambda frame: frame["share"]) for name in measures
    ]
    columns = ["account", "measure", "value", "low", "high"]
    filled = [part[columns] for part in parts if part["value"].notna().any()]
    return (
        pd.concat(filled, ignore_index=True).dropna(subset=["value"])
        if filled
        else pd.DataFrame(columns=columns)
    )


def _axis(axes: Axes, plan: panels.Plan, cells: pd.DataFrame, words: Words) -> bool:
    """The panel's axis; whether it is logarithmic."""
    ends = cells[["value", "low", "high"]].stack()
    if cells["measure"].iloc[0] != RATE:
        panels.linear(axes, plan, 0, min(1.0, ends.max()), lambda x: words.percent(x, 0))
        return False
    wide = cells["value"].max() / cells["value"].min() > LOG_FROM
    if wide:
        positive = ends[ends > 0]
        panels.logarithmic(
            axes, plan, positive.min() / 1.2, positive.max() * 1.2, lambda x: style.tick(x, words)
        )
    else:
        panels.linear(axes, plan, 0, ends.max() * 1.03, lambda x: style.tick(x, words))
    return wide


def _written(row: dict, words: Words) -> str:
    return words.number(row["value"]) if row["measure"] == RATE else words.percent(row["value"], 0)


def _quantity(row: dict, words: Words) -> str:
    unit = "per_day" if row["measure"] == RATE else "share"
    return words.quantity(row | {"unit": unit, "exact": math.isnan(row["low"])}, interval=True)


def _ends(cells: pd.DataFrame, side: str, names: dict[str, str], words: Words) -> str:
    """Which account has most of a measure, and which least."""
    own = cells[cells["measure"] == side]
    if len(own) < 2:
        return ""
    first, last = own.loc[own["value"].idxmax()].to_dict(), own.loc[own["value"].idxmin()].to_dict()
    return words(
        "figure.activity.finding",
        measure=words(f"measure.{side}"),
        name=names[first["account"]],
        value=_written(first, words),
        last=names[last["account"]],
        least=_written(last, words),
    )


def _posts(shares: pd.DataFrame, rates: pd.DataFrame) -> int:
    """The posts of all accounts: those known or unknown to be of one kind, or those that the rates count."""
    if shares.empty:
        return int(rates["posts"].sum())
    first = shares.drop_duplicates("account")
    return int((first["posts"] + first["unknown"]).sum())


def _unknown(shares: pd.DataFrame, measures: list[str], names: dict[str, str], words: Words) -> str:
    """Whose exports do not say of all posts whether they are of the kinds shown."""
    rows = shares[shares["measure"].isin([*measures, *MEASURES]) & (shares["unknown"] > 0)]
    unsure = [names[account] for account in rows["account"].drop_duplicates() if account in names]
    return words("figure.activity.unknown", names=captions.some(unsure, words)) if unsure else ""


def _described(account: str, name: str, cells: pd.DataFrame, sides: dict[str, str], words: Words) -> str:
    own = cells[cells["account"] == account].to_dict("records")
    items = [
        words("content.share_of", item=sides[row["measure"]], share=_quantity(row, words)) for row in own
    ]
    return words("content.account_of", name=name, items=", ".join(items or [MISSING]))
