import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from frames import accounts, shown

from analysis.measure.alternatives import of_counts, of_posts, without
from analysis.measure.claims import Claim, among_those_left
from analysis.measure.what_if import by_measure, by_theme, moves, places, verdicts
from analysis.study import Choice, Denominator, Study

ACCOUNTS = accounts(
    ("m-a", "XAA", "ministry", "twitter"),
    ("m-b", "XBB", "ministry", "twitter"),
    ("m-c", "XCC", "ministry", "twitter"),
    ("l-a", "XAA", "leader", "twitter"),
    ("l-z", "XZZ", "leader", "twitter"),
)
FIGURES = pd.DataFrame(
    [
        ("XAA", "population", "2023", "bank"),
        ("XBB", "population", "2023", "bank"),
        ("XAA", "population", "2024", "bank"),
        ("XAA", "population", "", "essay-1"),
        ("XAA", "area", "2024", "atlas"),
    ],
    columns=["country", "indicator", "year", "source"],
)


def study(**settings) -> Study:
    given = {
        "name": "s", "root": Path(), "languages": ["en"], "title": {"en": "…"}, "authors": [{"name": "A"}],
        "date": dt.date(2025, 1, 2), "countries": ["XAA", "XBB", "XCC"],
        "groups": {"ministries": {"roles": ["ministry"]}}, "population": {"source": "bank", "year": 2023},
    }  # fmt: skip
    return Study.model_validate(given | settings)


def counts(*rows: tuple[str, str]) -> pd.DataFrame:
    """Counts of followers from (account, day)."""
    return pd.DataFrame(rows, columns=["account", "captured_on"]).assign(metric="followers")


def tables(*seen: tuple[str, str], of: pd.DataFrame = ACCOUNTS) -> dict[str, pd.DataFrame]:
    return {"accounts": of, "denominators": FIGURES, "counts": counts(*seen)}


def claim(*parts: dict, name: str = "c") -> Claim:
    return Claim.model_validate({"id": name, "number": 1, "text": {"en": "…"}, "parts": list(parts)})


# ── Which choices there are ──


def test_each_choice_is_made_otherwise_one_at_a_time_and_rule_with_population():
    found = of_counts(tables(("m-a", "2024-09-28")), study())
    assert [each.id for each in found] == [
        "rule:nearest", "rule:floor", "rule:unknown", "population:bank 2024", "population:essay-1",
        "pair:nearest:bank 2024", "pair:nearest:essay-1", "pair:floor:bank 2024", "pair:floor:essay-1",
        "pair:unknown:bank 2024", "pair:unknown:essay-1", "without:XAA", "without:XBB", "without:XCC",
    ]  # fmt: skip


def test_params_are_written_as_make_takes_them_and_what_is_left_out_has_none():
    params = {each.id: each.params for each in of_counts(tables(("m-a", "2024-09-28")), study())}
    assert params["rule:floor"] == "rule=floor"
    assert params["pair:floor:bank 2024"] == "rule=floor population='bank 2024'"
    assert params["population:essay-1"] == "population=essay-1"
    assert params["without:XAA"] == ""


def test_a_choice_is_applied_to_the_study_as_read_study_would():
    found = {each.id: each.applied(study()) for each in of_counts(tables(), study())}
    assert found["pair:floor:bank 2024"].rule == "floor"
    assert found["pair:floor:bank 2024"].population == Denominator(source="bank", year=2024)
    assert found["population:essay-1"].population == Denominator(source="essay-1")
    assert found["without:XAA"] == study()


@pytest.mark.parametrize(
    ("seen", "as_of", "days"),
    [
        pytest.param([("m-a", "2024-09-28"), ("m-b", "2024-10-01")], None, [], id="each-seen-once"),
        pytest.param([("m-a", "2024-09-01"), ("m-a", "2024-09-28")], None, ["2024-09-01"], id="twice"),
        pytest.param([("m-a", "2024-09-01"), ("m-a", "2024-09-28")], "2024-09-10", ["2024-09-28"], id="the-first-is-taken"),
        pytest.param([("m-a", "2024-09-01"), ("m-a", "")], None, [], id="without-a-day"),
    ],
)  # fmt: skip
def test_other_days_are_those_of_accounts_that_were_seen_again(seen, as_of, days):
    found = of_counts(tables(*seen), study(as_of=as_of))
    assert [each.values[0] for each in found if each.kind == "as_of"] == days


