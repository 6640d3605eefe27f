import pytest
from mini import RAW

HEAD = "account,captured_on,screen_language,followers_shown,posts_shown,source\n"


def days(*rows: str) -> dict[str, str]:
    """Snapshots of mfa-kaz (day, followers, posts), and one of mfa-nam in which nothing is odd."""
    shown = [
        f"mfa-kaz,{day},en,{followers},{posts},seen"
        for day, followers, posts in (row.split() for row in rows)
    ]
    return {
        "snapshots.csv": HEAD
        + "\n".join([*shown, "mfa-nam,2024-09-28,en,7948,,seen"]).replace("-,", ",")
        + "\n"
    }


def test_followers_and_posts_in_each_others_column_are_seen_beside_other_days(told):
    assert told("odd", days("2024-01-01 52.9K 4338", "2024-02-01 4400 53.1K", "2024-03-01 53.5K 4500")) == [
        "snapshots.csv | row 3 | followers_shown | 4400 | looks swapped with posts_shown ('53.1K'): on other days about "
        "53,200 followers and 4,419 posts; put each into its column"
    ]


def test_many_times_more_posts_than_followers_are_odd(told):
    said = told("odd", days("2024-01-01 529 15200"))
    assert said == [
        "snapshots.csv | row 2 | posts_shown | 15200 | 15,200 posts and 529 followers: is each in its own column, "
        "and no K or M left out?"
    ]


def test_followers_alone_in_the_column_of_posts_are_odd(told):
    assert any(
        "does this count belong into followers_shown?" in line
        for line in told("odd", days("2024-01-01 - 1.8M"))
    )


def test_a_count_that_is_a_thousand_times_off_is_told_with_the_day_beside_it(told):
    assert told("odd", days("2024-01-01 52.9K 4338", "2024-02-01 53 4350", "2024-03-01 53.5K 4400")) == [
        "snapshots.csv | row 3 | followers_shown | 53 | 998 times less than on 2024-01-01 ('52.9K'): is K, M or a word "
        "such as thousand wrong or left out?"
    ]


def test_a_leap_to_more_than_ten_times_is_odd_on_its_day_and_not_on_the_way_back(told):
    said = told(
        "odd", days("2024-01-01 5000 -", "2024-02-01 60K -", "2024-03-01 5100 -", "2024-04-01 5200 -")
    )
    assert said == [
        "snapshots.csv | row 3 | followers_shown | 60K | 12 times more than on 2024-01-01 ('5000'): was it copied rightly?"
    ]


def test_a_first_day_that_differs_from_all_later_ones_is_the_odd_one(told):
    said = told("odd", days("2024-01-01 60K -", "2024-02-01 5100 -", "2024-03-01 5200 -"))
    assert [line.split(" | ")[1] for line in said] == ["row 2"]


def test_growth_below_ten_times_is_not_odd(told):
    assert told("odd", days("2024-01-01 10K 4338", "2024-02-01 90K 4400")) == []


def test_the_same_text_in_both_columns_is_odd(told):
    said = told("odd", days("2024-01-01 15.2K 15.2K"))
    assert said == [
        "snapshots.csv | row 2 | posts_shown | 15.2K | the same in followers_shown: was one of the two copied twice?"
    ]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", '"1,8 M"', "read as 1.8 M; or is it 18 M? English screens have '.' before decimals; copy it exactly, or correct screen_language"),
        ("tr", "1.8 Mn", "read as 1,8 Mn; or is it 18 Mn? Turkish screens have ',' before decimals; copy it exactly, or correct screen_language"),
        ("en", "52.900", "read as 52900; or is a K or M left out? English screens have '.' before decimals; copy it exactly, or correct screen_language"),
    ],
)  # fmt: skip
def test_a_sign_of_another_language_is_told_with_both_readings(told, language, text, said):
    files = {
        "snapshots.csv": f"{HEAD}mfa-kaz,2024-09-28,{language},{text},,seen\nmfa-nam,2024-09-28,en,,,seen\n"
    }
    assert [line.split(" | ")[-1] for line in told("odd", files)] == [said]


@pytest.mark.parametrize("text", ['"1,800"', "1.8M", "9921", "28.7 thousand"])
def test_a_sign_of_the_screens_language_is_not_odd(told, text):
    files = {"snapshots.csv": f"{HEAD}mfa-kaz,2024-09-28,en,{text},,seen\nmfa-nam,2024-09-28,en,,,seen\n"}
    assert told("odd", files) == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("20330", "a thousand times off: about 19,621,972 inhabitants are on record for 2022; does the source count in thousands? Write the figure in full"),
        ("2023", "looks like a year, and about 19,621,972 inhabitants are on record for 2022: put the year into `year` and the figure here"),
        ("203301040", "10 times more than expected: about 19,621,972 inhabitants are on record for 2022; is it the right row?"),
    ],
)  # fmt: skip
def test_a_population_far_from_the_one_on_record_is_odd(told, value, said):
    files = {"countries.csv": RAW["countries.csv"].replace("20330104", value)}
    assert told("odd", files) == [f"countries.csv | row 2 | value_shown | {value} | {said}"]


def test_the_year_in_which_a_platform_was_founded_is_the_studys_own_where_it_gives_one(told):
    assert told("wrong", {"platforms.csv": "platform,founded,source\ntwitter,2030,seen\n"}) == [
        "snapshots.csv | rows 2–3 | captured_on | 2024-09-28 | twitter was founded in 2030; "
        "write the day on which the screen was seen"
    ]


def test_a_day_after_that_of_the_paper_is_odd(told):
    said = told(
        "odd", {"snapshots.csv": RAW["snapshots.csv"].replace("mfa-nam,2024-09-28", "mfa-nam,2025-09-28")}
    )
    assert said == [
        "snapshots.csv | row 3 | captured_on | 2025-09-28 | after the date of the paper (2025-01-02): change `date` in "
        "study.yaml, or this day"
    ]
