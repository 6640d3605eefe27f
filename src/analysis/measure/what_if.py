"""What if: which verdicts and which places stay when one choice of the study is made otherwise."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pandas as pd

from analysis.clean.observations import observations, read_raw
from analysis.clean.processed import latest, read_posts, read_processed
from analysis.measure import alternatives, claims, codebook, ranks
from analysis.measure.alternatives import CORRECTION, Alternative
from analysis.measure.content import Content, content_of, material_of, no_content
from analysis.measure.evidence import quantities_of
from analysis.measure.quantities import pick, quantities
from analysis.measure.reach import members
from analysis.measure.validation import CORRECTIONS, share_called
from analysis.study import Study

DOES_NOT_APPLY = "does_not_apply"
Orders = dict[tuple[str, str], pd.DataFrame]  # by measure and platform: value, low and high of each account


def what_if(study: Study) -> dict[str, Any]:
    """The study's own choices, the alternatives to them, and what each makes of claims and orders, as JSON keeps it.

    `statements`: each with its `own` verdict and, `under` each alternative, another or the same one, or
    `does_not_apply` where the alternative lacks a number that the statement speaks of. `orders` and `themes`:
    each account's `own` best and worst place by a measure or by the share of a theme, and `under` each
    alternative both pairs of places among the accounts that both have, None for an account that drops out.
    """
    tables = read_processed(study)
    group = members(tables["accounts"], study, next(iter(study.groups)))
    posts = read_posts(study)
    statements = claims.read_claims(study)
    names = {name for claim in statements for part in claim.parts for name in claims.named(part)}
    known = _evidence(study, tables, posts, names)
    of_counts = alternatives.of_counts(tables, study)
    of_posts = (
        alternatives.of_posts(study, _corrections(names, study))
        if posts["account"].isin(group["account"]).any()
        else []
    )
    own, under = known(None), {each.id: known(each) for each in (*of_counts, *of_posts)}
    judged = _judged(statements, own, under, [*of_counts, *of_posts], study)
    orders = {each.id: by_measure(under[each.id], group) for each in of_counts}
    return {
        "study": study.name,
        "own": _own(study, tables["counts"]),
        "accounts": group[["account", "country", "platform"]].to_dict("records"),
        "of_counts": [_described(each, judged) for each in of_counts],
        "of_posts": [_described(each, judged) for each in of_posts],
        "statements": judged,
        "orders": places(by_measure(own, group), orders),
        "themes": _themes(own, {each.id: under[each.id] for each in of_posts}, group, study),
    }


def verdicts(
    statements: list[claims.Claim],
    known: pd.DataFrame,
    where: str,
    *,
    before: pd.DataFrame | None = None,
) -> dict[str, str]:
    """The verdict on each statement by id; `does_not_apply` where it names a quantity that is not known.

    With what was known `before` something was left out, statements are held against what is left.
    """
    names = set(known["name"])
    if before is not None:
        gone = set(before["name"]) - names
        statements = [claims.among_those_left(claim, before, gone) or claim for claim in statements]
    apt = [
        claim
        for claim in statements
        if all(name in names for part in claim.parts for name in claims.named(part))
    ]
    found = claims.check_claims(apt, known, where)
    return {claim.id: DOES_NOT_APPLY for claim in statements} | {
        name: claims.verdict(findings) for name, findings in found.items()
    }


def places(own: Orders, under: dict[str, Orders]) -> list[dict[str, Any]]:
    """One row per order and account, first places first: its places as the study chooses and under each alternative.

    Fewer than two accounts are no order.
    """
    rows = []
    for (measure, platform), shown in own.items():
        if len(shown) < 2:
            continue
        moved = {name: moves(shown, orders.get((measure, platform))) for name, orders in under.items()}
        rows += [
            {
                "measure": measure,
                "platform": platform,
                "account": account,
                "own": _ends(place),
                "under": {name: found.get(account) for name, found in moved.items()},
            }
            for account, place in ranks.rank(shown).sort_values("rank", kind="stable").iterrows()
        ]
    return rows


def moves(own: pd.DataFrame, other: pd.DataFrame | None) -> dict[str, dict[str, list[int]]]:
    """Best and worst place of each account that both frames have, among these accounts, in either frame."""
    if other is None:
        return {}
    both = own.index.intersection(other.index, sort=False)
    before, after = ranks.rank(own.loc[both]), ranks.rank(other.loc[both])
    return {
        account: {"own": _ends(before.loc[account]), "place": _ends(after.loc[account])} for account in both
    }


def _ends(place: pd.Series) -> list[int]:
    return [int(place["best"]), int(place["worst"])]


def by_measure(known: pd.DataFrame, group: pd.DataFrame) -> Orders:
    """The group's quantities by measure and platform, indexed by account; without those that are missing."""
    return {
        (measure, platform): pick(known, measure, same["account"]).dropna(subset=["value"])
        for measure in ranks.MEASURES
        for platform, same in group.groupby("platform")
    }


def by_theme(known: pd.DataFrame, group: pd.DataFrame, themes: list[str], ending: str = "") -> Orders:
    """Each theme's share of each account's posts with its interval, indexed by account; `ending` names a correction."""
    ids = group["account"]
    return {
        (theme, ""): pick(known, f"share_{theme}{ending}", ids).dropna(subset=["value"]) for theme in themes
    }


