import html
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from publish.pair import HOSTILE, make_study
from pypdf import PdfReader

import analysis
from analysis.publish import blocks
from analysis.publish.header import ManuscriptError
from analysis.publish.render import render
from analysis.study import StudyError

TEXT = """\
---
keywords: [one, "*two*"]
---

::: abstract
In short, {{ value("mfa-tur.followers") }}.
:::

# First {#sec-first}

See @sec-first, @sec-part, @tbl-reach, [@fig-one; @fig-two], [-@fig-two], @eq-sum, @sec-ledger; @{fig-two}ENDING.
[@krippendorff2019, 12; @twiplomacy2017] and @rule2019 and @hanson2015. Handle: {{ account("mfa-kaz").handle }}.
Shown: {{ shown("mfa-kaz.joined") }}. {{ value("ministries.ratio") }} {{ verdict("first") }}

[$$a = b$$]{#eq-sum alt="a equals b"}

## Part {#sec-part}

{{ table("tbl-reach") }}

{{ figure("fig-one") }}

{{ figure("fig-two") }}

# References {.unnumbered}

::: {#refs}
:::

# Ledger {.appendix #sec-ledger}

{{ ledger_appendix() }}
"""
ENDINGS = {"en": "", "kk": "те", "tr": "’de"}


@pytest.fixture
def rendered(study, write):
    def rendered(language: str = "en", text: str = TEXT, formats=("html", "pdf", "docx")) -> dict[str, str]:
        """The words of each format."""
        write(text.replace("ENDING", ENDINGS[language]), language)
        render(study, language, formats)
        readers = {"html": _html, "pdf": _pdf, "docx": _docx}
        return {each: readers[each](study.build / f"paper.{language}.{each}") for each in formats}

    return rendered


def _html(path: Path) -> str:
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", "", path.read_text("utf-8"), flags=re.DOTALL)
    return _line(html.unescape(re.sub(r"<[^>]+>", "", page)))


def _pdf(path: Path) -> str:
    return _line(" ".join(page.extract_text() for page in PdfReader(path).pages))


def _docx(path: Path) -> str:
    with zipfile.ZipFile(path) as docx:
        document = docx.read("word/document.xml").decode()
    return _line(html.unescape(re.sub(r"<[^>]+>", "", document.replace("</w:p>", " "))))


def _squeezed(text: str) -> str:
    """The text without what a line end may bring in or swallow."""
    return re.sub(r"[\s\u00ad-]", "", text)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\xa0", " "))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "See Section 1, Section 1.1, Table 1, Figure 1, Figure 2, 2, (1), Appendix A; Figure 2."),
        ("kk", "See 1-бөлім, 1.1-бөлім, 1-кесте, 1-сурет, 2-сурет, 2, (1), A қосымшасы; 2-суретте."),
        ("tr", "See Bölüm 1, Bölüm 1.1, Tablo 1, Şekil 1, Şekil 2, 2, (1), Ek A; Şekil 2’de."),
    ],
)
def test_numbers_and_references_are_those_of_the_language_in_every_format(rendered, language, said):
    words = rendered(language)
    for each, text in words.items():
        assert said in text, each
    caption = {
        "en": "Figure 2. Caption of fig-two",
        "kk": "2-сурет. Сипаттама",
        "tr": "Şekil 2. Caption of fig-two",
    }[language]
    for each, text in words.items():
        assert _squeezed(caption) in _squeezed(text), each


def test_hostile_text_is_literal_in_every_format(rendered):
    squeezed = re.sub(r"\s", "", HOSTILE)
    for each, text in rendered().items():
        found = re.sub(r"\s", "", text).count(squeezed)
        assert found >= 3, each  # the sentence, what was shown, the table


def test_page_runs_its_own_script_only_and_loads_nothing(rendered, study):
    rendered(formats=("html",))
    page = (study.build / "paper.en.html").read_text("utf-8")
    assert re.findall(r"<script[^>]*>", page) == [
        '<script type="application/json" id="ledger-data">',
        "<script>",
    ]
    assert "alert(1)</script>" not in page.replace("&lt;/script&gt;", "")
    assert not re.search(r"<(?:img|link|iframe|script)[^>]+(?:src|href)=\"(?!paper\.)", page)
    assert set(re.findall(r'(?:src|href)="(https?://[^"]+)"', page)) == {
        "https://example.org/t", "https://orcid.org/0000-0002-1825-0097", "https://x.com/a",
    }  # fmt: skip
    assert "purl.org" not in page and "javascript:" not in page
    assert "default-src 'none'" in page


