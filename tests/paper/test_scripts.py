"""A paper from right to left and one in Chinese: language, direction, order of words, letters, figures."""

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from projects import add_study, make

from analysis.draw import fonts
from analysis.draw.words import Words
from analysis.study import StudyError, read_study

STUDY = "cairo-tokyo-2025"
MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def papers(built) -> Path:
    """The folder with the Arabic and Chinese papers; skipped where the machine lacks the fonts."""
    add_study(built, STUDY)
    study = read_study(STUDY, built)
    for language in study.languages:
        words = Words(language, study)
        try:
            fonts.of_figures(words)
            lacking = fonts.advice(words)
        except StudyError as error:
            lacking = str(error)
        if lacking:
            pytest.skip(lacking)
    done = make(built, "paper", f"STUDY={STUDY}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lack" not in done.stderr
    return built / "build" / STUDY


def pdf_text(file: Path) -> str:
    """The PDF's text in reading order, on one line, without marks of direction."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (Debian: poppler-utils)")
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s+", " ", MARKS.sub("", text))


def test_arabic_paper_runs_from_right_to_left_and_the_chinese_one_does_not(papers):
    assert '<html lang="ar" dir="rtl">' in (papers / "paper.ar.html").read_text("utf-8")
    assert '<html lang="zh">' in (papers / "paper.zh.html").read_text("utf-8")
    assert '<html lang="ar" dir="rtl">' in (papers / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ar", ["أربع وزارات خارجية على وسائل التواصل الاجتماعي", "أكثر الوزارات متابعين هي وزارة الخارجية الصينية"]),
        ("zh", ["社交媒体上的四个外交部", "关注者最多的是中国外交部", "115 万–130 万", "王小明. (2022)."]),
    ],
)  # fmt: skip
def test_pdf_has_its_words_in_order_and_every_letter(papers, language, told):
    text = pdf_text(papers / f"paper.{language}.pdf")
    for words in told:
        assert words.replace(" ", "") in text.replace(" ", ""), words
    assert "‹U+" not in text and "\ufffd" not in text
    assert f"/Lang({language}".encode() in (papers / f"paper.{language}.pdf").read_bytes().replace(b" ", b"")


@pytest.mark.parametrize(("language", "names"), [("ar", ("المغرب", "اليابان")), ("zh", ("摩洛哥", "日本"))])
def test_figures_have_their_labels_and_no_empty_box(papers, language, names):
    for name in json.loads((papers / "ledger.json").read_text("utf-8"))["figures"]:
        outlines = (papers / "figures" / f"{name}.{language}.svg").read_text("utf-8")
        assert not re.search(r'<path id="[^"]*-0"', outlines), name  # glyph 0 is the empty box
        text = (papers / "figures" / f"{name}.{language}.text.svg").read_text("utf-8")
        assert all(label in text for label in names), name


def test_figure_in_chinese_asks_for_chinese_forms_first(papers):
    text = (papers / "figures" / "fig-per-capita.zh.text.svg").read_text("utf-8")
    assert re.search(r"font-family: '[^']*SC', 'DejaVu Sans'", text)


def test_numbers_run_left_to_right_in_the_arabic_page_and_columns_right_to_left(papers, browser):
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto((papers / "paper.ar.html").as_uri())
    left = """text => { const walk = document.createTreeWalker(document.getElementById("sec-results"), NodeFilter.SHOW_TEXT);
        for (let node; node = walk.nextNode();) { const at = node.data.indexOf(text); if (at < 0) continue;
            const range = new Range(); range.setStart(node, at); range.setEnd(node, at + text.length);
            return range.getBoundingClientRect().left; } }"""
    # 1,150,000 / 116,538.258 and 1,300,000 / 116,538.258
    assert page.evaluate(left, "9.8") < page.evaluate(left, "11.2")
    heads = page.locator("#tbl-reach thead th")
    assert heads.first.bounding_box()["x"] > heads.last.bounding_box()["x"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_latin_references_run_left_to_right_in_the_arabic_paper(papers):
    html = (papers / "paper.ar.html").read_text("utf-8")
    entries = dict(re.findall(r'<div id="ref-(\w+)" class="csl-entry"([^>]*)>', html))
    assert 'dir="ltr"' in entries["example2020"] and "dir" not in entries["misal2021"]
    assert "الكاتب، أحمد" in html and "Example, A." in html


def test_word_documents_know_direction_and_fonts(papers):
    def part(language: str, name: str) -> str:
        with zipfile.ZipFile(papers / f"paper.{language}.docx") as docx:
            return docx.read(f"word/{name}.xml").decode()

    assert "<w:bidi" in part("ar", "document") and "<w:bidiVisual" in part("ar", "styles")
    assert "<w:bidi " not in part("zh", "document") and "<w:bidiVisual" not in part("zh", "styles")
    assert 'w:eastAsia="SimSun"' in part("zh", "styles")


def test_a_section_without_translation_is_in_english_and_says_so(papers, built):
    manuscript = built / "studies" / STUDY / "paper.ar.md"
    before = manuscript.read_text("utf-8")
    manuscript.write_text(before + '\n{{ section("content") }}\n', "utf-8")
    done = make(built, "paper", f"STUDY={STUDY}")
    manuscript.write_text(before, "utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "there is no sections/content.ar.md" in done.stderr
    html = (papers / "paper.ar.html").read_text("utf-8")
    assert "لم يُترجم هذا القسم بعد" in html
    section = re.search(r'<[^>]*id="sec-content"[^>]*>', html)[0]
    assert 'lang="en"' in section and 'dir="ltr"' in section


def test_a_word_that_is_translated_reaches_the_figures(papers, built):
    file = built / "studies" / STUDY / "words" / "ar.yaml"
    before = file.read_text("utf-8")
    file.write_text(before.replace("posts: عدد المنشورات", "posts: عدد التغريدات"), "utf-8")
    done = make(built, "figures", f"STUDY={STUDY}")
    file.write_text(before, "utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    drawn = (papers / "figures" / "fig-followers-posts.ar.text.svg").read_text("utf-8")
    assert "عدد التغريدات" in drawn and "عدد المنشورات" not in drawn
