"""Growth: how counts changed between two snapshots of an account, as far as what was shown can tell."""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from analysis.measure.quantities import quantities

MONTH = 30
COLUMNS = ["account", "metric", "start", "end", "days", "change", "low", "high", "certain", "span"]
COLUMNS += ["per_30_days", "per_30_days_low", "per_30_days_high", "relative", "relative_low", "relative_high"]


def growth(counts: pd.DataFrame) -> pd.DataFrame:
    """The change of each account's counts, one row per pair of neighbouring snapshots, and one from first to last.

    `counts` has account, metric, captured_on (a day), value, low, high. `change` is later less earlier, and
    `[low, high]` what the two shown counts allow: 1.8M after 1.8M can be a gain or a loss of nearly 100,000.
    `certain` says whether all of it lies on one side of 0 (or is exactly 0). `per_30_days` spreads the change
    evenly over the days between, `relative` divides it by the earlier count. `span` is `step` between
    neighbours, `whole` from first to last; an account with one snapshot has no row, one with two only the
    latter.
    """
    dated = counts.sort_values(["account", "metric", "captured_on"], kind="stable")
    dated = dated.drop_duplicates(["account", "metric", "captured_on"], keep="last")
    rows = [
        row
        for (account, metric), own in dated.groupby(["account", "metric"], sort=False)
        for row in _changes(account, metric, own.to_dict("records"))
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _changes(account: str, metric: str, snapshots: list[dict]) -> Iterator[dict]:
    base = {"account": account, "metric": metric}
    if len(snapshots) > 2:
        for earlier, later in zip(snapshots, snapshots[1:]):
            yield base | {"span": "step"} | _change(earlier, later)
    if len(snapshots) > 1:
        yield base | {"span": "whole"} | _change(snapshots[0], snapshots[-1])


def _change(earlier: dict, later: dict) -> dict:
    days = (dt.date.fromisoformat(later["captured_on"]) - dt.date.fromisoformat(earlier["captured_on"])).days
    change = {
        "": later["value"] - earlier["value"],
        "_low": later["low"] - earlier["high"],
        "_high": later["high"] - earlier["low"],
    }
    return {
        "start": earlier["captured_on"],
        "end": later["captured_on"],
        "days": days,
        "change": change[""],
        "low": change["_low"],
        "high": change["_high"],
        "certain": change["_low"] == change["_high"] or change["_low"] >= 0 or change["_high"] <= 0,
        **{f"per_30_days{end}": value / days * MONTH for end, value in change.items()},
        "relative": _relative(later["value"], earlier["value"]),
        "relative_low": _relative(later["low"], earlier["high"]),
        "relative_high": _relative(later["high"], earlier["low"]),
    }


def _relative(later: float, earlier: float) -> float:
    return later / earlier - 1 if earlier > 0 else float("nan")


def growth_quantities(changes: pd.DataFrame) -> pd.DataFrame:
    """From first to last snapshot: `<account>.<metric>_growth`, `…_growth_per_30_days` and `…_growth_share`."""
    rows = []
    for row in changes[changes["span"] == "whole"].to_dict("records"):
        measure, period = f"{row['metric']}_growth", f"{row['start']} to {row['end']}"
        base = {"subject": row["account"], "inputs": [f"{row['account']}.{measure}"]}
        rows += [
            base
            | {
                "measure": measure,
                "value": row["change"],
                "low": row["low"],
                "high": row["high"],
                "inputs": [],
            }
            | {"unit": row["metric"], "formula": f"{row['metric']} at the end − at the start, {period}"},
            base
            | {"measure": f"{measure}_per_30_days", "value": row["per_30_days"], "unit": row["metric"]}
            | {
                "low": row["per_30_days_low"],
                "high": row["per_30_days_high"],
                "formula": f"growth / {row['days']} days × 30",
            },
        ]
        if row["relative"] == row["relative"]:
            bounds = {"low": row["relative_low"], "high": row["relative_high"]}
            rows.append(
                base
                | {"measure": f"{measure}_share", "value": row["relative"], "unit": "share"}
                | {"formula": f"growth / {row['metric']} at the start"}
                | bounds
            )
    return quantities(rows)
