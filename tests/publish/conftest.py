from pathlib import Path

import pytest
from publish.pair import ledger, make_study
from publish.posted import write_export

from analysis.draw.words import Words
from analysis.publish.manuscript import Manuscript
from analysis.publish.sharing import share
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


@pytest.fixture
def bundle(study, tmp_path) -> Path:
    """The study's bundle as a reader has it, who has neither its posts nor anything built."""
    share(study)
    path = (study.build / "mini-share.zip").rename(tmp_path / "given.zip")
    for part in (study.processed / "posts").iterdir():
        part.unlink()
    return path


@pytest.fixture
def export(tmp_path):
    """Writes the reader's own export."""
    return lambda *posts, name="own.jsonl": write_export(tmp_path / "own" / name, *posts)
