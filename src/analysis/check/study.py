"""The check of a study: everything that it is made of, gone through without stopping at the first mistake."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis.check import gaps, languages, manuscripts, materials, plausibility
from analysis.check.findings import (
    Finding,
    Kind,
    by_cause,
    first_causes,
    gathered,
    in_order,
    of_problems,
)
from analysis.check.settings import settings
from analysis.check.values import Values
from analysis.clean.folder import file_of
from analysis.clean.observations import (
    completed,
    examined,
    observations,
    read_counts,
    read_figures,
    without_wrong_readings,
)
from analysis.clean.problems import Problem
from analysis.clean.schemas import TABLES, is_country
from analysis.measure.claims import Claim
from analysis.measure.codebook import Theme
from analysis.new import populations
from analysis.publish import bibliography
from analysis.study import Study, find_root


@dataclass
class Report:
    """What the check of a study found: `tables` are the rows read by table; `lacking` the missing words of each language."""

    study: Study
    findings: list[Finding]
    tables: dict[str, int]
    filled: gaps.Filled
    claims: int
    themes: int
    exports: pd.DataFrame | None = None
    posts: dict[str, int] = field(default_factory=dict)
    lacking: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, kind: Kind) -> list[Finding]:
        return [finding for finding in self.findings if finding.kind == kind]

    def count(self, kind: Kind) -> int:
        """How many places are so: each row counts."""
        return sum(finding.places for finding in self.of(kind))

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong, so that the paper can be built and says what is so."""
        return not self.of("wrong")


@dataclass
class Parts:
    """What a study is made of, as far as it can be read: every raw table with all its columns, claims and themes
    (None where their file cannot be read), and exports of posts.
    """

    study: Study
    settings_read: bool
    raw: dict[str, pd.DataFrame]
    problems: list[Problem]
    whole: bool
    claims: list[Claim] | None
    themes: list[Theme] | None

    @cached_property
    def typed(self) -> pd.DataFrame:
        """The counts of snapshots that can be read."""
        return read_counts(without_wrong_readings(self.raw, self.problems), self.study, [])

    @cached_property
    def exports(self) -> materials.Posts:
        return materials.posts(self.study, self.raw["accounts"], self.typed)

    @cached_property
    def counts(self) -> pd.DataFrame:
        """All counts: those typed, and those of profiles in exports."""
        found = self.exports.counts
        return self.typed if found is None else pd.concat([self.typed, found], ignore_index=True)

    @cached_property
    def quantities(self) -> pd.DataFrame | None:
        """All that claims and sentences can name; None where a table or the settings cannot be read, or do not fit."""
        if self.themes is None or not (self.whole and self.settings_read):
            return None
        if materials.no_population(self.raw, self.study):
            return None
        return materials.quantities(observations(self.raw, self.study) | {"counts": self.counts}, self.study)

    @cached_property
    def values(self) -> Values | None:
        """The values that a manuscript can name; None where there are exports, of which only the build knows all."""
        if self.quantities is None or self.exports.report is not None:
            return None
        ids = {*self.raw["accounts"]["account"], *self.study.countries, *self.study.groups}
        return Values.of(self.quantities.loc[self.quantities["missing"] == "", "name"], ids)

    @cached_property
    def files(self) -> dict[str, str]:
        return {table: file_of(self.raw, table) for table in self.raw}


def check(name: str, root: Path | None = None, *, today: dt.date | None = None) -> Report:
    """The report on the study. Raises `StudyError` only where there is no such study."""
    parts, findings = _read(name, root or find_root())
    findings += [
        *gaps.gaps(parts.raw, parts.study),
        *_odd(parts, today or dt.date.today()),
        *_of_materials(parts),
        *_of_papers(parts),
    ]
    order = ["study.yaml", *parts.files.values(), "claims.yaml", "codebook.yaml"]
    return Report(
        study=parts.study,
        findings=in_order(by_cause(gathered(first_causes(findings))), order),
        tables={table: len(frame) for table, frame in parts.raw.items() if len(frame)},
        filled=gaps.filled(parts.raw, parts.counts),
        claims=len(parts.claims or []),
        themes=len(parts.themes or []),
        exports=parts.exports.report,
        posts={account: n for account, n in parts.exports.by_account.items() if account},
        lacking=languages.lacking(parts.study),
    )


