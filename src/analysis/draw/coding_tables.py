"""Tables of coding by hand: how coders agree, where they differ, and how far the codebook's codes are theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from analysis.draw import captions
from analysis.draw.numbers import MISSING
from analysis.draw.posts import language_name
from analysis.draw.tables import (
    Cell,
    Column,
    Table,
    Text,
    column,
    each,
    measure_column,
    table_of,
    text_cell,
    value_cell,
)
from analysis.draw.theme_tables import labels, without
from analysis.draw.words import Words
from analysis.measure.codebook import Theme

COEFFICIENTS = ("percent", "alpha", "kappa", "ac1")
MEASURES = ("precision", "recall", "f1")
MANY = 5  # languages; from here on each has rows of its own instead of a column


def agreement_table(
    found: pd.DataFrame, themes: Sequence[Theme], words: Sequence[Words], *, id: str = "tbl-agreement"
) -> Table:
    """One row per theme: posts coded twice, prevalence, and the four coefficients, *not defined* in words.

    Themes that no coder gave to any post are named in the note: agreement on them is not defined.
    Values: `agreement.<theme>.units`, `.prevalence`, `.percent`, `.alpha`, `.kappa`, `.ac1`.
    """
    every = found[found["language"] == ""]
    never = every["variable"][every["prevalence"] == 0]
    own = every[~every["variable"].isin(never)]
    first = own.drop_duplicates("variable").set_index("variable")
    rows = []
    for theme, label in labels(own["variable"], themes, words).items():
        subject = f"agreement.{theme}"
        known = {f"{subject}.units"} | (
            {f"{subject}.prevalence"} if first["prevalence"].notna()[theme] else set()
        )
        coefficients = _cells(own[own["variable"] == theme], "coefficient", COEFFICIENTS, subject, words)
        beside = [value_cell(f"{subject}.{measure}", known, words) for measure in ("units", "prevalence")]
        rows.append([text_cell(label), *beside, *coefficients])
    columns = [column("theme", words), column("units", words, "right"), column("prevalence", words, "right")]
    columns += [measure_column(kind, words) for kind in COEFFICIENTS]
    return without(table_of(id, "agreement", columns, rows, words), never, themes, words)


def validation_table(
    found: pd.DataFrame, themes: Sequence[Theme], words: Sequence[Words], *, id: str = "tbl-validation"
) -> Table:
    """One row per theme: posts coded by hand, precision, recall and F1 of the codebook, *not defined* in words.

    Themes that neither coders nor the codebook gave to any post are named in the note.
    Values: `validation.<theme>.posts`, `.precision`, `.recall`, `.f1`.
    """
    every = found[found["language"] == ""]
    never = _undefined(every)
    own = every[~every["theme"].isin(never)]
    rows = []
    for theme, label in labels(own["theme"], themes, words).items():
        subject = f"validation.{theme}"
        posts = value_cell(f"{subject}.posts", {f"{subject}.posts"}, words)
        rows.append(
            [
                text_cell(label),
                posts,
                *_cells(own[own["theme"] == theme], "measure", MEASURES, subject, words),
            ]
        )
    columns = [column("theme", words), column("hand_posts", words, "right")]
    columns += [measure_column(kind, words) for kind in MEASURES]
    return without(table_of(id, "validation", columns, rows, words), never, themes, words)


def _undefined(found: pd.DataFrame) -> pd.Series:
    """The themes of which no row is defined."""
    return found["theme"][~found["theme"].isin(found.loc[found["state"] == "defined", "theme"])]


def agreement_by_language_table(
    found: pd.DataFrame,
    themes: Sequence[Theme],
    words: Sequence[Words],
    *,
    coefficient: str = "alpha",
    id: str = "tbl-agreement-languages",
) -> Table:
    """One coefficient by theme and language: `agreement.<theme>.<language>.<coefficient>`."""
    own = found.rename(columns={"variable": "theme", "coefficient": "kind"})
    return _by_language(own, "agreement", coefficient, themes, words, id)


def validation_by_language_table(
    found: pd.DataFrame,
    themes: Sequence[Theme],
    words: Sequence[Words],
    *,
    measure: str = "f1",
    id: str = "tbl-validation-languages",
) -> Table:
    """One measure of the codebook by theme and language: `validation.<theme>.<language>.<measure>`."""
    return _by_language(found.rename(columns={"measure": "kind"}), "validation", measure, themes, words, id)


def _by_language(
    found: pd.DataFrame, subject: str, kind: str, themes: Sequence[Theme], words: Sequence[Words], id: str
) -> Table:
    """Themes for which it is defined in some language: a column per language, or, for many, the languages with the lowest and the highest value, and those without."""
    every = found[(found["kind"] == kind) & (found["language"] != "")]
    own = every[~every["theme"].isin(_undefined(every))]
    state = own.set_index(["theme", "language"])["state"].to_dict()
    down = labels(own["theme"], themes, words)
    languages = every["language"].drop_duplicates().tolist()

    def cell(theme: str, language: str) -> Cell:
        return _cell(f"{subject}.{theme}.{language}.{kind}", state.get((theme, language), "no_units"), words)

    called = {code: each(words, lambda w, c=code: w.heading(language_name(c, w))) for code in languages}
    if len(languages) <= MANY:
        columns = [column("theme", words), *(Column(name, "right") for name in called.values())]
        rows = [
            [text_cell(label), *(cell(theme, code) for code in languages)] for theme, label in down.items()
        ]
    else:
        defined = own[own["state"] == "defined"].sort_values("value", kind="stable")
        columns = [column("theme", words)]
        columns += [column(key, words) for key in ("lowest", "lowest_value", "highest", "highest_value")]
        columns += [column("not_defined_in", words)]
        rows = [
            _ends(
                label, defined.loc[defined["theme"] == theme, "language"].tolist(), theme, cell, called, words
            )
            for theme, label in down.items()
        ]
    caption = each(words, lambda w: w("table.by_language.caption", measure=w(f"measure.{kind}")))
    return Table(id, caption, columns, rows, each(words, lambda w: w("table.by_language.note")))


def _ends(
    label: Text,
    ordered: list[str],
    theme: str,
    cell: Callable[[str, str], Cell],
    called: dict[str, Text],
    words: Sequence[Words],
) -> list[Cell]:
    """The theme's language with the lowest value and that value, the same of the highest, and where there is none."""
    rest = [name for code, name in called.items() if code not in ordered]
    none = each(words, lambda w: captions.some([name[w.language] for name in rest], w) if rest else MISSING)
    ends = [ordered[0], ordered[-1]] if ordered else []
    cells = [one for code in ends for one in (text_cell(called[code]), cell(theme, code))]
    return [text_cell(label), *(cells or [text_cell(each(words, lambda w: MISSING))] * 4), text_cell(none)]


