"""The page of other choices, held against papers that were really built under some of them, and opened in a browser."""

import json
import shutil
from pathlib import Path

import pytest
from projects import make

from analysis.publish.ledger import harvest
from analysis.study import read_study


@pytest.fixture(scope="module")
def project(built, example, tmp_path_factory) -> Path:
    """A copy of the built project in which the pages were made for two studies, so that the others stay as they are."""
    copy = tmp_path_factory.mktemp("what-if") / "project"
    shutil.copytree(built, copy, symlinks=True)
    for study in ("turkic-2024", "example"):
        done = make(copy, "what-if", f"STUDY={study}")
        assert done.returncode == 0, done.stdout + done.stderr
    return copy


@pytest.fixture(scope="module")
def found(project) -> dict[str, dict]:
    return {
        study: json.loads((project / "build" / study / "what-if.json").read_text("utf-8"))
        for study in ("turkic-2024", "example")
    }


@pytest.fixture(scope="module")
def ledger_under(project, tmp_path_factory):
    """What the notebooks hand on when they are really run under PARAMS, in another copy."""
    copy = tmp_path_factory.mktemp("under") / "project"
    shutil.copytree(project, copy, symlinks=True)

    def ledger(study: str, params: str, *notebooks: str) -> dict:
        paths = [f"build/{study}/notebooks/{name}.ipynb" for name in notebooks]
        done = make(copy, *paths, f"STUDY={study}", f"PARAMS={params}")
        assert done.returncode == 0, done.stdout + done.stderr
        return harvest(read_study(study, copy), [copy / path for path in paths])

    return ledger


def places_of(ledger: dict) -> dict[tuple[str, str], list[int]]:
    """The best and the worst place by account and measure."""
    return {
        (value["subject"], value["measure"].removesuffix("_rank")): [int(value["low"]), int(value["high"])]
        for value in ledger["values"].values()
        if value["measure"].endswith("_rank")
    }


@pytest.mark.parametrize(
    ("study", "params", "choice"),
    [
        ("turkic-2024", "", None),
        ("turkic-2024", "rule=floor", "rule:floor"),
        ("turkic-2024", "population='worldbank 2024'", "population:worldbank 2024"),
        ("turkic-2024", "rule=unknown population='worldbank 2024'", "pair:unknown:worldbank 2024"),
        ("example", "as_of=2025-02-01", "as_of:2025-02-01"),
    ],
)
def test_verdicts_and_places_are_those_of_a_paper_built_under_the_choice(
    found, ledger_under, study, params, choice
):
    ledger = ledger_under(study, params, "4-robustness", "6-claims")
    statements, orders = found[study]["statements"], found[study]["orders"]
    assert {row["id"]: row["under"][choice] if choice else row["own"] for row in statements} == {
        name: claim["verdict"] for name, claim in ledger["claims"].items()
    }
    assert {
        (row["account"], row["measure"]): row["under"][choice]["place"] if choice else row["own"]
        for row in orders
    } == places_of(ledger)


def test_another_day_turns_a_verdict_and_an_order_of_the_example(found):
    """On the first day Altanor's ministry showed 48.2K, Deltova's leader 50.6K; and posts were fewer then."""
    rows = {row["id"]: row for row in found["example"]["statements"]}
    row = rows["ministry-above-leader"]
    assert (row["own"], row["under"]["as_of:2025-02-01"]) == ("within_rounding", "fails")
    places = {
        row["account"]: row["under"]["as_of:2025-02-01"]
        for row in found["example"]["orders"]
        if row["measure"] == "followers_per_post"
    }
    # 9,870 / 6,205 = 1.59 and 7,312 / 4,338 = 1.69
    assert places["mfa-xcc"]["place"] == [5, 5] and places["mfa-xdd"]["place"] == [4, 4]


