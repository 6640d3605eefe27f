"""Choosing posts: which posts of each account are analysed, what time they cover, and where that is uneven."""

import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from analysis.measure.bootstrap import generator
from analysis.measure.quantities import number, quantities
from analysis.study import Choice, write_whole

LITTLE = 0.5  # of the time that two accounts' posts cover together; below it the two are hardly comparable
DAY = pd.Timedelta(days=1)
CHOSEN = ["account", "post_id", "created_at", "day", "place", "is_repost", "is_pinned"]


def choose(posts: pd.DataFrame, choice: Choice, accounts: Sequence[str], *, seed: int = 0) -> pd.DataFrame:
    """The posts that are analysed, one row each, the newest of an account first (`place` 1).

    `day` is the calendar day in the time zone of the choice. Among posts of the same second the larger id,
    which platforms give later, counts as newer. Rows come in the order of `accounts`; other accounts are left
    out.
    """
    eligible = _eligible(posts, choice, accounts)
    if choice.method == "last":
        return eligible[eligible["place"] <= choice.posts].reset_index(drop=True)
    days = _days(posts, choice, accounts, seed)
    kept = eligible[eligible["day"].isin(days)].reset_index(drop=True)
    return kept.assign(place=kept.groupby("account").cumcount() + 1)


def calendar_days(created_at: pd.Series, timezone: str = "UTC") -> pd.Series:
    """The day on which each post appeared, as midnight without a zone; missing where the time is."""
    local = pd.to_datetime(created_at, utc=True).dt.tz_convert(ZoneInfo(timezone))
    return local.dt.tz_localize(None).dt.normalize()


def flagged(posts: pd.DataFrame, flag: str) -> pd.Series:
    """Whether an export says yes; a flag that it does not give, or a column that is absent, is no."""
    if flag not in posts:
        return pd.Series(False, index=posts.index)
    return posts[flag].map(lambda cell: cell is not pd.NA and cell == True).astype("bool")  # noqa: E712


def _eligible(posts: pd.DataFrame, choice: Choice, accounts: Sequence[str]) -> pd.DataFrame:
    marked = _marked(posts, choice, accounts)
    if not choice.reposts:
        marked = marked[~marked["is_repost"]]
    if not choice.pinned:
        marked = marked[~marked["is_pinned"]]
    marked = marked[marked["created_at"].notna()]
    order = (
        marked.assign(rank=marked["account"].map(_ranks(accounts)), digits=marked["post_id"].str.len())
        .sort_values(["created_at", "digits", "post_id"], ascending=False, kind="stable")
        .sort_values("rank", kind="stable")
        .reset_index(drop=True)
    )
    return order.assign(place=order.groupby("account").cumcount() + 1)[CHOSEN]


def _marked(posts: pd.DataFrame, choice: Choice, accounts: Sequence[str]) -> pd.DataFrame:
    own = posts[posts["account"].isin(list(accounts))]
    return own[["account", "post_id"]].assign(
        created_at=pd.to_datetime(own["created_at"], utc=True),
        day=calendar_days(own["created_at"], choice.timezone),
        is_repost=flagged(own, "is_repost"),
        is_pinned=flagged(own, "is_pinned"),
    )


def _ranks(accounts: Sequence[str]) -> dict[str, int]:
    return {account: rank for rank, account in enumerate(accounts)}


def window(posts: pd.DataFrame, choice: Choice, accounts: Sequence[str]) -> pd.DatetimeIndex:
    """The days of the choice, or, where it names none, the whole days that every account's export covers.

    The day of an account's first post and the day on which it was collected (or of its last post, where that
    is not known) may be cut and do not count; a pinned post says nothing about what an export covers. Where an
    export does not say which post is pinned, the oldest may be the one, and is passed over.
    Accounts without posts are passed over. Empty where the others have no day in common.
    """
    if choice.start and choice.end:
        return pd.date_range(choice.start, choice.end, freq="D")
    marked = _marked(posts, choice, accounts)
    collected = posts["collected_at"] if "collected_at" in posts else pd.Series(pd.NaT, index=posts.index)
    seen = marked.assign(
        seen=calendar_days(collected.loc[marked.index], choice.timezone).fillna(marked["day"])
    )
    seen = seen[~seen["is_pinned"] & ~_perhaps_pinned(posts, marked) & seen["day"].notna()].groupby("account")
    first, last = seen["day"].min() + DAY, seen["seen"].max() - DAY
    if first.empty or first.max() > last.min():
        return pd.DatetimeIndex([])
    return pd.date_range(first.max(), last.min(), freq="D")


def _perhaps_pinned(posts: pd.DataFrame, marked: pd.DataFrame) -> pd.Series:
    """The oldest post of each account with more than two, where nothing is known of what is pinned."""
    if "is_pinned" not in posts or marked.empty:
        return pd.Series(False, index=marked.index)
    account = marked["account"]
    unknown = posts.loc[marked.index, "is_pinned"].isna().groupby(account).transform("all")
    oldest = marked["created_at"].groupby(account).rank(method="first") == 1
    return unknown & oldest & (account.groupby(account).transform("size") > 2)


