"""Order, and how certain it is: what rounding, population figure and measure do to a ranking."""

import itertools
import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.clean.counts import interval
from analysis.measure.quantities import apart, number, pick, quantities, unbounded
from analysis.measure.reach import per_capita, per_post
from analysis.study import Study

MEASURES = ("followers", "posts", "followers_per_1000", "followers_per_post")
RULES = ("nearest", "floor", "unknown")


def rank(shown: pd.DataFrame) -> pd.DataFrame:
    """Rank of each row by `value`, 1 the largest, with the best and worst rank that `[low, high)` allows.

    Rows keep their index. A row is certainly above another if its low end is not below the other's high end
    (or, where both are exact, if it is larger).
    """
    low, high = (shown[end].to_numpy("float64") for end in ("low", "high"))
    above = _certainly(
        low[:, None], high[:, None], low, high
    )  # whether the row's account is above the column's
    return pd.DataFrame(
        {
            "rank": shown["value"].rank(ascending=False, method="min").astype("int64"),
            "best": 1 + above.sum(axis=0),
            "worst": len(shown) - above.sum(axis=1),
        },
        index=shown.index,
    )


def certainly_above(a: pd.Series, b: pd.Series) -> bool:
    """Whether every value that `a` can have is larger than every value that `b` can have.

    Of estimates from different accounts' posts, whether the interval of their difference lies above 0: it follows
    from the two intervals (Zou and Donner 2008), and is Newcombe's where these are Wilson's. Of others, whose errors
    may go together, the intervals have to be apart, which asks for more. An estimate without an interval is above none.
    """
    if unbounded(a) or unbounded(b):
        return False
    if apart(a, b):
        return a["value"] - b["value"] > math.hypot(a["value"] - a["low"], b["high"] - b["value"])
    return bool(_certainly(a["low"], a["high"], b["low"], b["high"]))


def _certainly(low, high, other_low, other_high):
    """The same for the ends of intervals, numbers or arrays: an interval's upper end is not in it, an exact number is."""
    reaches, beyond = low >= other_high, low > other_low
    exact, other_exact = low == high, other_low == other_high
    return np.where(exact & other_exact, beyond, np.where(exact, reaches, reaches & beyond))


def ranks(reach: pd.DataFrame, group: pd.DataFrame, measures: tuple[str, ...] = MEASURES) -> pd.DataFrame:
    """Ranks within a group, on one platform at a time, as quantities `<account>.<measure>_rank`.

    `low` and `high` are the best and the worst rank, both included. Within one country followers per inhabitant
    stand in the order of followers, and are not ranked again.
    """
    one_country = group["country"].nunique() == 1
    return quantities(
        {
            "subject": account,
            "measure": f"{measure}_rank",
            "value": place["rank"],
            "low": place["best"],
            "high": place["worst"],
            "unit": "rank",
            "formula": f"place by {measure.replace('_', ' ')} among {len(same)} accounts on {platform}",
            "inputs": [f"{account}.{measure}"],
        }
        for measure in measures
        if not (one_country and measure == "followers_per_1000")
        for platform, same in group.groupby("platform")
        for account, place in rank(_known(reach, measure, same)).iterrows()
    )


def _known(reach: pd.DataFrame, measure: str, group: pd.DataFrame) -> pd.DataFrame:
    return pick(reach, measure, group["account"]).dropna(subset=["value"])


def orders(
    reach: pd.DataFrame, institutions: pd.DataFrame, leaders: pd.DataFrame, measure: str = "followers"
) -> pd.DataFrame:
    """Both orders side by side, one row per country of `institutions`, ranked among the countries that have both.

    Columns: `left`, `left_best`, `left_worst` for the institutions, `right…` for the leaders, and the two
    account ids. A country is ranked only where both accounts are on the same platform and show the measure;
    elsewhere its ranks are missing and `missing` says `no_account`, `other_platform` or `no_count`.
    """
    rows = [
        _pair(country, institutions, leaders, pick(reach, measure))
        for country in institutions["country"].unique()
    ]
    frame = pd.DataFrame(rows, columns=["country", "platform", "left_account", "right_account", "missing"])
    places = [_places(same, reach, measure) for _, same in frame[frame["missing"] == ""].groupby("platform")]
    if not places:
        return frame.assign(**{column: float("nan") for column in _sides()})
    return frame.join(pd.concat(places), how="left")


def _sides() -> list[str]:
    return [f"{side}{end}" for side in ("left", "right") for end in ("", "_best", "_worst")]


