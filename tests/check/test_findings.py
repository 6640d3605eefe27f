import pytest

from analysis.check.findings import Finding, first_causes, gathered, in_order, of_error
from analysis.clean.tables import InputError, Problem
from analysis.study import StudyError


@pytest.mark.parametrize(
    ("file", "rows", "at", "glance"),
    [
        ("a.csv", (), "", ""),
        ("a.csv", (3,), "row 3", "row 3"),
        ("paper.en.md", (3, 4), "lines 3–4", "lines 3–4"),
        ("a.csv", (2, 3, 4, 9), "rows 2–4, 9", "rows 2–4, 9"),
        ("a.csv", (2, 4, 6, 8, 10), "rows 2, 4, 6, 8, 10", "rows 2, 4, 6 … (5)"),
    ],
)
def test_rows_are_told_in_few_words(file, rows, at, glance):
    found = Finding("odd", file, "look", rows)
    assert (found.at, found.at_a_glance) == (at, glance)


def test_the_same_thing_in_several_rows_is_one_finding():
    found = [
        Finding("missing", "a.csv", "empty", (row,), column) for row, column in ((5, "x"), (2, "y"), (3, "x"))
    ]
    assert gathered(found) == [
        Finding("missing", "a.csv", "empty", (3, 5), "x"),
        Finding("missing", "a.csv", "empty", (2,), "y"),
    ]


def test_wrong_comes_before_missing_and_odd_and_files_in_their_order():
    a, b, c, d = (
        Finding("odd", "a.csv", ""),
        Finding("wrong", "b.csv", "", (9,)),
        Finding("wrong", "b.csv", "", (2,)),
        Finding("wrong", "a.csv", "", (5,)),
    )
    assert in_order([a, b, c, d], ["a.csv", "b.csv"]) == [d, c, b, a]


def test_a_cell_that_is_wrong_is_nothing_else():
    wrong = Finding("wrong", "a.csv", "", (2,), "role")
    beside = Finding("odd", "a.csv", "", (3,), "role")
    assert first_causes([Finding("odd", "a.csv", "", (2,), "role"), wrong, beside]) == [wrong, beside]


def test_an_error_is_a_finding_for_each_of_its_lines():
    error = StudyError(
        "studies/x/claims.yaml: claim 'a' is odd\nstudy.yaml line 3: mend it\nno file is named"
    )
    assert of_error(error, "claims.yaml") == [
        Finding("wrong", "claims.yaml", "claim 'a' is odd"),
        Finding("wrong", "study.yaml", "mend it", (3,)),
        Finding("wrong", "claims.yaml", "no file is named"),
    ]


def test_an_error_of_tables_keeps_row_column_and_value():
    error = InputError([Problem("a.csv", 3, "role", "x", "use y")])
    assert of_error(error, "a.csv") == [Finding("wrong", "a.csv", "use y", (3,), "role", "x")]
