"""How accounts differ from each other in their themes, two by two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.draw import captions, panels, style
from analysis.draw.marks import listed
from analysis.draw.numbers import MINUS
from analysis.draw.posts import account_names, confidence, theme_names
from analysis.draw.words import Words
from analysis.measure.codebook import Theme
from analysis.study import NothingToShow

BLUE = "#0173b2"
MOST_ROWS = 48  # of a list, where not every pair has its panel
MOST_IN_TWO_LINES = 24
TOLD = 40  # differences that the alternative text gives
BASE = 0.1  # the share for which the caption says what could have been shown


@style.styled
def differences(
    found: pd.DataFrame,
    accounts: pd.DataFrame,
    themes: Sequence[Theme],
    words: Words,
    *,
    detectable: pd.DataFrame | None = None,
) -> style.Drawing:
    """The difference of two accounts' shares of a theme with Newcombe's interval, filled where it survives Holm.

    `found` is `shares.differences`, `detectable` what such samples could have shown. A panel per pair where
    these and all names fit the page, else a list of the differences with the smallest p-values.
    """
    if found.empty:
        raise NothingToShow("differences: fewer than two accounts with coded posts")
    items = theme_names(found["theme"], themes, words)
    names = account_names([*found["account"], *found["other"]], accounts, words)
    level = 1 - (words.study.confidence if words.study else 0.95)
    rows = found.assign(
        item=found["theme"].map(items),
        pair=[f"{names[a]} {MINUS} {names[b]}" for a, b in zip(found["account"], found["other"])],
        survives=found["p_holm"] < level,
    ).reset_index(drop=True)
    label = words("figure.differences.axis")
    plan, turned = panels.either(list(items.values()), rows["pair"].drop_duplicates().tolist(), label=label)
    if plan and not panels.cut(plan):
        shown, figure = rows, _paired(rows, plan, turned, words)
    else:
        shown, figure = _list(rows, label, words)
    caption = _caption(rows, shown, names, detectable, words)
    return style.Drawing(figure, caption, _alt(rows, words))


def _foremost(rows: pd.DataFrame, most: int = MOST_ROWS) -> pd.DataFrame:
    """The differences with the smallest p-values, the largest first among equals."""
    order = rows.assign(size=-rows["difference"].abs()).sort_values(["p", "size"], kind="stable")
    return order.head(most).drop(columns="size")


def _paired(rows: pd.DataFrame, plan: panels.Plan, turned: bool, words: Words) -> Figure:
    figure, every = panels.drawn(plan)
    down, across = ("pair", "item") if turned else ("item", "pair")
    axes_of = dict(zip(rows[across].drop_duplicates(), every))
    places = {name: place for place, name in enumerate(rows[down].drop_duplicates())}
    _axes(every, plan, rows, words)
    for row in rows.to_dict("records"):
        _difference(axes_of[row[across]], places[row[down]], row)
    return figure


def _list(rows: pd.DataFrame, label: str, words: Words) -> tuple[pd.DataFrame, Figure]:
    """The foremost differences and their figure: fewer of them where their names take two lines."""
    for most in (MOST_ROWS, MOST_IN_TWO_LINES):
        shown = _foremost(rows, most)
        called = [
            words("content.account_of", name=row["item"], items=row["pair"])
            for row in shown.to_dict("records")
        ]
        plan = panels.plan(called, [""], label=label, left=3.4)
        if not panels.cut(plan):
            break
    figure, every = panels.drawn(plan)
    _axes(every, plan, shown, words)
    for place, row in enumerate(shown.to_dict("records")):
        _difference(every[0], place, row)
    return shown, figure


def _axes(every: list[Axes], plan: panels.Plan, rows: pd.DataFrame, words: Words) -> None:
    most = float(rows[["low", "high"]].abs().max().max())
    for axes in every:
        panels.linear(axes, plan, -most, most, lambda x: words.number(100 * x, 0))
        panels.guide(axes, 0)


def _difference(axes: Axes, y: int, row: dict) -> None:
    panels.whisker(axes, row["low"], row["high"], y, BLUE if row["survives"] else style.GREY)
    panels.point(
        axes, row["difference"], y, BLUE if row["survives"] else style.GREY, filled=row["survives"], size=4
    )


def _caption(
    rows: pd.DataFrame,
    shown: pd.DataFrame,
    names: dict[str, str],
    detectable: pd.DataFrame | None,
    words: Words,
) -> str:
    key = "figure.differences"
    left_out = len(rows) - len(shown)
    return captions.sentences(
        _largest(rows, names, words),
        words(
            f"{key}.n",
            n=words.number(len(rows)),
            accounts=words.number(len(names)),
            themes=words.number(rows["theme"].nunique()),
        ),
        words(f"{key}.reading", confidence=confidence(words)),
        words(f"{key}.left_out", n=words.number(left_out)) if left_out else "",
        _detectable(detectable, words),
    )


def _largest(rows: pd.DataFrame, names: dict[str, str], words: Words) -> str:
    """How many differences survive, and the largest of them."""
    survive = rows[rows["survives"]]
    if survive.empty:
        return words("figure.differences.none", n=words.number(len(rows)))
    most = survive.loc[survive["difference"].abs().idxmax()]
    return words(
        "figure.differences.finding",
        k=words.number(len(survive)),
        n=words.number(len(rows)),
        theme=most["item"],
        name=names[most["account"]],
        share=words.percent(most["share"]),
        other=names[most["other"]],
        other_share=words.percent(most["other_share"]),
    )


def _detectable(detectable: pd.DataFrame | None, words: Words) -> str:
    """What difference so many posts could have shown at all: any two accounts, or the pair in the middle and the range."""
    if detectable is None:
        return ""
    known = detectable[((detectable["base"] - BASE).abs() < 1e-9) & np.isfinite(detectable["corrected"])]
    if known.empty:
        return ""
    row = known.iloc[0]
    alike = row["difference_low"] == row["difference_high"]
    return words(
        "figure.differences.detectable" if alike else "figure.differences.detectable_pairs",
        posts=words.number(int(row["posts"])),
        base=words.percent(row["base"], 0),
        difference=_points(row, "difference", words),
        corrected=_points(row, "corrected", words),
    )


def _points(row: pd.Series, measure: str, words: Words) -> str:
    """The difference in points, with the range over all pairs where they differ."""
    low, high = row[f"{measure}_low"], row[f"{measure}_high"]
    q = {"value": row[measure], "low": low, "high": high, "unit": "points", "exact": low == high}
    return words.quantity(q, interval=True)


def _alt(rows: pd.DataFrame, words: Words) -> str:
    """The differences that survive, the largest first; where none does, those with the smallest p-values."""
    survive = rows[rows["survives"]]
    told = survive if len(survive) else _foremost(rows)
    told = told.loc[told["difference"].abs().sort_values(ascending=False, kind="stable").index].head(TOLD)
    items = [
        words(
            "figure.differences.item",
            row=words("content.account_of", name=row["item"], items=row["pair"]),
            value=words.quantity(
                row | {"value": row["difference"], "unit": "points", "exact": False}, interval=True
            ),
        )
        for row in told.to_dict("records")
    ]
    key = "alt" if len(survive) else "alt_none"
    return words(f"figure.differences.{key}", items=listed(items))
