"""The PDF: PDF/UA by Typst, with the fonts that come with the packages and none of the machine's."""

import importlib.util
import json
import re
import shutil
import sys
from pathlib import Path

import typst

from analysis.publish.header import ManuscriptError
from analysis.publish.job import Job
from analysis.publish.literal import UNSEEN
from analysis.publish.metadata import authors


def typeset(job: Job) -> bytes:
    """The PDF/UA. Letters that none of its fonts has are printed as code points, and told."""
    while True:
        try:
            return typst.compile(
                str(job.folder / "paper.out.typ"),
                root=str(job.folder),
                font_paths=[_fonts(job)],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                timestamp=job.epoch,
            )
        except typst.TypstError as error:
            letters = _letters_without_font(error.diagnostic)
            if not letters or not _replaced(job, letters):
                raise ManuscriptError(
                    f"{job.manuscript.file}: Typst could not make the PDF: {error.diagnostic}"
                ) from error


def document(job: Job) -> str:
    """What the PDF says about itself; a JSON string without control characters is a string of Typst too."""
    title, *names = (
        json.dumps(UNSEEN.sub(" ", text), ensure_ascii=False)
        for text in (job.study.title[job.language], *(author["name"] for author in authors(job)))
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
