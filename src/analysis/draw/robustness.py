"""The order of accounts under every combination of choices that could be disputed."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.draw import captions, grids, style
from analysis.draw.marks import listed, names
from analysis.draw.words import Words
from analysis.study import NothingToShow

LABEL_WIDTH = 1.7  # inches
TALLEST = 7.1  # inches, of several platforms: the caption names the accounts whose order is open on each
GROUP_GAP, BLOCK_GAP = 0.35, 0.15  # between measures and between populations, in cells
BOLD = 1.12  # how much wider bold letters are
CHOICE = ["measure", "population", "rule"]


@style.styled
def robustness(scenarios: pd.DataFrame, accounts: pd.DataFrame, words: Words) -> style.Drawing:
    """The rank of each account under every combination of choices, one column per combination, grouped by measure.

    Rows: measure, rule, population (its label, empty where none is used), account, rank, best, worst; where
    accounts of several platforms are ranked apart, also platform.
    """
    if scenarios.empty:
        raise NothingToShow("robustness: no order to compare; no account has followers and posts")
    cells = _named(scenarios, accounts, words)
    choices = cells[["group", "where", *CHOICE]].drop_duplicates(ignore_index=True)
    order = cells.groupby("name", sort=False)["rank"].mean().sort_values(kind="stable").index.tolist()
    figure, axes, at = _grid(order, choices, words)
    shades = _shades(int(cells["worst"].max()))
    place = {tuple(choice): x for choice, x in zip(choices.itertuples(index=False), at)}
    for row in cells.to_dict("records"):
        x, y = place[(row["group"], row["where"], *(row[part] for part in CHOICE))], order.index(row["name"])
        _rank_cell(axes, x, y, row, shades, words)
    _fit(axes)
    return style.Drawing(figure, _caption(cells, choices, words), _alt(cells, words))


def _named(scenarios: pd.DataFrame, accounts: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The scenarios with the names of rows (`name`) and of groups of columns (`group`)."""
    several = "platform" in scenarios and scenarios["platform"].nunique() > 1
    measures = [words(f"measure.{measure}") for measure in scenarios["measure"]]
    if several:
        measures = [f"{text}: {words.platform(p)}" for text, p in zip(measures, scenarios["platform"])]
    where = [words.platform(p) for p in scenarios["platform"]] if several else ""
    frame = scenarios.assign(group=measures, where=where, population=scenarios["population"].fillna(""))
    ranked = accounts[accounts["account"].isin(frame["account"])]
    called = names(ranked, words, by_platform=True)
    frame = frame.assign(name=called.loc[frame["account"]].to_numpy()).reset_index(drop=True)
    appearance = frame[["group", *CHOICE]].apply(lambda cells: pd.factorize(cells)[0])
    return frame.loc[appearance.sort_values(["group", *CHOICE], kind="stable").index]


def _grid(rows: list[str], choices: pd.DataFrame, words: Words) -> tuple[Figure, Axes, list[float]]:
    """Empty axes with names of rows and storeys of headings: rule, population, platform, measure; and the columns' places."""
    at = _places(choices)
    rows = grids.row_labels(rows, LABEL_WIDTH)
    left = grids.label_width(rows)
    cell = (style.WIDTH - left - 0.05) / (at[-1] + 1)
    rules = [words(f"rule.{rule}") for rule in choices["rule"]]
    storeys = _headings(choices.assign(at=at), cell, words)
    rule_height = 0.12 + max(map(grids.text_width, rules))
    heights = [_height(storey, cell) for storey in storeys]
    tallest = TALLEST if choices["where"].any() else style.TALLEST
    figure, axes = grids.cells(rows, at[-1] + 1, left, cell, rule_height + sum(heights), tallest=tallest)
    grids.row_names(axes, rows)
    per_inch = 1 / grids.row_height(axes)
    for x, rule in zip(at, rules):
        axes.text(
            x, -0.5 - 0.05 * per_inch, rule, rotation=90, ha="center", va="bottom", fontsize=style.SMALL
        )
    for place, storey in enumerate(storeys):
        up = rule_height + sum(heights[:place])
        _storey(axes, storey, up, cell, per_inch, bold=storey is storeys[-1])
    return figure, axes, at


