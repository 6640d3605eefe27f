import csv
import json
import math
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pytest

from analysis.measure.agreement import (
    agreement,
    agreement_quantities,
    estimate,
    estimates,
    ratings,
)
from analysis.measure.bootstrap import resamples

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
REFERENCE, POLITICIANS = SHARED / "krippendorff_reference", SHARED / "german_politicians_2coders"
needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="../shared/data/krippendorff_reference is absent"
)
needs_politicians = pytest.mark.skipif(
    not POLITICIANS.is_dir(), reason="../shared/data/german_politicians_2coders is absent"
)


def coded(table, variable="theme", coders="abcdefgh"):
    """Codes in long form from rows of one unit each; None is no code."""
    return pd.DataFrame(
        [
            {"post_id": f"p{unit:04}", "coder": coder, "variable": variable, "value": value}
            for unit, row in enumerate(table)
            for coder, value in zip(coders, row)
            if value is not None
        ]
    )


def two_coders(both, only_a, only_b, neither, variable="visit"):
    rows = [("1", "1")] * both + [("1", "0")] * only_a + [("0", "1")] * only_b + [("0", "0")] * neither
    return coded(rows, variable)


def values(frame, column="value"):
    return frame.set_index("coefficient")[column]


def test_high_agreement_on_a_rare_theme_gives_a_low_alpha_and_a_high_ac1():
    found = values(agreement(two_coders(2, 3, 3, 92)))
    assert found["percent"] == pytest.approx(0.94)
    assert found["kappa"] == pytest.approx((0.94 - (0.05**2 + 0.95**2)) / (1 - (0.05**2 + 0.95**2)))  # .368
    assert found["alpha"] == pytest.approx(
        1 - 199 * 12 / (200**2 - 10**2 - 190**2)
    )  # .372: 12 unequal of 200 codes
    assert found["ac1"] == pytest.approx((0.94 - 0.095) / (1 - 0.095))  # .934: chance 2 × .05 × .95


def test_prevalence_units_and_disagreements_stand_beside_the_coefficients():
    row = agreement(two_coders(2, 3, 3, 92)).iloc[0]
    assert (row["units"], row["coders"], row["ratings"], row["disagreements"]) == (100, 2, 200, 6)
    assert row["prevalence"] == pytest.approx(0.05)


def test_one_category_leaves_agreement_beyond_chance_undefined():
    found = agreement(two_coders(0, 0, 0, 50))
    assert found.set_index("coefficient")["state"].to_dict() == {
        "percent": "defined",
        "alpha": "not_defined",
        "kappa": "not_defined",
        "ac1": "not_defined",
    }
    assert values(found)["percent"] == 1 and math.isnan(values(found)["alpha"])
    assert agreement_quantities(found)["name"].tolist() == [
        f"agreement.visit.{measure}" for measure in ("units", "disagreements", "prevalence", "percent")
    ]


def test_units_coded_once_show_no_agreement():
    found = agreement(coded([("1", None), (None, "0")]))
    assert set(found["state"]) == {"no_units"} and found["value"].isna().all()
    assert set(found["units"]) == {0}


def test_a_category_called_na_is_a_category():
    found = agreement(coded([("NA", "NA"), ("NA", "culture"), ("culture", "culture"), ("culture", "")]))
    assert found["units"].unique().tolist() == [3]
    assert values(found)["percent"] == pytest.approx(2 / 3)


def test_kappa_of_coders_who_use_categories_unequally_is_cohens():
    found = values(agreement(two_coders(50, 20, 10, 20)))
    assert found["kappa"] == pytest.approx((0.70 - 0.54) / (1 - 0.54))  # chance: .7 × .6 + .3 × .4


def test_kappa_of_three_coders_is_the_mean_over_pairs():
    table = [("1", "1", "0"), ("0", "0", "0"), ("1", "0", "1"), ("0", "0", "0")]
    # a,b: .75 alike, chance .5 × .25 + .5 × .75 = .5; a,c the same; b,c: .5 alike, chance .25² + .75² = .625
    assert values(agreement(coded(table)))["kappa"] == pytest.approx((0.5 + 0.5 + (0.5 - 0.625) / 0.375) / 3)


def test_without_any_disagreement_the_interval_still_has_width():
    found = agreement(two_coders(10, 0, 0, 10)).set_index("coefficient")
    missed = 1 - 0.025 ** (1 / 20)  # what R's binom.test(20, 20) leaves: .8315665 to 1
    assert found.loc["percent", ["low", "high"]].tolist() == [pytest.approx(0.8315665, abs=1e-7), 1]
    assert found.loc["kappa", "low"] == pytest.approx(1 - missed / 0.5)
    assert found.loc["ac1", "low"] == pytest.approx(1 - missed / 0.5)
    assert found.loc["alpha", "low"] == pytest.approx(1 - missed / (0.5 * 40 / 39))
    assert not agreement_quantities(found.reset_index()).set_index("measure").loc["alpha", "exact"]


def test_intervals_hold_the_value_and_narrow_with_units():
    few = agreement(two_coders(12, 3, 3, 82)).set_index("coefficient")
    many = agreement(two_coders(120, 30, 30, 820)).set_index("coefficient")
    assert (few["low"] < few["value"]).all() and (few["value"] < few["high"]).all()
    assert ((many["high"] - many["low"]) < 0.5 * (few["high"] - few["low"])).all()


def test_hundred_posts_cannot_prove_point_eight():
    # ../shared/reference/statistics.md, 9: .766 (.559–.926) with 15 % prevalence
    row = agreement(two_coders(12, 3, 3, 82)).set_index("coefficient").loc["alpha"]
    assert row["value"] == pytest.approx(0.766, abs=1e-3)
    assert row["low"] == pytest.approx(0.559, abs=0.03) and row["high"] == pytest.approx(0.926, abs=0.03)


