import io
import zipfile

import openpyxl
import pandas as pd
import pytest

from analysis.clean.tables import as_table
from analysis.clean.workbook import read_workbook
from analysis.draw.words import Words
from analysis.workbook import workbook


def table(columns: str, *rows: str, first: int = 2) -> pd.DataFrame:
    """A table of rows `a|b|c`, in the rows `first`, `first` + 1 …"""
    cells = [row.split("|") for row in rows]
    index = pd.Index(range(first, first + len(rows)), name="row")
    return pd.DataFrame(cells, index, columns.split("|"), dtype="str")


ACCOUNTS = table(
    "account|country|role|holder|holder.tr|platform|handle|mood|source",
    "mfa-nor|NOR|ministry|Ministry|Bakanlık|instagram|007|glad|screens",
    "eeas|EUE|international_body|=1+1|+5|mastodon|@eu_x0041_|-|screens",
)
SNAPSHOTS = table(
    "account|captured_on|screen_language|followers_shown|followers_unit|source|note",
    "mfa-nor|31.05.2025|tr|1,8 Mn|100000|screens|two\nlines",
    first=4,
)
SOURCES = table("source|title|seen_on", "screens|Pages|2025-05-31")
TABLES = {"snapshots": SNAPSHOTS, "accounts": ACCOUNTS, "sources": SOURCES}


def made(tables=TABLES, languages=("en", "tr"), countries=("NOR", "SWE")) -> bytes:
    return workbook("nordic", tables, countries, [Words(language) for language in languages])


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(made()))


def offers(page) -> dict[str, tuple[str, str, str]]:
    """Of each column: which cells have a list, what it shows, and what happens to anything else."""
    heads = {cell.column_letter: cell.value for cell in page[1]}
    return {
        heads[str(each.sqref)[0]]: (str(each.sqref), each.formula1, each.errorStyle or "stop")
        for each in page.data_validations.dataValidation
    }


# ── Sheets ──


def test_the_sheets_are_those_of_the_data_dictionary_between_what_a_reader_needs(book):
    assert book.sheetnames == ["Read me", "accounts", "snapshots", "sources", "Lists"]


def test_what_was_put_in_is_read_again_cell_by_cell_and_row_by_row(tmp_path):
    path = tmp_path / "snapshots.xlsx"
    path.write_bytes(made())
    read = read_workbook(path, list(TABLES))
    assert read.problems == [] and read.unread == []
    for name, kept in TABLES.items():
        pd.testing.assert_frame_equal(as_table(read.tables[name].lines, name), kept)


def test_every_cell_is_text_and_so_is_what_will_be_typed_below(book):
    page = book["accounts"]
    assert {cell.number_format for row in page.iter_rows(min_row=2) for cell in row if cell.value} == {"@"}
    assert (page["D3"].value, page["D3"].data_type) == ("=1+1", "s")
    assert page["G2"].value == "007"
    assert {page.column_dimensions[letter].number_format for letter in "ABCDEFGHI"} == {"@"}


def test_heads_stay_in_sight_and_are_printed_on_every_page(book):
    for name in TABLES:
        page = book[name]
        assert page.freeze_panes == "B2" and page.print_title_rows == "$1:$1"
        assert page.page_setup.orientation == "landscape" and page.page_setup.fitToHeight == 0
        assert all(cell.font.bold for cell in page[1])


def test_the_note_at_a_head_says_what_belongs_in_the_column(book):
    notes = {cell.value: cell.comment and cell.comment.text for cell in book["accounts"][1]}
    assert notes["account"] == "id of the account, used in every other table. Needed."
    assert notes["holder.tr"] == "person or institution (in the language tr). May stay empty."
    assert notes["source"] == "key of the source in the sheet sources. Needed."
    assert notes["mood"] is None


def test_needed_columns_have_a_dark_head(book):
    dark = {cell.value for cell in book["snapshots"][1] if cell.fill.fgColor.rgb == "001F3864"}
    assert dark == {"account", "captured_on", "source"}


def test_columns_are_as_wide_as_their_text_within_reason():
    notes = table("source|title|note", f"screens|{'word ' * 60}|x")
    page = openpyxl.load_workbook(io.BytesIO(made({"sources": notes})))["sources"]
    widths = [page.column_dimensions[letter].width for letter in "ABC"]
    assert widths == [12, 60, 12]
    assert (
        page["B2"].alignment.wrap_text and page.row_dimensions[2].height == 5 * 15
    )  # 300 letters in lines of 60


def test_spreadsheets_do_not_offer_to_turn_text_into_numbers():
    with zipfile.ZipFile(io.BytesIO(made())) as parts:
        xml = parts.read("xl/worksheets/sheet2.xml").decode()
    assert 'numberStoredAsText="1"' in xml
    assert xml.index("</headerFooter>") < xml.index("<ignoredErrors>") < xml.index("<legacyDrawing")


