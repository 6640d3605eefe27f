"""The page in a browser: where a number comes from, by mouse, by keyboard, and without scripts."""

import pytest
from browsing import BROWSER, opened_browser
from publish.pair import HOSTILE, make_study

from analysis.publish.render import render

TEXT = """\
::: abstract
The ratio is {{ value("ministries.ratio") }}.
:::

# One {#sec-one}

{{ value("mfa-kaz.followers_per_1000") }}; the statement {{ verdict("first") }}. {{ shown("mfa-kaz.joined") }}

{{ table("tbl-reach") }}

# Ledger {.appendix}

{{ ledger_appendix() }}
"""

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def browser():
    with opened_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    study = make_study(tmp_path_factory.mktemp("page"))
    (study.folder / "paper.en.md").write_text(TEXT, encoding="utf-8")
    return render(study, "en", ("html",))[0].as_uri()


@pytest.fixture
def visit(browser, address):
    contexts = []

    def visit(**settings):
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()


def test_enter_opens_where_a_number_comes_from_and_escape_goes_back_to_it(visit):
    page = visit()
    number = page.locator(".value[data-name='mfa-kaz.followers_per_1000']").first
    number.focus()
    page.keyboard.press("Enter")
    origin = page.get_by_role("dialog")
    assert page.evaluate("document.activeElement.id") == "origin-title"
    assert "followers / population × 1000" in origin.inner_text()
    assert "[2.5995932; 2.6069714)" in origin.inner_text()
    assert origin.get_by_role("link").get_attribute("href") == "notebooks/2-reach.html#cell-id=reach"
    page.keyboard.press("Escape")
    assert not origin.is_visible()
    assert page.evaluate("document.activeElement.dataset.name") == "mfa-kaz.followers_per_1000"


def test_each_input_leads_one_step_deeper_and_back(visit):
    page = visit()
    page.locator(".value[data-name='ministries.ratio']").first.click()
    origin = page.get_by_role("dialog")
    origin.get_by_text("mfa-kaz.followers", exact=True).click()
    assert "52.9K" in origin.inner_text() and "snapshots.csv, row 2, followers_shown" in origin.inner_text()
    assert origin.get_by_role("link", name="Pages on X/Twitter").get_attribute("href") == "https://x.com/a"
    origin.get_by_role("button", name="Back").click()
    assert "first / second" in origin.inner_text()
    origin.get_by_role("button", name="Close").click()
    assert not origin.is_visible()


def test_text_from_data_stays_text_in_the_dialog(visit):
    page = visit()
    page.on("dialog", lambda dialog: pytest.fail("a script from the data ran"))
    page.locator(".value[data-name='mfa-kaz.joined']").first.click()
    assert HOSTILE in page.get_by_role("dialog").inner_text()
    assert page.locator("#origin script").count() == 0


def test_a_verdict_shows_what_decides_it(visit):
    page = visit()
    verdict = page.locator(".verdict[data-claim='first']").first
    verdict.focus()
    page.keyboard.press(" ")
    origin = page.get_by_role("dialog")
    assert "Türkiye is <b>first</b>" in origin.inner_text() and "mfa-tur.followers" in origin.inner_text()
    page.locator("h1").click()
    assert not origin.is_visible()


def test_tabbing_past_the_end_of_the_dialog_closes_it(visit):
    page = visit()
    page.locator(".value[data-name='mfa-kaz.joined']").first.click()
    for _ in range(6):
        page.keyboard.press("Tab")
        if not page.get_by_role("dialog").is_visible():
            break
    assert page.evaluate("document.activeElement.dataset.name") == "mfa-kaz.joined"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_dialog_is_accessible_and_inside_the_screen(visit, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(viewport={"width": width, "height": 740}, color_scheme=scheme)
    page.locator(".value[data-name='mfa-kaz.joined']").first.click()
    box = page.get_by_role("dialog").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations] == []


def test_without_scripts_a_number_leads_to_its_row(visit):
    page = visit(java_script_enabled=False)
    number = page.locator(".value[data-name='ministries.ratio']").first
    target = number.get_attribute("href").removeprefix("#")
    row = page.locator(f"tr:has([id='{target}'])")
    assert "first / second" in row.inner_text() and "34.02646 [33; 35.95)" in row.inner_text()
    assert not page.locator("#scheme").is_visible()


def test_the_button_changes_between_light_and_dark(visit):
    page = visit(color_scheme="dark")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    night = page.evaluate(background)
    page.locator("#scheme").click()
    assert page.evaluate(background) != night
    page.reload()
    assert page.evaluate("document.documentElement.dataset.scheme") == "light"


@pytest.mark.parametrize(("width", "opened"), [(360, False), (1280, True)])
def test_contents_are_folded_on_a_phone(visit, width, opened):
    page = visit(viewport={"width": width, "height": 740})
    assert page.locator(".contents details").evaluate("details => details.open") is opened
