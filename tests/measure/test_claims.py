import pytest
from frames import estimated, shown

from analysis.measure.claims import Claim, Claims, as_records, by_shares, check_claims, named, verdict
from analysis.study import StudyError, read_yaml, validated

KNOWN = shown(
    ("big", 1.8e6, 1.75e6, 1.9e6),
    ("near", 1.7e6, 1.65e6, 1.8e6),
    ("small", 900, 900, 900),
    ("least", 300, 300, 300),
    ("gone", float("nan"), float("nan"), float("nan")),
)


def claim_of(**part):
    return Claim.model_validate({"id": "c", "number": 1, "text": {"en": "…"}, "parts": [part]})


def found(known=KNOWN, **part):
    return check_claims([claim_of(**part)], known, "claims.yaml")["c"][0]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"kind": "greater", "value": "big.followers", "than": ["small.followers", "least.followers"]}, "holds"),
        ({"kind": "greater", "value": "big.followers", "than": ["near.followers"]}, "within_rounding"),
        ({"kind": "greater", "value": "near.followers", "than": ["big.followers"]}, "within_rounding"),
        ({"kind": "greater", "value": "small.followers", "than": ["big.followers"]}, "fails"),
        ({"kind": "greater", "value": "small.followers", "than": ["gone.followers"]}, "unchecked"),
        ({"kind": "rank", "measure": "followers", "account": "small", "rank": 3, "among": ["big", "near", "least"]}, "holds"),
        ({"kind": "rank", "measure": "followers", "account": "big", "rank": 1, "among": ["near", "least"]}, "within_rounding"),
        ({"kind": "rank", "measure": "followers", "account": "least", "rank": 1, "among": ["near", "big"]}, "fails"),
        ({"kind": "ratio", "over": "small.followers", "under": "least.followers", "at_least": 3, "at_most": 3}, "holds"),
        ({"kind": "ratio", "over": "small.followers", "under": "least.followers", "at_least": 3.1}, "fails"),
        ({"kind": "ratio", "over": "big.followers", "under": "near.followers", "at_least": 1.1}, "within_rounding"),
        ({"kind": "range", "value": "least.followers", "at_most": 299}, "fails"),
        ({"kind": "range", "value": "big.followers", "at_least": 1e6}, "holds"),
        ({"kind": "same_order", "left": ["small.followers", "least.followers"], "right": ["big.followers", "small.followers"]}, "holds"),
        ({"kind": "same_order", "left": ["small.followers", "least.followers"], "right": ["small.followers", "big.followers"]}, "fails"),
        ({"kind": "same_order", "left": ["big.followers", "near.followers"], "right": ["small.followers", "least.followers"]}, "within_rounding"),
        ({"kind": "unchecked", "reason": {"en": "not published"}}, "unchecked"),
    ],
)  # fmt: skip
def test_verdict_follows_from_what_the_intervals_allow(part, expected):
    assert found(**part).verdict == expected


def test_the_ratio_that_decides_is_kept_with_its_interval():
    ratio = found(kind="ratio", over="big.followers", under="small.followers").derived[0]
    assert (ratio["value"], ratio["low"], ratio["high"]) == (
        2000,
        pytest.approx(1944.444, abs=1e-3),
        pytest.approx(2111.111, abs=1e-3),
    )


def test_a_statement_is_as_good_as_its_weakest_part():
    findings = [
        found(kind="range", value="big.followers", at_least=1e6),
        found(kind="unchecked", reason={"en": "…"}),
    ]
    assert verdict(findings) == "unchecked"
    assert verdict([*findings, found(kind="range", value="least.followers", at_most=1)]) == "fails"


def test_unknown_quantities_are_all_named_with_the_nearest_known():
    with pytest.raises(StudyError) as error:
        found(kind="greater", value="bigg.followers", than=["smal.followers"])
    assert "'bigg.followers'" in str(error.value) and "did you mean 'big.followers'" in str(error.value)
    assert "did you mean 'small.followers'" in str(error.value)


