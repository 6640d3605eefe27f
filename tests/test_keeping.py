import json
import shutil

import openpyxl
import pandas as pd
import pytest
from mini import RAW
from projects import ROOT, add_study, copy_project, make

from analysis.clean.folder import kept_tables
from analysis.clean.problems import InputError
from analysis.keeping import as_csv, to_files, to_workbook
from analysis.study import StudyError, read_study

FILES = sorted(RAW)


@pytest.fixture
def study(write_study):
    """The study `mini` with these files."""
    return lambda files=None: read_study("mini", write_study(files))


def there(study, folder: str = "") -> list[str]:
    return sorted(path.name for path in (study.raw / folder).iterdir())


def same(kept: dict[str, pd.DataFrame], again: dict[str, pd.DataFrame]) -> bool:
    return list(kept) == list(again) and all(table.equals(again[name]) for name, table in kept.items())


# ── To a workbook ──


def test_files_become_one_workbook_and_are_put_aside_as_they_were(study):
    mini = study()
    before, bytes_before = kept_tables(mini)[0], {name: (mini.raw / name).read_bytes() for name in FILES}
    told = to_workbook(mini)
    assert there(mini) == ["snapshots.xlsx", "superseded"]
    assert {name: (mini.raw / "superseded" / "1" / name).read_bytes() for name in FILES} == bytes_before
    assert same(before, kept_tables(mini)[0])
    assert told.splitlines() == [
        "snapshots.xlsx now holds the tables accounts (2 rows), snapshots (2 rows), countries (2 rows), sources (2 rows).",
        "accounts.csv, countries.csv, snapshots.csv, sources.csv: moved to data/raw/mini/superseded/1/, unchanged. "
        "Remove that folder when you no longer need it.",
        "Next: make check STUDY=mini",
    ]


def test_what_is_odd_for_the_study_is_no_obstacle(study):
    mini = study(
        {"accounts.csv": None, "contxt.csv": "figure\n", "snapshots.csv": "account;mood\nmfa;glad;\n"}
    )
    told = to_workbook(mini)
    assert told.startswith("odd: contxt.csv: not a file that is read")
    assert there(mini) == ["contxt.csv", "snapshots.xlsx", "superseded"]
    assert kept_tables(mini)[0]["snapshots"].loc[2].tolist() == ["mfa", "glad"]


def test_blank_rows_line_breaks_and_columns_that_nothing_reads_survive(study):
    text = 'source;title;mood\n\n;;\nseen;"two\nlines";"a;b"\ncensus;=1+1;_x0041_\n'
    mini = study({"sources.csv": text})
    to_workbook(mini)
    sources = kept_tables(mini)[0]["sources"]
    assert {int(row): cells for row, *cells in sources.itertuples()} == {
        4: ["seen", "two\nlines", "a;b"],
        5: ["census", "=1+1", "_x0041_"],
    }


def test_a_table_that_was_a_workbook_of_its_own_is_taken_in(study, tmp_path):
    mini = study({"snapshots.csv": None})
    book = openpyxl.Workbook()
    for row in (
        ["account", "captured_on", "followers_shown", "source"],
        ["mfa-kaz", "2024-09-28", 52900, "seen"],
    ):
        book.active.append(row)
    book.save(mini.raw / "snapshots.xlsx")
    to_workbook(mini)
    assert "snapshots.xlsx" in there(mini, "superseded/1")
    kept = kept_tables(mini)[0]
    assert kept["snapshots"]["followers_shown"].tolist() == ["52900"] and len(kept) == 4


def test_what_is_in_the_workbook_already_is_left_alone(study):
    mini = study()
    to_workbook(mini)
    before = (mini.raw / "snapshots.xlsx").read_bytes()
    with pytest.raises(StudyError) as refused:
        to_workbook(mini)
    assert (
        str(refused.value) == "data/raw/mini: all tables are in snapshots.xlsx already; nothing was changed"
    )
    assert (mini.raw / "snapshots.xlsx").read_bytes() == before


