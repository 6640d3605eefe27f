import re
from html import unescape

import pytest
from browsing import BROWSER, opened_browser
from mini import RAW

from analysis.check.page import write_page

SCRIPT = "<script>alert(1)</script>"
MANY_DAYS = "".join(f"mfa-kaz,2024-10-{day:02},en,53K,,,,seen,\n" for day in range(1, 9))


@pytest.fixture
def page(report):
    def page(files=None) -> str:
        return write_page(report(files)).read_text(encoding="utf-8")

    return page


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_page_lies_in_the_build_and_names_every_finding(report):
    found = report({"accounts.csv": RAW["accounts.csv"].replace("KAZ,ministry", "TÜR,ministry")})
    path = write_page(found)
    assert path == found.study.build / "check.html"
    text = text_of(path.read_text(encoding="utf-8"))
    assert "row 2 country TÜR not an ISO 3166 alpha-3 code" in text
    assert "Mend what is wrong before you build the paper." in text
    assert "data/raw/mini/accounts.csv" in text


def test_a_page_without_mistakes_says_that_the_paper_can_be_built(page):
    text = text_of(page())
    assert "The paper can be built; what is missing can be filled in at any time." in text
    assert "nothing wrong" in text and 'id="wrong"' not in page()


def test_a_wrong_language_is_one_row_with_every_count_behind_it(page):
    rows = "".join(f'mfa-kaz,2024-10-{day:02},en,"{50 + day},{day} K",,,,seen,\n' for day in range(1, 9))
    html = page({"snapshots.csv": RAW["snapshots.csv"] + rows})
    text = text_of(unescape(html))
    assert "7 other values are like it: '52,2 K' (row 5), '53,3 K' (row 6), '54,4 K' (row 7) …" in text
    assert html.count("English screens have") == 1
    assert "all 8" in text and "followers_shown row 11: 58,8 K" in text


def test_what_comes_from_the_files_is_text_and_never_markup(page):
    html = page(
        {
            "accounts.csv": RAW["accounts.csv"].replace("mfa-nam,NAM,ministry", f"{SCRIPT},NAM,{SCRIPT}"),
            "snapshots.csv": RAW["snapshots.csv"].replace("note\n", f"{SCRIPT}\n").replace("52.9K", SCRIPT),
            "paper.en.md": f"**\\[{SCRIPT}\\]** [@a{SCRIPT}]\n",
            "words/en.yaml": f'a: {{"b": "{SCRIPT}"}}\n',
        }
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 5


def test_the_page_may_run_nothing_and_ask_the_network_for_nothing(page):
    html = page()
    assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html
    assert not re.search(r"<(script|link|img|iframe)\b|src=|https?://", html)


def test_few_days_show_the_counts_and_many_show_what_is_filled(page):
    few = text_of(page())
    assert "mfa-kaz followers filled 52.9K posts filled 4,338" in few
    many = text_of(page({"snapshots.csv": RAW["snapshots.csv"] + MANY_DAYS}))
    assert "mfa-kaz followers filled posts filled followers filled posts empty" in many
    assert "mfa-nam followers filled posts empty no row no row" in many


def test_missing_words_stand_beside_the_english(page):
    settings = (
        'title: {en: A, sw: B}\nauthors: [{name: C}]\ndate: 2025-01-02\nlanguages: ["en", "sw"]\ncountries: ["KAZ", "NAM"]\n'
        "groups: {ministries: {roles: [ministry]}}\n"
    )
    html = page({"study.yaml": settings, "words/sw.yaml": "column: {country: Nchi}\n"})
    assert re.search(r"<code>column\.handle</code></th><td>Handle</td>", html)
    assert "studies/mini/words/sw.yaml" in html


@pytest.mark.skipif(
    BROWSER is None, reason="no Chromium on this machine: the page was not opened in a browser"
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_keeps_the_rules_of_accessibility_and_fits_a_phone(report, scheme):
    from axe_playwright_python.sync_playwright import Axe

    mistakes = {
        "accounts.csv": RAW["accounts.csv"].replace("KAZ,ministry", "TÜR,minister"),
        "snapshots.csv": RAW["snapshots.csv"] + MANY_DAYS + "mfa-kaz,soon,en,28.7B,,,,seen,\n",
    }
    path = write_page(report(mistakes))
    with opened_browser() as browser:
        opened = browser.new_page(
            color_scheme=scheme, viewport={"width": 360, "height": 800}, bypass_csp=True
        )
        opened.goto(path.as_uri())
        wide = opened.evaluate("document.documentElement.scrollWidth")
        broken = Axe().run(opened).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in broken] == []
    assert wide <= 360
