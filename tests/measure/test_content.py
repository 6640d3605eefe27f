"""What claims can say of posts: the quantities of chosen posts, and why one has no value."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
import yaml
from frames import accounts, shown

from analysis.measure.analysed import posts_of
from analysis.measure.content import content_of, material_of
from analysis.study import Study

ACCOUNTS = accounts(("talks", "XAA", "ministry", "twitter"), ("silent", "XBB", "ministry", "twitter"))
BOOK = {"themes": [{"id": "trade", "label": {"en": "Trade"}, "indicators": {"en": ["trade"]}}]}
WORDS = (
    "We talk about trade with the ministers of our neighbours",
    "We talk about the weather with our neighbours",
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    folder = tmp_path / "studies" / "s"
    folder.mkdir(parents=True)
    (folder / "codebook.yaml").write_text(yaml.safe_dump(BOOK))
    given = {
        "name": "s", "root": tmp_path, "languages": ["en"], "title": {"en": "…"}, "authors": [{"name": "A"}],
        "date": dt.date(2025, 1, 2), "countries": ["XAA", "XBB"], "groups": {"ministries": {"roles": ["ministry"]}},
    }  # fmt: skip
    return Study.model_validate(given)


def posts(n: int) -> pd.DataFrame:
    """Posts of the one account, a day apart; every second one is about trade, and none is a reply."""
    days = pd.to_datetime([f"2025-01-{day + 1:02}T12:00" for day in range(n)])
    return pd.DataFrame(
        {
            "post_id": [str(number) for number in range(n)],
            "platform": "twitter",
            "account": "talks",
            "created_at": days,
            "collected_at": pd.Timestamp("2025-03-01"),
            "text": [WORDS[number % 2] for number in range(n)],
            "language": "en",
            "likes": range(n),
            "is_reply": False,
            "is_self_reply": False,
            "is_repost": False,
            "is_pinned": False,
        }
    )


@pytest.fixture
def known(study) -> pd.DataFrame:
    found = content_of(material_of(posts(10), study), study, ACCOUNTS).quantities(
        shown(("talks", 500, 500, 500))
    )
    return found.set_index("name")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("talks.share_trade", 0.5),
        ("talks.posts_per_day", 1),
        ("talks.replies_to_others_share", 0),
        ("talks.language_en_share", 1),
        ("talks.language_kk_share", 0),
        ("talks.likes_median", 4.5),
        ("talks.likes_median_per_1000_followers", 9),
        ("themes.share_trade", 0.5),
    ],
)
def test_posts_have_quantities_with_intervals_that_are_estimates(known, name, value):
    row = known.loc[name]
    assert row["value"] == pytest.approx(value) and row["sample"]
    assert row["low"] <= row["value"] <= row["high"]


def test_no_post_in_a_language_among_ten_leaves_room_for_some(known):
    assert known.loc["talks.language_kk_share", "high"] == pytest.approx(0.2775, abs=1e-4)  # z² / (n + z²)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("silent.share_trade", "no_posts"),
        ("silent.posts_per_day", "no_posts"),
        ("talks.share_trade_corrected", "no_codes"),
        ("agreement.trade.alpha", "no_codes"),
        ("talks.views_median", "not_given"),
        ("talks.reposts_share", "not_given"),
    ],
)
def test_what_is_not_known_has_no_value_and_says_why(known, name, why):
    assert pd.isna(known.loc[name, "value"]) and known.loc[name, "missing"] == why


def test_without_exports_every_name_is_known_and_none_has_a_value(study):
    found = content_of(material_of(posts_of(study, ACCOUNTS), study), study, ACCOUNTS).quantities(shown())
    assert {"talks.share_trade", "themes.share_trade", "agreement.trade.alpha"} <= set(found["name"])
    assert found["value"].isna().all() and set(found["missing"]) == {"no_posts"}
