import pandas as pd
import pytest

from analysis.clean.corrections import apply_corrections
from analysis.clean.problems import InputError

SNAPSHOTS = {
    2: ("mfa-kaz", "2024-09-28", "52.9K", ""),
    3: ("mfa-nam", "2024-09-28", "7,948", ""),
    4: ("mfa-nam", "2024-10-01", "7,951", "seen late"),
}


@pytest.fixture
def raw():
    columns = ["account", "captured_on", "followers_shown", "note"]
    frame = pd.DataFrame.from_dict(SNAPSHOTS, orient="index", columns=columns, dtype="str")
    return {"snapshots": frame.rename_axis("row")}


def corrections(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    """Corrections from (file, where, column, from, to), in rows 2, 3 …"""
    frame = pd.DataFrame(rows, columns=["file", "where", "column", "from", "to"], dtype="str")
    return frame.set_axis(range(2, len(rows) + 2)).rename_axis("row")


def refusal(raw, *rows) -> str:
    with pytest.raises(InputError) as refused:
        apply_corrections(raw, corrections(*rows))
    return str(refused.value)


def test_a_correction_changes_its_one_cell_and_leaves_what_was_read(raw):
    row = ("snapshots.csv", "account=mfa-nam; captured_on=2024-09-28", "followers_shown", "7,948", "7,984")
    corrected = apply_corrections(raw, corrections(row))["snapshots"]
    assert corrected["followers_shown"].tolist() == ["52.9K", "7,984", "7,951"]
    assert raw["snapshots"]["followers_shown"].tolist() == ["52.9K", "7,948", "7,951"]


def test_an_empty_cell_can_be_filled_and_a_full_one_emptied(raw):
    corrected = apply_corrections(
        raw,
        corrections(
            ("snapshots.csv", "account=mfa-kaz", "note", "", "from a print"),
            ("snapshots.csv", "note=seen late;", "note", "seen late", ""),
        ),
    )
    assert corrected["snapshots"]["note"].tolist() == ["from a print", "", ""]


def test_a_later_correction_sees_what_an_earlier_one_made(raw):
    corrected = apply_corrections(
        raw,
        corrections(
            ("snapshots.csv", "account=mfa-kaz", "followers_shown", "52.9K", "53K"),
            ("snapshots.csv", "followers_shown=53K", "note", "", "twice corrected"),
        ),
    )
    assert corrected["snapshots"].loc[2, "note"] == "twice corrected"


def test_days_may_be_written_as_in_the_file(raw):
    row = ("snapshots.csv", "captured_on=01.10.2024", "captured_on", "1.10.2024", "02.10.2024")
    corrected = apply_corrections(raw, corrections(row))["snapshots"]
    assert corrected["captured_on"].tolist() == ["2024-09-28", "2024-09-28", "2024-10-02"]


def test_a_workbook_is_named_like_a_text_file(raw):
    row = ("snapshots.xlsx", "account=mfa-kaz", "note", "", "x")
    assert apply_corrections(raw, corrections(row))["snapshots"].loc[2, "note"] == "x"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param(
            ("snapshot.csv", "account=mfa-kaz", "note", "", "x"),
            "column file: 'snapshot.csv': no such raw file; did you mean 'snapshots.csv'?",
            id="unknown-file",
        ),
        pytest.param(
            ("snapshots.csv", "account=mfa-kaz", "followers", "52.9K", "x"),
            "column column: 'followers': snapshots.csv has no such column; did you mean 'followers_shown'?",
            id="unknown-column",
        ),
        pytest.param(
            ("snapshots.csv", "the first row", "note", "", "x"),
            "column where: 'the first row': write the row as `column=value; column=value` with columns of "
            "snapshots.csv: account, captured_on, followers_shown, note",
            id="no-condition",
        ),
        pytest.param(
            ("snapshots.csv", "acount=mfa-kaz", "note", "", "x"),
            "column where: 'acount=mfa-kaz': write the row as `column=value; column=value`",
            id="condition-on-an-unknown-column",
        ),
        pytest.param(
            ("snapshots.csv", "account=mfa-nam", "note", "", "x"),
            "column where: 'account=mfa-nam': 2 rows of snapshots.csv are like this; name exactly one",
            id="two-rows",
        ),
        pytest.param(
            ("snapshots.csv", "account=mfa-fra", "note", "", "x"),
            "column where: 'account=mfa-fra': no rows of snapshots.csv are like this; name exactly one",
            id="no-row",
        ),
        pytest.param(
            ("snapshots.csv", "account=mfa-kaz", "followers_shown", "52,9K", "53K"),
            "column from: '52,9K': row 2 of snapshots.csv now has '52.9K'; "
            "if the file was mended, remove this correction",
            id="old-value-gone",
        ),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(raw, row, said):
    assert refusal(raw, row).startswith(f"corrections.csv, row 2, {said}")


def test_all_corrections_that_do_not_fit_are_told_at_once(raw):
    gone = ("snapshots.csv", "account=mfa-kaz", "note", "gone", "x")
    fits = ("snapshots.csv", "account=mfa-kaz", "note", "", "x")
    assert [line.partition(":")[0] for line in refusal(raw, gone, fits, gone).splitlines()] == [
        "corrections.csv, row 2, column from",
        "corrections.csv, row 4, column from",
    ]


def test_a_correction_of_a_table_that_could_not_be_read_waits(raw):
    row = ("accounts.csv", "account=mfa-kaz", "holder", "a", "b")
    assert apply_corrections(raw, corrections(row))["snapshots"].equals(raw["snapshots"])
