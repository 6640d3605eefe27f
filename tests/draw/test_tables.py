"""Tables refer to numbers by name and carry every text in every language."""

import pandas as pd
import pytest
from projects import ROOT

from analysis.draw import tables
from analysis.draw.words import Words
from analysis.study import read_study

DASH = {"en": "—", "kk": "—"}


@pytest.fixture
def both(study):
    return [Words("en", study), Words("kk", study)]


def value(name):
    return {"value": name, "interval": True, "digits": None}


def text(en, kk=None):
    return {"text": {"en": en, "kk": en if kk is None else kk}}


def falling(first, between, second):
    return {"runs": [value(first), text(between), value(second)]}


def labels(table, language="en"):
    return [column.label[language] for column in table.columns]


def test_reach_has_a_row_per_account_with_names_of_values(reach, ministries, both):
    table = tables.reach_table(reach, ministries, both)
    assert (table.id, table.caption["kk"]) == (
        "tbl-reach",
        "Салыстырылған аккаунттардың аудиториясы мен белсенділігі",
    )
    assert labels(table) == [
        "Country",
        "Handle",
        "Followers",
        "Posts",
        "Followers per 1,000 inhabitants",
        "Share of the group’s followers",
    ]
    assert table.rows[1] == [
        text("Azerbaijan", "Әзербайжан"),
        text("@AzerbaijanMFA"),
        value("mfa-aze.followers"),
        value("mfa-aze.posts"),
        value("mfa-aze.followers_per_1000"),
        value("mfa-aze.audience_share"),
    ]
    assert [row[0]["text"]["en"] for row in table.rows][0::4] == ["Türkiye", "Uzbekistan"]


def test_embassies_of_one_country_go_by_their_own_names_and_not_per_inhabitant(reach, ministries, both):
    holders = [f"Embassy {letter}" for letter in "ABCDE"]
    embassies = ministries.drop(columns="holder.kk").assign(country="NOR", role="embassy", holder=holders)
    table = tables.reach_table(reach, embassies, both)
    assert labels(table) == ["Account", "Handle", "Followers", "Posts", "Share of the group’s followers"]
    assert sorted(row[0]["text"]["en"] for row in table.rows) == holders


def test_a_missing_number_is_a_dash_and_its_account_stands_last(reach, ministries, both):
    without = reach[reach["name"] != "mfa-tur.followers"]
    last = tables.reach_table(without, ministries, both).rows[-1]
    assert (last[0], last[2]) == (text("Türkiye", "Түркия"), {"text": DASH})


def test_a_table_becomes_the_ledgers_dictionary(reach, ministries, both):
    table = tables.reach_table(reach, ministries.iloc[:1], both).as_dict()
    assert list(table) == ["id", "caption", "columns", "rows", "note"]
    assert table["columns"][0] == {"label": {"en": "Country", "kk": "Ел"}, "align": "left"}
    assert table["columns"][2]["align"] == "right"
    assert table["rows"][0][2] == value("mfa-tur.followers")
    assert set(table["note"]) == {"en", "kk"}


def test_leaders_stand_by_platform_and_say_who_writes(leaders_reach, leaders, both):
    table = tables.leaders_table(leaders_reach, leaders, both)
    assert [row[0]["text"]["en"] for row in table.rows] == [
        "Narendra Modi (India)",
        "Recep Tayyip Erdoğan (Türkiye)",
        "Ilham Aliyev (Azerbaijan)",
        "Kassym-Jomart Tokayev (Kazakhstan)",
        "Sadyr Japarov (Kyrgyzstan)",
    ]
    assert table.rows[3][1:] == [
        text("press service", "баспасөз қызметі"),
        text("Twitter (X)"),
        value("leader-kaz.followers"),
        {"text": DASH},
    ]


def test_a_pair_has_its_ratio_or_the_reason_why_there_is_none(both):
    names = [
        "l-tur.followers",
        "m-tur.followers",
        "TUR.leader_to_institution",
        "l-kgz.followers",
        "m-kgz.followers",
    ]
    orders = pd.DataFrame(
        [
            {"country": "TUR", "left_account": "m-tur", "right_account": "l-tur", "missing": ""},
            {
                "country": "KGZ",
                "left_account": "m-kgz",
                "right_account": "l-kgz",
                "missing": "other_platform",
            },
        ]
    )
    accounts = pd.DataFrame(
        {"account": ["m-tur", "l-tur", "m-kgz", "l-kgz"], "role": ["ministry", "leader", "embassy", "leader"]}
    )
    table = tables.leader_ministry_table(pd.DataFrame({"name": names}), orders, accounts, both)
    assert labels(table) == [
        "Country",
        "Followers: leaders",
        "Followers: foreign ministries and embassies",
        "Ratio",
    ]
    assert table.rows[0][1:] == [
        value("l-tur.followers"),
        value("m-tur.followers"),
        value("TUR.leader_to_institution"),
    ]
    assert table.rows[1][3] == text(
        "the two accounts are on different platforms", "екі аккаунт екі бөлек платформада"
    )


