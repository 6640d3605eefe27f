"""The report as one page, readable offline: every finding, and which counts are there."""

from pathlib import Path
from typing import Any

import jinja2

from analysis.check.findings import KINDS, Finding
from analysis.check.lines import MEANS, advice, filled_of
from analysis.check.study import Report
from analysis.clean.observations import METRICS
from analysis.publish.page import TEMPLATES, head, language_name
from analysis.study import Study, write_whole

FEW_DAYS = 3  # up to which the counts themselves are shown, and not only that they are there
STATES = {"filled": "filled", "empty": "empty", "wrong": "cannot be read", "none": "no row"}


def write_page(report: Report) -> Path:
    """Write build/<study>/check.html and return it."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    study = report.study
    page = environment.get_template("check.html.j2").render(
        name=study.name,
        invented=getattr(study, "invented", False),
        sound=report.sound,
        advice=advice(report),
        kinds=[_kind(report, kind) for kind in KINDS],
        filled=report.filled,
        metrics=METRICS,
        states=STATES,
        few=len(report.filled.days) <= FEW_DAYS,
        counts=[(metric, filled_of(report, place)) for place, metric in enumerate(METRICS)],
        posts=report.posts,
        lacking=[
            {"code": code, "name": language_name(code), "words": words}
            for code, words in report.lacking.items()
        ],
        tables=report.tables,
        made={"statements": report.claims, "themes": report.themes},
        exports=[] if report.exports is None else report.exports.to_dict("records"),
        page_head=head("check.css"),
    )
    target = study.build / "check.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, page)
    return target


def _kind(report: Report, kind: str) -> dict[str, Any]:
    """The findings of a kind by the file in which they are."""
    files: dict[str, list[Finding]] = {}
    for finding in report.of(kind):
        files.setdefault(finding.file, []).append(finding)
    return {
        "id": kind,
        "means": MEANS[kind],
        "count": report.count(kind),
        "files": [
            {"name": name, "path": _path(report.study, name), "findings": found}
            for name, found in files.items()
        ],
    }


def _path(study: Study, file: str) -> str:
    """Where the file lies, as seen from the project."""
    for folder in (study.folder, study.raw, study.raw / "coding"):
        if (folder / file).exists():
            return (folder / file).relative_to(study.root).as_posix()
    home = study.folder if file.endswith((".yaml", ".md", ".bib")) else study.raw
    return (home / file).relative_to(study.root).as_posix()
