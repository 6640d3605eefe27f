import datetime as dt

import pandas as pd
import pytest

from analysis.measure.quantities import pick
from analysis.measure.sampling import (
    Choice,
    calendar_days,
    cautions,
    choice_quantities,
    choose,
    constructed_weeks,
    overlaps,
    period_quantities,
    periods,
    read_choice,
    window,
    write_choice,
)
from analysis.study import StudyError, validated


def posts(*rows, collected_at=None, **flags):
    """Posts from (account, post_id, time)."""
    frame = pd.DataFrame(rows, columns=["account", "post_id", "created_at"])
    frame["created_at"] = pd.to_datetime(frame["created_at"])
    return frame.assign(
        is_repost=False,
        is_pinned=False,
        collected_at=pd.to_datetime(collected_at) if collected_at else pd.NaT,
    ).assign(**flags)


THREE = posts(
    ("kaz", "1", "2024-09-01 10:00"), ("kaz", "3", "2024-09-03 10:00"), ("kaz", "2", "2024-09-02 10:00"),
)  # fmt: skip


def test_the_last_posts_are_the_newest_by_time_not_by_row():
    chosen = choose(THREE, Choice(posts=2), ["kaz"])
    assert chosen[["post_id", "place"]].to_numpy().tolist() == [["3", 1], ["2", 2]]


def test_of_one_second_the_longer_and_larger_id_is_newer():
    same = posts(("a", "9", "2024-09-01"), ("a", "10", "2024-09-01"), ("a", "11", "2024-09-01"))
    assert choose(same, Choice(), ["a"])["post_id"].tolist() == ["11", "10", "9"]


@pytest.mark.parametrize(
    ("settings", "kept"),
    [({}, ["4", "1"]), ({"reposts": True}, ["4", "2", "1"]), ({"pinned": True}, ["4", "3", "1"])],
    ids=["both out", "reposts in", "pinned in"],
)
def test_reposts_and_pinned_posts_are_in_or_out_and_an_unknown_flag_is_no(settings, kept):
    frame = posts(
        ("a", "1", "2024-09-01"), ("a", "2", "2024-09-02"), ("a", "3", "2024-09-03"), ("a", "4", "2024-09-04"),
        is_repost=pd.array([False, True, False, None], dtype="boolean"), is_pinned=[False, None, True, None],
    )  # fmt: skip
    assert choose(frame, Choice(**settings), ["a"])["post_id"].tolist() == kept


def test_a_day_is_that_of_the_time_zone_of_the_choice():
    late = pd.Series(pd.to_datetime(["2024-09-01 20:30"]))
    assert calendar_days(late).tolist() == [pd.Timestamp("2024-09-01")]
    assert calendar_days(late, "Asia/Tashkent").tolist() == [pd.Timestamp("2024-09-02")]  # UTC+5


def test_a_window_includes_both_its_days():
    choice = Choice(method="window", start=dt.date(2024, 9, 2), end=dt.date(2024, 9, 3))
    assert choose(THREE, choice, ["kaz"])["post_id"].tolist() == ["3", "2"]


TWO = posts(
    ("a", "1", "2024-09-01 08:00"), ("a", "2", "2024-09-09 08:00"),
    ("b", "3", "2024-09-04 08:00"), ("b", "4", "2024-09-06 08:00"),
    collected_at="2024-09-10 12:00",
)  # fmt: skip


def test_the_common_window_has_the_whole_days_that_every_export_covers():
    days = window(TWO, Choice(method="window"), ["a", "b"])
    assert (days[0], days[-1]) == (pd.Timestamp("2024-09-05"), pd.Timestamp("2024-09-09"))
    uncollected = window(TWO.assign(collected_at=pd.NaT), Choice(method="window"), ["a", "b"])
    assert (uncollected[0], uncollected[-1]) == (pd.Timestamp("2024-09-05"), pd.Timestamp("2024-09-05"))
    assert choose(TWO, Choice(method="window"), ["a", "b"])["post_id"].tolist() == ["2", "4"]


