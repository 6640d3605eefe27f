import numpy as np
import pandas as pd
import pytest

from analysis.measure.correspondence import correspondence, ellipses, map_quantities

# Greenacre's smokers, the example of R's ca: principal inertias .074759, .010017, .000414
SMOKE = pd.DataFrame(
    [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]],
    index=["SM", "JM", "SE", "JE", "SC"],
    columns=["none", "light", "medium", "heavy"],
)


def test_greenacres_smokers_are_reproduced():
    points, dimensions = correspondence(SMOKE)
    assert dimensions["inertia"].tolist() == pytest.approx([0.074759, 0.010017, 0.000414], abs=1e-6)
    assert (100 * dimensions["share"]).tolist() == pytest.approx([87.76, 11.76, 0.49], abs=0.01)
    place = points.set_index("name")
    assert place[["x", "y"]].abs().loc[["SM", "none"]].to_numpy().tolist() == [
        pytest.approx([0.0658, 0.1937], abs=1e-4),
        pytest.approx([0.3933, 0.0305], abs=1e-4),
    ]
    # summary(ca(smoke)), in thousandths: the rows' inertias, and what SE contributes to the two dimensions
    assert (1000 * place.loc[SMOKE.index, "inertia"].astype(float)).round().tolist() == [
        31,
        139,
        450,
        308,
        71,
    ]
    assert (1000 * place.loc["SE", ["contribution_x", "contribution_y"]].astype(float)).round().tolist() == [
        512,
        3,
    ]


def test_contributions_and_masses_sum_to_one():
    points, _ = correspondence(SMOKE)
    for _, own in points.groupby("kind"):
        assert own[["mass", "inertia", "contribution_x", "contribution_y"]].sum().tolist() == pytest.approx(
            [1] * 4
        )


def test_directions_do_not_depend_on_the_order_of_rows():
    points = correspondence(SMOKE)[0].set_index("name")
    turned = correspondence(SMOKE.iloc[::-1, ::-1])[0].set_index("name")
    assert np.allclose(points.loc[turned.index, ["x", "y"]].astype(float), turned[["x", "y"]].astype(float))
    assert points.loc["none", "x"] > 0  # none contributes most to the first dimension


def test_rare_themes_are_placed_and_do_not_shape_the_map():
    rare = SMOKE.assign(pipe=[0, 0, 4, 0, 0])
    points, dimensions = correspondence(rare, rare=5)
    assert dimensions.equals(correspondence(SMOKE)[1])
    place = points.set_index("name").loc[["SE", "pipe"], ["x", "y"]].astype(float).to_numpy()
    scale = np.sqrt(dimensions["inertia"].to_numpy()[:2])
    assert place[1] == pytest.approx(place[0] / scale)  # all its posts are SE's
    assert points.set_index("name").loc["pipe", "supplementary"]


@pytest.mark.parametrize(
    "table",
    [SMOKE.iloc[:2], SMOKE.iloc[:, :2], SMOKE * 0, pd.DataFrame([[1, 2, 3]] * 3, columns=list("abc")) * 10],
    ids=["two accounts", "two themes", "no posts", "the same mix"],
)
def test_there_is_no_map_without_differences_that_take_a_plane(table):
    points, dimensions = correspondence(table)
    assert points.empty and dimensions.empty and map_quantities(dimensions).empty


def test_ellipses_have_the_covariance_of_a_multinomial_mean():
    points, dimensions = correspondence(SMOKE)
    found = ellipses(SMOKE, points, dimensions, resamples=20_000).set_index("account")
    themes = points[points["kind"] == "theme"]
    standard = themes[["x", "y"]].to_numpy(float) / np.sqrt(dimensions["inertia"].to_numpy()[:2])
    share = (SMOKE.loc["JE"] / SMOKE.loc["JE"].sum()).to_numpy()
    exact = standard.T @ (np.diag(share) - np.outer(share, share)) @ standard / SMOKE.loc["JE"].sum()
    assert found.loc["JE", ["xx", "xy", "yy"]].tolist() == pytest.approx(
        [exact[0, 0], exact[0, 1], exact[1, 1]], abs=0.0006
    )


def test_what_the_map_shows_can_be_named():
    found = map_quantities(correspondence(SMOKE)[1]).set_index("name")["value"]
    assert found["map.inertia"] == pytest.approx(0.08519, abs=1e-5) and found["map.shown"] == pytest.approx(
        0.99515, abs=1e-5
    )