def test_a_file_that_was_added_beside_the_workbook_is_taken_in(study):
    mini = study()
    to_workbook(mini)
    (mini.raw / "context.csv").write_text("figure,value_shown,source\nun_members,193,seen\n", "utf-8")
    to_workbook(mini)
    assert there(mini, "superseded/2") == ["context.csv", "snapshots.xlsx"]
    assert [len(table) for table in kept_tables(mini)[0].values()] == [2, 2, 2, 2, 1]


def test_a_table_in_two_places_is_for_its_author_to_settle(study):
    mini = study()
    to_workbook(mini)
    shutil.copy2(mini.raw / "superseded" / "1" / "accounts.csv", mini.raw)
    for change in (to_workbook, to_files):
        with pytest.raises(InputError, match="accounts.csv: snapshots.xlsx, sheet accounts is there too"):
            change(mini)
    assert there(mini) == ["accounts.csv", "snapshots.xlsx", "superseded"]


def test_cells_that_a_workbook_cannot_hold_are_told_and_nothing_is_changed(study):
    mini = study({"sources.csv": f"source,title\nseen,bell\x07\ncensus,{'x' * 32_768}\n"})
    with pytest.raises(InputError) as refused:
        to_workbook(mini)
    assert [line.partition(": ")[0] for line in str(refused.value).splitlines()] == [
        "sources.csv, row 2, column title",
        "sources.csv, row 3, column title",
    ]
    assert there(mini) == FILES


@pytest.mark.parametrize("change", [to_workbook, to_files])
def test_where_a_table_cannot_be_read_nothing_is_changed(study, change):
    files = {"snapshots.xlsx": b"damaged", "snapshots.csv": None}
    mini = study(files)
    with pytest.raises(InputError, match="snapshots.xlsx: not a workbook that can be opened"):
        change(mini)
    assert there(mini) == ["accounts.csv", "countries.csv", "snapshots.xlsx", "sources.csv"]


def test_a_study_without_tables_is_told_so(study):
    with pytest.raises(StudyError, match="data/raw/mini: there are no tables yet"):
        to_workbook(study(dict.fromkeys(FILES) | {"README.md": "x"}))


# ── And back ──


def test_there_and_back_again_the_tables_are_the_same(study):
    mini = study()
    before = kept_tables(mini)[0]
    to_workbook(mini)
    told = to_files(mini)
    assert there(mini) == [*FILES, "superseded"] and there(mini, "superseded") == ["1", "2"]
    assert there(mini, "superseded/2") == ["snapshots.xlsx"]
    assert same(before, kept_tables(mini)[0])
    assert told.startswith("CSV files now hold the tables accounts (2 rows)")


def test_files_open_in_a_spreadsheet_with_their_letters(study):
    mini = study()
    to_workbook(mini)
    to_files(mini)
    assert (mini.raw / "accounts.csv").read_bytes().startswith(b"\xef\xbb\xbfaccount,country")


def test_only_tables_of_workbooks_become_files(study):
    mini = study()
    with pytest.raises(StudyError, match="no table is kept in a workbook; nothing was changed"):
        to_files(mini)
    assert there(mini) == FILES


def test_a_sheet_of_one_s_own_is_said_and_stays_in_the_workbook_that_is_put_aside(study):
    mini = study()
    to_workbook(mini)
    book = openpyxl.load_workbook(mini.raw / "snapshots.xlsx")
    book.create_sheet("thoughts").append(["call the embassy"])
    book.save(mini.raw / "snapshots.xlsx")
    assert to_files(mini).startswith("odd: snapshots.xlsx: the sheet 'thoughts' is not read")
    kept = openpyxl.load_workbook(mini.raw / "superseded" / "2" / "snapshots.xlsx")
    assert kept["thoughts"]["A1"].value == "call the embassy"


def test_what_would_not_be_the_same_when_read_again_is_not_written(study):
    mini = study(dict.fromkeys(FILES))
    book = openpyxl.Workbook()
    book.active.title = "sources"
    for text in ("sep=;", "seen"):  # in a CSV file, what announces the separator and not a column
        book.active.append([text])
    book.save(mini.raw / "sources.xlsx")
    with pytest.raises(
        StudyError, match="sources: would not be the same when read again, so nothing was changed"
    ):
        to_files(mini)
    assert there(mini) == ["sources.xlsx"]


