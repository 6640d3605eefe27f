"""In which languages accounts post."""

from __future__ import annotations

import pandas as pd

from analysis.draw import captions, style
from analysis.draw.marks import listed
from analysis.draw.matrices import colours_of, described, matrix, reading
from analysis.draw.posts import account_names, how_many, language_name, leading
from analysis.draw.words import Words
from analysis.study import NothingToShow

PREFIX = "language_"


@style.styled
def languages(
    shares: pd.DataFrame, accounts: pd.DataFrame, words: Words, *, periods: pd.DataFrame | None = None
) -> style.Drawing:
    """The share of each language in each account's posts, the language with most posts first.

    `shares` is `activity.activity`; of it the measures `language_<code>` are drawn.
    """
    cells = shares[shares["measure"].str.startswith(PREFIX) & shares["share"].notna()]
    if cells.empty:
        raise NothingToShow(
            "languages: no posts whose language is known; put exports into data/raw/<study>/posts"
        )
    cells = cells.assign(item=cells["measure"].str.removeprefix(PREFIX), with_item=cells["with_it"])
    order = cells.groupby("item")["with_item"].sum().sort_values(ascending=False, kind="stable").index
    order = [code for code in order if code != "undecided"] + [code for code in order if code == "undecided"]
    items = {code: words.heading(language_name(code, words)) for code in order}
    names = account_names(cells["account"], accounts, words)
    drawn = matrix(cells, items, names, colours_of(accounts, words), words("content.share_axis"), words)
    within = {code: language_name(code, words) for code in order}
    caption = captions.sentences(
        words("figure.languages.finding", items=leading(cells, within, names, words)),
        how_many(int(cells.drop_duplicates("account")["posts"].sum()), len(names), periods, words),
        reading(cells, drawn, words),
        words("figure.languages.none") if len(cells) < len(items) * len(names) else "",
        words("figure.languages.undecided") if "undecided" in items else "",
    )
    alt = words("figure.languages.alt", items=listed(described(cells, items, names, words)))
    return style.Drawing(drawn.figure, caption, alt)
