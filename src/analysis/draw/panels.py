"""Panels side by side: the same rows in each, one panel per column, laid out in inches so that all of it fits a page."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from analysis.draw import style

ROW, TALL_ROW, LEAST_ROW = 0.2, 0.29, 0.128  # inches
LEFT = 1.95  # inches that names of rows may take
RIGHT, MARGIN = 0.12, 0.14  # to the right of all, and beside the names of rows
GAP, NARROW_GAP = 0.15, 0.09  # between panels, and between many of them
FOOT, LABEL = 0.22, 0.2  # inches of the ticks' numbers under each storey, and of the axis' label under all
MOST_STOREYS = 14
LINE = 1.25 * style.SMALL / 72
UPRIGHT = 1.5  # inches that an upright heading may take
COMFORTABLE = 0.65  # inches of an axis with its numbers
LEAST, WITH_NUMBERS = 0.36, 0.42  # inches of an axis alone, and of one that has numbers beside it
BOLD = 1.14  # how much wider bold letters are


class Plan(NamedTuple):
    """Where everything stands: `per` panels in a storey, each an axis of `axis` inches and `numbers` beside it."""

    rows: list[str]
    columns: list[str]
    per: int
    left: float
    axis: float
    numbers: float
    gap: float
    row: float
    head: float
    bold: bool
    upright: bool
    label: str

    @property
    def storeys(self) -> int:
        return math.ceil(len(self.columns) / self.per)

    @property
    def height(self) -> float:
        storey = self.head + self.row * len(self.rows) + FOOT
        return self.storeys * storey + (LABEL if self.label else 0.02)


def plan(
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    label: str = "",
    numbers: Iterable[str] = (),
    least: float = LEAST_ROW,
    left: float = LEFT,
    row: float = ROW,
) -> Plan | None:
    """The panels in as few storeys as leave their axes readable; None where no number of storeys does.

    `numbers` are the texts that stand beside the axes where there is room for them. In inches: `row` is the
    height of a row where there is room for it, `least` the lowest, `left` what names of rows may take.
    """
    if len(rows) * least > style.TALLEST:
        return None
    width = max((style.text_width(text, style.SMALL) for text in numbers), default=0.0)
    width = width + 0.09 if width else 0.0
    left = min(left, max(style.text_width(name, style.SMALL) for name in rows) + MARGIN)
    possible: list[Plan] = []
    for storeys in range(1, min(len(columns), MOST_STOREYS) + 1):
        found = _plan(rows, columns, storeys, width, label, (least, row), left)
        if found and found.axis + found.numbers >= COMFORTABLE:
            return found
        possible += [found] if found else []
    return max(possible, key=lambda found: found.axis, default=None)


def either(
    rows: Sequence[str], columns: Sequence[str], *, label: str = "", numbers: Sequence[str] = ()
) -> tuple[Plan | None, bool]:
    """The better of two plans, with `columns` as panels or, turned, with `rows` as panels; and whether it is turned."""
    upright, turned = (
        plan(*sides, label=label, numbers=numbers) for sides in ((rows, columns), (columns, rows))
    )
    if upright is None or turned is None:
        return upright or turned, upright is None and turned is not None
    return (turned, True) if turned.storeys < upright.storeys else (upright, False)


def _plan(
    rows: Sequence[str],
    columns: Sequence[str],
    storeys: int,
    numbers: float,
    label: str,
    heights: tuple[float, float],
    left: float,
) -> Plan | None:
    """The panels in so many storeys, or None where axes would be too narrow or rows too low."""
    per = math.ceil(len(columns) / storeys)
    gap = GAP if per <= 6 else NARROW_GAP
    width = (style.WIDTH - left - RIGHT - gap * (per - 1)) / per
    numbers = numbers if width - numbers >= WITH_NUMBERS else 0.0
    room = (style.TALLEST - LABEL) / storeys - FOOT
    if width - numbers < LEAST or room < heights[0] * len(rows):
        return None
    longest = max(map(_longest, columns))
    bold, upright = longest * BOLD <= width, longest > width
    head = _head(columns, width / (BOLD if bold else 1), upright)
    long = any(style.text_width(row, style.SMALL) > left - MARGIN + 0.01 for row in rows)
    row = min(max(TALL_ROW if long else 0.0, *heights), (room - head) / len(rows))
    if row < heights[0]:
        return None
    lines = 2 if row >= TALL_ROW - 1e-9 else 1
    named = [style.fitted(name, left - MARGIN + 0.01, style.SMALL, lines=lines) for name in rows]
    return Plan(
        named, list(columns), per, left, width - numbers, numbers, gap, row, head, bold, upright, label
    )


def cut(plan: Plan) -> bool:
    """Whether the name of some row does not fit as a whole."""
    return any(name.endswith("…") for name in plan.rows)


def _longest(text: str) -> float:
    """Inches of the text's longest word."""
    return max((style.text_width(word, style.SMALL) for word in text.split()), default=0.0)