def test_every_number_of_the_page_links_to_its_row(rendered, study):
    rendered(formats=("html",))
    page = (study.build / "paper.en.html").read_text("utf-8")
    links = re.findall(r'<a href="#([^"]+)" class="value"\s+data-name="([^"]+)"', page)
    assert {name for _, name in links} >= {"mfa-tur.followers", "ministries.ratio", "mfa-kaz.joined"}
    assert [anchor for anchor, _ in links if f'id="{anchor}"' not in page] == []


def test_a_value_in_the_abstract_is_a_link_in_the_head_of_the_page(rendered, study):
    rendered(formats=("html",))
    page = (study.build / "paper.en.html").read_text("utf-8")
    abstract = page[page.index('class="abstract"') : page.index("</header>", page.index('class="abstract"'))]
    assert 'data-name="mfa-tur.followers"' in abstract
    assert ":::" not in abstract


@pytest.mark.parametrize(
    ("language", "place"),
    [("en", "pp. 12–15"), ("tr", "ss. 12-15"), ("kk", "12–15-бб.")],
    ids=["en", "tr", "kk"],
)
def test_pages_are_written_as_the_language_writes_them(rendered, language, place):
    shown = rendered(
        language, "See [@krippendorff2019, pp. 12-15] and [@krippendorff2019, 12-15].", ("html",)
    )["html"]
    assert f"See (Krippendorff, 2019, {place}) and (Krippendorff, 2019, {place})." in shown


def test_figures_stand_inside_the_page_with_their_text_and_cell(rendered, study):
    rendered(formats=("html",))
    page = (study.build / "paper.en.html").read_text("utf-8")
    assert page.count("<svg") == 2
    assert 'aria-label="Alt of fig-one &quot;&lt;i&gt;&quot;"' in page
    assert 'href="#fig-one--dot"' in page and 'id="fig-one--dot"' in page  # two drawings share no id
    assert (
        '<a href="notebooks/2-reach.html#cell-id=figure">Made in the notebook 2-reach, cell figure</a>'
        in re.sub(r"\s+", " ", page)
    )


def test_tables_have_row_and_column_headings_and_scroll_by_keyboard(rendered, study):
    rendered(formats=("html",))
    page = re.sub(r"\s+", " ", (study.build / "paper.en.html").read_text("utf-8"))
    assert '<div class="scroll" role="region" tabindex="0" aria-label="Table 1">' in page
    assert page.count('scope="col"') >= 2 and page.count('scope="row"') >= 2


def test_pdf_is_tagged_titled_and_in_its_language(rendered, study):
    text = rendered("kk", formats=("pdf",))["pdf"]
    pdf = PdfReader(study.build / "paper.kk.pdf")
    assert pdf.trailer["/Root"]["/Lang"] == "kk"
    assert b"pdfuaid:part" in pdf.trailer["/Root"]["/Metadata"].get_data()
    assert pdf.metadata.title == "Екі министрлік" and pdf.metadata.author == "A. Author_X"
    assert "Аңдатпа. In short, 1,8 миллион." in text and "Түйін сөздер: one, *two*" in text


def test_docx_describes_its_figures_and_names_its_language(rendered, study):
    text = rendered("kk", formats=("docx",))["docx"]
    with zipfile.ZipFile(study.build / "paper.kk.docx") as docx:
        assert 'w:val="kk"' in docx.read("word/styles.xml").decode()
        assert docx.read("word/document.xml").decode().count('descr="Балама мәтін"') == 2
        properties = docx.read("docProps/custom.xml").decode()
        assert "editions" not in properties and str(study.root) not in properties
    assert "Түйін сөздер: one, *two*" in text and "Университет" in text


def test_a_value_that_ends_with_an_abbreviation_ends_the_sentence_with_its_point(rendered):
    day = '[28 сентября 2024 г.]{.value name="mfa-kaz.followers"}'
    text = f"# Ledger {{#sec-ledger .appendix}}\n\nSeen {day}. One ({day}). Two [2024]{{.name}}. So, {day}... Three"
    for each, shown in rendered(text=text + "\n\n{{ ledger_appendix() }}").items():
        whole = "28 сентября 2024 г."
        assert f"Seen {whole} One ({whole}). Two 2024. So, {whole}" in shown, each


