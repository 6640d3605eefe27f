import datetime as dt

import openpyxl
import pandas as pd
import pytest
from mini import RAW, SETTINGS

from analysis.clean.observations import observations, read_raw
from analysis.clean.problems import InputError
from analysis.clean.processed import PROCESSED, latest, read_processed, write_processed
from analysis.study import StudyError, read_study

ACCOUNTS, SNAPSHOTS = RAW["accounts.csv"], RAW["snapshots.csv"]
CORRECTIONS = "file,where,column,from,to,why,source\n"


@pytest.fixture
def read(write_study):
    """The raw and the processed tables of the study `mini` with these files, and what is odd in them."""

    def read_files(files=None, **choices):
        study = read_study("mini", write_study(files), **choices)
        raw, odd = read_raw(study)
        return raw, observations(raw, study), [str(problem) for problem in odd]

    return read_files


@pytest.fixture
def refused(write_study):
    """The lines with which the study `mini` with these files is refused."""

    def read_files(files) -> list[str]:
        with pytest.raises(InputError) as error:
            read_raw(read_study("mini", write_study(files)))
        return str(error.value).splitlines()

    return read_files


def without(lines: list[str]) -> list[str]:
    """Where the problems lie, without what is said of them."""
    return [line.partition(": ")[0] for line in lines]


# ── A study that is fine ──


def test_every_shown_count_becomes_a_number_with_its_interval_and_its_cell(read):
    _, tables, odd = read()
    counts = tables["counts"]
    names = ["account", "metric", "value", "low", "high", "file", "row", "column", "source"]
    # twitter: 52.9K moves by 100, and whether it rounds or cuts is not known; below 10,000 counts are in full
    assert counts[names].to_numpy().tolist() == [
        ["mfa-kaz", "followers", 52900, 52850, 53000, "snapshots.csv", 2, "followers_shown", "seen"],
        ["mfa-kaz", "posts", 4338, 4338, 4338, "snapshots.csv", 2, "posts_shown", "seen"],
        ["mfa-nam", "followers", 7948, 7948, 7948, "snapshots.csv", 3, "followers_shown", "seen"],
    ]
    assert tables["denominators"]["value"].tolist() == [20330104, 2963095]
    assert odd == []


def test_an_empty_count_is_missing_and_not_zero(read):
    counts = read()[1]["counts"]
    assert counts.query("account == 'mfa-nam' and metric == 'posts'").empty
    assert (counts["value"] > 0).all()
    zero = read({"snapshots.csv": SNAPSHOTS.replace('"7,948",,,', '"7,948",,0,')})[1]["counts"]
    assert zero.query("account == 'mfa-nam' and metric == 'posts'")["value"].tolist() == [0]


def test_the_rule_of_the_study_replaces_that_of_the_platform(read):
    followers = read(rule="floor")[1]["counts"].iloc[0]
    assert (followers["low"], followers["high"]) == (52900, 53000)


def test_a_unit_replaces_the_step_of_the_digits_shown(read):
    followers = read({"snapshots.csv": SNAPSHOTS.replace("52.9K,,", "53000,1000,")})[1]["counts"].iloc[0]
    assert (followers["low"], followers["high"]) == (52500, 54000)


def test_the_language_of_the_screen_decides_what_a_letter_means(read, refused):
    turkish = SNAPSHOTS.replace("en,52.9K", 'tr,"28,7 B"')
    assert read({"snapshots.csv": turkish})[1]["counts"].iloc[0]["value"] == 28700
    assert "ends in" in refused({"snapshots.csv": turkish.replace("tr,", "kk,")})[0]


def test_optional_tables_may_be_absent_and_are_then_empty(read):
    raw, tables, _ = read()
    assert all(tables[name].empty for name in ("context", "platforms", "institutions", "themes"))
    assert list(raw["themes"].columns) == ["account", "reported", "theme", "source"]


