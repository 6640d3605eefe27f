"""Attrition: what has become of a bundle's posts, as far as an export of another day can tell."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.measure.shares import wilson
from analysis.publish.bundle import KEY, Bundle, days, keys, yes_no


@dataclass(frozen=True)
class Rehydrated:
    """What became of the posts of a bundle.

    `posts`: one row per post of the bundle, with `status` (found, gone, beyond) and `checked`, see `standing`.
    `others`: posts of the same accounts that the bundle lacks, `newer` than its last one or `unlisted`.
    `accounts`, `years`, `months`, and `analysed` for the posts that the study analyses: see `attrition`.
    `exports`: what was read of each file. `parts`: the posts written. `text`: all of it in words, as Markdown.
    """

    posts: pd.DataFrame
    others: pd.DataFrame
    accounts: pd.DataFrame
    years: pd.DataFrame
    months: pd.DataFrame
    analysed: pd.DataFrame
    exports: pd.DataFrame
    parts: list[Path]
    text: str = ""


def exported_posts(posts: pd.DataFrame, shared: Bundle) -> pd.DataFrame:
    """The posts of an export that matter here: those of the bundle, and others of its accounts.

    `account` is the bundle's where it has the post, `day` and `seen` (when it was collected, or its own day where
    that is unknown) are days of the bundle's time zone, `listed` says whether the bundle has it.
    """
    known = shared.posts.set_index(KEY)["account"].reindex(keys(posts)).set_axis(posts.index)
    day, collected = (days(posts[time], shared.timezone) for time in ("created_at", "collected_at"))
    posts = posts.assign(
        account=known.fillna(posts["account"]),
        listed=known.notna(),
        day=day,
        seen=collected.where(collected > day, day),
        **{flag: yes_no(posts[flag]) for flag in ("is_repost", "is_reply", "is_pinned")},
    )
    return posts[posts["account"] != ""].drop(columns=["created_at", "collected_at"]).reset_index(drop=True)


def standing(listed: pd.DataFrame, exported: pd.DataFrame, *, complete: bool = False) -> pd.DataFrame:
    """The bundle's posts with their `status`, and whether their being there could be `checked`.

    `found`; `gone`: the export covers its day and lacks it; `beyond`: it lacks it, but does not reach there, so
    that nothing can be said. An export covers the days between its account's first post and the day on which it
    was collected (or the account's last post, where that is unknown), both of which may be cut; a pinned post says
    nothing about what it covers. Where it has none of an account's reposts, or none of its replies, it was made
    without them. A `complete` export covers everything.
    """
    there = keys(listed).isin(keys(exported))
    checked = np.ones(len(listed), dtype="bool") if complete else _covered(listed, exported)
    return listed.assign(status=np.select([there, checked], ["found", "gone"], "beyond"), checked=checked)


def _covered(listed: pd.DataFrame, exported: pd.DataFrame) -> np.ndarray:
    usual = exported[exported["is_pinned"] != "yes"]
    period = usual.groupby("account").agg(first=("day", "min"), last=("seen", "max"))
    own = listed[["account", "day"]].join(period, on="account").fillna("")
    between = (own["first"] < own["day"]) & (own["day"] < own["last"])
    return between.to_numpy("bool") & _kinds(listed).isin(_kinds(usual))


def _kinds(posts: pd.DataFrame) -> pd.MultiIndex:
    kind = np.select([posts["is_repost"] == "yes", posts["is_reply"] == "yes"], ["repost", "reply"], "own")
    return pd.MultiIndex.from_arrays([posts["account"], kind])


def other_posts(listed: pd.DataFrame, exported: pd.DataFrame) -> pd.DataFrame:
    """Posts of the export that the bundle lacks: `newer` than the account's last one in it, or `unlisted`."""
    last = listed.groupby("account")["day"].max()
    others = exported.loc[~exported["listed"], [*KEY, "account", "day"]]
    newer = others["day"] > others["account"].map(last).fillna("9999")
    return others.assign(status=np.where(newer, "newer", "unlisted")).reset_index(drop=True)


def counts(
    posts: pd.DataFrame, exported: pd.DataFrame, others: pd.DataFrame, confidence: float
) -> dict[str, pd.DataFrame]:
    """The attrition by account, year and month, and by account of the posts that the study analyses."""
    return {
        "accounts": _with_period(attrition(posts, "account", confidence), exported, others),
        "years": attrition(posts.assign(year=posts["day"].str[:4]), "year", confidence),
        "months": attrition(posts.assign(month=posts["day"].str[:7]), "month", confidence),
        "analysed": attrition(posts[posts["chosen"] == "yes"], "account", confidence),
    }


def attrition(posts: pd.DataFrame, by: str, confidence: float = 0.95) -> pd.DataFrame:
    """How many posts of each `by` were found, gone and beyond, and the share gone of those that could be checked.

    `[low, high]` is Wilson's interval; the three are missing where nothing could be checked.
    """
    counted = posts.assign(**{status: posts["status"] == status for status in ("found", "gone", "beyond")})
    rows = counted.assign(posts=1).groupby(by)[["posts", "found", "gone", "beyond", "checked"]].sum()
    rows = rows.astype("int64").reset_index()
    tried = rows["checked"].to_numpy()
    low, high = wilson(rows["gone"].to_numpy(), np.maximum(tried, 1), confidence)
    ends = {"share": rows["gone"] / np.maximum(tried, 1), "low": low, "high": high}
    return rows.assign(**{name: np.where(tried > 0, end, np.nan) for name, end in ends.items()})


def _with_period(accounts: pd.DataFrame, exported: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The accounts with their other posts, and the days that the export has of them (pinned posts aside)."""
    usual = exported[exported["is_pinned"] != "yes"].groupby("account")
    period = usual.agg(first=("day", "min"), last=("day", "max"))
    for status in ("newer", "unlisted"):
        number = others.loc[others["status"] == status, "account"].value_counts()
        accounts = accounts.assign(**{status: accounts["account"].map(number).fillna(0).astype("int64")})
    return accounts.join(period, on="account").fillna({"first": "", "last": ""})
