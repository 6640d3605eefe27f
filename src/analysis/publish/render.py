"""The paper: manuscript and ledger become HTML, PDF and DOCX, the same bytes on every machine and every day."""

import datetime as dt
import importlib.util
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst

from analysis.draw.words import Words
from analysis.publish import drawing, pandoc, reference
from analysis.publish.digits import typed_digits
from analysis.publish.literal import UNSEEN, escape
from analysis.publish.manuscript import Manuscript, ManuscriptError
from analysis.publish.page import head, language_name, template
from analysis.study import Study

FORMATS = ("html", "pdf", "docx")
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


@dataclass(frozen=True)
class Job:
    """One manuscript on its way: its study, its language, its folder of intermediate files, and what it shows."""

    study: Study
    language: str
    folder: Path
    manuscript: Manuscript

    def page(self, ending: str) -> Path:
        return self.study.build / f"paper.{self.language}.{ending}"

    def figure(self, name: str, kind: str = "") -> Path:
        """The file that the notebook drew, in the language of the paper; `kind` ".text" has its text as text."""
        file = self.study.build / "figures" / f"{name}.{self.language}{kind}.svg"
        if not file.is_file():
            made = f"{file.parent.relative_to(self.study.root).as_posix()}/{file.name}"
            raise ManuscriptError(
                f"{self.manuscript.file}: the figure {name!r} has no drawing {made}; run `make figures`"
            )
        return file


def render(
    study: Study, language: str, formats: Iterable[str] = FORMATS, *, strict: bool = False
) -> list[Path]:
    """The paper in one language, written to build/<study>/paper.<language>.<format>; returns the files.

    Each file appears whole or not at all. Digits typed into the prose are listed, and with `strict` stop the build.
    Raises `ManuscriptError` with all that the manuscript has wrong.
    """
    makers: dict[str, Callable[[Job], None]] = {"html": _html, "pdf": _pdf, "docx": _docx}
    job = _prepared(study, language, strict)
    with ThreadPoolExecutor(max_workers=len(makers)) as pool:
        waiting = [pool.submit(makers[each], job) for each in formats]
    for each in waiting:
        each.result()
    # The HTML last: it stands for all three where make asks whether the paper is there.
    return [_publish(job, each) for each in sorted(formats, key=FORMATS.index, reverse=True)]


def _prepared(study: Study, language: str, strict: bool) -> Job:
    """The manuscript filled in, and beside it all that pandoc needs, under names that are the same everywhere."""
    text = _read_text(
        study.folder / f"paper.{language}.md", study, "write it, or take the language out of study.yaml"
    )
    ledger = json.loads(
        _read_text(study.build / "ledger.json", study, f"run `make notebooks STUDY={study.name}`")
    )
    manuscript = Manuscript(text, ledger, study, Words(language, study))
    filled = manuscript.filled()
    _tell_typed(manuscript.file, typed_digits(text), strict)
    job = Job(study, language, study.build / ".work" / language, manuscript)
    (job.folder / "figures").mkdir(parents=True, exist_ok=True)
    bibliography = study.folder / "references.bib"
    files = {
        "paper.md": filled,
        "meta.json": json.dumps(_metadata(job), ensure_ascii=False),
        "setup.json": json.dumps(_setup(job), ensure_ascii=False),
        "references.bib": bibliography.read_text(encoding="utf-8-sig") if bibliography.is_file() else "",
        f"translations/{language}.yaml": json.dumps(_translations(job), ensure_ascii=False),
    } | {name: template(name) for name in ("filter.lua", "paper.html", "paper.typ", "style.csl")}
    for name, content in files.items():
        (job.folder / name).parent.mkdir(exist_ok=True)
        (job.folder / name).write_text(content, encoding="utf-8", newline="\n")
    return job