def test_optional_tables_are_read_where_they_are(read):
    _, tables, _ = read(
        {
            "context.csv": "figure,value_shown,source,note\nun_members,193,seen,\n",
            "platforms.csv": "platform,founded,source\nTwitter,2006,seen\n",
            "institutions.csv": "country,institution,founded,source\nEUE,EEAS,2010,seen\n",
            "themes.csv": "account,reported,theme,source\nmfa-kaz,visits,visits,seen\n",
        }
    )
    assert tables["context"][["figure", "value"]].to_numpy().tolist() == [["un_members", 193]]
    assert tables["platforms"]["platform"].tolist() == ["twitter"]
    assert [len(tables[name]) for name in ("institutions", "themes")] == [1, 1]


def test_namibia_and_texts_that_look_missing_stay_text(read):
    _, tables, _ = read({"snapshots.csv": SNAPSHOTS.replace(",seen,null", ",seen,nan")})
    assert tables["accounts"]["holder"].tolist() == ["Ministry of Kazakhstan", "NA"]
    assert tables["accounts"]["country"].tolist() == ["KAZ", "NAM"]
    assert tables["counts"]["note"].tolist() == ["", "", "nan"]


def test_the_imports_tell_what_was_read_and_corrected(read):
    correction = 'snapshots.csv,account=mfa-kaz,posts_shown,"4,338","4,339",typing error,seen\n'
    imports = read({"corrections.csv": CORRECTIONS + correction})[1]["imports"].set_index("table")
    assert imports.loc["snapshots"].tolist() == [2, "3", 1]
    assert imports.loc["themes"].tolist() == [0, "", 0]


def test_a_column_that_nothing_reads_is_odd_and_stops_nothing(read):
    raw, tables, odd = read(
        {"accounts.csv": ACCOUNTS.replace("source\n", "source,row\n").replace("seen\n", "seen,9\n")}
    )
    assert len(odd) == 1
    assert odd[0].startswith("accounts.csv, row 1, column row: not a column that is read")
    assert raw["accounts"]["row"].tolist() == ["9", "9"]
    assert tables["accounts"]["row"].tolist() == [2, 3]


def test_files_and_countries_that_nothing_uses_are_odd(read):
    settings = SETTINGS.replace('"NAM"]', '"NAM", "FIJ"]')
    _, _, odd = read(
        {"study.yaml": settings, "contxt.csv": "figure\n", "~$accounts.xlsx": b"x", "README.md": "x"}
    )
    assert odd == [
        "contxt.csv: not a file that is read; did you mean 'context'?",
        "accounts.csv, column country: 'FIJ': study.yaml compares this country, and no account is of it",
    ]


# ── What spreadsheets and people do to cells ──


def test_words_from_lists_may_be_in_capitals_and_names_keep_theirs(read):
    text = ACCOUNTS.replace("ministry,Ministry", "Ministry,Ministry").replace("twitter,MFA", "Twitter,MFA")
    accounts = read({"accounts.csv": text})[0]["accounts"]
    assert accounts.loc[2, ["role", "holder", "platform", "handle"]].tolist() == [
        "ministry",
        "Ministry of Kazakhstan",
        "twitter",
        "MFA_KZ",
    ]


def test_a_study_saved_by_a_russian_or_turkish_excel_is_read_like_its_original(read):
    def semicolons(text):
        rows = [line.replace('"52,9"', "52,9").split(",") for line in text.splitlines()]
        return "\r\n".join(";".join(cells) for cells in rows) + "\r\n"

    original = read({"snapshots.csv": SNAPSHOTS.replace('"4,338"', "4338").replace('"7,948"', "7948")})[1]
    saved = "sep=;\r\n" + semicolons(
        SNAPSHOTS.replace('"4,338"', "4338").replace('"7,948"', "7948").replace("2024-09-28", "28.09.2024")
    ).replace("52.9K", "52,9 B").replace("en;52,9", "tr;52,9")
    again = read(
        {
            "snapshots.csv": b"\xef\xbb\xbf" + saved.encode(),
            "accounts.csv": semicolons(ACCOUNTS).replace(";", "\t").encode("utf-16"),
        }
    )[1]
    pd.testing.assert_frame_equal(
        again["counts"].drop(columns="shown"), original["counts"].drop(columns="shown")
    )
    pd.testing.assert_frame_equal(again["accounts"], original["accounts"])