def _head(columns: Sequence[str], width: float, upright: bool) -> float:
    """Inches above the rows: for headings of up to three lines, or for upright ones."""
    if upright:
        return min(UPRIGHT, max(style.text_width(column, style.SMALL) for column in columns)) + 0.1
    return LINE * max(len(_heading(column, width).split("\n")) for column in columns) + 0.1


def _heading(column: str, width: float) -> str:
    return style.fitted(column, width, style.SMALL, lines=3)


def drawn(plan: Plan) -> tuple[Figure, list[Axes]]:
    """The figure and its axes, one for each column, with headings, names of rows and nothing else."""
    figure = style.new_figure(plan.height)
    figure.set_layout_engine("none")
    every = [_panel(figure, plan, place) for place in range(len(plan.columns))]
    if plan.label:
        half = style.text_width(plan.label, style.SMALL) / 2
        middle = min((plan.left + style.WIDTH - RIGHT) / 2, style.WIDTH - half - 0.05) / style.WIDTH
        figure.text(middle, 0.03 / plan.height, plan.label, ha="center", va="bottom", fontsize=style.SMALL)
    return figure, every


def _panel(figure: Figure, plan: Plan, place: int) -> Axes:
    storey, across = divmod(place, plan.per)
    inside = plan.row * len(plan.rows)
    x = plan.left + across * (plan.axis + plan.numbers + plan.gap)
    y = plan.height - (storey + 1) * (plan.head + inside + FOOT) + FOOT
    across_page = (x / style.WIDTH, y / plan.height, plan.axis / style.WIDTH, inside / plan.height)
    axes = figure.add_axes(across_page)
    axes.set_ylim(len(plan.rows) - 0.5, -0.5)
    axes.set_yticks(range(len(plan.rows)), plan.rows if not place % plan.per else [""] * len(plan.rows))
    axes.tick_params(axis="y", length=0, pad=6, labelsize=style.SMALL)
    axes.tick_params(axis="x", pad=2)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", color=style.FAINT, linewidth=0.5, linestyle=(0, (1, 2)))
    axes.set_axisbelow(True)
    _head_over(axes, plan, plan.columns[place])
    return axes


def _head_over(axes: Axes, plan: Plan, column: str) -> None:
    place = {"textcoords": "offset points", "fontsize": style.SMALL, "va": "bottom"}
    if plan.upright:
        text = style.fitted(column, UPRIGHT, style.SMALL)
        axes.annotate(text, (0.5, 1), (0, 3), xycoords="axes fraction", ha="center", rotation=90, **place)
        return
    text = _heading(column, (plan.axis + plan.numbers) / (BOLD if plan.bold else 1))
    weight = "bold" if plan.bold else "normal"
    axes.annotate(text, (0, 1), (0, 3), xycoords="axes fraction", ha="left", fontweight=weight, **place)


def point(
    axes: Axes, x: float, y: float, colour: str, *, marker: str = "o", filled: bool = True, size: float = 4.5
) -> None:
    """A mark at x in the row y, hollow or filled; beyond the end of the axis, a triangle that points there."""
    low, high = axes.get_xlim()
    if not low <= x <= high:
        marker, x = (">", high) if x > high else ("<", low)
    look = {
        "markerfacecolor": colour if filled else "white",
        "markeredgecolor": colour,
        "markeredgewidth": 0.9,
    }
    axes.plot([x], [y], marker, markersize=size, zorder=4, clip_on=False, **look)


def whisker(axes: Axes, low: float, high: float, y: float, colour: str = style.INK) -> None:
    """A dark line from low to high in the row y; an end beyond the axis is an arrow. Nothing where there is no interval."""
    if math.isnan(low) or math.isnan(high):
        return
    left, right = axes.get_xlim()
    ends = [min(max(end, left), right) for end in (low, high)]
    axes.plot(ends, [y, y], color=colour, linewidth=0.9, zorder=3, solid_capstyle="butt", clip_on=False)
    for beyond, marker, end in ((low < left, 4, left), (high > right, 5, right)):
        if beyond:
            axes.plot([end], [y], marker=marker, color=colour, markersize=3.5, zorder=3, clip_on=False)


