import itertools
import math

import numpy as np
import pandas as pd
import pytest

from analysis.measure.shares import (
    comparison_quantities,
    detectable,
    differences,
    holm,
    noncentrality,
    none_quantities,
    omnibus,
    omnibus_of_labels,
    power,
    residuals,
    share_quantities,
    smallest_difference,
    theme_matrix,
    theme_shares,
    theme_table,
    wilson,
)


def coded(**accounts):
    """Posts of accounts, given how many of how many have the one theme `visit`: kaz=(12, 100)."""
    rows = [
        {"post_id": f"{account}{number:03}", "account": account, "visit": number < with_theme}
        for account, (with_theme, posts) in accounts.items()
        for number in range(posts)
    ]
    frame = pd.DataFrame(rows).set_index("post_id")
    return frame[["visit"]], frame["account"]


def labelled(**accounts):
    """Posts of accounts with one theme each, given how many posts each theme has."""
    themes = "abcdefghij"
    rows = [
        {"account": account} | {name: name == theme for name in themes[: len(counts)]}
        for account, counts in accounts.items()
        for theme, count in zip(themes, counts)
        for _ in range(count)
    ]
    frame = pd.DataFrame(rows)
    frame.index = frame.index.map(str)
    return frame.drop(columns="account"), frame["account"]


def test_a_post_has_the_themes_that_were_found():
    found = theme_matrix(["1", "2"], [frozenset({"visit"}), frozenset()], ["visit", "trade"])
    assert found.to_numpy().tolist() == [[True, False], [False, False]]
    with pytest.raises(ValueError, match="2 posts, but the themes of 1"):
        theme_matrix(["1", "2"], [frozenset()], ["visit"])
    with pytest.raises(ValueError, match="post 1 stands twice"):
        theme_matrix(["1", "1"], [frozenset()] * 2, ["visit"])


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0, 0.037), (12, 0.070, 0.198), (30, 0.219, 0.396)],  # ../shared/reference/statistics.md, 3
)
def test_shares_have_wilsons_interval(count, low, high):
    row = theme_shares(*coded(kaz=(count, 100))).iloc[0]
    assert (row["share"], row["posts"], row["with_theme"]) == (count / 100, 100, count)
    assert (row["low"], row["high"]) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))


def test_wilsons_interval_solves_its_equation():
    (low,), (high,) = wilson(np.array([7]), 40)
    for end in (low, high):  # both ends are 1.96 standard errors, of their own, from the share
        assert abs(7 / 40 - end) / math.sqrt(end * (1 - end) / 40) == pytest.approx(1.959964, abs=1e-6)


def test_a_theme_that_comes_in_one_day_is_less_certain_by_days():
    matrix, accounts = coded(kaz=(20, 100))
    one_day = pd.Series([0] * 20 + list(range(1, 81)), index=matrix.index)  # all twenty on one day
    spread = pd.Series(np.arange(100) % 20, index=matrix.index)  # one on each of twenty days
    wide, narrow = (theme_shares(matrix, accounts, days=days).iloc[0] for days in (one_day, spread))
    assert wide["block_low"] == 0 and wide["block_high"] > 0.4  # the day is in no resample, or in several
    assert narrow["block_low"] == narrow["block_high"] == pytest.approx(0.2)
    assert (wide["days"], narrow["days"]) == (81, 20)


def test_days_say_nothing_where_all_posts_are_of_one_day_or_alike():
    matrix, accounts = coded(kaz=(5, 10), uzb=(0, 10))
    days = pd.Series([1] * 10 + list(range(10)), index=matrix.index)
    assert theme_shares(matrix, accounts, days=days)[["block_low", "block_high"]].isna().all(axis=None)