# ── Drop-down lists ──


def listed(book, formula: str) -> list[str]:
    page, _, cells = formula.partition("!")
    return [cell.value for (cell,) in book[page][cells.replace("$", "")]]


def test_lists_offer_what_the_data_dictionary_allows_and_the_countries_of_the_study(book):
    found = {
        column: listed(book, offer[1])
        for column, offer in offers(book["accounts"]).items()
        if "!" in offer[1] and "OFFSET" not in offer[1]
    }
    assert found["role"][:2] == ["ministry", "leader"] and len(found["role"]) == 7
    assert (
        found["platform"][0] == "twitter" and found["platform"][-1] == "vk" and len(found["platform"]) == 10
    )
    assert found["country"] == ["NOR", "SWE", "EUE"]
    snapshots = offers(book["snapshots"])
    assert listed(book, snapshots["screen_language"][1]) == [
        "en",
        "tr",
        "kk",
        "ky",
        "uz",
        "uz_Cyrl",
        "az",
        "ru",
    ]
    assert listed(book, snapshots["followers_unit"][1])[:3] == ["10", "100", "1000"]


def test_the_sheet_of_lists_names_everything_in_the_languages_of_the_paper(book):
    rows = list(book["Lists"].iter_rows(values_only=True))
    column = {head: [row[number] for row in rows[1:] if row[number]] for number, head in enumerate(rows[0])}
    assert column["country (en)"] == ["Norway", "Sweden", "European Union"]
    assert column["country (tr)"] == ["Norveç", "İsveç", "Avrupa Birliği"]
    assert column["role (tr)"][0] == "dışişleri bakanlığı"
    assert column["screen_language (en)"][2] == "Kazakh"


def test_accounts_and_sources_are_offered_from_their_own_sheets_as_those_grow(book):
    assert offers(book["snapshots"])["account"] == (
        "A2:A504",  # the last row is 4, and 500 below
        "OFFSET(accounts!$A$2,0,0,MAX(1,COUNTA(accounts!$A$2:$A$503)),1)",
        "warning",
    )
    assert offers(book["accounts"])["source"] == (
        "I2:I503",
        "OFFSET(sources!$A$2,0,0,MAX(1,COUNTA(sources!$A$2:$A$502)),1)",
        "warning",
    )
    assert "account" not in offers(book["accounts"]) and "source" not in offers(book["sources"])


def test_only_where_the_dictionary_allows_nothing_else_does_a_list_refuse_it(book):
    styles = {
        column: offer[2] for column, offer in (offers(book["accounts"]) | offers(book["snapshots"])).items()
    }
    assert {column for column, style in styles.items() if style == "stop"} == {"role", "platform"}
    assert {column for column, style in styles.items() if style == "warning"} == {
        "account", "country", "followers_unit", "screen_language", "source",
    }  # fmt: skip


def test_without_the_sheet_of_sources_nothing_is_offered_for_them():
    page = openpyxl.load_workbook(io.BytesIO(made({"snapshots": SNAPSHOTS})))["snapshots"]
    assert set(offers(page)) == {"screen_language", "followers_unit"}


def test_lists_work_below_a_table_without_rows():
    page = openpyxl.load_workbook(io.BytesIO(made({"snapshots": SNAPSHOTS[:0]})))["snapshots"]
    assert offers(page)["screen_language"][0] == "C2:C501"


def test_a_country_that_nobody_knows_is_listed_without_a_name():
    accounts = ACCOUNTS.assign(country=["XQQ", "NOR"])
    page = openpyxl.load_workbook(io.BytesIO(made({"accounts": accounts})))["Lists"]
    [number] = [cell.column for cell in page[1] if cell.value == "country"]
    assert [page.cell(row, number).value for row in (2, 3, 4)] == ["NOR", "SWE", "XQQ"]
    assert page.cell(4, number + 1).value is None


# ── Read me, bytes ──


@pytest.mark.parametrize(
    ("languages", "titles"),
    [
        (("en", "tr"), ["The tables of the study nordic", "Çalışmanın tabloları: nordic"]),
        (("kk",), ["Зерттеу кестелері: nordic"]),
        (("az",), ["The tables of the study nordic"]),
    ],
)
def test_the_first_sheet_says_in_five_lines_what_to_do_in_the_languages_of_the_paper(languages, titles):
    page = openpyxl.load_workbook(io.BytesIO(made(languages=languages))).worksheets[0]
    texts = [cell.value for (cell,) in page.iter_rows() if cell.value]
    assert [text for text in texts if not text[0].isdigit()] == titles
    assert len(texts) == 6 * len(titles)
    assert any("make check STUDY=nordic" in text for text in texts)


def test_the_same_tables_are_the_same_bytes():
    assert made() == made()
