import pytest

PAGES = ["paper.kk.html", "paper.en.html", "paper.tr.html", "index.html", "notebooks/2-reach.html"]


@pytest.fixture
def visit(browser, paper):
    """Opens a page of the build; collects what the console says and what is fetched from the network."""
    contexts = []

    def visit(name: str, **settings):
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.said, page.fetched = [], []
        page.on(
            "console",
            lambda message: page.said.append(message.text) if message.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on(
            "request",
            lambda request: (
                page.fetched.append(request.url)
                if not request.url.startswith(("file:", "data:", "blob:"))
                else None
            ),
        )
        page.goto((paper / name).as_uri())
        page.wait_for_load_state("load")
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_page_is_silent_and_offline(visit, name):
    page = visit(name)
    assert page.said == []
    assert page.fetched == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_violation_of_accessibility(visit, name, scheme):
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(visit(name, color_scheme=scheme))
    assert [
        (v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in results.response["violations"]
    ] == []


@pytest.mark.parametrize("name", PAGES)
def test_page_does_not_scroll_sideways_on_a_phone(visit, name):
    page = visit(name, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_click_on_a_number_shows_the_raw_cell_behind_it(visit):
    page = visit("paper.en.html", viewport={"width": 1280, "height": 900})
    page.locator("a.value[data-name='mfa-tur.followers']").first.click()
    origin = page.locator("[role=dialog]:visible, dialog[open]")
    text = origin.inner_text()
    assert "1.8 million" in text and "snapshots.csv" in text and "followers_shown" in text
    assert "1,750,000" in text and "1,900,000" in text
    assert "28 September 2024" in text or "September 28, 2024" in text or "2024-09-28" in text
    page.keyboard.press("Escape")
    assert page.locator("[role=dialog]:visible, dialog[open]").count() == 0


def test_a_computed_number_leads_step_by_step_to_its_raw_cells(visit):
    page = visit("paper.en.html", viewport={"width": 1280, "height": 900})
    page.locator("a.value[data-name='mfa-aze.followers_per_1000']").first.click()
    origin = page.locator("[role=dialog]:visible, dialog[open]")
    assert "mfa-aze.followers" in origin.inner_text()
    origin.get_by_text("mfa-aze.followers", exact=True).first.click()
    assert "205,200" in origin.inner_text() and "snapshots.csv" in origin.inner_text()


def test_every_number_leads_to_the_ledger_without_scripts(visit):
    page = visit("paper.kk.html", java_script_enabled=False)
    hrefs = page.locator("a.value").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    ids = set(page.locator("[id]").evaluate_all("all => all.map(one => '#' + one.id)"))
    assert len(hrefs) > 50
    assert {href for href in hrefs if href not in ids} == set()


def test_every_internal_link_has_its_target(visit):
    page = visit("paper.en.html")
    hrefs = page.locator("a[href^='#']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    ids = set(page.locator("[id]").evaluate_all("all => all.map(one => '#' + one.id)"))
    assert {href for href in hrefs if href not in ids and href != "#"} == set()


def test_links_to_files_lead_to_files(visit, paper):
    for name in ("index.html", "paper.en.html"):
        hrefs = (
            visit(name)
            .locator("a[href]")
            .evaluate_all("links => links.map(link => link.getAttribute('href'))")
        )
        files = {href.split("#")[0] for href in hrefs if not href.startswith(("#", "http"))} - {""}
        assert files and [file for file in files if not (paper / file).exists()] == []


def test_language_switch_leads_to_the_other_paper(visit):
    page = visit("paper.kk.html", viewport={"width": 1280, "height": 900})
    page.locator("a[hreflang='en']").first.click()
    page.wait_for_load_state("load")
    assert page.locator("html").get_attribute("lang") == "en"


def test_print_shows_the_whole_paper_without_the_controls(visit):
    page = visit("paper.en.html")
    page.emulate_media(media="print")
    assert page.locator("figure").first.is_visible()
    assert not page.locator("nav").first.is_visible()
