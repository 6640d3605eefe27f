"""How every figure looks, and how it is saved."""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, NamedTuple

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter, NullLocator
from matplotlib.transforms import Bbox

from analysis.draw import fonts
from analysis.draw.words import WIDE, Words
from analysis.study import StudyError

WIDTH = 6.3  # inches: the text block of an A4 page with 2.4 cm margins
TALLEST = 8.6  # inches: a figure and its caption on one page
INK = "#222222"
GREY = "#767676"
FAINT = "#c8c8c8"
SIZE = 8.0
SMALL = 7.0
BELOW = 0.2  # inches below a drawing, for a remark
LABEL_WIDTH = 2.6  # inches that names of rows may take
MANY = 30  # rows; from here on letters are small
# The places of seaborn's colour-blind palette that stand out from white paper; its grey is kept for "others".
PALETTE_PLACES = (0, 3, 2, 4, 1, 5, 9)
MARKERS = {
    "leader": "o",
    "press_service": "s",
    "ministry": "o",
    "embassy": "^",
    "spokesperson": "v",
    "government": "D",
    "international_body": "P",
}
LOOK = {
    "font.family": [fonts.DEJAVU],
    "font.size": SIZE,
    "axes.labelsize": SIZE,
    "axes.titlesize": SIZE,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SIZE,
    "legend.fontsize": SMALL,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "xtick.major.size": 3.0,
    "xtick.minor.width": 0.4,
    "xtick.minor.size": 2.0,
    "ytick.major.width": 0.6,
    "ytick.major.size": 3.0,
    "ytick.minor.width": 0.4,
    "ytick.minor.size": 2.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "patch.force_edgecolor": False,
    # Text is placed by its true widths, which do not depend on the resolution of a screen.
    "text.hinting": "no_hinting",
    "svg.hashsalt": "figure",
}
# SVG takes text to run from left to right, and Typst with it: each line says that its first letter decides.
FIRST_STRONG, END = "\u2068", "\u2069"
LINE_OF_TEXT = re.compile(r"(<text\b[^>]*>)(.*?)(</text>)", re.DOTALL)
# A letter of Chinese or Japanese with the marks that must not begin or end a line without it, or other letters.
PIECE = re.compile(rf"[（「『《【]*[{WIDE}][，。、；：！？）」』》】…ー]*|[^{WIDE}]+")


class Drawing(NamedTuple):
    """A figure with its caption and alternative text, in one language."""

    figure: Figure
    caption: str
    alt: str


@cache
def theme() -> dict[str, Any]:
    """Matplotlib's settings for every figure: seaborn's theme for papers, in our sizes and ink."""
    import seaborn  # brings scipy.stats, half a second: paid only where something is drawn

    return {**seaborn.axes_style("ticks"), **seaborn.plotting_context("paper"), **LOOK}


def of_language(words: Words) -> dict[str, Any]:
    """The theme with the fonts of a language, where letters of it are not in DejaVu Sans."""
    found = fonts.of_figures(words)
    if not found.families:
        return theme()
    fonts.use(found.files)
    # First, so that a font with the forms of the language is asked before another with the same letters.
    families = [*found.families, fonts.DEJAVU]
    return theme() | {"font.family": families, "text.language": words.language}


@contextmanager
def _no_empty_box(words: Words) -> Iterator[None]:
    """Stops at a letter that none of the fonts has, where Matplotlib would draw an empty box and only warn."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", r"Glyph \d+ .*missing from font")
        try:
            yield
        except UserWarning as warning:
            letter = re.match(r"Glyph (\d+)", str(warning))
            if not letter:
                raise
            raise StudyError(fonts.no_letter(chr(int(letter[1])), words)) from None


def styled(draw: Callable[..., Drawing]) -> Callable[..., Drawing]:
    """A drawing function that draws in this style and its words' fonts, whatever matplotlib is set to elsewhere."""

    @wraps(draw)
    def drawn(*data: Any, **choices: Any) -> Drawing:
        words = next(each for each in (*data, *choices.values()) if isinstance(each, Words))
        with matplotlib.rc_context(of_language(words)), _no_empty_box(words):
            drawing = draw(*data, **choices)
        return Drawing(drawing.figure, words.punctuated(drawing.caption), words.punctuated(drawing.alt))

    return drawn