def test_intervals_depend_on_the_seed_and_on_nothing_else():
    both = pd.concat([two_coders(12, 3, 3, 82), two_coders(30, 9, 4, 57, "culture")])
    alone = agreement(two_coders(12, 3, 3, 82), seed=3)
    together = agreement(both, seed=3).query("variable == 'visit'").reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, together)
    assert agreement(both, seed=4)["low"].tolist() != agreement(both, seed=3)["low"].tolist()


def test_rows_are_given_for_each_language():
    codes = two_coders(2, 1, 0, 2)
    languages = pd.Series({f"p{unit:04}": "kk" if unit < 3 else "uz" for unit in range(5)})
    found = agreement(codes, languages=languages).query("coefficient == 'percent'").set_index("language")
    assert found["units"].to_dict() == {"": 5, "kk": 3, "uz": 2}
    assert found["value"].to_dict() == {"": pytest.approx(0.8), "kk": pytest.approx(2 / 3), "uz": 1}


def test_two_codes_of_one_coder_for_one_post_are_refused():
    with pytest.raises(ValueError, match="coder 'a' has two codes for post 'p0000'; keep one"):
        agreement(pd.concat([coded([("1", "1")])] * 2))


def random_codes(variables, units, coders, missing, seed=5):
    rng = np.random.default_rng(seed)
    frames = []
    for number in range(variables):
        true = rng.random(units) < 0.05 + 0.02 * number
        table = (
            np.where(rng.random((units, coders)) < 0.1, ~true[:, None], true[:, None])
            .astype(int)
            .astype(object)
        )
        table = np.where(rng.random(table.shape) < missing, None, np.where(table == 1, "1", "0"))
        frames.append(coded(table.tolist(), f"v{number}"))
    return pd.concat(frames)


@pytest.mark.parametrize("missing", [0, 0.3], ids=["complete", "with gaps"])
def test_the_bootstrap_of_alpha_equals_a_loop_over_the_krippendorff_package(missing):
    codes = random_codes(3, 120, 3, missing)
    tables = [ratings(part) for _, part in codes.groupby("variable")]
    for table in tables:
        (weights,) = resamples(len(table.units), 100, np.random.default_rng(7))
        looped = [
            krippendorff.alpha(
                value_counts=np.repeat(table.counts, drawn.astype(int), axis=0),
                level_of_measurement="nominal",
            )
            for drawn in weights
        ]
        own = estimates([table], "alpha", 100, np.random.default_rng(7))[0]
        assert np.abs(own - looped).max() < 1e-12


def test_variables_of_the_same_units_are_resampled_together():
    tables = [ratings(part) for _, part in random_codes(3, 50, 2, 0).groupby("variable")]
    together = estimates(tables, "alpha", 40, np.random.default_rng(1))
    alone = [estimates([table], "alpha", 40, np.random.default_rng(1))[0] for table in tables]
    assert np.abs(together - alone).max() < 1e-12


@needs_reference
def test_reference_alphas_are_reproduced():
    def read(name, gap):
        with (REFERENCE / name).open(encoding="utf-8-sig") as lines:
            return [[None if cell == gap else cell for cell in row] for row in csv.reader(lines)]

    hayes = [row[1:] for row in read("hayes_krippendorff_2007.csv", ".")[1:]]
    sample = read("krippendorff_2019_sample.csv", "NA")
    wikipedia = pd.DataFrame(
        map(json.loads, (REFERENCE / "wikipedia_example.jsonl").read_text().splitlines())
    )
    wikipedia = wikipedia[wikipedia["response"] != "*"]
    spoken = wikipedia.rename(columns={"item": "post_id", "worker": "coder", "response": "value"})
    assert estimate(ratings(coded(hayes)), "alpha") == pytest.approx(0.4765, abs=5e-5)
    assert estimate(ratings(coded(sample)), "alpha") == pytest.approx(0.7434, abs=5e-5)
    assert estimate(ratings(spoken.astype({"value": "str"})), "alpha") == pytest.approx(0.6914, abs=5e-5)


@needs_reference
def test_gwets_example_is_reproduced_with_its_unit_of_one_code():
    with (REFERENCE / "krippendorff_2019_sample.csv").open(encoding="utf-8-sig") as lines:
        table = [[None if cell == "NA" else cell for cell in row] for row in csv.reader(lines)]
    found = ratings(coded(table))
    # irrCAC's documentation: gwet.ac1.raw(cac.raw4raters) gives .77544 with percent agreement .8181818
    assert estimate(found, "percent") == pytest.approx(0.8181818, abs=1e-7)
    assert estimate(found, "ac1") == pytest.approx(0.77544, abs=5e-6)


@needs_politicians
def test_the_published_double_coding_of_german_politicians_is_reproduced():
    annotated = pd.read_csv(POLITICIANS / "tw_annot.csv", dtype="str", keep_default_na=False)
    twice = annotated[annotated["rel_test"] == "1.0"]
    codes = pd.DataFrame(
        [
            {
                "post_id": row["status_id"],
                "coder": coder,
                "variable": variable,
                "value": row[f"{variable}_{coder}"][:1],
            }
            for _, row in twice.iterrows()
            for variable in ("ane", "ppc")
            for coder in "AB"
        ]
    )
    found = agreement(codes).query("coefficient == 'alpha'").set_index("variable")
    assert found.loc["ane", "value"] == pytest.approx(0.862, abs=5e-4)
    assert found.loc["ppc", "value"] == pytest.approx(0.707, abs=5e-4)
    assert found["units"].tolist() == [90, 90]
