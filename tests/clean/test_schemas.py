import pytest
from mini import RAW

from analysis.clean.schemas import TABLES, base, check, is_country, is_day
from analysis.clean.tables import read_table


@pytest.fixture
def problems(tmp_path):
    """What is wrong and what is odd in a table of this text."""

    def check_text(name: str, text: str) -> list[str]:
        (tmp_path / f"{name}.csv").write_text(text)
        found = check(read_table(tmp_path / f"{name}.csv"), name, f"{name}.csv")
        return [("" if problem.error else "odd: ") + str(problem) for problem in found]

    return check_text


@pytest.mark.parametrize("name", ["accounts", "snapshots", "countries", "sources"])
def test_the_minimal_study_keeps_to_the_schemas(problems, name):
    assert problems(name, RAW[f"{name}.csv"]) == []


def test_every_bad_cell_is_told_in_the_order_of_rows(problems):
    text = (
        "account,country,role,holder,platform,handle,url,source\n"
        "MFA,kaz,ministry,A,twitter,,,seen\n"
        "mfa-nam,NAM,minister,,myspace,,x.com/a,\n"
    )
    assert problems("accounts", text) == [
        "accounts.csv, row 2, column account: 'MFA': use small Latin letters, digits, - _ and . only; "
        "did you mean 'mfa'?",
        "accounts.csv, row 2, column country: 'kaz': not an ISO 3166 alpha-3 code; "
        "write three capital letters, e.g. KAZ; did you mean 'KAZ'?",
        "accounts.csv, row 3, column role: 'minister': use one of: ministry, leader, press_service, embassy, "
        "spokesperson, government, international_body; did you mean 'ministry'?",
        "accounts.csv, row 3, column holder: '': empty, but needed; fill it in",
        "accounts.csv, row 3, column platform: 'myspace': use one of: twitter, bluesky, mastodon, "
        "youtube, instagram, facebook, threads, tiktok, telegram, vk",
        "accounts.csv, row 3, column url: 'x.com/a': not a web address; write it with https://, "
        "or leave the cell empty; did you mean 'https://x.com/a'?",
        "accounts.csv, row 3, column source: '': empty, but needed; fill it in",
    ]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("captured_on", "2024-02-30", "not a day of the calendar; write it as 2024-09-28"),
        (
            "captured_on",
            "9/28/2024",
            "not a day of the calendar; write it as 2024-09-28; did you mean '2024-09-28'?",
        ),
        (
            "captured_on",
            "20240928",
            "not a day of the calendar; write it as 2024-09-28; did you mean '2024-09-28'?",
        ),
        ("screen_language", "English", "not a language code; write e.g. en, tr, kk; did you mean 'en'?"),
        (
            "followers_unit",
            "1,000",
            "not a step; write a whole number such as 1000, or leave the cell empty; did you mean '1000'?",
        ),
        ("posts_unit", "0", "not a step; write a whole number such as 1000, or leave the cell empty"),
    ],
)
def test_a_cell_of_a_snapshot_that_cannot_be_used_is_told(problems, column, value, said):
    cells = {"account": "mfa", "captured_on": "2024-09-28", "source": "seen"} | {column: f'"{value}"'}
    text = f"{','.join(cells)}\n{','.join(cells.values())}\n"
    assert problems("snapshots", text) == [f"snapshots.csv, row 2, column {column}: {value!r}: {said}"]


@pytest.mark.parametrize("year", ["23", "2023.5", "1799", "2100"])
def test_a_year_has_four_digits_of_this_age(problems, year):
    text = f"country,indicator,year,value_shown,source\nKAZ,population,{year},20,census\n"
    assert problems("countries", text) == [
        f"countries.csv, row 2, column year: {year!r}: not a year; write four digits, e.g. 2023"
    ]


def test_a_missing_column_is_told_with_the_one_that_may_be_meant(problems):
    header = "acount,Country,role,holder,platform,site\n"
    assert problems("accounts", header + "mfa,KAZ,ministry,A,twitter,x\n") == [
        "accounts.csv, row 1, column account: not in the header; rename 'acount', if that is meant",
        "accounts.csv, row 1, column country: not in the header; rename 'Country', if that is meant",
        "accounts.csv, row 1, column source: not in the header; add the column",
        "odd: accounts.csv, row 1, column acount: not a column that is read; did you mean 'account'?",
        "odd: accounts.csv, row 1, column Country: not a column that is read; did you mean 'country'?",
        "odd: accounts.csv, row 1, column site: not a column that is read; "
        "known: account, country, handle, holder, platform, role, source, url",
    ]