def _pair(country: str, institutions: pd.DataFrame, leaders: pd.DataFrame, shown: pd.DataFrame) -> dict:
    """The institution and the leader of a country that can be compared, or why there is no such pair."""
    own = institutions[institutions["country"] == country]
    theirs = leaders[leaders["country"] == country]
    pairs = own.merge(theirs, on="platform", suffixes=("_left", "_right"))
    counted = pairs[pairs["account_left"].isin(shown.index) & pairs["account_right"].isin(shown.index)]
    missing = (
        "no_account"
        if theirs.empty
        else "other_platform"
        if pairs.empty
        else "no_count"
        if counted.empty
        else ""
    )
    chosen = counted if not counted.empty else pairs
    first = chosen.iloc[0] if len(chosen) else None
    return {
        "country": country,
        "platform": first["platform"] if first is not None else "",
        "left_account": first["account_left"] if first is not None else own["account"].iloc[0],
        "right_account": first["account_right"]
        if first is not None
        else (theirs["account"].iloc[0] if len(theirs) else ""),
        "missing": missing,
    }


def _places(pairs: pd.DataFrame, reach: pd.DataFrame, measure: str) -> pd.DataFrame:
    columns = {}
    for side in ("left", "right"):
        shown = pick(reach, measure).loc[pairs[f"{side}_account"]].set_axis(pairs.index)
        columns |= {
            f"{side}{end}": places for end, places in zip(("", "_best", "_worst"), rank(shown).to_numpy().T)
        }
    return pd.DataFrame(columns, index=pairs.index)


def rank_correlation(
    orders: pd.DataFrame, reach: pd.DataFrame, subject: str, measure: str = "followers"
) -> pd.DataFrame:
    """Kendall's tau-b between the two orders, with the exact two-sided p-value, per platform with two pairs or more.

    Subject is `<subject>.<platform>`. The p-value is the share of all n! orders that agree or disagree at
    least as much (Kendall 1938, by scipy); `smallest_p` is what complete agreement of n ranks would give,
    2/n!, and `tau` has as its interval what the uncertain pairs allow.
    """
    from scipy import stats  # half a second to import; only this function needs it

    rows = []
    for platform, pairs in orders[orders["missing"] == ""].groupby("platform"):
        shown = pick(reach, measure)
        left, right = (shown.loc[pairs[f"{side}_account"]] for side in ("left", "right"))
        if len(pairs) < 2:
            continue
        method = "exact" if left["value"].is_unique and right["value"].is_unique else "asymptotic"
        result = stats.kendalltau(left["value"], right["value"], method=method)
        low, high = _tau_bounds(left, right)
        inputs = [*left["name"], *right["name"]]
        name = f"{subject}.{platform}"
        rows += [
            number(
                name,
                "pairs",
                len(pairs),
                "count",
                formula="countries with both accounts on this platform",
                inputs=inputs,
            ),
            number(
                name,
                "tau",
                result.statistic,
                "correlation",
                formula="Kendall's tau of the two orders",
                inputs=inputs,
            )
            | {"low": low, "high": high},
            number(
                name,
                "p",
                result.pvalue,
                "p",
                formula=f"{method} two-sided p-value of tau",
                inputs=[f"{name}.tau"],
            ),
            number(
                name,
                "smallest_p",
                2 / math.factorial(len(pairs)),
                "p",
                formula="2 / n!",
                inputs=[f"{name}.pairs"],
            ),
        ]
    return quantities(rows)


def _tau_bounds(left: pd.DataFrame, right: pd.DataFrame) -> tuple[float, float]:
    """The tau that is left if every pair that the intervals leave open disagrees, and if it agrees."""
    low = high = 0
    pairs = list(itertools.combinations(range(len(left)), 2))
    for a, b in pairs:
        signs = [_sign(side.iloc[a], side.iloc[b]) for side in (left, right)]
        low += -1 if None in signs else signs[0] * signs[1]
        high += 1 if None in signs else signs[0] * signs[1]
    return low / len(pairs), high / len(pairs)


def _sign(a: pd.Series, b: pd.Series) -> int | None:
    """1 or -1 where the order of two intervals is certain, 0 for two equal exact numbers, None where it is open."""
    if certainly_above(a, b):
        return 1
    if certainly_above(b, a):
        return -1
    return 0 if a["low"] == a["high"] == b["low"] == b["high"] else None