def test_a_workbook_gives_the_same_study_and_is_named_as_the_origin(read, write_study, tmp_path):
    original = read()[1]
    book = openpyxl.Workbook()
    header, kaz, nam = (line.replace('"', "") for line in SNAPSHOTS.splitlines())
    book.active.append(header.split(","))
    book.active.append(["mfa-kaz", dt.datetime(2024, 9, 28), "en", "52.9K", None, 4338, None, "seen", None])
    book.active.append(["mfa-nam", dt.datetime(2024, 9, 28), "en", 7948, None, None, None, "seen", "null"])
    root = write_study({"snapshots.csv": None}, root=tmp_path / "workbook")
    book.save(root / "data/raw/mini/snapshots.xlsx")
    study = read_study("mini", root)
    counts = observations(read_raw(study)[0], study)["counts"]
    assert set(counts["file"]) == {"snapshots.xlsx"}
    assert counts["shown"].tolist() == ["52.9K", "4338", "7948"]
    alike = ["file", "shown"]
    pd.testing.assert_frame_equal(counts.drop(columns=alike), original["counts"].drop(columns=alike))


# ── Corrections ──


def test_a_cell_that_no_schema_lets_pass_can_be_corrected(read, refused):
    broken = SNAPSHOTS.replace("2024-09-28,en,52.9K", "31.09.2024,en,52.9Q")
    assert len(refused({"snapshots.csv": broken})) == 2
    rows = (
        "snapshots.csv,account=mfa-kaz,captured_on,31.09.2024,30.09.2024,September has 30 days,seen\n"
        "snapshots.csv,account=mfa-kaz,followers_shown,52.9Q,52.9K,typing error,seen\n"
    )
    first = read({"snapshots.csv": broken, "corrections.csv": CORRECTIONS + rows})[1]["counts"].iloc[0]
    assert (first["captured_on"], first["shown"], first["value"]) == ("2024-09-30", "52.9K", 52900)


def test_a_correction_is_checked_like_what_it_corrects(refused):
    row = "snapshots.csv,account=mfa-kaz,captured_on,2024-09-28,2024-09-31,why,seen\n"
    assert refused({"corrections.csv": CORRECTIONS + row}) == [
        "snapshots.csv, row 2, column captured_on: '2024-09-31': not a day of the calendar; write it as 2024-09-28"
    ]


def test_a_correction_whose_error_is_gone_stops_the_study(refused):
    row = "snapshots.csv,account=mfa-kaz,followers_shown,52.8K,52.9K,typing error,seen\n"
    assert refused({"corrections.csv": CORRECTIONS + row}) == [
        "corrections.csv, row 2, column from: '52.8K': row 2 of snapshots.csv now has '52.9K'; "
        "if the file was mended, remove this correction"
    ]


# ── What is refused ──


def test_bad_cells_of_several_files_are_told_at_once_in_order(refused):
    lines = refused(
        {
            "accounts.csv": ACCOUNTS.replace("ministry,NA", "ministri,"),
            "snapshots.csv": SNAPSHOTS.replace("52.9K", "52.9Q")
            .replace('28,en,"7', '31,en,"7')
            .replace("4,338", "-5"),
            "countries.csv": RAW["countries.csv"].replace("20330104", "many").replace("NAM", "NAMI"),
            "sources.csv": RAW["sources.csv"].replace("x.com", "x com"),
            "context.csv": "figure,value_shown,source\nun_members,12%,seen\n",
        }
    )
    assert without(lines) == [
        "accounts.csv, row 3, column role",
        "accounts.csv, row 3, column holder",
        "snapshots.csv, row 2, column followers_shown",
        "snapshots.csv, row 2, column posts_shown",
        "snapshots.csv, row 3, column captured_on",
        "countries.csv, row 2, column value_shown",
        "countries.csv, row 3, column country",
        "sources.csv, row 2, column url",
        "context.csv, row 2, column value_shown",
    ]


