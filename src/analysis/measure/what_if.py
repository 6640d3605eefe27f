"""What if: which verdicts and which places stay when one choice of the study is made otherwise."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pandas as pd

from analysis.clean.observations import observations, read_raw
from analysis.clean.processed import latest, read_processed
from analysis.measure import alternatives, analysed, claims, codebook, ranks, shares
from analysis.measure.alternatives import Alternative
from analysis.measure.evidence import quantities_of
from analysis.measure.quantities import pick
from analysis.measure.reach import members
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
    of_counts, statements, orders = _of_counts(study, tables, group)
    of_posts, themes = _of_posts(study, group) if (study.processed / "posts").is_dir() else ([], [])
    return {
        "study": study.name,
        "own": _own(study, tables["counts"]),
        "accounts": group[["account", "country", "platform"]].to_dict("records"),
        "of_counts": [_described(each, statements) for each in of_counts],
        "of_posts": [_described(each, []) for each in of_posts],
        "statements": statements,
        "orders": orders,
        "themes": themes,
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


def by_theme(coded: pd.DataFrame, whose: pd.Series, confidence: float) -> Orders:
    """Each theme's share of each account's posts with its interval, indexed by account."""
    found = shares.theme_shares(coded, whose, confidence=confidence)
    return {
        (theme, ""): same.set_index("account").rename(columns={"share": "value"})[["value", "low", "high"]]
        for theme, same in found.groupby("theme", sort=False)
    }


def _of_counts(
    study: Study, tables: dict[str, pd.DataFrame], group: pd.DataFrame
) -> tuple[list[Alternative], list[dict], list[dict]]:
    """The alternatives that touch counts, and what they make of the statements and of the orders by measure."""
    statements, where = claims.read_claims(study), f"studies/{study.name}/claims.yaml"
    known = _evidence(study, tables)
    own, others = known(None), alternatives.of_counts(tables, study)
    claims.check_claims(
        statements, own, where
    )  # a name that nothing computes is an error, and no alternative's
    under = {each.id: known(each) for each in others}
    said = verdicts(statements, own, where)
    said_under = {
        each.id: verdicts(statements, under[each.id], where, before=own if each.kind == "without" else None)
        for each in others
    }
    judged = [
        {"id": claim.id, "number": claim.number, "text": claim.text, "own": said[claim.id]}
        | {"under": {name: found[claim.id] for name, found in said_under.items()}}
        for claim in sorted(statements, key=lambda claim: claim.number)
    ]
    orders = {name: by_measure(frame, group) for name, frame in under.items()}
    return others, judged, places(by_measure(own, group), orders)


def _evidence(study: Study, tables: dict[str, pd.DataFrame]) -> Callable[[Alternative | None], pd.DataFrame]:
    """All quantities of the study under an alternative, or, for None, under its own choices.

    Counts are read anew from the raw tables; those of exported profiles were never shortened, and stay.
    """
    raw, _ = read_raw(study)
    key = ["account", "captured_on", "metric"]
    typed = pd.MultiIndex.from_frame(observations(raw, study)["counts"][key])
    exported = tables["counts"][~pd.MultiIndex.from_frame(tables["counts"][key]).isin(typed)]

    @cache
    def counts(rule: str) -> pd.DataFrame:
        read = observations(raw, study.model_copy(update={"rule": rule}))["counts"]
        return pd.concat([read, exported], ignore_index=True) if len(exported) else read

    def known(alternative: Alternative | None) -> pd.DataFrame:
        chosen = alternative.applied(study) if alternative else study
        read = tables | {"counts": counts(chosen.rule)}
        left = alternative is not None and alternative.kind == "without"
        return quantities_of(alternatives.without(read, alternative.values[0]) if left else read, chosen)

    return known


def _of_posts(study: Study, group: pd.DataFrame) -> tuple[list[Alternative], list[dict]]:
    """The alternatives that touch posts, and what they make of the orders by themes; none of either without posts."""
    posts = analysed.posts_of(study, group)
    if posts.empty:
        return [], []
    others, book = alternatives.of_posts(study), codebook.codebook_of(study)
    own = analysed.chosen_of(posts, study, group)
    chosen = {each.id: analysed.chosen_of(posts, each.applied(study), group) for each in others}
    once = pd.concat([own, *chosen.values()], ignore_index=True).drop_duplicates("post_id", ignore_index=True)
    coded = analysed.coded_of(once, book)

    def orders(frame: pd.DataFrame) -> Orders:
        whose = frame.set_index("post_id")["account"]
        return by_theme(coded.loc[whose.index], whose, study.confidence)

    labels = {theme.id: theme.label for theme in book.themes}
    moved = places(orders(own), {name: orders(frame) for name, frame in chosen.items()})
    return others, [row | {"label": labels[row["measure"]]} for row in moved]


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
