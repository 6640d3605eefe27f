"""The tutorial, followed step by step as a reader does."""

import os

import pytest
from projects import OF_AN_OUTER_MAKE, copy_project
from tutorial import steps, type_in, unseen, write


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The project after the last step."""
    project = copy_project(tmp_path_factory.mktemp("tutorial") / "project")
    environment = {key: value for key, value in os.environ.items() if key not in OF_AN_OUTER_MAKE}
    printed, missing = "", []
    for step in steps():
        if step.kind == "sh":
            printed = type_in(step, project, environment)
        elif step.kind == "text":
            missing += [f"line {step.line}: {line}" for line in unseen(step, printed)]
        else:
            write(step, project)
    assert missing == []
    return project


def test_the_tutorial_ends_with_a_paper_in_both_languages(followed):
    build = followed / "build" / "practice"
    for language in ("en", "tr"):
        assert (build / f"paper.{language}.pdf").read_bytes().startswith(b"%PDF")
    text = (build / "paper.en.html").read_text(encoding="utf-8")
    assert "Norway" in text and "invented" in text.lower()
    assert "Turkic" not in text