def test_a_count_that_cannot_be_read_is_told_with_its_reason(refused):
    assert refused({"snapshots.csv": SNAPSHOTS.replace("52.9K", "many")}) == [
        "snapshots.csv, row 2, column followers_shown: 'many': has no number; "
        "leave the cell empty if no count was shown, and say why in the note"
    ]


def test_a_wrong_language_is_told_once_and_not_again_for_every_count_of_its_row(refused):
    assert without(refused({"snapshots.csv": SNAPSHOTS.replace("en,52.9K", "English,52.9K")})) == [
        "snapshots.csv, row 2, column screen_language"
    ]


def test_an_account_without_a_snapshot_is_told(refused):
    lines = refused({"snapshots.csv": "\n".join(SNAPSHOTS.splitlines()[:2])})
    assert lines == [
        "accounts.csv, row 3, column account: 'mfa-nam': has no row in snapshots.csv; "
        "add one (with empty counts if none were seen), or remove the account"
    ]


def test_a_snapshot_of_an_unknown_account_is_told_with_the_nearest(refused):
    lines = refused({"snapshots.csv": SNAPSHOTS + "mfa-nm,2024-10-01,en,1,,,,seen,\n"})
    assert lines == [
        "snapshots.csv, row 4, column account: 'mfa-nm': accounts.csv has no such account; did you mean 'mfa-nam'?"
    ]


def test_an_unknown_source_is_told_in_every_file(refused):
    lines = refused({"sources.csv": RAW["sources.csv"].replace("census,", "cens,")})
    assert lines == [
        "countries.csv, row 2, column source: 'census': sources.csv has no such source; did you mean 'cens'?",
        "countries.csv, row 3, column source: 'census': sources.csv has no such source; did you mean 'cens'?",
    ]


@pytest.mark.parametrize(
    ("handle_and_url", "column", "value"),
    [
        pytest.param("@mfa_kz,", "handle", "mfa_kz", id="@name-in-other-capitals"),
        pytest.param("https://twitter.com/MFA_KZ,", "handle", "MFA_KZ", id="address-as-handle"),
        pytest.param(",https://twitter.com/MFA_KZ", "url", "https://twitter.com/MFA_KZ", id="address-alone"),
    ],
)
def test_one_page_under_two_accounts_is_told(refused, handle_and_url, column, value):
    lines = refused(
        {
            "accounts.csv": ACCOUNTS + f"again,KAZ,ministry,A,twitter,{handle_and_url},seen\n",
            "snapshots.csv": SNAPSHOTS + "again,2024-09-28,en,1,,,,seen,\n",
        }
    )
    assert lines == [
        f"accounts.csv, row 4, column {column}: {value!r}: the same page as account 'mfa-kaz'; "
        "keep one of the two accounts"
    ]


def test_the_same_handle_on_another_platform_is_another_page(read):
    files = {
        "accounts.csv": ACCOUNTS + "insta,KAZ,ministry,A,instagram,MFA_KZ,,seen\n",
        "snapshots.csv": SNAPSHOTS + "insta,2024-09-28,en,1,,,,seen,\n",
    }
    assert len(read(files)[0]["accounts"]) == 3


def test_a_role_that_the_study_misspells_is_told(refused):
    assert refused({"study.yaml": SETTINGS.replace("[ministry]", "[minstry]")}) == [
        "study.yaml: 'minstry': groups.ministries has an unknown role; did you mean 'ministry'?"
    ]


def test_missing_files_and_columns_are_told_at_once_with_what_may_be_meant(refused):
    lines = refused(
        {
            "accounts.csv": None,
            "Acounts.csv": ACCOUNTS,
            "sources.csv": None,
            "snapshots.csv": SNAPSHOTS.replace("captured_on", "captured"),
        }
    )
    assert lines == [
        "accounts.csv: not found in data/raw/mini; rename 'Acounts.csv', if that is it",
        "snapshots.csv, row 1, column captured_on: not in the header; rename 'captured', if that is meant",
        "sources.csv: not found in data/raw/mini; add the file",
    ]