def svg(figure: Figure, words: Words, *, mark: str = "") -> dict[str, str]:
    """The figure as SVG, the same bytes each time: `path` with letters as outlines, `text` with letters as text.

    `mark` is written below the drawing, for data that are not what they look like.
    """
    look = of_language(words)
    with matplotlib.rc_context(look), _no_empty_box(words):
        if mark:
            figure.text(0.995, -0.01, mark, ha="right", va="top", fontsize=SMALL, color=GREY, style="italic")
        room = BELOW if mark else 0.0
        outlines, text = (_saved(figure, form, room) for form in ("path", "none"))
    if words.rtl:
        text = LINE_OF_TEXT.sub(rf"\1{FIRST_STRONG}\2{END}\3", text)
    return {"path": _tagged(outlines, words.language), "text": _tagged(text, words.language)}


def colours(countries: Iterable[str], codes: Iterable[str]) -> list[str]:
    """A colour for each country code: by its place among the study's `countries`, grey for any other."""
    import seaborn

    palette = seaborn.color_palette("colorblind").as_hex()
    chosen = {
        code: palette[PALETTE_PLACES[place % len(PALETTE_PLACES)]] for place, code in enumerate(countries)
    }
    return [chosen.get(code, GREY) for code in codes]


def compared(marks: pd.DataFrame, words: Words) -> list[str]:
    """The countries that have a colour of their own: the study's, or those drawn where there is no study."""
    return list(words.study.countries) if words.study else sorted(marks["country"].unique())


def country_colours(marks: pd.DataFrame, words: Words) -> list[str]:
    """The colour of each row's country."""
    return colours(compared(marks, words), marks["country"])