@pytest.mark.parametrize(
    ("part", "said"),
    [("{kind: rnak, measure: followers}", "there is no kind 'rnak'; did you mean 'rank'?"), ("{measure: followers}", "'kind' is missing")],
)  # fmt: skip
def test_a_kind_of_test_that_does_not_exist_is_told_with_the_one_meant(tmp_path, part, said):
    text = f"claims: [{{id: first, number: 1, text: {{en: More}}, parts: [{part}]}}]\n"
    (tmp_path / "claims.yaml").write_text(text)
    with pytest.raises(StudyError) as refused:
        validated(Claims, read_yaml(tmp_path / "claims.yaml"), "claims.yaml")
    assert str(refused.value) == f"claims.yaml: claims.0.parts.0: {said}"


# ── Estimates ──

# Newcombe 1998, table II (a): 56/70 and 48/80, Wilson's intervals of each, and the interval of their difference by method
# 10, 0.0524 to 0.3339. The two overlap, and the difference is above 0 all the same.
NEWCOMBE = [("one", 0.8, 0.6911, 0.8777), ("other", 0.6, 0.4904, 0.7004)]


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        pytest.param(None, "holds", id="two-accounts"),
        pytest.param("*", "undecided", id="the-same-posts"),
        pytest.param("", "within_rounding", id="shown-counts"),
    ],
)
def test_two_accounts_are_compared_by_the_interval_of_their_difference(sample, expected):
    known = estimated(*NEWCOMBE, sample=sample)
    part = {"kind": "greater", "value": "one.share_trade", "than": ["other.share_trade"]}
    assert found(known, **part).verdict == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        pytest.param({"kind": "range", "value": "one.share_trade", "at_least": 0.5}, "holds", id="most"),
        pytest.param({"kind": "range", "value": "other.share_trade", "at_least": 0.5}, "undecided", id="perhaps-most"),
        pytest.param({"kind": "range", "value": "other.share_trade", "at_least": 0.75}, "fails", id="not-so-many"),
        pytest.param({"kind": "ratio", "over": "one.share_trade", "under": "other.share_trade", "at_least": 2}, "fails", id="not-twice"),
        pytest.param({"kind": "ratio", "over": "one.share_trade", "under": "other.share_trade", "at_least": 1.2}, "undecided", id="perhaps-a-fifth-more"),
        pytest.param({"kind": "greater", "value": "other.share_trade", "than": ["one.share_trade"]}, "fails", id="less"),
        pytest.param({"kind": "range", "value": "few.share_trade", "at_least": 0.4}, "undecided", id="no-interval"),
        pytest.param({"kind": "greater", "value": "few.share_trade", "than": ["other.share_trade"]}, "undecided", id="compared-without-interval"),
    ],
)  # fmt: skip
def test_the_confidence_interval_decides_and_what_it_leaves_open_is_not_settled(part, expected):
    known = estimated(("one", 0.8, 0.6911, 0.8777), ("other", 0.6, 0.49, 0.7), ("few", 0.9, 0.9, 0.9))
    assert found(known, **part).verdict == expected


def test_of_a_quantity_without_a_value_it_is_said_why_there_is_none():
    known = estimated(("one", float("nan"), float("nan"), float("nan"))).assign(missing="no_posts")
    claim = claim_of(kind="range", value="one.share_trade", at_least=0.5)
    record = as_records([claim], check_claims([claim], known, "claims.yaml"))[0]
    assert (record["verdict"], record["parts"][0]["lacking"]) == ("unchecked", "no_posts")


@pytest.mark.parametrize(
    ("correction", "share"),
    [("", "share_trade_corrected"), ("counted", "share_trade"), ("prediction_powered", "share_trade_corrected"), ("rogan_gladen", "share_trade_rogan_gladen")],
)  # fmt: skip
def test_claims_are_about_theme_shares_as_counted_or_corrected(correction, share):
    part = {"kind": "greater", "value": "a.share_trade_corrected", "than": ["a.posts_per_day"]}
    rank = {
        "kind": "rank",
        "measure": "share_trade_corrected",
        "account": "a",
        "rank": 1,
        "among": ["b", "c"],
    }
    greater, first = by_shares([claim_of(**part), claim_of(**rank)], correction)
    assert named(greater.parts[0]) == [f"a.{share}", "a.posts_per_day"]
    assert named(first.parts[0]) == [f"a.{share}", f"b.{share}", f"c.{share}"]


def test_a_correction_that_there_is_not_is_told_with_the_one_meant():
    with pytest.raises(StudyError, match="correction='rogan_gladn'; did you mean 'rogan_gladen'"):
        by_shares([], "rogan_gladn")
