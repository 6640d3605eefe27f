import pytest

from analysis.clean.near_misses import days_meant, did_you_mean


@pytest.mark.parametrize(
    "text", ["TÜR", "Tur", "TR", "tr", "Turkey", "Türkiye", "TURKIYE", "Түркия", "Турция"]
)
def test_a_country_is_recognised_by_its_codes_and_names(text):
    assert did_you_mean("country", text) == "; did you mean 'TUR'?"


@pytest.mark.parametrize(
    ("column", "text", "meant"),
    [
        ("country", "Norwey", "NOR"),
        ("country", "UK", "GBR"),
        ("country", "Kosovo", "XKX"),
        ("platform", "instagramm", "instagram"),
        ("platform", "x", "twitter"),
        ("platform", "вконтакте", "vk"),
        ("role", "press service", "press_service"),
        ("role", "president", "leader"),
        ("role", "embasy", "embassy"),
        ("screen_language", "Türkçe", "tr"),
        ("screen_language", "EN", "en"),
        ("account", "MFA TUR", "mfa-tur"),
        ("followers_unit", "1K", "1000"),
        ("url", "www.instagram.com/mfa", "https://www.instagram.com/mfa"),
    ],
)
def test_what_is_near_is_named(column, text, meant):
    assert did_you_mean(column, text) == f"; did you mean {meant!r}?"


@pytest.mark.parametrize(
    ("column", "text"),
    [("country", "ZZZZ"), ("country", "Amerika"), ("platform", "myspace"), ("url", "soon"), ("title", "x"), ("role", "")],
)  # fmt: skip
def test_nothing_is_guessed_where_nothing_is_near(column, text):
    assert did_you_mean(column, text) == ""


@pytest.mark.parametrize(
    "text",
    ["28/09/2024", "9/28/2024", "28.09.24", "2024-9-28", "20240928", "45563", "28 Eylül 2024", "28 қыркүйек 2024", "September 28, 2024", "2024-09-28 10:00"],
)  # fmt: skip
def test_a_date_in_another_form_is_that_day(text):
    assert days_meant(text) == ["2024-09-28"]


def test_a_date_that_two_countries_read_in_two_ways_has_both():
    assert days_meant("3/4/2024") == ["2024-04-03", "2024-03-04"]
    assert did_you_mean("captured_on", "3/4/2024") == "; did you mean '2024-04-03' or '2024-03-04'?"


@pytest.mark.parametrize("text", ["2024-02-30", "soon", "1234567", "1.2.3.4", ""])
def test_what_is_no_day_of_the_calendar_is_not_made_one(text):
    assert days_meant(text) == []
