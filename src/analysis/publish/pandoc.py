"""Running pandoc, and saying what it found wrong in words that help an author."""

import errno
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypandoc

from analysis.publish.names import near

# Raw HTML and TeX are off: what data say can only ever be text.
# A line break between letters of Chinese or Japanese is no space.
MARKDOWN = "markdown-raw_html-raw_tex-raw_attribute-markdown_in_html_blocks+east_asian_line_breaks"


def run(folder: Path, source: str, to: str, target: str, *options: str, epoch: int) -> None:
    """`source` in `folder` as `target`, numbered by filter.lua, with its citations; raises `PandocError`.

    All names are relative and in ASCII: so neither the folder's name nor the machine's locale gets into the files.
    """
    command = [
        pypandoc.get_pandoc_path(),
        source,
        f"--from={MARKDOWN}",
        f"--to={to}",
        f"--output={target}",
        "--wrap=none",
        "--data-dir=.",
        "--metadata-file=meta.json",
        "--lua-filter=filter.lua",
        "--citeproc",
        "--lua-filter=directions.lua",
        "--fail-if-warnings",
        *options,
    ]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    said = done.stderr.decode("utf-8", errors="replace")
    if done.returncode and os.strerror(errno.ENOSPC) in said:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder / target))
    if done.returncode:
        raise PandocError(said)


def unread_bibliography(text: str) -> tuple[int, str] | None:
    """The line of a bibliography at which pandoc cannot read on, and what it says; None where it reads it all."""
    command = [pypandoc.get_pandoc_path(), "--from=biblatex", "--to=csljson"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    if not done.returncode:
        return None
    said = done.stderr.decode("utf-8", errors="replace")
    line = re.search(r"line (\d+)", said)
    what = re.findall(r"^(?:unexpected|expecting) .*", said, re.MULTILINE)
    return int(line[1]) if line else 1, ", ".join(what) or said.strip()


class PandocError(Exception):
    """What pandoc wrote before it stopped."""

    def explain(self, file: str, text: str, keys: list[str], ids: list[str]) -> str:
        """One line for each thing that is wrong: file, line, what, and what to do."""
        found = [
            *(_with_place(file, text, *line.split("\t")[1:], ids) for line in self._lines("paper\t")),
            *(
                _citation(file, text, key, keys)
                for key in re.findall(r"[Cc]itation (\S+) not found", str(self))
            ),
        ]
        if re.search(r"Div at .* unclosed", str(self)):
            found.append(
                f"{file}: a block that begins with ::: never ends; write ::: on a line of its own where it ends"
            )
        return "\n".join(dict.fromkeys(found)) or f"{file}: pandoc could not go on: {str(self).strip()}"

    def _lines(self, start: str) -> list[str]:
        return [line for line in str(self).splitlines() if line.startswith(start)]


def _with_place(file: str, text: str, kind: str, name: str, ids: list[str]) -> str:
    return f"{file}{_line(text, name)}: {PROBLEMS[kind](name, ids)}"


def _unresolved(name: str, ids: list[str]) -> str:
    start = [each for each in ids if name.startswith(each)]
    ending = (
        f"; a case ending stands after braces: @{{{start[0]}}}{name[len(start[0]) :].lstrip('-')}"
        if start
        else near(name, ids)
    )
    return f"nothing in the paper has the id {name!r} that the reference needs{ending}"


PROBLEMS: dict[str, Callable[[str, list[str]], str]] = {
    "unresolved": _unresolved,
    "duplicate": lambda name, _: (
        f"the id {name!r} stands twice; every figure, table and section needs its own"
    ),
    "alt": lambda name, _: (
        f"the figure {name!r} has no alternative text; give `alt` in the notebook that makes it"
    ),
    "mixed": lambda name, _: (
        f"a bracket holds a cross-reference and a citation together, near {name!r}; write two brackets"
    ),
    "image": lambda name, _: (
        f"the image {name!r} was not made by a notebook; show pictures by {{{{ figure(…) }}}}"
    ),
}


def _citation(file: str, text: str, key: str, keys: list[str]) -> str:
    return f"{file}{_line(text, key)}: references.bib has no entry {key!r}{near(key, keys)}"


def _line(text: str, name: str) -> str:
    """`, line 12` where the name first stands in the manuscript."""
    found = re.search(
        rf"@\{{?{re.escape(name)}(?![\w-])|#{re.escape(name)}(?![\w-])|[\"'(]{re.escape(name)}[\"')]", text
    )
    return f", line {text.count(chr(10), 0, found.start()) + 1}" if found else ""
