import pandas as pd
import pytest

from analysis.measure.growth import growth, growth_quantities


def counts(*rows, account="tur", metric="followers"):
    frame = pd.DataFrame(rows, columns=["captured_on", "value", "low", "high"])
    return frame.assign(account=account, metric=metric)


EXACT = counts(
    ("2024-09-01", 1_000, 1_000, 1_000),
    ("2024-10-01", 1_060, 1_060, 1_060),
    ("2024-12-30", 1_030, 1_030, 1_030),
)


def test_growth_of_exact_counts_is_exact():
    found = growth(EXACT).set_index(["span", "end"])
    assert found.loc[("step", "2024-10-01"), ["days", "change", "per_30_days", "relative"]].tolist() == [
        30,
        60,
        60,
        pytest.approx(0.06),
    ]
    assert found.loc[("step", "2024-12-30"), ["days", "change", "per_30_days"]].tolist() == [90, -30, -10]
    assert found.loc[("whole", "2024-12-30"), ["days", "change", "per_30_days"]].tolist() == [120, 30, 7.5]
    assert found["certain"].all()


def test_two_counts_shown_alike_may_hide_a_gain_or_a_loss():
    row = growth(counts(("2024-09-01", 1.8e6, 1.75e6, 1.9e6), ("2024-10-01", 1.8e6, 1.75e6, 1.9e6))).iloc[0]
    assert row[["change", "low", "high"]].tolist() == [0, -150_000, 150_000] and not row["certain"]
    assert row["relative_low"] == pytest.approx(1.75 / 1.9 - 1) and row["relative_high"] == pytest.approx(
        1.9 / 1.75 - 1
    )


def test_a_gain_beyond_the_rounding_is_certain():
    row = growth(counts(("2024-09-01", 1.8e6, 1.75e6, 1.9e6), ("2024-10-31", 2.1e6, 2.05e6, 2.2e6))).iloc[0]
    assert row["certain"] and row["per_30_days_low"] == pytest.approx(75_000) and row["span"] == "whole"


def test_one_snapshot_has_not_grown():
    assert growth(EXACT.iloc[:1]).empty and growth_quantities(growth(EXACT.iloc[:1])).empty


def test_snapshots_are_put_in_order_and_the_later_reading_of_a_day_counts():
    again = pd.concat([EXACT.iloc[::-1], counts(("2024-12-30", 1_040, 1_040, 1_040))])
    assert growth(again).query("span == 'whole'")["change"].tolist() == [40]


def test_growth_from_nothing_has_no_share():
    named = growth_quantities(growth(counts(("2024-09-01", 0, 0, 0), ("2024-10-01", 5, 5, 5))))
    assert named["name"].tolist() == ["tur.followers_growth", "tur.followers_growth_per_30_days"]


def test_growth_can_be_named():
    named = growth_quantities(growth(EXACT)).set_index("name")
    assert named.loc["tur.followers_growth", ["value", "unit", "exact"]].tolist() == [30, "followers", True]
    assert named.loc["tur.followers_growth_share", "value"] == pytest.approx(0.03)
    assert named.loc["tur.followers_growth_per_30_days", "inputs"] == ["tur.followers_growth"]
