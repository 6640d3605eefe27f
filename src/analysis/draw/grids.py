"""Grids of cells: bare axes with names of rows on the left and headings above, laid out in inches."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.draw import style

CELL = 0.26  # inches high
LINE = 1.25 * style.SMALL / 72  # inches of a line of small text


def cells(
    rows: Sequence[str],
    width: float,
    left: float,
    cell: float,
    head: float,
    *,
    tallest: float = style.TALLEST,
) -> tuple[Figure, Axes]:
    """A figure with bare axes whose cells are `cell` inches wide, `left` inches for names, `head` above them."""
    lines = max((row.count("\n") + 1 for row in rows), default=1)
    height = min(max(CELL, LINE * lines + 0.06) * len(rows), tallest - head - 0.05)
    figure = style.new_figure(head + height + 0.05)
    figure.set_layout_engine("none")
    total = figure.get_figheight()
    axes = figure.add_axes((left / style.WIDTH, 0.05 / total, width * cell / style.WIDTH, height / total))
    axes.set_xlim(-0.5, width - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.axis("off")
    return figure, axes


def row_names(axes: Axes, rows: Sequence[str]) -> None:
    for y, row in enumerate(rows):
        axes.annotate(
            row, (-0.5, y), (-5, 0), textcoords="offset points", ha="right", va="center", fontsize=style.SMALL
        )


def row_height(axes: Axes) -> float:
    """Inches per row."""
    low, high = axes.get_ylim()
    return axes.get_window_extent().height / axes.figure.dpi / abs(high - low)


def row_labels(rows: Sequence[str], inches: float) -> list[str]:
    """The rows' names, in two lines where they are long and the rows few."""
    lines = 2 if len(rows) <= style.MANY else 1
    return [style.fitted(row, inches, style.SMALL, lines=lines) for row in rows]


def label_width(rows: Sequence[str]) -> float:
    return min(2.6, max(text_width(line) for row in rows for line in row.split("\n")) + 0.15)


def text_width(text: str) -> float:
    """Inches that a line of small text takes, by the widths of the font."""
    return style.text_width(text, style.SMALL)