def test_without_turkiye_kyrgyzstans_share_of_the_followers_is_no_longer_small(found):
    """9,921 of 205,200 + 52,900 + 9,921 + 7,948 are 3.6 in a hundred."""
    rows = {row["id"]: row for row in found["turkic-2024"]["statements"]}
    assert rows["instagram-first"]["under"]["without:TUR"] == "fails"
    assert rows["turkiye-first"]["under"] | {"without:TUR": ""} == dict.fromkeys(
        rows["turkiye-first"]["under"], "holds"
    ) | {"without:TUR": ""}


def test_places_by_themes_are_those_of_shares_counted_under_the_choice(found, ledger_under):
    values = ledger_under("example", "sample=50", "7-posts", "8-content")["values"]
    accounts = [each["account"] for each in found["example"]["accounts"]]
    for row in found["example"]["themes"]:
        own = values[f"{row['account']}.share_{row['measure']}"]
        others = [values[f"{name}.share_{row['measure']}"] for name in accounts if name != row["account"]]
        above = sum(other["low"] >= own["high"] and other["low"] > own["low"] for other in others)
        below = sum(own["low"] >= other["high"] and own["low"] > other["low"] for other in others)
        assert row["under"]["sample:50"]["place"] == [1 + above, 5 - below], row


def test_a_second_make_does_nothing_and_the_paper_keeps_the_page_up_to_date(project):
    page = project / "build" / "turkic-2024" / "what-if.kk.html"
    before = page.stat().st_mtime_ns
    done = make(project, "what-if")
    assert done.stdout.splitlines() == [
        "Open build/turkic-2024/index.html",
        f"Open build/turkic-2024/{sorted(page.parent.glob('what-if.*.html'))[0].name}",
    ]
    assert page.stat().st_mtime_ns == before
    claims = project / "studies" / "turkic-2024" / "claims.yaml"
    claims.touch()
    assert make(project, "paper").returncode == 0
    assert page.stat().st_mtime_ns > before


def test_the_index_leads_to_the_page(project):
    index = (project / "build" / "turkic-2024" / "index.html").read_text("utf-8")
    assert 'href="what-if.kk.html"' in index and 'href="what-if.en.html"' in index


PAGES = [("turkic-2024", "en"), ("turkic-2024", "kk"), ("example", "tr")]


@pytest.fixture
def visit(browser, project):
    """Opens the page of a study; collects what the console says."""
    contexts = []

    def visit(study: str, language: str, **settings):
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.goto((project / "build" / study / f"what-if.{language}.html").as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("study", "language"), PAGES)
def test_page_has_no_violation_of_accessibility_and_is_silent(visit, study, language, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(study, language, color_scheme=scheme)
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in violations] == []
    assert page.said == []


@pytest.mark.parametrize(("study", "language"), PAGES)
def test_page_does_not_scroll_sideways_on_a_phone(visit, study, language):
    page = visit(study, language, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_head_and_the_first_column_stay_where_a_table_is_scrolled(visit):
    page = visit("turkic-2024", "kk", viewport={"width": 360, "height": 740})
    left, top = page.locator(".matrix").first.evaluate(
        """it => {
            it.scrollTo(400, 300);
            const box = it.getBoundingClientRect(), side = it.querySelectorAll("tbody th")[3].getBoundingClientRect();
            return [side.left - box.left, it.querySelector("thead th").getBoundingClientRect().top - box.top];
        }"""
    )
    assert abs(left) < 1 and abs(top) < 1


def test_the_filter_leaves_what_changes_and_works_without_scripts(visit):
    page = visit("turkic-2024", "en", java_script_enabled=False)
    every = page.locator(".matrix:visible tbody tr:visible").count()
    assert every > 50
    page.check("#only")
    rows = page.locator(".matrix:visible tbody tr:visible")
    assert rows.count() == 1
    assert rows.first.inner_text().startswith("9. Kyrgyzstan’s President")
    assert page.get_by_text("Nothing changes here.").is_visible()


def test_print_shows_whole_tables_without_the_controls(visit):
    page = visit("example", "tr")
    page.emulate_media(media="print")
    assert not page.locator("#only").is_visible()
    for matrix in page.locator(".matrix").all():
        assert matrix.evaluate("it => getComputedStyle(it).overflow") == "visible"
