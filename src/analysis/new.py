"""A new study: its two folders with everything filled in that can be, and a manuscript that is a whole paper already."""

import csv
import datetime as dt
import json
import re
import shutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pandas as pd

from analysis.clean.country_names import codes_by_name, country_meant, english_names, folded, plain
from analysis.clean.folder import WORKBOOK
from analysis.clean.schemas import TABLES
from analysis.draw.words import ENGLISH, Words, languages, to_translate
from analysis.keeping import as_csv
from analysis.study import STUDY_NAME, StudyError, nearest, read_yaml
from analysis.workbook import workbook

TEMPLATES = Path(__file__).with_name("new_study")
CODEBOOK_OF, ITS_OWN_THEME = "turkic-2024", "turkic-states"
CODEBOOK_HEAD = """\
# The themes of diplomatic posts, with indicators in seven languages, copied from the study turkic-2024. Change, add or remove
# themes as your question asks; the order is that of figures and tables. An indicator is a word, a stem (visit*) or a phrase.

"""
MOST_IN_TITLE = 8
MOST_WORDS = 6  # of a country's name
PLATFORM = "twitter"  # to be changed in the table accounts where a page is elsewhere
ACCOUNTS = {"mfa": "ministry", "leader": "leader"}
KEPT = ("csv", "xlsx")
SCREENS, WORLD_BANK = "screens", "worldbank"
WORLD_BANK_PAGE = "https://data.worldbank.org/indicator/SP.POP.TOTL"


def new_study(
    root: Path,
    name: str,
    countries: Iterable[str],
    languages: Iterable[str],
    *,
    kept: str = KEPT[0],
    today: dt.date | None = None,
) -> list[Path]:
    """Writes `studies/<name>/` and `data/raw/<name>/` with a ministry and a leader per country; returns the files.

    Countries are ISO 3166 codes or English names, languages any that CLDR knows: one without words gets a file of them,
    empty and with the English beside, and the English manuscript, both to be translated. The tables are `kept` as CSV
    files or in one workbook. Both folders appear whole or not at all. Raises `StudyError` for a study that is there
    already, and for every word that cannot be used.
    """
    _free(root, name)
    codes, chosen = _chosen(list(countries), list(languages), kept)
    words = {language: Words(language, untranslated=True) for language in chosen}
    day = (today or dt.date.today()).isoformat()
    files = {
        root / "studies" / name: _settings(root, name, codes, words, day),
        root / "data" / "raw" / name: _raw(name, codes, words, day, kept),
    }
    for folder, contents in files.items():
        _write(folder, contents)
    return [folder / file for folder, contents in files.items() for file in contents]


def next_steps(root: Path, paths: list[Path]) -> str:
    """What was written, and what its author does next; countries without a population in the table are named."""
    settings, tables = paths[0].parent, paths[-1].parent
    study = settings.name
    lacking = [code for code in read_yaml(settings / "study.yaml")["countries"] if code not in populations()]
    if any(path.name == WORKBOOK for path in paths):
        countries, others = "the sheet countries", f"the sheets accounts and snapshots of {WORKBOOK}"
    else:
        countries, others = "countries.csv", "accounts.csv and snapshots.csv"
    lines = [
        f"Written: {settings.relative_to(root).as_posix()}/ and {tables.relative_to(root).as_posix()}/.",
        *(
            [f"No population is on record for {', '.join(lacking)}: add a row to {countries}."]
            if lacking
            else []
        ),
        *(
            f"To be translated: words/{file.stem}.yaml, paper.{file.stem}.md and the titles in study.yaml."
            for file in paths
            if file.parent.name == "words"
        ),
        f"Next: fill in {others} (README.md beside them says how), then",
        f"  make check STUDY={study}    what is missing or odd",
        f"  make paper STUDY={study}    the paper, as far as the counts go",
    ]
    return "\n".join(lines)