def test_order_has_a_column_per_measure_and_rows_by_mean_rank(ministries, both):
    ranks = pd.DataFrame(
        [
            {
                "name": f"{account}.{measure}_rank",
                "subject": account,
                "measure": f"{measure}_rank",
                "value": rank,
            }
            for measure, order in (("followers", (2, 1)), ("posts", (2, 1)))
            for account, rank in zip(("mfa-tur", "mfa-aze"), order)
        ]
    )
    table = tables.order_table(ranks, ministries.iloc[:2], both)
    assert labels(table) == ["Country", "Followers", "Posts"]
    assert table.rows[0] == [
        text("Azerbaijan", "Әзербайжан"),
        value("mfa-aze.followers_rank"),
        value("mfa-aze.posts_rank"),
    ]


def test_themes_are_given_as_reported_in_each_language(themes, both):
    table = tables.themes_table(themes, both)
    assert table.rows == [
        [text("Kazakhstan", "Қазақстан"), text("visits", "сапарлар")],
        [text("Türkiye", "Түркия"), text("visits of ministers; state visits; energy policy")],
    ]


def test_denominators_have_a_column_per_source_and_year(both):
    people = [
        ("TUR", "2023", "worldbank"),
        ("KAZ", "2023", "worldbank"),
        ("TUR", "", "essay"),
        ("IND", "2023", "worldbank"),
    ]
    frame = pd.DataFrame(people, columns=["country", "year", "source"]).assign(indicator="population")
    table = tables.denominators_table(frame, both, countries=["KAZ", "TUR", "UZB"])
    assert (labels(table), labels(table, "kk")) == (
        ["Country", "Essay", "World Bank 2023"],
        ["Ел", "Essay", "Дүниежүзілік банк 2023"],
    )
    assert [row[0]["text"]["en"] for row in table.rows] == ["Kazakhstan", "Türkiye", "India"]
    assert table.rows[0][1:] == [{"text": DASH}, value("KAZ.population_worldbank_2023")]
    assert table.rows[1][1] == value("TUR.population_essay")
    assert table.note is None


def test_a_part_of_a_claim_without_a_note_is_named_by_theme_or_measure_or_value():
    study = read_study("example", ROOT)
    words = [Words(language, study) for language in study.languages]

    def part(value: str) -> dict:
        return {
            "kind": "range",
            "verdict": "holds",
            "values": [value],
            "chains": [[value]],
            "note": {},
            "reason": {},
        }

    values = [
        "mfa-xee.share_culture",
        "mfa-xee.share_culture_rogan_gladen",
        "agreement.visits.alpha",
        "a.b.unnamed",
    ]
    claim = {"id": "a", "number": 1, "text": {}, "parts": [part(value) for value in values]}
    named = [row[1]["text"]["en"] for row in tables.claims_table([claim], words).rows[1:]]
    assert named == ["Culture", "Culture", "Krippendorff’s alpha", "a.b.unnamed"]


def test_a_claim_of_one_part_has_one_row_and_a_claim_of_two_has_three(both):
    claims = [
        {
            "id": "first",
            "number": 1,
            "text": {"en": "A leads.", "kk": "А бірінші."},
            "parts": [
                {
                    "kind": "rank",
                    "verdict": "holds",
                    "values": ["a.followers", "b.followers"],
                    "chains": [["a.followers", "b.followers"]],
                    "note": {},
                    "reason": {},
                }
            ],
        },
        {
            "id": "second",
            "number": 2,
            "text": {"en": "A is ahead twice.", "kk": "А екі рет алда."},
            "parts": [
                {
                    "kind": "greater",
                    "verdict": "within_rounding",
                    "values": ["a.posts", "b.posts"],
                    "chains": [["a.posts", "b.posts"]],
                    "note": {},
                    "reason": {},
                },
                {
                    "kind": "unchecked",
                    "verdict": "unchecked",
                    "values": [],
                    "chains": [],
                    "note": {},
                    "reason": {"en": "No data.", "kk": "Дерек жоқ."},
                },
            ],
        },
    ]
    rows = tables.claims_table(claims, both).rows
    assert rows[0] == [
        text("1"),
        text("A leads.", "А бірінші."),
        falling("a.followers", " > ", "b.followers"),
        {"claim": "first"},
    ]
    assert rows[1] == [text("2"), text("A is ahead twice.", "А екі рет алда."), text(""), {"claim": "second"}]
    assert rows[2] == [
        text("2a"),
        text("Posts", "Жазбалар"),
        falling("a.posts", " ≈ ", "b.posts"),
        text("holds within rounding", "дөңгелектеу шегінде расталды"),
    ]
    assert rows[3] == [
        text("2b"),
        text(""),
        text("No data.", "Дерек жоқ."),
        text("cannot be checked", "тексеру мүмкін емес"),
    ]


