import csv
import datetime as dt
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from mini import RAW
from openpyxl.comments import Comment

from analysis.clean.observations import observations, read_raw
from analysis.clean.problems import InputError
from analysis.clean.tables import read_table
from analysis.clean.workbook import saved
from analysis.study import read_study

CORRECTIONS = ["file", "where", "column", "from", "to", "why", "source"]


def write_workbook(path: Path, sheets: dict[str, list[list]], change=None) -> Path:
    """A workbook of these sheets; `change` may do to it what a person does in a spreadsheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if change:
        change(book)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def rewrite(path: Path, part: str, old: str, new: str) -> Path:
    """The same workbook with other XML in one part, as other programs write it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def shown(path: Path) -> dict[int, list[str]]:
    """The rows of a table below its header."""
    return {int(row): list(cells) for row, *cells in read_table(path).itertuples()}


def refusal(path: Path) -> list[str]:
    with pytest.raises(InputError) as refused:
        read_table(path)
    return str(refused.value).splitlines()


# ── Cells ──


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        pytest.param("007", "@", "007", id="text-keeps-its-zeros"),
        pytest.param("1,8 Mn", "General", "1,8 Mn", id="a-count-as-shown"),
        pytest.param(" NA ", "General", "NA", id="namibia-in-spaces"),
        pytest.param("two\nlines", "General", "two\nlines", id="a-line-break"),
        pytest.param(1234567, "General", "1234567", id="a-whole-number"),
        pytest.param(205200.0, "General", "205200", id="a-whole-float"),
        pytest.param(2023.0, "0.0", "2023", id="a-year-with-a-decimal"),
        pytest.param(28.7, "General", "28.7", id="a-decimal"),
        pytest.param(0.1 + 0.2, "General", "0.3", id="a-float-to-the-digits-that-excel-keeps"),
        pytest.param(0.00000012, "General", "0.00000012", id="no-exponent"),
        pytest.param(1834567, '0.0,,"M"', "1834567", id="digits-hidden-by-a-format"),
        pytest.param(1834567, "#,##0", "1834567", id="separators-of-a-format"),
        pytest.param(1.8e12, "0.0E+00", "1800000000000", id="shown-in-scientific-notation"),
        pytest.param(0.125, "0%", "12.5%", id="a-percentage"),
        pytest.param(12, '0"%"', "12", id="a-percent-sign-that-a-format-adds-as-text"),
        pytest.param(7, "000", "007", id="zeros-that-a-format-adds"),
        pytest.param(True, "General", "TRUE", id="a-truth-value"),
        pytest.param(dt.datetime(2024, 9, 28), "dd.mm.yyyy", "2024-09-28", id="a-day"),
        pytest.param(dt.datetime(2024, 9, 28, 14, 30), "dd.mm.yyyy hh:mm", "2024-09-28", id="a-day-and-time"),
        pytest.param(dt.date(2024, 2, 29), "mmm yy", "2024-02-29", id="a-day-shown-without-its-day"),
    ],
)
def test_a_cell_is_the_text_that_a_person_would_type(tmp_path, value, form, text):
    def format_it(book):
        book["accounts"]["B2"].number_format = form

    path = write_workbook(tmp_path / "accounts.xlsx", {"accounts": [["id", "cell"], ["a", value]]}, format_it)
    assert shown(path)[2] == ["a", text]


def test_days_of_a_workbook_that_counts_from_1904_are_right(tmp_path):
    def from_1904(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    path = write_workbook(
        tmp_path / "a.xlsx", {"a": [["id", "day"], ["a", dt.datetime(2024, 9, 28)]]}, from_1904
    )
    assert shown(path)[2] == ["a", "2024-09-28"]


def test_rows_keep_their_numbers_and_empty_ones_are_left_out(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"a": [[], ["id", None], ["b", None], [], [None, " "], ["c"]]})
    assert shown(path) == {3: ["b"], 6: ["c"]}


def test_a_formula_counts_by_its_result(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"a": [["id", "count", "note"], ["a", "=40+2", '=""']]})
    rewrite(path, "xl/worksheets/sheet1.xml", "<f>40+2</f><v />", "<f>40+2</f><v>42</v>")
    rewrite(path, "xl/worksheets/sheet1.xml", 'r="C2"><f>""</f><v />', 'r="C2" t="str"><f>""</f><v></v>')
    assert shown(path)[2] == ["a", "42", ""]


