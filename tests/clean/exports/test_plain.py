"""A table of one's own, mapped in study.yaml: separators, dates, zones, and names that are refused."""

import io

import openpyxl
import pandas as pd
import pytest
from babel.dates import get_month_names

from analysis.clean.exports import ExportError
from analysis.clean.exports.dates import LANGUAGES, in_numbers
from analysis.study import StudyError

COLUMNS = {"post_id": "ID", "handle": "Hesap", "created_at": "Tarih", "text": "Metin", "likes": "Beğeni", "hashtags": "Etiketler",
           "platform": "telegram"}  # fmt: skip
HEADER = ["ID", "Hesap", "Tarih", "Metin", "Beğeni", "Etiketler"]
ROW = ["7", "@mfa_aydar", "2024-09-28T10:00:00Z", "Görüş; anlaşma", "1 234", "barış|dostluk"]


def table(*rows: list[str], separator: str = ",", header: list[str] = HEADER) -> str:
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in (header, *rows)]
    return "\n".join(separator.join(row) for row in quoted) + "\n"


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_a_mapped_table_is_read_with_any_separator(read, row, separator):
    exports = read(table(ROW, separator=separator), columns=COLUMNS)
    assert row(exports, "post_id", "platform", "handle", "text", "likes", "hashtags", "row") == [
        "7", "telegram", "mfa_aydar", "Görüş; anlaşma", 1234, ["barış", "dostluk"], 2]  # fmt: skip
    assert row(exports, "created_at", "views", "mentions", "is_reply") == [
        pd.Timestamp("2024-09-28 10:00", tz="UTC"), None, None, None]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"], ids=["BOM", "UTF-16"])
def test_marks_and_encodings_of_excel_are_read(read, row, encoding):
    assert row(read(table(ROW).encode(encoding), columns=COLUMNS), "post_id", "text") == [
        "7",
        "Görüş; anlaşma",
    ]


def test_excels_own_first_line_names_the_separator_and_rows_are_counted_with_it(read, row):
    exports = read("sep=;\n" + table(ROW, separator=";"), columns=COLUMNS)
    assert row(exports, "post_id", "row") == ["7", 3]


def test_a_workbook_is_read_cell_by_cell(read, row):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(
        ["7", "mfa_aydar", pd.Timestamp("2024-09-28 10:00").to_pydatetime(), "=1+1 is text", 5, "barış"]
    )
    content = io.BytesIO()
    book.save(content)
    exports = read(content.getvalue(), name="posts.xlsx", columns=COLUMNS)
    assert row(exports, "post_id", "created_at", "likes", "hashtags", "row") == [
        "7", pd.Timestamp("2024-09-28 10:00", tz="UTC"), 5, ["barış"], 2]  # fmt: skip


def test_followers_in_a_table_become_snapshots(read):
    header = [*HEADER, "Takipçi"]
    exports = read(
        table([*ROW, "52901"], header=header),
        name="posts-2024-09-28.csv",
        columns=COLUMNS | {"followers": "Takipçi"},
    )
    assert exports.accounts[["platform", "handle", "followers", "captured_on"]].values.tolist() == [
        ["telegram", "mfa_aydar", 52901, "2024-09-28"]
    ]


def test_lists_may_be_written_as_python_or_json_prints_them(read):
    rows = [
        ["1", *ROW[1:5], "['barış', 'dostluk']"],
        ["2", *ROW[1:5], '["barış", "dostluk"]'],
        ["3", *ROW[1:5], "[]"],
    ]
    posts = read(table(*rows), columns=COLUMNS).posts
    assert posts["hashtags"].tolist() == [["barış", "dostluk"], ["barış", "dostluk"], []]


