"""How far the codebook's codes are those of coders."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.draw import captions, coefficients, style
from analysis.draw.marks import listed
from analysis.draw.posts import confidence, language_name, theme_names
from analysis.draw.words import Words
from analysis.measure.codebook import Theme
from analysis.study import NothingToShow

NOTHING = "no post is coded by hand and by the codebook; put sheets into data/raw/<study>/coding"


@style.styled
def validation(found: pd.DataFrame, themes: Sequence[Theme], words: Words) -> style.Drawing:
    """Precision, recall and F1 of the codebook per theme, all languages together, each with its interval.

    `found` is `validation.validate`.
    """
    own = found[found["language"] == ""]
    rows = theme_names(own["theme"], themes, words)
    sides = {kind: words(f"measure.{kind}") for kind in own["measure"].drop_duplicates()}
    return _drawing(own, own["measure"], rows, sides, "validation", words)


@style.styled
def validation_by_language(
    found: pd.DataFrame, themes: Sequence[Theme], words: Words, *, measure: str = "f1"
) -> style.Drawing:
    """One measure of the codebook (`f1`, `precision` or `recall`) per theme, a panel per language."""
    own = found[(found["language"] != "") & (found["measure"] == measure)]
    own = own[own.groupby("language")["posts"].transform("max") > 0]
    rows = theme_names(own["theme"], themes, words)
    sides = {code: words.heading(language_name(code, words)) for code in own["language"].drop_duplicates()}
    return _drawing(own, own["language"], rows, sides, "validation_by_language", words)


def _drawing(
    own: pd.DataFrame, side: pd.Series, rows: dict[str, str], sides: dict[str, str], key: str, words: Words
) -> style.Drawing:
    if own.empty or not (own["posts"] > 0).any():
        raise NothingToShow(f"{key.replace('_', ' ')}: {NOTHING}")
    cells = own.assign(row=own["theme"], side=side, coefficient=own["measure"]).reset_index(drop=True)
    told = coefficients.defined(cells, rows)
    figure = coefficients.chart(cells[cells["row"].isin(told)], told, sides, words)
    if figure is None:
        raise NothingToShow(
            f"{key.replace('_', ' ')}: {len(rows)} × {len(sides)} panels do not fit a page; the table has them"
        )
    caption = captions.sentences(
        _lowest(cells, rows, sides, key, words),
        _how_many(own, words),
        words("figure.validation.reading", confidence=confidence(words)),
        _lacking(cells, rows, sides, words),
        _undeclared(own, words),
    )
    texts = coefficients.described(cells, rows, sides, words)
    what = words(f"measure.{own['measure'].iloc[0]}")
    return style.Drawing(figure, caption, words(f"figure.{key}.alt", measure=what, items=listed(texts)))


def _lowest(cells: pd.DataFrame, rows: dict[str, str], sides: dict[str, str], key: str, words: Words) -> str:
    """Where F1 (or the measure that is drawn) is lowest, and where highest."""
    kind = "f1" if (cells["coefficient"] == "f1").any() else cells["coefficient"].iloc[0]
    defined = cells[(cells["coefficient"] == kind) & (cells["state"] == "defined")]
    if defined.empty:
        return ""
    ends = defined.loc[defined["value"].idxmin()], defined.loc[defined["value"].idxmax()]
    called = [_called(end, rows, sides, key) for end in ends]
    low, high = (coefficients.written(end.to_dict(), words) for end in ends)
    return words(
        "figure.validation.finding",
        measure=words(f"measure.{kind}"),
        theme=called[0],
        low=low,
        other=called[1],
        high=high,
    )


def _called(cell: pd.Series, rows: dict[str, str], sides: dict[str, str], key: str) -> str:
    """The theme, and its language where each has a panel."""
    by_language = key == "validation_by_language"
    return f"{rows[cell['row']]} ({sides[cell['side']]})" if by_language else rows[cell["row"]]


def _how_many(own: pd.DataFrame, words: Words) -> str:
    """How many posts were coded by hand, from the fewest to the most where themes or languages differ."""
    posts = own["posts"]
    low, high = words.number(int(posts.min())), words.number(int(posts.max()))
    return words("figure.validation.n", n=low if low == high else f"{low}–{high}")


def _lacking(cells: pd.DataFrame, rows: dict[str, str], sides: dict[str, str], words: Words) -> str:
    """Where a measure is not defined, as too few posts have the theme or were given it."""
    without = cells[cells["state"] != "defined"]
    names = list(
        dict.fromkeys(f"{rows[row]} ({sides[side]})" for row, side in zip(without["row"], without["side"]))
    )
    return words("figure.validation.not_defined", names=captions.some(names, words)) if names else ""


def _undeclared(own: pd.DataFrame, words: Words) -> str:
    """For how many posts nobody said whether they were looked at while indicators were written."""
    posts = int(own["undeclared"].max())
    return words("figure.validation.undeclared", n=words.number(posts)) if posts else ""
