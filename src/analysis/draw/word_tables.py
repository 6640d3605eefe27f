"""The table of the words that set an account's posts apart from the others' in the same language."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.draw.posts import language_name
from analysis.draw.tables import Cell, Table, column, each, table_of, text_cell, value_cell
from analysis.draw.theme_tables import called
from analysis.draw.words import Words
from analysis.measure.keyness import telling

ROWS = 30  # that a table may have, while every account keeps at least one
MOST = 5  # words of an account


def keyness_table(
    found: pd.DataFrame, accounts: pd.DataFrame, words: Sequence[Words], *, id: str = "tbl-keyness"
) -> Table:
    """The most telling words of each account: language, posts with the word, the others' posts with it, log ratio.

    `found` is `keyness.keyness`; values: `<account>.word_<place>.log_ratio`, `.posts_with`, `.others_with`, and
    `<account>.<language>.posts_compared`, `.others_compared`.
    """
    own = telling(found)
    most = max(1, min(MOST, ROWS // max(own["account"].nunique(), 1)))
    names = called(own["account"], accounts, words)
    shown = own[own["place"] <= most].set_index("account", drop=False)
    rows = [
        _row(row, names[account], words)
        for account in names
        for row in shown.loc[[account]].to_dict("records")
    ]
    columns = [column(key, words) for key in ("account", "language", "word")]
    columns += [column(key, words, "right") for key in ("posts_with", "others_with", "log_ratio")]
    return table_of(id, "keyness", columns, rows, words)


def _row(row: dict, name: dict[str, str], words: Sequence[Words]) -> list[Cell]:
    word, language = f"{row['account']}.word_{row['place']}", f"{row['account']}.{row['language']}"
    return [
        text_cell(name),
        text_cell(each(words, lambda w: w.heading(language_name(row["language"], w)))),
        text_cell(each(words, lambda w: row["word"])),
        _of(f"{word}.posts_with", f"{language}.posts_compared", words),
        _of(f"{word}.others_with", f"{language}.others_compared", words),
        value_cell(f"{word}.log_ratio", {f"{word}.log_ratio"}, words),
    ]


def _of(part: str, whole: str, words: Sequence[Words]) -> Cell:
    between = text_cell(each(words, lambda w: "\u00a0/\u00a0"))
    return {"runs": [value_cell(part, {part}, words), between, value_cell(whole, {whole}, words)]}
