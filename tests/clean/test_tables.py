import pytest

from analysis.clean.problems import InputError, Problem
from analysis.clean.tables import read_table

TABLE = "id,name\na,Қазақстан\nb,Türkiye\n"


@pytest.fixture
def read(tmp_path):
    """Reads a table of these bytes as rows `{row: [cells]}`, with its columns under "columns"."""

    def read_bytes(content: str | bytes, name: str = "accounts.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return shown(read_table(path))

    return read_bytes


def shown(frame) -> dict:
    rows = {int(row): list(cells) for row, *cells in frame.itertuples()}
    return {"columns": list(frame.columns), **rows}


def refusal(read, content: str | bytes, name: str = "accounts.csv") -> str:
    with pytest.raises(InputError) as refused:
        read(content, name)
    return str(refused.value)


# ── What is read ──


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TABLE.encode(), id="utf-8"),
        pytest.param(b"\xef\xbb\xbf" + TABLE.encode(), id="byte-order-mark"),
        pytest.param(TABLE.encode("utf-16"), id="utf-16"),
        pytest.param(b"\xfe\xff" + TABLE.encode("utf-16-be"), id="utf-16-big-endian"),
        pytest.param(TABLE.replace(",", "\t").encode("utf-16"), id="excel-unicode-text"),
        pytest.param(TABLE.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(TABLE.replace("\n", "\r").encode(), id="lone-cr"),
        pytest.param(TABLE.replace(",", ";").encode(), id="semicolons"),
        pytest.param(TABLE.replace(",", "\t").encode(), id="tabs"),
        pytest.param(("sep=;\r\n" + TABLE.replace(",", ";").replace("\n", "\r\n")).encode(), id="sep-line"),
        pytest.param(("sep=\t\n" + TABLE.replace(",", "\t")).encode(), id="sep-line-tab"),
        pytest.param(
            ('"sep=|"\r' + TABLE.replace(",", "|").replace("\n", "\r")).encode(), id="sep-line-lone-cr"
        ),
        pytest.param(TABLE.rstrip().encode(), id="no-line-end-at-the-end"),
        pytest.param(TABLE.replace("\n", ",,\n").encode(), id="empty-columns-at-the-end"),
        pytest.param((TABLE + ",\n\n , \n").encode(), id="empty-rows-at-the-end"),
        pytest.param('id,name\n"a",  Қазақстан \nb,"Türkiye"\n'.encode(), id="quotes-and-spaces"),
    ],
)
def test_a_table_is_the_same_however_a_spreadsheet_saved_it(read, content):
    assert read(content) == {"columns": ["id", "name"], 2: ["a", "Қазақстан"], 3: ["b", "Türkiye"]}


def test_decimal_commas_and_separators_inside_quotes_stay_in_their_cells(read):
    assert read('account;shown\nmfa;28,7 B\nmfb;"1;2"\n') == {
        "columns": ["account", "shown"],
        2: ["mfa", "28,7 B"],
        3: ["mfb", "1;2"],
    }
    assert read('"id; or, name",shown\na,"28,7"\n') == {
        "columns": ["id; or, name", "shown"],
        2: ["a", "28,7"],
    }


@pytest.mark.parametrize(
    "text", ["NA", "null", "nan", "None", "#N/A", "1e5", "007", "+5", "1.10", "TRUE", "-"]
)
def test_every_cell_stays_the_text_that_stands_there(read, text):
    assert read(f"id,note\na,{text}\n")[2] == ["a", text]


def test_rows_are_records_as_a_spreadsheet_counts_them_and_not_lines_of_the_file(read):
    table = read('id,note\na,"two\nlines"\nb,"three\r\nlines\r\nhere"\n\nc,after an empty row\n')
    assert table == {
        "columns": ["id", "note"],
        2: ["a", "two\nlines"],
        3: ["b", "three\nlines\nhere"],
        5: ["c", "after an empty row"],
    }


def test_a_header_may_stand_below_empty_rows(read):
    assert read(";\n\nid;name\na;A\n") == {"columns": ["id", "name"], 4: ["a", "A"]}


def test_an_unnamed_column_without_text_is_left_out(read):
    assert read("id,,name\na,,A\n") == {"columns": ["id", "name"], 2: ["a", "A"]}


def test_short_rows_are_filled_with_empty_cells(read):
    assert read("id,name,note\na\n")[2] == ["a", "", ""]


def test_a_header_alone_is_a_table_without_rows(read):
    assert read("id,name\n") == {"columns": ["id", "name"]}