def test_citations_use_the_terms_of_the_language(rendered):
    kazakh, english = (rendered(language, formats=("html",))["html"] for language in ("kk", "en"))
    assert "(Burson-Marsteller, 2017; Krippendorff, 2019, 12-б.)" in kazakh
    assert "Rule және т.б. (2019)" in kazakh and "Rule, A., Birmingham, A. және Zuniga, C. (2019)" in kazakh
    assert "Content Analysis (4-бас.). SAGE." in kazakh
    assert "Кітапта: C. Bjola және M. Holmes (ред.), A book, 10–20-бб." in kazakh
    assert "(қаралған күні: 2024 ж. 28 қыркүйек)" in kazakh
    assert "Krippendorff, 2019, p. 12)" in english and "Rule et al. (2019)" in english
    turkish = rendered("tr", formats=("html",))["html"]
    assert "İçinde: C. Bjola ve M. Holmes (ed.), A book, ss. 10-20." in turkish
    assert "(Burson-Marsteller, 2017; Krippendorff, 2019, s. 12)" in turkish
    assert "(4th ed.)" in english and "(eds.)" in english and "(accessed: 28 September 2024)" in english


def test_a_shared_work_is_cited_and_gives_way_to_the_study_s_own(rendered, study):
    text = "As @wilson1927 and @rogan1978 say."
    assert "Wilson (1927) and Rogan" in rendered("en", text, formats=("html",))["html"]
    with (study.folder / "references.bib").open("a", encoding="utf-8") as file:
        file.write("@book{wilson1927, author = {Own, A.}, title = {Ours}, date = {2001}}\n")
    assert "Own (2001) and Rogan" in rendered("en", text, formats=("html",))["html"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\nSee [@rule2018].", "line 2: references.bib has no entry 'rule2018'; did you mean 'rule2019'?"),
        ("One.\n\nSee @fig-nine.", "line 3: nothing in the paper has the id 'fig-nine'"),
        ('{{ figure("fig-one") }}\n\n@fig-one-де', "line 3: nothing in the paper has the id 'fig-one-де' that the reference "
         "needs; a case ending stands after braces: @{fig-one}де"),
        ('{{ figure("fig-one") }}\n\n{{ figure("fig-one") }}', "the id 'fig-one' stands twice"),
        ("![x](https://example.org/x.png)", "the image 'https://example.org/x.png' was not made by a notebook"),
        ('{{ figure("fig-one") }}\n\n[@fig-one; @rule2019]', "a bracket holds a cross-reference and a citation together"),
    ],
    ids=["citation", "reference", "ending", "twice", "image", "mixed"],
)  # fmt: skip
def test_what_pandoc_finds_wrong_is_told_with_its_line(study, write, text, told):
    write(text)
    with pytest.raises(ManuscriptError) as error:
        render(study, "en", ("html",))
    assert f"studies/pair/paper.en.md{', ' if told.startswith('line') else ''}" in str(error.value)
    assert told in str(error.value)


def test_a_figure_without_alternative_text_stops_the_build(study, write):
    ledger = study.build / "ledger.json"
    ledger.write_text(ledger.read_text("utf-8").replace('Alt of fig-one \\"<i>\\"', " "), "utf-8")
    write('{{ figure("fig-one") }}')
    with pytest.raises(ManuscriptError, match="the figure 'fig-one' has no alternative text"):
        render(study, "en", ("html",))


def test_a_failed_render_leaves_the_last_paper(study, write, rendered):
    rendered(formats=("html",))
    page = study.build / "paper.en.html"
    before = page.read_bytes()
    write("@fig-none")
    with pytest.raises(ManuscriptError):
        render(study, "en", ("html",))
    assert page.read_bytes() == before


def test_what_is_missing_is_said_with_the_next_step(study, write):
    with pytest.raises(ManuscriptError, match=r"studies/pair/paper\.en\.md: not there; write it"):
        render(study, "en")
    write('{{ figure("fig-one") }}')
    (study.build / "figures" / "fig-one.en.svg").unlink()
    with pytest.raises(
        ManuscriptError,
        match=r"'fig-one' has no drawing build/pair/figures/fig-one\.en\.svg; run `make figures`",
    ):
        render(study, "en", ("html",))
    (study.build / "ledger.json").unlink()
    with pytest.raises(
        StudyError, match="build/pair/ledger.json is not there yet; run `make notebooks STUDY=pair`"
    ):
        render(study, "en")


