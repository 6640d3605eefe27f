"""One measure, one row per account: dots with their intervals, and bars."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Annotation

from analysis.draw import captions, style
from analysis.draw.marks import drawable, holder, kind, listed, marks, span, written
from analysis.draw.words import Words
from analysis.study import NothingToShow

ROW = 0.27  # inches
MOST = 60  # accounts that are drawn
LOG_FROM = 30  # a range wider than this is drawn on a logarithmic axis


@style.styled
def per_capita(
    measures: pd.DataFrame, accounts: pd.DataFrame, words: Words, *, sources: pd.DataFrame | None = None
) -> style.Drawing:
    """Followers per 1,000 inhabitants, one row per account, largest on top, each with its interval and its number.

    Several platforms have a panel each. Of more than sixty accounts the first of each platform are drawn.
    """
    whole, zero = _found(measures, accounts, "followers_per_1000", words)
    drawn = _foremost(whole)
    logarithmic = drawn["value"].max() / drawn["value"].min() > LOG_FROM
    figure, every = _by_platform(drawn, words)
    texts = []
    for axes, panel in every:
        _axis(axes, drawn, logarithmic, words)
        texts += _rows(axes, panel, style.country_colours(panel, words), words, of=len(drawn))
    _finished(figure, every, texts, words("measure.followers_per_1000"))
    caption = captions.sentences(
        captions.on_each_platform(whole, lambda part: _first_and_last(part, words), words),
        captions.open_first(whole, "followers_per_1000", words),
        captions.accounts(whole, measures, words),
        _left_out(drawn, whole, words),
        words("caption.log") if logarithmic else "",
        captions.intervals(drawn, words),
        words("figure.per_capita.reading"),
        captions.lacking(measures, accounts, words, population=True),
        words("caption.zero", names=captions.some(zero, words)) if zero else "",
        captions.mixed(drawn, words),
        captions.sources(measures, sources, words),
    )
    alt = words("figure.per_capita.alt", items=_items("per_capita", drawn, words))
    return style.Drawing(figure, caption, alt)


@style.styled
def leaders(
    measures: pd.DataFrame,
    accounts: pd.DataFrame,
    words: Words,
    *,
    countries: Sequence[str] | None = None,
    sources: pd.DataFrame | None = None,
) -> style.Drawing:
    """Followers of leaders, one panel per platform, the marker by who writes; countries outside `countries` in grey."""
    drawn, zero = _found(measures, accounts, "followers", words)
    countries = list(countries) if countries is not None else style.compared(drawn, words)
    drawn = drawn.assign(name=[_holder_and_country(row, words) for row in drawn.to_dict("records")])
    panels = _of_platforms(drawn)
    caption = captions.sentences(
        *(_first(panel, platform, countries, words) for platform, panel in panels.items()),
        captions.accounts(drawn, measures, words),
        words("caption.log"),
        captions.intervals(drawn, words),
        words("caption.marks", kinds="; ".join(words(f"mark.{role}") for role in drawn["role"].unique())),
        words("figure.leaders.others") if not drawn["country"].isin(countries).all() else "",
        captions.lacking(measures, accounts, words),
        words("caption.zero", names=captions.some(zero, words)) if zero else "",
        captions.mixed(drawn, words),
        captions.sources(measures, sources, words),
    )
    items = ". ".join(_panel(panel, platform, words) for platform, panel in panels.items())
    return style.Drawing(
        _panels(drawn, panels, countries, words), caption, words("figure.leaders.alt", items=items)
    )


@style.styled
def shares(
    measures: pd.DataFrame, accounts: pd.DataFrame, words: Words, *, sources: pd.DataFrame | None = None
) -> style.Drawing:
    """Each account's share of the followers of its group, a bar from zero with its interval and its number.

    Several platforms have a panel each. Of more than sixty accounts the first of each platform are drawn.
    """
    whole = marks(measures, accounts, "audience_share", words)
    if whole.empty:
        raise NothingToShow(
            "shares: no account with a share of the audience; give followers in snapshots.csv"
        )
    drawn = _foremost(whole)
    figure, every = _by_platform(drawn, words)
    texts = []
    for axes, panel in every:
        axes.set_xlim(0, float(drawn["high"].max()) * 1.02)
        axes.xaxis.set_major_formatter(lambda x, _: words.percent(x, 0))
        texts += _bars(axes, panel, words, of=len(drawn))
    _finished(figure, every, texts, words("measure.audience_share"))
    caption = captions.sentences(
        captions.on_each_platform(whole, lambda part: _largest_share(part, words), words),
        captions.open_first(whole, "audience_share", words),
        captions.accounts(whole, measures, words),
        _left_out(drawn, whole, words),
        "" if drawn["exact"].all() else words("figure.shares.bars"),
        captions.lacking(measures, accounts, words),
        captions.mixed(drawn, words),
        captions.sources(measures, sources, words),
    )
    return style.Drawing(figure, caption, words("figure.shares.alt", items=_items("shares", drawn, words)))


def _of_platforms(drawn: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The accounts of each platform, that with most accounts first."""
    sizes = drawn.groupby("platform", sort=False).size().sort_values(ascending=False, kind="stable")
    return {platform: drawn[drawn["platform"] == platform] for platform in sizes.index}


