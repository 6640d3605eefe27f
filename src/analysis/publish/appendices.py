"""The appendices that the ledger writes by itself: values, sources, environment, choices."""

from typing import Any

from analysis.publish.blocks import table
from analysis.publish.entries import Entries

Cell = list[dict[str, str]]
MOST = 600  # values: some fifteen pages; with more, the ledger is longer than the paper


def ledger(entries: Entries, used: list[str], written: list[str]) -> str:
    """The table of the values used and of all that they were computed from, and the table of their sources.

    With more than `MOST` of them, those `written` in the text stand for all, and a note says how many are not listed.
    """
    every = entries.closure(used)
    names = every if len(every) <= MOST else entries.closure(written)
    told = {name: entries(name) for name in names}
    left = len(every) - len(names)
    note = entries.terms["ledger.left_out"].format(n=entries.words.number(left)) if left else ""
    columns = _columns(entries.terms, "name", "value", "ledger.origin", "ledger.source")
    rows = [_value(name, entry, entries) for name, entry in told.items()]
    values = table("tbl-ledger", entries.terms["ledger.caption"], columns, rows, compact=True, note=note)
    return values + _sources(
        [row for entry in told.values() for row in entry["rows"] if row["key"]], entries.terms
    )


def environment(found: dict[str, Any], terms: dict[str, str]) -> str:
    """The table of Python and the packages that the numbers were computed with."""
    packages = [("Python", found["python"]), *sorted(found["packages"].items())]
    columns = _columns(terms, "environment.package", "environment.version")
    return table("tbl-environment", terms["environment.caption"], columns, _pairs(packages), compact=True)


def parameters(choices: dict[str, Any], terms: dict[str, str]) -> str:
    """The table of the choices that this run set otherwise than study.yaml."""
    columns = _columns(terms, "parameters.choice", "value")
    return table("tbl-parameters", terms["parameters.caption"], columns, _pairs(sorted(choices.items())))


def _value(name: str, entry: dict[str, Any], entries: Entries) -> list[Cell]:
    """A value's row: its name, the number, how it came about, and where and when its raw cells were seen."""
    semicolon = entries.words.commas[";"]
    number = " ".join(filter(None, (entry["unrounded"], entry["interval"])))
    comma = entries.words.commas[","]
    seen = dict.fromkeys(comma.join(filter(None, (row["key"], row["day"]))) for row in entry["rows"])
    origin = [
        *([{"text": entry["formula"]}] if entry["formula"] else []),
        *(
            {"text": entries.words.left_to_right(source)}
            | ({"to": source} if source in entries.values else {})
            for source in entry["inputs"]
        ),
        *({"text": f"{row['place']}: {entries.words('quote', text=row['shown'])}"} for row in entry["rows"]),
    ]
    return [
        [{"text": name, "anchor": name}],
        [{"text": number}],
        _listed(origin, semicolon),
        [{"text": semicolon.join(filter(None, seen))}],
    ]


def _sources(rows: list[dict[str, str]], terms: dict[str, str]) -> str:
    columns = _columns(terms, "source", "sources.title", "sources.address")
    cells = [
        [[{"text": key}], [{"text": row["source"]}], [{"text": row["url"], "url": row["url"]}]]
        for key, row in sorted({row["key"]: row for row in rows}.items())
    ]
    return (
        table("tbl-ledger-sources", terms["sources.caption"], columns, cells, compact=True) if cells else ""
    )


def _listed(parts: Cell, semicolon: str) -> Cell:
    """The parts with semicolons between them."""
    return [each for part in parts for each in ({"text": semicolon}, part)][1:]


def _pairs(pairs: list[tuple[str, Any]]) -> list[list[Cell]]:
    return [[[{"text": str(name)}], [{"text": str(value)}]] for name, value in pairs]


def _columns(terms: dict[str, str], *labels: str) -> list[dict[str, str]]:
    return [{"label": terms[label], "align": "left"} for label in labels]
