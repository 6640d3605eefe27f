"""Theme shares as the codebook counts them beside the same corrected for its errors."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis.draw import captions, panels, style
from analysis.draw.matrices import written
from analysis.draw.posts import account_names, confidence, occurring, some_items, theme_names
from analysis.draw.words import Words
from analysis.measure.codebook import Theme
from analysis.study import NothingToShow

# Where the three estimates of a share stand in their row, and how each is marked.
ESTIMATES = {
    "raw": (-0.27, "o", False),
    "prediction_powered": (0.0, "o", True),
    "rogan_gladen": (0.27, "D", True),
}
ROW, LEAST_ROW = 0.3, 0.18  # inches of a row with three marks
BLUE, ORANGE = "#0173b2", "#d55e00"


@style.styled
def corrected_shares(
    found: pd.DataFrame, accounts: pd.DataFrame, themes: Sequence[Theme], words: Words
) -> style.Drawing:
    """Theme shares as the codebook counts them beside the same corrected for its errors, a panel per account.

    `found` is `validation.corrected_shares`; the first panel is all accounts together, and the only one where
    the others would not fit the page.
    """
    if not (found["state"] == "defined").any():
        raise NothingToShow(
            "corrected shares: too few posts are coded by hand; put sheets into data/raw/<study>/coding"
        )
    found = found[found["theme"].isin(occurring(found))]
    items = theme_names(found["theme"], themes, words)
    together = {"": words("content.together")}
    sides = together | account_names(found["account"], accounts, words)
    label = words("content.share_axis")
    plan = panels.plan(list(items.values()), list(sides.values()), label=label, least=LEAST_ROW, row=ROW)
    if plan is None:
        sides = together
        plan = panels.plan(list(items.values()), list(sides.values()), label=label)
    figure, every = panels.drawn(plan)
    rows = found[found["account"].isin(list(sides))]
    most = float(min(1.0, rows[["raw_high", "high"]].max().max()))
    for axes in every:
        panels.linear(axes, plan, 0, most, lambda x: words.number(100 * x, 0))
    ids, panels_of = list(items), list(sides)
    for row in rows.to_dict("records"):
        _estimate(every[panels_of.index(row["account"])], ids.index(row["theme"]), row)
    return style.Drawing(figure, _caption(found, rows, items, words), _alt(rows, items, sides, words))


def _estimate(axes: Axes, y: int, row: dict) -> None:
    """What the codebook counts, once a row, and one of the two corrections."""
    if row["method"] == "prediction_powered":
        _mark(axes, y, "raw", row["raw"], row["raw_low"], row["raw_high"], style.GREY)
    if row["state"] == "defined":
        colour = BLUE if row["method"] == "prediction_powered" else ORANGE
        _mark(axes, y, row["method"], row["value"], row["low"], row["high"], colour)


def _mark(axes: Axes, y: int, kind: str, value: float, low: float, high: float, colour: str) -> None:
    beside, marker, filled = ESTIMATES[kind]
    panels.whisker(axes, low, high, y + beside, colour)
    panels.point(axes, value, y + beside, colour, marker=marker, filled=filled, size=3.4)


def _caption(found: pd.DataFrame, rows: pd.DataFrame, items: dict[str, str], words: Words) -> str:
    key = "figure.corrected_shares"
    best = rows[(rows["method"] == "prediction_powered") & (rows["account"] == "")].set_index("theme")
    lacking = [
        items[row["theme"]]
        for row in rows[rows["account"] == ""].to_dict("records")
        if row["state"] != "defined"
    ]
    single = rows[rows["account"] != ""]
    left_out = found["account"].nunique() > rows["account"].nunique()
    return captions.sentences(
        _most_changed(best[best["state"] == "defined"], items, words),
        words(
            f"{key}.n",
            n=words.number(int(best["posts"].max())),
            hand=words.number(int(best["hand_coded"].max())),
        ),
        words(f"{key}.reading", confidence=confidence(words)),
        words(f"{key}.lacking", themes=captions.some(list(dict.fromkeys(lacking)), words)) if lacking else "",
        words(f"{key}.undrawn") if single["state"].ne("defined").any() else "",
        words(f"{key}.left_out") if left_out else "",
    )


def _most_changed(best: pd.DataFrame, items: dict[str, str], words: Words) -> str:
    """The theme whose share the correction changes most, in all accounts' posts."""
    if best.empty:
        return ""
    row = best.loc[(best["value"] - best["raw"]).abs().idxmax()]
    return words(
        "figure.corrected_shares.finding",
        theme=items[row.name],
        raw=words.percent(row["raw"]),
        corrected=words.percent(row["value"]),
    )


def _alt(rows: pd.DataFrame, items: dict[str, str], sides: dict[str, str], words: Words) -> str:
    """The estimates of every theme, for all accounts together and then for each."""
    best = rows[rows["method"] == "prediction_powered"]
    texts = []
    for account, name in sides.items():
        own = best[best["account"] == account].to_dict("records")
        each = [
            words(
                "figure.corrected_shares.item",
                theme=items[row["theme"]],
                raw=words.percent(row["raw"]),
                corrected=_value(row, words),
            )
            for row in own
        ]
        texts.append(words("content.account_of", name=name, items=", ".join(each)))
    return words("figure.corrected_shares.alt", items=some_items(texts, words))


def _value(row: dict, words: Words) -> str:
    if row["state"] != "defined" or math.isnan(row["value"]):
        return words("content.not_defined")
    return written(row | {"share": row["value"]}, words)
