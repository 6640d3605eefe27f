"""Claims, themes, coding sheets and exports of posts: whether each can be read, and fits the rest of the study."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pandas as pd

from analysis.check.findings import Finding, of_error, of_problems
from analysis.clean.posts import counts_of_profiles
from analysis.measure.claims import (
    Claim,
    Greater,
    Part,
    Range,
    Rank,
    Ratio,
    SameOrder,
    check_claims,
    named,
    read_claims,
)
from analysis.measure.codebook import Codebook, Theme, codebook_of
from analysis.study import Study, StudyError, nearest

LOOKED_AT = (
    frozenset(  # of what is said of an export, what may be wrong in the study though it was mended or guessed
        [
            "set_aside",
            "ids_as_numbers_linked",
            "ids_as_numbers_made",
            "ids_rounded_linked",
            "ids_rounded_made",
            "misread",
            "lost_letters",
            "no_count",
            "no_flag",
            "times_of_ids",
            "apart",
            "no_zone",
            "nameless",
            "not_read.empty",
            "not_read.web_page",
        ]
    )
)


@dataclass
class Posts:
    """What the exports of posts hold: a row per file (`report`), posts by account, ids, and counts of profiles."""

    findings: list[Finding] = field(default_factory=list)
    report: pd.DataFrame | None = None
    by_account: Counter[str] = field(default_factory=Counter)
    ids: set[str] | None = None
    counts: pd.DataFrame | None = None


def claims(study: Study) -> tuple[list[Claim] | None, list[Finding]]:
    """The study's claims, None where they cannot be read, and why not."""
    try:
        return read_claims(study), []
    except StudyError as error:
        return None, of_error(error, "claims.yaml")


