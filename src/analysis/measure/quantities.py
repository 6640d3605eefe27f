"""Quantities: numbers that keep their interval, their unit and what they were made from.

A frame of quantities has one row per number. `value` is the number that was shown or that follows from
shown numbers; `[low, high)` is where it can lie, given how each number was displayed (both equal `value`
where every digit was shown). `inputs` names the quantities it was computed from; `origin` lists the raw
cells of a number that was read. A missing number is NaN, never zero, and `missing` may say why in a word.

Of an estimate `[low, high]` is a confidence interval. `sample` then names what was sampled: the account, where
nothing but its own posts speaks, else `MIXED`, where several accounts' posts do. It is empty for all other numbers.
"""

import math
from collections.abc import Iterable, Mapping

import pandas as pd

COLUMNS = [
    "name",
    "subject",
    "measure",
    "value",
    "low",
    "high",
    "exact",
    "unit",
    "formula",
    "inputs",
    "origin",
    "sample",
    "missing",
]
MIXED = "*"


def quantities(rows: Iterable[dict]) -> pd.DataFrame:
    """A frame of quantities from rows that have subject, measure, value and unit, and maybe the rest."""
    frame = pd.DataFrame([_completed(row) for row in rows], columns=COLUMNS)
    return frame.astype({"value": "float64", "low": "float64", "high": "float64", "exact": "bool"})


def number(
    subject: str, measure: str, value: float, unit: str, *, formula: str = "", inputs: list[str] | None = None
) -> dict:
    """The row of a number without an interval: a count of accounts, a p-value, a year."""
    return {
        "subject": subject,
        "measure": measure,
        "value": value,
        "unit": unit,
        "formula": formula,
        "inputs": inputs or [],
    }


def observed(
    counts: pd.DataFrame, subject: pd.Series, measure: pd.Series, unit: pd.Series, sources: pd.DataFrame
) -> pd.DataFrame:
    """Quantities of numbers that were read, one per row of `counts`, with the raw cell as their origin."""
    days = sources.set_index("source")["seen_on"]
    return quantities(
        {
            "subject": subject[index],
            "measure": measure[index],
            "value": count["value"],
            "low": count["low"],
            "high": count["high"],
            "unit": unit[index],
            "origin": [_cell(count, days)],
        }
        for index, count in counts.iterrows()
    )


def ratio(
    over: pd.DataFrame, under: pd.DataFrame, *, measure: str, unit: str, formula: str, times: float = 1.0
) -> pd.DataFrame:
    """`over` / `under` x `times`, row by row (both indexed by the new subject); missing where either is missing.

    The interval goes from the lowest over the highest to the highest over the lowest.
    """
    both = over.join(under, how="inner", suffixes=("_over", "_under"), validate="one_to_one")
    return quantities(
        quotient(_side(row, "_over"), _side(row, "_under"), times)
        | {"subject": subject, "measure": measure, "unit": unit, "formula": formula}
        for subject, row in zip(both.index, both.to_dict("records"))
        if row["value_under"] > 0
    )


def _side(row: dict, side: str) -> dict:
    return {part: row[f"{part}{side}"] for part in ("name", "value", "low", "high")}


def quotient(over: Mapping, under: Mapping, times: float = 1.0) -> dict:
    """Value, bounds and inputs of `over` / `under` x `times`; an end that cannot be divided is open (infinite)."""
    return {
        "value": _divided(over["value"], under["value"]) * times,
        "low": _divided(over["low"], under["high"]) * times,
        "high": _divided(over["high"], under["low"]) * times,
        "inputs": [over["name"], under["name"]],
    }


def _divided(over: float, under: float) -> float:
    return over / under if under else math.inf


def pick(frame: pd.DataFrame, measure: str, subjects: Iterable[str] | None = None) -> pd.DataFrame:
    """The quantities of one measure, indexed by subject, in the order of `subjects` where these are given."""
    picked = frame[frame["measure"] == measure].set_index("subject", drop=False)
    picked.index.name = None
    return (
        picked
        if subjects is None
        else picked.loc[[subject for subject in subjects if subject in picked.index]]
    )


def apart(one: Mapping, other: Mapping) -> bool:
    """Whether both are estimates, of different accounts' posts, so that neither says anything of the other's error."""
    samples = [each.get("sample", "") for each in (one, other)]
    return "" not in samples and MIXED not in samples and samples[0] != samples[1]


def unbounded(number: Mapping) -> bool:
    """Whether it is an estimate without a confidence interval, from which nothing can be concluded."""
    return bool(number.get("sample", "")) and not number["low"] < number["high"]


def _completed(row: dict) -> dict:
    low, high = row.get("low", row["value"]), row.get("high", row["value"])
    name = f"{row['subject']}.{row['measure']}"
    defaults = {
        "name": name,
        "low": low,
        "high": high,
        "exact": bool(low == high),
        "formula": "",
        "inputs": [],
        "origin": [],
        "sample": "",
        "missing": "",
    }
    return defaults | row


def _cell(count: pd.Series, days: pd.Series) -> dict:
    day = count.get("captured_on") or days.get(count["source"], "")
    return {key: count[key] for key in ("file", "row", "column", "shown", "source", "note")} | {"day": day}
