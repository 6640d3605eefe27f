"""The study built once as a user builds it, in a folder with a space and Kazakh letters in its name."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from projects import add_study, copy_project, make

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser():
    if BROWSER is None:
        pytest.skip("no Chromium on this machine: the pages were not opened in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=BROWSER, args=QUIET)
        yield opened
        opened.close()


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