def test_typed_digits_are_listed_and_stop_a_strict_build(study, write, capsys):
    write("There are 5 ministries.")
    render(study, "en", ("html",))
    assert "studies/pair/paper.en.md, line 1: '5' was typed" in capsys.readouterr().err
    with pytest.raises(ManuscriptError, match="line 1: '5' was typed"):
        render(study, "en", ("html",), strict=True)


def test_letters_that_no_font_has_are_told_and_printed_as_code_points(rendered, capsys):
    text = rendered(text="Name 中 and ❤\ufe0f.", formats=("pdf",))["pdf"]
    assert "Name ‹U+4E2D› and" in text
    assert "the PDF's fonts lack 中 (U+4E2D)" in capsys.readouterr().err


def test_markup_of_other_formats_is_text(rendered):
    text = rendered(text="<b>x</b> \\textbf{x}", formats=("html",))["html"]
    assert "<b>x</b> \\textbf{x}" in text


def test_a_paper_without_a_ledger_appendix_still_shows_its_numbers(rendered, study):
    rendered(text='{{ value("mfa-tur.followers") }}')
    assert re.search(
        r'<span class="value"\s+data-name="mfa-tur.followers">',
        (study.build / "paper.en.html").read_text("utf-8"),
    )


def test_print_leaves_values_that_only_tables_show_to_the_page(rendered):
    text = 'See @tbl-ledger. {{ value("mfa-kaz.followers") }}\n\n{{ table("tbl-reach") }}\n\n{{ ledger_appendix() }}'
    for each, shown in rendered(text=text).items():
        flat = " ".join(shown.split())
        assert ("“1.8M”" in flat) == (each == "html"), each
        assert ("only tables show (1)" in flat) == (each != "html"), each
        assert "“52.9K”" in flat and "See Table 2." in flat, each


def test_names_in_cells_have_the_width_they_need_and_break_only_where_no_line_could_hold_them(
    rendered, study
):
    name, endless = (
        "xbb-zeeschuimer-2025-06-30.ndjson",
        "export_of_all_posts_from_2025-01-01_to_2025-06-30.ndjson",
    )
    why = (
        "a promoted post, which is an advertisement and not a post of the account that is studied here. " * 2
    )
    columns = [{"label": label, "align": "left"} for label in ("File", "Format", "Why", "What else")]
    rows = [[[{"text": text}] for text in (each, "Zeeschuimer", why, why)] for each in (name, endless)]
    rendered(text=blocks.table("tbl-exports", "What was read", columns, rows), formats=("pdf",))
    typst = (study.build / ".work" / "en" / "paper.out.typ").read_text("utf-8")
    assert name in typst and endless not in typst
    assert "export\\_\u200bof\\_\u200ball" in typst
    # Set at 7 points a letter of the name is some 3.5 points wide, and the line 453 points.
    shares = [float(share) for share in re.findall(r"([\d.]+)%", re.search(r"columns: \((.*?)\)", typst)[1])]
    assert 453 * shares[0] / 100 > 3.5 * len(name)


def test_same_bytes_in_another_folder_time_zone_locale_and_hash_seed(tmp_path):
    code = (
        "import sys, pathlib; from analysis.study import read_study; from analysis.publish.render import render;"
        "render(read_study('pair', pathlib.Path(sys.argv[1])), 'kk')"
    )
    papers = []
    for folder, changes in (
        ("one", {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}),
        (
            "екінші қалта",
            {"TZ": "Asia/Almaty", "LC_ALL": "C", "PYTHONHASHSEED": "5", "SOURCE_DATE_EPOCH": "1"},
        ),
    ):
        study = make_study(tmp_path / folder)
        (study.folder / "paper.kk.md").write_text(TEXT.replace("ENDING", "те"), encoding="utf-8")
        source = str(Path(analysis.__file__).parents[1])
        subprocess.run(
            [sys.executable, "-c", code, str(study.root)],
            check=True,
            env=os.environ | changes | {"PYTHONPATH": source},
        )
        papers.append(
            {each: (study.build / f"paper.kk.{each}").read_bytes() for each in ("html", "pdf", "docx")}
        )
    assert papers[0] == papers[1]
