"""What a notebook hands on to the paper: values, tables, figures and claims, inside its own outputs."""

from collections.abc import Callable
from typing import Any

import pandas as pd
from analysis.draw.tables import Table
from IPython.display import display

from analysis.draw.words import Words
from analysis.publish.ledger import MIME
from analysis.study import Study


class Handover:
    """Hands on by name, and shows the reader of the notebook the same thing in `language`."""

    def __init__(self, study: Study, language: str = ""):
        self.study = study
        self.languages = [Words(name, study) for name in study.languages]
        self.shown = Words(language or study.languages[0], study)

    def values(self, quantities: pd.DataFrame) -> None:
        """Every quantity of the frame, under its name."""
        lines = [
            f"{q['name']} = {self.shown.quantity(q, interval=True)}" for q in quantities.to_dict("records")
        ]
        rows = [_plain(row) for row in quantities.to_dict("records")]
        _show({"text/plain": "\n".join(lines)}, {"kind": "values", "values": rows})

    def table(self, build: Callable[..., Table], *data: Any, **choices: Any) -> None:
        """The table that `build` makes of the data; shown here as a frame of names and texts."""
        table = build(*data, self.languages, **choices).as_dict()
        frame = _readable(
            table,
            self.shown.language if self.shown.language in self.study.languages else self.study.languages[0],
        )
        _show(
            {"text/html": frame.to_html(index=False, border=0), "text/plain": frame.to_string(index=False)},
            {"kind": "table"} | table,
        )

    def figure(self, name: str, draw: Callable[..., Any], *data: Any, **choices: Any) -> None:
        """The figure that `draw` makes of the data, in each language of the study."""
        from analysis.draw import style  # only notebooks that draw pay for seaborn

        payload: dict[str, Any] = {"kind": "figure", "id": name, "caption": {}, "alt": {}, "svg": {}}
        for words in self.languages:
            drawing = draw(*data, words, **choices)
            payload["svg"][words.language] = style.svg(drawing.figure, words.language)
            payload["caption"][words.language] = drawing.caption
            payload["alt"][words.language] = drawing.alt
        language = self.shown.language if self.shown.language in payload["svg"] else self.study.languages[0]
        seen = {"image/svg+xml": payload["svg"][language]["path"], "text/plain": payload["alt"][language]}
        _show(seen, payload)

    def claims(self, claims: list[dict]) -> None:
        """The claims with their verdicts."""
        lines = [
            f"{claim['number']}. {claim['text'].get(self.shown.language, claim['id'])}: {claim['verdict']}"
            for claim in claims
        ]
        _show({"text/plain": "\n".join(lines)}, {"kind": "claims", "claims": claims})


def _show(seen: dict[str, str], handed_on: dict[str, Any]) -> None:
    display({**seen, MIME: handed_on}, raw=True)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A quantity as JSON can hold it: NaN is null, an open end is null with `open_end`."""
    plain = {key: (None if isinstance(cell, float) and pd.isna(cell) else cell) for key, cell in row.items()}
    if plain["high"] == float("inf"):
        plain |= {"high": None, "open_end": True}
    return plain


def _readable(table: dict[str, Any], language: str) -> pd.DataFrame:
    def text(cell: dict[str, Any]) -> str:
        return cell["text"][language] if "text" in cell else cell.get("value") or cell.get("claim") or ""

    header = [column["label"][language] for column in table["columns"]]
    return pd.DataFrame([[text(cell) for cell in row] for row in table["rows"]], columns=header)
