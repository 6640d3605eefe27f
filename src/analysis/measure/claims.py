"""Claims: published statements, declared in claims.yaml, held against the quantities."""

from dataclasses import dataclass, field, replace
from typing import Annotated, Literal, Union

import pandas as pd
from pydantic import Field

from analysis.measure.quantities import MIXED, number, quantities, quotient, unbounded
from analysis.measure.ranks import certainly_above
from analysis.measure.validation import CORRECTIONS, share_called
from analysis.study import VERDICTS, Settings, Study, StudyError, Text, nearest, read_yaml, validated

SEVERITY = ("holds", "within_rounding", "undecided", "unchecked", "fails")


class Part(Settings):
    """One thing that a statement says; `note` explains how the statement's words became a test."""

    note: Text = {}


class Rank(Part):
    """The account has this place by the measure (1: most) among the accounts named."""

    kind: Literal["rank"]
    measure: str
    account: str
    rank: int = Field(ge=1)
    among: list[str] = Field(min_length=2)


class Greater(Part):
    """The first quantity is larger than each of the others."""

    kind: Literal["greater"]
    value: str
    than: list[str] = Field(min_length=1)


class Ratio(Part):
    """The ratio of two quantities lies between `at_least` and `at_most`, both included."""

    kind: Literal["ratio"]
    over: str
    under: str
    at_least: float = 0
    at_most: float = float("inf")


class Range(Part):
    """A quantity lies between `at_least` and `at_most`, both included."""

    kind: Literal["range"]
    value: str
    at_least: float = float("-inf")
    at_most: float = float("inf")


class SameOrder(Part):
    """Two lists of quantities, pair by pair, stand in the same order."""

    kind: Literal["same_order"]
    left: list[str] = Field(min_length=2)
    right: list[str] = Field(min_length=2)


class Unchecked(Part):
    """Nothing in the data can confirm or refute it, and why."""

    kind: Literal["unchecked"]
    reason: Text


Test = Annotated[Union[Rank, Greater, Ratio, Range, SameOrder, Unchecked], Field(discriminator="kind")]


class Claim(Settings):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    number: int
    text: Text
    parts: list[Test] = Field(min_length=1)


class Claims(Settings):
    claims: list[Claim]


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one part: its verdict, the quantities that it speaks of, and what was computed for it.

    `chains` are the quantities on which the verdict turns, each chain in falling order: an account's between
    its neighbours', or two orders one after the other. `lacking` says in a word why a quantity has no value.
    """

    verdict: str
    values: list[str] = field(default_factory=list)
    derived: list[dict] = field(default_factory=list)
    chains: list[list[str]] = field(default_factory=list)
    lacking: str = ""


def read_claims(study: Study) -> list[Claim]:
    """The study's claims in their order; none where it has no claims.yaml. Raises `StudyError` for all that is wrong."""
    path = study.folder / "claims.yaml"
    if not path.is_file():
        return []
    where = f"studies/{study.name}/claims.yaml"
    claims = validated(Claims, read_yaml(path) or {"claims": []}, where).claims
    ids = [claim.id for claim in claims]
    repeated = sorted({i for i in ids if ids.count(i) > 1})
    silent = [
        f"{claim.id}: no text in {lang}"
        for claim in claims
        for lang in study.languages
        if lang not in claim.text
    ]
    wrong = [f"the id {i!r} stands twice" for i in repeated] + silent
    if wrong:
        raise StudyError("\n".join(f"{where}: {line}" for line in wrong))
    return claims


def check_claims(claims: list[Claim], known: pd.DataFrame, where: str) -> dict[str, list[Finding]]:
    """Per claim, one finding per part, in order. Raises `StudyError` naming every quantity that does not exist."""
    by_name = known.drop_duplicates("name", keep="last").set_index("name", drop=False)
    unknown = [
        f"{where}: claim {claim.id!r} names {name!r}, {_not_there(name, known)}"
        for claim in claims
        for part in claim.parts
        for name in named(part)
        if name not in by_name.index
    ]
    if unknown:
        raise StudyError("\n".join(unknown))
    return {claim.id: [_find(part, by_name) for part in claim.parts] for claim in claims}


def _not_there(name: str, known: pd.DataFrame) -> str:
    """Why there is no quantity of this name: a misspelt name, or a measure of something for which it is not given."""
    subject, _, measure = name.rpartition(".")
    if measure in set(known["measure"]) and subject in set(known["subject"]):
        return "which has no value, since what it is computed from is not given; fill that in, or take it out of the claim"
    return f"which no notebook computes{nearest(name, known['name'].unique().tolist())}"


def verdict(findings: list[Finding]) -> str:
    """A statement is as good as the weakest of its parts."""
    return max((finding.verdict for finding in findings), key=SEVERITY.index)