# ── What is refused ──


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        pytest.param(
            "id,name\na,Dışişleri Bakanlığı\n", "cp1254", "Windows-1254 (Turkish, or 1252), which reads 'Dışişleri'",
            id="turkish",
        ),
        pytest.param(
            "id;name\na;Казахстан, МИД\n", "cp1251", "Windows-1251 (Cyrillic), which reads 'Казахстан'", id="russian"
        ),
    ],
)  # fmt: skip
def test_an_older_encoding_is_refused_with_its_name_and_the_mend(read, text, encoding, said):
    message = refusal(read, text.encode(encoding))
    assert message.startswith(f"accounts.csv, row 2: not UTF-8 but probably {said}")
    assert message.endswith("; save it again as “CSV UTF-8”")


def test_a_damaged_utf_8_file_is_not_taken_for_an_older_encoding(read):
    message = refusal(read, "id,name\na,Қазақстан\n".encode() + b"b,\xd2\n")
    assert message.startswith("accounts.csv, row 3: not UTF-8, though most of it is: damaged")


def test_the_row_of_a_wrong_byte_is_that_of_the_spreadsheet(read):
    assert refusal(read, b'id,note\r\na,"two\r\nlines"\r\nb,\xfc\r\n').startswith("accounts.csv, row 3: ")
    assert refusal(read, b"id,note\ra,\xfc\r").startswith("accounts.csv, row 2: ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(
            b"", "accounts.csv: the file is empty; its first row must name the columns", id="0-bytes"
        ),
        pytest.param(b"\r\n,,\r\n", "accounts.csv: the file is empty", id="nothing-but-separators"),
        pytest.param(b"id,name\na,\0\n", "accounts.csv, row 2: there are NUL bytes in it", id="nul"),
        pytest.param(
            TABLE.encode("utf-16-le"),
            "accounts.csv, row 1: there are NUL bytes in it",
            id="utf-16-without-its-mark",
        ),
        pytest.param(TABLE.encode("utf-16")[:-1], "UTF-16, but damaged", id="utf-16-cut-off"),
        pytest.param(
            b"PK\x03\x04rest", "accounts.csv: this is a workbook (.xlsx) under another name", id="xlsx"
        ),
        pytest.param(b"\xd0\xcf\x11\xe0rest", "accounts.csv: this is an old workbook (.xls)", id="xls"),
        pytest.param(b'id,note\na,b\nc,"open\nd,e\n', "accounts.csv, row 3: ", id="open-quotation-mark"),
        pytest.param(
            b'id,note\na,"x" y\n', "a quotation mark is open or misplaced", id="misplaced-quotation-mark"
        ),
        pytest.param(
            b"id,id\na,b\n", "accounts.csv, row 1, column id: this column stands twice", id="column-twice"
        ),
        pytest.param(
            b"id,,x\na,b,\n", "accounts.csv, row 2: 'b': stands in a column without a name", id="unnamed"
        ),
    ],
)
def test_what_is_no_table_is_refused_in_words(read, content, said):
    assert said in refusal(read, content)


def test_every_row_that_is_longer_than_the_header_is_told(read):
    assert refusal(read, "id,count\na,205,200\nb,7\nc,1,8\n").splitlines() == [
        "accounts.csv, row 2: '200': more cells than the header's 2; "
        "put text that contains the separator in quotation marks",
        "accounts.csv, row 4: '8': more cells than the header's 2; "
        "put text that contains the separator in quotation marks",
    ]


def test_a_problem_tells_file_row_column_value_and_the_mend():
    assert (
        str(Problem("a.csv", 3, "country", "KZ", "write KAZ"))
        == "a.csv, row 3, column country: 'KZ': write KAZ"
    )
    assert str(Problem("a.csv", None, None, None, "not found")) == "a.csv: not found"


def test_of_very_many_problems_the_first_hundred_are_shown_and_all_are_kept():
    problems = [Problem("a.csv", row, "id", "x", "no") for row in range(2, 252)]
    error = InputError(problems)
    assert len(error.problems) == 250
    assert str(error).splitlines()[-2:] == [
        "a.csv, row 101, column id: 'x': no",
        "… and 150 more; mend these first",
    ]


def test_a_title_above_the_header_is_told_once(read):
    [said] = refusal(read, "My counts\nid,count\na,205\n").splitlines()
    assert said.startswith(
        "accounts.csv, row 2: 'count': more cells than the first row with text, 'My counts', which must name the columns"
    )
