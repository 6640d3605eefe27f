"""The words that set an account's posts apart from the others' in the same language."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from analysis.draw import captions, fonts, panels, style
from analysis.draw.marks import listed
from analysis.draw.matrices import colours_of
from analysis.draw.posts import account_names, confidence, language_name
from analysis.draw.words import Words
from analysis.study import NothingToShow

MOST_WORDS = (8, 6, 5, 4, 3, 2, 1)  # of an account: as many as fit
COLUMNS = (2, 3, 4)
ROW, LEAST_ROW = 0.165, 0.128  # inches
HEAD, FOOT = 0.05, 0.42
WORD, GAP, MARGIN = 0.86, 0.16, 0.08  # inches of a word, between columns, at the right
WIDEST = 10.0  # binary logarithm: what lies beyond is an arrow

Block = tuple[str, pd.DataFrame]  # an account and its words


@style.styled
def keyness(
    found: pd.DataFrame, accounts: pd.DataFrame, words: Words, *, language: str = ""
) -> style.Drawing:
    """The words of each account that are surely more frequent than in the others' posts, with their log ratios.

    `found` is `keyness.keyness`; `language` is that of the posts, by default the one of most accounts. As many
    words per account are shown as fit the page.
    """
    language = language or _commonest(found)
    own = found[found["language"] == language]
    telling = own[own["conservative"] > 0].reset_index(drop=True)
    if telling.empty:
        raise NothingToShow(
            "keyness: no word is surely more frequent in one account's posts than in the others'"
        )
    known = fonts.letters(fonts.of_figures(words))
    writable = telling[[known.issuperset(map(ord, word)) for word in telling["word"]]]
    names = account_names(own["account"], accounts, words)
    columns, most, row = _layout({account: writable[writable["account"] == account] for account in names})
    blocks = [block for column in columns for block in column]
    figure = _draw(columns, row, own, names, accounts, words)
    caption = captions.sentences(
        _strongest(writable, names, words),
        words(
            "figure.keyness.n",
            language=language_name(language, words),
            n=words.number(int(own.drop_duplicates("account")["posts"].sum())),
            accounts=words.number(len(names)),
        ),
        words("figure.keyness.reading", confidence=confidence(words), most=words.number(most)),
        words("figure.keyness.unwritable", n=words.number(len(telling) - len(writable)))
        if len(writable) < len(telling)
        else "",
    )
    return style.Drawing(
        figure, caption, words("figure.keyness.alt", items=listed(_described(blocks, names, words)))
    )


def _commonest(found: pd.DataFrame) -> str:
    """The language of most accounts, and of these the one with most posts."""
    if found.empty:
        raise NothingToShow(
            "keyness: no language in which two accounts post; put exports into data/raw/<study>/posts"
        )
    first = found.drop_duplicates(["language", "account"]).groupby("language")["posts"].agg(["size", "sum"])
    return str(first.sort_values(["size", "sum"], ascending=False, kind="stable").index[0])


def _layout(found: dict[str, pd.DataFrame]) -> tuple[list[list[Block]], int, float]:
    """The accounts' blocks in columns, how many words a block has at most, and how many inches a row."""
    for most in MOST_WORDS:
        blocks = [(account, own.head(most)) for account, own in found.items()]
        for columns in COLUMNS:
            laid = _columns(blocks, min(columns, len(blocks)))
            row = min(ROW, (style.TALLEST - HEAD - FOOT) / max(map(_lines, laid)))
            if row >= LEAST_ROW:
                break
        if row >= LEAST_ROW:
            break
    return laid, most, row


def _columns(blocks: list[Block], columns: int) -> list[list[Block]]:
    """The blocks in so many columns of about the same length, none of them broken."""
    laid, all_lines = [[] for _ in range(columns)], _lines(blocks)
    before = 0
    for block in blocks:
        laid[min(int(columns * before / all_lines), columns - 1)].append(block)
        before += _lines([block])
    return [column for column in laid if column]


def _lines(blocks: Sequence[Block]) -> int:
    """Rows that the blocks take: one for the account, one for each word or for saying that there is none."""
    return sum(1 + max(len(found), 1) for _, found in blocks)


