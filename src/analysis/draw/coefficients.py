"""Rows of themes, panels of coefficients from 0 to 1, each with its interval; words where one is not defined."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import pandas as pd
from matplotlib.figure import Figure

from analysis.draw import panels, style
from analysis.draw.numbers import MISSING
from analysis.draw.words import Words

BLUE = "#0173b2"
SHARES = (
    "percent",
    "precision",
    "recall",
)  # those that are shares of posts; the others are numbers from 0 to 1


def chart(
    cells: pd.DataFrame,
    rows: dict[str, str],
    sides: dict[str, str],
    words: Words,
    *,
    guides: Mapping[str, Iterable[float]] | None = None,
) -> Figure | None:
    """A panel per side, a row per theme; None where that many do not fit a page.

    `cells` has row, side, coefficient, value, low, high and state; `rows` and `sides` go from ids to names;
    `guides` are values of a side that a line is drawn at.
    """
    texts = [written(cell, words) for cell in cells.to_dict("records")]
    plan = panels.plan(list(rows.values()), list(sides.values()), numbers=[*texts, MISSING])
    if plan is None:
        return None
    figure, every = panels.drawn(plan)
    axes_of = dict(zip(sides, every))
    lowest = _start(cells)
    for side, axes in axes_of.items():
        kind = cells.loc[cells["side"] == side, "coefficient"].iloc[0]
        panels.linear(axes, plan, lowest, 1, lambda x, kind=kind: _tick(x, kind, words))
        for guide in (guides or {}).get(side, ()):
            panels.guide(axes, guide, dotted=True)
    ids = list(rows)
    for cell, text in zip(cells.to_dict("records"), texts):
        axes, y = axes_of[cell["side"]], ids.index(cell["row"])
        if cell["state"] != "defined":
            panels.say(axes, plan, y, state(cell["state"], words), MISSING)
            continue
        panels.whisker(axes, cell["low"], cell["high"], y)
        panels.point(axes, cell["value"], y, BLUE)
        panels.number(axes, plan, y, text)
    return figure


def defined(cells: pd.DataFrame, rows: dict[str, str]) -> dict[str, str]:
    """The rows for which some coefficient is defined; all of them where none is."""
    known = set(cells.loc[cells["state"] == "defined", "row"])
    return {id: name for id, name in rows.items() if id in known or not known}


def _start(cells: pd.DataFrame) -> float:
    """Where all axes begin: at a fifth below the lowest end, at −1 at the lowest."""
    lowest = cells[["low", "value"]].min().min()
    return max(math.floor(5 * min(lowest, 0.6)) / 5, -1.0)


def _tick(x: float, kind: str, words: Words) -> str:
    return words.percent(x, 0) if kind in SHARES else style.tick(x, words)


def written(cell: dict, words: Words) -> str:
    """The coefficient, short; "" where it is not defined."""
    if cell["state"] != "defined":
        return ""
    return (
        words.percent(cell["value"], 0) if cell["coefficient"] in SHARES else words.number(cell["value"], 2)
    )


def state(code: str, words: Words) -> str:
    """Why there is no number."""
    return words(f"content.{code}")


def with_interval(cell: dict, words: Words) -> str:
    """The coefficient with its interval, or why there is none, as alternative texts give it."""
    if cell["state"] != "defined":
        return state(cell["state"], words)
    unit = "share" if cell["coefficient"] in SHARES else "index"
    return words.quantity(cell | {"unit": unit, "exact": cell["low"] == cell["high"]}, interval=True)


def described(cells: pd.DataFrame, rows: dict[str, str], sides: dict[str, str], words: Words) -> list[str]:
    """Each theme with all its coefficients."""
    texts = []
    for row, name in rows.items():
        own = cells[cells["row"] == row].to_dict("records")
        items = [
            words("content.share_of", item=sides[cell["side"]], share=with_interval(cell, words))
            for cell in own
        ]
        texts.append(words("content.account_of", name=name, items=", ".join(items)))
    return texts
