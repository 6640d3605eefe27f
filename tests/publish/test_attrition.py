"""What has become of posts, told from two tables of them."""

import pandas as pd
import pytest

from analysis.publish.attrition import attrition, exported_posts, other_posts, standing
from analysis.publish.bundle import Bundle


def listed(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Posts of a bundle: (id, account, day), and their kind after a space in the id."""
    frame = pd.DataFrame(rows, columns=["post_id", "account", "day"]).assign(platform="twitter")
    return frame.assign(
        is_repost=frame["post_id"].str.contains("repost").map({True: "yes", False: "no"}),
        is_reply=frame["post_id"].str.contains("reply").map({True: "yes", False: "no"}),
    )


def exported(*rows: tuple[str, str, str], seen: str = "", pinned: tuple[str, ...] = ()) -> pd.DataFrame:
    frame = listed(*rows)
    is_pinned = frame["post_id"].isin(pinned).map({True: "yes", False: "no"})
    return frame.assign(seen=seen or frame["day"], is_pinned=is_pinned, listed=False)


def statuses(bundle: pd.DataFrame, export: pd.DataFrame, **options) -> dict[str, str]:
    posts = standing(bundle, export, **options)
    return dict(zip(posts["post_id"], posts["status"]))


def test_a_post_is_gone_where_the_export_has_posts_before_and_after_it():
    bundle = listed(("first", "a", "2024-01-01"), ("middle", "a", "2024-01-02"), ("last", "a", "2024-01-03"))
    export = exported(("first", "a", "2024-01-01"), ("last", "a", "2024-01-03"))
    assert statuses(bundle, export) == {"first": "found", "middle": "gone", "last": "found"}
    assert standing(bundle, export)["checked"].tolist() == [False, True, False]


def test_nothing_is_said_of_a_post_that_the_export_does_not_reach():
    bundle = listed(
        ("early", "a", "2024-01-01"),
        ("edge", "a", "2024-01-02"),
        ("late", "a", "2024-01-09"),
        ("b", "b", "2024-01-05"),
    )
    export = exported(("x", "a", "2024-01-02"), ("y", "a", "2024-01-08"))
    assert statuses(bundle, export) == dict.fromkeys(("early", "edge", "late", "b"), "beyond")


def test_an_export_covers_the_days_until_it_was_collected():
    bundle = listed(("found", "a", "2024-01-01"), ("late", "a", "2024-01-09"))
    export = exported(("found", "a", "2024-01-01"), seen="2024-02-01")
    assert statuses(bundle, export) == {"found": "found", "late": "gone"}


def test_the_days_of_an_export_are_those_of_the_bundles_time_zone_and_it_was_seen_when_collected():
    posts = pd.DataFrame(
        {
            "platform": "twitter",
            "post_id": ["listed", "late", "elsewhere"],
            "account": ["", "b", ""],
            "created_at": pd.to_datetime(
                ["2024-01-01 20:00", "2024-01-01 10:00", "2024-01-01 10:00"], utc=True
            ),
            "collected_at": pd.to_datetime([None, "2024-02-01 10:00", None], utc=True),
            **dict.fromkeys(
                ("is_repost", "is_reply", "is_pinned"), pd.array([True, False, None], dtype="boolean")
            ),
        }
    )
    shared = Bundle(listed(("listed", "a", "2024-01-02")), None, "Asia/Almaty", "2025-01-02")
    rows = exported_posts(posts, shared)
    columns = ["post_id", "account", "listed", "day", "seen", "is_repost"]
    assert rows[columns].values.tolist() == [
        ["listed", "a", True, "2024-01-02", "2024-01-02", "yes"],
        ["late", "b", False, "2024-01-01", "2024-02-01", "no"],
    ]


def test_a_pinned_post_says_nothing_about_what_an_export_covers():
    bundle = listed(("old", "a", "2020-01-01"), ("lacking", "a", "2022-01-01"))
    export = exported(("old", "a", "2020-01-01"), ("new", "a", "2024-01-01"), pinned=("old",))
    assert statuses(bundle, export) == {"old": "found", "lacking": "beyond"}


def test_an_export_without_any_repost_or_reply_was_made_without_them():
    rows = ("repost", "a", "2024-01-02"), ("reply", "a", "2024-01-02"), ("own", "a", "2024-01-02")
    ends = ("x", "a", "2024-01-01"), ("y", "a", "2024-01-03")
    assert statuses(listed(*rows), exported(*ends)) == {"repost": "beyond", "reply": "beyond", "own": "gone"}
    with_reposts = exported(*ends, ("repost of another day", "a", "2024-01-01"))
    assert statuses(listed(*rows), with_reposts) == {"repost": "gone", "reply": "beyond", "own": "gone"}


def test_what_a_complete_export_lacks_is_gone_wherever_it_lies():
    bundle = listed(("kept", "a", "2024-01-02"), ("early", "a", "2024-01-01"), ("other", "b", "2024-01-01"))
    posts = standing(bundle, exported(("kept", "a", "2024-01-02")), complete=True)
    assert posts["status"].tolist() == ["found", "gone", "gone"] and posts["checked"].all()


def test_posts_that_the_bundle_lacks_are_newer_or_of_its_time():
    bundle = listed(("last", "a", "2024-01-03"))
    others = other_posts(
        bundle,
        exported(("new", "a", "2024-01-04"), ("back", "a", "2024-01-03"), ("first", "b", "2024-01-01")),
    )
    assert dict(zip(others["post_id"], others["status"])) == {
        "new": "newer",
        "back": "unlisted",
        "first": "unlisted",
    }


def test_attrition_is_a_share_of_what_could_be_checked_with_wilsons_interval():
    posts = pd.DataFrame(
        {
            "account": ["a"] * 12 + ["b"],
            "status": ["gone"] + ["found"] * 9 + ["found", "beyond"] + ["beyond"],
            "checked": [True] * 10 + [False, False] + [False],
        }
    )
    rows = attrition(posts, "account")
    assert rows.iloc[0, :6].tolist() == ["a", 12, 10, 1, 1, 10]
    # Wilson for 1 of 10: (0.1 + 0.192 ± 1.96 × √(0.009 + 0.0096)) / 1.384
    assert rows.loc[0, ["share", "low", "high"]].tolist() == pytest.approx([0.1, 0.0179, 0.4042], abs=1e-4)
    assert (
        rows.iloc[1, :6].tolist() == ["b", 1, 0, 0, 1, 0]
        and rows.loc[1, ["share", "low", "high"]].isna().all()
    )