def test_a_table_without_ids_gets_ids_that_stay_the_same(read, row, report):
    columns = {name: column for name, column in COLUMNS.items() if name != "post_id"}
    first, second = read(table(ROW), columns=columns), read(table(ROW), name="again", columns=columns)
    assert row(first, "post_id") == row(second, "post_id")
    assert row(first, "post_id")[0].startswith("text-")
    assert report(first)["warnings"] == ["1 post without an id: one was made of its account, time and text"]


def test_two_rows_that_are_the_same_in_all_things_are_one_post(read, report):
    columns = {name: column for name, column in COLUMNS.items() if name != "post_id"}
    exports = read(table(ROW, ROW), columns=columns)
    assert len(exports.posts) == 1
    assert report(exports)["reasons"] == {"an earlier capture of a post, superseded by a later one": 1}


WRONG = {
    "an unknown name": (
        {"txt": "Metin"},
        "study.yaml, posts: 'txt' is no column of posts; did you mean 'text'?",
    ),
    "no text": ({"likes": "Beğeni"}, "study.yaml, posts: no column is mapped to 'text'"),
    "an unknown platform": (
        COLUMNS | {"platform": "twiter"},
        "'twiter' is no platform; did you mean 'twitter'?",
    ),
    "an unknown zone": (
        COLUMNS | {"time_zone": "Asia/Almati"},
        "'Asia/Almati' is no time zone; did you mean 'Asia/Almaty'?",
    ),
    "an unknown order": (
        COLUMNS | {"date_order": "us"},
        "date_order: write 'day first' or 'month first' (found 'us')",
    ),
    "no name": (COLUMNS | {"likes": None}, "likes: write the name of the table's column (found None)"),
}


