from pathlib import Path

import pytest
from publish.pair import ledger, make_study

from analysis.draw.words import Words
from analysis.publish.manuscript import Manuscript
from analysis.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """The study in a folder whose name a careless program would trip over."""
    return make_study(tmp_path / "a б'ғ")


@pytest.fixture
def fill(study):
    """The manuscript `text` filled in."""

    def fill(text: str, language: str = "en", **changes) -> str:
        return Manuscript(text, ledger() | changes, study, Words(language, study)).filled()

    return fill


@pytest.fixture
def write(study):
    """Writes the manuscript of a language."""

    def write(text: str, language: str = "en") -> None:
        (study.folder / f"paper.{language}.md").write_text(text, encoding="utf-8")

    return write
