"""The report as text for a terminal: what matters first, on about one screen."""

import shutil
import textwrap

from analysis.check.findings import Finding, Kind
from analysis.check.study import Report
from analysis.clean.observations import METRICS

MEANS: dict[Kind, str] = {
    "wrong": "the paper cannot be built, or would say what is not so",
    "missing": "the paper is built without it",
    "odd": "perhaps right; look at it once more",
}
SHOWN: dict[Kind, int] = {"wrong": 8, "missing": 6, "odd": 5}
WORDS_SHOWN = 4
WIDEST = 100
LONGEST = 60  # signs of a cell's text


def lines(report: Report, page: str) -> str:
    """The report; `page` is where all of it can be read."""
    parts = [
        f"{report.study.name}: {_counts(report)}. {advice(report)}",
        *(_section(report, kind) for kind in MEANS),
        _words(report),
        _complete(report),
        f"Everything: {page}",
    ]
    return _printable("\n\n".join(part for part in parts if part))


def advice(report: Report) -> str:
    """What the findings mean for the paper."""
    if not report.sound:
        return "Mend what is wrong before you build the paper."
    rest = "what is missing can be filled in at any time" if report.of("missing") else "nothing is missing"
    return f"The paper can be built; {rest}."


def _counts(report: Report) -> str:
    return ", ".join(f"{report.count(kind) or 'nothing'} {kind}" for kind in MEANS)


def _section(report: Report, kind: Kind) -> str:
    found = report.of(kind)
    if not found:
        return ""
    shown = found[: SHOWN[kind]]
    more = len(found) - len(shown)
    return "\n".join(
        [
            f"{kind.capitalize()}: {MEANS[kind]}",
            *_table(shown),
            *([f"  … and {more} more in check.html"] if more else []),
        ]
    )


def _table(found: list[Finding]) -> list[str]:
    """Two lines a finding: its place, in columns, and its mend."""
    places = [(each.file, each.at_a_glance, each.column) for each in found]
    widths = [max(len(place[column]) for place in places) for column in range(3)]
    width = min(WIDEST, shutil.get_terminal_size().columns)
    printed = []
    for each, place in zip(found, places):
        cells = "  ".join(cell.ljust(size) for cell, size in zip(place, widths) if size)
        printed.append(f"  {cells}  {_value(each)}".rstrip())
        printed += textwrap.wrap(each.mend, width, initial_indent="      ", subsequent_indent="      ")
    return printed


def _value(finding: Finding) -> str:
    if not finding.value:
        return ""
    text = finding.value if len(finding.value) <= LONGEST else f"{finding.value[: LONGEST - 1]}…"
    return repr(text)


def _words(report: Report) -> str:
    """The words that a language lacks, with the English beside them."""
    printed = []
    for language, lacking in report.lacking.items():
        shown = list(lacking.items())[:WORDS_SHOWN]
        width = max(len(key) for key, _ in shown)
        printed.append(f"Words that {language!r} lacks, said in English: {len(lacking)}")
        printed += [
            f"  {key.ljust(width)}  {_value(Finding('missing', '', '', (), '', text))}" for key, text in shown
        ]
        if len(lacking) > len(shown):
            printed.append(f"  … and {len(lacking) - len(shown)} more in check.html")
    return "\n".join(printed)


def _complete(report: Report) -> str:
    """What is there, in a few lines."""
    rows = ", ".join(f"{file} {n}" for file, n in report.tables.items()) or "no table that can be read"
    counts = ", ".join(f"{metric} {filled_of(report, place)}" for place, metric in enumerate(METRICS))
    made = [f"statements {report.claims}", f"themes {report.themes}"]
    if report.posts:
        made.append(f"posts {sum(report.posts.values()):,} of {len(report.posts)} accounts")
    return "\n".join(["Complete", f"  rows    {rows}", f"  counts  {counts}", f"  beside  {', '.join(made)}"])


def filled_of(report: Report, metric: int) -> str:
    """`24 of 27`: on how many of the rows in snapshots the count of this metric is filled."""
    states = [marks[metric].state for marks in report.filled.marks.values()]
    return f"{states.count('filled')} of {len(states)}"


def _printable(text: str) -> str:
    """The text without signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in text)