def disagreements_table(
    disagreements: pd.DataFrame,
    found: pd.DataFrame,
    themes: Sequence[Theme],
    words: Sequence[Words],
    *,
    id: str = "tbl-disagreements",
) -> Table:
    """One row per theme on which coders differ: posts coded twice, posts on which they do, and how many are adjudicated.

    `disagreements` is `sheets.disagreements`, `found` is `agreement.agreement`; values: `agreement.<theme>.units`
    and `.disagreements`.
    """
    own = found[found["language"] == ""]
    own = own[own["variable"].isin(disagreements["variable"])]
    rows = []
    for theme, label in labels(own["variable"], themes, words).items():
        subject = f"agreement.{theme}"
        values = [f"{subject}.{measure}" for measure in ("units", "disagreements")]
        settled = disagreements.loc[disagreements["variable"] == theme, "adjudicated"].notna()
        counts = (int(settled.sum()), int((~settled).sum()))
        rows.append(
            [
                text_cell(label),
                *(value_cell(value, {value}, words) for value in values),
                *(text_cell(each(words, lambda w, n=count: w.number(n))) for count in counts),
            ]
        )
    columns = [column("theme", words)]
    columns += [column(key, words, "right") for key in ("units", "disagreements", "adjudicated", "open")]
    return table_of(id, "disagreements", columns, rows, words)


def told_apart_table(
    found: pd.DataFrame,
    posts: pd.DataFrame,
    themes: Sequence[Theme],
    words: Sequence[Words],
    *,
    id: str = "tbl-told-apart",
) -> Table:
    """One row per post of a cell of the confusion table: theme, who gives it, how many such posts, language, text.

    `found` is `validation.cells`, `posts` has post_id, language and text. The texts are others': a table to look at.
    """
    texts = posts.drop_duplicates("post_id").set_index("post_id")
    rows = []
    for theme, label in labels(found["theme"], themes, words).items():
        for row in found[found["theme"] == theme].to_dict("records"):
            post = texts.loc[row["post_id"]]
            cells = [
                each(words, lambda w, r=row: w(f"content.cell.{r['cell']}")),
                each(words, lambda w, r=row: w.number(r["all"])),
                each(words, lambda w, p=post: language_name(p["language"], w)),
                each(words, lambda w, p=post: _in_one_line(p["text"])),
            ]
            rows.append([text_cell(label), *map(text_cell, cells)])
    columns = [column("theme", words), column("given_by", words), column("hand_posts", words, "right")]
    columns += [column("language", words), column("text", words)]
    return table_of(id, "told_apart", columns, rows, words)


def _in_one_line(text: object) -> str:
    """A foreign text without line breaks and signs that a screen obeys."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text) if isinstance(text, str) else ""
    return " ".join(plain.split())


def _cells(
    own: pd.DataFrame, column: str, kinds: Sequence[str], subject: str, words: Sequence[Words]
) -> list[Cell]:
    state = own.set_index(column)["state"].to_dict()
    return [_cell(f"{subject}.{kind}", state.get(kind, ""), words) for kind in kinds]


def _cell(name: str, state: str, words: Sequence[Words]) -> Cell:
    """The value where it is defined, else why it is not."""
    if state == "defined":
        return value_cell(name, {name}, words)
    return text_cell(each(words, lambda w: w(f"content.{state}") if state else MISSING))
