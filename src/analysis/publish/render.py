"""The paper: manuscript and ledger become HTML, PDF and DOCX, the same bytes on every machine and every day."""

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from analysis.draw import fonts
from analysis.draw.words import Words
from analysis.publish import bibliography, drawing, metadata, pandoc, reference
from analysis.publish.digits import typed_digits
from analysis.publish.header import ManuscriptError
from analysis.publish.job import Job
from analysis.publish.ledger import read_ledger
from analysis.publish.manuscript import Manuscript
from analysis.publish.page import head, template
from analysis.publish.typeset import document, typeset
from analysis.study import Study

FORMATS = ("html", "pdf", "docx")
PAGE = (
    "--standalone",
    "--template=paper.html",
    "--toc",
    "--toc-depth=3",
    "--mathml",
    "--section-divs",
    "--include-in-header=head.html",
    "--include-after-body=end.html",
)


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
    text = _read_manuscript(study, language)
    manuscript = Manuscript(text, read_ledger(study), study, Words(language, study))
    filled = manuscript.filled()
    _tell_typed(manuscript.file, typed_digits(text), strict)
    job = Job(study, language, study.build / ".work" / language, manuscript)
    (job.folder / "figures").mkdir(parents=True, exist_ok=True)
    job.write("paper.md", filled)
    job.write("meta.json", json.dumps(metadata.metadata(job), ensure_ascii=False))
    job.write("setup.json", json.dumps(metadata.setup(job), ensure_ascii=False))
    job.write(f"translations/{language}.yaml", json.dumps(metadata.translations(job), ensure_ascii=False))
    for name, works in bibliography.files(study).items():
        job.write(name, works)
    for name in ("filter.lua", "directions.lua", "paper.html", "paper.typ", "style.csl"):
        job.write(name, template(name))
    return job


def _html(job: Job) -> None:
    for name in job.manuscript.figures:
        alt = job.manuscript.ledger["figures"][name]["alt"][job.language]
        job.write(f"figures/{name}.html.svg", drawing.inline(job.figure(name), name, alt))
    script = template("scheme.js") + template("paper.js")
    data = json.dumps(metadata.page_data(job), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    job.write("head.html", head("paper.css", script=script))
    job.write(
        "end.html",
        f'<script type="application/json" id="ledger-data">{data}</script>\n<script>{script}</script>',
    )
    _pandoc(job, "html5", "paper.out.html", *PAGE)


def _pdf(job: Job) -> None:
    for name in job.manuscript.figures:
        shutil.copyfile(job.figure(name, ".text"), job.folder / "figures" / f"{name}.svg")
    job.write("head.typ", document(job))
    options = ("--standalone", "--template=paper.typ", "--include-in-header=head.typ")
    _pandoc(job, "typst-smart", "paper.out.typ", *options)
    (job.folder / "paper.out.pdf").write_bytes(typeset(job))


def _docx(job: Job) -> None:
    for name in job.manuscript.figures:
        drawing.raster(job.figure(name), job.folder / "figures" / f"{name}.png")
    remark = job.manuscript.terms["invented"] if job.study.invented else ""
    words = job.manuscript.words
    east_asian = fonts.of_word(words) or reference.FONT
    reference.write_reference(job.folder / "reference.docx", remark, east_asian=east_asian, rtl=words.rtl)
    _pandoc(job, "docx", "paper.out.docx", "--reference-doc=reference.docx")


def _pandoc(job: Job, to: str, target: str, *options: str) -> None:
    try:
        pandoc.run(job.folder, "paper.md", to, target, *options, epoch=job.epoch)
    except pandoc.PandocError as error:
        text = job.manuscript.text
        keys = sorted(bibliography.keys(job.study))
        ids = [*job.manuscript.figures, *job.manuscript.tables, *re.findall(r"#((?:sec|eq)-[\w-]+)", text)]
        raise ManuscriptError(error.explain(job.manuscript.file, text, keys, ids)) from None


def _publish(job: Job, ending: str) -> Path:
    """The finished file moved to its place in one step."""
    return (job.folder / f"paper.out.{ending}").replace(job.study.build / f"paper.{job.language}.{ending}")


def _read_manuscript(study: Study, language: str) -> str:
    name = f"studies/{study.name}/paper.{language}.md"
    try:
        return (study.folder / f"paper.{language}.md").read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ManuscriptError(f"{name}: not there; write it, or leave the language out") from None
    except UnicodeDecodeError as error:
        raise ManuscriptError(f"{name}: byte {error.start + 1} is not UTF-8; save it as UTF-8") from None


def _tell_typed(file: str, typed: list[tuple[int, str]], strict: bool) -> None:
    if not typed:
        return
    lines = "\n".join(f"{file}, line {line}: {word!r} was typed" for line, word in typed)
    advice = "numbers come from {{ value(…) }}; a name with digits is written [COVID-19]{.name}"
    if strict:
        raise ManuscriptError(f"{lines}\n{advice}")
    print(f"{lines}\n{advice}", file=sys.stderr)
