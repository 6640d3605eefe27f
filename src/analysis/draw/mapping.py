"""Accounts and themes on one map."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse
from matplotlib.text import Annotation
from matplotlib.ticker import MaxNLocator

from analysis.draw import captions, labels, style
from analysis.draw.marks import listed
from analysis.draw.matrices import colours_of
from analysis.draw.posts import account_names, confidence, theme_names
from analysis.draw.words import Words
from analysis.measure.codebook import Theme
from analysis.study import NothingToShow

HEIGHT, TALL = 5.0, 7.2  # inches, of a map with few points and with many
MANY = 40  # points
NAME_WIDTH = 1.5  # inches


@style.styled
def correspondence(
    points: pd.DataFrame,
    dimensions: pd.DataFrame,
    accounts: pd.DataFrame,
    themes: Sequence[Theme],
    words: Words,
    *,
    ellipses: pd.DataFrame | None = None,
) -> style.Drawing:
    """The map of a correspondence analysis: accounts as circles with ellipses, themes as crosses, inertia on the axes.

    `points` and `dimensions` are `correspondence.correspondence`, `ellipses` is `correspondence.ellipses`.
    Rare themes, which do not shape the map, are hollow. A name that would cover others is left out and counted.
    """
    if points.empty:
        raise NothingToShow(
            "map: fewer than three accounts or three themes with enough posts, or all have the same mix"
        )
    drawn = _named(points, accounts, themes, words)
    figure = style.new_figure(HEIGHT if len(drawn) <= MANY else TALL)
    axes = figure.subplots()
    _axes(axes, dimensions, words)
    colours = colours_of(accounts, words)
    if ellipses is not None:
        _ellipses(axes, ellipses, drawn, colours, words)
    for row in drawn.to_dict("records"):
        _mark(axes, row, colours)
    style.lay_out(figure)
    places = list(zip(drawn["x"].astype(float), drawn["y"].astype(float)))
    texts = [style.fitted(text, NAME_WIDTH, style.SMALL, lines=2) for text in drawn["text"]]
    written = labels.place(axes, places, texts, size=style.SMALL)
    hidden = _thinned(written, drawn)
    return style.Drawing(
        figure, _caption(drawn, dimensions, ellipses, hidden, words), _alt(drawn, dimensions, words)
    )


def _named(
    points: pd.DataFrame, accounts: pd.DataFrame, themes: Sequence[Theme], words: Words
) -> pd.DataFrame:
    """The points with the names that are written beside them, those that matter most first."""
    is_account = points["kind"] == "account"
    called = account_names(points.loc[is_account, "name"], accounts, words)
    labelled = theme_names(points.loc[~is_account, "name"], themes, words)
    texts = [
        (called if kind == "account" else labelled)[name]
        for kind, name in zip(points["kind"], points["name"])
    ]
    order = points.assign(text=texts, rank=points["inertia"].astype(float).fillna(0))
    return order.sort_values(["kind", "rank"], ascending=[True, False], kind="stable").reset_index(drop=True)


def _axes(axes: Axes, dimensions: pd.DataFrame, words: Words) -> None:
    """Equal scales on both axes, each with its part of the inertia."""
    for number, axis, share in zip((1, 2), (axes.xaxis, axes.yaxis), dimensions["share"]):
        text = words("figure.correspondence.axis", number=words.number(number), share=words.percent(share))
        axis.set_label_text(text)
        axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(lambda x, _: words.number(x, 1))
    axes.set_aspect("equal", adjustable="datalim")
    axes.margins(0.12)
    axes.axhline(0, color=style.FAINT, linewidth=0.6, zorder=0)
    axes.axvline(0, color=style.FAINT, linewidth=0.6, zorder=0)


def _mark(axes: Axes, row: dict, colours: dict[str, str]) -> None:
    if row["kind"] == "account":
        axes.plot(
            [row["x"]],
            [row["y"]],
            "o",
            color=colours[row["name"]],
            markersize=6.5,
            markeredgecolor="white",
            zorder=3,
        )
        return
    face = "white" if row["supplementary"] else style.INK
    axes.plot(
        [row["x"]],
        [row["y"]],
        "X",
        markersize=5,
        markerfacecolor=face,
        markeredgecolor=style.INK,
        markeredgewidth=0.6,
    )


def _ellipses(
    axes: Axes, ellipses: pd.DataFrame, drawn: pd.DataFrame, colours: dict[str, str], words: Words
) -> None:
    """Where each account's point would lie in so many of a hundred repetitions."""
    level = words.study.confidence if words.study else 0.95
    reach = math.sqrt(-2 * math.log(1 - level))  # of a normal distribution in two dimensions
    at = drawn[drawn["kind"] == "account"].set_index("name")
    for row in ellipses[ellipses["account"].isin(at.index)].to_dict("records"):
        sizes, turns = np.linalg.eigh([[row["xx"], row["xy"]], [row["xy"], row["yy"]]])
        width, height = 2 * reach * np.sqrt(sizes.clip(0))
        angle = math.degrees(math.atan2(turns[1, 0], turns[0, 0]))
        place = (float(at.at[row["account"], "x"]), float(at.at[row["account"], "y"]))
        colour = colours[row["account"]]
        axes.add_patch(
            Ellipse(
                place, width, height, angle=angle, facecolor=colour, edgecolor=colour, alpha=0.15, zorder=1
            )
        )