def _foremost(drawn: pd.DataFrame) -> pd.DataFrame:
    """Of more than `MOST` accounts, as many of the first of every platform as have room together."""
    place = drawn.groupby("platform", sort=False).cumcount()
    room = max((n for n in range(1, MOST + 1) if (place < n).sum() <= MOST), default=1)
    return drawn[place < room] if len(drawn) > MOST else drawn


def _left_out(drawn: pd.DataFrame, whole: pd.DataFrame, words: Words) -> str:
    """How many accounts are not drawn, if any."""
    left = len(whole) - len(drawn)
    return words("caption.largest", n=words.number(len(drawn)), left=words.number(left)) if left else ""


def _by_platform(drawn: pd.DataFrame, words: Words) -> tuple[Figure, list[tuple[Axes, pd.DataFrame]]]:
    """A figure with one panel of rows per platform, which has its platform as title where there are several."""
    panels = _of_platforms(drawn)
    several = len(panels) > 1
    figure = style.new_figure(0.75 + ROW * len(drawn) + 0.42 * len(panels) * several)
    heights = [len(panel) + 0.4 for panel in panels.values()]
    every = figure.subplots(len(panels), sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    for axes, platform in zip(every, panels):
        if several:
            axes.set_title(words.platform(platform), loc="left", fontweight="bold", fontsize=style.SIZE)
        axes.tick_params(axis="x", labelbottom=axes is every[-1])
    called = [panel.assign(name=panel["bare"]) if several else panel for panel in panels.values()]
    return figure, list(zip(every, called))


def _finished(
    figure: Figure, every: list[tuple[Axes, pd.DataFrame]], texts: list[Annotation], label: str
) -> None:
    """The panels with the label of their common axis and room for the numbers beside the marks."""
    last = every[-1][0]
    last.set_xlabel(label)
    style.lay_out(figure)
    style.make_room(last, texts)
    if last.get_xscale() == "log":
        style.thin_out(last)


def _bars(axes: Axes, drawn: pd.DataFrame, words: Words, *, of: int) -> list[Annotation]:
    """One row per account: a bar from zero, its interval, its number beside it."""
    colours = style.country_colours(drawn, words)
    axes.barh(range(len(drawn)), drawn["value"], height=0.62, color=colours, alpha=0.75, zorder=2)
    texts = []
    for place, (_, row) in enumerate(drawn.iterrows()):
        if not row["exact"]:
            style.interval_line(axes, row["low"], row["high"], place)
        texts.append(_beside(axes, max(row["high"], row["value"]), place, words.quantity(row)))
    style.rows(axes, drawn["name"].tolist(), of=of)
    return texts


def _panels(
    drawn: pd.DataFrame, panels: dict[str, pd.DataFrame], countries: list[str], words: Words
) -> Figure:
    """One panel of rows per platform, all on one logarithmic scale, each with its platform as its title."""
    figure = style.new_figure(0.95 + ROW * len(drawn) + 0.42 * len(panels))
    heights = [len(panel) + 0.4 for panel in panels.values()]
    every = figure.subplots(len(panels), sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    texts = []
    for axes, (platform, panel) in zip(every, panels.items()):
        _axis(axes, drawn, True, words)
        axes.set_title(words.platform(platform), loc="left", fontweight="bold", fontsize=style.SIZE)
        texts += _rows(axes, panel, style.colours(countries, panel["country"]), words, of=len(drawn))
        axes.tick_params(axis="x", labelbottom=axes is every[-1])
    every[-1].set_xlabel(words("measure.followers"))
    _kinds(figure, drawn, words)
    style.lay_out(figure)
    style.make_room(every[-1], texts)
    style.thin_out(every[-1])
    return figure


def _first_and_last(drawn: pd.DataFrame, words: Words) -> str:
    """Who has most and who has fewest; of one account alone, how many it has."""
    first, last = drawn.iloc[0], drawn.iloc[-1]
    return words(
        f"figure.per_capita.{'finding' if len(drawn) > 1 else 'single'}",
        name=first["name"],
        value=words.quantity(first),
        last=last["name"],
        least=words.quantity(last),
    )


def _largest_share(drawn: pd.DataFrame, words: Words) -> str:
    first = drawn.iloc[0]
    return words("figure.shares.finding", name=first["name"], value=words.quantity(first))


def _found(
    measures: pd.DataFrame, accounts: pd.DataFrame, measure: str, words: Words
) -> tuple[pd.DataFrame, list[str]]:
    """The accounts that have the measure and can stand on a logarithmic axis; the names of those with zero."""
    drawn, zero = drawable(marks(measures, accounts, measure, words))
    if drawn.empty:
        raise NothingToShow(
            f"no account with {measure.replace('_', ' ')} above zero; give the counts in snapshots.csv"
        )
    return drawn, zero


def _axis(axes: Axes, drawn: pd.DataFrame, logarithmic: bool, words: Words) -> None:
    if logarithmic:
        style.log_axis(axes, "x", *span(drawn, beyond=0.05), words)
    else:
        axes.set_xlim(0, span(drawn, beyond=0.0)[1])
        axes.xaxis.set_major_formatter(lambda x, _: style.tick(x, words))


def _rows(axes: Axes, drawn: pd.DataFrame, colours: list[str], words: Words, *, of: int) -> list[Annotation]:
    """One row per account: its interval, its marker, its number beside it."""
    texts = []
    for place, ((_, row), colour) in enumerate(zip(drawn.iterrows(), colours)):
        style.mark(axes, row["value"], place, row["role"], colour)
        if not row["exact"]:
            style.interval_line(axes, row["low"], row["high"], place)
        end = min(max(row["high"], row["value"]), axes.get_xlim()[1])
        texts.append(_beside(axes, end, place, words.quantity(row)))
    style.rows(axes, drawn["name"].tolist(), of=of)
    return texts


def _beside(axes: Axes, x: float, y: float, text: str) -> Annotation:
    """The number beside its mark; the axis makes room for it later (`make_room`)."""
    written = axes.annotate(
        text, (x, y), (6, 0), textcoords="offset points", va="center", fontsize=style.SMALL
    )
    written.set_in_layout(False)
    return written


def _kinds(figure: Figure, drawn: pd.DataFrame, words: Words) -> None:
    """Which marker stands for whom, where there is more than one kind."""
    roles = drawn["role"].unique()
    if len(roles) < 2:
        return
    look = {"linestyle": "", "color": style.GREY, "markersize": 5}
    handles = [
        Line2D([], [], marker=style.MARKERS[role], label=words(f"kind.{role}"), **look) for role in roles
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(roles), frameon=False)


def _holder_and_country(row: dict, words: Words) -> str:
    country = words.country(row["country"])
    person = holder(row, words)
    return words("figure.leaders.name", holder=person, country=country) if person else row["name"]


def _first(panel: pd.DataFrame, platform: str, countries: list[str], words: Words) -> str:
    """Who is first on this platform, and who among the countries compared, if that is somebody else."""
    first, own = panel.iloc[0], panel[panel["country"].isin(countries)]
    fields = {"platform": words.platform(platform), "name": first["name"], "value": words.quantity(first)}
    if len(panel) == 1:
        return words("figure.leaders.only", **fields)
    if own.empty or own.index[0] == panel.index[0]:
        return captions.sentences(
            words("figure.leaders.first", **fields), captions.open_first(panel, "followers", words)
        )
    return captions.sentences(
        words(
            "figure.leaders.first_two",
            **fields,
            other=own.iloc[0]["name"],
            other_value=words.quantity(own.iloc[0]),
        ),
        captions.open_first(own, "followers", words),
    )


def _panel(panel: pd.DataFrame, platform: str, words: Words) -> str:
    items = [
        words("figure.leaders.item", name=row["name"], kind=kind(row, words), value=written(row, words))
        for row in panel.to_dict("records")
    ]
    return words("figure.leaders.panel", platform=words.platform(platform), items=listed(items))


def _items(figure: str, drawn: pd.DataFrame, words: Words) -> str:
    return listed(
        [
            words(f"figure.{figure}.item", name=row["name"], value=written(row, words))
            for row in drawn.to_dict("records")
        ]
    )
