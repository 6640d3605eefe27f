"""Alternatives: the choices that a reviewer could dispute, each made otherwise than the study makes it."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import get_args

import pandas as pd

from analysis.measure.reach import members
from analysis.study import METHODS, Rule, Study

OF_POSTS = ("method", "sample", "reposts", "pinned")
CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Alternative:
    """A choice that differs from the study's: what it is about, what is chosen, and the parameters that choose it.

    `kind`: rule, population, pair (of a rule and a population), without (a country, or an account), as_of; of posts
    method, sample, reposts, pinned, and correction (of theme shares). What is left out has no parameter: a paper speaks of all that it compares.
    """

    kind: str
    values: tuple[str, ...]
    parameters: dict[str, str | int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return ":".join([self.kind, *self.values])

    @property
    def params(self) -> str:
        """The parameters as PARAMS of make takes them."""
        return " ".join(f"{name}={shlex.quote(str(value))}" for name, value in self.parameters.items())

    def applied(self, study: Study) -> Study:
        """The study with this choice in place of its own."""
        if self.kind == CORRECTION:  # of what claims name, and of nothing that the study sets
            return study
        if self.kind in OF_POSTS:
            return study.sampled(**self.parameters)
        return Study.model_validate(study.model_dump() | self.parameters)


def of_counts(tables: dict[str, pd.DataFrame], study: Study) -> list[Alternative]:
    """Every other rounding rule, population and pair of these, each country left out, and every other day."""
    rules = [rule for rule in get_args(Rule) if rule != study.rule]
    populations = _populations(tables["denominators"], study)
    return [
        *(_one("rule", rule) for rule in rules),
        *(_one("population", population) for population in populations),
        *(
            Alternative("pair", (rule, population), {"rule": rule, "population": population})
            for rule in rules
            for population in populations
        ),
        *(Alternative("without", (left,)) for left in _removable(tables["accounts"], study)),
        *(_one("as_of", day) for day in _days(tables["counts"], study)),
    ]


def of_posts(study: Study, corrections: Sequence[str] = ()) -> list[Alternative]:
    """Every other way to choose posts: the method, half and twice as many, reposts and pinned posts in or out, and each
    of these ways to count theme shares, as `validation.CORRECTIONS` has them.
    """
    own = study.posts
    sizes = [max(1, own.posts // 2), own.posts * 2] if own.method == "last" else []
    return [
        *(_one("sample", size) for size in sizes if size != own.posts),
        *(_one("method", method) for method in METHODS if method != own.method),
        _one("reposts", "no" if own.reposts else "yes"),
        _one("pinned", "no" if own.pinned else "yes"),
        *(_one(CORRECTION, method) for method in corrections),
    ]


def without(tables: dict[str, pd.DataFrame], left: str) -> dict[str, pd.DataFrame]:
    """The tables without a country and its accounts, or without one account; they keep their columns."""
    accounts = tables["accounts"]
    gone = set(accounts["account"][(accounts["country"] == left) | (accounts["account"] == left)])
    return {
        name: frame[~_of(frame, "account", gone) & ~_of(frame, "country", {left})].reset_index(drop=True)
        for name, frame in tables.items()
    }


def _of(frame: pd.DataFrame, column: str, names: set[str]) -> pd.Series:
    return frame[column].isin(names) if column in frame else pd.Series(False, index=frame.index)


def _one(kind: str, value: str | int) -> Alternative:
    return Alternative(kind, (str(value),), {kind: value})


def _populations(denominators: pd.DataFrame, study: Study) -> list[str]:
    """Source and year of each population figure on record, as PARAMS writes them, without the study's own."""
    own = study.population
    if own is None:
        return []
    figures = denominators[denominators["indicator"] == "population"]
    labels = (figures["source"] + " " + figures["year"]).str.strip()
    return sorted(set(labels) - {f"{own.source} {own.year or ''}".strip()})


def _removable(accounts: pd.DataFrame, study: Study) -> list[str]:
    """The compared countries, or the accounts of the first group where these are all of one country."""
    group = members(accounts, study, next(iter(study.groups)))
    countries = [country for country in study.countries if country in set(group["country"])]
    names = countries if len(countries) > 1 else group["account"].tolist()
    return names if len(names) > 1 else []


def _days(counts: pd.DataFrame, study: Study) -> list[str]:
    """The days on which accounts were seen that were seen more than once, without the day that the study takes."""
    dated = counts[counts["captured_on"] != ""]
    often = dated.groupby(["account", "metric"])["captured_on"].transform("nunique") > 1
    days = sorted(set(dated["captured_on"][often]))
    taken = [day for day in days if study.as_of is None or day <= study.as_of.isoformat()]
    return [day for day in days if day not in taken[-1:]]
