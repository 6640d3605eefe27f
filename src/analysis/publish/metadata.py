"""What templates, filter and page are told about a paper, as text that is never read as markup."""

from typing import Any

from analysis.publish import bibliography, drawing
from analysis.publish.job import Job
from analysis.publish.literal import escape
from analysis.publish.page import editions, language_name

LABELS = ("figure", "table", "equation", "section", "appendix")
PAGE_TERMS = (
    "provenance",
    "provenance.claim",
    "name",
    "value",
    "unrounded",
    "interval",
    "formula",
    "inputs",
    "rows",
    "file",
    "shown",
    "source",
    "day",
    "note",
    "back",
    "close",
    "verdict",
)
LINE_OF_TEXT = 6.3  # inches


def metadata(job: Job) -> dict[str, Any]:
    """What pandoc's templates print. Titles and names are text, and never read as Markdown."""
    study, language, terms, words = job.study, job.language, job.manuscript.terms, job.manuscript.words
    people = authors(job)
    return {
        "title": escape(study.title[language]),
        "subtitle": escape(study.subtitle.get(language, "")),
        "author": [escape(author["name"]) for author in people],
        "authors": [{key: escape(text) for key, text in author.items() if text} for author in people],
        "keywords": [escape(str(word)) for word in job.manuscript.keywords],
        "keyword-line": escape(words.punctuated(", ".join(map(str, job.manuscript.keywords)))),
        "date": escape(words.date(study.date)),
        "isodate": study.date.isoformat(),
        "lang": language,
        "language": language.split("-")[0],
        **({"dir": "rtl"} if words.rtl else {}),
        "abstract-title": escape(terms["abstract"]),
        **({"invented": escape(terms["invented"])} if study.invented else {}),
        "words": {
            key: escape(terms[key])
            for key in ("keywords", "contents", "languages", "formats", "all_files", "skip", "scheme")
        },
        "editions": [
            {"lang": each, "name": language_name(each), "href": f"paper.{each}.html"}
            | ({"current": "page"} if each == language else {})
            for each in editions(study)
        ],
        "formats": [
            {"name": ending.upper(), "href": f"paper.{language}.{ending}"} for ending in ("pdf", "docx")
        ],
        "bibliography": list(bibliography.FILES),
        "csl": "style.csl",
        "link-citations": True,
    }


def authors(job: Job) -> list[dict[str, str]]:
    return [
        {
            "name": _in(author.name, job.language),
            "affiliation": _in(author.affiliation, job.language),
            "orcid": author.orcid or "",
        }
        for author in job.study.authors
    ]


def setup(job: Job) -> dict[str, Any]:
    """What filter.lua needs to know."""
    terms = job.manuscript.terms
    widths = {
        name: min(drawing.size(job.figure(name))[0] / 72, LINE_OF_TEXT) for name in job.manuscript.figures
    }
    return {
        "labels": {kind: terms[f"label.{kind}"] for kind in LABELS},
        "keywords": terms["keywords"],
        "widths": {name: f"{width:.3f}in" for name, width in widths.items()},
        "rtl": job.manuscript.words.rtl,
        "commas": job.manuscript.words.commas,
        "only_in_templates": [
            "keyword-line",
            "invented",
            "words",
            "editions",
            "formats",
            "authors",
            "isodate",
            "language",
        ],
    }


def translations(job: Job) -> dict[str, str]:
    """Pandoc's own words, which it lacks in most of the languages."""
    terms = job.manuscript.terms
    labels = {
        kind.title(): terms[f"label.{kind}"].replace("{n}", "").strip(" -") for kind in ("figure", "table")
    }
    return labels | {"Abstract": terms["abstract"], "Contents": terms["contents"]}


def page_data(job: Job) -> dict[str, Any]:
    """What the page can show about each number in it: texts only."""
    manuscript = job.manuscript
    entries = manuscript.entries
    return {
        "values": {name: entries(name) for name in entries.closure(manuscript.used)},
        "claims": {name: entries.claim(name) for name in sorted(set(manuscript.claimed))},
        "words": {term: manuscript.terms[term] for term in PAGE_TERMS},
    }


def _in(text: dict[str, str] | str | None, language: str) -> str:
    if isinstance(text, dict):
        return text.get(language) or next(iter(text.values()), "")
    return text or ""