def test_a_formula_without_a_saved_result_is_refused_and_not_read_as_empty(tmp_path):
    path = write_workbook(tmp_path / "snapshots.xlsx", {"Sheet": [["id", "count"], ["a", "=40+2"]]})
    assert refusal(path) == [
        "snapshots.xlsx, row 2, column count: '=40+2': "
        "a formula without a saved result; open the file, save it, and it has one"
    ]


def test_a_formula_that_went_wrong_is_refused(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"a": [["id", "count"], ["a", "#DIV/0!"], ["b", "x"]]})
    assert refusal(path) == [
        "a.xlsx, row 2, column count: '#DIV/0!': a formula went wrong here; mend it, or write what is meant as text"
    ]


# ── What a spreadsheet does besides ──


def test_merged_cells_with_text_are_refused_and_empty_ones_do_not_matter(tmp_path):
    def merge(book):
        book["a"].merge_cells("B2:B3")
        book["a"].merge_cells("A6:C9")

    rows = [["id", "count"], ["a", "52.9K"], ["b", None], ["c", "1"]]
    assert refusal(write_workbook(tmp_path / "a.xlsx", {"a": rows}, merge)) == [
        "a.xlsx, row 2, column count: '52.9K': the cells B2:B3 are merged, so that one text stands for all; "
        "unmerge them, and write into each what it means"
    ]


