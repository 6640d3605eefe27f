"""The pages of docs/: what they name exists, and nothing that an author can use is left out."""

import re
from pathlib import Path

import pytest

from analysis.measure.claims import Test
from analysis.publish.manuscript import FUNCTIONS

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))


def test_every_function_of_a_manuscript_is_explained():
    page = (ROOT / "docs" / "write-the-paper.md").read_text(encoding="utf-8")
    assert {name for name in FUNCTIONS if f"`{name}(" not in page} == set()


def test_every_kind_of_claim_is_explained():
    page = (ROOT / "docs" / "add-a-claim.md").read_text(encoding="utf-8")
    kinds = [part.model_fields["kind"].annotation.__args__[0] for part in Test.__args__[0].__args__]
    assert len(kinds) == 6
    assert [kind for kind in kinds if f"| `{kind}` |" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_target_and_file_that_a_page_names_exists(page):
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) <= targets
    linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [link for link in linked if not (page.parent / link).exists()] == []
