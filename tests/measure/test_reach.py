import pandas as pd
import pytest
from frames import accounts, shown

from analysis.measure.quantities import pick
from analysis.measure.ranks import orders
from analysis.measure.reach import audience, joined, leaders_to_institutions, per_capita, per_post

MINISTRIES = accounts(
    ("tur", "TUR", "ministry", "twitter"),
    ("uzb", "UZB", "ministry", "twitter"),
    ("kaz", "KAZ", "ministry", "twitter"),
)
FOLLOWERS = shown(
    ("tur", 1.8e6, 1.75e6, 1.9e6), ("uzb", 7_948, 7_948, 7_948), ("kaz", 52_900, 52_850, 53_000)
)
POSTS = shown(("tur", 28_700, 28_650, 28_800), ("uzb", 0, 0, 0), measure="posts", unit="posts")
PEOPLE = shown(("TUR", 85_325_965, 85_325_965, 85_325_965), ("UZB", 35_652_307, 35_652_307, 35_652_307),
               measure="population", unit="people")  # fmt: skip


def test_per_capita_carries_the_interval_of_the_shown_count():
    row = pick(per_capita(FOLLOWERS, MINISTRIES, PEOPLE), "followers_per_1000").loc["tur"]
    assert row["value"] == pytest.approx(21.0956, abs=1e-4)  # 1,800,000 / 85,325.965
    assert row["low"] == pytest.approx(20.5096, abs=1e-4)
    assert row["high"] == pytest.approx(22.2676, abs=1e-4)
    assert row["inputs"] == ["tur.followers", "TUR.population"]


def test_an_exact_count_over_an_exact_population_is_exact():
    row = pick(per_capita(FOLLOWERS, MINISTRIES, PEOPLE), "followers_per_1000").loc["uzb"]
    assert row["exact"] and row["value"] == pytest.approx(0.222931, abs=1e-6)  # 7,948 / 35,652.307


def test_a_country_without_population_is_missing_and_not_zero():
    assert "kaz" not in set(per_capita(FOLLOWERS, MINISTRIES, PEOPLE)["subject"])


def test_a_rounded_population_widens_the_interval():
    rounded = shown(("TUR", 80e6, 79.5e6, 81e6), measure="population", unit="people")
    row = per_capita(FOLLOWERS, MINISTRIES, rounded).iloc[0]
    assert row["low"] == pytest.approx(1.75e6 / 81e6 * 1000)
    assert row["high"] == pytest.approx(1.9e6 / 79.5e6 * 1000)


def test_followers_per_post_of_an_account_without_posts_is_missing():
    measured = per_post(joined(FOLLOWERS, POSTS))
    assert measured["subject"].tolist() == ["tur"]
    assert (measured.iloc[0]["low"], measured.iloc[0]["high"]) == (
        pytest.approx(60.764, abs=1e-3),
        pytest.approx(66.318, abs=1e-3),
    )


def test_shares_of_one_platform_add_up_and_their_bounds_contain_them():
    found = audience(FOLLOWERS, MINISTRIES, "ministries")
    shares = pick(found, "audience_share")
    assert shares["value"].sum() == pytest.approx(1)
    assert shares.loc["tur", "low"] == pytest.approx(1.75e6 / (1.75e6 + 7_948 + 53_000))
    assert shares.loc["tur", "high"] == pytest.approx(1.9e6 / (1.9e6 + 7_948 + 52_850))
    named = found.set_index("name")["value"]
    assert named["ministries.twitter.followers"] == 1_860_848
    assert named["ministries.twitter.concentration"] == pytest.approx(
        (1.8e6**2 + 7_948**2 + 52_900**2) / 1_860_848**2
    )


def test_equal_shares_have_a_concentration_of_one_over_n():
    equal = shown(*((name, 100, 100, 100) for name in ("tur", "uzb", "kaz")))
    named = audience(equal, MINISTRIES, "m").set_index("name")["value"]
    assert named["m.twitter.concentration"] == pytest.approx(1 / 3)


def test_audience_of_two_platforms_is_not_mixed():
    mixed = MINISTRIES.assign(platform=["twitter", "twitter", "instagram"])
    shares = pick(audience(FOLLOWERS, mixed, "m"), "audience_share")["value"]
    assert shares["kaz"] == 1 and shares["tur"] == pytest.approx(1.8e6 / 1_807_948)


def test_leader_is_held_against_the_institution_on_the_same_platform_only():
    leaders = accounts(("l-tur", "TUR", "leader", "twitter"), ("l-uzb", "UZB", "leader", "instagram"))
    both = joined(FOLLOWERS, shown(("l-tur", 21.6e6, 21.55e6, 21.7e6), ("l-uzb", 5, 5, 5)))
    found = leaders_to_institutions(both, orders(both, MINISTRIES, leaders))
    assert found["subject"].tolist() == ["TUR"]
    assert found.iloc[0]["value"] == pytest.approx(12)
    assert isinstance(found, pd.DataFrame) and found.iloc[0]["low"] == pytest.approx(21.55 / 1.9)


def test_of_several_accounts_of_a_country_the_ratio_is_of_the_pair_that_the_orders_compare():
    institutions = accounts(("e1", "NOR", "embassy", "twitter"), ("e2", "NOR", "embassy", "twitter"))
    leaders = accounts(("l-uncounted", "NOR", "leader", "twitter"), ("l", "NOR", "leader", "twitter"))
    both = shown(("e1", 100, 100, 100), ("e2", 400, 400, 400), ("l", 800, 800, 800))
    found = leaders_to_institutions(both, orders(both, institutions, leaders))
    assert found[["subject", "value"]].to_numpy().tolist() == [["NOR", 8.0]]