def country_codes(words: Iterable[str]) -> list[str]:
    """ISO 3166 alpha-3 codes of what was typed, in its order: `NOR`, `no`, `Norway`, `United Kingdom`.

    Raises `StudyError` with every word that is neither a code nor an English name, and the nearest that is.
    """
    typed = " ".join(words).replace(",", " ").split()
    known, codes, unknown = codes_by_name(), [], []
    while typed:
        size = next((n for n in range(MOST_WORDS, 0, -1) if folded(" ".join(typed[:n])) in known), 0)
        if size:
            codes.append(known[folded(" ".join(typed[:size]))])
        else:
            unknown.append(typed[0])
        typed = typed[size or 1 :]
    problems = [f"there is no country {word!r}{_nearest_country(word)}" for word in unknown]
    problems += [
        f"the country {code} is listed twice" for code in dict.fromkeys(codes) if codes.count(code) > 1
    ]
    if not codes and not unknown:
        problems = ['name the countries, for instance COUNTRIES="NOR SWE DNK FIN ISL"']
    if problems:
        raise StudyError("\n".join(problems))
    return codes


@cache
def populations() -> dict[str, dict[str, str]]:
    """The embedded populations, one row per country: country, year, population. README.md says where they are from."""
    with (TEMPLATES / "populations.csv").open(encoding="utf-8", newline="") as file:
        return {row["country"]: row for row in csv.DictReader(file)}


# What was asked for


def _free(root: Path, name: str) -> None:
    if not STUDY_NAME.fullmatch(name):
        raise StudyError(
            f"{name!r} cannot be a study's name: use small letters, digits, - and _ only, as in nordic-2025"
        )
    there = [folder for folder in (f"studies/{name}", f"data/raw/{name}") if (root / folder).exists()]
    if there:
        raise StudyError(
            f"{' and '.join(there)}: there already, and nothing is overwritten. Go on in its files "
            f"(make check STUDY={name} says what is missing), or give the new study another NAME"
        )


def _chosen(countries: list[str], asked: list[str], kept: str) -> tuple[list[str], list[str]]:
    """The codes of the countries and of the languages, or one error with all that is wrong with what was asked for."""
    problems, codes = [], []
    try:
        codes = country_codes(countries)
    except StudyError as error:
        problems.append(str(error))
    chosen = " ".join(asked).replace(",", " ").lower().split()
    there = languages()
    for language in dict.fromkeys(chosen):
        try:
            Words(language, untranslated=True)
        except StudyError as error:
            problems.append(f"{error}; use a code of ISO 639, as in {', '.join(there)}, ar, zh")
    problems += [
        f"the language {each} is listed twice" for each in dict.fromkeys(chosen) if chosen.count(each) > 1
    ]
    if not chosen:
        problems.append(
            f'name the languages of the paper, for instance LANGUAGES="en tr"; there are {", ".join(there)}'
        )
    if kept not in KEPT:
        problems.append(f"TABLES={kept}: write TABLES=csv (a file per table) or TABLES=xlsx (one workbook)")
    if problems:
        raise StudyError("\n".join(problems))
    return codes, chosen


def _nearest_country(word: str) -> str:
    meant = country_meant(word)
    if meant:
        return f"; did you mean {meant} ({english_names()[meant][0]})?"
    return nearest(plain(word), [name for names in english_names().values() for name in names], most=5)


# studies/<name>


def _settings(root: Path, name: str, codes: list[str], words: dict[str, Words], day: str) -> dict[str, str]:
    return {
        "study.yaml": _study_yaml(codes, words, day),
        **{f"paper.{language}.md": _manuscript(language, name) for language in words},
        **{f"words/{language}.yaml": _words_file() for language in words if language not in languages()},
        "claims.yaml": _claims(name, codes, words),
        "codebook.yaml": _codebook(root, [each for each in words if each not in languages()]),
        "references.bib": _template("references.bib", name),
    }