def new_figure(height: float) -> Figure:
    """An empty figure as wide as the text, `height` inches high, not known to pyplot."""
    figure = Figure(figsize=(WIDTH, min(height, TALLEST)), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def lay_out(figure: Figure) -> None:
    """Gives everything its place for good, so that what is measured from now on stays true."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")


def box(artist: Any, figure: Figure) -> Bbox:
    """The box that an artist takes up, in pixels of the figure."""
    return artist.get_window_extent(figure.canvas.get_renderer())


def text_width(text: str, size: float = SIZE) -> float:
    """Inches that a line of text takes, by the widths of the fonts that figures are drawn in."""
    return _text_width(text, size, tuple(matplotlib.rcParams["font.family"]))


@cache
def _text_width(text: str, size: float, families: tuple[str, ...]) -> float:
    if not text.strip():
        return 0.0
    outline = TextPath((0, 0), text, size=size, prop=FontProperties(family=families))
    return float(outline.vertices[:, 0].max()) / 72


def wrapped(text: str, inches: float, size: float = SIZE) -> str:
    """The text broken into lines no longer than so many inches, where its words allow it."""
    lines: list[str] = []
    for joint, piece in _pieces(text):
        longer = f"{lines[-1]}{joint}{piece}" if lines else piece
        if lines and text_width(longer, size) <= inches:
            lines[-1] = longer
        else:
            lines.append(piece)
    return "\n".join(lines)


def _pieces(text: str) -> list[tuple[str, str]]:
    """What a line can end after, each with what stands before it: words, and letters of Chinese and Japanese."""
    return [
        ("" if place else " ", piece)
        for word in text.split(" ")
        for place, piece in enumerate(PIECE.findall(word) or [word])
    ]


def fitted(text: str, inches: float, size: float = SIZE, *, lines: int = 1) -> str:
    """The text in at most so many lines of so many inches; what does not fit gives way to an ellipsis."""
    kept = wrapped(text, inches, size).split("\n")
    lines = min(lines, len(kept))
    last = re.sub(rf"(?<=[{WIDE}]) (?=[{WIDE}])", "", " ".join(kept[lines - 1 :]))
    while len(last) > 1 and text_width(last, size) > inches:
        last = last.removesuffix("…")[:-1].rstrip() + "…"
    return "\n".join([*kept[: lines - 1], last])


def log_axis(axes: Axes, which: str, low: float, high: float, words: Words) -> None:
    """A logarithmic axis from `low` to `high` whose ticks are written out in the language."""
    getattr(axes, f"set_{which}scale")("log")
    getattr(axes, f"set_{which}lim")(low, high)
    axis = getattr(axes, f"{which}axis")
    decades = math.log10(high / low)
    axis.set_major_locator(LogLocator(10, subs=(1, 2, 5) if decades < 2.2 else (1,), numticks=20))
    axis.set_minor_locator(
        LogLocator(10, subs=tuple(range(2, 10)), numticks=50) if decades < 5.5 else NullLocator()
    )
    axis.set_major_formatter(FuncFormatter(lambda x, _: tick(x, words)))
    axis.set_minor_formatter(NullFormatter())


def tick(x: float, words: Words) -> str:
    """A tick's number, large ones in words: 0.2, 5,000, 1 million."""
    if x >= 1_000_000:
        return words.quantity({"value": x, "low": x, "high": x, "exact": False, "unit": "count"})
    return words.number(x, max(0, -math.floor(math.log10(x) + 1e-9)) if 0 < x < 1 else None)


def rows(axes: Axes, labels: list[str], *, of: int) -> None:
    """Rows from top to bottom with their labels on the left, on faint lines; small letters if the figure has many."""
    axes.set_ylim(len(labels) - 0.4, -0.6)
    size, lines = (SMALL, 1) if of > MANY else (SIZE, 1) if _short(labels) else (SMALL, 2)
    axes.set_yticks(
        range(len(labels)), [fitted(label, LABEL_WIDTH, size, lines=lines) for label in labels], fontsize=size
    )
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", color=FAINT, linewidth=0.5, linestyle=(0, (1, 2)))
    axes.set_axisbelow(True)


def _short(labels: list[str]) -> bool:
    return all(text_width(label, SIZE) <= LABEL_WIDTH for label in labels)


def mark(axes: Axes, x: float, y: float, role: str, colour: str) -> None:
    """The mark of an account: its form by role, its colour by country."""
    axes.plot(
        [x], [y], MARKERS[role], color=colour, markersize=6.5, markeredgecolor="white", markeredgewidth=0.5
    )


def interval_line(
    axes: Axes, low: float, high: float, across: float, *, upright: bool = False, bar: float = 7
) -> None:
    """A dark line from low to high over the mark, with a bar (points) at each end, so that a short one is seen too."""
    limits = axes.get_ylim() if upright else axes.get_xlim()
    ends = [min(max(end, min(limits)), max(limits)) for end in (low, high)]
    where = ([across] * 2, ends) if upright else (ends, [across] * 2)
    look = {"color": INK, "linewidth": 0.7, "markersize": bar, "markeredgewidth": 0.7, "zorder": 4}
    axes.plot(*where, marker="_" if upright else "|", solid_capstyle="butt", **look)


def thin_out(axes: Axes) -> None:
    """Leaves out numbers of a horizontal logarithmic axis until they stand apart and inside the figure."""
    low, high = axes.get_xlim()
    decades = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
    choices = [axes.get_xticks().tolist()]
    choices += [
        [10.0**power for power in decades if power % step == 0] for step in range(1, len(decades) + 1)
    ]
    for ticks in choices:
        axes.xaxis.set_major_locator(FixedLocator([x for x in ticks if low <= x <= high and _fits(axes, x)]))
        labels = [box(label, axes.figure) for label in axes.get_xticklabels()]
        if all(a.x1 + 4 < b.x0 for a, b in zip(labels, labels[1:])):
            return


def _fits(axes: Axes, x: float) -> bool:
    """Whether the number of a tick at x is not cut by the figure's right edge."""
    half = text_width(axes.xaxis.get_major_formatter()(x, 0), SMALL) / 2 * axes.figure.dpi
    return axes.transData.transform((x, 1))[0] + half <= axes.figure.bbox.x1


def make_room(axes: Axes, texts: list[Any]) -> None:
    """Widens a horizontal axis to the right until texts beside the marks stand inside the axes."""
    figure = axes.figure
    for _ in range(4):
        laid = axes.get_window_extent()
        need = max((box(text, figure).x1 for text in texts), default=0)
        if need <= laid.x1:
            return
        low, high = (axes.transData.inverted().transform((x, laid.y0))[0] for x in (laid.x0, need))
        axes.set_xlim(
            low, high * (high / low) ** 0.02 if axes.get_xscale() == "log" else high + 0.02 * (high - low)
        )


def _saved(figure: Figure, fonts: str, room: float) -> str:
    width, height = figure.get_size_inches()
    with matplotlib.rc_context(theme() | {"svg.fonttype": fonts}):
        file = io.StringIO()
        figure.savefig(
            file,
            format="svg",
            metadata={"Date": None, "Creator": None},
            transparent=True,
            bbox_inches=Bbox.from_extents(0, -room, width, height) if room else None,
        )
    return file.getvalue()


def _tagged(text: str, language: str) -> str:
    """The SVG says its language, for those who hear it read or search in it."""
    return text.replace("<svg ", f'<svg xml:lang="{language}" lang="{language}" ', 1)