def test_an_accounts_interval_does_not_depend_on_the_other_accounts():
    matrix, accounts = coded(kaz=(20, 100), uzb=(5, 50))
    days = pd.Series(np.arange(150) // 7, index=matrix.index)
    both = theme_shares(matrix, accounts, days=days)
    alone = theme_shares(matrix[accounts == "uzb"], accounts, days=days)
    pd.testing.assert_frame_equal(both[both["account"] == "uzb"].reset_index(drop=True), alone)


def test_labels_that_exclude_each_other_have_simultaneous_intervals():
    row = theme_shares(*labelled(kaz=(30, 50, 20)), single_label=True).set_index("theme")
    assert (row["joint_low"] < row["low"]).all() and (row["high"] < row["joint_high"]).all()
    # Goodman: Wilson's with the chi-square at .05 / 3 with one degree of freedom, 5.731
    crossing = [
        (0.3 - end) ** 2 * 100 / (end * (1 - end)) for end in row.loc["a", ["joint_low", "joint_high"]]
    ]
    assert crossing == pytest.approx([5.731, 5.731], abs=1e-3)
    assert theme_shares(*labelled(kaz=(30, 50, 20)))["joint_low"].isna().all()


def test_sison_and_glaz_is_taken_for_many_or_rare_labels():
    for counts in ((56, 72, 73, 59, 62, 87, 58), (40, 56, 4)):
        found = theme_shares(*labelled(kaz=counts), single_label=True)
        free = found[found["joint_low"] > 0]
        below = (free["share"] - free["joint_low"]) * sum(counts)  # theirs lie c posts below every share
        assert below.round(9).nunique() == 1 and below[0] == pytest.approx(round(below[0]))


def test_the_monte_carlo_p_is_that_of_all_tables():
    matrix, accounts = coded(a=(6, 8), b=(1, 7), c=(3, 9))
    sizes, observed = (8, 7, 9), (6, 1, 3)

    def chi_square(counts):
        expected = [10 * size / 24 for size in sizes]
        return sum((c - e) ** 2 / e + (e - c) ** 2 / (s - e) for c, e, s in zip(counts, expected, sizes))

    ways = {
        counts: math.prod(math.comb(s, c) for s, c in zip(sizes, counts))
        for counts in itertools.product(*(range(size + 1) for size in sizes))
        if sum(counts) == 10
    }
    exact = sum(
        way for counts, way in ways.items() if chi_square(counts) >= chi_square(observed) - 1e-9
    ) / math.comb(24, 10)
    row = omnibus(matrix, accounts, resamples=40_000).iloc[0]
    assert row["chi_square"] == pytest.approx(chi_square(observed))
    assert row["p"] == pytest.approx(exact, abs=0.006)
    assert row["df"] == 2 and row["v"] == pytest.approx(math.sqrt(chi_square(observed) / 24))


def test_a_theme_of_none_or_all_has_no_test():
    matrix, accounts = coded(a=(0, 10), b=(0, 10))
    row = omnibus(matrix.assign(trade=[True] * 3 + [False] * 17), accounts).set_index("theme")
    assert row.loc["visit", "state"] == "not_defined" and math.isnan(row.loc["visit", "p"])
    assert row.loc["trade", "p_holm"] == row.loc["trade", "p"]  # the only test that there is


def test_cramers_v_of_the_noncentral_chi_square():
    low, high = noncentrality(20.0, 4)
    rng = np.random.default_rng(3)
    for value, share in ((low, 0.975), (high, 0.025)):  # so small, or so large, a chi-square comes in 2.5 %
        drawn = rng.noncentral_chisquare(4, value, size=200_000)
        assert (drawn <= 20).mean() == pytest.approx(share, abs=0.002)
    assert noncentrality(0.1, 4) == (0, 0)
    alike = omnibus(*coded(a=(10, 100), b=(10, 100), c=(10, 100))).iloc[0]
    assert alike["v"] == 0 and math.isnan(alike["v_low"]) and math.isnan(alike["v_high"])
    row = omnibus(*coded(a=(30, 100), b=(10, 100))).iloc[0]
    assert row["v"] == pytest.approx(0.25) and row["v_low"] < 0.25 < row["v_high"]  # chi-square 12.5 of 200


def test_a_table_of_labels_is_tested_as_a_whole():
    found = omnibus_of_labels(*labelled(a=(10, 0, 5), b=(0, 10, 5)))
    assert found["chi_square"] == pytest.approx(20) and found["df"] == 2 and found["p"] < 0.001
    assert omnibus_of_labels(*labelled(a=(10, 5)))["state"] == "not_defined"


def test_residuals_show_where_the_unevenness_lies():
    found = residuals(*coded(a=(30, 100), b=(10, 100))).set_index("account")["residual"]
    assert found["a"] == pytest.approx(math.sqrt(12.5)) and found["b"] == pytest.approx(-math.sqrt(12.5))


def test_differences_have_newcombes_interval():
    row = differences(*coded(a=(56, 70), b=(48, 80))).iloc[
        0
    ]  # Newcombe 1998, table II, method 10: .0524 to .3339
    assert row["difference"] == pytest.approx(0.2)
    assert (row["low"], row["high"]) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))
    assert row["h"] == pytest.approx(2 * math.asin(math.sqrt(0.8)) - 2 * math.asin(math.sqrt(0.6)))


def test_differences_are_tested_exactly_and_held_to_holm_over_all_rows():
    tea = differences(*coded(a=(3, 4), b=(1, 4))).iloc[0]
    assert tea["p"] == pytest.approx(34 / 70)  # Fisher's tea: (1 + 16 + 16 + 1) / 70
    three = differences(*coded(a=(10, 40), b=(30, 40), c=(12, 40)))
    assert three[["account", "other"]].to_numpy().tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]
    smallest, middle, largest = sorted(three["p"])
    assert sorted(three["p_holm"]) == pytest.approx([3 * smallest, max(2 * middle, 3 * smallest), largest])


