"""The invented study as a reader gets it: marked everywhere, its content section filled, its truth in the intervals."""

import json
import re
from pathlib import Path

import pytest
from projects import make
from pypdf import PdfReader

from analysis.draw.phrases import said
from analysis.draw.words import Words, languages

TRUTH = json.loads((Path(__file__).parents[1] / "example_truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def ledger(example):
    return json.loads((example / "ledger.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("language", "remark"),
    [("en", "Invented data"), ("kk", "Ойдан шығарылған деректер"), ("tr", "Uydurma veriler")],
)
def test_every_page_and_figure_says_that_its_data_are_invented(example, ledger, language, remark):
    assert f'class="invented">{remark}' in (example / f"paper.{language}.html").read_text("utf-8")
    pages = [page.extract_text() for page in PdfReader(example / f"paper.{language}.pdf").pages]
    assert len(pages) > 20 and [n for n, text in enumerate(pages, start=1) if remark not in text] == []
    for name, figure in ledger["figures"].items():
        assert remark in figure["caption"][language], name
        assert remark in (example / "figures" / f"{name}.{language}.text.svg").read_text("utf-8"), name


def test_the_content_section_has_its_figures_and_tables(ledger):
    assert {"fig-periods", "fig-theme-shares", "fig-agreement", "fig-validation", "fig-corrected"} <= set(
        ledger["figures"]
    )
    assert {"tbl-exports", "tbl-chosen", "tbl-agreement", "tbl-comparisons", "tbl-growth"} <= set(
        ledger["tables"]
    )


def test_every_formula_of_the_ledger_is_said_in_the_languages_of_the_package(ledger):
    formulas = {value["formula"] for value in ledger["values"].values()} - {"", "2 / n!"}
    computed = {
        formula for formula in formulas if not re.fullmatch(r"[\w.-]+\.[\w-]+ / [\w.-]+\.[\w-]+", formula)
    }
    assert len(computed) > 80
    for language in languages():
        words = Words(language)
        english = [formula for formula in computed if said("formula", formula, words) == formula]
        assert english == [] or language == "en", language


def test_no_notebook_shows_a_warning_of_its_packages(example):
    notebooks = [json.loads(path.read_text("utf-8")) for path in (example / "notebooks").glob("*.ipynb")]
    outputs = [out for book in notebooks for cell in book["cells"] for out in cell.get("outputs", [])]
    assert len(notebooks) == 8 and outputs
    assert [out["text"] for out in outputs if out.get("name") == "stderr"] == []


def test_planted_shares_lie_in_the_intervals_that_the_paper_prints(ledger):
    """95 in 100 intervals should hold their share: of 40, at least 34 (binomial, less than one failure in 500 runs)."""
    shares = [
        (planted / 100 if planted > 1 else planted, ledger["values"][f"{account}.share_{theme}_corrected"])
        for account, themes in TRUTH["shares"].items()
        for theme, planted in themes.items()
    ]
    assert len(shares) == 40
    assert sum(value["low"] <= planted <= value["high"] for planted, value in shares) >= 34


def test_sharing_and_rehydrating_give_the_same_coded_posts_again(built, example):
    assert make(built, "share", "STUDY=example").returncode == 0
    done = make(built, "rehydrate", "STUDY=example", "FROM=data/raw/example/posts")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "example" in done.stdout
