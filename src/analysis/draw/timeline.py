"""Years of foundation on one line."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.draw import captions, style
from analysis.draw.marks import in_language, listed
from analysis.draw.words import Words
from analysis.study import NothingToShow

LINE = 1.25 * style.SMALL / 72  # inches
BAND = 0.24
MARGIN = 0.25
GUTTER = 0.08
PLATFORM_WIDTH, INSTITUTION_WIDTH = 1.0, 1.7


@style.styled
def years(
    platforms: pd.DataFrame, institutions: pd.DataFrame, words: Words, *, sources: pd.DataFrame | None = None
) -> style.Drawing:
    """When platforms (above the line) and institutions (below it) were founded, each with its name and year.

    Platforms: platform, founded, maybe label; institutions: country, founded, and label or institution.
    """
    if platforms.empty and institutions.empty:
        raise NothingToShow(
            "years: neither platforms nor institutions; give platforms.csv or institutions.csv"
        )
    above, below = _platforms(platforms, words), _institutions(institutions, words)
    figure = _timeline(above, below, words)
    caption = captions.sentences(
        _finding(above, below, words),
        words("figure.years.n", platforms=words.number(len(above)), institutions=words.number(len(below))),
        words("figure.years.reading"),
        _sources(platforms, institutions, sources, words),
    )
    return style.Drawing(figure, caption, _alt(above, below, words))


def _platforms(platforms: pd.DataFrame, words: Words) -> list[dict]:
    rows = (
        platforms.sort_values(["founded", "platform"], kind="stable").to_dict("records")
        if len(platforms)
        else []
    )
    return [
        {
            "label": in_language(row, "label", words) or words.platform(row["platform"]),
            "year": int(row["founded"]),
        }
        for row in rows
    ]


def _institutions(institutions: pd.DataFrame, words: Words) -> list[dict]:
    rows = (
        institutions.sort_values(["founded", "country"], kind="stable").to_dict("records")
        if len(institutions)
        else []
    )
    return [
        {
            "label": in_language(row, "label", words) or in_language(row, "institution", words),
            "country": words.country(row["country"]),
            "code": row["country"],
            "year": int(row["founded"]),
        }
        for row in rows
    ]


def _timeline(above: list[dict], below: list[dict], words: Words) -> Figure:
    """A band of years with labels on both sides, in as many storeys as keep them apart."""
    every = [row["year"] for row in above + below]
    first, last = min(every), max(every)
    up, down = _texts(above, PLATFORM_WIDTH), _texts(below, INSTITUTION_WIDTH)
    widest = max(block["width"] for block in up + down)
    scale = (style.WIDTH - 2 * MARGIN - widest) / max(last - first, 1)
    height = [_stack(blocks, first, scale) for blocks in (up, down)]
    figure = style.new_figure(sum(height) + BAND + 0.1)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(-MARGIN, style.WIDTH - MARGIN)
    axes.set_ylim(-height[1] - BAND / 2 - 0.05, height[0] + BAND / 2 + 0.05)
    axes.axis("off")
    _band(axes, first, last, scale)
    colours = style.colours(
        words.study.countries if words.study else [], (row.get("code", "") for row in below)
    )
    for block in up:
        _draw(axes, block, 1, style.INK)
    for block, colour in zip(down, colours):
        _draw(axes, block, -1, colour)
    return figure


def _texts(rows: list[dict], width: float) -> list[dict]:
    """Each row's block of text: year, then name, with its width and height in inches."""
    blocks = []
    for row in rows:
        name = ": ".join(part for part in (row.get("country"), row["label"]) if part)
        lines = style.wrapped(name, width, style.SMALL).split("\n")
        wide = max(style.text_width(line, style.SMALL) for line in [str(row["year"]), *lines])
        block = {"year": row["year"], "lines": lines, "width": wide + 0.06, "height": LINE * (1 + len(lines))}
        blocks.append(block)
    return blocks


def _stack(blocks: list[dict], first: int, scale: float) -> float:
    """Gives each block its place `x` and its distance from the band, and says how high they all stand.

    From the last to the first: a block stands beyond every later one that it reaches over, so that no stem,
    which rises at a block's left edge, crosses another block.
    """
    for place in reversed(range(len(blocks))):
        block = blocks[place]
        block["x"] = (block["year"] - first) * scale
        reached = [
            later for later in blocks[place + 1 :] if later["x"] < block["x"] + block["width"] + GUTTER
        ]
        block["from"] = max((later["from"] + later["height"] for later in reached), default=0) + GUTTER
    return max((block["from"] + block["height"] for block in blocks), default=0)


def _band(axes: Axes, first: int, last: int, scale: float) -> None:
    """The years, in a grey band."""
    end = (last - first) * scale
    axes.add_patch(Rectangle((-0.2, -BAND / 2), end + 0.4, BAND, facecolor="#ececec", edgecolor="none"))
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if step * scale >= 0.42)
    for year in range(-(-first // step) * step, last + 1, step):
        x = (year - first) * scale
        axes.text(x, 0, str(year), ha="center", va="center_baseline", fontsize=style.SMALL)


def _draw(axes: Axes, block: dict, side: int, colour: str) -> None:
    """A block with its stem, above the band (side 1) or below it (side -1)."""
    foot = BAND / 2
    near, far = foot + block["from"], foot + block["from"] + block["height"]
    axes.plot([block["x"]] * 2, [side * foot, side * far], color=colour, linewidth=1.0, solid_capstyle="butt")
    axes.plot([block["x"]], [side * foot], "o", color=colour, markersize=4, zorder=3)
    top = far if side > 0 else -near
    for place, line in enumerate([str(block["year"]), *block["lines"]]):
        y = top - (place + 0.5) * LINE
        weight = "bold" if place == 0 else "normal"
        axes.text(block["x"] + 0.05, y, line, va="center_baseline", fontsize=style.SMALL, fontweight=weight)


def _finding(above: list[dict], below: list[dict], words: Words) -> str:
    fields = {"first": above[0]["year"], "last": above[-1]["year"]} if above else {}
    if below:
        fields |= {"institution": below[0]["label"], "country": below[0]["country"], "year": below[0]["year"]}
    key = "finding" if above and below else "finding_platforms" if above else "finding_institutions"
    return words(f"figure.years.{key}", **fields)


def _sources(
    platforms: pd.DataFrame, institutions: pd.DataFrame, titles: pd.DataFrame | None, words: Words
) -> str:
    if titles is None:
        return ""
    keys = [key for frame in (platforms, institutions) if "source" in frame for key in frame["source"]]
    return captions.named_sources(keys, titles, words)


def _alt(above: list[dict], below: list[dict], words: Words) -> str:
    platforms = [words("figure.years.platform", **row) for row in above]
    institutions = [words("figure.years.institution", **row) for row in below]
    none = words("figure.years.none")
    return words(
        "figure.years.alt",
        platforms=listed(platforms) or none,
        institutions=listed(institutions) or none,
    )
