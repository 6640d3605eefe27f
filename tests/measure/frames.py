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


def accounts(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Accounts from (account, country, role, platform)."""
    return pd.DataFrame(rows, columns=["account", "country", "role", "platform"])
