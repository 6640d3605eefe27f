"""Shares of posts by account and something else: panels with intervals, or shaded cells where these would not fit."""

from __future__ import annotations

import math
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.draw import heat, panels, style
from analysis.draw.posts import confidence
from analysis.draw.words import Words

MANY_ACCOUNTS = 20  # from here on accounts are the rows of shaded cells


class Matrix(NamedTuple):
    """The figure, and the key of the words that say how it is read."""

    figure: Figure
    reading: str


def matrix(
    cells: pd.DataFrame,
    items: dict[str, str],
    accounts: dict[str, str],
    colours: dict[str, str],
    label: str,
    words: Words,
) -> Matrix:
    """The share of every item in every account's posts; a cell that is missing stays empty.

    `cells` has account, item, posts, with_item, share, low, high and maybe block_low, block_high; `items`,
    `accounts` and `colours` go from ids to names and colours.
    """
    numbers = [_percent(cell, words) for cell in cells.to_dict("records")]
    plan, turned = panels.either(list(items.values()), list(accounts.values()), label=label, numbers=numbers)
    if plan is None:
        return _shaded(cells, items, accounts, words)
    figure, every = panels.drawn(plan)
    ids, sides = (list(items), list(accounts)) if not turned else (list(accounts), list(items))
    most = min(
        1.0,
        float(cells[["high", "block_high"]].max().max() if "block_high" in cells else cells["high"].max()),
    )
    for axes in every:
        panels.linear(axes, plan, 0, most, lambda x: words.number(100 * x, 0))
    for cell in cells.to_dict("records"):
        row, side = (cell["item"], cell["account"]) if not turned else (cell["account"], cell["item"])
        _interval(every[sides.index(side)], plan, ids.index(row), cell, colours[cell["account"]], words)
    return Matrix(figure, "wilson")


def _interval(axes: Axes, plan: panels.Plan, y: int, cell: dict, colour: str, words: Words) -> None:
    panels.band(axes, cell.get("block_low", math.nan), cell.get("block_high", math.nan), y)
    panels.whisker(axes, cell["low"], cell["high"], y)
    panels.point(axes, cell["share"], y, colour)
    panels.number(axes, plan, y, _percent(cell, words))


def _shaded(cells: pd.DataFrame, items: dict[str, str], accounts: dict[str, str], words: Words) -> Matrix:
    """Cells with the share in percent, framed where the interval leaves out the share in all accounts' posts."""
    turned = len(accounts) > MANY_ACCOUNTS
    down, across = (accounts, items) if turned else (items, accounts)
    texts = [_percent(cell, words) for cell in cells.to_dict("records")]
    grid = heat.grid(list(down.values()), list(across.values()), words, numbers=texts)
    most = float(cells["share"].max()) or 1.0
    pooled = cells.groupby("item")[["with_item", "posts"]].sum()
    everyone = pooled["with_item"] / pooled["posts"]
    rows, columns = ({id: place for place, id in enumerate(side)} for side in (down, across))
    for cell, text in zip(cells.to_dict("records"), texts):
        row, column = (cell["account"], cell["item"]) if turned else (cell["item"], cell["account"])
        apart = not cell["low"] <= everyone[cell["item"]] <= cell["high"]
        heat.cell(grid, columns[column], rows[row], cell["share"] / most, text, framed=apart)
    return Matrix(grid.figure, "cells" if grid.numbers else "cells_without_numbers")


def _percent(cell: dict, words: Words) -> str:
    """The share in percent, without the sign."""
    return words.number(100 * cell["share"], 0)


def reading(cells: pd.DataFrame, drawn: Matrix, words: Words) -> str:
    """What lines, bands and cells mean."""
    most = words.percent(float(cells["share"].max()), 0)
    return words(f"content.{drawn.reading}", confidence=confidence(words), most=most)


def described(
    cells: pd.DataFrame, items: dict[str, str], accounts: dict[str, str], words: Words, *, most: int = 80
) -> list[str]:
    """Each account with its shares, the largest first: all of them, or the first three where there are very many."""
    kept = len(items) if len(cells) <= most else 3
    texts = []
    for account, name in accounts.items():
        own = (
            cells[cells["account"] == account].sort_values("share", ascending=False, kind="stable").head(kept)
        )
        shares = [
            words("content.share_of", item=items[cell["item"]], share=written(cell, words))
            for cell in own.to_dict("records")
        ]
        texts.append(words("content.account_of", name=name, items=", ".join(shares)))
    return texts


def written(cell: dict, words: Words) -> str:
    """The share with its interval."""
    return words.quantity(
        {"value": cell["share"], "unit": "share", "exact": False, **_bounds(cell)}, interval=True
    )


def _bounds(cell: dict) -> dict[str, float]:
    return {"low": cell["low"], "high": cell["high"]}


def colours_of(accounts: pd.DataFrame, words: Words) -> dict[str, str]:
    """The colour of each account's country."""
    return dict(zip(accounts["account"], style.country_colours(accounts, words)))
