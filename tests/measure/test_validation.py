import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.measure.validation import (
    cells,
    confusion,
    corrected_quantities,
    corrected_shares,
    errors,
    hand_matrix,
    held_out,
    prediction_powered,
    rogan_gladen,
    validate,
    validation_quantities,
)


def coded(tp, fp, fn, tn, *, prefix="p"):
    """The codebook's and the coders' codes of one theme, from the four numbers of the confusion table."""
    machine = [True] * (tp + fp) + [False] * (fn + tn)
    hand = [1.0] * tp + [0.0] * fp + [1.0] * fn + [0.0] * tn
    index = pd.Index([f"{prefix}{number:04}" for number in range(len(hand))], name="post_id")
    return pd.DataFrame({"visit": machine}, index=index), pd.DataFrame({"visit": hand}, index=index)


def by_measure(frame):
    return frame.set_index("measure")


def test_precision_recall_and_f1_of_a_table():
    found = by_measure(validate(*coded(30, 10, 20, 140)))
    assert found["value"].to_dict() == {"precision": 0.75, "recall": 0.6, "f1": pytest.approx(2 / 3)}
    assert found[["true_positives", "false_positives", "false_negatives", "true_negatives", "posts"]].iloc[0].tolist() == [
        30, 10, 20, 140, 200,
    ]  # fmt: skip
    assert found["prevalence"].iloc[0] == 0.25


def test_precision_and_recall_have_wilsons_interval_and_f1_that_of_resampled_posts():
    machine, hand = coded(30, 10, 20, 140)
    found = by_measure(validate(machine, hand))
    assert found.loc["precision", ["low", "high"]].tolist() == list(
        map(pytest.approx, proportion_confint(30, 40, method="wilson"))
    )
    assert found.loc["recall", ["low", "high"]].tolist() == list(
        map(pytest.approx, proportion_confint(30, 50, method="wilson"))
    )
    rng = np.random.default_rng(9)
    scores = []
    for _ in range(2_000):
        drawn = rng.integers(200, size=200)
        f, y = machine["visit"].to_numpy()[drawn], hand["visit"].to_numpy()[drawn] == 1
        scores.append(2 * (f & y).sum() / (f.sum() + y.sum()))
    assert found.loc["f1", ["low", "high"]].tolist() == pytest.approx(
        np.quantile(scores, [0.025, 0.975]), abs=0.015
    )


def test_what_was_never_found_or_is_never_there_is_not_defined():
    nothing_found = by_measure(validate(*coded(0, 0, 5, 15)))
    assert nothing_found["state"].to_dict() == {
        "precision": "not_defined",
        "recall": "defined",
        "f1": "defined",
    }
    assert nothing_found.loc["f1", "value"] == 0 and nothing_found.loc["f1", "high"] > 0.2
    nothing_there = by_measure(validate(*coded(0, 5, 0, 15)))
    assert nothing_there["state"].to_dict() == {
        "precision": "defined",
        "recall": "not_defined",
        "f1": "not_defined",
    }


def test_a_faultless_codebook_is_not_certain_to_be_so():
    row = by_measure(validate(*coded(10, 0, 0, 10))).loc["f1"]
    wilson_low = proportion_confint(10, 10, method="wilson")[0]
    assert row["value"] == 1 and row["low"] == pytest.approx(2 * wilson_low / (1 + wilson_low))


def test_posts_that_served_to_write_indicators_are_left_out():
    machine, hand = coded(2, 1, 0, 3)
    use = pd.Series(["indicators", "validation", "validation", "", "", ""], index=hand.index)
    found = by_measure(validate(machine, hand, use=use))
    assert found.loc["precision", ["posts", "value", "undeclared"]].tolist() == [5, 0.5, 3]


def test_uncoded_posts_and_posts_that_the_codebook_did_not_see_do_not_count():
    machine, hand = coded(2, 1, 0, 3)
    hand.iloc[0] = np.nan
    found = by_measure(validate(machine.iloc[:-1], hand))
    assert found.loc["precision", ["posts", "value"]].tolist() == [4, 0.5]


def test_each_language_has_its_own_rows():
    machine, hand = coded(4, 2, 2, 4)
    languages = pd.Series(["kk"] * 2 + ["uz"] * 10, index=hand.index)
    found = validate(machine, hand, languages=languages).query("measure == 'recall'").set_index("language")
    assert found["value"].to_dict() == {"": pytest.approx(4 / 6), "kk": 1, "uz": 0.5}
    assert validation_quantities(validate(machine, hand, languages=languages))["name"].tolist()[4:6] == [
        "validation.visit.kk.posts",
        "validation.visit.kk.precision",
    ]


