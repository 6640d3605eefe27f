import numpy as np
import pandas as pd
import pytest

from analysis.measure.coding_sample import (
    allocation,
    alpha_half_width,
    alpha_units,
    draw_sample,
    lacy_riffe,
    planned_units,
    reliability_units,
)
from analysis.study import StudyError

# Lacy and Riffe 1996, table 1: units at 95 % where 85 % and 90 % agree. Their standard error is .05 / 1.64, rounded
# to .03.
TABLE = {
    10_000: (141, 100),
    5_000: (139, 99),
    1_000: (125, 92),
    500: (111, 84),
    250: (91, 72),
    100: (59, 51),
}


@pytest.mark.parametrize("population", TABLE)
def test_lacy_and_riffes_table_is_reproduced(population):
    found = [round(lacy_riffe(population, agreement, 0.03)) for agreement in (0.85, 0.9)]
    assert found == list(TABLE[population])


def test_units_are_never_more_than_there_are():
    assert reliability_units(20) <= 20
    assert reliability_units(1_000, agreement=0.9, acceptable=0.85) == 90  # with .0304 in place of .03
    with pytest.raises(StudyError, match=r"expected \(0.8\) must lie above the acceptable one \(0.9\)"):
        reliability_units(1_000, agreement=0.8, acceptable=0.9)


def test_alphas_width_is_what_simulated_coders_show():
    rng = np.random.default_rng(2)
    prevalence, alpha, units = 0.3, 0.8, 400
    half = (1 - alpha) * prevalence * (1 - prevalence)  # of all units: one coder sees it, the other does not
    cells = rng.multinomial(units, [prevalence - half, half, half, 1 - prevalence - half], size=4_000)
    ones = 2 * cells[:, 0] + cells[:, 1] + cells[:, 2]
    unequal = 2 * (cells[:, 1] + cells[:, 2])
    alphas = 1 - (2 * units - 1) * unequal / ((2 * units) ** 2 - ones**2 - (2 * units - ones) ** 2)
    width = alpha_half_width(units, alpha=alpha, prevalence=prevalence)
    assert width == pytest.approx(1.96 * alphas.std(), rel=0.04)


def test_units_for_a_width_give_that_width():
    units = alpha_units(0.1, alpha=0.8, prevalence=0.1)
    assert alpha_half_width(units, alpha=0.8, prevalence=0.1) <= 0.1
    assert alpha_half_width(units - 1, alpha=0.8, prevalence=0.1) > 0.1


def test_rare_themes_need_more_posts():
    plan = planned_units(1_000, half_width=0.1).set_index(["reason", "prevalence"])["wanted"]
    assert plan["alpha_width"].is_monotonic_decreasing
    few = planned_units(50, half_width=0.1)
    assert (few["units"] <= 50).all() and not few["enough"].all()


def test_an_impossible_alpha_is_refused():
    with pytest.raises(StudyError, match="no two coders can show an alpha of -2"):
        alpha_units(0.1, alpha=-2, prevalence=0.5)


@pytest.mark.parametrize(
    ("strata", "size", "expected"),
    [
        ([60, 30, 10], 10, [6, 3, 1]),
        ([96, 2, 2], 10, [8, 1, 1]),
        ([5, 5], 30, [5, 5]),
        ([10, 90, 50], 2, [0, 1, 1]),
        ([34, 33, 33], 10, [4, 3, 3]),
        ([], 5, []),
    ],
    ids=[
        "in proportion",
        "one each at least",
        "no more than there are",
        "largest first",
        "remainders",
        "none",
    ],
)
def test_strata_get_their_share(strata, size, expected):
    assert allocation(strata, size) == expected


def frame(**strata):
    return pd.DataFrame(
        [
            {"post_id": f"{name}{number:03}", "account": name[:3], "language": name[3:]}
            for name, posts in strata.items()
            for number in range(posts)
        ]
    )


def test_a_sample_is_stratified_by_account_and_language():
    sample = draw_sample(frame(kazkk=60, kazru=30, uzbuz=10), 20)
    assert sample.groupby(["account", "language"]).size().tolist() == [12, 6, 2]
    assert sample["post_id"].is_unique and sample["weight"].tolist() == pytest.approx([1.0] * 20)


def test_a_small_stratum_counts_for_what_it_is():
    sample = draw_sample(frame(kazkk=98, kazru=2), 10)
    weights = sample.groupby("language")["weight"].first()
    assert weights["kk"] / weights["ru"] == pytest.approx((98 / 9) / (2 / 1))
    assert sample["weight"].mean() == pytest.approx(1)


def test_the_draw_depends_on_the_seed_and_not_on_the_order_of_rows():
    posts = frame(kazkk=60, uzbuz=40)
    one = draw_sample(posts, 30, seed=4)
    assert one.equals(draw_sample(posts.sample(frac=1, random_state=1), 30, seed=4))
    assert set(one["post_id"]) != set(draw_sample(posts, 30, seed=5)["post_id"])


def test_held_out_posts_are_the_share_asked_for():
    sample = draw_sample(frame(kazkk=60, uzbuz=40), 40, held_out=0.75)
    assert sample["use"].value_counts().to_dict() == {"validation": 30, "indicators": 10}
    assert set(draw_sample(frame(kazkk=5), 5)["use"]) == {"validation"}


def test_a_post_that_stands_twice_is_refused():
    with pytest.raises(StudyError, match="post kazkk000 stands twice"):
        draw_sample(pd.concat([frame(kazkk=1)] * 2), 1)
