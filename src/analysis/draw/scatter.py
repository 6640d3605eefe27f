"""Two measures against each other, on logarithmic axes."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from analysis.draw import captions, labels, style
from analysis.draw.marks import QUANTITY, listed, marks, names, span, written
from analysis.draw.words import Words
from analysis.study import NothingToShow

HEIGHT = 4.3  # inches
CROWD = 30  # marks; from here on a name that would cover others is left out
BAR = 3.5  # points: two intervals cross over one mark, whose colour should still be seen


@style.styled
def followers_against_posts(
    measures: pd.DataFrame, accounts: pd.DataFrame, words: Words, *, sources: pd.DataFrame | None = None
) -> style.Drawing:
    """Each account's followers against its posts, with the intervals of both; diagonals join equal followers per post.

    Accounts without one of the two counts are named in the caption. Raises `NothingToShow` where fewer than two have both.
    """
    drawn, left_out = _both(measures, accounts, words)
    figure = style.new_figure(HEIGHT)
    axes = figure.subplots()
    style.log_axis(axes, "x", *span(_side(drawn, "posts"), beyond=0.09), words)
    style.log_axis(axes, "y", *span(_side(drawn, "followers"), beyond=0.09), words)
    axes.set_xlabel(words("measure.posts"))
    axes.set_ylabel(words("measure.followers"))
    _points(axes, drawn, words)
    style.lay_out(figure)
    points = list(zip(drawn["value_posts"], drawn["value_followers"]))
    diagonals = list(_diagonals(axes, points, words))
    named = labels.place(
        axes,
        points,
        [style.fitted(name, 1.7, lines=2) for name in drawn["name"]],
        size=style.SIZE if len(drawn) <= 15 else style.SMALL,
        taken=[style.box(text, figure) for text in diagonals],
        sparing=len(drawn) > CROWD,
    )
    caption = captions.sentences(
        _caption(drawn, left_out, measures, sources, words),
        words("caption.unnamed") if len(named) < len(drawn) else "",
    )
    return style.Drawing(figure, caption, _alt(drawn, words))


def _both(measures: pd.DataFrame, accounts: pd.DataFrame, words: Words) -> tuple[pd.DataFrame, list[str]]:
    """The accounts with followers and posts above zero (columns `value_posts`, …), and the names of the others."""
    posts, followers = (marks(measures, accounts, measure, words) for measure in ("posts", "followers"))
    posts, followers = posts[posts["value"] > 0], followers[followers["value"] > 0]
    drawn = followers.rename(columns={column: f"{column}_followers" for column in QUANTITY}).join(
        posts[QUANTITY].add_suffix("_posts"), how="inner", validate="one_to_one"
    )
    if len(drawn) < 2:
        raise NothingToShow(
            "followers against posts: no two accounts with followers and posts above zero; give both in snapshots.csv"
        )
    return drawn, [name for account, name in names(accounts, words).items() if account not in drawn.index]


def _side(drawn: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The columns of one of the two measures under their plain names."""
    return drawn.rename(columns={f"{column}_{measure}": column for column in QUANTITY})


def _points(axes: Axes, drawn: pd.DataFrame, words: Words) -> None:
    for (_, row), colour in zip(drawn.iterrows(), style.country_colours(drawn, words)):
        x, y = row["value_posts"], row["value_followers"]
        style.mark(axes, x, y, row["role"], colour)
        if not row["exact_posts"]:
            style.interval_line(axes, row["low_posts"], row["high_posts"], y, bar=BAR)
        if not row["exact_followers"]:
            style.interval_line(axes, row["low_followers"], row["high_followers"], x, upright=True, bar=BAR)


def _diagonals(axes: Axes, points: list[tuple[float, float]], words: Words) -> Iterator[Text]:
    """Faint lines of equal followers per post, each with its number along it, as far up as no mark is in the way."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    frame, marks = axes.get_window_extent(), axes.transData.transform(points)
    angle = math.atan2(frame.height / math.log(high / low), frame.width / math.log(right / left))
    for power in range(math.ceil(math.log10(low / right)), math.floor(math.log10(high / left)) + 1):
        ratio = 10.0**power
        axes.plot([left, right], [left * ratio, right * ratio], color=style.FAINT, linewidth=0.6, zorder=0)
        ends = [(max(left, low / ratio),) * 2, (min(right, high / ratio),) * 2]
        (x0, y0), (x1, y1) = axes.transData.transform([(x, y * ratio) for x, y in ends])
        text = words("figure.followers_against_posts.diagonal", value=style.tick(ratio, words))
        place = _free_place((x0, y0), (x1, y1), style.text_width(text, style.SMALL) * axes.figure.dpi, marks)
        if place:
            yield axes.text(
                *axes.transData.inverted().transform(place),
                text,
                color=style.GREY,
                fontsize=style.SMALL,
                ha="right",
                va="bottom",
                rotation=math.degrees(angle),
                rotation_mode="anchor",
                zorder=1,
            )


def _free_place(
    start: tuple[float, float], end: tuple[float, float], width: float, marks: np.ndarray
) -> tuple[float, float] | None:
    """Where on a line (in pixels) words of this width can end without covering a mark, or None."""
    length = math.dist(start, end)
    along = np.subtract(end, start) / max(length, 1e-9)
    for back in range(32, int(length - width), 20):
        at = end - along * back
        middle = at - along * width / 2 + np.array([-along[1], along[0]]) * 6
        away = np.abs((marks - middle) @ along), np.abs((marks - middle) @ np.array([-along[1], along[0]]))
        if not ((away[0] < width / 2 + 6) & (away[1] < 14)).any():
            return tuple(at + np.array([-along[1], along[0]]) * 1.5)  # letters stand off the line
    return None


def _caption(
    drawn: pd.DataFrame,
    left_out: list[str],
    measures: pd.DataFrame,
    sources: pd.DataFrame | None,
    words: Words,
) -> str:
    key = "figure.followers_against_posts"
    followers, posts = (
        _side(drawn, measure).sort_values("value", ascending=False, kind="stable")
        for measure in ("followers", "posts")
    )
    exact = drawn.assign(exact=drawn["exact_followers"] & drawn["exact_posts"])
    return captions.sentences(
        captions.on_each_platform(drawn, lambda part: _foremost(part, words), words),
        captions.open_first(followers, "followers", words),
        captions.open_first(posts, "posts", words),
        captions.accounts(drawn, measures, words),
        words("caption.log_both"),
        captions.intervals(exact, words),
        words(f"{key}.reading"),
        words(f"{key}.left_out", names=captions.some(left_out, words)) if left_out else "",
        captions.mixed(drawn, words),
        captions.sources(measures, sources, words),
    )


def _foremost(drawn: pd.DataFrame, words: Words) -> str:
    """Who has most followers and who has most posts."""
    first, busiest = (
        side.loc[side["value"].idxmax()] for side in (_side(drawn, "followers"), _side(drawn, "posts"))
    )
    return words(
        f"figure.followers_against_posts.{'one' if first['account'] == busiest['account'] else 'two'}",
        name=first["name"],
        other=busiest["name"],
        followers=words.quantity(first),
        posts=words.quantity(busiest),
    )


def _alt(drawn: pd.DataFrame, words: Words) -> str:
    followers, posts = (_side(drawn, measure) for measure in ("followers", "posts"))
    items = [
        words(
            "figure.followers_against_posts.item",
            name=row["name"],
            followers=written(row, words),
            posts=written(posts.loc[account], words),
        )
        for account, row in followers.iterrows()
    ]
    return words("figure.followers_against_posts.alt", items=listed(items))