def _places(choices: pd.DataFrame) -> list[float]:
    """Where each column stands, in cells from the left, with gaps between measures and between populations."""
    group = (choices["group"] != choices["group"].shift()).cumsum()
    block = (
        (choices[["group", "population"]] != choices[["group", "population"]].shift()).any(axis=1).cumsum()
    )
    return [i + GROUP_GAP * (g - 1) + BLOCK_GAP * (b - g) for i, (g, b) in enumerate(zip(group, block))]


def _headings(choices: pd.DataFrame, cell: float, words: Words) -> list[list[tuple[float, float, str]]]:
    """The upper storeys, populations, platforms (where there are several) and measures, as `_spans`."""
    populations = choices.loc[choices["population"] != "", "population"].nunique()
    written = {
        "population": words.population if populations > 1 or choices["where"].eq("").all() else lambda _: "",
        "where": str,
        "measure": lambda measure: words(f"measure.{measure}"),
    }
    keys = {"population": ["group", "population"], "where": ["group", "where"], "measure": ["measure"]}
    storeys = [
        [
            (block["at"].iloc[0], block["at"].iloc[-1], text)
            for key, block in choices.groupby(keys[part], sort=False)
            if (text := say(key[-1]))
        ]
        for part, say in written.items()
    ]
    return [_spans(spans, cell, bold=spans is storeys[-1]) for spans in storeys if spans]


def _spans(
    spans: list[tuple[float, float, str]], cell: float, *, bold: bool
) -> list[tuple[float, float, str]]:
    """First and last column and the text of each heading, wrapped where its words fit; else it will stand upright."""
    size = (BOLD if bold else 1) * style.SMALL
    return [
        (
            first,
            last,
            text
            if _upright(first, last, text, cell)
            else style.wrapped(text, _room(first, last, cell), size),
        )
        for first, last, text in spans
    ]


def _room(first: float, last: float, cell: float) -> float:
    """Inches that a heading over these columns may take."""
    return (last - first + 1.1) * cell


def _upright(first: float, last: float, text: str, cell: float) -> bool:
    """Whether a word of the heading is wider than its columns."""
    return max(map(grids.text_width, text.split())) > _room(first, last, cell)


def _height(spans: list[tuple[float, float, str]], cell: float) -> float:
    """Inches of a storey: of the most lines, or of the longest upright heading."""
    return 0.08 + max(
        grids.text_width(text) if _upright(*span, text, cell) else grids.LINE * (text.count("\n") + 1)
        for *span, text in spans
    )


def _storey(
    axes: Axes, spans: list[tuple[float, float, str]], up: float, cell: float, per_inch: float, *, bold: bool
) -> None:
    """One line of headings so many inches above the grid, each over a thin rule; bold where there is room for it."""
    bold = bold and all(
        max(map(grids.text_width, text.split("\n"))) * BOLD <= (last - first + 1 + GROUP_GAP) * cell
        for first, last, text in spans
    )
    look = {"fontsize": style.SMALL, "fontweight": "bold" if bold else "normal"}
    for first, last, text in spans:
        turned = 90 if _upright(first, last, text, cell) else 0
        middle = (first + last) / 2
        axes.text(middle, -0.5 - up * per_inch, text, ha="center", va="bottom", rotation=turned, **look)
        level = -0.5 - (up - 0.03) * per_inch
        axes.plot([first - 0.4, last + 0.4], [level] * 2, color=style.INK, linewidth=0.5, clip_on=False)


def _rank_cell(axes: Axes, x: float, y: int, row: dict, shades: list[str], words: Words) -> None:
    """A cell with its rank, or with the best and worst, in a darker shade the better the rank."""
    settled = row["best"] == row["worst"]
    shade = shades[min(int(row["rank"]), len(shades)) - 1]
    look = {"facecolor": shade, "edgecolor": style.INK if not settled else "none", "linewidth": 0.9}
    axes.add_patch(Rectangle((x - 0.46, y - 0.45), 0.92, 0.9, linestyle=(0, (2, 1)), **look))
    text = (
        words.number(row["rank"]) if settled else f"{words.number(row['best'])}–{words.number(row['worst'])}"
    )
    look = {"fontsize": style.SMALL, "color": _readable_on(shade), "gid": "rank"}
    axes.text(x, y, text, ha="center", va="center", **look)


def _fit(axes: Axes) -> None:
    """Sets ranks that are wider than their cells in smaller letters."""
    cell = axes.get_window_extent().width / axes.figure.dpi / abs(axes.get_xlim()[1] - axes.get_xlim()[0])
    for text in axes.texts:
        if text.get_gid() == "rank":
            text.set_fontsize(style.SMALL * min(1.0, 0.86 * cell / grids.text_width(text.get_text())))