def named(part: Part) -> list[str]:
    """The quantities that a part speaks of."""
    match part:
        case Rank():
            return [f"{account}.{part.measure}" for account in dict.fromkeys([part.account, *part.among])]
        case Greater():
            return [part.value, *part.than]
        case Ratio():
            return [part.over, part.under]
        case Range():
            return [part.value]
        case SameOrder():
            return [*part.left, *part.right]
    return []


def by_shares(claims: list[Claim], correction: str) -> list[Claim]:
    """The claims with theme shares as `counted` or under a correction, whichever they name; themselves without one.

    Raises `StudyError` for a correction that there is not.
    """
    if correction not in ("", *CORRECTIONS):
        raise StudyError(f"correction={correction!r}{nearest(correction, list(CORRECTIONS))}")
    return [
        claim.model_copy(update={"parts": [_by_share(part, correction) for part in claim.parts]})
        for claim in claims
    ]


def _by_share(part: Part, correction: str) -> Part:
    def called(name: str) -> str:
        return share_called(name, correction)

    match part:
        case Rank():
            return part.model_copy(update={"measure": called(part.measure)})
        case Greater():
            return part.model_copy(update={"value": called(part.value), "than": [*map(called, part.than)]})
        case Ratio():
            return part.model_copy(update={"over": called(part.over), "under": called(part.under)})
        case Range():
            return part.model_copy(update={"value": called(part.value)})
        case SameOrder():
            sides = {side: [*map(called, getattr(part, side))] for side in ("left", "right")}
            return part.model_copy(update=sides)
    return part


def among_those_left(claim: Claim, known: pd.DataFrame, gone: set[str]) -> Claim | None:
    """The claim about what is left when the quantities `gone` are taken from `known`; None where none is left of it.

    What is compared with several is compared with the others. A place below the first means nothing any more
    when one that stands above it goes.
    """
    values = known.drop_duplicates("name", keep="last").set_index("name")["value"]
    parts = [_left(part, values, gone) for part in claim.parts]
    return None if None in parts else claim.model_copy(update={"parts": parts})


def _left(part: Part, values: pd.Series, gone: set[str]) -> Part | None:
    match part:
        case Rank():
            own, *rivals = named(part)
            above = {name for name in rivals if not values[name] < values[own]} if part.rank > 1 else set()
            if own in gone or gone & above:
                return None
            among = [each for each in part.among if f"{each}.{part.measure}" not in gone]
            return part.model_copy(update={"among": among}) if set(among) - {part.account} else None
        case Greater():
            than = [name for name in part.than if name not in gone]
            return part.model_copy(update={"than": than}) if than and part.value not in gone else None
        case SameOrder():
            pairs = [pair for pair in zip(part.left, part.right) if not gone & set(pair)]
            left, right = ([pair[side] for pair in pairs] for side in (0, 1))
            return part.model_copy(update={"left": left, "right": right}) if len(pairs) > 1 else None
    return None if gone & set(named(part)) else part


def _find(part: Part, known: pd.DataFrame) -> Finding:
    """What becomes of the part. What a display leaves open holds within its rounding; what an estimate does is undecided."""
    rows = {name: known.loc[name] for name in named(part)}
    missing = [name for name, row in rows.items() if pd.isna(row["value"])]
    if isinstance(part, Unchecked) or missing:
        return Finding("unchecked", missing, lacking=rows[missing[0]]["missing"] if missing else "")
    found = _tested(part, rows)
    open_by_chance = found.verdict == "within_rounding" and any(row["sample"] for row in rows.values())
    return replace(found, verdict="undecided") if open_by_chance else found


def _tested(part: Part, rows: dict[str, pd.Series]) -> Finding:
    match part:
        case Rank():
            return Finding(_rank(part, rows), list(rows), chains=[_neighbours(part, rows)])
        case Greater():
            orders = [_order(rows[part.value], rows[name]) for name in part.than]
            nearest_rival = _falling(part.than, rows)[0]
            return Finding(_all(orders), list(rows), chains=[_falling([part.value, nearest_rival], rows)])
        case Ratio():
            return _ratio(part, rows)
        case Range():
            return Finding(_within(rows[part.value], part), list(rows), chains=[[part.value]])
        case SameOrder():
            pairs = [(a, b) for a in range(len(part.left)) for b in range(a)]
            orders = [_same(rows, part, a, b) for a, b in pairs]
            return Finding(
                _all(orders), list(rows), chains=[_falling(part.left, rows), _falling(part.right, rows)]
            )
    raise AssertionError(f"no test for {part!r}")