def test_a_pinned_post_does_not_stretch_the_common_window():
    old = pd.concat([TWO, posts(("b", "0", "2020-01-01"), is_pinned=True)], ignore_index=True)
    assert window(old, Choice(method="window"), ["a", "b"])[0] == pd.Timestamp("2024-09-05")


def test_accounts_without_a_common_day_give_an_empty_window_and_a_caution():
    apart = posts(
        ("a", "1", "2024-01-01"), ("a", "2", "2024-01-05"), ("b", "3", "2024-06-01"), ("b", "4", "2024-06-05")
    )
    choice = Choice(method="window")
    chosen = choose(apart, choice, ["a", "b"])
    assert chosen.empty
    assert cautions(apart, chosen, choice, ["a", "b"])["code"].tolist() == [
        "no_posts",
        "no_posts",
        "no_common_window",
    ]


def test_a_constructed_week_has_each_weekday_as_often_as_wanted():
    days = pd.date_range("2024-01-01", "2024-03-31")
    drawn = constructed_weeks(days, 2, seed=1)
    assert sorted(drawn.day_of_week) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    assert drawn.is_unique and drawn.isin(days).all() and drawn.is_monotonic_increasing
    assert drawn.equals(constructed_weeks(days, 2, seed=1)) and not drawn.equals(
        constructed_weeks(days, 2, seed=2)
    )


def test_a_week_cannot_be_constructed_of_six_days():
    choice = Choice(method="constructed_week", start=dt.date(2024, 9, 2), end=dt.date(2024, 9, 7))
    chosen = choose(TWO, choice, ["a", "b"])
    found = cautions(TWO, chosen, choice, ["a", "b"]).set_index("code").loc["too_few_days"]
    assert chosen.empty and (found["has"], found["wanted"]) == (0, 1)


def test_all_accounts_share_the_days_of_a_constructed_week():
    hourly = pd.concat(
        posts(*((name, f"{name}{day}", f"2024-09-{day:02} 12:00") for day in range(1, 29))) for name in "ab"
    )
    choice = Choice(method="constructed_week", start=dt.date(2024, 9, 1), end=dt.date(2024, 9, 28))
    days = choose(hourly, choice, ["a", "b"]).groupby("account")["day"].apply(sorted)
    assert len(days["a"]) == 7 and days["a"] == days["b"]


def test_periods_count_posts_after_the_first_against_the_time():
    row = periods(choose(THREE, Choice(), ["kaz", "none"]), ["kaz", "none"]).set_index("account")
    assert row.loc["kaz", ["posts", "days", "posts_per_day"]].tolist() == [3, 2, 1]
    assert row.loc["none", "posts"] == 0 and pd.isna(row.loc["none", "days"])


def test_periods_say_when_posts_were_collected():
    two = posts(("kaz", "1", "2024-09-01"), ("kaz", "2", "2024-09-02"))
    two["collected_at"] = pd.to_datetime(["2024-10-03", "2024-10-01"])
    row = periods(two, ["kaz", "none"]).set_index("account")
    days = row[["collected_first", "collected_last"]]
    assert (
        days.loc["kaz"].dt.strftime("%m-%d").tolist() == ["10-01", "10-03"] and days.loc["none"].isna().all()
    )
    assert periods(two.drop(columns="collected_at"), ["kaz"])["collected_last"].isna().all()


@pytest.mark.parametrize(
    ("choice", "named"),
    [
        ({"posts": 50, "pinned": True}, {"posts.last": 50, "posts.reposts_in": 0, "posts.pinned_in": 1}),
        ({"method": "constructed_week", "weeks": 2, "reposts": True}, {"posts.weeks": 2, "posts.reposts_in": 1, "posts.pinned_in": 0}),
        ({"method": "window"}, {"posts.window": 1, "posts.reposts_in": 0, "posts.pinned_in": 0}),
    ],
)  # fmt: skip
def test_sentences_can_say_which_choice_was_made(choice, named):
    found = choice_quantities(Choice(**choice), 0.9).set_index("name")["value"].to_dict()
    assert found == named | {"posts.confidence": 0.9}


