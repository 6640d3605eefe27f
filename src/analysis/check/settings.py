"""Settings: study.yaml as far as it can be read, and what is wrong with it or still the author's to fill."""

import contextlib
from pathlib import Path

from analysis.check.findings import Finding, of_error
from analysis.check.gaps import PLACE, WRITE
from analysis.clean.near_misses import did_you_mean
from analysis.clean.schemas import is_country
from analysis.study import STUDY_NAME, Choice, Study, StudyError, read_study, read_yaml

FILE = "study.yaml"


def settings(name: str, root: Path) -> tuple[Study, bool, list[Finding]]:
    """The study, whether its settings could be read, and what they get wrong or lack.

    Where they cannot be read, the study has what is known without them: its folders, and the languages of its
    manuscripts. Raises `StudyError` where there is no such study.
    """
    try:
        study = read_study(name, root)
    except StudyError as error:
        if not STUDY_NAME.fullmatch(str(name)) or not (root / "studies" / name / FILE).is_file():
            raise
        return _without_settings(name, root), False, [*of_error(error, FILE), *_countries_meant(name, root)]
    return study, True, [*_countries(study.countries), *_places(study)]


def _without_settings(name: str, root: Path) -> Study:
    written = sorted(path.name.split(".")[1] for path in (root / "studies" / name).glob("paper.*.md"))
    return Study.model_construct(
        name=name, root=root, languages=written, countries=[], groups={}, title={}, posts=Choice()
    )


def _countries_meant(name: str, root: Path) -> list[Finding]:
    """What the countries of settings that cannot be read were meant to be."""
    with contextlib.suppress(StudyError):
        read = read_yaml(root / "studies" / name / FILE)
        codes = read.get("countries") if isinstance(read, dict) else None
        return _countries(
            [code for code in codes if isinstance(code, str)] if isinstance(codes, list) else []
        )
    return []


def _countries(codes: list[str]) -> list[Finding]:
    """Codes of countries that are none."""
    return [
        Finding(
            "wrong", FILE, f"no country has this code{did_you_mean('country', code)}", (), "countries", code
        )
        for code in codes
        if not is_country(code)
    ]


def _places(study: Study) -> list[Finding]:
    """Places in study.yaml that only the author can fill."""
    authors = [text for author in study.authors for text in (author.name, author.affiliation)]
    said = [
        text
        for each in (study.title, study.subtitle, *authors)
        for text in (each.values() if isinstance(each, dict) else [each or ""])
    ]
    return [Finding("missing", FILE, WRITE, (), "", text) for text in said if PLACE.fullmatch(text)]
