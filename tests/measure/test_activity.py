import numpy as np
import pandas as pd
import pytest

from analysis.measure.activity import activity, activity_quantities, posts_per_day
from analysis.measure.sampling import choose
from analysis.study import Choice


def posts(**columns):
    frame = pd.DataFrame(columns)
    return frame.assign(account=columns.get("account", "kaz"))


def shares(frame):
    return activity(frame).set_index("measure")


def test_own_threads_are_no_replies_to_others():
    frame = posts(
        is_reply=pd.array([True, True, False, None, True], dtype="boolean"),
        is_self_reply=pd.array([True, False, False, None, None], dtype="boolean"),
    )
    found = shares(frame)
    assert found.loc["replies_to_others", ["with_it", "posts", "unknown"]].tolist() == [1, 3, 2]
    assert found.loc["own_threads", ["with_it", "posts", "unknown"]].tolist() == [1, 3, 2]


def test_an_export_that_knows_threads_only_knows_that_they_are_no_replies_to_others():
    frame = posts(is_reply=[None, False], is_self_reply=[True, None])
    found = shares(frame)
    assert found.loc["own_threads", ["with_it", "posts", "unknown"]].tolist() == [1, 2, 0]
    assert found.loc["replies_to_others", ["with_it", "posts"]].tolist() == [0, 2]


def test_media_are_counted_by_post_and_kind_and_may_be_unknown():
    frame = posts(media_types=[["photo", "photo"], np.array(["video"], dtype=object), [], None])
    found = shares(frame)
    assert found.loc["media", ["with_it", "posts", "unknown"]].tolist() == [2, 3, 1]
    assert found.loc["media_photo", "share"] == pytest.approx(1 / 3)


def test_languages_include_the_undecided():
    found = shares(posts(language=["kk", "ru", "kk", "und", None]))
    assert found.filter(like="language_", axis=0)["share"].to_dict() == {
        "language_kk": 0.4,
        "language_ru": 0.2,
        "language_undecided": 0.4,
    }


def test_a_flag_that_an_export_lacks_gives_no_share():
    row = shares(posts(language=["kk"])).loc["quotes"]
    assert (row["posts"], row["unknown"]) == (0, 1) and np.isnan(row["share"])
    assert "kaz.quotes_share" not in set(
        activity_quantities(activity(posts(language=["kk"])), rates=daily(1))["name"]
    )


def test_shares_have_wilsons_interval():
    row = shares(posts(is_quote=[True] * 12 + [False] * 88)).loc["quotes"]
    assert (row["low"], row["high"]) == (pytest.approx(0.0700, abs=1e-4), pytest.approx(0.1981, abs=1e-4))


def daily(*counts):
    """Rates of an account that posts so often on the days from 1 September."""
    times = [
        f"2024-09-{day:02} {hour:02}:00" for day, posts in enumerate(counts, start=1) for hour in range(posts)
    ]
    frame = pd.DataFrame(
        {
            "account": "kaz",
            "post_id": [str(n) for n in range(len(times))],
            "created_at": pd.to_datetime(times),
        }
    )
    return posts_per_day(choose(frame, Choice(posts=1_000), ["kaz", "none"]), ["kaz", "none"])


def test_posts_per_day_do_not_count_the_first_post():
    found = daily(*[1] * 11)
    assert found[["account", "posts_per_day"]].to_numpy().tolist() == [["kaz", 1.0]]
    assert found[["low", "high"]].iloc[0].tolist() == [1, 1]


def test_posts_that_come_in_bursts_make_the_rate_less_certain():
    even, bursts = daily(*[2] * 20), daily(*[10, 0, 0, 0, 0] * 3, 10, 0, 0, 0, 1)
    assert (even["high"] - even["low"]).item() < 0.01
    assert (bursts["low"] < bursts["posts_per_day"]).item() and (bursts["high"] - bursts["low"]).item() > 2


def test_few_days_have_a_rate_without_an_interval():
    found = daily(2, 2, 2)
    assert found["posts_per_day"].notna().all() and found["low"].isna().all()
    named = activity_quantities(activity(posts(language=["kk"])), found).set_index("name")
    assert named.loc["kaz.posts_per_day", "exact"] and named.loc["kaz.posts_per_day", "unit"] == "per_day"