def test_notes_of_cells_and_colours_change_nothing(tmp_path):
    def decorate(book):
        book["a"]["A2"].comment = Comment("counted twice", "A. Author")
        book["a"]["A2"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF0000")
        book["a"]["A40"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF0000")

    assert shown(write_workbook(tmp_path / "a.xlsx", {"a": [["id"], ["b"]]}, decorate)) == {2: ["b"]}


# ── Which sheet ──


def test_the_sheet_named_like_the_file_is_read_and_else_the_first(tmp_path):
    sheets = {"Sheet": [["id"], ["first"]], "accounts": [["id"], ["named"]]}
    assert shown(write_workbook(tmp_path / "accounts.xlsx", sheets)) == {2: ["named"]}
    assert shown(write_workbook(tmp_path / "sources.xlsx", sheets)) == {2: ["first"]}


def test_empty_sheets_and_those_for_the_reader_are_passed_over(tmp_path):
    sheets = {"Read me": [["Fill in", "the sheets"]], "Sheet1": [], "Sheet2": [["id"], ["a"]]}
    assert shown(write_workbook(tmp_path / "accounts.xlsx", sheets)) == {2: ["a"]}


def test_a_workbook_without_a_table_is_refused(tmp_path):
    assert refusal(write_workbook(tmp_path / "accounts.xlsx", {"Read me": [["x"]]})) == [
        "accounts.xlsx: the workbook has no sheet with a table"
    ]
    assert refusal(write_workbook(tmp_path / "accounts.xlsx", {"Sheet1": []})) == [
        "accounts.xlsx: the file is empty; its first row must name the columns"
    ]


# ── A study in one workbook ──


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


SHEETS = {name.removesuffix(".csv"): rows_of(text) for name, text in RAW.items()}
NO_FILES = dict.fromkeys(RAW)


@pytest.fixture
def study(write_study, tmp_path):
    """The study `mini` kept as one workbook of these sheets, with these files beside it."""

    def written(sheets=SHEETS, files=None, change=None, name="snapshots.xlsx"):
        root = write_study(NO_FILES | (files or {}))
        write_workbook(root / "data" / "raw" / "mini" / name, sheets, change)
        return read_study("mini", root)

    return written


def odd_of(study) -> list[str]:
    return [str(problem) for problem in read_raw(study)[1]]


def refused(study) -> list[str]:
    with pytest.raises(InputError) as error:
        read_raw(study)
    return str(error.value).splitlines()


def test_a_study_in_one_workbook_reads_like_its_tables_in_files(study, write_study, tmp_path):
    raw, odd = read_raw(study())
    from_files = read_raw(read_study("mini", write_study(root=tmp_path / "files")))[0]
    assert odd == []
    assert list(raw) == list(from_files) and all(raw[name].equals(from_files[name]) for name in raw)


def test_every_number_says_its_sheet_and_row(study):
    written = study()
    counts = observations(read_raw(written)[0], written)["counts"]
    assert counts[["account", "shown", "file", "row", "column"]].to_numpy().tolist() == [
        ["mfa-kaz", "52.9K", "snapshots.xlsx/snapshots", 2, "followers_shown"],
        ["mfa-kaz", "4,338", "snapshots.xlsx/snapshots", 2, "posts_shown"],
        ["mfa-nam", "7,948", "snapshots.xlsx/snapshots", 3, "followers_shown"],
    ]


def test_an_error_names_the_workbook_the_sheet_the_row_and_the_column(study):
    sheets = SHEETS | {"accounts": [*SHEETS["accounts"], [*SHEETS["accounts"][1][:4], "twiter", "", "", "x"]]}
    sheets["accounts"][3][0] = "mfa-new"
    told = refused(study(sheets))
    assert told[0].startswith(
        "snapshots.xlsx, sheet accounts, row 4, column account: 'mfa-new': has no row in"
    )
    assert told[1].startswith("snapshots.xlsx, sheet accounts, row 4, column platform: 'twiter': use one of")


def test_some_tables_may_be_sheets_and_others_files(study):
    sheets = {name: SHEETS[name] for name in ("accounts", "snapshots")}
    files = {name: RAW[name] for name in ("countries.csv", "sources.csv")}
    raw, odd = read_raw(study(sheets, files))
    assert odd == [] and [len(raw[name]) for name in ("accounts", "countries")] == [2, 2]


def test_any_workbook_that_is_named_like_a_table_may_hold_several(study):
    raw, odd = read_raw(study(name="accounts.xlsx"))
    assert odd == [] and len(raw["countries"]) == 2


def test_a_workbook_with_one_sheet_is_the_table_of_its_name(study):
    files = {name: text for name, text in RAW.items() if name != "snapshots.csv"}
    written = study({"Sheet1": SHEETS["snapshots"]}, files)
    raw, odd = read_raw(written)
    assert odd == []
    assert observations(raw, written)["counts"]["file"].unique().tolist() == ["snapshots.xlsx"]


def test_a_table_in_two_places_is_refused_and_both_are_named(study):
    assert refused(study(files={"accounts.csv": RAW["accounts.csv"]})) == [
        "accounts.csv: snapshots.xlsx, sheet accounts is there too; keep the one that holds the data"
    ]


def test_two_sheets_of_one_name_are_refused(study):
    told = refused(study(SHEETS | {" Accounts": SHEETS["accounts"]}))
    assert told == [
        "snapshots.xlsx: the sheets 'accounts' and ' Accounts' have one name; keep the one that holds the data"
    ]


def test_capitals_in_the_name_of_a_sheet_are_odd_and_read(study):
    sheets = {name.title(): rows for name, rows in SHEETS.items()}
    assert odd_of(study(sheets)) == [
        f"snapshots.xlsx: the sheet {name.title()!r} is read as {name!r}; name it so" for name in SHEETS
    ]


def test_a_sheet_whose_name_is_nearly_a_table_s_is_named_where_the_table_is_missing(study):
    sheets = {{"accounts": "acounts"}.get(name, name): rows for name, rows in SHEETS.items()}
    assert refused(study(sheets)) == [
        "accounts.csv: not found in data/raw/mini; rename the sheet 'acounts' of snapshots.xlsx, if that is it"
    ]


def test_the_file_s_own_table_is_not_taken_from_a_sheet_that_is_nearly_another(study):
    sheets = {"acounts": SHEETS["accounts"], "snapshot": SHEETS["snapshots"]}
    files = {name: RAW[name] for name in ("countries.csv", "sources.csv")}
    assert refused(study(sheets, files)) == [
        "accounts.csv: not found in data/raw/mini; rename the sheet 'acounts' of snapshots.xlsx, if that is it"
    ]


def test_a_sheet_that_nothing_reads_is_odd_unless_it_is_empty_or_for_the_reader(study):
    more = {"contxt": [["figure"]], "Tabelle7": [], "Read me": [["Fill in"]], "Lists": [["platform"]]}
    assert odd_of(study(SHEETS | more)) == [
        "snapshots.xlsx: the sheet 'contxt' is not read; did you mean 'context'?"
    ]


def test_a_sheet_of_a_table_without_a_header_is_refused(study):
    assert refused(study(SHEETS | {"themes": []})) == [
        "snapshots.xlsx, sheet themes: the sheet is empty; its first row must name the columns"
    ]


def test_hidden_rows_columns_and_sheets_are_data_and_odd(study):
    def hide(book):
        for row in (2, 3, 9):
            book["accounts"].row_dimensions[row].hidden = True
        book["accounts"].auto_filter.ref = "A1:H3"
        book["snapshots"].row_dimensions[3].hidden = True
        book["snapshots"].column_dimensions["F"].hidden = True
        book["sources"].sheet_state = "veryHidden"

    written = study(change=hide)
    assert odd_of(written) == [
        "snapshots.xlsx, sheet accounts, row 2: hidden (a filter is on), but read like all others; "
        "all that are hidden: rows 2–3; show what is hidden, and remove what is not meant",
        "snapshots.xlsx, sheet snapshots, column posts_shown: hidden, but read like all others; show the column",
        "snapshots.xlsx, sheet snapshots, row 3: hidden, but read like all others; "
        "show what is hidden, and remove what is not meant",
        "snapshots.xlsx, sheet sources: the sheet is hidden, but read like all others; show it",
    ]
    assert len(read_raw(written)[0]["accounts"]) == 2


@pytest.mark.parametrize("file", ["snapshots.xlsx/snapshots", "snapshots", "snapshots.csv", "snapshots.xlsx"])
def test_a_correction_names_a_table_as_it_is_kept_or_by_its_name(study, file):
    row = [file, "account=mfa-nam", "followers_shown", "7,948", "7,984", "typing error", "seen"]
    written = study(SHEETS | {"corrections": [CORRECTIONS, row]})
    raw = read_raw(written)[0]
    assert raw["snapshots"]["followers_shown"].tolist() == ["52.9K", "7,984"]
    assert observations(raw, written)["imports"].set_index("table").loc["snapshots", "corrected"] == 1


def test_a_correction_that_does_not_fit_is_found_in_its_sheet(study):
    rows = [
        ["acounts", "account=mfa-nam", "holder", "NA", "x", "why", "seen"],
        ["accounts", "account=mfa-nam", "holder", "N/A", "x", "why", "seen"],
    ]
    assert refused(study(SHEETS | {"corrections": [CORRECTIONS, *rows]})) == [
        "snapshots.xlsx, sheet corrections, row 2, column file: 'acounts': no such raw file; did you mean 'accounts'?",
        "snapshots.xlsx, sheet corrections, row 3, column from: 'N/A': row 3 of accounts now has 'NA'; "
        "if the file was mended, remove this correction",
    ]


def test_a_country_without_an_account_is_missed_in_the_sheet(study):
    written = study()
    odd = odd_of(written.model_copy(update={"countries": ["KAZ", "NAM", "FJI"]}))
    assert odd == [
        "snapshots.xlsx, sheet accounts, column country: 'FJI': study.yaml compares this country, and no account is of it"
    ]


@pytest.mark.parametrize("name", ["snapshots.ods", "snapshots.xlsm", "snapshots.XLS"])
def test_a_workbook_of_another_kind_is_odd_with_what_to_do(write_study, name):
    odd = odd_of(read_study("mini", write_study({name: b"x"})))
    assert odd == [f"{name}: not a kind of file that is read; save it as .xlsx, or as “CSV UTF-8”"]


def test_a_workbook_under_another_name_is_told_which_name_is_read(study):
    [odd] = odd_of(study(files=RAW, name="all my tables.xlsx"))
    assert odd.startswith("all my tables.xlsx: not a file that is read; known: accounts,")
    assert odd.endswith("; a workbook of several tables is called snapshots.xlsx")


def test_where_tables_are_missing_a_workbook_under_another_name_is_pointed_at(study):
    told = refused(study(name="nordic.xlsx"))
    mend = "not found in data/raw/mini; if it is a sheet of 'nordic.xlsx', name that workbook snapshots.xlsx; else add the file"
    assert told == [f"{name}.csv: {mend}" for name in ("accounts", "snapshots", "countries", "sources")]


def test_a_workbook_that_is_read_is_not_pointed_at(study):
    sheets = {name: SHEETS[name] for name in ("accounts", "snapshots", "sources")}
    assert refused(study(sheets, name="accounts.xlsx")) == [
        "countries.csv: not found in data/raw/mini; add the file"
    ]


# ── Files that are damaged, or made to do harm ──


NO_DIRECTORY = (
    b"PK\x05\x06" + bytes(8) + b"\xff\xff\0\0" + bytes(6)
)  # the end of a zip, without what it lists


@pytest.mark.parametrize(
    "content", [b"not a zip", b"", b"\xd0\xcf\x11\xe0 locked with a password", NO_DIRECTORY]
)
def test_a_damaged_workbook_is_refused_in_words(tmp_path, content):
    path = tmp_path / "accounts.xlsx"
    path.write_bytes(content)
    assert refusal(path) == [
        "accounts.xlsx: not a workbook that can be opened (damaged, or with a password); save it again as .xlsx"
    ]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_workbook_with_a_damaged_part_is_refused_in_words(tmp_path, part):
    path = write_workbook(tmp_path / "accounts.xlsx", {"accounts": [["id"], ["a"]]})
    rewrite(path, part, "</", "<<")
    assert refusal(path) == [
        "accounts.xlsx: not a workbook that can be opened (damaged, or with a password); save it again as .xlsx"
    ]


def test_without_its_other_tables_a_damaged_workbook_is_the_only_error(write_study):
    told = refused(read_study("mini", write_study(NO_FILES | {"snapshots.xlsx": b"damaged"})))
    assert told == [
        "snapshots.xlsx: not a workbook that can be opened (damaged, or with a password); save it again as .xlsx"
    ]


@pytest.mark.parametrize(
    ("megabytes", "said"),
    [(40, "unpacks to 1,0.. times its size, as a zip bomb does"), (70, "unpacks to .*as a zip bomb does")],
)
def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path, megabytes, said):
    path = write_workbook(tmp_path / "accounts.xlsx", {"accounts": [["id"], ["a"]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings2.xml", b" " * (megabytes << 20))
    assert re.search(said, refusal(path)[0])


def test_a_workbook_far_larger_than_tables_is_refused(tmp_path):
    path = write_workbook(tmp_path / "accounts.xlsx", {"accounts": [["id"], ["a"]]})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/film.bin", bytes(65 << 20))
    assert refusal(path) == [
        "accounts.xlsx: unpacks to 65 MB, and tables have 64 at most; copy their cells into a new workbook"
    ]


def test_a_few_cells_that_claim_a_sheet_of_billions_are_read_at_once(tmp_path):
    path = write_workbook(tmp_path / "accounts.xlsx", {"accounts": [["id"], ["a"]]})
    sheet = "xl/worksheets/sheet1.xml"
    rewrite(path, sheet, 'ref="A1:A2"', 'ref="A1:XFD1048576"')
    rewrite(
        path,
        sheet,
        "</sheetData>",
        '</sheetData><mergeCells count="1"><mergeCell ref="B3:XFD1048576"/></mergeCells>',
    )
    assert shown(path) == {2: ["a"]}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param('<row r="99999999999"/>', id="a-row-below-the-last"),
        pytest.param("".join(f'<row><c r="XFD{n}"/></row>' for n in range(3, 403)), id="rows-of-full-width"),
    ],
)
def test_a_sheet_of_more_cells_than_anyone_types_is_refused(tmp_path, rows):
    path = write_workbook(tmp_path / "accounts.xlsx", {"accounts": [["id"], ["a"]]})
    rewrite(path, "xl/worksheets/sheet1.xml", "</sheetData>", f"{rows}</sheetData>")
    assert refusal(path) == [
        "accounts.xlsx: a sheet has more than 5,000,000 cells; copy the table alone into a new workbook"
    ]


def test_entities_and_links_of_a_workbook_are_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    path = write_workbook(tmp_path / "accounts.xlsx", {"accounts": [["id"], ["a"]]})
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><worksheet'
    rewrite(path, "xl/worksheets/sheet1.xml", "<worksheet", entity)
    rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        "</sheetData>",
        '<row r="3"><c r="A3" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData>',
    )
    assert "secret" not in str(refusal(path))


# ── Bytes ──


def test_the_same_workbook_is_the_same_bytes():
    def made() -> bytes:
        book = openpyxl.Workbook()
        book.active.append(["a", "b"])
        book.properties.modified = dt.datetime.now()
        return saved(book)

    assert made() == made()