def scenarios(
    reach: pd.DataFrame, counts: pd.DataFrame, population: pd.DataFrame, group: pd.DataFrame, study: Study
) -> pd.DataFrame:
    """The group's order under every choice that a reviewer would dispute: rounding rule × population × measure.

    One row per choice and account: platform, measure, rule, population (`source year`, empty for measures
    that do not use it), account, country, rank, best, worst. Where a population figure is not given for a
    country, its base figure stands in, so that the order stays complete; `substituted` counts these.
    """
    frames = [
        places.assign(rule=rule, population=label, substituted=substituted)
        for rule in RULES
        for label, substituted, measured in _measured(_reread(reach, counts, rule), population, group, study)
        for places in _ranked(measured, group, _measures_of(label))
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=SCENARIO)


SCENARIO = [
    "platform",
    "measure",
    "account",
    "country",
    "rank",
    "best",
    "worst",
    "rule",
    "population",
    "substituted",
]


def _measures_of(population: str) -> tuple[str, ...]:
    return ("followers_per_1000",) if population else ("followers", "posts", "followers_per_post")


def _reread(reach: pd.DataFrame, counts: pd.DataFrame, rule: str) -> pd.DataFrame:
    """Followers and posts with the interval that another rounding rule gives them."""
    shown = reach[reach["measure"].isin(["followers", "posts"])]
    steps = counts.set_index(["account", "metric"])
    rows = []
    for row in shown.to_dict("records"):
        count = steps.loc[(row["subject"], row["measure"])]
        open_end = count["qualifier"] == "more_than"
        if count["precision"] != "exact" and not open_end:
            low, high = interval(count["value"], count["unit"], rule)
            row |= {"low": low, "high": high, "exact": low == high}
        rows.append(row)
    return quantities(rows)


def _measured(
    shown: pd.DataFrame, population: pd.DataFrame, group: pd.DataFrame, study: Study
) -> Iterator[tuple[str, int, pd.DataFrame]]:
    """Per population figure its label, how many countries lack it, and followers per 1,000; first, without any."""
    yield "", 0, pd.concat([shown, per_post(shown)], ignore_index=True)
    if group["country"].nunique() == 1:
        return
    base = pick(population, "population")
    for label in sorted({measure for measure in population["measure"] if measure != "population"}):
        figures = pick(population, label)
        if not set(figures.index) & set(group["country"]):
            continue
        lacking = [
            country
            for country in group["country"].unique()
            if country not in figures.index and country in base.index
        ]
        filled = pd.concat([figures, base.loc[lacking]]).assign(measure="population")
        yield (
            label.removeprefix("population_").replace("_", " "),
            len(lacking),
            per_capita(shown, group, filled),
        )


def _ranked(measured: pd.DataFrame, group: pd.DataFrame, measures: tuple[str, ...]) -> Iterator[pd.DataFrame]:
    country = group.set_index("account")["country"]
    for measure in measures:
        for platform, same in group.groupby("platform"):
            places = rank(_known(measured, measure, same))
            if len(places) > 1:
                places = places.rename_axis("account").reset_index()
                yield places.assign(
                    platform=platform, measure=measure, country=places["account"].map(country)
                )


def robustness(scenarios: pd.DataFrame) -> pd.DataFrame:
    """What stays of each order under all choices, as quantities.

    `<account>.<measure>_rank_any` is the account's rank under the study's own choices' measure, with the best
    and worst rank under any choice as its interval; `robustness.<measure>_choices` counts the choices and
    `robustness.<measure>_same` those under which the order by shown values is the commonest one.
    """
    rows = []
    for measure, every in scenarios.groupby("measure"):
        for account, places in every.groupby("account"):
            rows.append(
                number(
                    account,
                    f"{measure}_rank_any",
                    places["rank"].mode().iloc[0],
                    "rank",
                    formula="place under any choice",
                )
                | {
                    "low": places["best"].min(),
                    "high": places["worst"].max(),
                    "inputs": [f"{account}.{measure}"],
                }
            )
        choices = every.groupby(["platform", "rule", "population"])
        order = [tuple(part.sort_values(["rank", "account"])["account"]) for _, part in choices]
        certain = [bool((part["best"] == part["worst"]).all()) for _, part in choices]
        rows += [
            number(
                "robustness",
                f"{measure}_choices",
                len(order),
                "count",
                formula="rounding rules × population figures",
            ),
            number(
                "robustness",
                f"{measure}_same",
                max(order.count(o) for o in order),
                "count",
                formula="choices with the commonest order",
            ),
            number(
                "robustness",
                f"{measure}_certain",
                sum(certain),
                "count",
                formula="choices under which every rank is certain",
            ),
        ]
    total = scenarios.groupby(["platform", "measure", "rule", "population"]).ngroups
    return quantities(
        [*rows, number("robustness", "choices", total, "count", formula="rules × populations × measures")]
    )
