"""Days are written the language's way, as many as fit."""

import datetime as dt

import pytest

from analysis.draw import panels
from analysis.draw.calendar import between, day_axis
from analysis.draw.words import Words

SEPTEMBER = dt.date(2024, 9, 1), dt.date(2024, 9, 28)


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "1 Sept – 28 Sept 2024"), ("kk", "2024\u202fж. 1 қыр. – 28 қыр."), ("tr", "1 Eyl – 28 Eyl 2024")],
)
def test_a_time_is_written_with_its_year_once(language, written):
    assert between(*SEPTEMBER, Words(language)) == written


def test_a_time_over_two_years_has_both():
    assert between(dt.date(2023, 12, 30), dt.date(2024, 1, 2), Words("en")) == "30 Dec 2023 – 2 Jan 2024"


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        pytest.param(dt.date(2024, 9, 1), dt.date(2024, 9, 3), ["1 Sept", "2 Sept", "3 Sept"], id="days"),
        pytest.param(
            dt.date(2023, 12, 20),
            dt.date(2024, 6, 20),
            ["Jan 2024", "Mar 2024", "May 2024"],
            id="months",
        ),
        pytest.param(dt.date(2010, 1, 1), dt.date(2024, 6, 1), ["2010", "2015", "2020"], id="years"),
        pytest.param(dt.date(2024, 9, 1), dt.date(2024, 9, 1), ["1 Sept"], id="one day"),
    ],
)
def test_an_axis_has_days_months_or_years(first, last, labels):
    [axes] = panels.drawn(panels.plan(["a"], ["b"]))[1]
    day_axis(axes, first, last, 2.0, Words("en"))
    assert [label.get_text() for label in axes.get_xticklabels()] == labels