def _judged(
    statements: list[claims.Claim],
    own: pd.DataFrame,
    under: dict[str, pd.DataFrame],
    others: list[Alternative],
    study: Study,
) -> list[dict]:
    """The statements with their own verdict and that under each alternative."""
    where = f"studies/{study.name}/claims.yaml"
    claims.check_claims(
        statements, own, where
    )  # a name that nothing computes is an error, and no alternative's
    said = verdicts(statements, own, where)
    said_under = {
        each.id: verdicts(
            claims.by_shares(statements, each.values[0] if each.kind == CORRECTION else ""),
            under[each.id],
            where,
            before=own if each.kind == "without" else None,
        )
        for each in others
    }
    return [
        {"id": claim.id, "number": claim.number, "text": claim.text, "own": said[claim.id]}
        | {"under": {name: found[claim.id] for name, found in said_under.items()}}
        for claim in sorted(statements, key=lambda claim: claim.number)
    ]


def _evidence(
    study: Study, tables: dict[str, pd.DataFrame], posts: pd.DataFrame, names: set[str]
) -> Callable[[Alternative | None], pd.DataFrame]:
    """All quantities of the study under an alternative, or, for None, under its own choices.

    Counts are read anew from the raw tables; those of exported profiles were never shortened, and stay. Posts are
    chosen and measured once for all alternatives that choose the same ones of the same accounts; where an account is
    left out, only if one of the `names` that statements speak of is about posts.
    """
    raw, _ = read_raw(study)
    key = ["account", "captured_on", "metric"]
    typed = pd.MultiIndex.from_frame(observations(raw, study)["counts"][key])
    exported = tables["counts"][~pd.MultiIndex.from_frame(tables["counts"][key]).isin(typed)]
    measured: dict[tuple, Content] = {}
    material = material_of(posts, study)

    @cache
    def counts(rule: str) -> pd.DataFrame:
        read = observations(raw, study.model_copy(update={"rule": rule}))["counts"]
        return pd.concat([read, exported], ignore_index=True) if len(exported) else read

    def content(chosen: Study, accounts: pd.DataFrame) -> Content:
        group = members(accounts, chosen, next(iter(chosen.groups)))
        same = (*group["account"], repr(chosen.posts))
        if same not in measured:
            measured[same] = content_of(material, chosen, group)
        return measured[same]

    of_posts = content(study, tables["accounts"]).quantities(quantities([]))["name"]
    of_posts_too = not names.isdisjoint(of_posts)

    def known(alternative: Alternative | None) -> pd.DataFrame:
        chosen = alternative.applied(study) if alternative else study
        read = tables | {"counts": counts(chosen.rule)}
        if alternative is not None and alternative.kind == "without":
            read = alternatives.without(read, alternative.values[0])
            if not of_posts_too:
                return quantities_of(read, chosen, no_content(chosen, read["accounts"]))
        return quantities_of(read, chosen, content(chosen, read["accounts"]))

    return known


def _corrections(names: set[str], study: Study) -> list[str]:
    """How theme shares can be counted otherwise: corrected, where posts are coded by hand; uncorrected, where claims name corrected ones."""
    if not (study.raw / "coding").is_dir():
        return []
    counted = any(name != share_called(name, "counted") for name in names)
    return [each for each in CORRECTIONS if counted or each != "counted"]


def _themes(
    own: pd.DataFrame, under: dict[str, pd.DataFrame], group: pd.DataFrame, study: Study
) -> list[dict]:
    """The places of accounts by the share of each theme, as counted and under each alternative; none without posts."""
    labels = {theme.id: theme.label for theme in codebook.codebook_of(study).themes}

    def ending(name: str) -> str:
        kind, _, value = name.partition(":")
        return CORRECTIONS[value] if kind == CORRECTION else ""

    orders = {name: by_theme(known, group, list(labels), ending(name)) for name, known in under.items()}
    moved = places(by_theme(own, group, list(labels)), orders)
    return [row | {"label": labels[row["measure"]]} for row in moved]


def _described(alternative: Alternative, statements: Iterable[dict]) -> dict[str, Any]:
    """An alternative with its PARAMS, which are empty where make would refuse them for a number that is not there."""
    lacking = any(each["under"][alternative.id] == DOES_NOT_APPLY for each in statements)
    return {
        "id": alternative.id,
        "kind": alternative.kind,
        "values": list(alternative.values),
        "params": "" if lacking else alternative.params,
    }


def _own(study: Study, counts: pd.DataFrame) -> dict[str, str]:
    """The study's own choices, by the names of the parameters that change them."""
    seen = counts["captured_on"] if study.as_of is None else latest(counts, study.as_of)["captured_on"]
    population = study.population
    return {
        "rule": study.rule,
        "population": f"{population.source} {population.year or ''}".strip() if population else "",
        "as_of": max(seen, default=""),
        "method": study.posts.method,
        "sample": str(study.posts.posts),
        "reposts": "yes" if study.posts.reposts else "no",
        "pinned": "yes" if study.posts.pinned else "no",
    }