def _html(job: Job) -> None:
    for name in job.manuscript.figures:
        alt = job.manuscript.ledger["figures"][name]["alt"][job.language]
        svg = drawing.inline(job.figure(name), name, alt)
        (job.folder / "figures" / f"{name}.html.svg").write_text(svg, encoding="utf-8", newline="\n")
    script = template("scheme.js") + template("paper.js")
    data = json.dumps(_page_data(job), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    end = f'<script type="application/json" id="ledger-data">{data}</script>\n<script>{script}</script>'
    (job.folder / "head.html").write_text(head("paper.css", script=script), encoding="utf-8", newline="\n")
    (job.folder / "end.html").write_text(end, encoding="utf-8", newline="\n")
    _pandoc(
        job,
        "html5",
        "paper.out.html",
        "--standalone",
        "--template=paper.html",
        "--toc",
        "--toc-depth=3",
        "--mathml",
        "--section-divs",
        "--include-in-header=head.html",
        "--include-after-body=end.html",
    )


def _pdf(job: Job) -> None:
    for name in job.manuscript.figures:
        shutil.copyfile(job.figure(name, ".text"), job.folder / "figures" / f"{name}.svg")
    (job.folder / "head.typ").write_text(_document(job), encoding="utf-8", newline="\n")
    _pandoc(
        job,
        "typst-smart",
        "paper.out.typ",
        "--standalone",
        "--template=paper.typ",
        "--include-in-header=head.typ",
    )
    (job.folder / "paper.out.pdf").write_bytes(_typeset(job))


def _docx(job: Job) -> None:
    for name in job.manuscript.figures:
        drawing.raster(job.figure(name), job.folder / "figures" / f"{name}.png")
    reference.write_reference(job.folder / "reference.docx")
    _pandoc(job, "docx", "paper.out.docx", "--reference-doc=reference.docx")


def _pandoc(job: Job, to: str, target: str, *options: str) -> None:
    try:
        pandoc.run(job.folder, "paper.md", to, target, *options, epoch=epoch(job.study))
    except pandoc.PandocError as error:
        text = job.manuscript.text
        keys = re.findall(
            r"^\s*@\w+\s*\{\s*([^,\s]+)",
            (job.folder / "references.bib").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        ids = [*job.manuscript.figures, *job.manuscript.tables, *re.findall(r"#((?:sec|eq)-[\w-]+)", text)]
        raise ManuscriptError(error.explain(job.manuscript.file, text, keys, ids)) from None


def _typeset(job: Job) -> bytes:
    """The PDF/UA. Letters that none of its fonts has are printed as code points, and told."""
    while True:
        try:
            return typst.compile(
                str(job.folder / "paper.out.typ"),
                root=str(job.folder),
                font_paths=[_fonts(job)],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                timestamp=epoch(job.study),
            )
        except typst.TypstError as error:
            letters = _letters_without_font(error.diagnostic)
            if not letters or not _replaced(job, letters):
                raise ManuscriptError(
                    f"{job.manuscript.file}: Typst could not make the PDF: {error.diagnostic}"
                ) from error


def _document(job: Job) -> str:
    """What the PDF says about itself; a JSON string without control characters is a string of Typst too."""
    title, *names = (
        json.dumps(UNSEEN.sub(" ", text), ensure_ascii=False)
        for text in (job.study.title[job.language], *(author["name"] for author in _authors(job)))
    )
    keywords = "".join(json.dumps(str(word), ensure_ascii=False) + ", " for word in job.manuscript.keywords)
    return (
        f"#set document(title: {title}, author: ({', '.join(names)},), keywords: ({keywords}), date: auto)\n"
    )


def _letters_without_font(diagnostic: str) -> dict[int, str]:
    """The letters that Typst could not show, each with the code point that is to stand for it."""
    shown = "".join(re.findall(r'the text `"(.+?)"` could not be displayed', diagnostic))
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), shown)
    joiners = {0x200D: "", 0xFE0E: "", 0xFE0F: ""}
    return {ord(letter): joiners.get(ord(letter), f"‹U+{ord(letter):04X}›") for letter in text}


def _replaced(job: Job, letters: dict[int, str]) -> bool:
    """Whether the letters stood in what is typeset; they are replaced there."""
    files = [
        job.folder / "paper.out.typ",
        *(job.folder / "figures" / f"{name}.svg" for name in job.manuscript.figures),
    ]
    changed = False
    for file in files:
        text = file.read_text(encoding="utf-8")
        mended = text.translate(letters)
        if mended != text:
            file.write_text(mended, encoding="utf-8", newline="\n")
            changed = True
    if changed:
        names = ", ".join(f"{chr(code)} (U+{code:04X})" for code in sorted(letters) if letters[code])
        print(
            f"{job.manuscript.file}: the PDF's fonts lack {names}; the PDF prints code points there",
            file=sys.stderr,
        )
    return changed


def _fonts(job: Job) -> str:
    """DejaVu Sans for the text of the figures, in a folder without Matplotlib's other fonts.

    One of those, Last Resort, has a sign for everything and would hide a missing letter.
    """
    matplotlib = importlib.util.find_spec("matplotlib")
    folder = job.folder / "fonts"
    folder.mkdir(exist_ok=True)
    for font in (Path(matplotlib.origin).parent / "mpl-data" / "fonts" / "ttf").glob("DejaVuSans*.ttf"):
        copy = folder / font.name
        if not copy.exists() or copy.stat().st_size != font.stat().st_size:
            shutil.copyfile(font, copy)
    return str(folder)


