"""Findings: what is wrong, missing or odd in a study's files, each with its place and its mend."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from analysis.clean.problems import Problem
from analysis.study import StudyError

Kind = Literal["wrong", "missing", "odd"]
KINDS: tuple[Kind, ...] = ("wrong", "missing", "odd")
LINES_OF = (".md", ".yaml", ".bib")  # a person counts lines in these, and rows in tables
SPANS = 4  # of rows that can be read at a glance
FEW = 5  # findings of one cause in a table that are told one by one
EXAMPLES = 3
# What differs between findings of one cause: what is quoted, and numbers, with a unit as in 12,1 M.
PARTICULAR = re.compile(r"'[^']*'|“[^”]*”|\d[\w.,:-]*(?: \w{1,4}\b\.?)?")
PLACED = re.compile(
    r"(?P<file>[^\s:,]+\.(?:yaml|md|bib|csv|xlsx))(?:,? (?:line|row) (?P<row>\d+))?: (?P<mend>.+)"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `wrong`: the paper could not be built, or would say what is not so. `missing`: it is
    built without. `odd`: perhaps right. `rows` are those in which the same is found, lines where the file is text.
    `alike` are the findings of one cause that this one stands for.
    """

    kind: Kind
    file: str
    mend: str
    rows: tuple[int, ...] = ()
    column: str = ""
    value: str | None = None
    alike: tuple["Finding", ...] = ()

    @property
    def places(self) -> int:
        """In how many cells or lines it is so."""
        return sum(each.places for each in self.alike) or max(1, len(self.rows))

    @property
    def at(self) -> str:
        """`row 3`, `rows 2–5, 9`, `line 12`; nothing where the whole file is meant."""
        return f"{self._unit} {', '.join(_spans(self.rows))}" if self.rows else ""

    @property
    def at_a_glance(self) -> str:
        """`at`, or the first of many rows and their number: `rows 2, 4, 6 … (280)`."""
        spans = _spans(self.rows)
        if len(spans) <= SPANS:
            return self.at
        return f"{self._unit} {', '.join(spans[: SPANS - 1])} … ({len(self.rows)})"

    @property
    def _unit(self) -> str:
        return ("line" if self.file.endswith(LINES_OF) else "row") + "s" * (len(self.rows) > 1)


def of_problems(problems: Iterable[Problem]) -> list[Finding]:
    """Problems of tables as findings: errors are wrong, the others odd."""
    return [
        Finding(
            "wrong" if problem.error else "odd",
            problem.file,
            problem.mend,
            () if problem.row is None else (int(problem.row),),
            problem.column or "",
            problem.value,
        )
        for problem in problems
    ]


def of_error(error: StudyError, file: str) -> list[Finding]:
    """What an error says, a finding a line; `file` is where it arose, unless the line names its own."""
    if hasattr(error, "problems"):
        return of_problems(error.problems)
    found: list[Finding] = []
    for line in str(error).splitlines():
        placed = PLACED.fullmatch(line)
        if placed:
            name = placed["file"].rpartition("/")[2]
            found.append(
                Finding("wrong", name, placed["mend"], (int(placed["row"]),) if placed["row"] else ())
            )
        elif found and line.startswith(" "):
            found[-1] = replace(found[-1], mend=f"{found[-1].mend} {line.strip()}")
        elif line.strip():
            found.append(Finding("wrong", file, line.strip()))
    return found


def first_causes(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without what is only odd or missing about a cell that is wrong."""
    found = list(findings)
    wrong = {(each.file, each.column, row) for each in found if each.kind == "wrong" for row in each.rows}
    return [
        each
        for each in found
        if each.kind == "wrong" or not any((each.file, each.column, row) in wrong for row in each.rows)
    ]


def gathered(findings: Iterable[Finding]) -> list[Finding]:
    """The same thing found in several rows of a file as one finding, in the order of the first of them."""
    rows: dict[Finding, list[int]] = {}
    for finding in findings:
        rows.setdefault(replace(finding, rows=()), []).extend(finding.rows)
    return [replace(finding, rows=tuple(sorted(set(found)))) for finding, found in rows.items()]


def by_cause(findings: Iterable[Finding]) -> list[Finding]:
    """Many findings in a table that differ only in their values as one, which gives the first of them as examples."""
    causes: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        causes.setdefault((finding.kind, finding.file, _cause(finding)), []).append(finding)
    return [
        finding for found in causes.values() for finding in ([_one(found)] if len(found) > FEW else found)
    ]


def _cause(finding: Finding) -> str:
    """The mend without what is particular to one value; lines of a text are each told by themselves."""
    text = finding.file.endswith(LINES_OF) or not finding.rows
    return repr(finding) if text else PARTICULAR.sub("…", finding.mend)


def _one(alike: list[Finding]) -> Finding:
    """One finding for all of these, whose mend is that of the first, with the next as examples."""
    first, *others = sorted(alike, key=lambda each: each.rows)
    examples = ", ".join(f"{each.value!r} ({each.at_a_glance})" for each in others[:EXAMPLES])
    stop = "" if first.mend.endswith(("?", ".")) else "."
    return replace(
        first,
        mend=f"{first.mend}{stop} {len(others)} other values are like it: {examples} …",
        rows=tuple(sorted({row for each in alike for row in each.rows})),
        column=", ".join(dict.fromkeys(each.column for each in alike)),
        alike=(first, *others),
    )


def in_order(findings: Iterable[Finding], files: list[str]) -> list[Finding]:
    """By kind, then by file as `files` has them, then by row; files that are not named come last, in their order."""
    found = list(findings)
    order = list(dict.fromkeys([*files, *(finding.file for finding in found)]))
    return sorted(found, key=lambda each: (KINDS.index(each.kind), order.index(each.file), each.rows[:1]))


def _spans(rows: tuple[int, ...]) -> list[str]:
    """Rows that follow each other as one: `2–5`."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return [f"{first}–{last}" if last > first else str(first) for first, last in spans]