def test_lone_accounts_are_left_out_where_there_is_one_country():
    embassies = accounts(*((f"e-{n}", "XAA", "ministry", "twitter") for n in (1, 2)))
    found = of_counts(tables(of=embassies), study())
    assert [each.values[0] for each in found if each.kind == "without"] == ["e-1", "e-2"]


def test_posts_are_chosen_otherwise():
    found = of_posts(study(posts={"posts": 100}))
    assert [each.params for each in found] == [
        "sample=50", "sample=200", "method=window", "method=constructed_week", "reposts=yes", "pinned=yes",
    ]  # fmt: skip
    assert found[2].applied(study()).posts == Choice(method="window")


def test_theme_shares_are_corrected_otherwise_where_that_can_be_done():
    found = of_posts(study(), ["prediction_powered"])[-1]
    assert (found.kind, found.params) == ("correction", "correction=prediction_powered")
    assert found.applied(study()) == study()


def test_a_window_of_posts_has_no_other_number_of_them():
    found = of_posts(study(posts={"method": "window", "reposts": True}))
    assert [each.params for each in found] == [
        "method=last",
        "method=constructed_week",
        "reposts=no",
        "pinned=yes",
    ]


def test_a_country_is_left_out_of_every_table_and_with_it_all_its_accounts():
    left = without(tables(("m-a", "d"), ("l-a", "d"), ("m-b", "d")), "XAA")
    assert left["accounts"]["account"].tolist() == ["m-b", "m-c", "l-z"]
    assert left["counts"]["account"].tolist() == ["m-b"]
    assert left["denominators"]["country"].tolist() == ["XBB"]


def test_an_account_is_left_out_without_its_country():
    left = without(tables(("m-a", "d"), ("l-a", "d")), "m-a")
    assert left["counts"]["account"].tolist() == ["l-a"]
    assert len(left["denominators"]) == len(FIGURES)


# ── Statements about what is left ──

KNOWN = shown(("a", 900, 900, 900), ("b", 500, 450, 550), ("c", 480, 460, 500), ("d", 100, 100, 100))


def rank_of(account: str, rank: int) -> dict:
    return {
        "kind": "rank",
        "measure": "followers",
        "account": account,
        "rank": rank,
        "among": ["a", "b", "c", "d"],
    }


@pytest.mark.parametrize(
    ("part", "gone", "verdict"),
    [
        pytest.param(rank_of("a", 1), "d", "holds", id="first-without-the-last"),
        pytest.param(rank_of("a", 1), "a", "does_not_apply", id="first-without-itself"),
        pytest.param(rank_of("b", 1), "a", "within_rounding", id="first-without-who-was-above-it"),
        pytest.param(rank_of("b", 2), "a", "does_not_apply", id="second-without-the-first"),
        pytest.param(rank_of("b", 2), "c", "holds", id="second-without-its-rival"),
        pytest.param({"kind": "greater", "value": "b.followers", "than": ["c.followers", "d.followers"]}, "c", "holds", id="greater-than-the-other"),
        pytest.param({"kind": "greater", "value": "b.followers", "than": ["c.followers"]}, "c", "does_not_apply", id="greater-than-nothing"),
        pytest.param({"kind": "greater", "value": "b.followers", "than": ["c.followers"]}, "a", "within_rounding", id="about-others"),
        pytest.param({"kind": "ratio", "over": "a.followers", "under": "d.followers", "at_least": 9}, "d", "does_not_apply", id="ratio"),
        pytest.param({"kind": "range", "value": "d.followers", "at_most": 99}, "a", "fails", id="range"),
        pytest.param({"kind": "same_order", "left": ["a.followers", "b.followers", "d.followers"],
                      "right": ["b.followers", "c.followers", "a.followers"]}, "a", "does_not_apply", id="one-pair-is-no-order"),
        pytest.param({"kind": "same_order", "left": ["a.followers", "b.followers", "d.followers"],
                      "right": ["a.followers", "d.followers", "c.followers"]}, "c", "holds", id="order-of-the-pairs-left"),
        pytest.param({"kind": "unchecked", "reason": {"en": "…"}}, "a", "unchecked", id="unchecked"),
    ],
)  # fmt: skip
def test_a_statement_is_held_against_those_that_are_left(part, gone, verdict):
    left = KNOWN[KNOWN["subject"] != gone]
    assert verdicts([claim(part)], left, "claims.yaml", before=KNOWN) == {"c": verdict}


