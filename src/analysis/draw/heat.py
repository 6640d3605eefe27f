"""Shaded cells: a table of numbers as a picture, however many rows and columns it has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.draw import grids, style
from analysis.draw.words import Words

LEFT = 2.1  # inches that names of rows may take
HEAD = 1.5  # inches that an upright heading may take
WIDEST = 0.7  # inches of a cell
UPRIGHT = 0.1  # inches of the narrowest cell that an upright heading fits
SHADES = 24


class Grid(NamedTuple):
    """Empty cells with their headings; whether every cell's number fits, and whether rows and columns have numbers."""

    figure: Figure
    axes: Axes
    numbers: bool
    numbered: bool


def grid(rows: Sequence[str], columns: Sequence[str], words: Words, *, numbers: Sequence[str]) -> Grid:
    """Empty cells; headings stand upright where they are too long, and are the rows' numbers where there is no room.

    The latter is for tables whose columns are the same as their rows. `numbers` are the texts of the cells.
    """
    left, width = _left(rows, columns)
    numbered = width < UPRIGHT
    if numbered:
        rows = [f"{words.number(place)} {row}" for place, row in enumerate(rows, start=1)]
        columns = [words.number(place) for place in range(1, len(columns) + 1)]
    rows = [style.fitted(row, left - 0.12, style.SMALL) for row in rows]
    level = numbered or max(map(grids.text_width, columns)) <= width - 0.04
    columns = columns if level else [style.fitted(column, HEAD, style.SMALL) for column in columns]
    head = grids.LINE * (1 + numbered) if level else max(map(grids.text_width, columns))
    figure, axes = grids.cells(rows, len(columns), left, width, head + 0.1)
    grids.row_names(axes, rows)
    for x, column in enumerate(columns):
        up = 0.05 + grids.LINE * (x % 2) * numbered  # numbers in two lines, one column a line
        top = -0.5 - up / grids.row_height(axes)
        axes.text(x, top, column, rotation=90 * (not level), ha="center", va="bottom", fontsize=style.SMALL)
    widest = max(map(grids.text_width, numbers), default=0.0)
    return Grid(figure, axes, widest + 0.03 <= width, numbered)


def _left(rows: Sequence[str], columns: Sequence[str]) -> tuple[float, float]:
    """Inches for the rows' names, and for a cell."""
    left = min(LEFT, max(map(grids.text_width, rows)) + 0.15)
    width = min((style.WIDTH - left - 0.05) / len(columns), WIDEST)
    if width < UPRIGHT:  # the rows get numbers, and their names less room
        left = min(1.5, left + 0.2)
        width = (style.WIDTH - left - 0.05) / len(columns)
    return left, width


def cell(grid: Grid, x: int, y: int, part: float, text: str, *, framed: bool = False) -> None:
    """A cell as dark as its part (0 to 1) of the largest number, with its own number where there is room for all."""
    shade = _shade(part)
    look = {"edgecolor": style.INK if framed else "white", "linewidth": 0.9 if framed else 0.4}
    grid.axes.add_patch(
        Rectangle((x - 0.47, y - 0.45), 0.94, 0.9, facecolor=shade, zorder=1 + framed, **look)
    )
    if grid.numbers:
        grid.axes.text(
            x, y, text, ha="center", va="center_baseline", fontsize=style.SMALL, color=_on(shade), zorder=4
        )


def blank(grid: Grid, x: int, y: int) -> None:
    """A cell that cannot have a number, hatched out."""
    look = {"facecolor": "none", "edgecolor": style.FAINT, "linewidth": 0, "hatch": "/////"}
    grid.axes.add_patch(Rectangle((x - 0.47, y - 0.45), 0.94, 0.9, zorder=1, **look))


def _shade(part: float) -> str:
    return _palette()[round(min(max(part, 0.0), 1.0) * (SHADES - 1))]


@cache
def _palette() -> list[str]:
    """From nearly white to dark blue."""
    import seaborn

    return list(seaborn.light_palette("#0173b2", n_colors=SHADES).as_hex())


def _on(shade: str) -> str:
    """Ink or white, whichever can be read on the shade."""
    red, green, blue = to_rgb(shade)
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.55 else style.INK
