"""Tables of themes: their shares, as counted and as corrected, and how accounts differ in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis.draw.post_tables import MANY, crossed
from analysis.draw.posts import account_names, occurring, theme_names
from analysis.draw.tables import Cell, Table, Text, beside, column, each, table_of, text_cell, value_cell
from analysis.draw.words import Words
from analysis.measure.codebook import Theme

MOST_THEMES = 5  # of an account, where every share has a row of its own
EVERY = "themes"  # the subject of values of all accounts together


def theme_shares_table(
    measures: pd.DataFrame,
    shares: pd.DataFrame,
    accounts: pd.DataFrame,
    themes: Sequence[Theme],
    words: Sequence[Words],
    *,
    id: str = "tbl-theme-shares",
) -> Table:
    """The share of each theme in each account's posts: `<account>.share_<theme>`.

    A column per account, or, from six accounts on, a row for each of an account's most common themes.
    """
    there = set(measures["name"])
    counted = shares[shares["with_theme"] > 0].sort_values("share", ascending=False, kind="stable")
    common = {account: own["theme"].head(MOST_THEMES).tolist() for account, own in counted.groupby("account")}
    owners = called(shares["account"], accounts, words)
    table = crossed(
        id,
        "theme_shares",
        labels(shares["theme"], themes, words),
        owners,
        lambda theme, account: value_cell(f"{account}.share_{theme}", there, words),
        (column("theme", words), column("account", words), column("share", words, "right")),
        words,
        order=lambda account: common.get(account, []),
    )
    if len(owners) <= MANY:
        return table
    more = each(words, lambda w: w("table.theme_shares.more", n=w.number(MOST_THEMES)))
    return replace(table, note=beside(table.note, more))


def corrected_shares_table(
    measures: pd.DataFrame,
    found: pd.DataFrame,
    accounts: pd.DataFrame,
    themes: Sequence[Theme],
    words: Sequence[Words],
    *,
    id: str = "tbl-corrected-shares",
) -> Table:
    """One row per theme for all accounts together, and then for each account where a correction changes the count.

    A count is changed where a corrected interval leaves it out. Each as counted, and by either correction.
    Values: `<account>.share_<theme>`, `…_corrected`, `…_rogan_gladen`; of all together those of `themes`. In
    words where a correction is not defined.
    """
    there = set(measures["name"])
    state = found.set_index(["account", "theme", "method"])["state"].to_dict()
    found, every = found[found["theme"].isin(occurring(found))], found["theme"]
    changed = found[(found["raw"] < found["low"]) | (found["raw"] > found["high"])]
    wanted = {("", theme) for theme in found["theme"]} | {*zip(changed["account"], changed["theme"])}
    together = {"": each(words, lambda w: w("content.together"))} if "" in set(found["account"]) else {}
    methods = (("corrected", "prediction_powered"), ("rogan_gladen", "rogan_gladen"))
    rows = [
        [
            text_cell(name),
            text_cell(label),
            value_cell(f"{account or EVERY}.share_{theme}", there, words),
            *(
                _corrected(
                    f"{account or EVERY}.share_{theme}_{ending}", state[account, theme, method], there, words
                )
                for ending, method in methods
            ),
        ]
        for account, name in (together | called(found["account"], accounts, words)).items()
        for theme, label in labels(found["theme"], themes, words).items()
        if (account, theme) in wanted
    ]
    columns = [column("account", words), column("theme", words)]
    columns += [column(key, words, "right") for key in ("raw", "corrected", "rogan_gladen")]
    never = every[~every.isin(found["theme"])]
    return without(table_of(id, "corrected_shares", columns, rows, words), never, themes, words)


def _corrected(name: str, state: str, there: set[str], words: Sequence[Words]) -> Cell:
    if state == "defined":
        return value_cell(name, there, words)
    return text_cell(each(words, lambda w: w(f"content.{state}")))


def comparisons_table(
    tests: pd.DataFrame,
    residuals: pd.DataFrame,
    accounts: pd.DataFrame,
    themes: Sequence[Theme],
    words: Sequence[Words],
    *,
    id: str = "tbl-comparisons",
) -> Table:
    """One row per theme tested: whether accounts differ in it at all, and which stands furthest from the rest.

    Values: `themes.<theme>_p`, `_p_holm`, Cramér's `_v`; `residuals` is `shares.residuals`. Themes that no post or
    every post has are named in the note.
    """
    tested = tests["state"] == "defined"
    largest = residuals.loc[residuals["residual"].abs().sort_values(ascending=False, kind="stable").index]
    furthest = largest.drop_duplicates("theme").set_index("theme").to_dict("index")
    name = called(residuals["account"], accounts, words)
    rows = []
    for theme, label in labels(tests.loc[tested, "theme"], themes, words).items():
        names = [f"{EVERY}.{theme}_{ending}" for ending in ("p", "p_holm", "v")]
        far = each(words, lambda w, own=furthest[theme]: _furthest(own, name, w))
        rows.append([text_cell(label), *(value_cell(one, {one}, words) for one in names), text_cell(far)])
    columns = [column("theme", words), *(column(key, words, "right") for key in ("p", "p_holm", "v"))]
    table = table_of(id, "comparisons", [*columns, column("residual", words)], rows, words)
    return without(table, tests.loc[~tested, "theme"], themes, words, key="table.comparisons.untested")


def without(
    table: Table,
    left_out: pd.Series,
    themes: Sequence[Theme],
    words: Sequence[Words],
    *,
    key: str = "content.never",
) -> Table:
    """The table with a note, in the words under `key`, that names the themes left out of it; itself where none is."""
    names = labels(left_out, themes, words).values()
    if not names:
        return table
    said = each(words, lambda w: w(key, names="; ".join(name[w.language] for name in names)))
    return replace(table, note=beside(table.note, said))


def _furthest(own: dict, name: dict[str, Text], w: Words) -> str:
    value = w.number(own["residual"], 1)
    return w("content.item_of", item=name[own["account"]][w.language], names=value)


def differences_table(
    found: pd.DataFrame,
    accounts: pd.DataFrame,
    themes: Sequence[Theme],
    words: Sequence[Words],
    *,
    id: str = "tbl-differences",
) -> Table:
    """One row per difference that survives Holm's correction, the largest of each theme first.

    Values: `<account>.<other>.share_<theme>_difference` (in points), its `_h` (Cohen's) and its `_p_holm`.
    """
    level = 1 - (words[0].study.confidence if words[0].study else 0.95)
    survive = found[found["p_holm"] < level]
    survive = survive.loc[survive["difference"].abs().sort_values(ascending=False, kind="stable").index]
    pairs = called([*found["account"], *found["other"]], accounts, words)
    rows = []
    for theme, label in labels(survive["theme"], themes, words).items():
        for row in survive[survive["theme"] == theme].to_dict("records"):
            name = f"{row['account']}.{row['other']}.share_{theme}_difference"
            both = each(
                words, lambda w, r=row: f"{pairs[r['account']][w.language]} − {pairs[r['other']][w.language]}"
            )
            cells = [value_cell(value, {value}, words) for value in (name, f"{name}_h", f"{name}_p_holm")]
            rows.append([text_cell(label), text_cell(both), *cells])
    columns = [column("theme", words), column("pair", words)]
    columns += [column(key, words, "right") for key in ("difference", "h", "p_holm")]
    return table_of(id, "differences", columns, rows, words)


def detectable_table(
    detectable: pd.DataFrame, words: Sequence[Words], *, id: str = "tbl-detectable"
) -> Table:
    """One row per base share: the smallest difference that such samples could have shown, in points.

    Values: `themes.detectable_<base in %>` and `…_corrected`: those of the pair in the middle, with the range over all.
    """
    rows = []
    for row in detectable.to_dict("records"):
        name = f"{EVERY}.detectable_{round(100 * row['base'])}"
        there = {name: row["difference"], f"{name}_corrected": row["corrected"]}
        known = {value for value, difference in there.items() if math.isfinite(difference)}
        base = text_cell(each(words, lambda w, r=row: w.percent(r["base"], 0)))
        rows.append([base, *(value_cell(value, known, words) for value in there)])
    columns = [column("base", words, "right")]
    columns += [column(key, words, "right") for key in ("difference", "difference_corrected")]
    table = table_of(id, "detectable", columns, rows, words)
    if not (detectable["difference_low"] < detectable["difference_high"]).any():
        return table
    return replace(table, note=beside(table.note, each(words, lambda w: w("table.detectable.pairs"))))


def labels(ids: pd.Series, themes: Sequence[Theme], words: Sequence[Words]) -> dict[str, Text]:
    """The label of each theme in each language, in the order of the codebook."""
    by_language = {w.language: theme_names(ids, themes, w) for w in words}
    return {
        id: {language: own[id] for language, own in by_language.items()}
        for id in by_language[words[0].language]
    }


def called(ids: Sequence[str] | pd.Series, accounts: pd.DataFrame, words: Sequence[Words]) -> dict[str, Text]:
    """The name of each account in each language, in the order of `accounts`."""
    by_language = {w.language: account_names(ids, accounts, w) for w in words}
    return {
        id: {language: own[id] for language, own in by_language.items()}
        for id in by_language[words[0].language]
    }
