import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from publish.pair import HOSTILE, SVG

from analysis.publish.notebooks import question, to_html


@pytest.fixture
def page(tmp_path):
    """The page of a notebook with a figure, a frame and a printed line."""
    frame = '<table border="0" class="dataframe"><thead><tr style="text-align: right;"><th></th><th>a</th></tr></thead></table>'
    picture = {
        "image/svg+xml": SVG,
        "text/plain": 'Alt "text" <b>',
        "application/vnd.digital-diplomacy+json": {"kind": "figure"},
    }
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Who reaches *whom*?", id="title"),
            new_code_cell(
                "x = 1",
                id="reach-04",
                execution_count=1,
                outputs=[new_output("stream", name="stdout", text=HOSTILE)],
            ),
            new_code_cell(
                "frame",
                id="frame",
                outputs=[new_output("display_data", data={"text/html": frame, "text/plain": ""})],
            ),
            new_code_cell("figure", id="figure", outputs=[new_output("display_data", data=picture)]),
        ],
        metadata={"language_info": {"name": "python"}},
    )
    path = tmp_path / "2-reach.ipynb"
    nbformat.write(notebook, path)
    to_html(path, tmp_path / "2-reach.html")
    return (tmp_path / "2-reach.html").read_text("utf-8")


def test_cells_can_be_linked_to_and_their_code_folds(page):
    assert 'id="cell-id=reach-04"' in page
    assert page.count("<details") == 3
    assert "<title>Who reaches *whom*?</title>" in page
    assert 'href="../index.html"' in page


def test_the_page_refers_to_nothing_outside(page):
    assert re.findall(r'(?:src|href)="(https?:[^"]*)"', page) == []
    assert "mathjax" not in page.lower() and "require.js" not in page
    assert "<script>alert(1)" not in page


def test_figures_have_their_alternative_text_and_tables_no_empty_heading(page):
    assert "alt='Alt \"text\" &lt;b&gt;'" in page
    assert not re.search(r"<th>\s*</th>", page) and 'border="0"' not in page


def test_question_is_the_first_heading():
    cells = [
        new_code_cell("# not this"),
        new_markdown_cell("text\n\n# Which?\n\n# Other"),
        new_markdown_cell("# Third"),
    ]
    assert question(new_notebook(cells=cells)) == "Which?"
    assert question(new_notebook(cells=[])) == ""
