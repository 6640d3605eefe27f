"""The codebook: themes with their labels, definitions, examples and indicators, and what a source reports of them.

An indicator is a word (`visit`), a stem (`visit*`), or a phrase of these (`state visit*`): `*` is any rest of a
word, `?` one character, as in quanteda's glob look-up. It belongs to a language, or to `any`. An exclusion is a
phrase that cancels the indicators of its theme that lie inside it (`social security` for `security`).
"""

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import yaml
from pydantic import BeforeValidator, Field, ValidationError

from analysis.measure.quantities import number, quantities
from analysis.measure.tokens import indicators, words
from analysis.study import Settings, Study, StudyError, Text, nearest, read_yaml

ANY = "any"
THEME_ID = r"^[a-z0-9][a-z0-9_-]*$"
_WILDCARD = re.compile(r"[*?]")
_SIGNIFICANT = re.compile(r"[^*?\s]")
_PLAIN_WORDS = re.compile(r"[^\W_ ]+[*?]?( [^\W_ ]+[*?]?)*")
LANGUAGE = re.compile(r"[a-z]{2,3}")


def _written(value: Any) -> Any:
    """Text as the author wrote it: YAML reads a bare `on` or `no` as true or false and `2030` as a number."""
    if isinstance(value, (bool, int, float)) or value is None:
        raise ValueError("YAML does not read this as text: put it in quotes")
    return value


def _by_language(lists: Any) -> Any:
    if not isinstance(lists, dict):
        raise ValueError("expected lists by language, e.g. `en: [visit*, state visit*]`")
    wrong = [key for key in lists if key != ANY and not (isinstance(key, str) and LANGUAGE.fullmatch(key))]
    if wrong:
        raise ValueError(
            f'{", ".join(map(repr, wrong))}: expected language codes such as kk or en, or {ANY}; put "no" in quotes'
        )
    return lists


Phrase = Annotated[str, BeforeValidator(_written), Field(min_length=1)]
Phrases = Annotated[dict[str, list[Phrase]], BeforeValidator(_by_language)]


class Examples(Settings):
    """Posts of one's own making that belong to a theme, and some that do not."""

    belongs: Phrases = {}
    belongs_not: Phrases = {}


class Theme(Settings):
    id: str = Field(pattern=THEME_ID)
    label: Text
    definition: Text = {}
    parent: str | None = None
    examples: Examples = Examples()
    indicators: Phrases = {}
    exclusions: Phrases = {}


class Codebook(Settings):
    """Themes in the order in which figures and tables list them, and how posts are cut into words.

    `split_tags` and `split_hyphens` mean what they mean in quanteda's `tokens()`: by default `#visit` is one word
    that `visit*` does not meet, and so is `бизнес-форум`.
    """

    themes: list[Theme]
    split_tags: bool = False
    split_hyphens: bool = False

    @functools.cached_property
    def key(self) -> str:
        """A digest of everything that decides how posts are coded."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def ids(self) -> list[str]:
        return [theme.id for theme in self.themes]

    def above(self) -> dict[str, list[str]]:
        """Each theme's id with the ids of the themes over it, the nearest first."""
        parents = {theme.id: theme.parent for theme in self.themes}
        return {name: list(_upwards(name, parents)) for name in parents}


def read_codebook(study: Study) -> list[Theme]:
    """The themes of the study's codebook.yaml in their order; none where there is no such file."""
    return codebook_of(study).themes


def codebook_of(study: Study) -> Codebook:
    """The study's codebook.yaml, checked, with a label in each of the study's languages; without themes where absent."""
    path = study.folder / "codebook.yaml"
    if not path.is_file():
        return Codebook(themes=[])
    where = f"studies/{study.name}/codebook.yaml"
    return checked(read_yaml(path) or {"themes": []}, where, languages=study.languages)


def checked(settings: Any, where: str, *, languages: Iterable[str] = ()) -> Codebook:
    """`settings` as a codebook, or one `StudyError` that lists everything that is wrong with them."""
    try:
        codebook = Codebook.model_validate(settings)
    except ValidationError as error:
        lines = [_explained(problem, settings) for problem in error.errors()]
    else:
        lines = [*_wrong_tree(codebook), *_silent(codebook, languages), *_wrong_indicators(codebook)]
        if not lines:
            return codebook
    raise StudyError("\n".join(f"{where}: {line}" for line in lines))


def write_codebook(codebook: Codebook, path: Path) -> None:
    """The codebook as YAML that `checked` reads back, without what is empty."""
    settings = codebook.model_dump(exclude_defaults=True)
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False, width=110)
    path.write_text(text, encoding="utf-8")


def _upwards(name: str, parents: dict[str, str | None]) -> Iterator[str]:
    above = parents[name]
    while above is not None:
        yield above
        above = parents[above]


def _wrong_tree(codebook: Codebook) -> list[str]:
    ids, parents = codebook.ids, {theme.id: theme.parent for theme in codebook.themes}
    twice = [
        f"the theme {name!r} stands twice" for name in sorted({name for name in ids if ids.count(name) > 1})
    ]
    orphans = [
        f"{name}: the parent {above!r} is no theme of this codebook{nearest(above, ids)}"
        for name, above in parents.items()
        if above is not None and above not in parents
    ]
    return [
        *twice,
        *orphans,
        *(f"{name}: is its own ancestor" for name in parents if _in_a_circle(name, parents)),
    ]


def _in_a_circle(name: str, parents: dict[str, str | None]) -> bool:
    seen, above = set(), parents.get(name)
    while above is not None and above not in seen:
        if above == name:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _silent(codebook: Codebook, languages: Iterable[str]) -> list[str]:
    return [
        f"{theme.id}: no label in {lang}"
        for theme in codebook.themes
        for lang in languages
        if lang not in theme.label
    ]