@pytest.mark.parametrize(("columns", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_mapping_is_refused_with_the_mend(read, columns, message):
    with pytest.raises(StudyError) as error:
        read(table(ROW), columns=columns)
    assert message in str(error.value)


def test_a_table_that_lacks_a_mapped_column_names_it(read):
    with pytest.raises(ExportError) as error:
        read(table(ROW), columns=COLUMNS | {"views": "Görüntülenme"})
    assert "of the columns named in study.yaml it lacks Görüntülenme" in str(error.value)


def test_a_table_that_nobody_mapped_names_the_nearest_format_and_the_way_out(read):
    with pytest.raises(ExportError) as error:
        read("id,body,author,timestamp\n1,a,b,2024-09-28\n")
    assert str(error.value) == (
        "export: an unknown table: the nearest known format is 4CAT CSV (general form) (found id, author, body, timestamp; "
        "missing thread_id); a table of your own is read once its columns, which stand in its first row, are named under "
        "`posts: columns:` in study.yaml (`text: Metin`, `created_at: Tarih`, `handle: Hesap`; studies/example/study.yaml has them all)"
    )


def dated(*times: str, **more) -> tuple[str, dict]:
    rows = [[str(at), "mfa", time, f"t{at}", "1", ""] for at, time in enumerate(times, start=1)]
    return table(*rows), COLUMNS | more


def test_one_date_above_twelve_decides_the_order_of_the_whole_column(read, report):
    content, columns = dated("28.09.2024 10:00", "3.9.2024 7:05")
    exports = read(content, columns=columns)
    assert exports.posts["created_at"].tolist() == [
        pd.Timestamp("2024-09-28 10:00", tz="UTC"), pd.Timestamp("2024-09-03 07:05", tz="UTC")]  # fmt: skip
    assert "2 dates like 28.09.2024: read with the day first" in report(exports)["warnings"]


def test_short_american_dates_are_read_month_first_where_the_column_shows_it(read, report):
    content, columns = dated("9/28/24 7:05 PM", "9/3/24 10:00 AM")
    exports = read(content, columns=columns)
    assert exports.posts["created_at"].tolist() == [
        pd.Timestamp("2024-09-28 19:05", tz="UTC"), pd.Timestamp("2024-09-03 10:00", tz="UTC")]  # fmt: skip
    assert "2 dates like 9/28/24: read with the month first" in report(exports)["warnings"]


def test_dates_that_can_be_read_either_way_are_refused(read):
    content, columns = dated("9/3/24", "10/4/24")
    with pytest.raises(ExportError) as error:
        read(content, columns=columns)
    assert str(error.value) == (
        "export: 2 dates, none with a number above 12, can be read with the day or the month first; write "
        "`date_order: day first` or `date_order: month first` under `posts: columns:` in study.yaml"
    )


def test_the_study_can_say_the_order(read):
    content, columns = dated("9/3/24", date_order="day first")
    assert read(content, columns=columns).posts["created_at"].tolist() == [
        pd.Timestamp("2024-03-09", tz="UTC")
    ]


def test_dates_in_both_orders_are_refused(read):
    content, columns = dated("28/9/2024", "9/28/2024")
    with pytest.raises(ExportError, match="1 dates have the day first and 1 the month"):
        read(content, columns=columns)


def test_the_ids_of_x_decide_an_ambiguous_order(read, ids):
    times = table([ids["oct2"], "mfa", "10/2/2024 10:00", "a", "1", ""])
    exports = read(times, columns=COLUMNS | {"platform": "twitter"})
    assert exports.posts["created_at"].dt.date.astype(str).tolist() == ["2024-10-02"]


def test_local_times_are_read_in_the_zone_that_the_study_names(read, report):
    content, columns = dated("2024-09-28 15:00", "2024-09-28T10:00:00Z", time_zone="Asia/Almaty")
    exports = read(content, columns=columns)
    assert exports.posts["created_at"].tolist() == [pd.Timestamp("2024-09-28 10:00", tz="UTC")] * 2
    assert report(exports)["warnings"] == ["1 time without a zone: read as Asia/Almaty, as study.yaml says"]


def test_local_times_of_which_nothing_is_known_are_read_as_utc_and_said(read, report):
    content, columns = dated("2024-09-28 15:00")
    exports = read(content, columns=columns)
    assert exports.posts["created_at"].tolist() == [pd.Timestamp("2024-09-28 15:00", tz="UTC")]
    assert report(exports)["warnings"] == [
        "1 time without a zone: read as UTC; write `time_zone: Asia/Almaty` (or another) under `posts: columns:` in study.yaml "
        "if they are local"
    ]


def test_months_in_words_and_seconds_since_1970_are_read(read):
    content, columns = dated("28 Sep 2024 10:00", "1727517600")
    assert (
        read(content, columns=columns).posts["created_at"].tolist()
        == [pd.Timestamp("2024-09-28 10:00", tz="UTC")] * 2
    )


def test_a_time_that_is_none_is_set_aside_with_its_row(read, report):
    content, columns = dated("2024-09-28T10:00:00Z", "yesterday", "")
    exports = read(content, columns=columns)
    assert report(exports)["reasons"] == {
        "a time that cannot be read: write it as 2024-09-28 10:00": 1,
        "no time": 1,
    }
    assert (
        "set aside: a time that cannot be read: write it as 2024-09-28 10:00 (1; row 3)"
        in report(exports)["warnings"]
    )


def test_an_account_of_the_study_is_found_whatever_its_letters(read):
    accounts = pd.DataFrame([["mfa-ayd", "telegram", "MFA_Aydar"]], columns=["account", "platform", "handle"])
    assert read(table(ROW), columns=COLUMNS, accounts=accounts).posts["account"].tolist() == ["mfa-ayd"]
    other = accounts.assign(platform="twitter")
    assert read(table(ROW), columns=COLUMNS, accounts=other).posts["account"].tolist() == [""]


@pytest.mark.parametrize(
    ("no", "yes"), [("hayır", "Evet"), ("HAYIR", "DOĞRU"), ("нет", "Да"), ("ЛОЖЬ", "ИСТИНА"), ("жоқ", "Иә"), ("yo‘q", "Ha"),
                    ("xeyr", "Bəli"), ("жок", "Ооба"), ("0", "1")]
)  # fmt: skip
def test_yes_and_no_are_read_in_the_languages_of_the_project(read, no, yes):
    exports = read(f"m;t;r\nа;2024-09-28 10:00;{no}\nб;2024-09-29 10:00;{yes}\nв;2024-09-30 10:00;?\n",
                   columns={"text": "m", "created_at": "t", "is_repost": "r", "platform": "telegram", "time_zone": "UTC"})  # fmt: skip
    assert exports.posts["is_repost"].isna().tolist() == [False, False, True]
    assert exports.posts["is_repost"].tolist()[:2] == [False, True]


def test_a_header_in_another_encoding_is_said_to_be_so(read):
    with pytest.raises(ExportError, match="the header is not UTF-8; save the table again as “CSV UTF-8”"):
        read("metin;beğeni\nşu;1\n".encode("cp1254"), columns={"text": "metin", "likes": "beğeni"})


def test_tables_with_other_columns_have_mappings_of_their_own(read_all):
    other = {"post_id": "Nr", "created_at": "Datum", "text": "Tekst", "time_zone": "Europe/Oslo", "platform": "facebook"}  # fmt: skip
    files = {
        "a.csv": table(ROW),
        "b.csv": table(["8", "2024-09-28 10:00", "Hei"], header=["Nr", "Datum", "Tekst"]),
    }
    posts = read_all(files, columns=[COLUMNS, other]).posts.set_index("post_id")
    assert posts["platform"].to_dict() == {"7": "telegram", "8": "facebook"}
    assert posts.at["8", "created_at"] == pd.Timestamp("2024-09-28 08:00", tz="UTC")  # summer time in Oslo


def test_a_table_that_no_mapping_fits_is_told_of_the_nearest(read_all):
    other = {"text": "Tekst", "post_id": "Nr"}
    with pytest.raises(ExportError, match="of the columns named in study.yaml it lacks Nr"):
        read_all({"b.csv": "Tekst,Dato\nHei,2024-09-28\n"}, columns=[COLUMNS, other])


def test_a_wrong_name_in_a_further_mapping_is_told_with_its_number(read_all):
    with pytest.raises(StudyError, match="study.yaml, posts, columns 2: 'txet' is no column of posts"):
        read_all({"a.csv": table(ROW)}, columns=[COLUMNS, {"txet": "T"}])


def test_a_flag_that_is_neither_yes_nor_no_is_missing_and_said_with_its_rows(read, report):
    marks = ["yes", "perhaps", "", "0", "2", "n/a", "no"]
    rows = "".join(f"т{at};2024-09-28 10:00;{mark}\n" for at, mark in enumerate(marks))
    exports = read(f"m;t;p\n{rows}", columns={"text": "m", "created_at": "t", "is_pinned": "p"})
    assert exports.posts["is_pinned"].tolist() == [True, pd.NA, pd.NA, False, pd.NA, pd.NA, False]
    said = "is_pinned: 2 posts with a value that is neither yes nor no, such as '2' (rows 3, 6): left out; "
    assert said + "write yes or no in a copy of the file" in report(exports)["warnings"]
    assert report(exports)["kept"] == 7


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("28 Eylül 2024 13:05", "2024-09-28 13:05"),
        ("3 сентября 2024 г., 10:00", "2024-09-03 10:00"),
        ("2024 ж. 28 қыр.", "2024-09-28"),
        ("28-sentabr, 2024", "2024-09-28"),
        ("28 sentyabr 2024", "2024-09-28"),
        ("3 сентябрь 2024-ж.", "2024-09-03"),
        ("28 сентябр 2024", "2024-09-28"),
        ("September 28, 2024", "2024-09-28"),
        ("28 KASIM 2024", "2024-11-28"),
        ("28 Eyl 2024 3:05 ÖS", ""),
        ("28 Eylül 2024 10:00 +03:00", ""),
        ("28 Eylül", ""),
        ("28.09.2024", ""),
    ],
)
def test_a_day_with_a_months_name_in_a_language_of_the_project(written, read_as):
    assert in_numbers(written) == read_as


