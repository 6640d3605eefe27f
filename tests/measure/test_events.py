import datetime as dt
import math

import pandas as pd
import pytest

from analysis.measure.events import covered_days, days_of, event_quantities, event_rates
from analysis.study import Event, StudyError, validated


def event(first, last, name="summit"):
    return Event(id=name, start=dt.date(2024, 9, first), end=dt.date(2024, 9, last), label={"en": "Summit"})


def daily(*counts, account="kaz"):
    """Posts of an account, so many on each of the days from 1 September."""
    times = [
        f"2024-09-{day:02} {hour:02}:00" for day, many in enumerate(counts, start=1) for hour in range(many)
    ]
    return pd.DataFrame({"account": account, "created_at": pd.to_datetime(times)})


def rates(counts, *events, days=None):
    covered = {"kaz": pd.date_range("2024-09-01", periods=days or len(counts))}
    return event_rates(daily(*counts), events, covered)


def test_the_rate_ratio_is_that_of_posts_per_day():
    row = rates([1, 1, 4, 4, 1, 1, 1, 1], event(3, 4)).iloc[0]
    assert row[["posts", "days", "other_posts", "other_days", "rate_ratio"]].tolist() == [8, 2, 6, 6, 4]


def test_the_exact_interval_leaves_the_same_chance_on_either_side():
    row = rates([11, *([2, 3, 2, 2, 3, 2, 2, 2, 3, 2])], event(1, 1)).iloc[0]
    assert row["interval"] == "exact" and row["dispersion"] < 1
    assert row["rate_ratio"] == pytest.approx(11 / 2.3)
    for end, tail in ((row["low"], "above"), (row["high"], "below")):
        share = end / (end + 10)  # of 34 posts, those due to the event's day if the ratio were `end`
        chance = [math.comb(34, k) * share**k * (1 - share) ** (34 - k) for k in range(35)]
        assert sum(chance[11:] if tail == "above" else chance[:12]) == pytest.approx(0.025, abs=1e-6)


def test_posts_that_come_in_bursts_widen_the_interval():
    row = rates([6, 0, 9, 3, 0, 6, 0, 0, 6, 0], event(3, 4)).iloc[0]
    pearson = ((9 - 6) ** 2 + (3 - 6) ** 2) / 6 + (3 * (6 - 2.25) ** 2 + 5 * 2.25**2) / 2.25
    assert row["interval"] == "overdispersed" and row["dispersion"] == pytest.approx(pearson / 8)
    half = 1.959964 * math.sqrt(pearson / 8 * (1 / 12 + 1 / 18))
    assert math.log(row["high"] / row["rate_ratio"]) == pytest.approx(half, rel=1e-6)


def test_placebos_are_all_runs_of_other_days():
    row = rates([1, 1, 4, 4, 1, 1, 1, 1], event(3, 4)).iloc[0]
    assert row["placebos"] == 1 + 3  # 1–2 September, and three runs in 5–8 September
    assert (row["placebo_low"], row["placebo_high"]) == (1, 1) and row["placebo_p"] == pytest.approx(1 / 5)


def test_days_of_another_event_are_neither_other_days_nor_placebos():
    row = rates([1, 1, 4, 4, 9, 9, 1, 1], event(3, 4), event(5, 6, "visit")).iloc[0]
    assert row[["other_posts", "other_days", "rate_ratio", "placebos"]].tolist() == [4, 4, 4, 2]


@pytest.mark.parametrize(
    ("counts", "when", "state"),
    [
        ([1, 1, 1], event(10, 11), "not_covered"),
        ([1, 1, 1], event(1, 3), "not_covered"),
        ([0, 0, 0], event(1, 1), "no_posts"),
    ],
    ids=["outside", "all of it", "nothing posted"],
)
def test_an_event_that_cannot_be_compared_says_why(counts, when, state):
    found = rates(counts, when)
    assert (
        found["state"].tolist() == [state]
        and found["rate_ratio"].isna().all()
        and event_quantities(found).empty
    )


def test_posts_only_in_the_event_have_an_open_interval():
    row = rates([0, 5, 0, 0], event(2, 2)).iloc[0]
    assert row["rate_ratio"] == math.inf and row["high"] == math.inf
    assert row["low"] == pytest.approx(3 * 0.025 ** (1 / 5) / (1 - 0.025 ** (1 / 5)))


def test_covered_days_are_whole_and_each_accounts_own():
    frame = pd.concat([daily(1, 1, 1, 1, 1), daily(1, 0, 0, 1, account="uzb")], ignore_index=True)
    frame = frame.assign(post_id=frame.index.map(str), collected_at=pd.to_datetime("2024-09-06 09:00"))
    days = covered_days(frame, ["kaz", "uzb", "none"])
    assert [len(days[account]) for account in ("kaz", "uzb", "none")] == [4, 4, 0]


def test_events_are_declared_with_their_first_and_last_day():
    found = validated(
        Event,
        {"id": "unga-79", "from": "2024-09-24", "to": "2024-09-30", "label": {"en": "UNGA"}},
        "study.yaml",
    )
    assert len(days_of(found)) == 7
    with pytest.raises(StudyError, match="`from` .2024-09-30. is later than `to` .2024-09-24."):
        validated(Event, {"id": "unga", "from": "2024-09-30", "to": "2024-09-24", "label": {}}, "study.yaml")


def test_ratios_and_placebos_can_be_named():
    named = event_quantities(rates([1, 1, 4, 4, 1, 1, 1, 1], event(3, 4))).set_index("name")
    assert named.loc["kaz.summit_rate_ratio", ["value", "unit"]].tolist() == [4, "times"]
    assert named.loc["kaz.summit_placebo_p", "value"] == pytest.approx(0.2)
