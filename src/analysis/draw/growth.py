"""How counts of followers changed from one snapshot to the next."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from analysis.draw import captions, marks, panels, style
from analysis.draw.calendar import day_axis
from analysis.draw.matrices import colours_of
from analysis.draw.numbers import MISSING
from analysis.draw.posts import account_names, day_of
from analysis.draw.words import Words
from analysis.study import NothingToShow

ROW = 0.32  # inches
REACH = 0.36  # of a row, up and down, that a line takes
MOST = 60  # accounts that are drawn
BEADS = 12  # snapshots of an account that are marked one by one


@style.styled
def growth(
    changes: pd.DataFrame,
    counts: pd.DataFrame,
    accounts: pd.DataFrame,
    words: Words,
    *,
    metric: str = "followers",
) -> style.Drawing:
    """A line per account through its snapshots, with what each shown count allows, and the change from first to last.

    `changes` is `growth.growth`, `counts` the snapshots that it was made of (account, metric, captured_on,
    value, low, high). Every line has a scale of its own: the changes beside them are on one. Of more than sixty
    accounts those are drawn whose count changed most for its size; the caption says so.
    """
    whole = changes[
        (changes["metric"] == metric) & (changes["span"] == "whole") & changes["relative"].notna()
    ]
    if whole.empty:
        raise NothingToShow(f"growth: no account with {metric} on two days; give them in snapshots.csv")
    names = account_names(whole["account"], accounts, words)
    whole = whole.set_index("account", drop=False).loc[list(names)]
    seen = counts[
        (counts["metric"] == metric) & counts["account"].isin(list(names)) & counts["value"].notna()
    ]
    shown = _foremost(whole)
    return style.Drawing(
        _figure(shown, seen, names, accounts, metric, words),
        _caption(whole, seen, names, counts, accounts, metric, words),
        _alt(shown, names, metric, words),
    )


def _foremost(whole: pd.DataFrame) -> pd.DataFrame:
    """The accounts that are drawn: all, or of many those whose count changed most for its size, in their order."""
    most = whole["relative"].abs().sort_values(ascending=False, kind="stable").index[:MOST]
    return whole[whole.index.isin(most)]


def _figure(
    shown: pd.DataFrame,
    seen: pd.DataFrame,
    names: dict[str, str],
    accounts: pd.DataFrame,
    metric: str,
    words: Words,
) -> Figure:
    drawn = list(shown.index)
    seen = seen[seen["account"].isin(drawn)]
    lasts = [_last(seen[seen["account"] == account], metric, words) for account in drawn]
    pace = [_pace(row, metric, words) for row in shown.to_dict("records")]
    heads = [words("figure.growth.seen"), words("figure.growth.change")]
    plan = panels.plan([names[account] for account in drawn], heads, numbers=[*lasts, *pace], row=ROW)
    figure, [lines, dots] = panels.drawn(plan)
    _lines(lines, plan, seen, drawn, colours_of(accounts, words), words)
    _changes(dots, plan, shown, colours_of(accounts, words), words)
    for y, (last, change) in enumerate(zip(lasts, pace)):
        panels.number(lines, plan, y, last)
        panels.number(dots, plan, y, change)
    return figure


def _last(own: pd.DataFrame, metric: str, words: Words) -> str:
    """The count of the last snapshot."""
    row = own.sort_values("captured_on", kind="stable").iloc[-1].to_dict()
    return words.quantity(row | {"unit": metric, "exact": row["low"] == row["high"]})


def _pace(row: dict, metric: str, words: Words) -> str:
    """The change in 30 days, with its sign; to three digits where the counts shown leave it open."""
    exact = row["per_30_days_low"] == row["per_30_days_high"]
    change = row["per_30_days"] if exact else float(f"{row['per_30_days']:.3g}")
    return ("+" if round(change) > 0 else "") + words.quantity(
        {"value": change, "unit": metric, "exact": True}
    )


def _lines(
    axes: Axes,
    plan: panels.Plan,
    seen: pd.DataFrame,
    accounts: list[str],
    colours: dict[str, str],
    words: Words,
) -> None:
    days = [day_of(day) for day in seen["captured_on"]]
    day_axis(axes, min(days), max(days), plan.axis, words)
    for y, account in enumerate(accounts):
        own = seen[seen["account"] == account].sort_values("captured_on", kind="stable")
        at = [date2num(day_of(day)) for day in own["captured_on"]]
        own = own.assign(high=own["high"].where(own["high"] < math.inf, own["value"]))
        lowest, highest = own["low"].min(), own["high"].max()
        value, low, high = (_in_row(own[column], lowest, highest, y) for column in ("value", "low", "high"))
        axes.fill_between(at, low, high, color=style.FAINT, linewidth=0, alpha=0.7, zorder=1)
        look = {"color": colours[account], "linewidth": 1.2, "markersize": 3.2, "zorder": 3}
        if len(own) <= BEADS:
            axes.vlines(at, low, high, color=style.INK, linewidth=0.7, zorder=2)
        axes.plot(at, value, "-o", markevery=1 if len(own) <= BEADS else [-1], **look)


def _in_row(counts: pd.Series, lowest: float, highest: float, y: int) -> pd.Series:
    """The counts as heights within the row y."""
    return y + REACH - 2 * REACH * (counts - lowest) / ((highest - lowest) or 1)


def _changes(
    axes: Axes, plan: panels.Plan, whole: pd.DataFrame, colours: dict[str, str], words: Words
) -> None:
    ends = whole[["relative", "relative_low", "relative_high"]].stack()
    low, high = min(float(ends.min()), 0.0), max(float(ends.max()), 0.0)
    margin = 0.04 * max(high - low, 0.01)
    digits = 0 if high - low > 0.05 else 1
    panels.linear(axes, plan, low - margin, high + margin, lambda x: words.percent(x, digits))
    panels.guide(axes, 0)
    for y, row in enumerate(whole.to_dict("records")):
        panels.whisker(axes, row["relative_low"], row["relative_high"], y)
        panels.point(axes, row["relative"], y, colours[row["account"]], filled=bool(row["certain"]))


def _caption(
    whole: pd.DataFrame,
    seen: pd.DataFrame,
    names: dict[str, str],
    counts: pd.DataFrame,
    accounts: pd.DataFrame,
    metric: str,
    words: Words,
) -> str:
    key = "figure.growth"
    unsure = [names[account] for account in whole.index[~whole["certain"].astype(bool)]]
    snapshots = counts[(counts["metric"] == metric) & counts["value"].notna()].groupby("account").size()
    once = snapshots.index[snapshots == 1].tolist()
    days = sorted({day_of(day) for day in seen["captured_on"]})
    return captions.sentences(
        captions.on_each_platform(
            _with_names(whole, names, accounts, words), lambda part: _fastest(part, words), words
        ),
        words(f"{key}.unsure", names=captions.some(unsure, words)) if unsure else "",
        words(
            f"{key}.n",
            n=words.number(len(names)),
            snapshots=words.number(len(seen)),
            first=words.date(days[0]),
            last=words.date(days[-1]),
            metric=words(f"inline.{metric}"),
        ),
        words(f"{key}.reading"),
        words(f"{key}.once", names=captions.some(list(account_names(once, accounts, words).values()), words))
        if once
        else "",
        words(f"{key}.left_out", n=words.number(MOST), left=words.number(len(whole) - MOST))
        if len(whole) > MOST
        else "",
        captions.mixed(accounts[accounts["account"].isin(names)], words),
    )


def _with_names(
    whole: pd.DataFrame, called: dict[str, str], accounts: pd.DataFrame, words: Words
) -> pd.DataFrame:
    """The changes with each account's platform, its name, and its name without the platform."""
    bare = marks.names(accounts, words, by_platform=True)
    platforms = accounts.set_index("account")["platform"]
    return whole.assign(
        name=whole["account"].map(called),
        bare=whole["account"].map(bare),
        platform=whole["account"].map(platforms),
    )


def _fastest(whole: pd.DataFrame, words: Words) -> str:
    first, last = whole.loc[whole["relative"].idxmax()], whole.loc[whole["relative"].idxmin()]
    return words(
        f"figure.growth.{'finding' if len(whole) > 1 else 'single'}",
        name=first["name"],
        value=words.percent(first["relative"]),
        other=last["name"],
        other_value=words.percent(last["relative"]),
    )


def _alt(whole: pd.DataFrame, names: dict[str, str], metric: str, words: Words) -> str:
    items = [
        words(
            "figure.growth.item",
            name=names[row["account"]],
            change=words.quantity(
                {"value": row["relative"], "low": row["relative_low"], "high": row["relative_high"]}
                | {"unit": "share", "exact": row["relative_low"] == row["relative_high"]},
                interval=True,
            ),
            pace=_pace(row, metric, words) or MISSING,
            first=words.date(_day(row["start"])),
            last=words.date(_day(row["end"])),
        )
        for row in whole.to_dict("records")
    ]
    return words("figure.growth.alt", items=marks.listed(items))


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
