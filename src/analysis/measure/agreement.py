"""Agreement between coders: how often they chose the same, and how much better than by chance that is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.measure.bootstrap import percentiles, resampled_sums
from analysis.measure.quantities import MIXED, quantities

YES_NO = ("0", "1")
ADJUDICATED = "adjudicated"  # the sheet of codes that were settled together, which is no coder
COLUMNS = [
    "variable",
    "language",
    "coefficient",
    "value",
    "low",
    "high",
    "state",
    "units",
    "coders",
    "ratings",
    "disagreements",
    "prevalence",
    "resamples_defined",
]


@dataclass(frozen=True)
class Ratings:
    """What coders chose for each unit that two or more of them coded.

    `codes` has a row per unit and a column per coder, the number of the category or -1 for no code.
    `background` has, per category, its share among the codes of each unit that one coder coded, added up.
    """

    codes: np.ndarray
    categories: tuple[str, ...]
    units: tuple[str, ...]
    background: np.ndarray

    @cached_property
    def chosen(self) -> np.ndarray:
        """Units × coders × categories: 1 where the coder chose the category."""
        return (self.codes[:, :, None] == np.arange(len(self.categories))).astype("float64")

    @cached_property
    def counts(self) -> np.ndarray:
        """Units × categories: how many coders chose the category."""
        return self.chosen.sum(axis=1)

    @cached_property
    def coders(self) -> np.ndarray:
        """How many coders coded each unit."""
        return self.counts.sum(axis=1)

    @cached_property
    def disagreements(self) -> int:
        """Units whose coders did not all choose the same."""
        return int((self.counts.max(axis=1) < self.coders).sum()) if self.units else 0


@dataclass(frozen=True)
class Coefficient:
    """Numbers of each unit whose sums are all that a coefficient needs, the formula on these sums, and what the
    sums would be if, with categories as common as they are, a given share of pairs of codes were unequal."""

    parts: Callable[[Ratings], np.ndarray]
    formula: Callable[[np.ndarray, Ratings], np.ndarray]
    if_unequal: Callable[[np.ndarray, Ratings, float], np.ndarray]


def agreement(
    codes: pd.DataFrame,
    *,
    languages: pd.Series | None = None,
    categories: Iterable[str] = (),
    confidence: float = 0.95,
    resamples: int = 2_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Percent agreement, Krippendorff's alpha, Cohen's kappa and Gwet's AC1, one row per variable and coefficient.

    `codes` has a row per code that was given: post_id, coder, variable, value (a category called `NA` is one;
    only a missing value or an empty text is no code). With `languages` (post_id → language) the rows are
    given again for each language; `language` is empty where all are together. `categories` are those that
    coders could choose; those of a variable coded 0 and 1 need not be named. Adjudicated codes are left out.

    Intervals are percentiles over resamples of the units that two coders or more coded. Units that one coder
    coded only help, as Gwet has it, to estimate how common categories are in AC1. For more than two coders
    kappa is the mean over pairs (Light 1971). Where nobody disagreed, resamples cannot disagree either: the
    low end is then the coefficient at the largest share of disagreement that none in n allows, 1 - ((1 -
    confidence) / 2)^(1/n) (Clopper and Pearson). `state` is `no_units` where no unit was coded twice, and
    `not_defined` where only one category occurs: agreement beyond chance cannot be told there, though AC1's
    formula would give 1. `prevalence` is the share of codes that are 1.
    """
    given = codes[codes["value"].notna() & (codes["value"] != "") & (codes["coder"] != ADJUDICATED)]
    parts = [("", given)]
    if languages is not None:
        spoken = given["post_id"].map(languages)
        parts += [(str(language), given[spoken == language]) for language in sorted(spoken.dropna().unique())]
    rows = [
        {"language": language} | row
        for language, part in parts
        for row in _rows(part, tuple(categories), confidence, resamples, seed)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def ratings(codes: pd.DataFrame, categories: Iterable[str] = ()) -> Ratings:
    """The codes of one variable as a table of units by coders, both in the order of their ids."""
    again = codes[codes.duplicated(["post_id", "coder"])]
    if len(again):
        first = again.iloc[0]
        raise ValueError(f"coder {first['coder']!r} has two codes for post {first['post_id']!r}; keep one")
    values = codes["value"].astype("str")
    found = sorted(values.unique())
    known = tuple(dict.fromkeys([*(YES_NO if set(found) <= set(YES_NO) else categories), *found]))
    place = {category: number for number, category in enumerate(known)}
    table = (
        codes.assign(code=values.map(place))
        .pivot(index="post_id", columns="coder", values="code")
        .sort_index()
    )
    numbers = table.fillna(-1).to_numpy("int64")
    coders = (numbers >= 0).sum(axis=1)
    alone = numbers[coders == 1].max(axis=1, initial=-1)
    return Ratings(
        numbers[coders > 1],
        known,
        tuple(table.index[coders > 1]),
        np.bincount(alone, minlength=len(known)).astype("float64"),
    )


def estimates(
    tables: list[Ratings], coefficient: str, resamples: int, rng: np.random.Generator
) -> np.ndarray:
    """A coefficient of variables coded on the same units, in the same resamples of them.

    One row per variable, one column per resample; all of them are one matrix product. Missing where a
    resample has one category only.
    """
    own = COEFFICIENTS[coefficient]
    parts = [own.parts(table) for table in tables]
    sums = resampled_sums(np.hstack(parts), resamples, rng)
    edges = np.cumsum([0, *(part.shape[1] for part in parts)])
    return np.array([own.formula(sums[:, a:b], table) for a, b, table in zip(edges, edges[1:], tables)])


def estimate(table: Ratings, coefficient: str) -> float:
    """A coefficient of one variable, missing where only one category occurs."""
    own = COEFFICIENTS[coefficient]
    return float(own.formula(_sums(own, table), table)[0])


def _sums(own: Coefficient, table: Ratings) -> np.ndarray:
    return own.parts(table).sum(axis=0, keepdims=True)


def _rows(
    codes: pd.DataFrame, categories: tuple[str, ...], confidence: float, times: int, seed: int
) -> Iterator[dict]:
    """Rows of all variables; variables coded on the same units share their resamples."""
    tables = {name: ratings(part, categories) for name, part in codes.groupby("variable", sort=False)}
    alike: dict[tuple, list[str]] = {}
    for name, table in tables.items():
        alike.setdefault(table.units, []).append(name)
    found = {
        (name, kind): row
        for units, names in alike.items()
        if units
        for kind in COEFFICIENTS
        for name, row in zip(
            names, estimates([tables[name] for name in names], kind, times, np.random.default_rng(seed))
        )
    }
    for name, table in tables.items():
        for kind in COEFFICIENTS:
            yield {"variable": name, "coefficient": kind} | _row(
                table, kind, found.get((name, kind)), confidence
            )


def _row(table: Ratings, kind: str, resampled: np.ndarray | None, confidence: float) -> dict:
    used = table.counts.sum(axis=0)
    state = _state(table, kind)
    value, (low, high) = np.nan, (np.nan, np.nan)
    if state == "defined":
        value = estimate(table, kind)
        low, high = (
            percentiles(resampled, confidence)
            if table.disagreements
            else (_floor(table, kind, confidence), 1)
        )
    return {
        "value": value,
        "low": low,
        "high": high,
        "state": state,
        "units": len(table.units),
        "coders": int((table.codes >= 0).any(axis=0).sum()),
        "ratings": int(used.sum()),
        "disagreements": table.disagreements,
        "prevalence": used[1] / used.sum() if table.categories == YES_NO and used.sum() else np.nan,
        "resamples_defined": 0.0 if resampled is None else float((~np.isnan(resampled)).mean()),
    }


def _state(table: Ratings, kind: str) -> str:
    if not table.units:
        return "no_units"
    one_category = (table.counts.sum(axis=0) > 0).sum() < 2
    return "not_defined" if one_category and kind != "percent" else "defined"


def _floor(table: Ratings, kind: str, confidence: float) -> float:
    """The coefficient at the largest share of disagreement that is compatible with having seen none."""
    own, share = COEFFICIENTS[kind], 1 - ((1 - confidence) / 2) ** (1 / len(table.units))
    return float(own.formula(own.if_unequal(_sums(own, table), table, share), table)[0])


def _divided(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    return np.divide(over, under, out=np.full(np.shape(under), np.nan), where=under != 0)


def _equal(table: Ratings) -> np.ndarray:
    """Per unit, the share of its pairs of coders who chose the same."""
    return (table.counts * (table.counts - 1)).sum(axis=1) / (table.coders * (table.coders - 1))


def _percent_parts(table: Ratings) -> np.ndarray:
    return np.column_stack([_equal(table), np.ones(len(table.units))])


def _percent(sums: np.ndarray, table: Ratings) -> np.ndarray:
    return _divided(sums[:, 0], sums[:, 1])


def _percent_if(sums: np.ndarray, table: Ratings, share: float) -> np.ndarray:
    return np.column_stack([sums[:, 1] * (1 - share), sums[:, 1:]])


def _alpha_parts(table: Ratings) -> np.ndarray:
    """Pairs of unequal codes, weighted as in Krippendorff's coincidence matrix, then codes per category."""
    unequal = (table.coders**2 - (table.counts**2).sum(axis=1)) / (table.coders - 1)
    return np.column_stack([unequal, table.counts])


def _alpha(sums: np.ndarray, table: Ratings) -> np.ndarray:
    codes = sums[:, 1:].sum(axis=1)
    expected = codes**2 - (sums[:, 1:] ** 2).sum(axis=1)
    return 1 - (codes - 1) * _divided(sums[:, 0], expected)


def _alpha_if(sums: np.ndarray, table: Ratings, share: float) -> np.ndarray:
    return np.column_stack([sums[:, 1:].sum(axis=1) * share, sums[:, 1:]])


def _ac1_parts(table: Ratings) -> np.ndarray:
    return np.column_stack([_percent_parts(table), table.counts / table.coders[:, None]])


def _ac1(sums: np.ndarray, table: Ratings) -> np.ndarray:
    """Gwet 2008: chance agreement from how evenly the categories are used by all coders of all units."""
    common = sums[:, 2:] + table.background
    shares = common / common.sum(axis=1, keepdims=True)
    chance = (shares * (1 - shares)).sum(axis=1) / max(len(table.categories) - 1, 1)
    return _divided(_divided(sums[:, 0], sums[:, 1]) - chance, 1 - chance)


def _kappa_parts(table: Ratings) -> np.ndarray:
    """For each pair of coders: units that both coded, those coded alike, and each one's use of the categories."""
    columns = [np.zeros((len(table.units), 0))]
    for a, b in combinations(range(table.codes.shape[1]), 2):
        both = ((table.codes[:, a] >= 0) & (table.codes[:, b] >= 0)).astype("float64")[:, None]
        alike = both * (table.codes[:, [a]] == table.codes[:, [b]])
        columns += [both, alike, table.chosen[:, a] * both, table.chosen[:, b] * both]
    return np.hstack(columns)


def _kappa(sums: np.ndarray, table: Ratings) -> np.ndarray:
    pairs = np.array([_cohen(pair) for pair in _pairs(sums, table)])
    defined = ~np.isnan(pairs)
    return _divided(np.where(defined, pairs, 0).sum(axis=0), defined.sum(axis=0).astype("float64"))


def _kappa_if(sums: np.ndarray, table: Ratings, share: float) -> np.ndarray:
    return np.hstack(
        [np.column_stack([pair[:, 0], pair[:, 0] * (1 - share), pair[:, 2:]]) for pair in _pairs(sums, table)]
    )


def _pairs(sums: np.ndarray, table: Ratings) -> list[np.ndarray]:
    width = 2 + 2 * len(table.categories)
    return [sums[:, start : start + width] for start in range(0, sums.shape[1], width)]


def _cohen(sums: np.ndarray) -> np.ndarray:
    both, alike, used = sums[:, 0], sums[:, 1], sums[:, 2:]
    first, second = np.split(used, 2, axis=1)
    chance = _divided((first * second).sum(axis=1), both**2)
    return _divided(_divided(alike, both) - chance, 1 - chance)


COEFFICIENTS = {
    "percent": Coefficient(_percent_parts, _percent, _percent_if),
    "alpha": Coefficient(_alpha_parts, _alpha, _alpha_if),
    "kappa": Coefficient(_kappa_parts, _kappa, _kappa_if),
    "ac1": Coefficient(_ac1_parts, _ac1, _percent_if),
}
FORMULAS = {
    "percent": "mean over posts of the share of pairs of coders who agree",
    "alpha": "1 − observed / expected disagreement (Krippendorff, nominal)",
    "kappa": "(agreement − chance) / (1 − chance), chance by each coder's own use (Cohen; mean over pairs)",
    "ac1": "(agreement − chance) / (1 − chance), chance by evenness of the categories (Gwet)",
}


def agreement_quantities(found: pd.DataFrame) -> pd.DataFrame:
    """What is defined in a frame of agreement, as quantities `agreement.<variable>[.<language>].<coefficient>`.

    Beside the coefficients: `units`, `disagreements`, and `prevalence` where the variable is yes or no.
    """
    return quantities(
        row
        for (variable, language), part in found.groupby(["variable", "language"], sort=False)
        for row in _named(".".join(["agreement", variable, *filter(None, [language])]), part)
    )


def _named(subject: str, part: pd.DataFrame) -> Iterator[dict]:
    first = part.iloc[0]
    for measure, unit, formula in (
        ("units", "count", "posts coded by two coders or more"),
        ("disagreements", "count", "posts on which coders differ"),
        ("prevalence", "share", "codes that are 1 / all codes"),
    ):
        if not np.isnan(first[measure]):
            value = float(first[measure])
            yield {"subject": subject, "measure": measure, "value": value, "unit": unit, "formula": formula}
    for row in part[part["state"] == "defined"].to_dict("records"):
        yield {
            "subject": subject,
            "measure": row["coefficient"],
            "value": row["value"],
            "low": row["low"],
            "high": row["high"],
            "unit": "share" if row["coefficient"] == "percent" else "index",
            "sample": MIXED,
            "formula": f"{FORMULAS[row['coefficient']]}; interval: bootstrap of posts",
            "inputs": [f"{subject}.units"],
        }
