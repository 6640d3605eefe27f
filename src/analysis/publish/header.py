"""The head of a manuscript: its keywords. Title, authors and date stand in study.yaml."""

import re
from typing import Any

import yaml

from analysis.study import StudyError

KEYS = ("keywords",)
HEADER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


class ManuscriptError(StudyError):
    """The manuscript asks for what is not there; the message has a line for each place, with file and line."""


def header(text: str, file: str = "manuscript") -> dict[str, Any]:
    """The settings at the head of a manuscript; nothing where it has no head."""
    found = HEADER.match(text)
    if not found:
        return {}
    try:
        settings = yaml.safe_load(found[1] or "") or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 2}" if mark else ""
        raise ManuscriptError(
            f"{file}{line}: the header is not YAML: {getattr(error, 'problem', error)}"
        ) from error
    if not isinstance(settings, dict):
        raise ManuscriptError(f"{file}, line 2: the header should read `keywords: [one, two]`")
    unknown = [key for key in settings if key not in KEYS]
    if unknown:
        raise ManuscriptError(
            f"{file}: the header has {', '.join(map(str, unknown))}; only keywords stand there. Title, subtitle, authors "
            "and date stand in study.yaml, the abstract in `::: abstract`"
        )
    return settings


def without_header(text: str) -> str:
    """The text with empty lines in place of its head, so that lines keep their numbers."""
    return HEADER.sub(lambda lines: "\n" * lines[0].count("\n"), text)
