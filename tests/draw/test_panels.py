"""Panels find the storeys in which they can be read, and their axes the numbers that stand apart."""

import pytest

from analysis.draw import panels, style

NAMES = [f"account {n}" for n in range(60)]


@pytest.mark.parametrize(
    ("rows", "columns", "storeys"),
    [(12, 1, 1), (12, 5, 1), (12, 12, 2), (60, 1, 1)],
    ids=["one panel", "five abreast", "two storeys", "sixty rows"],
)
def test_panels_stand_in_as_few_storeys_as_can_be_read(rows, columns, storeys):
    plan = panels.plan(NAMES[:rows], NAMES[:columns])
    assert plan.storeys == storeys
    assert plan.axis >= panels.LEAST and plan.row >= panels.LEAST_ROW and plan.height <= style.TALLEST


def test_what_fits_in_no_way_has_no_plan():
    assert panels.plan(NAMES, NAMES) is None
    assert panels.plan(NAMES * 2, ["one"]) is None


def test_panels_are_turned_where_that_saves_storeys():
    plan, turned = panels.either(NAMES[:1], NAMES)
    assert turned and plan.storeys == 1 and len(plan.rows) == 60
    assert panels.either(NAMES[:12], NAMES[:5])[1] is False


def test_numbers_are_left_out_where_they_would_leave_no_axis():
    assert panels.plan(NAMES[:3], NAMES[:2], numbers=["1,234"]).numbers > 0
    assert panels.plan(NAMES[:3], NAMES[:4], numbers=["a number as long as a sentence is"] * 2).numbers == 0


def axes():
    plan = panels.plan(NAMES[:2], NAMES[:4])
    return panels.drawn(plan)[1][0], plan


def test_an_end_beyond_the_axis_is_an_arrow_and_a_missing_interval_nothing():
    side, plan = axes()
    panels.linear(side, plan, 0, 1, str)
    before = len(side.lines)
    panels.whisker(side, float("nan"), 0.5, 0)
    assert len(side.lines) == before
    panels.whisker(side, 0.5, float("inf"), 0)
    line, arrow = side.lines[before:]
    assert line.get_xdata().tolist() == [0.5, 1] and arrow.get_xdata().tolist() == [1]


def test_a_mark_beyond_the_axis_points_there():
    side, plan = axes()
    panels.linear(side, plan, 0, 1, str)
    panels.point(side, 7, 0, "black")
    assert side.lines[-1].get_marker() == ">" and side.lines[-1].get_xdata().tolist() == [1]


def test_longer_numbers_are_fewer():
    short, long = (axes() for _ in range(2))
    panels.linear(*short, 0, 1, lambda x: f"{x:g}")
    panels.linear(*long, 0, 1, lambda x: f"{x:g} percent")
    assert len(short[0].get_xticks()) > len(long[0].get_xticks()) > 0


def test_zero_has_a_place_on_a_logarithmic_axis_that_is_even_near_it():
    side, plan = axes()
    panels.logarithmic(side, plan, 0.1, 100, lambda x: f"{x:g}", zero=1.0)
    assert side.get_xlim()[0] == 0 and side.get_xticks()[0] == 0 and side.get_xticks()[-1] == 100


def test_a_narrow_logarithmic_axis_has_numbers_too():
    side, plan = axes()
    panels.logarithmic(side, plan, 3.1, 4.4, lambda x: f"{x:g}")
    assert len(side.get_xticks()) > 0
