"""Cells as spreadsheets and people change them, put back: days, whole numbers, capitals, handles."""

import datetime as dt
import re

# Where `@name` in an address is the whole handle; elsewhere (Mastodon) a handle is name@server.
ONE_SERVER = ("youtube.com", "tiktok.com", "threads.net", "threads.com", "x.com", "twitter.com", "t.me")
PAGE = re.compile(r"https?://(?:www\.|m\.|mobile\.)?([^/]+)/(?:profile/)?(@?)([^/?#]+)/?(?:[?#].*)?")


def tidy(column: str, text: str) -> str:
    """What a cell of that column means in the form that the schemas ask for; other text comes back as it is."""
    if column in ("captured_on", "seen_on"):
        return iso_day(text)
    if column in ("year", "founded", "followers_unit", "posts_unit"):
        return re.sub(r"[.,]0{1,2}$", "", text)  # 2023.0; never 1,000, which would become 1
    if column in ("platform", "role", "indicator"):
        return text.lower()
    return handle(text) if column == "handle" else text


def iso_day(text: str) -> str:
    """`28.09.2024`, as Excel writes days in Turkish, Russian and Kazakh settings, as 2024-09-28."""
    day = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: 0?0:00(?::00)?)?", text)
    try:
        return dt.date.fromisoformat(
            f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else text
        ).isoformat()
    except ValueError:
        return text


def handle(text: str) -> str:
    """The handle alone, where somebody pasted `@name` or the address of the page.

    An address without a name (`profile.php?id=1`, `/channel/UC1`) stays as it is.
    """
    page = PAGE.fullmatch(text)
    if not page or page[3].endswith(".php"):
        return text.removeprefix("@")
    return f"{page[3]}@{page[1]}" if page[2] and page[1].lower() not in ONE_SERVER else page[3]
