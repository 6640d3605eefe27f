"""Plausibility: counts, days and populations that may be right, but that a person should look at once more."""

import datetime as dt
import re

import numpy as np
import pandas as pd

from analysis.check.findings import Finding
from analysis.clean.count_forms import forms

# Before these years nobody could have seen a page of the platform, as far as the study's platforms.csv does not say.
FOUNDED = {
    "facebook": 2004,
    "youtube": 2005,
    "twitter": 2006,
    "vk": 2006,
    "instagram": 2010,
    "telegram": 2013,
    "mastodon": 2016,
    "tiktok": 2016,
    "bluesky": 2021,
    "threads": 2023,
}
THOUSAND = (300, 3_000)  # between which a factor is most likely one of a thousand
LEAP = 10  # from which a change between two days is odd
NEAR = 3  # within which two counts are of one size
MORE_POSTS = 20  # times as many posts as followers
FEWEST_POSTS = 1_000  # below which many posts are nothing odd
MANY_POSTS = 500_000  # in twenty years almost seventy a day
MANY_ALONE = 100_000  # beside no followers
POPULATION_OFF = 2  # times the figure on record


def odd_counts(counts: pd.DataFrame, snapshots: pd.DataFrame, file: str) -> list[Finding]:
    """Counts that look as if they were in the wrong column, or a thousand times too large or small.

    `counts` has account, captured_on, metric, shown, value and row, one row per count typed.
    """
    typed = counts.drop_duplicates(["account", "captured_on", "metric"], keep="last")
    days = typed.pivot(index=["account", "captured_on"], columns="metric", values=["value", "row", "shown"])
    found: list[Finding] = []
    for _, own in days.groupby(level="account", sort=False):
        rows: set[int] = set()  # what is told of a row once is its cause
        for look in (_swapped, _leaps, _columns):
            new = [finding for finding in look(own, file) if not rows & set(finding.rows)]
            rows |= {row for finding in new for row in finding.rows}
            found += new
    return [*found, *_same_text(snapshots, file), *_foreign_signs(snapshots, file)]


def _swapped(own: pd.DataFrame, file: str) -> list[Finding]:
    """Days on which followers and posts look like each other's on the account's other days."""
    both = own.reindex(columns=[("value", "followers"), ("value", "posts")]).dropna()
    table = both.to_numpy("float64")
    found = []
    for place, (day, (followers, posts)) in enumerate(zip(both.index, table)):
        others = np.delete(table, place, axis=0)
        if not len(others) or (len(others) == 1 and posts <= followers):
            continue
        usual_followers, usual_posts = np.median(others, axis=0)
        crossed = _of_one_size(followers, usual_posts) and _of_one_size(posts, usual_followers)
        if crossed and not _of_one_size(followers, usual_followers):
            mend = (
                f"looks swapped with posts_shown ({own.at[day, ('shown', 'posts')]!r}): on other days about "
                f"{usual_followers:,.0f} followers and {usual_posts:,.0f} posts; put each into its column"
            )
            found.append(_at(own, day, "followers", file, mend))
    return found


def _columns(own: pd.DataFrame, file: str) -> list[Finding]:
    """Counts of posts that may be somebody's followers, or were written in thousands too many."""
    table = own["value"].reindex(columns=["followers", "posts"]).astype("float64")
    found = []
    for day, (followers, posts) in zip(table.index, table.to_numpy()):
        if posts >= FEWEST_POSTS and posts > MORE_POSTS * followers:
            mend = (
                f"{posts:,.0f} posts and {followers:,.0f} followers: is each in its own column, and no K or M "
                f"left out?"
            )
        elif posts >= MANY_ALONE and pd.isna(followers):
            mend = "many posts, and no followers: does this count belong into followers_shown?"
        elif posts >= MANY_POSTS:
            mend = (
                "more posts than accounts have: are these the followers, or is it a thousand times too large?"
            )
        else:
            continue
        found.append(_at(own, day, "posts", file, mend))
    return found


def _leaps(own: pd.DataFrame, file: str) -> list[Finding]:
    """Counts that are more than ten times, or less than a tenth, of what the day before showed."""
    return [
        finding
        for metric in own["value"].columns
        for finding in _leaps_of(
            own, own["value"][metric].dropna().astype("float64").sort_index(), metric, file
        )
    ]


def _leaps_of(own: pd.DataFrame, values: pd.Series, metric: str, file: str) -> list[Finding]:
    values = values[values > 0]
    leaps = [_factor(a, b) >= LEAP for a, b in zip(values, values[1:])]
    found, back = [], False
    for place, leap in enumerate(leaps):
        first_alone = place == 0 and len(leaps) > 1 and not leaps[1]
        if leap and not back:
            off, other = (place, place + 1) if first_alone else (place + 1, place)
            found.append(_leap(own, values, off, other, metric, file))
        back = (
            leap and not back and not first_alone
        )  # the way back from a count that was off is no second leap
    return found


def _leap(own: pd.DataFrame, values: pd.Series, off: int, other: int, metric: str, file: str) -> Finding:
    factor, more = _factor(values.iloc[off], values.iloc[other]), values.iloc[off] > values.iloc[other]
    beside = own.at[values.index[other], ("shown", metric)]
    day = values.index[other][1]
    size = f"{factor:,.0f} times {'more' if more else 'less'} than on {day} ({beside!r})"
    thousand = THOUSAND[0] <= factor <= THOUSAND[1]
    mend = "is K, M or a word such as thousand wrong or left out?" if thousand else "was it copied rightly?"
    return _at(own, values.index[off], metric, file, f"{size}: {mend}")