def test_an_unknown_column_is_odd_and_not_dropped_in_silence(problems):
    text = "source,title,title.kk,titel.tr,url.kk,title.Kazakh\nseen,Pages,Беттер,Sayfalar,,\n"
    assert problems("sources", text) == [
        "odd: sources.csv, row 1, column titel.tr: not a column that is read; did you mean 'title'?",
        "odd: sources.csv, row 1, column url.kk: not a column that is read; did you mean 'url'?",
        "odd: sources.csv, row 1, column title.Kazakh: not a column that is read; "
        "known: cites, seen_on, source, title, url",
    ]


def test_a_column_of_counts_under_a_misspelt_name_is_not_taken_for_one_without_counts(problems):
    text = "account,captured_on,folowers_shown,source\nmfa,2024-09-28,52.9K,seen\n"
    assert problems("snapshots", text) == [
        "snapshots.csv, row 1, column folowers_shown: not a column that is read; did you mean 'followers_shown'?"
    ]


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        pytest.param(
            "accounts",
            "account,country,role,holder,platform,source\n"
            "mfa,KAZ,ministry,A,twitter,seen\nmfa,NAM,ministry,B,twitter,seen\n",
            "accounts.csv, row 3, column account: 'mfa': the same account as in row 2; keep one of the two rows",
            id="account",
        ),
        pytest.param(
            "snapshots",
            "account,captured_on,source\nmfa,2024-09-28,seen\nmfa,2024-09-29,seen\n\nmfa,2024-09-28,seen\n",
            "snapshots.csv, row 5, column account: 'mfa': the same account, captured_on as in row 2; "
            "keep one of the two rows",
            id="account-and-day",
        ),
        pytest.param(
            "countries",
            "country,indicator,value_shown,source\nKAZ,population,20,census\nKAZ,population,21,census\n",
            "countries.csv, row 3, column country: 'KAZ': the same country, indicator, source as in row 2; "
            "keep one of the two rows",
            id="figure-without-a-year",
        ),
    ],
)  # fmt: skip
def test_rows_that_name_the_same_thing_twice_are_refused(problems, name, rows, said):
    assert problems(name, rows) == [said]


def test_a_table_without_rows_is_told_and_stops_only_where_nothing_is_left_to_study(problems):
    headers = {name: RAW[f"{name}.csv"].partition("\n")[0] for name in ("accounts", "countries")}
    assert problems("accounts", headers["accounts"]) == ["accounts.csv: has no rows below its header"]
    assert problems("countries", headers["countries"]) == ["odd: countries.csv: has no rows below its header"]
    assert problems("context", "figure,value_shown,source") == []


@pytest.mark.parametrize("code", ["KAZ", "NAM", "EUE", "XKX", "QMA"])
def test_codes_of_iso_3166_and_those_that_it_leaves_to_users_are_countries(code):
    assert is_country(code)


@pytest.mark.parametrize("code", ["kaz", "KZ", "NA", "ZZZZ", "ABC", "", "K\n", "KAZ\n"])
def test_other_codes_are_no_countries(code):
    assert not is_country(code)


def test_a_day_is_one_of_the_calendar_in_one_way_of_writing():
    assert is_day("2024-02-29")
    assert not any(is_day(text) for text in ("2023-02-29", "2024-2-29", "20240229", "2024-W09-4", ""))


def test_a_column_with_a_language_belongs_to_its_base():
    assert (base("holder.kk"), base("holder")) == ("holder", "holder")


def test_every_column_of_the_dictionary_says_what_it_means():
    assert all(field.meaning for table in TABLES.values() for field in table.columns.values())
    assert all(set(table.key) <= set(table.columns) and table.meaning for table in TABLES.values())


def test_texts_that_pandas_takes_for_missing_are_text(problems):
    text = "account,country,role,holder,platform,handle,source\nna,NAM,ministry,NA,twitter,null,nan\n"
    assert problems("accounts", text) == []
