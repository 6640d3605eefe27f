"""Networks: which of the accounts mention which."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.measure.quantities import number, quantities
from analysis.measure.sampling import flagged
from analysis.measure.shares import wilson

EDGES = ["source", "target", "posts", "of", "share", "reciprocated"]


def mentions(posts: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Mentions among the accounts, one row per pair in this direction: in how many of the source's posts, and of how many.

    `posts` has account, platform and mentions (handles without @); `accounts` has account, platform and
    handle. A mention counts once per post, and only on the platform where it stands. Mentions of oneself, and
    all those in reposts, whose text and mentions are another's, are left out. A mention at the head of a
    reply counts. `reciprocated` says whether the target mentions the source too.
    """
    own = _own_posts(posts, accounts)
    listed = own[["account", "platform", "mentions"]].reset_index(drop=True).rename_axis("post").reset_index()
    listed["handle"] = listed["mentions"].map(_handles)
    listed = listed.explode("handle").dropna(subset=["handle"])
    found = listed.merge(
        _known(accounts), on=["platform", "handle"], suffixes=("", "_target"), validate="many_to_one"
    )
    found = found[found["account"] != found["account_target"]].drop_duplicates(["post", "account_target"])
    edges = found.groupby(["account", "account_target"]).size().rename("posts").reset_index()
    edges = edges.set_axis(["source", "target", "posts"], axis=1)
    edges["of"] = edges["source"].map(own["account"].value_counts()).astype("int64")
    pairs = set(zip(edges["source"], edges["target"]))
    back = [(target, source) in pairs for source, target in zip(edges["source"], edges["target"])]
    edges = edges.assign(share=edges["posts"] / edges["of"], reciprocated=np.array(back, dtype="bool"))
    return edges.sort_values(["posts", "source", "target"], ascending=[False, True, True]).reset_index(
        drop=True
    )[EDGES]


def possible_pairs(posts: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The pairs of accounts (source, target) of which the first could have mentioned the second in these posts.

    The source has posts that are no reposts, and the target a handle on the platform of one of them.
    """
    own = _own_posts(posts, accounts)[["account", "platform"]].drop_duplicates()
    pairs = own.merge(_known(accounts), on="platform", suffixes=("", "_target"))
    pairs = pairs[["account", "account_target"]].set_axis(["source", "target"], axis=1)
    return pairs[pairs["source"] != pairs["target"]].drop_duplicates().reset_index(drop=True)


def _own_posts(posts: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    return posts[~flagged(posts, "is_repost") & posts["account"].isin(accounts["account"])]


def _known(accounts: pd.DataFrame) -> pd.DataFrame:
    """The accounts that have a handle, by which others can mention them."""
    known = accounts[accounts["handle"].fillna("") != ""]
    return known.assign(handle=known["handle"].map(_handle))[["platform", "handle", "account"]]


def _handle(handle: str) -> str:
    return str(handle).strip().removeprefix("@").casefold()


def _handles(cell: object) -> list[str]:
    return [_handle(handle) for handle in cell] if isinstance(cell, (list, tuple, set, np.ndarray)) else []


def network_quantities(
    edges: pd.DataFrame, possible: pd.DataFrame, *, confidence: float = 0.95
) -> pd.DataFrame:
    """What the ledger has of mentions among the accounts.

    `mentions.pairs` (`possible_pairs`), `.edges` (pairs with a mention), `.density` (edges / pairs) and
    `.reciprocity` (edges that are returned / edges); of an account `accounts_mentioned` and `mentioned_by`, each
    among those for which it was possible; of a pair `<source>.<target>.mentions`, the posts in which one mentions
    the other, and `.mentions_share` of the source's posts, with Wilson's interval.
    """
    rows = [
        number(
            "mentions", "pairs", len(possible), "count", formula="pairs in which one could mention the other"
        ),
        number("mentions", "edges", len(edges), "count", formula="pairs in which one mentions the other"),
        *_shares(edges, possible),
        *_places(edges, possible),
        *_edges(edges, confidence),
    ]
    return quantities(rows)


def _shares(edges: pd.DataFrame, possible: pd.DataFrame) -> Iterator[dict]:
    if len(possible):
        inputs = ["mentions.edges", "mentions.pairs"]
        density = len(edges) / len(possible)
        yield number("mentions", "density", density, "share", formula="edges / possible pairs", inputs=inputs)
    if len(edges):
        returned = float(edges["reciprocated"].mean())
        formula, inputs = "edges returned / edges", ["mentions.edges"]
        yield number("mentions", "reciprocity", returned, "share", formula=formula, inputs=inputs)


def _places(edges: pd.DataFrame, possible: pd.DataFrame) -> Iterator[dict]:
    """How many others an account mentions, and by how many it is mentioned: zero only where it could have been."""
    sides = (
        ("source", "accounts_mentioned", "other accounts that it mentions"),
        ("target", "mentioned_by", "other accounts that mention it"),
    )
    for side, measure, formula in sides:
        counts = edges[side].value_counts()
        for account in possible[side].drop_duplicates():
            yield number(account, measure, int(counts.get(account, 0)), "count", formula=formula)


def _edges(edges: pd.DataFrame, confidence: float) -> Iterator[dict]:
    low, high = wilson(edges["posts"].to_numpy("float64"), edges["of"].to_numpy("float64"), confidence)
    for edge, lowest, highest in zip(edges.to_dict("records"), low, high):
        pair = f"{edge['source']}.{edge['target']}"
        yield number(pair, "mentions", edge["posts"], "count", formula="posts that mention the other")
        formula = f"posts that mention the other / {edge['of']} posts"
        share = number(
            pair, "mentions_share", edge["share"], "share", formula=formula, inputs=[f"{pair}.mentions"]
        )
        yield share | {"low": lowest, "high": highest}
