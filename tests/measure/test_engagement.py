import math

import numpy as np
import pandas as pd
import pytest
from frames import shown

from analysis.measure.engagement import engagement, engagement_quantities, per_1000_followers, young_posts

OLD, NEW = "2024-08-01", "2024-09-27"


def posts(likes, **columns):
    frame = pd.DataFrame({"likes": likes})
    return frame.assign(
        account="kaz",
        is_repost=False,
        created_at=pd.to_datetime(OLD),
        collected_at=pd.to_datetime("2024-09-28"),
    ).assign(**columns)


def summary(frame, **options):
    return engagement(frame, metrics=("likes",), **options).set_index("statistic")


def test_median_mean_and_geometric_mean_of_a_post():
    found = summary(posts([0, 1, 3, 100]))
    assert found["value"].to_dict() == {
        "median": 2,
        "mean": 26,
        "geometric_mean": pytest.approx((1 * 2 * 4 * 101) ** 0.25 - 1),
    }


def test_counts_of_reposts_belong_to_the_original():
    assert summary(posts([10, 9_999], is_repost=[False, True])).loc["mean", ["value", "posts"]].tolist() == [
        10,
        1,
    ]


def test_a_missing_count_is_not_zero():
    assert summary(posts([10, None])).loc["mean", ["value", "posts", "missing"]].tolist() == [10, 1, 1]
    assert math.isnan(summary(posts([None, None])).loc["mean", "value"])


def test_no_views_of_a_liked_post_are_missing_views():
    found = engagement(posts([5, 0], views=[0, 0]), metrics=("views",)).set_index("statistic")
    assert found.loc["mean", ["posts", "missing", "value"]].tolist() == [1, 1, 0]


def test_young_posts_are_counted_and_left_out_unless_wanted():
    frame = posts([10, 2], created_at=pd.to_datetime([OLD, NEW]))
    assert summary(frame).loc["mean", ["value", "young"]].tolist() == [10, 1]
    assert summary(frame, keep_young=True).loc["mean", ["value", "young"]].tolist() == [6, 1]


def test_posts_of_unknown_age_stay_and_are_said():
    frame = posts([10, 20], collected_at=pd.NaT)
    assert summary(frame).loc["mean", ["value", "young", "age_unknown"]].tolist() == [15, 0, 2]
    assert young_posts(frame).isna().all()
    assert (
        young_posts(
            posts([1], created_at=pd.to_datetime([OLD]), collected_at=pd.Timestamp("2001-01-01", tz="UTC"))
        )
        .isna()
        .all()
    )
    assert young_posts(posts([1, 1], created_at=pd.to_datetime([OLD, NEW]))).tolist() == [False, True]


def test_bootstrap_intervals_of_the_mean_are_about_those_of_its_standard_error():
    likes = np.random.default_rng(1).poisson(40, 200)
    row = summary(posts(likes)).loc["mean"]
    half = 1.96 * likes.std() / np.sqrt(200)
    assert (row["low"], row["high"]) == (
        pytest.approx(likes.mean() - half, abs=0.12),
        pytest.approx(likes.mean() + half, abs=0.12),
    )


def test_the_interval_of_the_median_is_that_of_the_order_statistics():
    row = summary(posts(list(range(1, 100)))).loc["median"]
    assert row["low"] == pytest.approx(40, abs=2) and row["high"] == pytest.approx(
        60, abs=2
    )  # 50 ± 1.96 √99 / 2


def test_per_follower_figures_carry_the_interval_of_the_shown_count():
    found = engagement(posts([10, 20, 30, 40]), metrics=("likes",))
    relative = per_1000_followers(found, shown(("kaz", 50_000, 49_500, 51_000))).set_index("statistic")
    plain = found.set_index("statistic")
    assert relative.loc["mean", "value"] == pytest.approx(0.5)
    assert relative.loc["mean", "low"] == pytest.approx(1_000 * plain.loc["mean", "low"] / 51_000)
    assert relative.loc["mean", "high"] == pytest.approx(1_000 * plain.loc["mean", "high"] / 49_500)
    assert per_1000_followers(found, shown(("uzb", 5, 5, 5))).empty


def test_quantities_name_what_they_were_made_from():
    found = engagement(posts([10, 20, 30, 40]), metrics=("likes",))
    followers = shown(("kaz", 50_000, 49_500, 51_000))
    named = engagement_quantities(found, per_1000_followers(found, followers)).set_index("name")
    assert named.loc["kaz.likes_mean", "value"] == 25
    assert named.loc["kaz.likes_median_per_1000_followers", "inputs"] == ["kaz.likes_median", "kaz.followers"]
    assert named.loc["kaz.likes_mean_per_1000_followers", "unit"] == "per_1000"