def _publish(job: Job, ending: str) -> Path:
    """The finished file moved to its place in one step."""
    made, page = job.folder / f"paper.out.{ending}", job.page(ending)
    return made.replace(page)


def _metadata(job: Job) -> dict[str, Any]:
    """What pandoc's templates print. Titles and names are text, and never read as Markdown."""
    study, language, terms = job.study, job.language, job.manuscript.terms
    authors = _authors(job)
    return {
        "title": escape(study.title[language]),
        "subtitle": escape(study.subtitle.get(language, "")),
        "author": [escape(author["name"]) for author in authors],
        "authors": [{key: escape(text) for key, text in author.items() if text} for author in authors],
        "keywords": [escape(str(word)) for word in job.manuscript.keywords],
        "date": escape(job.manuscript.words.date(study.date)),
        "isodate": study.date.isoformat(),
        "lang": language,
        "language": language.split("-")[0],
        "abstract-title": escape(terms["abstract"]),
        "words": {
            key: escape(terms[key])
            for key in ("keywords", "contents", "languages", "formats", "all_files", "skip", "scheme")
        },
        "editions": [
            {"lang": each, "name": language_name(each), "href": f"paper.{each}.html"}
            | ({"current": "page"} if each == language else {})
            for each in study.languages
        ],
        "formats": [
            {"name": ending.upper(), "href": f"paper.{language}.{ending}"} for ending in ("pdf", "docx")
        ],
        "bibliography": "references.bib",
        "csl": "style.csl",
        "link-citations": True,
    }


def _authors(job: Job) -> list[dict[str, str]]:
    return [
        {
            "name": _in(author.name, job.language),
            "affiliation": _in(author.affiliation, job.language),
            "orcid": author.orcid or "",
        }
        for author in job.study.authors
    ]


def _setup(job: Job) -> dict[str, Any]:
    """What filter.lua needs to know."""
    terms = job.manuscript.terms
    widths = {
        name: min(drawing.size(job.figure(name))[0] / 72, LINE_OF_TEXT) for name in job.manuscript.figures
    }
    return {
        "labels": {kind: terms[f"label.{kind}"] for kind in LABELS},
        "keywords": terms["keywords"],
        "widths": {name: f"{width:.3f}in" for name, width in widths.items()},
        "only_in_templates": ["words", "editions", "formats", "authors", "isodate", "language"],
    }


def _translations(job: Job) -> dict[str, str]:
    """Pandoc's own words, which it lacks in most of the languages."""
    terms = job.manuscript.terms
    labels = {
        kind.title(): terms[f"label.{kind}"].replace("{n}", "").strip(" -") for kind in ("figure", "table")
    }
    return labels | {"Abstract": terms["abstract"], "Contents": terms["contents"]}


def _page_data(job: Job) -> dict[str, Any]:
    """What the page can show about each number in it: texts only."""
    manuscript = job.manuscript
    entries = manuscript.entries
    return {
        "values": {name: entries(name) for name in entries.closure(manuscript.used)},
        "claims": {name: entries.claim(name) for name in sorted(set(manuscript.claimed))},
        "words": {term: manuscript.terms[term] for term in PAGE_TERMS},
    }


def epoch(study: Study) -> int:
    """Midnight of the study's day, in seconds: the only time that gets into a file."""
    return int(dt.datetime.combine(study.date, dt.time(), dt.UTC).timestamp())


def _in(text: dict[str, str] | str | None, language: str) -> str:
    if isinstance(text, dict):
        return text.get(language) or next(iter(text.values()), "")
    return text or ""


def _read_text(file: Path, study: Study, mend: str) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ManuscriptError(f"{file.relative_to(study.root).as_posix()}: not there; {mend}") from None
    except UnicodeDecodeError as error:
        raise ManuscriptError(
            f"{file.relative_to(study.root).as_posix()}: byte {error.start + 1} is not UTF-8; save it as UTF-8"
        ) from None


def _tell_typed(file: str, typed: list[tuple[int, str]], strict: bool) -> None:
    if not typed:
        return
    lines = "\n".join(f"{file}, line {line}: {word!r} was typed" for line, word in typed)
    advice = "numbers come from {{ value(…) }}; a name with digits is written [COVID-19]{.name}"
    if strict:
        raise ManuscriptError(f"{lines}\n{advice}")
    print(f"{lines}\n{advice}", file=sys.stderr)