def _wrong_indicators(codebook: Codebook) -> list[str]:
    cut = {"split_tags": codebook.split_tags, "split_hyphens": codebook.split_hyphens}
    problems = []
    for theme in codebook.themes:
        for kind, lists in (("indicators", theme.indicators), ("exclusions", theme.exclusions)):
            for language, phrases in lists.items():
                where = f"{theme.id}.{kind}.{language}"
                problems += [f"{where}: {problem}" for problem in unusable(phrases, **cut) if problem]
        for language, phrases in theme.exclusions.items():
            counted = set(indicators(theme.indicators.get(language, [])))
            problems += [
                f"{theme.id}.exclusions.{language}: {phrase!r} is an indicator too, which would never count"
                for phrase, plain in zip(phrases, indicators(phrases))
                if plain in counted
            ]
    return problems


def unusable(phrases: list[str], **cut: bool) -> list[str | None]:
    """Why each phrase cannot be an indicator beside those before it, None where it can."""
    seen: dict[str, str] = {}
    problems: list[str | None] = []
    for phrase, plain in zip(phrases, indicators(phrases)):
        problem = None
        if not _SIGNIFICANT.search(plain):
            problem = f"{phrase!r} would meet any word; write at least one letter"
        elif plain in seen:
            as_what = "" if phrase == seen[plain] else f" (as {seen[plain]!r}: letters are folded)"
            problem = f"{phrase!r} stands twice{as_what}"
        elif broken := _never_one_word(plain, cut):
            problem = (
                f"{phrase!r} never meets a post: {broken!r} is not one word; put a space where a word ends"
            )
        problems.append(problem)
        seen.setdefault(plain, phrase)
    return problems


def _never_one_word(plain: str, cut: dict[str, bool]) -> str | None:
    """The part of a phrase without wildcards that no text has as one word, such as `a/b`."""
    if _PLAIN_WORDS.fullmatch(plain):
        return None
    parts = [part for part in plain.split(" ") if not _WILDCARD.search(part)]
    return next((part for part in parts if len(words(part, **cut)) > 1), None)


def _explained(problem: dict, settings: Any) -> str:
    """One line for one of pydantic's problems, with the theme's id in place of its number."""
    place = list(problem["loc"])
    if len(place) > 1 and place[0] == "themes":
        place[:2] = [_name(settings["themes"][place[1]], place[1])]
    where = ".".join(str(part) for part in place) or "codebook"
    if problem["type"] == "extra_forbidden":
        known = Codebook if len(place) == 1 else Examples if "examples" in place[:-1] else Theme
        return f"{where}: unknown key{nearest(str(place[-1]), list(known.model_fields))}"
    if problem["type"] == "missing":
        return f"{where}: is missing"
    return f"{where}: {problem['msg'].removeprefix('Value error, ')} (found {problem['input']!r})"


def _name(theme: Any, place: int) -> str:
    return str(theme["id"]) if isinstance(theme, dict) and "id" in theme else f"theme {place + 1}"


def reported_themes(tables: dict[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """The themes as reported, one row per phrase, with country, role and the theme's `label` (language → text).

    Rows follow the codebook's order of themes within an account. Raises `StudyError` for a theme that the
    codebook does not have.
    """
    themes = read_codebook(study)
    place = {theme.id: index for index, theme in enumerate(themes)}
    reported = tables["themes"]
    unknown = [
        f"themes.csv, row {row}, column theme: {theme!r} is not in codebook.yaml{nearest(theme, list(place))}"
        for row, theme in zip(reported["row"], reported["theme"])
        if theme not in place
    ]
    if unknown:
        raise StudyError("\n".join(unknown))
    labels = {theme.id: theme.label for theme in themes}
    joined = reported.merge(
        tables["accounts"][["account", "country", "role"]], on="account", how="left", validate="many_to_one"
    )
    joined = joined.assign(label=joined["theme"].map(labels), place=joined["theme"].map(place))
    return (
        joined.sort_values(["account", "place", "row"], kind="stable")
        .drop(columns="place")
        .reset_index(drop=True)
    )


def reported_counts(themes: pd.DataFrame) -> pd.DataFrame:
    """How many phrases and how many themes are reported, per account and in all: counts of reports, not of posts."""
    rows = [
        row
        for account, own in themes.groupby("account")
        for row in (
            number(account, "reported_phrases", len(own), "count", formula="phrases in themes.csv"),
            number(
                account,
                "reported_themes",
                own["theme"].nunique(),
                "count",
                formula="different themes in themes.csv",
            ),
        )
    ]
    total = number(
        "themes", "reported", themes["theme"].nunique(), "count", formula="different themes in themes.csv"
    )
    return quantities(
        [*rows, total, number("themes", "phrases", len(themes), "count", formula="phrases in themes.csv")]
    )


def founded(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The years in which platforms and institutions were founded, as `<platform>.founded` and `<country>.institution_founded`."""
    days = tables["sources"].set_index("source")["seen_on"]
    pages = (("platforms", "platform", "founded"), ("institutions", "country", "institution_founded"))
    return quantities(
        {
            "subject": row[subject],
            "measure": measure,
            "value": float(row["founded"]),
            "unit": "year",
            "origin": [
                {
                    "file": f"{table}.csv",
                    "row": int(row["row"]),
                    "column": "founded",
                    "shown": row["founded"],
                    "source": row["source"],
                    "note": "",
                    "day": days.get(row["source"], ""),
                }
            ],
        }
        for table, subject, measure in pages
        for row in tables[table].to_dict("records")
    )