def test_a_folder_in_place_of_a_file_and_a_table_in_two_files_are_told(write_study):
    root = write_study({"snapshots.csv": None, "accounts.tsv": ACCOUNTS})
    (root / "data/raw/mini/snapshots.csv").mkdir()
    with pytest.raises(InputError) as error:
        read_raw(read_study("mini", root))
    assert str(error.value).splitlines() == [
        "accounts.csv: accounts.tsv is there too; keep the one that holds the data",
        "snapshots.csv: this is a folder; a file of this name is needed",
    ]


def test_files_that_are_empty_or_damaged_are_told_beside_the_others(refused):
    files = {
        "accounts.csv": b"",
        "snapshots.csv": SNAPSHOTS.encode() + b"\0",
        "countries.csv": RAW["countries.csv"].replace("20330104,census", "20330104,Türkiye").encode("cp1254"),
        "sources.csv": 'source,title\nseen,"open\n',
    }
    assert [line.partition(";")[0].partition(" (")[0] for line in refused(files)] == [
        "accounts.csv: the file is empty",
        "snapshots.csv, row 4: there are NUL bytes in it: damaged, no text, or UTF-16 without its mark",
        "countries.csv, row 2: not UTF-8 but probably Windows-1254",
        "sources.csv, row 2: unexpected end of data: a quotation mark is open or misplaced",
    ]


# ── The processed tables ──


def test_processed_tables_are_read_as_they_were_written(read, write_study):
    files = {"accounts.csv": ACCOUNTS.replace("Ministry of", '"Ministry, of\r\n""the"" Republic of')
             .replace("Kazakhstan,", 'Kazakhstan",'),
             "context.csv": "figure,value_shown,source,note\nleaders,more than 856,seen,\n"}  # fmt: skip
    _, tables, _ = read(files)
    study = read_study("mini", write_study(files))
    write_processed(tables, study.processed)
    again = read_processed(study)
    assert sorted(again) == sorted(PROCESSED)
    for name in ("accounts", "counts", "denominators", "context", "sources", "themes"):
        pd.testing.assert_frame_equal(again[name], tables[name], check_dtype=False)
    assert again["counts"].dtypes[["value", "low", "high", "unit", "row"]].tolist() == [
        *["float64"] * 4,
        "int64",
    ]
    assert again["context"].loc[0, ["low", "high"]].tolist() == [856, float("inf")]
    assert again["accounts"].loc[0, "holder"] == 'Ministry, of\n"the" Republic of Kazakhstan'
    assert again["accounts"].loc[1, "holder"] == "NA"


def test_processed_files_are_the_same_bytes_again_and_leave_nothing_half_written(read, tmp_path):
    written = []
    for folder in ("one", "two"):
        write_processed(read()[1], tmp_path / folder)
        written.append({path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()})
    assert written[0] == written[1]
    assert set(written[0]) == {f"{name}.csv" for name in PROCESSED}


def test_processed_tables_that_are_not_there_yet_are_told_with_the_command(write_study):
    study = read_study("mini", write_study())
    with pytest.raises(StudyError, match="accounts, counts, .* not there yet; run `make data STUDY=mini`"):
        read_processed(study)


def test_the_last_count_is_taken_and_with_a_day_the_last_on_or_before_it():
    counts = pd.DataFrame(
        [
            ("a", "followers", "2024-10-01", 12),
            ("a", "followers", "2024-09-28", 10),
            ("a", "followers", "2024-12-31", 15),
            ("a", "posts", "2024-09-28", 3),
            ("b", "followers", "2024-12-31", 7),
        ],
        columns=["account", "metric", "captured_on", "value"],
    )
    assert latest(counts)["value"].tolist() == [15, 3, 7]
    assert latest(counts, dt.date(2024, 10, 1))["value"].tolist() == [12, 3]
    assert latest(counts, dt.date(2024, 9, 30))["value"].tolist() == [10, 3]
    assert latest(counts, dt.date(2024, 9, 27)).empty
