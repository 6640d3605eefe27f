import pytest

from analysis.check.findings import Finding, by_cause, first_causes, gathered, in_order, of_error
from analysis.clean.problems import InputError, Problem
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


def commas(*counts: str, file: str = "a.csv", column: str = "x") -> list[Finding]:
    """A finding for each count, in the rows 2, 3, …"""
    return [
        Finding(
            "odd", file, f"read as {count.replace(',', '.')}; correct the language", (row,), column, count
        )
        for row, count in enumerate(counts, start=2)
    ]


def test_many_findings_of_one_cause_are_one_with_its_first_places_and_all_of_them_behind_it():
    found = commas("1,8 M", "2,4 K", "3,1", "4,4 Mn", "5,2 млн", "6,3M")
    other = Finding("odd", "a.csv", "the day has not come yet", (2,), "day", "2030-01-01")
    one, apart = by_cause([*found[:3], other, *found[3:]])
    assert (one.rows, one.column, one.value) == ((2, 3, 4, 5, 6, 7), "x", "1,8 M")
    assert one.mend == (
        "read as 1.8 M; correct the language. 5 other values are like it: '2,4 K' (row 3), '3,1' (row 4), '4,4 Mn' (row 5) …"
    )
    assert (one.alike, one.places, apart) == (tuple(found), 6, other)


def test_a_cause_in_two_columns_is_one_finding_and_counts_every_cell():
    two = [*commas("1,8M", "2,4M", "3,1M"), *commas("1,8K", "2,4K", "3,1K", column="y")]
    (one,) = by_cause(two)
    assert (one.column, one.at, one.places) == ("x, y", "rows 2–4", 6)


@pytest.mark.parametrize("file", ["a.csv", "paper.en.md"], ids=["few", "lines"])
def test_few_findings_and_lines_of_a_text_are_told_one_by_one(file):
    found = commas(
        *["1,8M", "2,4M", "3,1M", "4,4M", "5,2M", "6,3M"][: 5 if file == "a.csv" else 6], file=file
    )
    assert by_cause(found) == found


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