def quantities(tables: dict[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """All quantities as claims and sentences name them: those that the tables give, and, without a value, those of posts."""
    from analysis.measure.content import no_content  # statistics, only where something is named
    from analysis.measure.evidence import quantities_of
    from analysis.measure.reach import members

    compared = members(tables["accounts"], study, next(iter(study.groups)))
    return quantities_of(tables, study, no_content(study, compared))


def no_population(raw: dict[str, pd.DataFrame], study: Study) -> list[Finding]:
    """The base of figures per inhabitant, where countries.csv has none of its source and year."""
    base, countries = study.population, raw["countries"]
    if base is None:
        return []
    rows = countries[countries["indicator"] == "population"]
    known = sorted(set((rows["source"] + " " + rows["year"]).str.strip()))
    wanted = f"{base.source} {base.year or ''}".strip()
    mend = f"countries.csv has no population of this source and year; it has {', '.join(known) or 'none'}"
    return [] if wanted in known else [Finding("wrong", "study.yaml", mend, (), "population", wanted)]


def of_claims(made: list[Claim], known: pd.DataFrame, accounts: pd.DataFrame) -> list[Finding]:
    """Claims that name what no notebook computes, an empty count included, or that compare what cannot be compared."""
    try:
        check_claims(made, known, "claims.yaml")
    except StudyError as error:
        return of_error(error, "claims.yaml")
    numbers = Counter(claim.number for claim in made)
    twice = [
        f"claim {each.id!r} has the number {each.number}, as another has"
        for each in made
        if numbers[each.number] > 1
    ]
    units = known.drop_duplicates("name", keep="last").set_index("name")["measure"]
    platforms = accounts.set_index("account")["platform"]
    never = [
        f"claim {each.id!r} can never hold: {said}"
        for each in made
        for part in each.parts
        for said in _never(part)
    ]
    unlike = [
        f"claim {claim.id!r} compares {said}"
        for claim in made
        for part in claim.parts
        for said in _unlike(part, units, platforms)
    ]
    return [Finding("odd", "claims.yaml", said) for said in [*twice, *never, *unlike]]


def _never(part: Part) -> Iterator[str]:
    """Why a part fails whatever the counts are: a place among fewer accounts, or bounds the wrong way round."""
    if isinstance(part, Rank) and part.rank > len(named(part)):
        yield f"place {part.rank} among {len(named(part))} accounts"
    if isinstance(part, Ratio | Range) and part.at_least > part.at_most:
        yield f"at least {part.at_least:g}, and at most {part.at_most:g}"


def _unlike(part: Part, measures: pd.Series, platforms: pd.Series) -> Iterator[str]:
    """What a part compares although it is not of one kind: several platforms, or several measures."""
    if not isinstance(part, Rank | Greater | SameOrder):
        return
    for names in [part.left, part.right] if isinstance(part, SameOrder) else [named(part)]:
        where = [platforms.get(name.rpartition(".")[0], "") for name in names]
        on = sorted({each for each in where if each})
        kinds = sorted({measures[name] for name in names})
        if len(on) > 1 and not isinstance(part, SameOrder):
            yield (
                f"accounts on {' and '.join(on)}, which count in different ways, while the paper says that accounts are "
                "compared within one platform only; compare those of one, or say in note why it can be done"
            )
        if len(kinds) > 1:
            yield f"{' with '.join(kinds)}; is that what the statement says?"


def themes(study: Study, reported: pd.DataFrame, file: str) -> tuple[list[Theme] | None, list[Finding]]:
    """The study's themes, None where they cannot be read, and what is wrong with them or with themes.csv."""
    try:
        book = codebook_of(study)
    except StudyError as error:
        return None, of_error(error, "codebook.yaml")
    ids = book.ids
    unknown = [
        Finding(
            "wrong",
            file,
            f"codebook.yaml has no such theme{nearest(theme, ids)}",
            (int(row),),
            "theme",
            theme,
        )
        for row, theme in reported["theme"].items()
        if theme and theme not in ids
    ]
    return book.themes, unknown + _examples(book)


def _examples(book: Codebook) -> list[Finding]:
    """Examples of the codebook that its own indicators code otherwise."""
    if not any(theme.indicators for theme in book.themes):
        return []
    from analysis.measure.examples import (
        coded_otherwise,
    )  # the matcher, only where there is something to look up

    mend = "; mend the indicators, or the example"
    return [Finding("odd", "codebook.yaml", f"{line}{mend}") for line in coded_otherwise(book)]


def coding(study: Study, book: list[Theme], posts: set[str] | None) -> list[Finding]:
    """What is wrong or odd in the coding sheets."""
    folder = study.raw / "coding"
    if not folder.is_dir():
        return []
    from analysis.measure.sheets import read_sheets

    try:
        _, odd = read_sheets(folder, book, known_posts=posts, tables=study.coding.tables)
    except StudyError as error:
        return of_error(error, "coding")
    return of_problems(odd)


def posts(study: Study, accounts: pd.DataFrame, known: pd.DataFrame) -> Posts:
    """What the exports hold; nothing where there are none. `known` are the counts typed by hand."""
    folder = study.raw / "posts"
    if not folder.is_dir():
        return Posts()
    from analysis.clean.exports import ExportError, read_exports  # DuckDB, only where there are exports

    try:
        exports = read_exports(folder, columns=study.posts.columns, accounts=accounts)
    except ExportError as error:
        placed = [replace(problem, file=f"posts/{problem.file}") for problem in error.problems]
        return Posts([*of_problems(placed), *_told(error.report)], error.report)
    except StudyError as error:
        return Posts(of_error(error, "posts"))
    by_account = Counter(exports.posts["account"])
    return Posts(
        [*_told(exports.report), *_strangers(by_account, exports.report)],
        exports.report,
        by_account,
        set(exports.posts["post_id"]),
        counts_of_profiles(exports.accounts, accounts, known),
    )


def _told(report: pd.DataFrame) -> list[Finding]:
    """The rows of each export that are set aside, and what was mended or guessed; what else was noticed stands in the report."""
    return [
        Finding("odd", f"posts/{row['file']}", warning)
        for row in report.to_dict("records")
        for warning in row["warnings"]
        if getattr(warning, "key", "") in LOOKED_AT
    ]


def _strangers(by_account: Counter[str], report: pd.DataFrame) -> list[Finding]:
    alien, every = by_account[""], sum(by_account.values())
    mend = (
        f"{alien:,} of {every:,} posts belong to no account of accounts.csv, by platform and handle or by an id in the "
        "account's address, and are left out"
    )
    return [Finding("odd", "posts", mend)] if alien else []