def _read(name: str, root: Path) -> tuple[Parts, list[Finding]]:
    """The parts of the study, and what reading them finds."""
    study, settings_read, of_settings = settings(name, root)
    raw, problems = examined(study)
    whole = len(raw) == len(TABLES) and not any(problem.error for problem in problems)
    raw = {table: _completed(raw, table) for table in TABLES}
    claims, of_claims = materials.claims(study)
    themes, of_themes = materials.themes(study, raw["themes"], file_of(raw, "themes"))
    parts = Parts(study, settings_read, raw, problems, whole, claims, themes)
    return parts, [*of_settings, *of_problems(problems), *of_claims, *of_themes]


def _completed(raw: dict[str, pd.DataFrame], table: str) -> pd.DataFrame:
    """The table with all its columns; without rows where it cannot be read."""
    frame = raw.get(table, pd.DataFrame(index=pd.Index([], name="row", dtype="int64")))
    whole = completed(frame, table).astype("str")
    whole.attrs |= frame.attrs
    return whole


def _odd(parts: Parts, today: dt.date) -> list[Finding]:
    """What looks odd in counts, days, populations and roles."""
    raw, files, study = parts.raw, parts.files, parts.study
    shown = raw["countries"][raw["countries"]["value_shown"] != ""]
    written = study.date if parts.settings_read else None
    return [
        *plausibility.odd_counts(parts.typed, raw["snapshots"], files["snapshots"]),
        *plausibility.odd_days(raw, files, today=today, written=written),
        *plausibility.odd_populations(
            read_figures(shown, files["countries"], []), files["countries"], populations()
        ),
        *(_outside(raw["accounts"], files["accounts"], study) if parts.settings_read else []),
    ]


def _nothing_compared(accounts: pd.DataFrame, study: Study) -> list[Finding]:
    """The group whose reach is studied, where no account belongs to it."""
    name, group = next(iter(study.groups.items()))
    compared = accounts["role"].isin(group.roles) & accounts["country"].isin(study.countries)
    roles = ", ".join(group.roles)
    mend = f"no account of the countries compared has a role of this group ({roles}); add accounts, or change its roles"
    return (
        [] if compared.any() or accounts.empty else [Finding("wrong", "study.yaml", mend, (), "groups", name)]
    )


def _outside(accounts: pd.DataFrame, file: str, study: Study) -> list[Finding]:
    """Accounts that belong to no group."""
    grouped = {role for group in study.groups.values() for role in group.roles}
    mend = "no group of study.yaml has this role, so that the account is compared with none; add the role to one, or mend it"
    return [
        Finding("odd", file, mend, (int(row),), "role", role)
        for row, role in accounts["role"].items()
        if role and role not in grouped
    ]


def _of_materials(parts: Parts) -> list[Finding]:
    """What is wrong or odd in coding sheets and exports, and claims about what is not there."""
    findings = list(parts.exports.findings)
    if parts.themes is not None:
        findings += materials.coding(parts.study, parts.themes, parts.exports.ids)
    if parts.settings_read:
        findings += materials.no_population(parts.raw, parts.study)
        findings += _nothing_compared(parts.raw["accounts"], parts.study)
    if parts.claims and parts.quantities is not None:
        findings += materials.of_claims(parts.claims, parts.quantities, parts.raw["accounts"])
    return findings


def _of_papers(parts: Parts) -> list[Finding]:
    """What is wrong, missing or odd in manuscripts, words and references."""
    study, accounts = parts.study, parts.raw["accounts"]
    known = manuscripts.Known(
        account=set(accounts["account"]) or None,
        claim=None if parts.claims is None else {claim.id for claim in parts.claims},
        group=set(study.groups) if parts.settings_read else None,
        made=manuscripts.figures_and_tables(study.root),
        values=lambda: parts.values,
    )
    countries = sorted(filter(is_country, {*study.countries, *accounts["country"]}))
    return [
        *manuscripts.manuscripts(study, known),
        *languages.languages(study, countries),
        *manuscripts.references(study),
        *_uncited(parts.raw["sources"], parts.files["sources"], study),
    ]


def _uncited(sources: pd.DataFrame, file: str, study: Study) -> list[Finding]:
    """Sources that name an entry of references.bib which is not there."""
    entries = bibliography.keys(study)
    return [
        Finding("odd", file, "references.bib has no entry under this key", (int(row),), "cites", key)
        for row, key in sources["cites"].items()
        if key and key not in entries
    ]
