"""What a notebook hands on to the paper: values, tables, figures and claims, inside its own outputs."""

from collections.abc import Callable
from typing import Any

import pandas as pd
from IPython.display import display

from analysis.draw.tables import Table
from analysis.draw.words import Words
from analysis.publish.ledger import LEDGER_TABLE, MIME
from analysis.study import NothingToShow, Study, StudyError, nearest

SHOWN = 30  # values of a cell that its reader sees; hundreds would hide the tables below them


class Handover:
    """Hands on by name, and shows the reader of the notebook the same thing in `language`."""

    def __init__(self, study: Study, language: str = ""):
        self.language = language or study.languages[0]
        if self.language not in study.languages:
            raise StudyError(
                f"language {language!r}: not a language of {study.name}{nearest(language, study.languages)}"
            )
        self.languages = [Words(name, study) for name in study.languages]
        self.words = next(words for words in self.languages if words.language == self.language)
        self.invented = study.invented
        self.everything = f"data/processed/{study.name}/{LEDGER_TABLE}"
        self.known: dict[str, str] = {}

    def values(self, quantities: pd.DataFrame) -> None:
        """Every quantity of the frame, under its name; the reader sees the first of them, and where all stand."""
        rows = quantities.to_dict("records")
        self.known |= {row["name"]: self.words.quantity(row, interval=True) for row in rows}
        lines = [f"{row['name']} = {self.known[row['name']]}" for row in rows[:SHOWN]]
        if len(rows) > SHOWN:
            lines.append(f"… and {len(rows) - SHOWN:,} more: {self.everything} has all values")
        _show({"text/plain": "\n".join(lines)}, {"kind": "values", "values": [_plain(row) for row in rows]})

    def table(self, build: Callable[..., Table], *data: Any, **choices: Any) -> None:
        """The table that `build` makes of the data, under its id; shown here as a frame of names and texts."""
        table = build(*data, self.languages, **choices).as_dict()
        if not table["rows"]:
            return _absent(table["id"], "there are no rows for it")
        return _show(self._seen(table), {"kind": "table"} | table)

    def only_here(self, build: Callable[..., Table], *data: Any, **choices: Any) -> None:
        """The table that `build` makes of the data, for the reader of this notebook alone: nothing is handed on.

        For texts of posts, which are others' words: no paper, ledger or shared bundle may have them.
        """
        table = build(*data, self.languages, **choices).as_dict()
        if table["rows"]:
            display(self._seen(table), raw=True)
            print("\n".join(text[self.language] for text in (table["caption"], table["note"]) if text))
        else:
            print(f"{table['id']} is not made: there are no rows for it")

    def _seen(self, table: dict[str, Any]) -> dict[str, str]:
        """The table as a page and as text, in the reader's language; what stands in its cells is never markup."""
        header = [column["label"][self.language] for column in table["columns"]]
        frame = pd.DataFrame(
            [[self._readable(cell) for cell in row] for row in table["rows"]], columns=header
        )
        with pd.option_context("display.max_colwidth", None):
            page = frame.to_html(index=False, border=0)
        if self.words.rtl:
            page = f'<div dir="rtl" lang="{self.language}">{page}</div>'
        return {"text/html": page, "text/plain": frame.to_string(index=False)}

    def figure(self, name: str, draw: Callable[..., Any], *data: Any, **choices: Any) -> None:
        """The figure that `draw` makes of the data, in each language of the study."""
        from analysis.draw import style  # only notebooks that draw pay for seaborn

        payload: dict[str, Any] = {"kind": "figure", "id": name, "caption": {}, "alt": {}, "svg": {}}
        try:
            for words in self.languages:
                drawing = draw(*data, words, **choices)
                mark = words.heading(words("invented")) if self.invented else ""
                payload["svg"][words.language] = style.svg(drawing.figure, words, mark=mark)
                payload["caption"][words.language] = f"{drawing.caption} {mark}." if mark else drawing.caption
                payload["alt"][words.language] = f"{mark}. {drawing.alt}" if mark else drawing.alt
        except NothingToShow as reason:
            return _absent(name, str(reason))
        svg, alt = payload["svg"][self.language]["path"], payload["alt"][self.language]
        return _show({"image/svg+xml": svg, "text/plain": alt}, payload)

    def claims(self, claims: list[dict]) -> None:
        """The claims with their verdicts."""
        lines = [f"{claim['number']}. {claim['text'][self.language]}: {claim['verdict']}" for claim in claims]
        _show({"text/plain": "\n".join(lines)}, {"kind": "claims", "claims": claims})

    def _readable(self, cell: dict[str, Any]) -> str:
        if "runs" in cell:
            return "".join(map(self._readable, cell["runs"]))
        if "text" in cell:
            return cell["text"][self.language]
        return self.known.get(cell.get("value", ""), cell.get("value") or cell.get("claim") or "")


def _show(seen: dict[str, str], handed_on: dict[str, Any]) -> None:
    display({**seen, MIME: handed_on}, raw=True)


def _absent(name: str, reason: str) -> None:
    _show({"text/plain": f"{name} is not made: {reason}"}, {"kind": "absent", "id": name, "reason": reason})


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A quantity as JSON can hold it: NaN is null, an open end is null with `open_end`."""
    plain = {key: (None if isinstance(cell, float) and pd.isna(cell) else cell) for key, cell in row.items()}
    if plain["high"] == float("inf"):
        plain |= {"high": None, "open_end": True}
    return plain