def test_data_show_the_last_count_as_displayed_beside_how_it_is_read(ministries, both):
    counts = pd.DataFrame(
        [
            {
                "account": "mfa-tur",
                "metric": "followers",
                "captured_on": "2024-01-01",
                "shown": "1.7 million",
            },
            {
                "account": "mfa-tur",
                "metric": "followers",
                "captured_on": "2024-09-28",
                "shown": "1.8 million",
            },
        ]
    )
    table = tables.data_table(counts, ministries.iloc[:1], both)
    assert table.rows == [
        [
            text("Türkiye", "Түркия"),
            text("Twitter (X)"),
            text("@MFATurkiye"),
            text("28 September 2024", "2024\u202fж. 28 қыркүйек"),
            text("1.8 million"),
            value("mfa-tur.followers"),
            {"text": DASH},
            {"text": DASH},
        ]
    ]


def test_accounts_of_one_country_bear_their_holders_names(both):
    accounts = pd.DataFrame(
        [
            {
                "account": "m",
                "country": "TUR",
                "role": "ministry",
                "holder": "MFA",
                "platform": "twitter",
                "handle": "",
            },
            {
                "account": "l",
                "country": "TUR",
                "role": "leader",
                "holder": "A. B.",
                "platform": "twitter",
                "handle": "",
            },
        ]
    )
    counts = pd.DataFrame(columns=["account", "metric", "captured_on", "shown"])
    names = [row[0]["text"]["en"] for row in tables.data_table(counts, accounts, both).rows]
    assert names == ["MFA", "A. B."]


def _accounts(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["account", "country", "role", "holder", "platform"]).assign(handle="")


LEADERS = (
    ("ken-t", "KEN", "leader", "A. B.", "tiktok"),
    ("ken-x", "KEN", "leader", "A. B.", "twitter"),
    ("nam-x", "NAM", "leader", "C. D.", "twitter"),
    ("nam-p", "NAM", "press_service", "Office", "instagram"),
)


def test_data_name_a_leader_beside_country_and_leave_the_platform_to_its_column(both):
    counts = pd.DataFrame(columns=["account", "metric", "captured_on", "shown"])
    rows = tables.data_table(counts, _accounts(*LEADERS), both).rows
    assert [row[0]["text"]["en"] for row in rows] == [
        "Kenya, A. B.",
        "Kenya, A. B.",
        "Namibia, C. D.",
        "Namibia",
    ]


def test_order_has_the_accounts_of_a_platform_together_the_largest_platform_first(both):
    ranks = pd.DataFrame(
        {
            "name": [f"{each}.followers_rank" for each in ("ken-t", "ken-x", "nam-x")],
            "subject": ["ken-t", "ken-x", "nam-x"],
            "measure": "followers_rank",
            "value": [1.0, 2.0, 1.0],
        }
    )
    rows = tables.order_table(ranks, _accounts(*LEADERS[:3]), both).rows
    assert [row[1]["value"] for row in rows] == [
        "nam-x.followers_rank",
        "ken-x.followers_rank",
        "ken-t.followers_rank",
    ]


def test_data_of_several_days_say_where_the_earlier_counts_are(both):
    days = ("2024-01-01", "2024-02-01")
    rows = [("ken-t", "followers", day, "5", "tiktok") for day in days]
    counts = pd.DataFrame(rows, columns=["account", "metric", "captured_on", "shown", "platform"])
    several, one = (
        tables.data_table(frame, _accounts(LEADERS[0]), both).note["en"] for frame in (counts, counts[1:])
    )
    assert "counts.csv" in several
    assert "counts.csv" not in one


def test_countries_without_a_partner_stand_in_the_note_where_they_are_many(both):
    codes = ["NAM", "KEN", "NOR", "SWE", "DNK", "FIN", "ISL", "FRA", "DEU", "ITA"]
    orders = pd.DataFrame(
        {
            "country": codes,
            "left_account": "",
            "right_account": "",
            "missing": ["", *["no_account"] * 8, "no_count"],
        }
    )
    measures = pd.DataFrame({"name": ["NAM.leader_to_institution"]})
    table = tables.leader_ministry_table(measures, orders, _accounts(*LEADERS), both)
    assert [row[0]["text"]["en"] for row in table.rows] == ["Namibia"]
    assert "Italy: no followers are given for one of the two accounts." in table.note["en"]
    assert "Kenya, Norway, Sweden" in table.note["en"]


def test_data_never_call_two_holders_of_one_country_alike(both):
    counts = pd.DataFrame(columns=["account", "metric", "captured_on", "shown"])
    rows = [
        ("eeas", "EUE", "international_body", "External Action Service", "mastodon"),
        ("ec", "EUE", "international_body", "Commission", "threads"),
        ("nor", "NOR", "ministry", "MFA", "threads"),
    ]
    table = tables.data_table(counts, _accounts(*rows), both)
    assert [row[0]["text"]["en"] for row in table.rows] == [
        "European Union, External Action Service",
        "European Union, Commission",
        "Norway, MFA",
    ]
