"""The posts that coders code: how many are needed, and which are drawn."""

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

from analysis.measure.bootstrap import generator
from analysis.study import StudyError

USES = ("validation", "indicators")


def lacy_riffe(population: int, agreement: float, standard_error: float) -> float:
    """Units that a test of percent agreement needs, before rounding (Lacy and Riffe 1996, equation for n).

    `population` units are to be coded, and `agreement` is what they would show if all were coded twice.
    """
    free, spread = (population - 1) * standard_error**2, agreement * (1 - agreement)
    return (free + spread * population) / (free + spread)


def reliability_units(
    population: int, *, agreement: float = 0.9, acceptable: float = 0.85, confidence: float = 0.95
) -> int:
    """Units such that agreement seen at `agreement` is, one-sidedly, `acceptable` at least (Lacy and Riffe 1996)."""
    if not 0 < acceptable < agreement < 1:
        raise StudyError(
            f"the agreement expected ({agreement}) must lie above the acceptable one ({acceptable})"
        )
    error = (agreement - acceptable) / NormalDist().inv_cdf(confidence)
    return min(population, math.ceil(lacy_riffe(population, agreement, error)))


def alpha_deviation(alpha: float, prevalence: float) -> float:
    """Standard error of Krippendorff's alpha times √n: two coders, a theme that is there or not, many units.

    By the delta method for 1 - D / (2 m (1 - m)): D says whether a unit's codes differ, m is their mean.
    """
    expected = 2 * prevalence * (1 - prevalence)
    observed = (1 - alpha) * expected
    slope = observed * 2 * (1 - 2 * prevalence) / expected**2
    influence = np.array([slope, slope / 2 - 1 / expected, 0.0])  # both coders see it, one does, none does
    chance = np.array([prevalence - observed / 2, observed, 1 - prevalence - observed / 2])
    if not (0 < prevalence < 1) or chance.min() < 0:
        raise StudyError(
            f"no two coders can show an alpha of {alpha} where {prevalence:.0%} of codes are yes"
        )
    return float(np.sqrt(chance @ influence**2 - (chance @ influence) ** 2))


def alpha_half_width(units: int, *, alpha: float, prevalence: float, confidence: float = 0.95) -> float:
    """Half the width of the interval of alpha that `units` double-coded posts can be expected to give."""
    return NormalDist().inv_cdf((1 + confidence) / 2) * alpha_deviation(alpha, prevalence) / math.sqrt(units)


def alpha_units(half_width: float, *, alpha: float, prevalence: float, confidence: float = 0.95) -> int:
    """Double-coded posts after which the interval of alpha can be expected to be ± `half_width`."""
    return math.ceil(
        alpha_half_width(1, alpha=alpha, prevalence=prevalence, confidence=confidence) ** 2 / half_width**2
    )


def planned_units(
    population: int,
    *,
    half_width: float = 0.1,
    alpha: float = 0.8,
    prevalence: Sequence[float] = (0.05, 0.1, 0.2, 0.3),
    agreement: float = 0.9,
    acceptable: float = 0.85,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """How many posts two coders should both code, by each reason: `reason`, `prevalence`, `units`, `of`, `enough`.

    `percent_agreement` is Lacy and Riffe's number, `alpha_width` what an interval of ± `half_width` around an
    alpha of `alpha` takes for a theme of each prevalence. `units` is at most the population; `enough` says
    whether the population suffices.
    """
    reasons = [("percent_agreement", np.nan, reliability_units(
        population, agreement=agreement, acceptable=acceptable, confidence=confidence))]  # fmt: skip
    reasons += [
        ("alpha_width", share, alpha_units(half_width, alpha=alpha, prevalence=share, confidence=confidence))
        for share in prevalence
    ]
    frame = pd.DataFrame(reasons, columns=["reason", "prevalence", "wanted"])
    return frame.assign(
        units=frame["wanted"].clip(upper=population), of=population, enough=frame["wanted"] <= population
    )


def draw_sample(
    posts: pd.DataFrame,
    size: int,
    *,
    strata: Sequence[str] = ("account", "language"),
    held_out: float = 1.0,
    seed: int = 0,
) -> pd.DataFrame:
    """A stratified random sample of `size` posts: post_id, the strata's columns, `weight` and `use`.

    Strata get posts in proportion to theirs (largest remainders), and one at least as long as `size` allows:
    a language with few posts has to show its reliability too. `weight` makes up for that: it is the posts
    that one drawn post stands for, divided by what it would be on average. `use` is `validation` for posts
    that must not be looked at while indicators are written, and `indicators` for those that may be:
    `held_out` is the share of the former. What is drawn does not depend on the order of rows.
    """
    if not 0 <= held_out <= 1:
        raise StudyError(f"held_out is a share from 0 to 1, found {held_out}")
    if posts["post_id"].duplicated().any():
        raise StudyError(f"post {posts.loc[posts['post_id'].duplicated(), 'post_id'].iloc[0]} stands twice")
    keys = list(strata)
    filled = posts[["post_id", *keys]].fillna(dict.fromkeys(keys, "")).sort_values([*keys, "post_id"])
    groups = list(filled.groupby(keys, sort=True))
    sizes = allocation([len(group) for _, group in groups], size)
    rng = generator(seed, "coding sample")
    drawn = [
        group.take(np.sort(rng.permutation(len(group))[:number])).assign(weight=len(group) / number)
        for (_, group), number in zip(groups, sizes)
        if number
    ]
    sample = pd.concat(drawn or [filled.assign(weight=1.0)[:0]], ignore_index=True)
    mean = sample["weight"].mean() if len(sample) else 1.0
    return sample.assign(weight=sample["weight"] / mean, use=_uses(len(sample), held_out, rng))


def allocation(populations: Sequence[int], size: int) -> list[int]:
    """How many of `size` each stratum gets: one each first, the largest strata first, the rest in proportion."""
    sizes = np.array(populations, dtype="int64")
    size = min(size, int(sizes.sum()))
    order = np.argsort(-sizes, kind="stable")
    given = np.zeros(len(sizes), dtype="int64")
    given[order[:size]] = 1
    ideal = size * sizes / max(sizes.sum(), 1)
    while given.sum() < size:
        lacking = np.where(given < sizes, ideal - given, -np.inf)
        given[int(np.argmax(lacking))] += 1
    return given.tolist()


def _uses(posts: int, held_out: float, rng: np.random.Generator) -> np.ndarray:
    uses = np.array(
        [USES[0]] * round(posts * held_out) + [USES[1]] * (posts - round(posts * held_out)), dtype=object
    )
    return rng.permutation(uses)
