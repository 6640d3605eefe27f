"""The study built once as a user builds it, in a folder with a space and Kazakh letters in its name."""

from pathlib import Path

import pytest
from browsing import BROWSER, opened_browser
from projects import add_study, copy_project, make


@pytest.fixture(scope="module")
def browser():
    if BROWSER is None:
        pytest.skip("no Chromium on this machine: the pages were not opened in a browser")
    with opened_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A project in which `make paper` has run for turkic-2024."""
    project = copy_project(tmp_path_factory.mktemp("built") / "жоба мен деректер")
    done = make(project, "paper")
    assert done.returncode == 0, done.stdout + done.stderr
    return project


@pytest.fixture(scope="session")
def paper(built) -> Path:
    """The folder with the built study."""
    return built / "build" / "turkic-2024"


@pytest.fixture(scope="session")
def others(built) -> Path:
    """The same project with two studies of other countries, languages and platforms, built too."""
    for name in ("nordic-2025", "baltic-2025"):
        add_study(built, name)
        done = make(built, "paper", f"STUDY={name}")
        assert done.returncode == 0, done.stdout + done.stderr
    return built


@pytest.fixture(scope="session")
def example(built) -> Path:
    """The folder with the invented study, built."""
    done = make(built, "paper", "STUDY=example")
    assert done.returncode == 0, done.stdout + done.stderr
    return built / "build" / "example"
