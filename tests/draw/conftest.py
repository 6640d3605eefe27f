"""Small literal frames: five ministries and some leaders, with the intervals that their shown counts allow."""

import datetime as dt

import pandas as pd
import pytest

from analysis.draw.words import Words, languages
from analysis.study import Study

NAN = float("nan")


def quantity(subject, measure, value, low=None, high=None, *, unit=None, origin=()):
    """A row as the measures give it; exact unless it has bounds."""
    low, high = (value if low is None else low), (value if high is None else high)
    return {
        "name": f"{subject}.{measure}",
        "subject": subject,
        "measure": measure,
        "value": float(value),
        "low": float(low),
        "high": float(high),
        "exact": low == high,
        "unit": unit or measure,
        "origin": list(origin),
    }


def read(subject, measure, *numbers, day="2024-09-28"):
    """A number read from the account's page on a day."""
    return quantity(subject, measure, *numbers, origin=[{"source": f"x-{subject}", "day": day}])


@pytest.fixture(params=languages())
def every(request, study):
    """The words of each language in turn."""
    return Words(request.param, study)


@pytest.fixture
def study(tmp_path):
    return Study(
        name="small",
        root=tmp_path,
        title={"en": "Small"},
        authors=[{"name": "A"}],
        date=dt.date(2024, 10, 1),
        languages=["en"],
        countries=["AZE", "KAZ", "KGZ", "TUR", "UZB"],
        groups={"ministries": {"roles": ["ministry"]}},
        country_names={"AZE": {"kk": "Әзербайжан"}},
    )


@pytest.fixture
def en(study):
    return Words("en", study)


@pytest.fixture
def kk(study):
    return Words("kk", study)


@pytest.fixture
def tr(study):
    return Words("tr", study)


@pytest.fixture
def ministries():
    return pd.DataFrame(
        [
            {
                "account": f"mfa-{code.lower()}",
                "country": code,
                "role": "ministry",
                "holder": "Ministry of Foreign Affairs",
                "holder.kk": "Сыртқы істер министрлігі",
                "platform": "twitter",
                "handle": handle,
            }
            for code, handle in (
                ("TUR", "MFATurkiye"),
                ("AZE", "AzerbaijanMFA"),
                ("KAZ", "MFA_KZ"),
                ("KGZ", "MFA_Kyrgyzstan"),
                ("UZB", "uzbekmfa"),
            )
        ]
    )


@pytest.fixture
def reach():
    return pd.DataFrame(
        [
            read("mfa-tur", "followers", 1_800_000, 1_750_000, 1_900_000),
            read("mfa-aze", "followers", 205_200, 205_150, 205_300),
            read("mfa-kaz", "followers", 52_900, 52_850, 53_000),
            read("mfa-kgz", "followers", 9_921),
            read("mfa-uzb", "followers", 7_948),
            read("mfa-tur", "posts", 28_700, 28_650, 28_800),
            read("mfa-aze", "posts", 17_500, 17_450, 17_600),
            read("mfa-kaz", "posts", 15_200, 15_150, 15_300),
            read("mfa-kgz", "posts", 4_338),
            read("mfa-uzb", "posts", 1_835),
            quantity("mfa-tur", "followers_per_1000", 21.0956, 20.5096, 22.2676, unit="per_1000"),
            quantity("mfa-aze", "followers_per_1000", 20.2089, 20.2040, 20.2187, unit="per_1000"),
            quantity("mfa-kaz", "followers_per_1000", 2.6021, 2.5996, 2.6070, unit="per_1000"),
            quantity("mfa-kgz", "followers_per_1000", 1.3974, unit="per_1000"),
            quantity("mfa-uzb", "followers_per_1000", 0.2229, unit="per_1000"),
            quantity("mfa-tur", "audience_share", 0.8671, 0.8638, 0.8734, unit="share"),
            quantity("mfa-aze", "audience_share", 0.0988, 0.0942, 0.1014, unit="share"),
            quantity("mfa-kaz", "audience_share", 0.0255, 0.0242, 0.0262, unit="share"),
            quantity("mfa-kgz", "audience_share", 0.0048, 0.0045, 0.0049, unit="share"),
            quantity("mfa-uzb", "audience_share", 0.0038, 0.0036, 0.0039, unit="share"),
        ]
    )


