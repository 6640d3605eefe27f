"""The appendices that the ledger writes by itself: values, sources, environment, choices."""

from typing import Any

from analysis.publish.blocks import table
from analysis.publish.entries import Entries

Cell = list[dict[str, str]]


def ledger(entries: Entries, used: list[str], written: list[str]) -> str:
    """The tables of values and of their sources: those of the page, and shorter ones that are printed.

    The page lists the values `used` and all that they were computed from. Print lists those `written` in the text
    and what they were computed from; a note says how many others there are, and where all stand.
    """
    every, printed = entries.closure(used), entries.closure(written)
    left = len(every) - len(printed)
    fields = {"n": entries.words.number(left), "file": entries.words.left_to_right(entries.ledger_file)}
    note = entries.terms["ledger.left_out"].format(**fields) if left else ""
    return _ledger(entries, every, "page") + _ledger(entries, printed, "print", note)


def environment(found: dict[str, Any], terms: dict[str, str]) -> str:
    """The table of Python and the packages that the numbers were computed with."""
    packages = [("Python", found["python"]), *sorted(found["packages"].items())]
    columns = _columns(terms, "environment.package", "environment.version")
    return table("tbl-environment", terms["environment.caption"], columns, _pairs(packages), compact=True)


def parameters(choices: dict[str, Any], terms: dict[str, str]) -> str:
    """The table of the choices that this run set otherwise than study.yaml."""
    columns = _columns(terms, "parameters.choice", "value")
    return table("tbl-parameters", terms["parameters.caption"], columns, _pairs(sorted(choices.items())))


def _ledger(entries: Entries, names: list[str], only: str, note: str = "") -> str:
    told = {name: entries(name) for name in names}
    rows = [_value(name, entry, entries) for name, entry in told.items()]
    columns = _columns(entries.terms, "name", "value", "ledger.origin")
    caption = entries.terms["ledger.caption"]
    values = table("tbl-ledger", caption, columns, rows, compact=True, note=note, only=only)
    return values + _sources([cell for entry in told.values() for cell in entry["rows"]], entries.terms, only)


def _value(name: str, entry: dict[str, Any], entries: Entries) -> list[Cell]:
    """A value's row: its name, the number, and how it came about: computed from what, or read where and when."""
    number = " ".join(filter(None, (entry["unrounded"], entry["interval"])))
    origin = [
        *([{"text": entry["formula"]}] if entry["formula"] else []),
        *(
            {"text": entries.words.left_to_right(source)}
            | ({"to": source} if source in entries.values else {})
            for source in entry["inputs"]
        ),
        *({"text": _read(cell, entries)} for cell in entry["rows"]),
    ]
    return [[{"text": name, "anchor": name}], [{"text": number}], _listed(origin, entries.words.commas[";"])]


def _read(cell: dict[str, str], entries: Entries) -> str:
    """A raw cell: its place, what it shows, and the source and day in parentheses."""
    shown = f"{cell['place']}: {entries.words('quote', text=cell['shown'])}"
    seen = entries.words.commas[","].join(filter(None, (cell["key"], cell["day"])))
    return f"{shown} ({seen})" if seen else shown


def _sources(rows: list[dict[str, str]], terms: dict[str, str], only: str) -> str:
    columns = _columns(terms, "source", "sources.title", "sources.address")
    sources = {row["key"]: row for row in rows if row["key"]}
    cells = [
        [[{"text": key}], [{"text": row["source"]}], [{"text": row["url"], "url": row["url"]}]]
        for key, row in sorted(sources.items())
    ]
    caption = terms["sources.caption"]
    return table("tbl-ledger-sources", caption, columns, cells, compact=True, only=only) if cells else ""


def _listed(parts: Cell, semicolon: str) -> Cell:
    """The parts with semicolons between them."""
    return [each for part in parts for each in ({"text": semicolon}, part)][1:]


def _pairs(pairs: list[tuple[str, Any]]) -> list[list[Cell]]:
    return [[[{"text": str(name)}], [{"text": str(value)}]] for name, value in pairs]


def _columns(terms: dict[str, str], *labels: str) -> list[dict[str, str]]:
    return [{"label": terms[label], "align": "left"} for label in labels]
