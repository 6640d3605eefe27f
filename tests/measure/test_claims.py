import pytest
from frames import shown

from analysis.measure.claims import Claim, Claims, check_claims, verdict
from analysis.study import StudyError, read_yaml, validated

KNOWN = shown(
    ("big", 1.8e6, 1.75e6, 1.9e6),
    ("near", 1.7e6, 1.65e6, 1.8e6),
    ("small", 900, 900, 900),
    ("least", 300, 300, 300),
    ("gone", float("nan"), float("nan"), float("nan")),
)


def found(**part):
    claim = Claim.model_validate({"id": "c", "number": 1, "text": {"en": "…"}, "parts": [part]})
    return check_claims([claim], KNOWN, "claims.yaml")["c"][0]


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