def _thinned(written: list[Annotation], drawn: pd.DataFrame) -> list[str]:
    """Takes away the names that would cover one that matters more; those that were taken."""
    kept, taken = [], []
    for label, text in zip(written, drawn["text"]):
        own = style.box(label, label.axes.figure)
        inside = (
            own.x0 >= 0
            and own.y0 >= 0
            and own.x1 <= label.axes.figure.bbox.x1
            and own.y1 <= label.axes.figure.bbox.y1
        )
        if inside and not any(own.padded(-1).overlaps(other.padded(-1)) for other in kept):
            kept.append(own)
        else:
            label.set_visible(False)
            taken.append(text)
    return taken


def _caption(
    drawn: pd.DataFrame,
    dimensions: pd.DataFrame,
    ellipses: pd.DataFrame | None,
    hidden: list[str],
    words: Words,
) -> str:
    key = "figure.correspondence"
    active = drawn[(drawn["kind"] == "theme") & ~drawn["supplementary"].astype(bool)]
    of_accounts = drawn[drawn["kind"] == "account"]
    rare = drawn.loc[drawn["supplementary"].astype(bool), "text"].tolist()
    return captions.sentences(
        words(
            f"{key}.finding",
            shown=words.percent(float(dimensions["share"].iloc[:2].sum())),
            inertia=words.number(float(dimensions["inertia"].sum()), 3),
        ),
        words(f"{key}.shaped", accounts=_largest(of_accounts, words), themes=_largest(active, words)),
        words(
            f"{key}.n",
            n=words.number(int(of_accounts["posts"].sum())),
            accounts=words.number(len(of_accounts)),
            themes=words.number(len(active)),
        ),
        words(f"{key}.reading"),
        words(f"{key}.ellipses", confidence=confidence(words)) if ellipses is not None else "",
        words(f"{key}.rare", names=captions.some(rare, words)) if rare else "",
        words(f"{key}.hidden", names=captions.some(hidden, words)) if hidden else "",
    )


def _largest(points: pd.DataFrame, words: Words) -> str:
    """The two points that make up most of the inertia."""
    first = points.sort_values("rank", ascending=False, kind="stable").head(2)
    return "; ".join(
        words("content.item_of", item=row["text"], names=words.percent(row["rank"], 0))
        for row in first.to_dict("records")
    )


def _alt(drawn: pd.DataFrame, dimensions: pd.DataFrame, words: Words) -> str:
    items = [
        words(
            "figure.correspondence.item",
            name=row["text"],
            x=words.number(float(row["x"]), 2),
            y=words.number(float(row["y"]), 2),
        )
        for row in drawn.to_dict("records")
    ]
    return words("figure.correspondence.alt", items=listed(items))
