import pytest

from analysis.clean.habits import handle, iso_day, tidy


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-09-28", "2024-09-28"),
        ("28.09.2024", "2024-09-28"),
        ("1.9.2024", "2024-09-01"),
        ("28.09.2024 0:00", "2024-09-28"),
        ("28.09.2024 00:00:00", "2024-09-28"),
        ("30.02.2024", "30.02.2024"),
        ("28.09.24", "28.09.24"),
        ("9/28/2024", "9/28/2024"),
        ("", ""),
    ],
)
def test_a_day_as_excel_writes_it_becomes_an_iso_day_and_other_text_stays(written, day):
    assert iso_day(written) == day


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("MFA_KZ", "MFA_KZ"),
        ("@MFA_KZ", "MFA_KZ"),
        ("https://x.com/MFA_KZ", "MFA_KZ"),
        ("http://www.twitter.com/MFA_KZ/?lang=en", "MFA_KZ"),
        ("https://www.youtube.com/@mfa", "mfa"),
        ("https://bsky.app/profile/mfa.bsky.social", "mfa.bsky.social"),
        ("https://mastodon.social/@mfa", "mfa@mastodon.social"),
        ("@mfa@mastodon.social", "mfa@mastodon.social"),
        ("https://www.facebook.com/profile.php?id=1", "https://www.facebook.com/profile.php?id=1"),
        ("https://www.youtube.com/channel/UC1", "https://www.youtube.com/channel/UC1"),
        ("", ""),
    ],
)
def test_a_handle_is_found_in_what_was_pasted(written, name):
    assert handle(written) == name


def test_whole_numbers_lose_excels_decimals_but_never_a_separator_of_thousands():
    assert [tidy("year", text) for text in ("2023", "2023.0", "2023,00")] == ["2023"] * 3
    assert [tidy("followers_unit", text) for text in ("1000.0", "1,000", "1.000")] == [
        "1000",
        "1,000",
        "1.000",
    ]
