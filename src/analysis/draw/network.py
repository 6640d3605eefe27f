"""Which accounts mention which."""

from __future__ import annotations

from itertools import product

import pandas as pd

from analysis.draw import captions, heat, style
from analysis.draw.marks import listed, names
from analysis.draw.words import Words
from analysis.study import NothingToShow

MOST_TOLD = 60  # pairs that the alternative text gives


@style.styled
def network(
    edges: pd.DataFrame, accounts: pd.DataFrame, possible: pd.DataFrame, words: Words
) -> style.Drawing:
    """Mentions among the accounts as a matrix: rows mention columns, the number of posts in the cell.

    `edges` is `networks.mentions`, `possible` is `networks.possible_pairs`. Accounts without any mention keep their
    row: that they have none is a finding, but for pairs in which none could be.
    """
    if edges.empty:
        raise NothingToShow("network: no account mentions another in these posts")
    called = names(accounts, words).to_dict()
    texts = [words.number(posts) for posts in edges["posts"]]
    grid = heat.grid(list(called.values()), list(called.values()), words, numbers=texts)
    places, most = {account: place for place, account in enumerate(called)}, edges["share"].max()
    could = set(zip(possible["source"], possible["target"]))
    for source, target in product(called, called):
        if (source, target) not in could:
            heat.blank(grid, places[target], places[source])
    for edge, text in zip(edges.to_dict("records"), texts):
        at = places[edge["target"]], places[edge["source"]]
        heat.cell(grid, *at, edge["share"] / most, text, framed=bool(edge["reciprocated"]))
    caption = captions.sentences(
        words(
            "figure.network.finding",
            n=words.number(len(edges)),
            possible=words.number(len(possible)),
            returned=words.number(int(edges["reciprocated"].sum())),
        ),
        _most_mentioned(edges, called, words),
        words(
            "content.posts", n=words.number(_posts(edges)), accounts=words.number(edges["source"].nunique())
        ),
        words("figure.network.reading", share=words.percent(most)),
        words("figure.network.impossible") if len(could) < len(called) * (len(called) - 1) else "",
        words("figure.network.numbers") if grid.numbers else "",
        words("figure.network.columns") if grid.numbered else "",
    )
    return style.Drawing(grid.figure, caption, _alt(edges, called, words))


def _posts(edges: pd.DataFrame) -> int:
    """The posts of the accounts that mention any other."""
    return int(edges.drop_duplicates("source")["of"].sum())


def _most_mentioned(edges: pd.DataFrame, called: dict[str, str], words: Words) -> str:
    """Who is mentioned by most others."""
    by = edges.groupby("target").size()
    first = [called[account] for account in called if by.get(account, 0) == by.max()]
    return words("figure.network.most", names=captions.some(first, words), n=words.number(int(by.max())))


def _alt(edges: pd.DataFrame, called: dict[str, str], words: Words) -> str:
    items = [
        words(
            "figure.network.item",
            name=called[edge["source"]],
            other=called[edge["target"]],
            posts=words.number(edge["posts"]),
        )
        for edge in edges.head(MOST_TOLD).to_dict("records")
    ]
    more = len(edges) - MOST_TOLD
    told = listed(items) if more <= 0 else words("caption.more", names=listed(items), n=words.number(more))
    return words("figure.network.alt", items=told)