def test_final_codes_become_a_matrix_in_which_a_dispute_is_missing():
    final = pd.DataFrame(
        [
            ("1", "visit", "1", "agreed", ""),
            ("1", "trade", "0", "agreed", ""),
            ("2", "visit", np.nan, "disputed", "indicators"),
        ],
        columns=["post_id", "variable", "value", "status", "use"],
    )
    found = hand_matrix(final, ["visit", "trade", "culture"])
    assert found.loc["1", ["visit", "trade"]].tolist() == [1, 0] and found["culture"].isna().all()
    assert "2" not in found.index
    assert held_out(final).to_dict() == {"1": "", "2": "indicators"}


def test_errors_name_the_posts_to_read():
    found = errors(*coded(1, 1, 1, 1))
    assert found[["post_id", "error"]].to_numpy().tolist() == [
        ["p0001", "false_positive"],
        ["p0002", "false_negative"],
    ]
    assert confusion(*(frame["visit"] for frame in coded(1, 2, 3, 4))).tolist() == [1, 2, 3, 4]


HAND = np.array([1] * 18 + [0] * 32)
MACHINE = np.array([1] * 14 + [0] * 4 + [1] * 5 + [0] * 27)
ELSEWHERE = np.array([1] * 90 + [0] * 160)


def test_the_prediction_powered_share_is_the_codebooks_plus_its_mean_error():
    found = prediction_powered(HAND, MACHINE, ELSEWHERE, tuned=False)
    assert found["value"] == pytest.approx(90 / 250 + (18 - 19) / 50)
    spread = 0.36 * 0.64 / 250 + (9 / 50 - (1 / 50) ** 2) / 50  # nine errors of ±1, on average -1/50
    assert found["high"] - found["value"] == pytest.approx(1.959964 * spread**0.5, rel=1e-6)


def test_the_prediction_powered_interval_is_that_of_its_authors_package():
    # ppi-python 0.2.3: ppi_mean_pointestimate and ppi_mean_ci with lam=1, with lam=None, and with weights
    weights = np.where(np.arange(50) % 5 == 0, 2.0, 0.75)
    for options, expected in (
        ({"tuned": False}, (0.34, 0.20832309, 0.47167691)),
        ({}, (0.34971689, 0.23967591, 0.45975788)),
        ({"tuned": False, "weights": weights}, (0.345, 0.19712854, 0.49287146)),
    ):
        found = prediction_powered(HAND, MACHINE, ELSEWHERE, **options)
        assert (found["value"], found["low"], found["high"]) == pytest.approx(expected, abs=5e-9)


def test_a_codebook_that_says_nothing_leaves_the_coders_share():
    found = prediction_powered(HAND, np.zeros(50), np.zeros(250))
    assert found["weight"] == 0 and found["value"] == pytest.approx(0.36)


def test_no_error_among_few_posts_does_not_make_the_codebook_faultless():
    found = prediction_powered(np.array([1.0, 0, 0, 0, 0]), np.array([1.0, 0, 0, 0, 0]), ELSEWHERE)
    assert found["high"] > found["value"] + 1 - 0.025 ** (1 / 5) - 0.01
    assert prediction_powered(np.array([1.0]), np.array([1.0]), ELSEWHERE)["state"] == "too_few"


def test_rogan_gladen_undoes_known_errors():
    # 20 % have the theme; it is found in 80 % of these and in 10 % of the others: .16 + .08 of 1,000
    found = rogan_gladen(240, 1_000, 80, 100, 90, 100)
    assert found["value"] == pytest.approx(0.2)
    assert found["low"] < 0.2 < found["high"]


def test_lang_and_reiczigels_interval_of_a_known_codebook_is_agresti_and_coulls():
    certain = 10**9
    found = rogan_gladen(240, 1_000, int(0.8 * certain), certain, int(0.9 * certain), certain)
    low, high = ((end + 0.9 - 1) / 0.7 for end in proportion_confint(240, 1_000, method="agresti_coull"))
    assert (found["low"], found["high"]) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


def test_lang_and_reiczigels_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(4)
    runs = 2_000
    draws = zip(rng.binomial(300, 0.24, runs), rng.binomial(40, 0.8, runs), rng.binomial(60, 0.9, runs))
    held = [
        found["low"] <= 0.2 <= found["high"]
        for found in (rogan_gladen(x, 300, s, 40, p, 60) for x, s, p in draws)
    ]
    assert 0.93 < np.mean(held) < 0.985


def test_rogan_gladen_stays_between_none_and_all():
    assert rogan_gladen(1, 100, 80, 100, 90, 100)["value"] == 0
    assert rogan_gladen(95, 100, 80, 100, 90, 100)["value"] == 1
    assert rogan_gladen(50, 100, 50, 100, 50, 100)["state"] == "not_defined"
    assert rogan_gladen(50, 100, 0, 0, 50, 100)["state"] == "not_defined"