def test_a_row_stands_on_the_line_that_its_number_says():
    table = pd.DataFrame({"a": ["x", "y"], "b": ["1,2", ""]}, index=[3, 4], dtype="str")
    assert as_csv(table) == 'a,b\n\nx,"1,2"\ny,\n'


@pytest.mark.parametrize("name", ["turkic-2024", "example"])
def test_the_studies_of_this_project_survive_both_ways(tmp_path, name):
    for folder in ("studies", "data/raw"):
        ignored = shutil.ignore_patterns("posts", "coding")
        shutil.copytree(ROOT / folder / name, tmp_path / folder / name, ignore=ignored)
    study = read_study(name, tmp_path)
    before = kept_tables(study)[0]
    to_workbook(study)
    assert same(before, kept_tables(study)[0])
    to_files(study)
    assert same(before, kept_tables(study)[0])


# ── The paper ──


@pytest.fixture(scope="session")
def both(tmp_path_factory):
    """The project with the study nordic-2025 built from its files, then again from one workbook."""
    project = copy_project(tmp_path_factory.mktemp("kept") / "project")
    add_study(project, "nordic-2025")
    paper = ("build/nordic-2025/paper.en.html", "STUDY=nordic-2025")
    done = make(project, *paper)
    assert done.returncode == 0, done.stdout + done.stderr
    before = project / "before"
    shutil.copytree(project / "build" / "nordic-2025", before / "build")
    shutil.copytree(project / "data" / "processed" / "nordic-2025", before / "processed")
    for words in (["workbook", "STUDY=nordic-2025"], paper):
        done = make(project, *words)
        assert done.returncode == 0, done.stdout + done.stderr
    return project, before


def processed(folder, table: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{table}.csv", dtype="str", keep_default_na=False)


def test_a_study_in_a_workbook_has_the_same_numbers_and_says_in_which_sheet_each_stood(both):
    project, before = both
    now = project / "data" / "processed" / "nordic-2025"
    assert sorted(path.name for path in now.iterdir()) == sorted(
        path.name for path in (before / "processed").iterdir()
    )
    for path in now.glob("*.csv"):
        there, then = processed(now, path.stem), processed(before / "processed", path.stem)
        pd.testing.assert_frame_equal(
            there.drop(columns="file", errors="ignore"), then.drop(columns="file", errors="ignore")
        )
    assert set(processed(now, "counts")["file"]) == {"snapshots.xlsx/snapshots"}
    assert set(processed(now, "denominators")["file"]) == {"snapshots.xlsx/countries"}


def test_the_paper_has_the_same_values_and_its_dialog_names_the_sheet(both):
    project, before = both

    def values(folder) -> dict:
        ledger = json.loads((folder / "ledger.json").read_text("utf-8"))
        return {name: (each["value"], each["low"], each["high"]) for name, each in ledger["values"].items()}

    assert values(project / "build" / "nordic-2025") == values(before / "build") != {}
    paper = (project / "build" / "nordic-2025" / "paper.en.html").read_text("utf-8")
    assert "snapshots.xlsx/snapshots, row 2, followers_shown" in paper


def test_make_sees_a_change_of_the_workbook_and_not_that_excel_has_it_open(both):
    project, _ = both
    raw, cleaned = (project / "data" / kind / "nordic-2025" for kind in ("raw", "processed"))

    def made() -> int:
        done = make(project, "data", "STUDY=nordic-2025")
        assert done.returncode == 0, done.stderr
        return (cleaned / "imports.csv").stat().st_mtime_ns

    first = made()
    (raw / "~$snapshots.xlsx").write_bytes(b"open in Excel")
    assert made() == first
    book = openpyxl.load_workbook(raw / "snapshots.xlsx")
    book["snapshots"]["D2"] = "43,7 B"
    book.save(raw / "snapshots.xlsx")
    second = made()
    assert second > first
    counts = processed(cleaned, "counts")
    assert counts.loc[0, ["account", "shown", "value"]].tolist() == ["mfa-nor", "43,7 B", "43700.0"]
    (raw / "~$snapshots.xlsx").unlink()
    assert made() == second