def _days(posts: pd.DataFrame, choice: Choice, accounts: Sequence[str], seed: int) -> pd.DatetimeIndex:
    days = window(posts, choice, accounts)
    return days if choice.method == "window" else constructed_weeks(days, choice.weeks, seed=seed)


def constructed_weeks(days: pd.DatetimeIndex, weeks: int, *, seed: int = 0) -> pd.DatetimeIndex:
    """`weeks` Mondays, Tuesdays … drawn without replacement from `days`, in their order; none where one is too rare."""
    rng = generator(seed, "constructed week")
    by_weekday = [days[days.day_of_week == weekday] for weekday in range(7)]
    if min(len(same) for same in by_weekday) < weeks:
        return pd.DatetimeIndex([])
    return pd.DatetimeIndex(
        sorted(day for same in by_weekday for day in rng.choice(same, size=weeks, replace=False))
    )


def periods(chosen: pd.DataFrame, accounts: Sequence[str]) -> pd.DataFrame:
    """What time each account's chosen posts cover, one row per account, those without posts included.

    `days` is the time from the first to the last post in days of 24 hours, and `posts_per_day` the posts
    after the first divided by it: the last N begin with a post, which would otherwise be counted against no
    time. `collected_first` and `collected_last` are when they were captured, missing where exports do not say.
    """
    collected = chosen.get("collected_at", pd.NaT)
    chosen = chosen.assign(collected_at=pd.to_datetime(collected))
    grouped = chosen.groupby("account")
    frame = grouped["created_at"].agg(["size", "min", "max"]).reindex(list(accounts))
    frame = frame.set_axis(["posts", "first", "last"], axis=1)
    days = (frame["last"] - frame["first"]) / DAY
    return frame.assign(
        posts=frame["posts"].fillna(0).astype("int64"),
        days=days,
        posts_per_day=(frame["posts"] - 1) / days.where(days > 0),
        reposts=_sums(grouped, "is_repost", accounts),
        pinned=_sums(grouped, "is_pinned", accounts),
        collected_first=grouped["collected_at"].min().reindex(list(accounts)),
        collected_last=grouped["collected_at"].max().reindex(list(accounts)),
    ).reset_index(names="account")


def _sums(grouped, flag: str, accounts: Sequence[str]) -> pd.Series:
    return grouped[flag].sum().reindex(list(accounts)).fillna(0).astype("int64")


def overlaps(periods: pd.DataFrame) -> pd.DataFrame:
    """Each pair of accounts that have posts: days in common, their share of all days that the two cover, the gap.

    `gap_days` is the time between the two periods, 0 where they overlap.
    """
    rows = []
    covered = periods[periods["posts"] > 0].to_dict("records")
    for one, other in itertools.combinations(covered, 2):
        common = (min(one["last"], other["last"]) - max(one["first"], other["first"])) / DAY
        together = (max(one["last"], other["last"]) - min(one["first"], other["first"])) / DAY
        rows.append(
            {
                "account": one["account"],
                "other": other["account"],
                "shared_days": max(common, 0.0),
                "share": max(common, 0.0) / together if together else 1.0,
                "gap_days": max(-common, 0.0),
            }
        )
    return pd.DataFrame(rows, columns=["account", "other", "shared_days", "share", "gap_days"])


def cautions(
    posts: pd.DataFrame, chosen: pd.DataFrame, choice: Choice, accounts: Sequence[str]
) -> pd.DataFrame:
    """What a reader must know about the choice, as codes and numbers; the words stand where papers are written.

    `code`, `account`, `other`, `has`, `wanted`: no_posts · fewer_posts (has, wanted: posts) · no_overlap
    (has: days between the two) · little_overlap (has, wanted: share of their common time) · no_common_window
    · too_few_days (has, wanted: of the rarest weekday) · undated (has: posts left out) · reposts_unknown,
    pinned_unknown (has: posts chosen) · no_account (has: posts of handles that accounts.csv lacks).
    """
    rows = [
        *_about_number(chosen, choice, accounts),
        *_about_time(posts, chosen, choice, accounts),
        *_about_flags(posts, chosen, choice, accounts),
    ]
    nothing = {"account": "", "other": "", "has": np.nan, "wanted": np.nan}
    frame = pd.DataFrame([nothing | row for row in rows], columns=["code", *nothing])
    return frame.astype(
        {"code": "str", "account": "str", "other": "str", "has": "float64", "wanted": "float64"}
    )


def _about_number(chosen: pd.DataFrame, choice: Choice, accounts: Sequence[str]) -> Iterator[dict]:
    counted = chosen["account"].value_counts()
    for account in accounts:
        posts = int(counted.get(account, 0))
        if not posts:
            yield {"code": "no_posts", "account": account}
        elif choice.method == "last" and posts < choice.posts:
            yield {"code": "fewer_posts", "account": account, "has": posts, "wanted": choice.posts}


