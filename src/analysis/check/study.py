"""The check of a study: everything that it is made of, gone through without stopping at the first mistake."""

import contextlib
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.check import gaps, languages, manuscripts, materials, plausibility
from analysis.check.findings import Finding, Kind, first_causes, gathered, in_order, of_error, of_problems
from analysis.clean.folder import file_of
from analysis.clean.near_misses import did_you_mean
from analysis.clean.observations import (
    completed,
    examined,
    observations,
    read_counts,
    read_figures,
    without_wrong_readings,
)
from analysis.clean.schemas import TABLES, is_country
from analysis.measure.claims import Claim
from analysis.measure.codebook import Theme
from analysis.new import populations
from analysis.study import STUDY_NAME, Choice, Study, StudyError, find_root, read_study, read_yaml


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
        return sum(max(1, len(finding.rows)) for finding in self.of(kind))

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong, so that the paper can be built and says what is so."""
        return not self.of("wrong")


def check(name: str, root: Path | None = None, *, today: dt.date | None = None) -> Report:
    """The report on the study. Raises `StudyError` only where there is no such study."""
    study, unread = _settings(name, root or find_root())
    raw, problems = examined(study)
    sound = len(raw) == len(TABLES) and not any(problem.error for problem in problems)
    raw = {table: _whole(raw, table) for table in TABLES}
    typed = read_counts(without_wrong_readings(raw, problems), study, [])
    exports = materials.posts(study, raw["accounts"], typed)
    counts = typed if exports.counts is None else pd.concat([typed, exports.counts], ignore_index=True)
    made, of_claims = materials.claims(study)
    book, of_themes = materials.themes(study, raw["themes"], file_of(raw, "themes"))
    findings = [
        *unread,
        *of_problems(problems),
        *([*_countries(study), *gaps.settings(study)] if not unread else []),
        *gaps.gaps(raw, study),
        *_odd(raw, typed, study, today or dt.date.today(), settings_read=not unread),
        *of_claims,
        *(_of_quantities(made, raw, counts, study) if sound and made and not unread else []),
        *of_themes,
        *(materials.coding(study, book, exports.ids) if book is not None else []),
        *exports.findings,
        *manuscripts.manuscripts(study, _known(raw, made, study, settings_read=not unread)),
        *languages.languages(
            study, sorted(filter(is_country, {*study.countries, *raw["accounts"]["country"]}))
        ),
        *_uncited(raw, study),
    ]
    return _report(study, findings, raw, counts, made, book, exports)


def _settings(name: str, root: Path) -> tuple[Study, list[Finding]]:
    """The study as study.yaml has it; where that cannot be read, what can be known without, and why it cannot."""
    try:
        return read_study(name, root), []
    except StudyError as error:
        if not STUDY_NAME.fullmatch(str(name)) or not (root / "studies" / name / "study.yaml").is_file():
            raise
        return _without_settings(name, root), [*of_error(error, "study.yaml"), *_countries_meant(name, root)]


def _countries_meant(name: str, root: Path) -> list[Finding]:
    """What the countries of settings that cannot be read were meant to be."""
    with contextlib.suppress(StudyError):
        settings = read_yaml(root / "studies" / name / "study.yaml")
        codes = settings.get("countries") if isinstance(settings, dict) else None
        return [
            Finding("wrong", "study.yaml", f"no code of a country{meant}", (), "countries", code)
            for code in (codes if isinstance(codes, list) else [])
            if isinstance(code, str) and not is_country(code) and (meant := did_you_mean("country", code))
        ]
    return []


def _countries(study: Study) -> list[Finding]:
    """Countries of study.yaml that have the form of a code and are none."""
    return [
        Finding(
            "wrong",
            "study.yaml",
            f"no country has this code{did_you_mean('country', code)}",
            (),
            "countries",
            code,
        )
        for code in study.countries
        if not is_country(code)
    ]


def _without_settings(name: str, root: Path) -> Study:
    written = sorted(path.name.split(".")[1] for path in (root / "studies" / name).glob("paper.*.md"))
    return Study.model_construct(
        name=name, root=root, languages=written, countries=[], groups={}, title={}, posts=Choice()
    )


def _whole(raw: dict[str, pd.DataFrame], table: str) -> pd.DataFrame:
    """The table with all its columns; without rows where it cannot be read."""
    nothing = pd.DataFrame(index=pd.Index([], name="row", dtype="int64"))
    frame = raw.get(table, nothing)
    whole = completed(frame, table)
    whole.attrs |= frame.attrs
    return whole.astype("str")


def _odd(
    raw: dict[str, pd.DataFrame], typed: pd.DataFrame, study: Study, today: dt.date, *, settings_read: bool
) -> list[Finding]:
    """What looks odd in counts, days, populations and roles."""
    files = {table: file_of(raw, table) for table in raw}
    figures = read_figures(raw["countries"][raw["countries"]["value_shown"] != ""], files["countries"], [])
    written = study.date if settings_read else None
    return [
        *plausibility.odd_counts(typed, raw["snapshots"], files["snapshots"]),
        *plausibility.odd_days(raw, files, today=today, written=written),
        *plausibility.odd_populations(figures, files["countries"], populations()),
        *(_outside(raw["accounts"], files["accounts"], study) if settings_read else []),
    ]


def _outside(accounts: pd.DataFrame, file: str, study: Study) -> list[Finding]:
    """Accounts that belong to no group, so that no figure shows them."""
    grouped = {role for group in study.groups.values() for role in group.roles}
    mend = "no group of study.yaml has this role, so that the account is compared with none; add the role to one, or mend it"
    return [
        Finding("odd", file, mend, (int(row),), "role", role)
        for row, role in accounts["role"].items()
        if role and role not in grouped
    ]


def _of_quantities(
    made: list[Claim], raw: dict[str, pd.DataFrame], counts: pd.DataFrame, study: Study
) -> list[Finding]:
    tables = observations(raw, study) | {"counts": counts}
    return materials.unknown_quantities(made, tables, study)


def _known(
    raw: dict[str, pd.DataFrame], made: list[Claim] | None, study: Study, *, settings_read: bool
) -> manuscripts.Known:
    accounts = set(raw["accounts"]["account"])
    return manuscripts.Known(
        account=accounts or None,
        claim=None if made is None else {claim.id for claim in made},
        group=set(study.groups) if settings_read else None,
    )


def _uncited(raw: dict[str, pd.DataFrame], study: Study) -> list[Finding]:
    """Sources that name an entry of references.bib which is not there."""
    entries, file = manuscripts.bibliography(study), file_of(raw, "sources")
    return [
        Finding("odd", file, "references.bib has no entry under this key", (int(row),), "cites", key)
        for row, key in raw["sources"]["cites"].items()
        if key and key not in entries
    ]


def _report(
    study: Study,
    findings: list[Finding],
    raw: dict[str, pd.DataFrame],
    counts: pd.DataFrame,
    made: list[Claim] | None,
    book: list[Theme] | None,
    exports: materials.Posts,
) -> Report:
    order = ["study.yaml", *(file_of(raw, table) for table in raw), "claims.yaml", "codebook.yaml"]
    return Report(
        study=study,
        findings=in_order(gathered(first_causes(findings)), order),
        tables={table: len(frame) for table, frame in raw.items() if len(frame)},
        filled=gaps.filled(raw, counts),
        claims=len(made or []),
        themes=len(book or []),
        exports=exports.report,
        posts={account: n for account, n in exports.by_account.items() if account},
        lacking=languages.lacking(study),
    )
