"""docs/tutorial.md as steps that can be followed: commands to type, files to write, lines to see.

A fence says what it is by its first line: `sh` commands that succeed, `sh fails` commands that do not, `text` lines that
the last command printed (`…` stands for anything), `csv`, `yaml` or `md` with a path a file as the reader leaves it, and with
`add` before the path lines that the reader puts at its end.
"""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from projects import ROOT

PAGE = ROOT / "docs" / "tutorial.md"
FENCE = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Step(NamedTuple):
    """One fence of the page: its kind, what stands behind the kind, its content, and the line it begins on."""

    kind: str
    more: str
    content: str
    line: int


def steps(page: Path = PAGE) -> list[Step]:
    text = page.read_text(encoding="utf-8")
    return [
        Step(fence[1], fence[2] or "", fence[3], text[: fence.start()].count("\n") + 1)
        for fence in FENCE.finditer(text)
    ]


def write(step: Step, project: Path) -> None:
    """The file as the reader leaves it, or with the step's lines at its end."""
    verb, _, path = step.more.rpartition(" ")
    target = project / path
    assert target.parent.is_dir(), f"line {step.line}: there is no folder {path}"
    before = target.read_text(encoding="utf-8") if verb == "add" else ""
    target.write_text(before + step.content, encoding="utf-8")


def type_in(step: Step, project: Path, environment: dict[str, str]) -> str:
    """What the commands print; they must end as the page says."""
    done = subprocess.run(
        ["bash", "-e", "-c", step.content],
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=600,
    )
    assert (done.returncode != 0) == (step.more == "fails"), f"line {step.line}:\n{done.stdout}"
    return done.stdout


def unseen(step: Step, printed: str) -> list[str]:
    """The lines of the step that were not printed."""
    seen = " ".join(printed.split())
    return [
        line
        for line in step.content.splitlines()
        if line.strip("… ")
        and not re.search(".*?".join(re.escape(part.strip()) for part in line.split("…")), seen)
    ]