def _about_time(
    posts: pd.DataFrame, chosen: pd.DataFrame, choice: Choice, accounts: Sequence[str]
) -> Iterator[dict]:
    if choice.method == "last":
        for pair in overlaps(periods(chosen, accounts)).to_dict("records"):
            both = {"account": pair["account"], "other": pair["other"]}
            if pair["gap_days"] > 0:
                yield both | {"code": "no_overlap", "has": pair["gap_days"], "wanted": 0}
            elif pair["share"] < LITTLE:
                yield both | {"code": "little_overlap", "has": pair["share"], "wanted": LITTLE}
        return
    days = window(posts, choice, accounts)
    if not len(days):
        yield {"code": "no_common_window"}
    elif choice.method == "constructed_week":
        rarest = min((days.day_of_week == weekday).sum() for weekday in range(7))
        if rarest < choice.weeks:
            yield {"code": "too_few_days", "has": rarest, "wanted": choice.weeks}


def _about_flags(
    posts: pd.DataFrame, chosen: pd.DataFrame, choice: Choice, accounts: Sequence[str]
) -> Iterator[dict]:
    strangers = int((posts["account"].fillna("") == "").sum())
    if strangers:
        yield {"code": "no_account", "has": strangers}
    for account in accounts:
        own = posts[posts["account"] == account]
        taken = own[own["post_id"].isin(chosen["post_id"])]
        unknown = {
            "undated": own["created_at"].isna(),
            "reposts_unknown": _unknown(taken, "is_repost") & (not choice.reposts),
            "pinned_unknown": _unknown(taken, "is_pinned") & (not choice.pinned),
        }
        for code, affected in unknown.items():
            if affected.any():
                yield {"code": code, "account": account, "has": int(affected.sum())}


def _unknown(posts: pd.DataFrame, flag: str) -> pd.Series:
    return posts[flag].isna() if flag in posts else pd.Series(True, index=posts.index)


def period_quantities(periods: pd.DataFrame) -> pd.DataFrame:
    """Of each account with posts, `posts_chosen` and `period_days`, the days that they cover."""
    return quantities(
        row
        for period in periods[periods["posts"] > 0].to_dict("records")
        for row in (
            number(
                period["account"], "posts_chosen", period["posts"], "count", formula="posts that are analysed"
            ),
            number(
                period["account"],
                "period_days",
                period["days"],
                "days",
                formula="from the first to the last post",
            ),
        )
    )


def choice_quantities(choice: Choice, confidence: float) -> pd.DataFrame:
    """What was chosen, as values that sentences ask for.

    `posts.last` (so many of each account), `posts.weeks` (so many constructed ones) or `posts.window` (one);
    `posts.reposts_in` and `posts.pinned_in`, 1 or 0; and `posts.confidence`, the level of all intervals.
    """
    method = {
        "last": ("last", choice.posts),
        "constructed_week": ("weeks", choice.weeks),
        "window": ("window", 1),
    }
    name, many = method[choice.method]
    formula = "as chosen in study.yaml, or in PARAMS"
    rows = [(name, many), ("reposts_in", int(choice.reposts)), ("pinned_in", int(choice.pinned))]
    return quantities(
        [
            *(number("posts", measure, value, "count", formula=formula) for measure, value in rows),
            number("posts", "confidence", confidence, "share", formula=formula),
        ]
    )


def write_choice(chosen: pd.DataFrame, choice: Choice, folder: Path, *, seed: int = 0) -> None:
    """What was chosen (`chosen.csv`: account, post, time, place) and by which settings (`choice.json`)."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = choice.model_dump(mode="json", by_alias=True) | {"seed": seed, "chosen": len(chosen)}
    texts = {
        "chosen.csv": chosen.drop(columns="day").to_csv(
            index=False, lineterminator="\n", date_format="%Y-%m-%dT%H:%M:%SZ"
        ),
        "choice.json": json.dumps(settings, ensure_ascii=False, indent=1) + "\n",
    }
    for name, text in texts.items():
        write_whole(folder / name, text)


def read_choice(folder: Path) -> tuple[pd.DataFrame, Choice, int]:
    """The posts chosen before, the settings that chose them, and the seed."""
    settings = json.loads((folder / "choice.json").read_text(encoding="utf-8"))
    seed = settings.pop("seed")
    settings.pop("chosen")
    choice = Choice.model_validate(settings)
    frame = pd.read_csv(
        folder / "chosen.csv", dtype={"account": "str", "post_id": "str"}, keep_default_na=False
    )
    created_at = pd.to_datetime(frame["created_at"], utc=True)
    return (
        frame.assign(created_at=created_at, day=calendar_days(created_at, choice.timezone))[CHOSEN],
        choice,
        seed,
    )
