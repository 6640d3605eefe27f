import re

from analysis.publish.index import write_index


def test_index_leads_to_papers_notebooks_figures_and_data(study):
    page = write_index(study).read_text("utf-8")
    links = set(re.findall(r'href="([^"]+)"', page))
    for language in ("en", "kk", "tr"):
        assert {f"paper.{language}.{ending}" for ending in ("html", "pdf", "docx")} <= links
    assert {
        "notebooks/2-reach.html",
        "figures/fig-one.kk.svg",
        "ledger.json",
        "../../data/processed/pair/accounts.csv",
    } <= links
    assert "make paper STUDY=pair" in page


def test_index_shows_titles_and_questions_as_text(study):
    page = write_index(study).read_text("utf-8")
    assert "Two *ministries* &amp; &lt;more&gt;" in page
    assert "Who reaches &lt;whom&gt;?" in page
    assert 'lang="kk" hreflang="kk">Қазақ тілі</a>' in page


def test_index_loads_nothing_from_elsewhere(study):
    page = write_index(study).read_text("utf-8")
    assert not re.search(r'(?:src|href)="https?:', page)
    assert "default-src 'none'" in page
