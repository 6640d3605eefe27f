"""Two orders side by side."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from analysis.draw import captions, style
from analysis.draw.marks import listed
from analysis.draw.words import Words
from analysis.study import NothingToShow

ROW = 0.34  # inches
SIDES = {"left": (0, -1), "right": (1, 1)}  # where its column stands, and which way is outwards
NAME_WIDTH = 1.7  # inches
NAME_FROM = 0.28  # inches from a column to its names: room for bars of possible ranks


@style.styled
def orders(
    ranks: pd.DataFrame, words: Words, *, left: str | None = None, right: str | None = None
) -> style.Drawing:
    """The ranks of institutions (left) and leaders (right), a line per country, with the ranks that are possible too.

    Rows: country, left, left_best, left_worst, right, right_best, right_worst, and why a side is missing, in
    `missing` (a code) or `reason` (text); such countries are named in the caption. `left` and `right` head the sides.
    """
    both = ranks[ranks["left"].notna() & ranks["right"].notna()]
    if len(both) < 2:
        raise NothingToShow(
            "orders: no two countries with a rank on both sides; give followers of both on one platform"
        )
    both = both.sort_values(["left", "right", "country"]).reset_index(drop=True)
    both = both.assign(name=[words.country(code) for code in both["country"]])
    heads = tuple(words.heading(text) for text in _sides(words, left, right))
    places = int(both[["left_worst", "right_worst"]].to_numpy().max())
    figure = style.new_figure(0.45 + ROW * places)
    axes = figure.subplots()
    names = {
        (side, rank): _together(same, len(both))
        for side in ("left", "right")
        for rank, same in both.groupby(side)
    }
    widest = max(style.text_width(line) for name in names.values() for line in name.split("\n"))
    _axes(axes, places, heads, widest, words)
    for (_, row), colour in zip(both.iterrows(), style.country_colours(both, words)):
        axes.plot(
            [0, 1], [row["left"], row["right"]], "-o", color=colour, linewidth=1.4, markersize=5, zorder=3
        )
    for side in ("left", "right"):
        _possible(axes, both, side, style.country_colours(both, words))
    _names(axes, names, of=len(both))
    style.lay_out(figure)
    return style.Drawing(figure, _caption(both, ranks, words), _alt(both, heads, words))


def _sides(words: Words, left: str | None, right: str | None) -> tuple[str, str]:
    """What stands on either side, if it is not said: the first role of the study's first and second group."""
    roles = [group.roles[0] for group in words.study.groups.values()] if words.study else []
    first, second = roles[:2] if len(roles) > 1 else ("ministry", "leader")
    return left or words.role(first, 2), right or words.role(second, 2)


def _axes(axes: Axes, places: int, heads: tuple[str, str], names: float, words: Words) -> None:
    """Ranks downwards, the two sides as columns with room for names (inches) outside them, and nothing else."""
    room = style.WIDTH - 0.6
    between = min(max(room - 2 * (names + NAME_FROM), 1.2), 2.6)
    aside = max((room - between) / 2, names + NAME_FROM) / between
    axes.set_xlim(-aside, 1 + aside)
    axes.set_ylim(places + 0.5, 0.3)
    axes.set_xticks(
        [0, 1],
        [style.wrapped(head, 1.6, 1.12 * style.SIZE) for head in heads],
        fontsize=style.SIZE,
        fontweight="bold",
    )
    axes.tick_params(axis="x", top=True, bottom=False, labeltop=True, labelbottom=False, length=0)
    axes.set_yticks(range(1, places + 1), [words.number(place) for place in range(1, places + 1)])
    axes.set_ylabel(words("figure.orders.rank"))
    axes.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    for x in (0, 1):
        axes.axvline(x, color=style.FAINT, linewidth=0.6, zorder=0)


def _possible(axes: Axes, both: pd.DataFrame, side: str, colours: list[str]) -> None:
    """A vertical bar from best to worst rank where they differ; each beside the last, so that none is hidden."""
    open_ranks = both[f"{side}_best"] < both[f"{side}_worst"]
    x, outwards = SIDES[side]
    for turn, place in enumerate(both.index[open_ranks]):
        row = both.loc[place]
        shift = outwards * (5 + 3 * (turn % 4)) / 72
        beside = ScaledTranslation(shift, 0, axes.figure.dpi_scale_trans)
        axes.plot(
            [x, x],
            [row[f"{side}_best"] - 0.2, row[f"{side}_worst"] + 0.2],
            color=colours[place],
            linewidth=2.0,
            solid_capstyle="butt",
            transform=axes.transData + beside,
        )


def _together(same: pd.DataFrame, of: int) -> str:
    """The names of countries that share a rank, as one label."""
    return style.fitted(", ".join(same["name"]), NAME_WIDTH, lines=2 if of <= style.MANY else 1)


def _names(axes: Axes, names: dict[tuple[str, float], str], *, of: int) -> None:
    """The countries' names outside the two columns."""
    for (side, rank), name in names.items():
        x, outwards = SIDES[side]
        axes.annotate(
            name,
            (x, rank),
            (outwards * NAME_FROM * 72, 0),
            textcoords="offset points",
            ha="right" if side == "left" else "left",
            va="center",
            fontsize=style.SIZE if of <= style.MANY else style.SMALL,
        )


def _caption(both: pd.DataFrame, ranks: pd.DataFrame, words: Words) -> str:
    pairs = [
        (a, b) for a, b in combinations(both.to_dict("records"), 2) if a.get("platform") == b.get("platform")
    ]
    same = sum((a["left"] - b["left"]) * (a["right"] - b["right"]) > 0 for a, b in pairs)
    unsettled = sum(_overlap(a, b, "left") or _overlap(a, b, "right") for a, b in pairs)
    return captions.sentences(
        words("figure.orders.finding", same=words.number(same), pairs=words.number(len(pairs)))
        if pairs
        else "",
        words("figure.orders.open", open=words.number(unsettled)) if unsettled else "",
        words("figure.orders.n", n=words.number(len(both))),
        captions.platforms(both, words),
        words("figure.orders.reading"),
        captions.not_compared(ranks[~ranks["country"].isin(both["country"])], words),
    )


def _overlap(a: dict, b: dict, side: str) -> bool:
    """Whether the ranks that two countries can have on this side overlap: their order is open."""
    return a[f"{side}_best"] <= b[f"{side}_worst"] and b[f"{side}_best"] <= a[f"{side}_worst"]


def _alt(both: pd.DataFrame, heads: tuple[str, str], words: Words) -> str:
    items = [
        words(
            "figure.orders.item",
            country=row["name"],
            left_rank=_rank(row, "left", words),
            right_rank=_rank(row, "right", words),
        )
        for row in both.to_dict("records")
    ]
    return words("figure.orders.alt", left=heads[0], right=heads[1], items=listed(items))


def _rank(row: dict, side: str, words: Words) -> str:
    low, high = row[f"{side}_best"], row[f"{side}_worst"]
    return words.quantity(
        {"value": row[side], "low": low, "high": high, "exact": low == high, "unit": "rank"}, interval=True
    )