def _at(own: pd.DataFrame, day: tuple[str, str], metric: str, file: str, mend: str) -> Finding:
    row, shown = own.at[day, ("row", metric)], own.at[day, ("shown", metric)]
    return Finding("odd", file, mend, (int(row),), f"{metric}_shown", shown)


def _same_text(snapshots: pd.DataFrame, file: str) -> list[Finding]:
    same = (snapshots["followers_shown"] == snapshots["posts_shown"]) & (
        snapshots["posts_shown"].str.len() > 2
    )
    mend = "the same in followers_shown: was one of the two copied twice?"
    return [
        Finding("odd", file, mend, (int(row),), "posts_shown", cell)
        for row, cell in snapshots.loc[same, "posts_shown"].items()
    ]


def _foreign_signs(snapshots: pd.DataFrame, file: str) -> list[Finding]:
    """Counts whose point or comma is not that of the screen's language, though they can be read."""
    found = []
    for row, cells in zip(snapshots.index, snapshots.to_dict("records")):
        for column in ("followers_shown", "posts_shown"):
            mend = _foreign_sign(cells[column], cells["screen_language"])
            if mend:
                found.append(Finding("odd", file, mend, (int(row),), column, cells[column]))
    return found


def _foreign_sign(text: str, language: str) -> str:
    """What is odd about the sign in a count such as `1,8 M` on an English screen: its two readings, and the mend."""
    found = re.search(r"(\d+)([.,])(\d+)(.*)", text)
    try:
        own = forms(language) if language and found else None
    except LookupError:
        return ""
    if own is None:
        return ""
    whole, sign, rest, form = found.groups()
    mend = f"{own.name} screens have {own.decimal!r} before decimals; copy it exactly, or correct screen_language"
    if sign != own.decimal and len(rest) < 3:
        return f"read as {whole}{own.decimal}{rest}{form}; or is it {whole}{rest}{form}? {mend}"
    if sign == own.decimal and len(rest) == 3 and not form.strip():
        return f"read as {whole}{rest}; or is a K or M left out? {mend}"
    return ""


def odd_days(
    raw: dict[str, pd.DataFrame], files: dict[str, str], *, today: dt.date, written: dt.date | None
) -> list[Finding]:
    """Days that have not come yet, or on which the platform did not exist: wrong. Days after the paper's date: odd."""
    platforms = dict(zip(raw["accounts"]["account"], raw["accounts"]["platform"]))
    own = {
        each["platform"]: int(each["founded"])
        for each in raw["platforms"].to_dict("records")
        if each["founded"].isdecimal()
    }
    founded = FOUNDED | own
    found = []
    for row, cells in zip(raw["snapshots"].index, raw["snapshots"].to_dict("records")):
        day, platform = _day(cells["captured_on"]), platforms.get(cells["account"], "")
        if day is None:
            continue
        kind, mend = _about_day(day, today, written, platform, founded.get(platform, 0))
        if mend:
            found.append(Finding(kind, files["snapshots"], mend, (int(row),), "captured_on", str(day)))
    for row, text in raw["sources"]["seen_on"].items():
        if (day := _day(text)) and day > today:
            mend = "a day that has not come yet; write the day on which the source was read"
            found.append(Finding("wrong", files["sources"], mend, (int(row),), "seen_on", text))
    return found


def _about_day(
    day: dt.date, today: dt.date, written: dt.date | None, platform: str, founded: int
) -> tuple[str, str]:
    if day > today:
        return "wrong", "a day that has not come yet; write the day on which the screen was seen"
    if day.year < founded:
        return "wrong", f"{platform} was founded in {founded}; write the day on which the screen was seen"
    if written and day > written:
        return "odd", f"after the date of the paper ({written}): change `date` in study.yaml, or this day"
    return "odd", ""


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def odd_populations(figures: pd.DataFrame, file: str, on_record: dict[str, dict[str, str]]) -> list[Finding]:
    """Populations that are a year, or far from the figure on record.

    `figures` has country, indicator, shown, value and row; `on_record` per country the year and population.
    """
    found = []
    for figure in figures[figures["indicator"] == "population"].to_dict("records"):
        known = on_record.get(figure["country"])
        mend = _about_population(figure, known) if known else ""
        if mend:
            found.append(Finding("odd", file, mend, (int(figure["row"]),), "value_shown", figure["shown"]))
    return found


def _about_population(figure: dict, known: dict[str, str]) -> str:
    value, usual = figure["value"], float(known["population"])
    record = f"about {usual:,.0f} inhabitants are on record for {known['year']}"
    factor = _factor(value, usual)
    if factor < POPULATION_OFF:
        return ""
    if re.fullmatch(r"(19|20)\d\d", figure["shown"]):
        return f"looks like a year, and {record}: put the year into `year` and the figure here"
    if THOUSAND[0] <= factor <= THOUSAND[1]:
        counted = "thousands" if value < usual else "persons"
        return f"a thousand times off: {record}; does the source count in {counted}? Write the figure in full"
    return f"{factor:,.0f} times {'more' if value > usual else 'less'} than expected: {record}; is it the right row?"


def _of_one_size(a: float, b: float) -> bool:
    return _factor(a, b) <= NEAR


def _factor(a: float, b: float) -> float:
    """How many times the larger is the smaller; infinite where one is zero."""
    low, high = sorted((a, b))
    return high / low if low else float("inf")