def band(axes: Axes, low: float, high: float, y: float, height: float = 0.62) -> None:
    """A pale band from low to high behind the row's line. Nothing where there is no interval."""
    if math.isnan(low) or math.isnan(high):
        return
    left, right = axes.get_xlim()
    low, high = max(low, left), min(high, right)
    axes.barh([y], [high - low], left=low, height=height, color="#d9d9d9", zorder=1)


def number(axes: Axes, plan: Plan, y: float, text: str) -> None:
    """The number at the end of the row, where the plan has room for it."""
    if plan.numbers:
        place = {"xycoords": axes.get_yaxis_transform(), "textcoords": "offset points"}
        axes.annotate(
            text,
            (1, y),
            (72 * plan.numbers, 0),
            ha="right",
            va="center_baseline",
            fontsize=style.SMALL,
            **place,
        )


def say(axes: Axes, plan: Plan, y: float, text: str, otherwise: str) -> None:
    """Words instead of a mark in the row y: the text if it fits the panel, else something short."""
    fits = style.text_width(text, style.SMALL) <= plan.axis + plan.numbers
    axes.annotate(
        text if fits else otherwise,
        (0, y),
        (1, 0),
        xycoords=axes.get_yaxis_transform(),
        textcoords="offset points",
        va="center_baseline",
        fontsize=style.SMALL,
        color=style.GREY,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
    )


def guide(axes: Axes, x: float, *, dotted: bool = False) -> None:
    """A thin upright line at x: no difference, or a convention."""
    axes.axvline(x, color=style.GREY, linewidth=0.6, linestyle=(0, (2, 2)) if dotted else "-", zorder=0)


def linear(axes: Axes, plan: Plan, low: float, high: float, write: Callable[[float], str]) -> None:
    """An even axis from low to high with as many numbers as fit under the panel."""
    axes.set_xlim(low, high)
    choices = [MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(low, high) for most in (5, 4, 3, 2, 1)]
    _ticks(axes, plan, [[x for x in ticks if low - 1e-9 <= x <= high + 1e-9] for ticks in choices], write)


def logarithmic(
    axes: Axes, plan: Plan, low: float, high: float, write: Callable[[float], str], *, zero: float = 0.0
) -> None:
    """A logarithmic axis from low to high; with `zero`, even from 0 to that number, so that 0 has a place on it."""
    if zero:
        axes.set_xscale("symlog", linthresh=zero, linscale=0.5)
        axes.set_xlim(0, high)
    else:
        axes.set_xscale("log")
        axes.set_xlim(low, high)
    axes.xaxis.set_minor_locator(NullLocator())
    _ticks(axes, plan, [[0.0] * bool(zero) + ticks for ticks in _decades(zero or low, high)], write)


def _decades(low: float, high: float) -> list[list[float]]:
    """Places for numbers on a logarithmic axis, from many to few; those with one number last."""
    choices = [
        [float(x) for x in LogLocator(10, subs=subs, numticks=50).tick_values(low, high) if low <= x <= high]
        for subs in ((1, 2, 5), (1, 3), (1,))
    ]
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    choices += [
        [10.0**power for power in range(first, last + 1, step)] for step in range(2, max(last - first, 1) + 1)
    ]
    choices += [[ticks[0], ticks[-1]] for ticks in choices[:2] if len(ticks) > 1]
    choices += [[float(x) for x in MaxNLocator(2).tick_values(low, high) if low <= x <= high]]
    return sorted(choices, key=lambda ticks: len(ticks) == 1)


def _ticks(axes: Axes, plan: Plan, choices: Iterable[list[float]], write: Callable[[float], str]) -> None:
    """The first choice of ticks whose numbers stand apart; those at the ends stand within the panel."""
    for ticks in [*filter(None, choices), []]:
        placed = _placed(axes, plan, ticks, write)
        if all(a[2] + 0.05 <= b[1] for a, b in zip(placed, placed[1:])):
            axes.set_xticks(ticks, [write(x) for x in ticks])
            for label, (side, *_) in zip(axes.get_xticklabels(), placed):
                label.set_horizontalalignment(side)
            return


def _placed(
    axes: Axes, plan: Plan, ticks: list[float], write: Callable[[float], str]
) -> list[tuple[str, float, float]]:
    """How each number is aligned with its tick, and from where to where it reaches, in inches."""
    to_axes = axes.transScale + axes.transLimits
    room, placed = max(plan.gap / 2 - 0.04, 0.0), []
    for x in ticks:
        at, width = float(to_axes.transform((x, 0))[0]) * plan.axis, style.text_width(write(x), style.SMALL)
        if at - width / 2 < -room:
            placed.append(("left", at, at + width))
        elif at + width / 2 > plan.axis + room:
            placed.append(("right", at - width, at))
        else:
            placed.append(("center", at - width / 2, at + width / 2))
    return placed
