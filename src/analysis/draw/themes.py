"""Themes by country, as a source reports them."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.draw import captions, grids, style
from analysis.draw.marks import listed
from analysis.draw.words import Words
from analysis.study import NothingToShow

MANY_COUNTRIES = 20
LABEL_WIDTH = 2.3  # inches
WIDEST_CELL = 1.0  # inches


@style.styled
def themes(themes: pd.DataFrame, words: Words, *, sources: pd.DataFrame | None = None) -> style.Drawing:
    """Which themes a source reports for which country: a dot where it does, with the number of phrases if above one.

    Rows: country, theme, label (text, or language → text), and `n` phrases; without `n`, each row is one phrase.
    """
    if themes.empty:
        raise NothingToShow("themes: no theme is reported; give them in themes.csv, or leave the figure out")
    cells = _counted(themes, words)
    countries = style.compared(cells, words)
    countries = [code for code in countries if code in set(cells["country"])] + sorted(
        set(cells["country"]) - set(countries)
    )
    labels = cells.drop_duplicates("theme").set_index("theme")["label"]
    order = (
        cells.groupby("theme", sort=False).size().sort_values(ascending=False, kind="stable").index.tolist()
    )
    rows, columns = [labels[theme] for theme in order], [words.country(code) for code in countries]
    turned = len(countries) > MANY_COUNTRIES
    figure, axes = _grid(columns, rows) if turned else _grid(rows, columns)
    colours = dict(zip(countries, style.colours(style.compared(cells, words), countries)))
    for cell in cells.to_dict("records"):
        x, y = countries.index(cell["country"]), order.index(cell["theme"])
        _dot(axes, *((y, x) if turned else (x, y)), cell["n"], colours[cell["country"]], words)
    return style.Drawing(
        figure,
        _caption(cells, themes, sources, words),
        words("figure.themes.alt", items=listed([_themes_of(code, cells, words) for code in countries])),
    )


def _counted(themes: pd.DataFrame, words: Words) -> pd.DataFrame:
    """One row per country and theme, with the label in the language and `n` phrases."""
    phrases = themes.assign(
        label=[_label(text, words) for text in themes["label"]],
        n=themes.get("n", 1),
    )
    return phrases.groupby(["country", "theme"], sort=False, as_index=False).agg(
        label=("label", "first"), n=("n", "sum")
    )


def _label(text: str | dict[str, str], words: Words) -> str:
    """The theme's label in the language, else in English, else in the first that there is."""
    if isinstance(text, str):
        return text
    return text.get(words.language) or text.get("en") or next(iter(text.values()))


def _grid(rows: list[str], columns: list[str]) -> tuple[Figure, Axes]:
    """Empty axes with names of rows and columns; columns' names stand upright where they are too long for their cells."""
    rows = grids.row_labels(rows, LABEL_WIDTH)
    left = grids.label_width(rows)
    cell = min((style.WIDTH - left - 0.05) / len(columns), WIDEST_CELL)
    upright = max(grids.text_width(column) for column in columns) > cell
    head = max(map(grids.text_width, columns)) if upright else grids.LINE
    figure, axes = grids.cells(rows, len(columns), left, cell, head + 0.12)
    grids.row_names(axes, rows)
    top = -0.5 - 0.05 / grids.row_height(axes)
    for x, column in enumerate(columns):
        look = {"rotation": 90 * upright, "ha": "center", "va": "bottom", "fontsize": style.SMALL}
        axes.text(x, top, column, **look)
    for x in range(len(columns)):
        axes.axvline(x, color=style.FAINT, linewidth=0.4, zorder=0)
    for y in range(len(rows)):
        axes.axhline(y, color=style.FAINT, linewidth=0.4, zorder=0)
    return figure, axes


def _dot(axes: Axes, x: int, y: int, n: int, colour: str, words: Words) -> None:
    size = min(11.0, 72 * grids.row_height(axes))  # points: dots of neighbouring rows do not touch
    axes.plot([x], [y], "o", color=colour, markersize=size if n > 1 else 0.75 * size, zorder=2)
    if n > 1:
        look = {"fontsize": style.SMALL, "color": "white", "fontweight": "bold"}
        axes.text(x, y, words.number(n), ha="center", va="center_baseline", **look)


def _caption(cells: pd.DataFrame, themes: pd.DataFrame, sources: pd.DataFrame | None, words: Words) -> str:
    countries, labels = cells["country"].nunique(), cells.drop_duplicates("theme").set_index("theme")["label"]
    spread, richness = cells.groupby("theme", sort=False).size(), cells.groupby("country", sort=False).size()
    commonest = [words.quote(labels[theme]) for theme in spread.index[spread == spread.max()]]
    richest = [words.country(code) for code in richness.index[richness == richness.max()]]
    return captions.sentences(
        words(
            "figure.themes.common",
            k=words.number(spread.max()),
            n=words.number(countries),
            themes=captions.some(commonest, words),
        ),
        words(
            "figure.themes.richest", countries=captions.some(richest, words), k=words.number(richness.max())
        ),
        words("figure.themes.n", n=words.number(countries), themes=words.number(len(spread))),
        words("figure.themes.reading"),
        captions.named_sources(themes["source"], sources, words) if sources is not None else "",
    )


def _themes_of(country: str, cells: pd.DataFrame, words: Words) -> str:
    own = cells[cells["country"] == country].to_dict("records")
    reported = [
        words("figure.themes.phrases", theme=cell["label"], n=words.number(cell["n"]))
        if cell["n"] > 1
        else cell["label"]
        for cell in own
    ]
    return words("figure.themes.item", country=words.country(country), themes=", ".join(reported))