def test_a_theme_that_no_post_or_every_post_has_is_not_compared_and_costs_the_others_nothing():
    matrix, accounts = coded(a=(10, 40), b=(30, 40))
    alone = differences(matrix, accounts)
    beside = differences(matrix.assign(never=False, always=True), accounts)
    pd.testing.assert_frame_equal(beside, alone)


def test_an_interval_of_none_or_all_ends_at_the_end_itself():
    low, high = wilson(np.array([0, 7]), np.array([322, 7]))
    assert (low[0], high[1]) == (0.0, 1.0)


def test_holm_leaves_out_what_was_not_tested():
    assert holm(np.array([0.01, np.nan, 0.03])).tolist() == [0.02, pytest.approx(np.nan, nan_ok=True), 0.03]
    assert len(holm(np.array([]))) == 0


def test_power_is_that_of_rs_power_prop_test():
    # ?power.prop.test: n = 50, p1 = .50, p2 = .75 → power = 0.740; power = .90 → p2 = 0.8026
    assert power(0.5, 0.75, 50, 50) == pytest.approx(0.740, abs=5e-4)
    assert smallest_difference(0.5, 50, chance=0.9) == pytest.approx(0.8026 - 0.5, abs=5e-5)


def test_what_a_hundred_posts_could_have_shown():
    found = detectable([100, 100], 110).set_index("base")  # ../shared/reference/statistics.md, 6
    assert (100 * found["difference"]).round(1).tolist() == [12.4, 15.0, 17.9, 19.3]
    assert (100 * found["corrected"]).round(1).tolist() == [22.5, 25.5, 29.0, 30.3]


def test_one_account_with_few_posts_says_nothing_of_the_others():
    found = detectable([100, 100, 100, 4], 1, bases=[0.1]).iloc[
        0
    ]  # three pairs of a hundred, three with the four
    assert found[["posts", "other_posts"]].tolist() == [100, 100]
    assert 100 * found["difference"] == pytest.approx(15.0, abs=0.05)  # as above
    assert found["difference_low"] == found["difference"]
    assert power(0.1, 0.1 + found["difference_high"], 4, 100) >= 0.8 - 1e-6


def test_posts_without_any_theme_have_a_share():
    matrix, accounts = coded(kaz=(30, 100))
    row = none_quantities(matrix, accounts).set_index("name").loc["kaz.no_theme_share"]
    assert row["value"] == pytest.approx(0.7) and row["sample"] == "kaz"
    assert [row["low"], row["high"]] == pytest.approx([0.6042, 0.7811], abs=5e-4)  # Wilson, 70 of 100


def test_where_some_pair_could_have_shown_nothing_the_range_is_open():
    found = detectable([100, 100, 100, 1], 110, bases=[0.3])
    assert found["difference_high"].tolist() == [math.inf]
    named = comparison_quantities(pd.DataFrame(columns=["state"]), pd.DataFrame(), found).set_index("name")
    assert named.loc["themes.detectable_30", "high"] == math.inf


def test_nothing_could_be_shown_without_a_pair_or_a_test():
    assert detectable([100], 11).empty and detectable([100, 100], 0).empty


def test_no_difference_can_be_seen_in_two_posts():
    assert math.isnan(smallest_difference(0.5, 2))


def test_tables_keep_the_order_of_accounts_and_themes():
    table = theme_table(*labelled(uzb=(3, 1), aze=(2, 2)))
    assert table.to_dict("index") == {"uzb": {"a": 3, "b": 1}, "aze": {"a": 2, "b": 2}}


def test_quantities_name_shares_and_comparisons():
    matrix, accounts = coded(kaz=(30, 100), uzb=(10, 100))
    named = share_quantities(theme_shares(matrix, accounts)).set_index("name")
    assert named.loc["kaz.share_visit", ["value", "unit"]].tolist() == [0.3, "share"]
    assert named.loc["kaz.posts_coded", "value"] == 100 and not named.loc["kaz.share_visit", "exact"]
    compared = comparison_quantities(
        omnibus(matrix, accounts), differences(matrix, accounts), detectable([100, 100], 1)
    ).set_index("name")
    assert compared.loc["kaz.uzb.share_visit_difference", ["value", "unit"]].tolist() == [
        pytest.approx(0.2),
        "points",
    ]
    assert compared.loc["themes.visit_v", "value"] == pytest.approx(0.25)
    assert compared.loc["themes.comparisons", "value"] == 1
    assert compared.loc["themes.detectable_10", "value"] == pytest.approx(0.15, abs=5e-4)