def test_quantities_name_what_the_posts_cover():
    found = period_quantities(periods(choose(THREE, Choice(), ["kaz", "none"]), ["kaz", "none"]))
    assert found["subject"].unique().tolist() == ["kaz"]
    assert pick(found, "period_days").loc["kaz", "value"] == 2
    assert pick(found, "posts_chosen").loc["kaz", "value"] == 3


SPANS = posts(
    ("a", "1", "2024-09-01"), ("a", "2", "2024-09-11"),
    ("b", "3", "2024-09-09"), ("b", "4", "2024-09-11"),
    ("c", "5", "2024-09-15"), ("c", "6", "2024-09-17"),
)  # fmt: skip


def test_overlaps_say_days_in_common_share_and_gap():
    found = overlaps(periods(choose(SPANS, Choice(), "abc"), "abc")).set_index(["account", "other"])
    assert found.loc[("a", "b")].tolist() == [2, 0.2, 0]
    assert found.loc[("b", "c")].tolist() == [0, 0, 4]


def test_cautions_name_what_is_uneven():
    found = cautions(SPANS, choose(SPANS, Choice(posts=2), "abc"), Choice(posts=2), "abc")
    assert found[["code", "account", "other", "has"]].to_numpy().tolist() == [
        ["little_overlap", "a", "b", 0.2],
        ["no_overlap", "a", "c", 4],
        ["no_overlap", "b", "c", 4],
    ]


def test_an_account_with_fewer_posts_and_one_without_are_said():
    found = cautions(THREE, choose(THREE, Choice(), ["kaz", "uzb"]), Choice(), ["kaz", "uzb"])
    assert found[["code", "account", "has", "wanted"]].iloc[0].tolist() == ["fewer_posts", "kaz", 3, 100]
    assert found[["code", "account"]].iloc[1].tolist() == ["no_posts", "uzb"]


def test_posts_without_time_flag_or_account_are_counted():
    frame = posts(
        ("a", "1", "2024-09-01"), ("a", "2", None), ("", "3", "2024-09-01"), is_repost=[None, False, False]
    )
    frame = frame.drop(columns="is_pinned")
    chosen = choose(frame, Choice(), ["a"])
    found = cautions(frame, chosen, Choice(posts=1), ["a"]).set_index("code")["has"]
    assert chosen["post_id"].tolist() == ["1"]
    assert found.to_dict() == {"no_account": 1, "undated": 1, "reposts_unknown": 1, "pinned_unknown": 1}


def test_wrong_settings_are_explained():
    with pytest.raises(StudyError, match="`from` .2024-09-05. is later than `to` .2024-09-01."):
        validated(Choice, {"from": "2024-09-05", "to": "2024-09-01"}, "study.yaml")
    with pytest.raises(StudyError, match="no such time zone; write for instance 'Asia/Almaty'"):
        validated(Choice, {"timezone": "Asia/Almati"}, "study.yaml")
    with pytest.raises(StudyError, match="give both `from` and `to`, or neither"):
        validated(Choice, {"from": "2024-09-05"}, "study.yaml")


def test_a_recorded_choice_is_read_back_whole(tmp_path):
    choice = Choice(posts=2, start=dt.date(2024, 9, 1), end=dt.date(2024, 9, 30))
    chosen = choose(THREE.assign(post_id=["1", "1840000000000000003", "2"]), choice, ["kaz"])
    write_choice(chosen, choice, tmp_path, seed=7)
    again, settings, seed = read_choice(tmp_path)
    pd.testing.assert_frame_equal(again, chosen, check_dtype=False)
    assert settings == choice and seed == 7


def test_an_old_post_that_may_be_the_pinned_one_does_not_stretch_the_window():
    rows = [("a", "1", "2023-01-01")] + [("a", str(n), f"2024-09-{n:02}") for n in range(2, 9)]
    unknown = posts(*rows, is_pinned=pd.Series([pd.NA] * 8, dtype="boolean"))
    days = window(unknown, Choice(method="window"), ["a"])
    assert (days[0], days[-1]) == (pd.Timestamp("2024-09-03"), pd.Timestamp("2024-09-07"))
    assert window(posts(*rows), Choice(method="window"), ["a"])[0] == pd.Timestamp("2023-01-02")
