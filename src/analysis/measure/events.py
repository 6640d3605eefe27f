"""Events: whether accounts posted more in a time declared beforehand than in the rest of what was observed."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.measure.quantities import number, quantities
from analysis.measure.sampling import calendar_days, window
from analysis.study import Choice, Event

COLUMNS = [
    "event",
    "account",
    "posts",
    "days",
    "event_days",
    "other_posts",
    "other_days",
    "rate_ratio",
    "low",
    "high",
    "dispersion",
    "interval",
    "placebos",
    "placebo_low",
    "placebo_high",
    "placebo_p",
    "state",
]


def days_of(event: Event) -> pd.DatetimeIndex:
    """The days of an event, the first and the last included."""
    return pd.date_range(event.start, event.end, freq="D")


def covered_days(
    posts: pd.DataFrame, accounts: Sequence[str], *, timezone: str = "UTC"
) -> dict[str, pd.DatetimeIndex]:
    """The whole days that each account's export covers (`sampling.window`, one account at a time)."""
    choice = Choice(method="window", timezone=timezone)
    return {account: window(posts, choice, [account]) for account in accounts}


def event_rates(
    posts: pd.DataFrame,
    events: Sequence[Event],
    covered: Mapping[str, pd.DatetimeIndex],
    *,
    timezone: str = "UTC",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Posts per day in each event over posts per day otherwise, one row per event and account.

    `posts` are those to be counted, for instance those of one theme; `covered` the days on which an account
    was observed, which all posts decide. Days of any declared event are no part of the other days. The
    interval is the exact conditional one of two Poisson rates (`exact`), or, where posts are more uneven from
    day to day than Poisson's (`dispersion`, Pearson's, above 1), that of the logarithm with the variance so
    many times as large (`overdispersed`). Placebos: every run of as many days among the other days, held
    against what is left of these; `placebo_p` is the share of ratios as far from 1, the event's included.
    `not_covered`: no day of the event was observed, or no other; `no_posts`: nothing was posted on either.
    """
    days = calendar_days(posts["created_at"], timezone)
    occupied = pd.DatetimeIndex(sorted({day for event in events for day in days_of(event)}))
    rows = []
    for event in events:
        for account, observed in covered.items():
            counts = days[posts["account"] == account].value_counts().reindex(observed, fill_value=0)
            inside, outside = counts[observed.isin(days_of(event))], counts[~observed.isin(occupied)]
            base = {"event": event.id, "account": account, "event_days": len(days_of(event))}
            rows.append(base | _rates(inside, outside, confidence) | _placebos(inside, outside, confidence))
    return pd.DataFrame(rows, columns=COLUMNS)


def _rates(inside: pd.Series, outside: pd.Series, confidence: float) -> dict:
    a, b = int(inside.sum()), int(outside.sum())
    base = {"posts": a, "days": len(inside), "other_posts": b, "other_days": len(outside)}
    if not (len(inside) and len(outside)):
        return base | {"state": "not_covered"}
    if a + b == 0:
        return base | {"state": "no_posts"}
    exposure = len(outside) / len(inside)
    dispersion = _dispersion(inside, outside)
    uneven = dispersion > 1 and a > 0 and b > 0
    low, high = _log_bounds(a, b, dispersion, confidence) if uneven else _exact_bounds(a, b, confidence)
    return base | {
        "rate_ratio": _ratio(inside, outside),
        "low": low * exposure,
        "high": high * exposure,
        "dispersion": dispersion,
        "interval": "overdispersed" if uneven else "exact",
        "state": "defined",
    }


def _ratio(inside: pd.Series, outside: pd.Series) -> float:
    return float(inside.mean() / outside.mean()) if outside.sum() else math.inf


def _dispersion(inside: pd.Series, outside: pd.Series) -> float:
    """Pearson's chi-square of the daily counts about their two means, per degree of freedom; 1 where there is none."""
    squares = sum(
        float(((part - part.mean()) ** 2).sum() / part.mean()) for part in (inside, outside) if part.sum()
    )
    free = len(inside) + len(outside) - 2
    return squares / free if free > 0 else 1.0


def _log_bounds(a: int, b: int, dispersion: float, confidence: float) -> tuple[float, float]:
    from statistics import NormalDist

    half = NormalDist().inv_cdf((1 + confidence) / 2) * math.sqrt(dispersion * (1 / a + 1 / b))
    return a / b * math.exp(-half), a / b * math.exp(half)


def _exact_bounds(a: int, b: int, confidence: float) -> tuple[float, float]:
    """Bounds of a/b, from Clopper and Pearson's of a/(a + b); infinite where b is 0."""
    from scipy.stats import binomtest  # half a second to import

    share = binomtest(a, a + b).proportion_ci(confidence, method="exact")
    return tuple(end / (1 - end) if end < 1 else math.inf for end in (float(share.low), float(share.high)))


def _placebos(inside: pd.Series, outside: pd.Series, confidence: float) -> dict:
    length = len(inside)
    if not length or not outside.sum():
        return {"placebos": 0}
    ratios = np.array([
        _ratio(outside[(outside.index >= first) & (outside.index < first + pd.Timedelta(days=length))],
               outside[(outside.index < first) | (outside.index >= first + pd.Timedelta(days=length))])
        for first in _runs(outside.index, length)
    ])  # fmt: skip
    if not len(ratios):
        return {"placebos": 0}
    with np.errstate(divide="ignore"):
        far, own = np.abs(np.log(ratios)), abs(np.log(_ratio(inside, outside)))
    return {
        "placebos": len(ratios),
        "placebo_low": float(np.quantile(ratios, (1 - confidence) / 2, method="lower")),
        "placebo_high": float(np.quantile(ratios, (1 + confidence) / 2, method="higher")),
        "placebo_p": (1 + int((far >= own - 1e-12).sum())) / (1 + len(ratios)),
    }


def _runs(days: pd.DatetimeIndex, length: int) -> list[pd.Timestamp]:
    """The days from which `length` days follow one another, with at least one other day left."""
    known = set(days)
    step = pd.Timedelta(days=1)
    return [day for day in days if len(days) > length and all(day + step * n in known for n in range(length))]


def event_quantities(rates: pd.DataFrame) -> pd.DataFrame:
    """`<account>.<event>_rate_ratio` and `<account>.<event>_placebo_p`, where they are defined and finite."""
    rows = []
    for row in rates[rates["state"] == "defined"].to_dict("records"):
        measure = f"{row['event']}_rate_ratio"
        if math.isfinite(row["rate_ratio"]):
            formula = f"posts per day in {row['days']} days of the event / in {row['other_days']} others; interval: {row['interval']}"
            rows.append(
                number(row["account"], measure, row["rate_ratio"], "times", formula=formula)
                | {"low": row["low"], "high": row["high"]}
            )
            if row["placebos"]:
                formula = f"share of {row['placebos']} other runs of days that stand out as much"
                inputs = [f"{row['account']}.{measure}"]
                rows.append(
                    number(
                        row["account"],
                        f"{row['event']}_placebo_p",
                        row["placebo_p"],
                        "p",
                        formula=formula,
                        inputs=inputs,
                    )
                )
    return quantities(rows)
