"""Activity: how often accounts post, and how: replies, quotes, media, languages."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.measure.bootstrap import generator, percentiles, resampled_sums
from analysis.measure.quantities import quantities
from analysis.measure.sampling import periods
from analysis.measure.shares import wilson

COLUMNS = ["account", "measure", "posts", "with_it", "unknown", "share", "low", "high"]
FLAGS = {"quotes": "is_quote", "reposts": "is_repost"}


def posts_per_day(
    chosen: pd.DataFrame,
    accounts: list[str],
    *,
    confidence: float = 0.95,
    resamples: int = 2_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Posts per day of each account with two posts or more: account, posts, days, posts_per_day, low, high.

    `chosen` has account, created_at and day. The rate is that of `sampling.periods`; its interval resamples
    the calendar days from the first post to the last, days without posts included, and is missing for fewer
    than seven.
    """
    rows = []
    for row in periods(chosen, accounts).dropna(subset=["posts_per_day"]).to_dict("records"):
        days = chosen.loc[chosen["account"] == row["account"], "day"]
        every = pd.date_range(days.min(), days.max(), freq="D")
        counts = days.value_counts().reindex(every, fill_value=0).to_numpy("float64")[:, None]
        low = high = np.nan
        if len(every) >= 7:
            sums = resampled_sums(counts, resamples, generator(seed, "posts per day", row["account"]))
            low, high = (
                end * row["posts_per_day"] for end in percentiles(sums[:, 0] / counts.sum(), confidence)
            )
        rows.append(
            {key: row[key] for key in ("account", "posts", "days", "posts_per_day")}
            | {"low": low, "high": high}
        )
    return pd.DataFrame(rows, columns=["account", "posts", "days", "posts_per_day", "low", "high"])


def activity(posts: pd.DataFrame, *, language: str = "language", confidence: float = 0.95) -> pd.DataFrame:
    """Shares of each account's posts, one row per account and measure, with Wilson's interval.

    `replies_to_others` and `own_threads` tell answers to others from an account's own continued posts, which
    exports mark alike. `quotes`, `reposts`; `media`, and `media_<type>`; `language_<code>` by the column
    `language` (`language_undecided` where it is empty). Posts of which an export does not say whether they
    are one are `unknown` and not counted in `posts`.
    """
    rows = [
        {"account": account, "measure": measure} | _share(flags, confidence)
        for account, own in posts.groupby("account", sort=False)
        for measure, flags in _measures(own, language)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _measures(own: pd.DataFrame, language: str) -> Iterator[tuple[str, pd.Series]]:
    """Each measure with a 1, a 0 or a missing value per post."""
    reply, thread = _flag(own, "is_reply"), _flag(own, "is_self_reply")
    reply = reply.where(thread != 1, 1.0)  # whoever continues a thread replies
    yield "replies_to_others", (1.0 - thread).where(reply == 1, reply)
    yield "own_threads", thread.where(reply == 1, reply)
    for measure, column in FLAGS.items():
        yield measure, _flag(own, column)
    if "media_types" in own:
        kinds = own["media_types"].map(_kinds)
        yield "media", kinds.map(lambda found: np.nan if found is None else float(bool(found)))
        for kind in sorted({kind for found in kinds if found for kind in found}):
            yield (
                f"media_{kind}",
                kinds.map(lambda found, kind=kind: np.nan if found is None else float(kind in found)),
            )
    if language in own:
        spoken = own[language].fillna("").replace({"": "undecided", "und": "undecided"})
        for code in sorted(spoken.unique()):
            yield f"language_{code}", (spoken == code).astype("float64")


def _flag(own: pd.DataFrame, column: str) -> pd.Series:
    if column not in own:
        return pd.Series(np.nan, index=own.index)
    return own[column].map(lambda cell: np.nan if pd.isna(cell) else float(bool(cell))).astype("float64")


def _kinds(cell: object) -> set[str] | None:
    """The kinds of media of a post; None where the export does not say."""
    return {str(kind) for kind in cell} if isinstance(cell, (list, tuple, set, np.ndarray)) else None


def _share(flags: pd.Series, confidence: float) -> dict:
    known = flags.dropna()
    base = {"posts": len(known), "with_it": int(known.sum()), "unknown": len(flags) - len(known)}
    if known.empty:
        return base | {"share": np.nan, "low": np.nan, "high": np.nan}
    low, high = wilson(np.array([known.sum()]), len(known), confidence)
    return base | {"share": float(known.mean()), "low": float(low[0]), "high": float(high[0])}


def activity_quantities(shares: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Shares as `<account>.<measure>_share`, rates as `<account>.posts_per_day`."""
    rows = [
        {
            "subject": row["account"],
            "measure": f"{row['measure']}_share",
            "value": row["share"],
            "low": row["low"],
            "high": row["high"],
            "unit": "share",
            "formula": f"{row['with_it']} of {row['posts']} posts; interval: Wilson",
            "sample": row["account"],
        }
        for row in shares.dropna(subset=["share"]).to_dict("records")
    ]
    rows += [
        {
            "subject": row["account"],
            "measure": "posts_per_day",
            "value": row["posts_per_day"],
            "unit": "per_day",
            "formula": "(posts − 1) / days from the first to the last; interval: bootstrap of days",
            "inputs": [f"{row['account']}.posts_chosen", f"{row['account']}.period_days"],
            "sample": row["account"],
        }
        | ({} if np.isnan(row["low"]) else {"low": row["low"], "high": row["high"]})
        for row in rates.to_dict("records")
    ]
    return quantities(rows)
