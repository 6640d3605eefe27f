"""The page that leads to everything that a build made: papers, notebooks, figures, data, the ledger."""

import base64
import os
from pathlib import Path
from typing import Any

from analysis.draw.words import Words
from analysis.publish.ledger import read_ledger
from analysis.publish.page import editions, filled, head, language_name, template
from analysis.publish.terms import terms
from analysis.study import Study, write_whole

FORMATS = ("html", "pdf", "docx")


def write_index(study: Study) -> Path:
    """Write build/<study>/index.html and return it."""
    ledger = read_ledger(study)
    script = template("scheme.js")
    page = filled(
        "index.html.j2",
        study=study,
        languages=[_edition(study, language) for language in editions(study) or study.languages],
        notebooks=[_notebook(name, question) for name, question in sorted(ledger["notebooks"].items())],
        figures=[_figure(figure, study) for _, figure in sorted(ledger["figures"].items())],
        values=len(ledger["values"]),
        data=[*_tables(study.raw, study.build), *_tables(study.processed, study.build)],
        page_head=head("index.css", script=script),
        page_script=script,
    )
    target = study.build / "index.html"
    write_whole(target, page)
    return target


def _edition(study: Study, language: str) -> dict[str, Any]:
    words, what_if = Words(language, study), f"what-if.{language}.html"
    return {
        "code": language,
        "direction": "rtl" if words.rtl else "ltr",
        "name": language_name(language),
        "title": study.title[language],
        "subtitle": study.subtitle.get(language, ""),
        "date": words.date(study.date),
        "terms": terms(words),
        "papers": [{"name": ending.upper(), "href": f"paper.{language}.{ending}"} for ending in FORMATS],
        "what_if": what_if if (study.build / what_if).is_file() else "",
    }


def _notebook(name: str, question: str) -> dict[str, str]:
    return {"name": name, "question": question or name, "href": f"notebooks/{name}.html"}


def _figure(figure: dict[str, Any], study: Study) -> dict[str, Any]:
    """The figure in the study's first language, drawn into the page, and its files in all languages."""
    files = [
        {"language": language, "href": f"figures/{figure['id']}.{language}.svg"}
        for language in study.languages
    ]
    drawing = base64.b64encode((study.build / files[0]["href"]).read_bytes()).decode("ascii")
    caption = figure["caption"][study.languages[0]]
    return {
        "id": figure["id"],
        "caption": caption,
        "files": files,
        "image": f"data:image/svg+xml;base64,{drawing}",
    }


def _tables(folder: Path, build: Path) -> list[dict[str, str]]:
    """The tables of a folder, as seen from the build."""
    up = Path(os.path.relpath(folder, build)).as_posix()
    tables = sorted(path for path in folder.glob("*") if path.suffix in (".csv", ".tsv", ".xlsx"))
    return [
        {"name": f"data/{folder.parent.name}/{path.name}", "href": f"{up}/{path.name}"} for path in tables
    ]
