"""Tables of the posts themselves: which were chosen, their languages, what they bring, whom they mention, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from analysis.draw import cautions as told
from analysis.draw.calendar import between
from analysis.draw.marks import names
from analysis.draw.numbers import MISSING
from analysis.draw.posts import day_of, language_name, some_items
from analysis.draw.tables import (
    Cell,
    Column,
    Table,
    Text,
    column,
    each,
    measure_column,
    named,
    table_of,
    text_cell,
    value_cell,
)
from analysis.draw.words import Words
from analysis.measure.events import Event

MANY = 5  # accounts; from here on each has rows of its own instead of a column
MOST_PAIRS = 20  # rows of the table of mentions
METRICS = ("likes", "reposts", "replies", "views")


def chosen_table(
    measures: pd.DataFrame,
    periods: pd.DataFrame,
    accounts: pd.DataFrame,
    words: Sequence[Words],
    *,
    cautions: pd.DataFrame | None = None,
    id: str = "tbl-chosen",
) -> Table:
    """One row per account: posts chosen, the time that they cover, posts per day, when collected, what to keep in mind.

    Values: `<account>.posts_chosen`, `.period_days`, `.posts_per_day`. What concerns no account in particular
    stands in the note.
    """
    there, covered = set(measures["name"]), periods.set_index("account")
    warned = {w.language: _warned(cautions, accounts, w) for w in words}
    rows = [
        [
            text_cell(name),
            value_cell(f"{account['account']}.posts_chosen", there, words),
            text_cell(each(words, lambda w, a=account: _period(covered, a["account"], w))),
            value_cell(f"{account['account']}.period_days", there, words),
            value_cell(f"{account['account']}.posts_per_day", there, words),
            text_cell(each(words, lambda w, a=account: _period(covered, a["account"], w, "collected_"))),
            text_cell({language: own.get(account["account"], MISSING) for language, own in warned.items()}),
        ]
        for account, name in named(accounts[accounts["account"].isin(covered.index)], words)
    ]
    columns = [column("account", words), column("posts", words, "right"), column("period", words)]
    columns += [
        column("days", words, "right"),
        measure_column("posts_per_day", words),
        column("collected", words),
        column("cautions", words),
    ]
    table = table_of(id, "chosen", columns, rows, words)
    note = {} if cautions is None else each(words, lambda w: " ".join(told.of_all(cautions, w)))
    return Table(id, table.caption, columns, rows, note if any(note.values()) else None)


def _warned(cautions: pd.DataFrame | None, accounts: pd.DataFrame, w: Words) -> dict[str, str]:
    return {} if cautions is None else told.of_accounts(cautions, names(accounts, w).to_dict(), w)


def _period(covered: pd.DataFrame, account: str, w: Words, what: str = "") -> str:
    """The time of the posts, or that in which they were `collected_`."""
    first, last = covered.at[account, f"{what}first"], covered.at[account, f"{what}last"]
    return MISSING if pd.isna(first) else between(day_of(first), day_of(last), w)


def languages_table(
    measures: pd.DataFrame,
    shares: pd.DataFrame,
    accounts: pd.DataFrame,
    words: Sequence[Words],
    *,
    id: str = "tbl-languages",
) -> Table:
    """The share of each language in each account's posts: `<account>.language_<code>_share`.

    `shares` is `activity.activity`. A column per account, or, from six accounts on, a row per account and language.
    """
    own = shares[shares["measure"].str.startswith("language_")]
    codes = own.groupby("measure")["with_it"].sum().sort_values(ascending=False, kind="stable").index
    languages = {code: each(words, lambda w, c=code: _language(c, w)) for code in codes}
    there = set(measures["name"])
    return crossed(
        id,
        "languages",
        languages,
        dict(_accounts(own["account"], accounts, words)),
        lambda code, account: value_cell(f"{account}.{code}_share", there, words),
        (column("language", words), column("account", words), column("share", words, "right")),
        words,
        order=lambda account: [code for code in codes if f"{account}.{code}_share" in there],
    )


def _language(measure: str, w: Words) -> str:
    return language_name(measure.removeprefix("language_"), w)


def _accounts(ids: pd.Series, accounts: pd.DataFrame, words: Sequence[Words]) -> list[tuple[str, Text]]:
    """The accounts that have something to show, with their names."""
    return [
        (account["account"], name)
        for account, name in named(accounts, words)
        if account["account"] in set(ids)
    ]


def crossed(
    id: str,
    key: str,
    down: dict[str, Text],
    accounts: dict[str, Text],
    value: Callable[[str, str], Cell],
    heads: tuple[Column, Column, Column],
    words: Sequence[Words],
    *,
    order: Callable[[str], Sequence[str]],
) -> Table:
    """A table of values by something (`down`) and account: a column per account, or, for many, one value a row.

    `value` makes the cell of an id of `down` and an account; `heads` head what goes down, the accounts, the values.
    Where a value has a row of its own, `order` says which ids of `down` an account has rows for.
    """
    first, account, values = heads
    if len(accounts) <= MANY:
        columns = [first, *(Column(name, "right") for name in accounts.values())]
        rows = [[text_cell(name), *(value(item, owner) for owner in accounts)] for item, name in down.items()]
    else:
        columns = [account, first, values]
        rows = [
            [text_cell(called), text_cell(name), value(item, owner)]
            for owner, called in accounts.items()
            for item in order(owner)
            for name in [down[item]]
        ]
    return table_of(id, key, columns, rows, words)


def labels_table(found: pd.DataFrame, words: Sequence[Words], *, id: str = "tbl-labels") -> Table:
    """One row per language found: posts, how many of them the platform labels the same, and its other labels.

    `found` is `language.agreement`: detected, platform, posts, agree (missing where the platform has no such label).
    """
    rows = []
    for code, own in sorted(found.groupby("detected"), key=lambda group: -group[1]["posts"].sum()):
        others = own[own["platform"] != code].to_dict("records")
        rows.append(
            [
                text_cell(each(words, lambda w, c=code: language_name(c, w))),
                text_cell(each(words, lambda w, o=own: w.number(int(o["posts"].sum())))),
                text_cell(each(words, lambda w, o=own: _agreeing(o, w))),
                text_cell(
                    each(
                        words, lambda w, o=others: some_items([_labelled(row, w) for row in o], w) or MISSING
                    )
                ),
            ]
        )
    columns = [column("language", words), column("posts", words, "right")]
    columns += [column("agreement_with_label", words, "right"), column("other_labels", words)]
    return table_of(id, "labels", columns, rows, words)


def _agreeing(own: pd.DataFrame, w: Words) -> str:
    """The share of posts with the same label, or that there is no such label."""
    alike = own.loc[own["platform"] == own["detected"], "posts"].sum()
    if not alike and own["agree"].isna().all():
        return w("content.no_label")
    return w.percent(alike / own["posts"].sum())


def _labelled(row: dict, w: Words) -> str:
    return w("content.item_of", item=language_name(row["platform"], w), names=w.number(int(row["posts"])))


def engagement_table(
    measures: pd.DataFrame,
    accounts: pd.DataFrame,
    words: Sequence[Words],
    *,
    metrics: Sequence[str] = METRICS,
    id: str = "tbl-engagement",
) -> Table:
    """One row per account and metric: median, mean, and median per 1,000 followers.

    Values: `<account>.<metric>_median`, `…_mean`, `…_median_per_1000_followers`.
    """
    there = set(measures["name"])
    endings = ("median", "mean", "median_per_1000_followers")
    rows = [
        [
            text_cell(name),
            text_cell(each(words, lambda w, m=metric: w(f"metric.{m}"))),
            *(value_cell(f"{account['account']}.{metric}_{ending}", there, words) for ending in endings),
        ]
        for account, name in named(accounts, words)
        for metric in metrics
        if f"{account['account']}.{metric}_median" in there
    ]
    columns = [column("account", words), column("metric", words)]
    columns += [column(key, words, "right") for key in ("median", "mean", "median_per_1000")]
    return table_of(id, "engagement", columns, rows, words)


def events_table(
    measures: pd.DataFrame,
    rates: pd.DataFrame,
    accounts: pd.DataFrame,
    events: Sequence[Event],
    words: Sequence[Words],
    *,
    id: str = "tbl-events",
) -> Table:
    """One row per event and account: how many times as often it posted, and how many placebos stand out as much.

    Values: `<account>.<event>_rate_ratio`, `<account>.<event>_placebo_p`; in words where there is none.
    """
    there = set(measures["name"])
    called, labels = (
        dict(_accounts(rates["account"], accounts, words)),
        {event.id: event.label for event in events},
    )
    rows = [
        [
            text_cell(each(words, lambda w, r=row: _event(labels[r["event"]], r["event"], w))),
            text_cell(called[row["account"]]),
            _ratio(row, there, words),
            value_cell(f"{row['account']}.{row['event']}_placebo_p", there, words),
        ]
        for row in rates.to_dict("records")
    ]
    columns = [column("event", words), column("account", words)]
    columns += [column(key, words, "right") for key in ("rate_ratio", "placebo_p")]
    return table_of(id, "events", columns, rows, words)


def _event(label: Text, id: str, w: Words) -> str:
    return label.get(w.language) or label.get("en") or id


def _ratio(row: dict, there: set[str], words: Sequence[Words]) -> Cell:
    if row["state"] != "defined":
        return text_cell(each(words, lambda w: w(f"figure.events.{row['state']}")))
    return value_cell(f"{row['account']}.{row['event']}_rate_ratio", there, words)


def growth_table(
    measures: pd.DataFrame,
    changes: pd.DataFrame,
    accounts: pd.DataFrame,
    words: Sequence[Words],
    *,
    metric: str = "followers",
    id: str = "tbl-growth",
) -> Table:
    """One row per account with two snapshots: from when to when, the change, the same per 30 days and in percent.

    Values: `<account>.<metric>_growth`, `…_growth_per_30_days`, `…_growth_share`.
    """
    there = set(measures["name"])
    whole = changes[(changes["metric"] == metric) & (changes["span"] == "whole")].set_index("account")
    rows = [
        [
            text_cell(name),
            text_cell(
                each(words, lambda w, r=whole.loc[account]: between(day_of(r["start"]), day_of(r["end"]), w))
            ),
            *(
                value_cell(f"{account}.{metric}_{ending}", there, words)
                for ending in ("growth", "growth_per_30_days", "growth_share")
            ),
        ]
        for account, name in _accounts(whole.index, accounts, words)
    ]
    columns = [column("account", words), column("period", words)]
    columns += [column(key, words, "right") for key in ("growth", "growth_per_30_days", "growth_share")]
    table = table_of(id, "growth", columns, rows, words)
    caption = each(words, lambda w: w("table.growth.of", metric=w(f"inline.{metric}")))
    return Table(id, caption, columns, rows, table.note)


def network_table(
    edges: pd.DataFrame,
    possible: pd.DataFrame,
    accounts: pd.DataFrame,
    words: Sequence[Words],
    *,
    id: str = "tbl-network",
) -> Table:
    """One row per mention of one account by another, the most frequent first: posts, their share, and the way back.

    `edges` is `networks.mentions`, `possible` is `networks.possible_pairs`; values: `<source>.<target>.mentions` and
    `.mentions_share`. How many further pairs there are stands in the note.
    """
    called = {account["account"]: name for account, name in named(accounts, words)}
    there, could = (
        set(zip(edges["source"], edges["target"])),
        set(zip(possible["source"], possible["target"])),
    )
    rows = []
    for source, target in edges[["source", "target"]].head(MOST_PAIRS).itertuples(index=False):
        pair = f"{source}.{target}"
        values = [f"{pair}.mentions", f"{pair}.mentions_share"]
        cells = [value_cell(value, {value}, words) for value in values]
        back = _mentions((target, source), there, could, words)
        rows.append([text_cell(called[source]), text_cell(called[target]), *cells, back])
    columns = [column("account", words), column("mentioned", words)]
    columns += [column(key, words, "right") for key in ("posts_with_mention", "mention_share", "returned_in")]
    table, more = table_of(id, "network", columns, rows, words), len(edges) - len(rows)
    note = each(words, lambda w: f"{table.note[w.language]} {w('table.network.more', n=w.number(more))}")
    return Table(id, table.caption, columns, rows, note) if more else table


def _mentions(pair: tuple[str, str], there: set, could: set, words: Sequence[Words]) -> Cell:
    """The posts in which the first mentions the second; none is 0 where it could have, and missing where not."""
    if pair in there:
        return value_cell(f"{pair[0]}.{pair[1]}.mentions", {f"{pair[0]}.{pair[1]}.mentions"}, words)
    return text_cell(each(words, lambda w: w.number(0) if pair in could else MISSING))
