"""The invented countries and their accounts, and how many people follow each on three days."""

import datetime as dt
from dataclasses import dataclass

DAYS = (dt.date(2025, 2, 1), dt.date(2025, 4, 15), dt.date(2025, 7, 7))
NAMES = {
    "XAA": {"en": "Altanor", "kk": "Алтанор", "tr": "Altanor"},
    "XBB": {"en": "Bozkara", "kk": "Бозқара", "tr": "Bozkara"},
    "XCC": {"en": "Cerenia", "kk": "Церения", "tr": "Cerenya"},
    "XDD": {"en": "Deltova", "kk": "Дельтова", "tr": "Deltova"},
    "XEE": {"en": "Eskeria", "kk": "Эскерия", "tr": "Eskerya"},
}
POPULATION = {"XAA": 12_400_000, "XBB": 31_250_000, "XCC": 8_730_000, "XDD": 5_160_000, "XEE": 19_940_000}


@dataclass(frozen=True)
class Account:
    """One row of accounts.csv, with its true followers and posts on each of the three days."""

    account: str
    country: str
    role: str
    platform: str
    handle: str
    screen: tuple[str, str, str]  # language of the screen on each day
    followers: tuple[int, int, int]
    posts: tuple[int, int, int]


ACCOUNTS = (
    Account("mfa-xaa", "XAA", "ministry", "twitter", "mfa_xaa_example", ("kk", "kk", "kk"),
            (48_230, 50_110, 52_960), (14_820, 14_890, 15_010)),
    Account("mfa-xbb", "XBB", "ministry", "twitter", "mfa_xbb_example", ("tr", "tr", "tr"),
            (1_214_600, 1_252_300, 1_341_800), (28_710, 28_790, 28_880)),
    Account("mfa-xcc", "XCC", "ministry", "twitter", "mfa_xcc_example", ("az", "az", "az"),
            (9_870, 10_240, 10_930), (6_205, 6_271, 6_330)),
    Account("mfa-xdd", "XDD", "ministry", "twitter", "mfa_xdd_example", ("ru", "ru", "ru"),
            (7_312, 7_604, 7_590), (4_338, 4_402, 4_489)),
    Account("mfa-xee", "XEE", "ministry", "twitter", "mfa_xee_example", ("uz", "uz", "uz_Cyrl"),
            (15_480, 16_020, 16_950), (1_835, 1_862, 1_972)),
    Account("press-xee-bluesky", "XEE", "spokesperson", "bluesky", "press-xee.example", ("en", "en", "en"),
            (2_140, 2_480, 3_050), (310, 338, 396)),
    Account("leader-xaa", "XAA", "leader", "twitter", "leader_xaa_example", ("en", "en", "en"),
            (820_450, 846_930, 871_380), (5_120, 5_190, 5_302)),
    Account("press-xbb", "XBB", "press_service", "twitter", "press_xbb_example", ("tr", "tr", "tr"),
            (356_720, 361_450, 370_260), (9_105, 9_240, 9_411)),
    Account("leader-xdd", "XDD", "leader", "twitter", "leader_xdd_example", ("ky", "ky", "ky"),
            (50_640, 51_870, 52_920), (2_310, 2_322, 2_341)),
)  # fmt: skip


def followers_on(account: str, day: dt.date) -> int:
    """Followers on a day between the snapshots, as if they had come evenly."""
    return _between(next(one.followers for one in ACCOUNTS if one.account == account), day)


def posts_on(account: str, day: dt.date) -> int:
    """Posts on a day between the snapshots."""
    return _between(next(one.posts for one in ACCOUNTS if one.account == account), day)


def _between(counts: tuple[int, int, int], day: dt.date) -> int:
    part = 0 if day < DAYS[1] else 1
    passed = (day - DAYS[part]).days / (DAYS[part + 1] - DAYS[part]).days
    return round(counts[part] + passed * (counts[part + 1] - counts[part]))