def test_no_name_of_a_month_means_another_in_another_language():
    one_each = {}
    for locale in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, "format", locale).items():
                one_each.setdefault(name.lower().rstrip("."), set()).add(number)
    assert {name: numbers for name, numbers in one_each.items() if len(numbers) > 1} == {}


def test_dates_in_words_are_read_in_the_zone_of_the_study_and_others_set_aside_with_a_way_out(read, report):
    rows = "а;28 Eylül 2024 13:05\nб;Sat, 28 Sep 2024 10:00:00 GMT\nв;dün\n"
    columns = {"text": "m", "created_at": "t", "time_zone": "Europe/Istanbul"}
    exports = read(f"m;t\n{rows}", columns=columns)
    assert exports.posts["created_at"].dt.strftime("%H:%M").tolist() == ["10:05", "10:00"]
    assert report(exports)["reasons"] == {"a time that cannot be read: write it as 2024-09-28 10:00": 1}


@pytest.mark.parametrize(
    "written", ["2024-09-28 13:00:00 +03", "2024-09-28 13:00:00 +0300", "1727517600000000"]
)
def test_a_zone_may_stand_apart_from_its_time_and_a_number_be_of_microseconds(read, written):
    columns = {"post_id": "id", "created_at": "when", "text": "text", "platform": "twitter"}
    exports = read(f"id,when,text\n7,{written},Metin\n", columns=columns)
    assert exports.posts["created_at"].tolist() == [pd.Timestamp("2024-09-28 10:00", tz="UTC")]
    assert not [said for said in exports.report["warnings"][0] if "zone" in said]


