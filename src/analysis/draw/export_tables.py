"""The table of what was read from exports, and what its rows set aside and notices are in each language."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from analysis.draw.numbers import MINUS, MISSING
from analysis.draw.phrases import said
from analysis.draw.tables import Cell, Table, column, each, table_of, text_cell
from analysis.draw.words import Words


def exports_table(exports: pd.DataFrame, words: Sequence[Words], *, id: str = "tbl-exports") -> Table:
    """One row per file: its format, how many rows were read, kept and set aside, why, and what else is to be known.

    `exports` has file, format, rows_read, kept, set_aside, and `told` (`clean.exports.sentences`).
    """
    rows = [
        [
            text_cell(each(words, lambda w, r=row: r["file"])),
            text_cell(each(words, lambda w, r=row: said("format", r["format"], w))),
            *(_count(row[count], words) for count in ("rows_read", "kept", "set_aside")),
            text_cell(each(words, lambda w, r=row: told(r["told"], w))),
        ]
        for row in exports.to_dict("records")
    ]
    columns = [column("file", words), column("format", words)]
    columns += [column(key, words, "right") for key in ("rows_read", "kept", "set_aside")]
    return table_of(id, "exports", [*columns, column("why", words)], rows, words)


def told(entries: str, w: Words) -> str:
    """Why rows of a file were set aside, how many of each, and what else is to be known, in one line.

    What reads alike is counted together: the parsers' own words of what is wrong, in English, are left out.
    """
    rows: dict[str, int] = {}
    for entry in json.loads(entries):
        text = _sentence(entry, w)
        rows[text] = rows.get(text, 0) + (entry["fields"].get("n", 0) if _is_counted(entry) else 0)
    return "; ".join(f"{text}: {w.number(n)}" if n else text for text, n in rows.items()) or MISSING


def _count(number: int | str, words: Sequence[Words]) -> Cell:
    return text_cell(each(words, lambda w: w.number(int(number))))


def _sentence(entry: dict[str, Any], w: Words) -> str:
    """The words of its key; a text without one, as a study's own table may have, stands as it is."""
    fields = {name: _field(name, value, w) for name, value in entry["fields"].items()}
    return w(entry["key"], **fields) if "key" in entry else entry["text"]


def _is_counted(entry: dict[str, Any]) -> bool:
    """Whether its number stands behind it; notices have theirs within."""
    return not entry.get("key", "").startswith("notice.")


def _field(name: str, value: Any, w: Words) -> str:
    write: dict[str, Callable[[Any, Words], str]] = {
        "n": lambda count, w: w.number(count),
        "of": lambda count, w: w.number(count),
        "hours": _hours,
        "rows": lambda rows, w: ", ".join(map(str, rows)),
        "day": lambda day, w: w.date(dt.date.fromisoformat(day)),
        "metric": lambda metric, w: w(f"metric.{metric}"),
        "value": lambda text, w: w.quote(text),
    }
    return write[name](value, w) if name in write else str(value)


def _hours(hours: float, w: Words) -> str:
    """With its sign, as a time before or after another."""
    decimals = len(f"{hours:g}".partition(".")[2])
    return f"{'+' if hours > 0 else MINUS}{w.number(abs(hours), decimals)}"