def study(seed=3, posts=2_000, hand_coded=300):
    """Posts of two accounts with known shares, .30 and .10, coded by a codebook that misses and invents."""
    rng = np.random.default_rng(seed)
    index = pd.Index([f"{number:05}" for number in range(posts)], name="post_id")
    accounts = pd.Series(np.where(np.arange(posts) < posts // 2, "a", "b"), index=index)
    true = rng.random(posts) < accounts.map({"a": 0.3, "b": 0.1}).to_numpy()
    found = np.where(true, rng.random(posts) < 0.7, rng.random(posts) < 0.08)
    drawn = rng.permutation(posts)[:hand_coded]
    hand = pd.DataFrame({"visit": true[drawn].astype(float)}, index=index[drawn])
    return pd.DataFrame({"visit": found}, index=index), hand, accounts


def test_corrected_shares_stand_beside_the_raw_ones_and_come_nearer():
    found = corrected_shares(*study()).set_index(["account", "method"])
    assert found.loc[("a", "rogan_gladen"), "raw"] == found.loc[("a", "prediction_powered"), "raw"]
    for account, true in (("a", 0.3), ("b", 0.1), ("", 0.2)):
        for method in ("prediction_powered", "rogan_gladen"):
            row = found.loc[(account, method)]
            assert row["low"] < true < row["high"]
    assert (
        found.loc[("a", "prediction_powered"), "hand_coded"]
        < found.loc[("a", "rogan_gladen"), "hand_coded"]
        == 300
    )
    assert abs(found.loc[("b", "rogan_gladen"), "value"] - 0.1) < abs(
        found.loc[("b", "rogan_gladen"), "raw"] - 0.1
    )


def test_an_account_without_hand_coded_posts_has_no_prediction_powered_share():
    machine, hand, accounts = study()
    found = corrected_shares(machine, hand[accounts.reindex(hand.index) == "a"], accounts)
    row = found[(found["account"] == "b") & (found["method"] == "prediction_powered")].iloc[0]
    assert row["state"] == "too_few" and np.isnan(row["value"]) and row["hand_coded"] == 0


def test_right_and_wrong_are_taken_from_posts_in_the_accounts_language():
    machine, hand, accounts = study()
    languages = accounts.map({"a": "kk", "b": "uz"})
    found = corrected_shares(machine, hand, accounts, languages=languages).query("method == 'rogan_gladen'")
    numbers = found.set_index("account")["hand_coded"]
    assert (
        numbers["a"] + numbers["b"] == numbers[""] == 300
        and numbers["a"] == (accounts.reindex(hand.index) == "a").sum()
    )


def test_corrections_leave_out_posts_that_served_to_write_indicators():
    machine, hand, accounts = study()
    use = pd.Series(["indicators"] * 100 + ["validation"] * 200, index=hand.index)
    found = corrected_shares(machine, hand, accounts, use=use).query(
        "account == '' and method == 'rogan_gladen'"
    )
    assert found["hand_coded"].tolist() == [200]


def test_corrected_shares_can_be_named():
    named = corrected_quantities(corrected_shares(*study())).set_index("name")
    assert named.loc["a.share_visit_corrected", "inputs"] == ["a.share_visit"]
    assert named.loc["themes.share_visit_rogan_gladen", "unit"] == "share"


def test_a_share_beyond_the_whole_keeps_an_interval_inside_it():
    """Four posts that all have a theme which the codebook never finds there, and finds in every other post."""
    found = prediction_powered(np.ones(4), np.zeros(4), np.ones(20), tuned=False)
    assert found["value"] == 1 and found["high"] == 1
    assert found["low"] == pytest.approx(1 - (1 - 0.025**0.25))  # as many errors as four without one allow


def test_a_few_posts_of_each_cell_are_drawn_by_lot_with_how_many_there_are():
    machine, hand = coded(5, 1, 2, 4)
    found = cells(machine, hand, use=pd.Series(dtype="str"), most=2, seed=1)
    assert found.groupby("cell", sort=False)["all"].agg(["first", "size"]).T.to_dict("list") == {
        "true_positives": [5, 2],
        "false_positives": [1, 1],
        "false_negatives": [2, 2],
        "true_negatives": [4, 2],
    }
    number = found["post_id"].str.removeprefix("p").astype("int")
    ends = {
        "true_positives": (0, 5),
        "false_positives": (5, 6),
        "false_negatives": (6, 8),
        "true_negatives": (8, 12),
    }
    assert all(ends[cell][0] <= n < ends[cell][1] for cell, n in zip(found["cell"], number))
    pd.testing.assert_frame_equal(found, cells(machine, hand, use=pd.Series(dtype="str"), most=2, seed=1))


def test_posts_that_served_to_write_indicators_and_themes_that_nobody_gives_are_no_examples():
    machine, hand = coded(1, 0, 0, 1)
    assert cells(machine, hand, use=pd.Series({"p0000": "indicators"}), most=2).empty
    assert cells(machine, hand, use=pd.Series(dtype="str"), most=0).empty