def _study_yaml(codes: list[str], words: dict[str, Words], day: str) -> str:
    years = {populations()[code]["year"] for code in codes if code in populations()}
    base = (
        f"population: {{source: {WORLD_BANK}, year: {max(years)}}}"
        if years
        else f"# population: {{source: {WORLD_BANK}}}"
    )
    return "\n".join(
        [
            "# What this study is. Codes of countries and languages are quoted, so that YAML does not read NO or ON as no and yes.",
            "title:",
            *(f"  {_quoted(language)}: {_quoted(_title(codes, w))}" for language, w in words.items()),
            "subtitle:",
            *(f"  {_quoted(language)}: {_quoted(_text(w, 'subtitle'))}" for language, w in words.items()),
            "authors:",
            "  - name:",
            *(f"      {_quoted(language)}: {_quoted(_text(w, 'author'))}" for language, w in words.items()),
            f"date: {day}",
            f"languages: {_quoted(list(words))}",
            "",
            "# The countries compared. Accounts of other countries in the table accounts stand beside them, in grey.",
            f"countries: {_quoted(codes)}",
            "",
            "# The first group is the one whose reach is studied; a second group is held against it.",
            "groups:",
            "  ministries: {roles: [ministry]}",
            "  leaders: {roles: [leader, press_service]}",
            "",
            "# The base of figures per inhabitant: a source of the table countries and a year.",
            base,
            "",
        ]
    )


def _title(codes: list[str], words: Words) -> str:
    if len(codes) > MOST_IN_TITLE:
        return _text(words, "title_of_many", n=words.number(len(codes)))
    return _text(words, "title", countries=words.list(words.country(code, article=True) for code in codes))


def _manuscript(language: str, name: str) -> str:
    """The manuscript in the language, or the English one with a notice where there is none yet."""
    if (TEMPLATES / f"paper.{language}.md").is_file():
        return _template(f"paper.{language}.md", name)
    notice = "**\\[To be translated by the author: this text is still the English one.\\]**\n\n::: abstract"
    return _template(f"paper.{ENGLISH}.md", name).replace("::: abstract", notice, 1)


def _words_file() -> str:
    from analysis.publish.terms import english_terms

    return to_translate({key.removeprefix("publish."): text for key, text in english_terms().items()})


def _claims(name: str, codes: list[str], words: dict[str, Words]) -> str:
    """claims.yaml without a claim, and with an example of one about the first country."""
    own = codes[0].lower()
    texts = {language: _text(w, "claim", country=w.country(codes[0])) for language, w in words.items()}
    example = [
        f"#  - id: ministry-ahead-{own}",
        "#    number: 1",
        f"#    text: {_quoted(texts)}",
        f"#    parts: [{{kind: greater, value: mfa-{own}.followers, than: [leader-{own}.followers]}}]",
    ]
    return _template("claims.yaml", name).replace("example-of-a-claim", "\n".join(example))


def _codebook(root: Path, untranslated: list[str]) -> str:
    """The themes of the first study without those that are only its own; no themes where that study is not kept.

    Languages that it does not name the themes in get the English names, to be translated.
    """
    path = root / "studies" / CODEBOOK_OF / "codebook.yaml"
    if not path.is_file():
        return CODEBOOK_HEAD + "themes: []\n"
    _, _, themes = path.read_text(encoding="utf-8").partition("\nthemes:\n")
    parts = re.split(r"(?m)^(?=  - id: )", themes)
    kept = [part for part in parts if not part.startswith(f"  - id: {ITS_OWN_THEME}\n")]
    named = "".join(f"\\n      {each}: \\1  # to be translated" for each in untranslated)
    labelled = re.sub(r"(?m)^    label:\n      en: (.+)$", rf"\g<0>{named}", "".join(kept))
    return f"{CODEBOOK_HEAD}themes:\n{labelled}"


# data/raw/<name>


