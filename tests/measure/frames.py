"""Tiny literal frames that the tests of measure share."""

import pandas as pd

from analysis.measure.quantities import quantities


def shown(
    *rows: tuple[str, float, float, float], measure: str = "followers", unit: str = "followers"
) -> pd.DataFrame:
    """Quantities from (subject, value, low, high)."""
    return quantities(
        {"subject": subject, "measure": measure, "value": value, "low": low, "high": high, "unit": unit}
        for subject, value, low, high in rows
    )


def estimated(*rows: tuple[str, float, float, float], sample: str | None = None) -> pd.DataFrame:
    """Shares from (subject, value, low, high) with a confidence interval, each of its subject's posts unless told."""
    found = shown(*rows, measure="share_trade", unit="share")
    return found.assign(sample=found["subject"] if sample is None else sample)


def accounts(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Accounts from (account, country, role, platform)."""
    return pd.DataFrame(rows, columns=["account", "country", "role", "platform"])
