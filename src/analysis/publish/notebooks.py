"""Executed notebooks as pages that a reviewer can read offline, with code that folds."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert import HTMLExporter
from traitlets.config import Config

from analysis.publish.page import TEMPLATES, head, template
from analysis.study import write_whole


def to_html(notebook: Path, page: Path) -> None:
    """Write the executed `notebook` as one HTML page without any outside address; cells are `#cell-id=<id>`."""
    cells = nbformat.read(notebook, as_version=4)
    script = template("scheme.js") + template("fold.js")
    resources = {
        "page_title": question(cells) or notebook.stem,
        "page_name": notebook.stem,
        "page_head": head("notebook.css", script=script),
        "page_script": script,
    }
    body, _ = _exporter().from_notebook_node(cells, resources=resources)
    write_whole(page, _accessible(body))


def question(notebook: Any) -> str:
    """The first heading of a notebook: the question that it answers."""
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = (re.search(r"^#\s+(.+)$", text, re.MULTILINE) for text in texts)
    return next((heading[1].strip() for heading in headings if heading), "")


@cache
def _exporter() -> HTMLExporter:
    """nbconvert's exporter with our page around the cells of its lab template, and none of its outside scripts."""
    settings = {
        "extra_template_basedirs": [str(TEMPLATES)],
        "template_name": "notebook",
        "language_code": "en",
        "exclude_anchor_links": True,
        "require_js_url": "",
        "mathjax_url": "",
        "mermaid_js_url": "",
        "mermaid_layout_elk_js_url": "",
    }
    return HTMLExporter(config=Config({"HTMLExporter": settings}))


def _accessible(body: str) -> str:
    """The page with the tables of data frames as screen readers want them: no old attributes, no empty headings."""
    body = re.sub(r"<style scoped(?:=\"\")?>.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(r'<table [^>]*class="dataframe"[^>]*>', '<table class="dataframe">', body)
    body = body.replace('<tr style="text-align: right;">', "<tr>")
    return re.sub(r"<th>\s*</th>", "<td></td>", body)
