"""How well coders agree."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.draw import captions, coefficients, style
from analysis.draw.marks import listed
from analysis.draw.posts import confidence, theme_names
from analysis.draw.words import Words
from analysis.measure.codebook import Theme
from analysis.measure.sheets import LABEL
from analysis.study import NothingToShow

CONVENTIONS = (0.667, 0.8)  # Krippendorff 2004: tentative conclusions from .667 on, others from .800


@style.styled
def agreement(
    found: pd.DataFrame, themes: Sequence[Theme], words: Words, *, language: str = ""
) -> style.Drawing:
    """Percent agreement, alpha, kappa and AC1 per theme, each with its interval; *not defined* in words.

    Themes for which none but percent agreement is defined are named in the caption alone, unless all are so.
    `found` is `agreement.agreement`; `language` picks the posts of one language, empty all together.
    """
    own = found[found["language"] == language]
    if own.empty or not (own["units"] > 0).any():
        raise NothingToShow(
            "agreement: no post was coded by two coders; put sheets into data/raw/<study>/coding"
        )
    rows = theme_names(own["variable"], themes, words)
    sides = {kind: words(f"measure.{kind}") for kind in own["coefficient"].drop_duplicates()}
    cells = own.assign(row=own["variable"], side=own["coefficient"])
    guides = {kind: CONVENTIONS for kind in sides if kind != "percent"}
    told = coefficients.defined(cells[cells["side"] != "percent"], rows)
    figure = coefficients.chart(cells[cells["row"].isin(told)], told, sides, words, guides=guides)
    if figure is None:
        raise NothingToShow(f"agreement: {len(rows)} themes do not fit a page; the table has them all")
    alt = words("figure.agreement.alt", items=listed(coefficients.described(cells, rows, sides, words)))
    return style.Drawing(figure, _caption(own, rows, words), alt)


def _caption(own: pd.DataFrame, rows: dict[str, str], words: Words) -> str:
    alphas = own[(own["coefficient"] == "alpha") & (own["variable"] != LABEL)]
    undefined = [rows[row["variable"]] for row in alphas.to_dict("records") if row["state"] == "not_defined"]
    unseen = [rows[row["variable"]] for row in alphas.to_dict("records") if row["state"] == "no_units"]
    return captions.sentences(
        _reached(alphas, words),
        words("figure.agreement.n", n=_range(own["units"], words), coders=_range(own["coders"], words)),
        words(
            "figure.agreement.reading",
            confidence=confidence(words),
            low=_mark(0, words),
            high=_mark(1, words),
        ),
        words("figure.agreement.not_defined", names=captions.some(undefined, words)) if undefined else "",
        words("figure.agreement.no_units", names=captions.some(unseen, words)) if unseen else "",
    )


def _reached(alphas: pd.DataFrame, words: Words) -> str:
    """For how many themes alpha, and the lower end of its interval, reach what convention asks for."""
    defined = alphas[alphas["state"] == "defined"]
    low, high = CONVENTIONS
    return words(
        "figure.agreement.finding",
        n=words.number(len(alphas)),
        high=_mark(1, words),
        reached=words.number(int((defined["value"] >= high).sum())),
        surely=words.number(int((defined["low"] >= high).sum())),
        low=_mark(0, words),
        tentative=words.number(int((defined["value"] >= low).sum())),
    )


def _mark(place: int, words: Words) -> str:
    return words.number(CONVENTIONS[place], 3)


def _range(counts: pd.Series, words: Words) -> str:
    """The number, or the smallest and the largest."""
    low, high = words.number(int(counts.min())), words.number(int(counts.max()))
    return low if low == high else f"{low}–{high}"
