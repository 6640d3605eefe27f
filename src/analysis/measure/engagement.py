"""Engagement: likes, reposts, replies, views per post, and per 1,000 followers; others' posts left out."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.measure.bootstrap import generator, percentiles, resampled
from analysis.measure.quantities import pick, quantities
from analysis.measure.sampling import flagged

METRICS = ("likes", "reposts", "replies", "quotes", "views", "bookmarks")
YOUNG = pd.Timedelta(days=7)
COLUMNS = [
    "account",
    "metric",
    "posts",
    "missing",
    "young",
    "age_unknown",
    "statistic",
    "value",
    "low",
    "high",
]
_STATISTICS: dict[str, Callable[..., np.ndarray]] = {"median": np.median, "mean": np.mean}


def young_posts(posts: pd.DataFrame, *, young: pd.Timedelta = YOUNG) -> pd.Series:
    """Whether a post was collected before it was `young` old, and may still gain; missing where that is not known.

    Nor is it known where the capture is dated before the post.
    """
    created, collected = (
        pd.to_datetime(posts[column], utc=True) if column in posts else pd.Series(pd.NaT, index=posts.index)
        for column in ("created_at", "collected_at")
    )
    if created.isna().all() or collected.isna().all():
        return pd.Series(pd.NA, index=posts.index, dtype="boolean")
    age = collected - created
    return (age < young).astype("boolean").mask(age.isna() | (age < pd.Timedelta(0)))


def engagement(
    posts: pd.DataFrame,
    *,
    metrics: tuple[str, ...] = METRICS,
    keep_young: bool = False,
    young: pd.Timedelta = YOUNG,
    confidence: float = 0.95,
    resamples: int = 2_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Median, mean and geometric mean per post, with percentile bootstrap intervals: a row per account, metric, statistic.

    Reposts are left out: the counts that exports give for them belong to the original. Posts younger than
    `young` when collected are left out too, unless wanted, and counted in `young`; those of unknown age stay
    in. A missing count is not zero, and neither is a post without views that was liked: both are `missing`.
    `geometric_mean` is that of count + 1, less 1, since counts are skewed and can be 0. Intervals need three
    posts.
    """
    own = posts[~flagged(posts, "is_repost")]
    fresh = young_posts(own, young=young)
    kept = own if keep_young else own[~fresh.fillna(False)]
    rows = []
    for account, mine in kept.groupby("account", sort=False):
        of_account = fresh[own["account"] == account]
        base = {
            "account": account,
            "young": int(of_account.sum()),
            "age_unknown": int(of_account.isna().sum()),
        }
        for metric in (metric for metric in metrics if metric in mine):
            counts = _counts(mine, metric)
            known = counts.dropna().to_numpy("float64")
            common = base | {"metric": metric, "posts": len(known), "missing": len(counts) - len(known)}
            rng = generator(seed, "engagement", str(account), metric)
            rows += [common | row for row in _summaries(known, confidence, resamples, rng)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _counts(own: pd.DataFrame, metric: str) -> pd.Series:
    counts = pd.to_numeric(own[metric]).astype("float64")
    if metric == "views" and "likes" in own:
        counts = counts.mask((counts == 0) & (pd.to_numeric(own["likes"]).astype("float64") > 0))
    return counts


def _summaries(known: np.ndarray, confidence: float, times: int, rng: np.random.Generator) -> list[dict]:
    rows = []
    for statistic, function in _STATISTICS.items():
        rows.append({"statistic": statistic} | _summary(known, function, confidence, times, rng))
    logs = _summary(np.log1p(known), np.mean, confidence, times, rng)
    return [
        *rows,
        {"statistic": "geometric_mean"} | {key: float(np.expm1(value)) for key, value in logs.items()},
    ]


def _summary(
    known: np.ndarray,
    function: Callable[..., np.ndarray],
    confidence: float,
    times: int,
    rng: np.random.Generator,
) -> dict:
    if not len(known):
        return {"value": np.nan, "low": np.nan, "high": np.nan}
    bounds = (
        percentiles(resampled(known, function, times, rng), confidence)
        if len(known) > 2
        else (np.nan, np.nan)
    )
    return {"value": float(function(known)), "low": bounds[0], "high": bounds[1]}


def per_1000_followers(summaries: pd.DataFrame, followers: pd.DataFrame) -> pd.DataFrame:
    """The same per 1,000 followers, for accounts with a count of followers: value, low, high, and the quantity divided by.

    Followers are those of the snapshot, not those at the time of each post. The interval goes from the lower
    end over the most followers that the shown count allows to the upper end over the fewest.
    """
    shown = pick(followers, "followers")
    known = summaries[summaries["account"].isin(shown.index[shown["value"] > 0])]
    counts = shown.loc[known["account"]].set_axis(known.index)
    low, high = (known[end].fillna(known["value"]) for end in ("low", "high"))
    return known.assign(
        value=1_000 * known["value"] / counts["value"],
        low=1_000 * low / counts["high"],
        high=1_000 * high / counts["low"].where(counts["low"] > 0),
        followers=counts["name"],
    )


def engagement_quantities(summaries: pd.DataFrame, relative: pd.DataFrame) -> pd.DataFrame:
    """`<account>.<metric>_<statistic>` (unit per_post) and `…_per_1000_followers` (unit per_1000)."""
    rows = []
    for frame, ending, unit in ((summaries, "", "per_post"), (relative, "_per_1000_followers", "per_1000")):
        for row in frame.dropna(subset=["value"]).to_dict("records"):
            bounded = (
                {}
                if np.isnan(row["low"]) or np.isnan(row["high"])
                else {"low": row["low"], "high": row["high"]}
            )
            measure, name = f"{row['metric']}_{row['statistic']}", row["statistic"].replace("_", " ")
            formula = f"{name} of {row['metric']}, {row['posts']} posts, reposts excluded"
            inputs = [f"{row['account']}.{measure}", row["followers"]] if ending else []
            rows.append(
                {
                    "subject": row["account"],
                    "measure": f"{measure}{ending}",
                    "value": row["value"],
                    "unit": unit,
                    "formula": f"{formula} / followers × 1000"
                    if ending
                    else f"{formula}; interval: bootstrap of posts",
                    "inputs": inputs,
                    "sample": row["account"],
                }
                | bounded
            )
    return quantities(rows)
