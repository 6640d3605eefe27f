"""The time that the chosen posts of each account cover."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from analysis.draw import captions, cautions, panels, style
from analysis.draw.calendar import between, day_axis
from analysis.draw.marks import listed
from analysis.draw.matrices import colours_of
from analysis.draw.numbers import MISSING
from analysis.draw.posts import account_names, day_of
from analysis.draw.words import Words
from analysis.study import NothingToShow


@style.styled
def periods(
    periods: pd.DataFrame, accounts: pd.DataFrame, words: Words, *, warnings: pd.DataFrame | None = None
) -> style.Drawing:
    """A bar from the first to the last chosen post of each account, the time common to all shaded, posts per day beside.

    `periods` are those of `sampling.periods`, `warnings` the codes of `sampling.cautions`, said in the caption.
    """
    covered = periods[periods["posts"] > 0].set_index("account", drop=False)
    if covered.empty:
        raise NothingToShow("periods: no posts are chosen; put exports into data/raw/<study>/posts")
    names = account_names(covered["account"], accounts, words)
    covered = covered.loc[list(names)]
    sizes = [_size(row, words) for row in covered.to_dict("records")]
    plan = panels.plan(list(names.values()), [words("figure.periods.heading")], numbers=sizes)
    figure, [axes] = panels.drawn(plan)
    _axis(axes, plan, covered, words)
    _bars(axes, covered, colours_of(accounts, words))
    for y, text in enumerate(sizes):
        panels.number(axes, plan, y, text)
    everyone = account_names(periods["account"], accounts, words)
    return style.Drawing(figure, _caption(covered, everyone, warnings, words), _alt(covered, names, words))


def _size(row: dict, words: Words) -> str:
    """How many posts, and how many a day."""
    return words("figure.periods.size", posts=words.number(row["posts"]), rate=_rate(row, words))


def _rate(row: dict, words: Words) -> str:
    return MISSING if pd.isna(row["posts_per_day"]) else words.number(row["posts_per_day"])


def _axis(axes: Axes, plan: panels.Plan, covered: pd.DataFrame, words: Words) -> None:
    first, last = covered["first"].min(), covered["last"].max()
    day_axis(axes, day_of(first), day_of(last), plan.axis, words)
    start, end = covered["first"].max(), covered["last"].min()
    if start < end and len(covered) > 1:
        axes.axvspan(_place(start), _place(end), color="#e4e4e4", linewidth=0, zorder=0)


def _bars(axes: Axes, covered: pd.DataFrame, colours: dict[str, str]) -> None:
    for y, row in enumerate(covered.to_dict("records")):
        start, end = _place(row["first"]), _place(row["last"])
        axes.barh([y], [end - start], left=start, height=0.5, color=colours[row["account"]], zorder=2)
        axes.plot([start, end], [y, y], "|", color=style.INK, markersize=6, markeredgewidth=0.8, zorder=3)


def _place(moment: pd.Timestamp) -> float:
    return float(date2num(pd.Timestamp(moment).tz_localize(None)))


def _caption(
    covered: pd.DataFrame, names: dict[str, str], warnings: pd.DataFrame | None, words: Words
) -> str:
    key = "figure.periods"
    none = [name for account, name in names.items() if account not in covered.index]
    days = (day_of(covered["first"].min()), day_of(covered["last"].max()))
    common = len(covered) > 1 and covered["first"].max() < covered["last"].min()
    return captions.sentences(
        _common(covered, words),
        _longest(covered, names, words),
        words(
            "content.posts_when",
            n=words.number(int(covered["posts"].sum())),
            accounts=words.number(len(covered)),
            first=words.date(days[0]),
            last=words.date(days[1]),
        ),
        words(f"{key}.reading"),
        words(f"{key}.shaded") if common else "",
        words(f"{key}.none", names=captions.some(none, words)) if none else "",
        cautions.caption(warnings, names, words),
    )


def _common(covered: pd.DataFrame, words: Words) -> str:
    """The time that all have in common, or that there is none."""
    if len(covered) < 2:
        return ""
    first, last = covered["first"].max(), covered["last"].min()
    if first >= last:
        return words("figure.periods.apart")
    days = words.number((last - first) / pd.Timedelta(days=1))
    return words("figure.periods.common", time=between(day_of(first), day_of(last), words), days=days)


def _longest(covered: pd.DataFrame, names: dict[str, str], words: Words) -> str:
    """Who took longest for these posts, and who was fastest."""
    longest, shortest = covered.loc[covered["days"].idxmax()], covered.loc[covered["days"].idxmin()]
    return words(
        f"figure.periods.{'spans' if len(covered) > 1 else 'span'}",
        name=names[longest["account"]],
        days=words.number(longest["days"]),
        other=names[shortest["account"]],
        other_days=words.number(shortest["days"]),
    )


def _alt(covered: pd.DataFrame, names: dict[str, str], words: Words) -> str:
    items = [
        words(
            "figure.periods.item",
            name=names[row["account"]],
            time=between(day_of(row["first"]), day_of(row["last"]), words),
            posts=words.number(row["posts"]),
            rate=_rate(row, words),
        )
        for row in covered.to_dict("records")
    ]
    return words("figure.periods.alt", items=listed(items))