def _draw(
    columns: list[list[Block]],
    row: float,
    own: pd.DataFrame,
    names: dict[str, str],
    accounts: pd.DataFrame,
    words: Words,
) -> Figure:
    lines = max(map(_lines, columns))
    figure = style.new_figure(HEAD + lines * row + FOOT)
    figure.set_layout_engine("none")
    width = (style.WIDTH - MARGIN - GAP * (len(columns) - 1)) / len(columns) - WORD
    plan = panels.Plan([], [], len(columns), WORD, width, 0.0, GAP, row, HEAD, True, False, "")
    most, colours = _widest(columns), colours_of(accounts, words)
    posts = own.drop_duplicates("account").set_index("account")["posts"]
    heads = {account: f" (n = {words.number(int(posts[account]))})" for account in names}
    for place, column in enumerate(columns):
        axes = _axes(figure, WORD + place * (WORD + width + GAP), width, lines * row, lines)
        panels.linear(axes, plan, 0, most, lambda x: style.tick(2.0**x, words))
        _column(axes, column, names, heads, colours, words)
    label = words("figure.keyness.axis")
    figure.text(0.5, 0.03 / figure.get_figheight(), label, ha="center", va="bottom", fontsize=style.SMALL)
    return figure


def _widest(columns: list[list[Block]]) -> float:
    """Where the axes end: at the highest bound, or before it, but not before the highest ratio."""
    shown = pd.concat([found for column in columns for _, found in column])
    bounds = shown.loc[shown["high"] < math.inf, "high"]
    bound = min(float(bounds.max()), WIDEST) if len(bounds) else WIDEST
    return 1.03 * max(bound, float(shown["log_ratio"].max()))


def _axes(figure: Figure, left: float, width: float, inside: float, lines: int) -> Axes:
    high = figure.get_figheight()
    axes = figure.add_axes((left / style.WIDTH, FOOT / high, width / style.WIDTH, inside / high))
    axes.set_ylim(lines - 0.5, -0.5)
    axes.tick_params(axis="y", length=0, labelsize=style.SMALL, pad=2)
    axes.tick_params(axis="x", pad=2)
    axes.spines["left"].set_visible(False)
    axes.yaxis.set_minor_locator(NullLocator())
    return axes


def _column(
    axes: Axes,
    column: list[Block],
    names: dict[str, str],
    heads: dict[str, str],
    colours: dict[str, str],
    words: Words,
) -> None:
    """The blocks of a column, one below the other: the account, then its words."""
    y, labels, end = 0, {}, axes.get_xlim()[1]
    for account, found in column:
        _beside(axes, y, names[account], heads[account], fontweight="bold")
        if found.empty:
            _beside(axes, y + 1, words("figure.keyness.none"), color=style.GREY)
        for place, row in enumerate(found.to_dict("records"), start=y + 1):
            labels[place] = style.fitted(row["word"], WORD - 0.04, style.SMALL)
            axes.plot(
                [0, end], [place] * 2, color=style.FAINT, linewidth=0.5, linestyle=(0, (1, 2)), zorder=0
            )
            panels.whisker(axes, row["low"], row["high"], place)
            panels.point(axes, row["log_ratio"], place, colours[account], size=4)
        y += _lines([(account, found)])
    axes.set_yticks(list(labels), list(labels.values()))


def _beside(axes: Axes, y: int, text: str, ending: str = "", **look: str) -> None:
    """A text over the whole width of a column, shortened where it must be, but not its ending."""
    room = axes.get_position().width * style.WIDTH + WORD - 0.02
    short = style.fitted(text, room / panels.BOLD - style.text_width(ending, style.SMALL), style.SMALL)
    place = {"textcoords": "offset points", "va": "center_baseline", "fontsize": style.SMALL}
    axes.annotate(short + ending, (0, y), (-72 * WORD + 2, 0), **place, **look)


def _strongest(shown: pd.DataFrame, names: dict[str, str], words: Words) -> str:
    """The word whose lower bound is highest, how many times as frequent it is (if others have it), and at least how many."""
    if shown.empty:
        return ""
    row = shown.loc[shown["conservative"].idxmax()]
    return words(
        "figure.keyness.finding" if math.isfinite(row["high"]) else "figure.keyness.finding_open",
        word=words.quote(row["word"]),
        name=names[row["account"]],
        times=_times(row["log_ratio"], words),
        least=_times(row["low"], words),
    )


def _times(log_ratio: float, words: Words) -> str:
    times = 2.0**log_ratio
    return words.number(times, 0 if times >= 10 else 1)


def _ratio(row: dict, words: Words) -> str:
    """How many times as frequent a word is, or at least how many where the others have it nowhere."""
    if math.isfinite(row["high"]):
        return _times(row["log_ratio"], words)
    return words("at_least", value=_times(row["low"], words))


def _described(blocks: Sequence[tuple[str, pd.DataFrame]], names: dict[str, str], words: Words) -> list[str]:
    texts = []
    for account, found in blocks:
        items = [
            words("content.share_of", item=row["word"], share=_ratio(row, words))
            for row in found.to_dict("records")
        ]
        said = ", ".join(items) or words("figure.keyness.none")
        texts.append(words("content.account_of", name=names[account], items=said))
    return texts
