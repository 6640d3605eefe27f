"""The ledger: everything that the executed notebooks handed on, each with the cell that made it."""

import csv
import io
import json
import platform
import re
from importlib import metadata
from pathlib import Path
from typing import Any

from analysis.study import Study, StudyError, read_built, write_whole

MIME = "application/vnd.digital-diplomacy+json"
LEDGER_TABLE = "ledger.csv"
VALUE = ("name", "value", "low", "high", "exact", "unit", "formula", "inputs", "notebook", "cell")
RAW_CELL = ("file", "row", "column", "shown", "source", "day", "note")
SHOWN_PACKAGES = (
    "babel",
    "ipykernel",
    "jinja2",
    "matplotlib",
    "nbconvert",
    "numpy",
    "pandas",
    "pandera",
    "papermill",
    "pydantic",
    "pypandoc-binary",
    "scipy",
    "seaborn",
    "typst",
)


def harvest(study: Study, notebooks: list[Path]) -> dict[str, Any]:
    """The ledger of the executed `notebooks`. Raises `StudyError` for a name that two cells hand on differently."""
    ledger: dict[str, Any] = {
        "study": {"name": study.name, "title": study.title, "date": study.date.isoformat()},
        "languages": study.languages,
        "values": {},
        "tables": {},
        "figures": {},
        "claims": {},
        "absent": {},
        "notebooks": {},
        "parameters": {},
        "environment": environment(),
    }
    for path in notebooks:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        ledger["notebooks"][path.stem] = _question(notebook)
        given = notebook["metadata"].get("papermill", {}).get("parameters", {})
        ledger["parameters"] |= {name: value for name, value in given.items() if name != "study"}
        for cell, item in _handed_on(notebook):
            _enter(ledger, item, {"notebook": path.stem, "cell": cell})
    return ledger


def write_ledger(ledger: dict[str, Any], build: Path) -> None:
    """`ledger.json` and `figures/*.svg` in `build`; each file appears whole or not at all, those of earlier figures go."""
    drawn, figures = {}, {}
    for name, figure in ledger["figures"].items():
        figures[name] = {key: content for key, content in figure.items() if key != "svg"}
        for language, svg in figure["svg"].items():
            drawn |= {f"{name}.{language}.svg": svg["path"], f"{name}.{language}.text.svg": svg["text"]}
    folder = build / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        if old.name not in drawn:
            old.unlink()
    for name, svg in drawn.items():
        write_whole(folder / name, svg)
    write_whole(
        build / "ledger.json",
        json.dumps(
            ledger | {"figures": figures}, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False
        )
        + "\n",
    )


def write_values(ledger: dict[str, Any], processed: Path) -> None:
    """All values as a table, `ledger.csv`: a row per value, or per raw cell where it was read from several.

    What is missing is empty, and an open end is `inf`.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow((*VALUE, *RAW_CELL))
    for _, value in sorted(ledger["values"].items()):
        told = (
            value | {"inputs": " ".join(value["inputs"])} | ({"high": "inf"} if value.get("open_end") else {})
        )
        for cell in value["origin"] or [{}]:
            rows.writerow((*(told[key] for key in VALUE), *(cell.get(key, "") for key in RAW_CELL)))
    processed.mkdir(parents=True, exist_ok=True)
    write_whole(processed / LEDGER_TABLE, text.getvalue())


def read_ledger(study: Study) -> dict[str, Any]:
    """The ledger of the last build."""
    return read_built(study, "ledger.json", "notebooks")


def environment() -> dict[str, Any]:
    """Python's version without its patch level, and the versions of the packages that make the results."""
    major, minor, _ = platform.python_version_tuple()
    return {
        "python": f"{major}.{minor}",
        "packages": {name: metadata.version(name) for name in SHOWN_PACKAGES},
    }


def _handed_on(notebook: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (cell["id"], output["data"][MIME])
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]


def _enter(ledger: dict[str, Any], item: dict[str, Any], made_in: dict[str, str]) -> None:
    kind = item.pop("kind")
    entries = item[kind] if kind in ("values", "claims") else [item]
    page = {"table": "tables", "figure": "figures"}.get(kind, kind)
    for entry in entries:
        key = entry["name"] if kind == "values" else entry["id"]
        known = ledger[page].get(key)
        if known and {k: v for k, v in known.items() if k not in made_in} != entry:
            raise StudyError(
                f"{_place(made_in)} hands on {key!r} again with another content than {_place(known)}; "
                "give one of them another name"
            )
        ledger[page].setdefault(key, entry | made_in)


def _place(made_in: dict[str, str]) -> str:
    return f"notebooks/{made_in['notebook']}.ipynb, cell {made_in['cell']}"


def _question(notebook: dict[str, Any]) -> str:
    """The first heading of a notebook: the question that it answers."""
    headings = (
        re.match(r"#\s+(.+)", "".join(cell["source"]))
        for cell in notebook["cells"]
        if cell["cell_type"] == "markdown"
    )
    return next((heading[1].strip() for heading in headings if heading), "")
