"""What is planted: whatever the analysis should find again, and nothing that is about a real country."""

import datetime as dt
from dataclasses import dataclass

UTC = dt.UTC
THEMES = ("visits", "agreements", "greetings", "condolences", "economy", "culture", "consular", "security")
CHOSEN = 100  # the newest posts of a ministry, whose shares are planted

# Per ministry, how many of the 100 chosen posts have each theme: in some themes they differ, in two they do not.
SHARES = {
    "XAA": dict(zip(THEMES, (24, 10, 8, 6, 10, 8, 5, 10))),
    "XBB": dict(zip(THEMES, (10, 10, 28, 6, 8, 8, 5, 8))),
    "XCC": dict(zip(THEMES, (8, 10, 8, 6, 34, 6, 5, 8))),
    "XDD": dict(zip(THEMES, (8, 10, 6, 6, 8, 6, 28, 10))),
    "XEE": dict(zip(THEMES, (10, 10, 6, 6, 8, 28, 5, 8))),
}
# Of each ministry's posts, some have two themes.
DOUBLES = (("visits", "agreements"), ("visits", "agreements"), ("visits", "economy"), ("culture", "visits"))
# In all ministries together: posts with a theme that no indicator meets, and posts that an indicator meets in vain. So
# the codebook counts too few posts about economy, and too many about culture.
HIDDEN = dict(zip(THEMES, (6, 5, 6, 3, 9, 3, 6, 6)))
TRAPS = dict(zip(THEMES, (6, 5, 3, 3, 4, 9, 3, 6)))


@dataclass(frozen=True)
class Ministry:
    """One ministry's account: when it posted, in which languages, how much, and what it got."""

    code: str
    first: dt.date
    last: dt.date
    captured: dt.datetime
    own: int  # posts of its own, its threads, replies and quotes included
    reposts: int
    languages: dict[str, int]  # of 100 posts
    likes: int  # median
    in_event: int = 0  # posts in the event, if it is planted
    longest: int = 1_000  # characters; X's own limit is 280, beyond which some exports cut
    pinned: dt.date = dt.date(2023, 3, 1)

    @property
    def account(self) -> str:
        return f"mfa-{self.code.lower()}"

    @property
    def handle(self) -> str:
        return f"mfa_{self.code.lower()}_example"

    @property
    def author_id(self) -> str:
        return f"9000000000000000{10 + list(SHARES).index(self.code)}"


def _at(month: int, day: int, hour: int, minute: int) -> dt.datetime:
    return dt.datetime(2025, month, day, hour, minute, tzinfo=UTC)


MINISTRIES = (
    Ministry("XAA", dt.date(2025, 2, 10), dt.date(2025, 6, 30), _at(7, 1, 9, 0), 122, 12,
             {"kk": 70, "en": 30}, 140, in_event=19),
    Ministry("XBB", dt.date(2025, 2, 1), dt.date(2025, 6, 29), _at(6, 30, 7, 40), 118, 9,
             {"tr": 65, "en": 35}, 310),
    Ministry("XCC", dt.date(2025, 1, 20), dt.date(2025, 6, 3), _at(6, 4, 11, 15), 112, 7,
             {"az": 70, "en": 30}, 95),
    Ministry("XDD", dt.date(2025, 2, 24), dt.date(2025, 7, 4), _at(7, 5, 6, 20), 125, 14,
             {"ru": 60, "ky": 40}, 42, longest=280, pinned=dt.date(2025, 2, 25)),
    Ministry("XEE", dt.date(2025, 4, 7), dt.date(2025, 7, 5), _at(7, 6, 5, 0), 110, 5,
             {"uz": 55, "uz_Cyrl": 15, "en": 30}, 60),
)  # fmt: skip
EARLIER_CAPTURE = _at(5, 20, 8, 30)  # of XAA: its posts until then were captured twice
EARLIER_SHARE = 0.9  # of the later counts that the earlier capture saw
AGAIN_FROM = dt.date(2025, 4, 1)  # the later capture goes back to this day
REPLIES, THREADS, QUOTES = 8, 6, 5  # of each ministry's own posts
SPREAD = 0.8  # of the logarithm of a post's counts
PER_LIKE = {"likes": 1, "reposts": 0.2, "replies": 0.06, "quotes": 0.03, "views": 40, "bookmarks": 0.04}
RIPE = 7  # days after which a post gains no more
WITHOUT_VIEWS = dt.date(2025, 4, 15)  # posts from before this day have no views

# Whom a ministry's chosen posts mention, and in how many of them.
MENTIONS = {
    "XAA": {"XBB": 6, "XCC": 2},
    "XBB": {"XAA": 8},
    "XCC": {"XAA": 7, "XBB": 3},
    "XDD": {"XAA": 5},
    "XEE": {"XAA": 9, "XBB": 2, "XDD": 2},
}

EVENT = {"id": "altan-summit", "from": dt.date(2025, 5, 12), "to": dt.date(2025, 5, 16)}
EVENT_RATIO = 5.0  # XAA posts so many times as often in the event as otherwise; the others do not

# Bluesky: posts of XEE that are given again there.
BLUESKY = {
    "account": "press-xee-bluesky",
    "handle": "press-xee.example",
    "did": "did:plc:inventedexampleaccountxe",
}
BLUESKY_POSTS, BLUESKY_REPOSTS = 48, 4
BLUESKY_CAPTURED = _at(7, 6, 6, 30)

# The posts that coders coded, of the 500 chosen: as many as `make coding-sheets` would draw. Some served to write
# indicators.
SAMPLE, FOR_INDICATORS = 222, 22
# How many codes of each theme the two coders gave differently. The alpha that follows is about .85, and .6 for culture.
CODERS = ("coder_a", "coder_b")
ALPHA = dict.fromkeys(THEMES, 0.85) | {"culture": 0.6}


def id_of(handle: str) -> str:
    """The id of the account with this handle; readers outside the study share one."""
    return next((one.author_id for one in MINISTRIES if one.handle == handle), "900000000000000090")
