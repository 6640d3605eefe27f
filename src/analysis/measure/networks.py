"""Networks: which of the accounts mention which."""

import numpy as np
import pandas as pd

from analysis.measure.quantities import number, quantities
from analysis.measure.sampling import flagged

EDGES = ["source", "target", "posts", "of", "share", "reciprocated"]


def mentions(posts: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Mentions among the accounts, one row per pair in this direction: in how many of the source's posts, and of how many.

    `posts` has account, platform and mentions (handles without @); `accounts` has account, platform and
    handle. A mention counts once per post, and only on the platform where it stands. Mentions of oneself, and
    all those in reposts, whose text and mentions are another's, are left out. A mention at the head of a
    reply counts. `reciprocated` says whether the target mentions the source too.
    """
    own = posts[~flagged(posts, "is_repost") & posts["account"].isin(accounts["account"])]
    listed = own[["account", "platform", "mentions"]].reset_index(drop=True).rename_axis("post").reset_index()
    listed["handle"] = listed["mentions"].map(_handles)
    listed = listed.explode("handle").dropna(subset=["handle"])
    known = accounts[accounts["handle"].fillna("") != ""]
    known = known.assign(handle=known["handle"].map(_handle))[["platform", "handle", "account"]]
    found = listed.merge(known, on=["platform", "handle"], suffixes=("", "_target"), validate="many_to_one")
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


def _handle(handle: str) -> str:
    return str(handle).strip().removeprefix("@").casefold()


def _handles(cell: object) -> list[str]:
    return [_handle(handle) for handle in cell] if isinstance(cell, (list, tuple, set, np.ndarray)) else []


def network(edges: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Each account's place: whom it mentions and who mentions it, in accounts and in posts; zeros included."""
    index = pd.Index(accounts["account"], name="account")
    by_source, by_target = edges.groupby("source")["posts"], edges.groupby("target")["posts"]
    columns = {
        "mentions": by_source.size(),
        "posts_mentioning": by_source.sum(),
        "mentioned_by": by_target.size(),
        "posts_mentioned_in": by_target.sum(),
    }
    return pd.DataFrame(
        {name: column.reindex(index).fillna(0).astype("int64") for name, column in columns.items()}
    ).reset_index()


def network_quantities(edges: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """`mentions.edges`, `.density` (of all directed pairs) and `.reciprocity` (edges that are returned / edges).

    Also `<source>.<target>.mentions`, the posts in which one mentions the other.
    """
    possible = len(accounts) * (len(accounts) - 1)
    rows = [
        number("mentions", "edges", len(edges), "count", formula="directed pairs of accounts with a mention")
    ]
    if possible:
        rows.append(
            number(
                "mentions",
                "density",
                len(edges) / possible,
                "share",
                formula="edges / possible edges",
                inputs=["mentions.edges"],
            )
        )
    if len(edges):
        returned = float(edges["reciprocated"].mean())
        rows.append(
            number(
                "mentions",
                "reciprocity",
                returned,
                "share",
                formula="edges returned / edges",
                inputs=["mentions.edges"],
            )
        )
    rows += [
        number(
            f"{row['source']}.{row['target']}",
            "mentions",
            row["posts"],
            "count",
            formula="posts that mention the other",
        )
        for row in edges.to_dict("records")
    ]
    return quantities(rows)