def _raw(name: str, codes: list[str], words: dict[str, Words], day: str, kept: str) -> dict[str, str | bytes]:
    tables = _tables(codes, words, day)
    files = {f"{table}.csv": as_csv(frame) for table, frame in tables.items()}
    if kept == "xlsx":
        files = {WORKBOOK: workbook(name, tables, codes, list(words.values()))}
    return {"README.md": _template("data.md", name)} | files


def _tables(codes: list[str], words: dict[str, Words], day: str) -> dict[str, pd.DataFrame]:
    accounts = [(f"{kind}-{code.lower()}", code, role) for kind, role in ACCOUNTS.items() for code in codes]
    rows = {
        "accounts": [_account(*each, words) for each in accounts],
        "snapshots": [{"account": each, "captured_on": day, "source": SCREENS} for each, *_ in accounts],
        "countries": [_population(code) for code in codes if code in populations()],
        "sources": _sources(words, day),
    }
    return {table: _table(table, own, words) for table, own in rows.items()}


def _account(account: str, code: str, role: str, words: dict[str, Words]) -> dict[str, str]:
    holders = _per_language("holder", words, lambda w: _text(w, role, country=w.country(code)))
    return holders | {
        "account": account,
        "country": code,
        "role": role,
        "platform": PLATFORM,
        "source": SCREENS,
    }


def _population(code: str) -> dict[str, str]:
    row = populations()[code]
    known = {"country": code, "indicator": "population", "source": WORLD_BANK}
    return known | {"year": row["year"], "value_shown": row["population"]}


def _sources(words: dict[str, Words], day: str) -> list[dict[str, str]]:
    return [
        _per_language("title", words, lambda w: _text(w, SCREENS)) | {"source": SCREENS, "seen_on": day},
        _per_language("title", words, lambda w: _text(w, WORLD_BANK))
        | {"source": WORLD_BANK, "url": WORLD_BANK_PAGE, "cites": WORLD_BANK},
    ]


def _per_language(column: str, words: dict[str, Words], say) -> dict[str, str]:
    """The text of a column in each language; the column without a language has the English, or the first, one."""
    base = _base(words)
    return {column if language == base else f"{column}.{language}": say(w) for language, w in words.items()}


def _base(words: dict[str, Words]) -> str:
    return ENGLISH if ENGLISH in words else next(iter(words))


def _table(name: str, rows: list[dict[str, str]], words: dict[str, Words]) -> pd.DataFrame:
    """A raw table with all its columns, those per language beside their own; its index is the row of a spreadsheet."""
    siblings = [language for language in words if language != _base(words)]
    columns = [
        full
        for column, field in TABLES[name].columns.items()
        for full in [column, *(f"{column}.{each}" for each in siblings if field.per_language)]
    ]
    return pd.DataFrame(rows, range(2, len(rows) + 2), columns, dtype="str").fillna("")


# Texts and files


def _text(words: Words, key: str, **fields: str) -> str:
    texts = _texts()
    return texts.get(words.language, texts[ENGLISH])[key].format(**fields)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return read_yaml(TEMPLATES / "texts.yaml")


def _template(file: str, name: str) -> str:
    year = max(row["year"] for row in populations().values())
    text = (TEMPLATES / file).read_text(encoding="utf-8")
    return text.replace("study-name", name).replace("populations-year", year)


def _quoted(value: str | list | dict) -> str:
    """The value as YAML reads it on one line, every text in quotation marks."""
    return json.dumps(value, ensure_ascii=False)


def _write(folder: Path, contents: dict[str, str | bytes]) -> None:
    """The folder with its files, under its name only when all are there; tables with the mark by which Excel knows UTF-8."""
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for file, content in contents.items():
        if isinstance(content, str):
            content = content.encode("utf-8-sig" if file.endswith(".csv") else "utf-8")
        (part / file).parent.mkdir(exist_ok=True)
        (part / file).write_bytes(content)
    part.rename(folder)
