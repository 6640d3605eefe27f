"""The works that a paper may cite: those of the study's references.bib, and those that the shared sections cite."""

import re

from analysis.publish.header import ManuscriptError
from analysis.publish.manuscript import SECTIONS
from analysis.study import Study

SHARED = SECTIONS / "references.bib"
FILES = (
    "sections.bib",
    "references.bib",
)  # as pandoc is given them; of two entries with one key it takes the last
ENTRY = re.compile(r"^\s*@(?!comment|string|preamble)\w+\s*\{\s*([^,\s]+)", re.MULTILINE | re.IGNORECASE)


def own(study: Study, errors: str = "strict") -> str:
    """The text of the study's references.bib, "" where there is none. Raises `ManuscriptError` where it is not UTF-8."""
    try:
        return (study.folder / "references.bib").read_text(encoding="utf-8-sig", errors=errors)
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        name = f"studies/{study.name}/references.bib"
        raise ManuscriptError(f"{name}: byte {error.start + 1} is not UTF-8; save it as UTF-8") from None


def files(study: Study) -> dict[str, str]:
    """The texts of `FILES`: what the shared sections cite, and what the study does."""
    return dict(zip(FILES, (SHARED.read_text(encoding="utf-8"), own(study))))


def keys(study: Study) -> set[str]:
    """The keys of all works that a paper may cite."""
    return set(ENTRY.findall(SHARED.read_text(encoding="utf-8")) + ENTRY.findall(own(study, "replace")))
