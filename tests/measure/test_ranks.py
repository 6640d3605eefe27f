import pandas as pd
import pytest
from frames import accounts, shown

from analysis.measure.ranks import certainly_above, orders, rank, rank_correlation, ranks


def places(*rows):
    return rank(shown(*rows).set_index("subject"))


def test_rank_is_uncertain_when_shown_counts_overlap():
    ranked = places(
        ("a", 1.00e6, 0.95e6, 1.10e6), ("b", 1.04e6, 1.035e6, 1.05e6), ("clear", 9_921, 9_921, 9_921)
    )
    assert ranked.loc["a", ["best", "worst"]].tolist() == [1, 2]
    assert ranked.loc["b", ["best", "worst"]].tolist() == [1, 2]
    assert ranked.loc["clear", ["rank", "best", "worst"]].tolist() == [3, 3, 3]


def test_intervals_that_touch_do_not_overlap_since_the_upper_end_is_excluded():
    ranked = places(("upper", 200, 200, 300), ("lower", 150, 100, 200))
    assert ranked.loc["upper", ["best", "worst"]].tolist() == [1, 1]
    assert ranked.loc["lower", ["best", "worst"]].tolist() == [2, 2]


def test_two_equal_exact_counts_share_their_place():
    ranked = places(("a", 10, 10, 10), ("b", 10, 10, 10), ("c", 3, 3, 3))
    assert ranked["rank"].tolist() == [1, 1, 3]
    assert ranked.loc["a", ["best", "worst"]].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("a", "b", "sure"),
    [
        ((5, 5), (4, 4), True),
        ((5, 5), (5, 5), False),
        ((5, 5), (4, 5), True),  # [4, 5) lies below an exact 5
        ((4, 5), (4, 4), False),  # could be 4 as well
        ((4, 5), (3, 3), True),
    ],
    ids=["exact above", "exact equal", "open end below", "may be equal", "interval above"],
)
def test_certainty_minds_which_end_is_open(a, b, sure):
    rows = shown(("a", a[0], *a), ("b", b[0], *b))
    assert certainly_above(rows.iloc[0], rows.iloc[1]) is sure


def test_accounts_on_two_platforms_are_never_ranked_together():
    group = accounts(("x", "AAA", "leader", "twitter"), ("y", "BBB", "leader", "instagram"))
    ranked = ranks(shown(("x", 5, 5, 5), ("y", 900, 900, 900)), group, ("followers",))
    assert ranked["value"].tolist() == [1, 1]
    assert "among 1 accounts on twitter" in ranked.set_index("subject").at["x", "formula"]


def test_within_one_country_followers_per_inhabitant_are_not_ranked_again():
    group = accounts(("x", "AAA", "embassy", "twitter"), ("y", "AAA", "embassy", "twitter"))
    reach = pd.concat(
        [
            shown(("x", 5, 5, 5), ("y", 9, 9, 9)),
            shown(("x", 1, 1, 1), ("y", 2, 2, 2), measure="followers_per_1000"),
        ]
    )
    assert set(ranks(reach, group)["measure"]) == {"followers_rank"}
    assert "followers_per_1000_rank" in set(ranks(reach, group.assign(country=["AAA", "BBB"]))["measure"])


MINISTRIES = accounts(*((f"m{n}", f"X{c}A", "ministry", "twitter") for n, c in enumerate("ABCDE")))
LEADERS = accounts(
    *((f"l{n}", f"X{c}A", "leader", "twitter") for n, c in enumerate("ABCD")),
    ("l4", "XEA", "leader", "instagram"),
)
REACH = shown(
    *((f"m{n}", v, v, v) for n, v in enumerate((50, 40, 30, 20, 10))),
    *((f"l{n}", v, v, v) for n, v in enumerate((900, 800, 700, 600, 9_999))),
)


def test_a_leader_on_another_platform_is_left_out_with_the_reason():
    order = orders(REACH, MINISTRIES, LEADERS).set_index("country")
    assert order.loc["XEA", "missing"] == "other_platform"
    assert order.loc["XDA", ["left", "right"]].tolist() == [4, 4]


def test_complete_agreement_of_four_ranks_has_p_of_two_in_twenty_four():
    found = rank_correlation(orders(REACH, MINISTRIES, LEADERS), REACH, "orders").set_index("name")["value"]
    assert found["orders.twitter.tau"] == pytest.approx(1)
    assert found["orders.twitter.pairs"] == 4
    assert found["orders.twitter.p"] == pytest.approx(2 / 24)
    assert found["orders.twitter.smallest_p"] == pytest.approx(2 / 24)


def test_an_open_pair_widens_tau():
    loose = shown(*((f"m{n}", v, v, v) for n, v in enumerate((50, 40, 30, 20))), ("l0", 9, 8, 10), ("l1", 9.5, 8, 10),
                  ("l2", 5, 5, 5), ("l3", 4, 4, 4))  # fmt: skip
    tau = (
        rank_correlation(orders(loose, MINISTRIES[:4], LEADERS[:4]), loose, "o")
        .set_index("name")
        .loc["o.twitter.tau"]
    )
    assert tau["value"] == pytest.approx((5 - 1) / 6)
    assert (tau["low"], tau["high"]) == (pytest.approx(4 / 6), pytest.approx(1))


def test_one_pair_has_no_correlation():
    assert rank_correlation(orders(REACH, MINISTRIES[:1], LEADERS), REACH, "o").empty
