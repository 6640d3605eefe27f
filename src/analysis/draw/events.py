"""Whether accounts posted more at the time of an event than otherwise."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis.draw import captions, panels, style
from analysis.draw.calendar import between
from analysis.draw.marks import listed
from analysis.draw.matrices import colours_of
from analysis.draw.numbers import MISSING
from analysis.draw.posts import account_names, confidence
from analysis.draw.words import Words
from analysis.study import Event, NothingToShow

WIDEST = 64.0  # times: what lies beyond is an arrow


@style.styled
def events(
    rates: pd.DataFrame, accounts: pd.DataFrame, events: Sequence[Event], words: Words
) -> style.Drawing:
    """Posts per day in each event over posts per day otherwise, with intervals, and the range of placebos behind.

    `rates` is `events.event_rates`; `events` are those declared in study.yaml.
    """
    if not (rates["state"] == "defined").any():
        raise NothingToShow(
            "events: no event lies in the time that the posts cover; declare events in study.yaml"
        )
    rates = rates.reset_index(drop=True)
    labels = {event.id: _label(event, words) for event in events if (rates["event"] == event.id).any()}
    names = account_names(rates["account"], accounts, words)
    texts = [_written(row, words) for row in rates.to_dict("records")]
    plan, turned = panels.either(
        list(names.values()), list(labels.values()), label=words("figure.events.axis"), numbers=texts
    )
    if plan is None:
        raise NothingToShow(
            f"events: {len(names)} accounts × {len(labels)} events do not fit a page; the table has them"
        )
    figure, every = panels.drawn(plan)
    down, across = ("event", "account") if turned else ("account", "event")
    ids, sides = (list(labels), list(names)) if turned else (list(names), list(labels))
    _axes(every, plan, rates, words)
    colours = colours_of(accounts, words)
    for row, text in zip(rates.to_dict("records"), texts):
        _rate(
            every[sides.index(row[across])],
            plan,
            ids.index(row[down]),
            row,
            colours[row["account"]],
            text,
            words,
        )
    return style.Drawing(
        figure, _caption(rates, labels, names, events, words), _alt(rates, labels, names, words)
    )


def _label(event: Event, words: Words) -> str:
    return event.label.get(words.language) or event.label.get("en") or event.id


def _axes(every: list[Axes], plan: panels.Plan, rates: pd.DataFrame, words: Words) -> None:
    """One scale for all, even in ratios and equally far to both sides of 1."""
    ends = rates[["rate_ratio", "low", "high", "placebo_low", "placebo_high"]].stack()
    ends = ends[(ends > 0) & (ends < math.inf)]
    widest = min(max(ends.max(), 1 / ends.min(), 2.0) * 1.15, WIDEST)
    for axes in every:
        panels.logarithmic(axes, plan, 1 / widest, widest, lambda x: style.tick(x, words))
        panels.guide(axes, 1)


def _rate(axes: Axes, plan: panels.Plan, y: int, row: dict, colour: str, text: str, words: Words) -> None:
    if row["state"] != "defined":
        panels.say(axes, plan, y, words(f"figure.events.{row['state']}"), MISSING)
        return
    panels.band(axes, _end(row["placebo_low"]), _end(row["placebo_high"]), y)
    panels.whisker(axes, _end(row["low"]), _end(row["high"]), y)
    panels.point(axes, _end(row["rate_ratio"]), y, colour)
    panels.number(axes, plan, y, text)


def _end(value: float) -> float:
    """The value as a logarithmic axis can have it: zero lies beyond every axis."""
    return 1e-9 if value == 0 else value


def _written(row: dict, words: Words) -> str:
    if row["state"] != "defined":
        return ""
    return "∞" if math.isinf(row["rate_ratio"]) else words.number(row["rate_ratio"])


def _caption(
    rates: pd.DataFrame, labels: dict[str, str], names: dict[str, str], events: Sequence[Event], words: Words
) -> str:
    key = "figure.events"
    defined = rates[rates["state"] == "defined"]
    apart = int(((defined["low"] > 1) | (defined["high"] < 1)).sum())
    unseen = rates.loc[rates["state"] == "not_covered", ["event", "account"]].itertuples(index=False)
    lacking = [
        words("content.item_of", item=labels[event], names=names[account]) for event, account in unseen
    ]
    days = [
        words("content.item_of", item=labels[event.id], names=between(event.start, event.end, words))
        for event in events
        if event.id in labels
    ]
    return captions.sentences(
        _highest(defined, labels, names, words),
        words(f"{key}.apart", k=words.number(apart), n=words.number(len(defined))),
        words(
            f"{key}.n",
            n=words.number(
                int((defined["posts"] + defined["other_posts"]).groupby(defined["account"]).max().sum())
            ),
            accounts=words.number(defined["account"].nunique()),
        ),
        words(f"{key}.days", items="; ".join(days)),
        words(f"{key}.reading", confidence=confidence(words)),
        words(f"{key}.placebos", confidence=confidence(words)) if (defined["placebos"] > 0).any() else "",
        words(f"{key}.unseen", names=captions.some(lacking, words)) if lacking else "",
    )


def _highest(defined: pd.DataFrame, labels: dict[str, str], names: dict[str, str], words: Words) -> str:
    """The largest rate ratio, and how often other days stand out as much."""
    finite = defined[defined["rate_ratio"] < math.inf]
    if finite.empty:
        return ""
    first = finite.loc[finite["rate_ratio"].idxmax()]
    fields = {
        "name": names[first["account"]],
        "event": labels[first["event"]],
        "value": words.number(first["rate_ratio"]),
    }
    if not first["placebos"]:
        return words("figure.events.finding", **fields)
    return words("figure.events.finding_placebo", **fields, p=words.percent(first["placebo_p"], 0))


def _alt(rates: pd.DataFrame, labels: dict[str, str], names: dict[str, str], words: Words) -> str:
    texts = []
    for event, label in labels.items():
        own = rates[rates["event"] == event].to_dict("records")
        items = [
            words("content.share_of", item=names[row["account"]], share=_described(row, words)) for row in own
        ]
        texts.append(words("content.account_of", name=label, items=", ".join(items)))
    return words("figure.events.alt", items=listed(texts))


def _described(row: dict, words: Words) -> str:
    if row["state"] != "defined":
        return words(f"figure.events.{row['state']}")
    if math.isinf(row["rate_ratio"]):
        return _written(row, words)
    return words.quantity(row | {"value": row["rate_ratio"], "unit": "times", "exact": False}, interval=True)