def test_what_r_writes_for_nothing_is_nothing_and_its_ids_lose_their_sign(read, row, ids):
    columns = {"post_id": "id", "created_at": "when", "text": "text", "handle": "name", "author_id": "user", "hashtags": "tags",
               "mentions": "named", "likes": "likes", "reply_to_handle": "to", "lang_platform": "lang", "platform": "twitter"}  # fmt: skip
    header = "id,when,text,name,user,tags,named,likes,to,lang"
    bare = f"x{ids['sep28']},2024-09-28 10:00:00Z,NA,mfa,x11,NA,nan,NA,NA,None"
    full = f"'{ids['sep29']},2024-09-29 10:00:00Z,Metin,mfa,'11,a b,c,3,other,tr"
    exports = read(f"{header}\n{bare}\n{full}\n", columns=columns)
    names = (
        "post_id",
        "text",
        "author_id",
        "hashtags",
        "mentions",
        "likes",
        "reply_to_handle",
        "lang_platform",
    )
    assert row(exports, *names) == [ids["sep28"], "NA", "11", [], [], None, "", None]
    assert row(exports, *names, at=1) == [ids["sep29"], "Metin", "11", ["a", "b"], ["c"], 3, "other", "tr"]


@pytest.mark.parametrize(
    "cell",
    [
        "[{'screen_name': 'one', 'name': \"O'Neill, Ltd\", 'id': '7'}, {'screen_name': 'two', 'name': 'x', 'id': '8'}]",
        '[{"screen_name": "one", "id": "7"}, {"screen_name":"two", "id": "8"}]',
    ],
)
def test_of_objects_in_a_cell_the_names_are_taken(read, row, cell):
    columns = {
        "post_id": "id",
        "created_at": "when",
        "text": "text",
        "mentions": "named",
        "platform": "twitter",
    }
    quoted = cell.replace('"', '""')
    exports = read(f'id,when,text,named\n7,2024-09-28T10:00:00Z,Metin,"{quoted}"\n', columns=columns)
    assert row(exports, "mentions") == [["one", "two"]]