def _order(a: pd.Series, b: pd.Series) -> str:
    """Whether a is larger than b: surely, as far as the intervals allow, or not."""
    if certainly_above(a, b):
        return "holds"
    equal = a["low"] == a["high"] == b["low"] == b["high"] and not unbounded(a)
    impossible = certainly_above(b, a) or equal
    return "fails" if impossible else "within_rounding"


def _all(orders: list[str]) -> str:
    return max(orders, key=SEVERITY.index)


def _rank(part: Rank, rows: dict[str, pd.Series]) -> str:
    own = rows[f"{part.account}.{part.measure}"]
    rivals = [row for name, row in rows.items() if name != own["name"]]
    surely_above = sum(certainly_above(rival, own) for rival in rivals)
    surely_below = sum(certainly_above(own, rival) for rival in rivals)
    best, worst = 1 + surely_above, 1 + len(rivals) - surely_below
    if best == worst == part.rank:
        return "holds"
    return "within_rounding" if best <= part.rank <= worst else "fails"


def _falling(names: list[str], rows: dict[str, pd.Series]) -> list[str]:
    return sorted(names, key=lambda name: -rows[name]["value"])


def _neighbours(part: Rank, rows: dict[str, pd.Series]) -> list[str]:
    """The account's quantity with the next larger and the next smaller one."""
    order = _falling(list(rows), rows)
    place = order.index(f"{part.account}.{part.measure}")
    return order[max(0, place - 1) : place + 2]


def _ratio(part: Ratio, rows: dict[str, pd.Series]) -> Finding:
    over, under = rows[part.over], rows[part.under]
    ratio = quotient(over, under) | {
        "unit": "times",
        "formula": f"{part.over} / {part.under}",
        "sample": MIXED if over["sample"] or under["sample"] else "",
    }
    return Finding(_within(pd.Series(ratio), part), list(rows), [ratio])


def _within(row: pd.Series, part: Ratio | Range) -> str:
    if unbounded(row):
        return "within_rounding"
    if part.at_least <= row["low"] and row["high"] <= part.at_most:
        return "holds"
    return "within_rounding" if row["high"] > part.at_least and row["low"] <= part.at_most else "fails"


def _same(rows: dict[str, pd.Series], part: SameOrder, a: int, b: int) -> str:
    """Whether two pairs stand in the same order on both sides."""
    left = [_sign(rows[part.left[a]], rows[part.left[b]]), _sign(rows[part.right[a]], rows[part.right[b]])]
    if 0 in left:
        return "within_rounding"
    return "holds" if left[0] == left[1] else "fails"


def _sign(a: pd.Series, b: pd.Series) -> int:
    return 1 if certainly_above(a, b) else -1 if certainly_above(b, a) else 0


def deciding(claims: list[Claim], findings: dict[str, list[Finding]], known: pd.DataFrame) -> pd.DataFrame:
    """The quantities that decide the claims, the ratios computed for them included, with how many claims have which verdict.

    A computed ratio is named `claims.<id>_<part>`; the counts are `claims.<verdict>` and `claims.all`.
    """
    names = {name for found in findings.values() for finding in found for name in finding.values}
    ratios = [
        row | {"subject": "claims", "measure": f"{claim}_{place}"}
        for claim, found in findings.items()
        for place, finding in enumerate(found, start=1)
        for row in finding.derived
    ]
    verdicts = [verdict(found) for found in findings.values()]
    counts = [
        number(
            "claims",
            name,
            verdicts.count(name),
            "count",
            formula=f"statements whose verdict is: {name.replace('_', ' ')}",
        )
        for name in VERDICTS
    ]
    total = number("claims", "all", len(claims), "count", formula="statements in claims.yaml")
    used = known[known["name"].isin(names)].drop_duplicates("name", keep="last")
    return pd.concat([used, quantities([*ratios, *counts, total])], ignore_index=True)


def as_records(claims: list[Claim], findings: dict[str, list[Finding]]) -> list[dict]:
    """Claims and findings as the ledger keeps them."""
    return [
        {
            "id": claim.id,
            "number": claim.number,
            "text": claim.text,
            "verdict": verdict(findings[claim.id]),
            "parts": [
                _record(claim, place, part, finding)
                for place, (part, finding) in enumerate(zip(claim.parts, findings[claim.id]), start=1)
            ],
        }
        for claim in sorted(claims, key=lambda claim: claim.number)
    ]


def _record(claim: Claim, place: int, part: Part, finding: Finding) -> dict:
    ratio = [f"claims.{claim.id}_{place}"] * len(finding.derived)
    return {
        "kind": part.kind,
        "measure": getattr(part, "measure", ""),
        "verdict": finding.verdict,
        "values": [*ratio, *finding.values],
        "chains": [ratio] if ratio else finding.chains,
        "note": part.note,
        "reason": getattr(part, "reason", {}),
        "lacking": finding.lacking,
    }
