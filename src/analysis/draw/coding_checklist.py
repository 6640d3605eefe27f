"""The checklist of a coding by hand: what a reader asks of it, and what the sheets and the study say."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.draw.posts import language_name
from analysis.draw.tables import Cell, Table, Text, column, each, table_of, text_cell, value_cell
from analysis.draw.theme_tables import labels
from analysis.draw.words import Words
from analysis.measure.codebook import Theme
from analysis.measure.coding_report import coders, is_drawn
from analysis.measure.hand_codes import HandCodes
from analysis.study import Coding

COUNTED = (  # an item, and the values that answer it
    ("posts", ("posts", "chosen")),
    ("beside", ("beside",)),
    ("twice", ("twice",)),
    ("wanted_percent", ("wanted_percent",)),
    ("wanted_alpha", ("wanted_alpha",)),
    ("coders", ("coders",)),
    ("settled", ("disagreements", "adjudicated", "open")),
)
STATED = ("people", "training", "adjudicator", "translation")  # in study.yaml
ITEMS = (
    "posts", "beside", "drawing", "wanted_percent", "wanted_alpha", "twice", "coders", "each", "lowest", "settled",
    *STATED,
)  # fmt: skip
BETWEEN = "\u00a0/\u00a0"


def coding_table(
    measures: pd.DataFrame,
    hand: HandCodes,
    agreed: pd.DataFrame,
    themes: Sequence[Theme],
    coding: Coding,
    words: Sequence[Words],
    *,
    id: str = "tbl-coding",
) -> Table:
    """One row per item: counts by `coding.<measure>`, the lowest alpha, and what study.yaml states or leaves unsaid.

    `measures` is `coding_report.coding_quantities`, `agreed` is `agreement.agreement`. Without rows where nothing was coded.
    """
    there = set(measures["name"])
    answers = {
        **{item: _values(values, there, words) for item, values in COUNTED},
        "drawing": _drawing(hand, words),
        "each": text_cell(each(words, lambda w: _coders(hand, w))),
        "lowest": _lowest(agreed, themes, words),
        **{item: _stated(getattr(coding, item), words) for item in STATED},
    }
    rows = [[text_cell(each(words, lambda w, i=item: w(f"coding.{i}"))), answers[item]] for item in ITEMS]
    columns = [column("asked", words), column("answer", words)]
    return table_of(id, "coding", columns, rows if there else [], words)


def _values(measures: Sequence[str], there: set[str], words: Sequence[Words]) -> Cell:
    """The values with slashes between them."""
    cells = [value_cell(f"coding.{measure}", there, words) for measure in measures]
    slash = text_cell(each(words, lambda w: BETWEEN))
    return {"runs": [part for cell in cells for part in (slash, cell)][1:]}


def _drawing(hand: HandCodes, words: Sequence[Words]) -> Cell:
    key = "drawn" if is_drawn(hand) else "drawing_unknown"
    return text_cell(each(words, lambda w: w(f"coding.{key}")))


def _coders(hand: HandCodes, w: Words) -> str:
    """How many posts each coder coded, and in which languages."""
    said = []
    for row in coders(hand).to_dict("records"):
        spoken = [
            w("content.share_of", item=language_name(code, w), share=w.number(posts))
            for code, posts in row["languages"].items()
        ]
        fields = {"number": w.number(row["number"]), "n": w.number(row["posts"])}
        said.append(w("coding.coder", **fields, languages=", ".join(spoken)))
    return "; ".join(said)


def _lowest(agreed: pd.DataFrame, themes: Sequence[Theme], words: Sequence[Words]) -> Cell:
    """The theme with the lowest alpha, and this alpha; in words where no alpha is defined."""
    own = agreed[
        (agreed["language"] == "") & (agreed["coefficient"] == "alpha") & (agreed["state"] == "defined")
    ]
    if own.empty:
        return text_cell(each(words, lambda w: w("content.not_defined")))
    theme = own.loc[own["value"].idxmin(), "variable"]
    called = labels([theme], themes, words)[theme]
    alpha = f"agreement.{theme}.alpha"
    name = text_cell({language: f"{label}: " for language, label in called.items()})
    return {"runs": [name, value_cell(alpha, {alpha}, words)]}


def _stated(text: Text, words: Sequence[Words]) -> Cell:
    return text_cell(each(words, lambda w: text.get(w.language) or text.get("en") or w("coding.not_stated")))