@pytest.fixture
def leaders():
    rows = (
        ("IND", "leader", "Narendra Modi", "Нарендра Моди", "twitter"),
        ("TUR", "leader", "Recep Tayyip Erdoğan", "Режеп Тайып Ердоған", "twitter"),
        ("AZE", "leader", "Ilham Aliyev", "Ильхам Әлиев", "twitter"),
        ("KAZ", "press_service", "Kassym-Jomart Tokayev", "Қасым-Жомарт Тоқаев", "twitter"),
        ("KGZ", "leader", "Sadyr Japarov", "", "instagram"),
    )
    return pd.DataFrame(
        [
            {
                "account": f"leader-{code.lower()}",
                "country": code,
                "role": role,
                "holder": holder,
                "holder.kk": kazakh,
                "platform": platform,
                "handle": "",
            }
            for code, role, holder, kazakh, platform in rows
        ]
    )


@pytest.fixture
def leaders_reach():
    return pd.DataFrame(
        [
            read("leader-ind", "followers", 102_400_000, 102_350_000, 102_500_000, day="2024-10-01"),
            read("leader-tur", "followers", 21_600_000, 21_550_000, 21_700_000, day="2024-10-01"),
            read("leader-aze", "followers", 1_000_000, 950_000, 1_100_000, day="2024-10-01"),
            read("leader-kaz", "followers", 816_600, 816_550, 816_700, day="2024-10-01"),
            read("leader-kgz", "followers", 544_000, 543_500, 545_000, day="2024-10-01"),
        ]
    )


@pytest.fixture
def orders():
    columns = ["country", "left", "left_best", "left_worst", "right", "right_best", "right_worst", "missing"]
    rows = [
        ["TUR", 1, 1, 1, 1, 1, 1, ""],
        ["AZE", 2, 2, 2, 3, 2, 3, ""],
        ["KAZ", 3, 3, 3, 2, 2, 3, ""],
        ["KGZ", NAN, NAN, NAN, NAN, NAN, NAN, "other_platform"],
    ]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def scenarios():
    """Two accounts whose order is open per 1,000 inhabitants under one population, and nowhere else."""
    rows = []
    for measure, population in (
        ("followers", ""),
        ("followers_per_1000", "article"),
        ("followers_per_1000", "worldbank 2023"),
    ):
        for rule in ("nearest", "unknown"):
            settled = (rule, population) != ("unknown", "worldbank 2023")
            for rank, country in enumerate(("TUR", "AZE"), start=1):
                row = {
                    "measure": measure,
                    "population": population,
                    "rule": rule,
                    "account": f"mfa-{country.lower()}",
                    "rank": rank,
                }
                rows.append(row | {"best": rank if settled else 1, "worst": rank if settled else 2})
    return pd.DataFrame(rows)


@pytest.fixture
def themes():
    labels = {
        "visits": {"en": "Visits", "kk": "Сапарлар", "tr": "Ziyaretler"},
        "energy": {"en": "Energy", "kk": "Энергетика", "tr": "Enerji"},
    }
    rows = [
        ("KAZ", "visits", "visits", "сапарлар"),
        ("TUR", "visits", "visits of ministers", ""),
        ("TUR", "visits", "state visits", ""),
        ("TUR", "energy", "energy policy", ""),
    ]
    return pd.DataFrame(
        [
            {
                "country": country,
                "theme": theme,
                "label": labels[theme],
                "reported": text,
                "reported.kk": kazakh,
                "source": "essay",
            }
            for country, theme, text, kazakh in rows
        ]
    )


@pytest.fixture
def platforms():
    return pd.DataFrame({"platform": ["twitter", "facebook"], "founded": ["2006", "2004"]})


@pytest.fixture
def institutions():
    return pd.DataFrame(
        [
            {
                "country": "TUR",
                "institution": "Directorate of Communications",
                "institution.tr": "İletişim Başkanlığı",
                "founded": "2018",
            },
            {
                "country": "USA",
                "institution": "eDiplomacy Task Force",
                "institution.tr": "",
                "founded": "2002",
            },
        ]
    )
