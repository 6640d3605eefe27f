"""How a number of the ledger is written for a reader."""

import pytest

from analysis.draw.words import Words
from analysis.publish.entries import Entries


@pytest.mark.parametrize(
    ("x", "unit", "expected"),
    [
        (-0.0544918330308522, "index", "−0,0544918330308522"),
        (1_300_000.0, "count", "1.300.000"),
        (2024.0, "year", "2024"),
        (float("-inf"), "index", "−∞"),
        (float("nan"), "index", "—"),
    ],
)
def test_a_number_has_all_its_digits_and_the_signs_of_the_text(x, unit, expected):
    assert Entries({}, {}, Words("tr"), {}).unrounded(x, unit) == expected
