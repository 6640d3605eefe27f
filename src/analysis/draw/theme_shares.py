"""How many of each account's posts have which theme, as the codebook counts them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.draw import captions, style
from analysis.draw.marks import listed
from analysis.draw.matrices import Matrix, colours_of, described, matrix, reading
from analysis.draw.posts import account_names, confidence, how_many, leading, theme_names
from analysis.draw.words import Words
from analysis.measure.codebook import Theme
from analysis.study import NothingToShow


@style.styled
def theme_shares(
    shares: pd.DataFrame,
    accounts: pd.DataFrame,
    themes: Sequence[Theme],
    words: Words,
    *,
    periods: pd.DataFrame | None = None,
) -> style.Drawing:
    """The share of each account's posts that have each theme, with Wilson's interval and that of whole days.

    `shares` are those of `shares.theme_shares`. Where panels with intervals would not fit the page, cells are
    shaded, and framed where the interval leaves out the share among all accounts' posts.
    """
    if shares.empty:
        raise NothingToShow("theme shares: no posts are coded; put exports into data/raw/<study>/posts")
    every = theme_names(shares["theme"], themes, words)
    found = set(shares.loc[shares["with_theme"] > 0, "theme"])
    shares = shares[shares["theme"].isin(found or every)]
    cells = shares.rename(columns={"theme": "item", "with_theme": "with_item"})
    items = theme_names(cells["item"], themes, words)
    names = account_names(cells["account"], accounts, words)
    drawn = matrix(cells, items, names, colours_of(accounts, words), words("content.share_axis"), words)
    caption = captions.sentences(
        words("figure.theme_shares.finding", items=leading(cells, items, names, words)),
        how_many(_posts(cells), len(names), periods, words),
        reading(cells, drawn, words),
        _blocks(cells, drawn, words),
        words("content.process"),
        _without([name for id, name in every.items() if id not in items], words),
        words("figure.theme_shares.single" if _single(cells) else "figure.theme_shares.several"),
    )
    alt = words("figure.theme_shares.alt", items=listed(described(cells, items, names, words)))
    return style.Drawing(drawn.figure, caption, alt)


def _without(never: list[str], words: Words) -> str:
    """Which themes are not drawn, as no post has them."""
    return words("content.never", names=captions.some(never, words)) if never else ""


def _posts(cells: pd.DataFrame) -> int:
    return int(cells.drop_duplicates("account")["posts"].sum())


def _single(cells: pd.DataFrame) -> bool:
    """Whether every post has one theme, as the measure then gives joint intervals."""
    return "joint_low" in cells and bool(cells["joint_low"].notna().any())


def _blocks(cells: pd.DataFrame, drawn: Matrix, words: Words) -> str:
    """What the bands are, where the figure has any."""
    if drawn.reading != "wilson" or "block_low" not in cells or cells["block_low"].isna().all():
        return ""
    return words("content.blocks", confidence=confidence(words))