def _shades(n: int) -> list[str]:
    """From dark for the first rank to pale for the last."""
    import seaborn

    return seaborn.light_palette("#0173b2", n_colors=n + 1, reverse=True).as_hex()[:n]


def _readable_on(shade: str) -> str:
    red, green, blue = to_rgb(shade)
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.55 else style.INK


def _caption(cells: pd.DataFrame, choices: pd.DataFrame, words: Words) -> str:
    """Which measures give one order whatever is chosen, and for which accounts the others do not."""
    stable, changing = [], []
    for _, group in cells.groupby("group", sort=False):
        spread = group.groupby("name", sort=False).agg(best=("best", "min"), worst=("worst", "max"))
        moved = spread.index[spread["best"] < spread["worst"]].tolist()
        name = _inline(group.iloc[0], cells, words)
        if moved:
            changing.append(
                words("figure.robustness.with_names", measure=name, names=captions.some(moved, words))
            )
        else:
            stable.append(name)
    changing_key = "figure.robustness.changing" if stable else "figure.robustness.changing_only"
    return captions.sentences(
        words("figure.robustness.stable", measures=captions.joined(stable, words)) if stable else "",
        words(changing_key, measures="; ".join(changing)) if changing else "",
        _across(cells, words),
        words(
            "figure.robustness.n",
            n=words.number(cells["account"].nunique()),
            choices=words.number(len(choices)),
        ),
        captions.platforms(cells, words),
        words(f"figure.robustness.{'reading' if cells['population'].any() else 'reading_counts'}"),
        _substituted(cells, words),
    )


def _across(cells: pd.DataFrame, words: Words) -> str:
    """Whether the measures agree with each other on a platform, and if not, for which accounts."""
    if cells["measure"].nunique() < 2:
        return ""
    typical = cells.groupby(["name", "account", "measure"], sort=False)["rank"].median()
    places = typical.groupby(["name", "account"], sort=False).nunique()
    moved = list(dict.fromkeys(places.index[places > 1].get_level_values("name")))
    if not moved:
        return words("figure.robustness.across_same")
    return words("figure.robustness.across_differing", names=captions.some(moved, words))


def _substituted(cells: pd.DataFrame, words: Words) -> str:
    """For how many countries a source gives no population, so that the study's figure stands in."""
    counts = cells.groupby("population", sort=False)["substituted"].max() if "substituted" in cells else {}
    lacking = [
        words("figure.robustness.source", source=words.population(label), n=words.number(n))
        for label, n in dict(counts).items()
        if n > 0
    ]
    return words("figure.robustness.substituted", sources=captions.joined(lacking, words)) if lacking else ""


def _inline(row: pd.Series, cells: pd.DataFrame, words: Words) -> str:
    """The measure as it stands in a sentence, with the platform where there are several."""
    text = words(f"inline.{row['measure']}")
    several = "platform" in cells and cells["platform"].nunique() > 1
    return f"{text}, {words.platform(row['platform'])}" if several else text


def _alt(cells: pd.DataFrame, words: Words) -> str:
    items = []
    for _, group in cells.groupby("group", sort=False):
        same: dict[str, list[str]] = {}
        for (population, rule), column in group.groupby(["population", "rule"], sort=False):
            choice = ", ".join(part for part in (words.population(population), words(f"rule.{rule}")) if part)
            same.setdefault(_ranking(column, words), []).append(choice)
        measure = _inline(group.iloc[0], cells, words)
        items += [
            words("figure.robustness.item", measure=measure, choices=listed(choices), ranks=ranks)
            for ranks, choices in same.items()
        ]
    return words("figure.robustness.alt", items=". ".join(map(words.heading, items)))


def _ranking(column: pd.DataFrame, words: Words) -> str:
    """The accounts with their ranks under one combination of choices, first rank first."""
    rows = column.sort_values("rank", kind="stable").to_dict("records")
    ranks = [words("figure.robustness.rank", name=row["name"], rank=_range(row, words)) for row in rows]
    return captions.between(ranks, words).join(ranks)


def _range(row: dict, words: Words) -> str:
    if row["best"] == row["worst"]:
        return words.number(row["rank"])
    return f"{words.number(row['best'])}–{words.number(row['worst'])}"