def test_a_statement_of_which_one_part_is_gone_does_not_apply():
    both = claim(rank_of("a", 1), {"kind": "range", "value": "d.followers", "at_most": 200})
    assert among_those_left(both, KNOWN, {"d.followers"}) is None
    assert among_those_left(both, KNOWN, {"c.followers"}).parts[0].among == ["a", "b", "d"]


def test_a_number_that_a_choice_lacks_is_not_passed_over_in_silence():
    greater = claim({"kind": "greater", "value": "a.followers", "than": ["b.followers", "d.followers"]})
    assert verdicts([greater], KNOWN, "claims.yaml") == {"c": "holds"}
    assert verdicts([greater], KNOWN[KNOWN["subject"] != "d"], "claims.yaml") == {"c": "does_not_apply"}


# ── Places ──


def indexed(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    return shown(*rows).set_index("subject")


OWN = indexed(("a", 30, 30, 30), ("b", 20, 20, 20), ("c", 10, 10, 10))


@pytest.mark.parametrize(
    ("other", "found"),
    [
        pytest.param([("a", 30, 30, 30), ("b", 9, 9, 9), ("c", 10, 10, 10)],
                     {"a": ([1, 1], [1, 1]), "b": ([2, 2], [3, 3]), "c": ([3, 3], [2, 2])}, id="two-change-places"),
        pytest.param([("a", 30, 15, 40), ("b", 20, 20, 20), ("c", 10, 10, 10)],
                     {"a": ([1, 1], [1, 2]), "b": ([2, 2], [1, 2]), "c": ([3, 3], [3, 3])}, id="one-is-no-longer-certain"),
        pytest.param([("c", 10, 10, 10), ("b", 20, 20, 20)],
                     {"b": ([1, 1], [1, 1]), "c": ([2, 2], [2, 2])}, id="the-first-is-gone-and-nothing-else-changed"),
    ],
)  # fmt: skip
def test_places_are_compared_among_the_accounts_that_both_have(other, found):
    assert moves(OWN, indexed(*other)) == {
        account: {"own": own, "place": place} for account, (own, place) in found.items()
    }


def test_an_order_lists_its_accounts_from_the_first_and_who_drops_out_has_no_place():
    rows = places({("followers", "twitter"): OWN.iloc[::-1]}, {"x": {("followers", "twitter"): OWN.iloc[1:]}})
    assert [(row["account"], row["own"]) for row in rows] == [("a", [1, 1]), ("b", [2, 2]), ("c", [3, 3])]
    assert rows[0]["under"] == {"x": None}
    assert rows[1]["under"] == {"x": {"own": [1, 1], "place": [1, 1]}}


def test_one_account_is_no_order():
    assert places({("followers", "twitter"): OWN.iloc[:1]}, {}) == []


def test_orders_by_measure_keep_to_a_platform_and_leave_out_what_is_missing():
    nothing = float("nan")
    known = shown(("m-a", 5, 5, 5), ("m-b", nothing, nothing, nothing), ("m-c", 9, 9, 9))
    group = ACCOUNTS[:3].assign(platform=["twitter", "twitter", "vk"])
    found = by_measure(known, group)
    assert {key: frame.index.tolist() for key, frame in found.items() if len(frame)} == {
        ("followers", "twitter"): ["m-a"],
        ("followers", "vk"): ["m-c"],
    }


def test_orders_by_theme_are_those_of_shares_as_counted_or_corrected():
    known = pd.concat(
        [
            shown(("m-a", 0.5, 0.4, 0.6), ("m-b", 0.1, 0, 0.2), measure="share_trade"),
            shown(("m-a", 0.3, 0.2, 0.4), measure="share_trade_corrected"),
        ]
    )
    counted = by_theme(known, ACCOUNTS[:3], ["trade"])[("trade", "")]
    corrected = by_theme(known, ACCOUNTS[:3], ["trade"], "_corrected")[("trade", "")]
    assert counted[["value", "low", "high"]].T.to_dict("list") == {
        "m-a": [0.5, 0.4, 0.6],
        "m-b": [0.1, 0, 0.2],
    }
    assert corrected["value"].to_dict() == {"m-a": 0.3}
