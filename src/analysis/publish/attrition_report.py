"""The report on attrition, in words and tables."""

import math
from collections.abc import Iterator

import pandas as pd

from analysis.publish.attrition import Rehydrated, attrition
from analysis.publish.markdown import bullets, printable, table
from analysis.study import Study

FILE_COLUMNS = ("file", "format", "rows_read", "kept", "set_aside")


def report(done: Rehydrated, study: Study, date: str, *, complete: bool) -> str:
    """The report in Markdown, which reads well on a console too."""
    more, analysed = ("newer", "unlisted", "first", "last"), _attrition_table(done.analysed)
    files = [
        (*(printable(str(row[name])) for name in FILE_COLUMNS), "; ".join(map(printable, row["warnings"])))
        for row in done.exports.to_dict("records")
    ]
    sections = [
        f"# What is left of the posts of `{study.name}`",
        f"Bundle of {date}. Intervals of shares are Wilson's, {study.confidence:.0%}.",
        bullets(_findings(done, study, complete)),
        "## By account\n\n" + _attrition_table(done.accounts, more),
        *(["## By account, the posts that the study analyses\n\n" + analysed] if len(done.analysed) else []),
        "## By year\n\n" + _attrition_table(done.years),
        "## By month\n\n" + _attrition_table(done.months),
        "## The export\n\n" + table((*FILE_COLUMNS, "what to know"), files),
    ]
    return "\n\n".join(sections) + "\n"


def _findings(done: Rehydrated, study: Study, complete: bool) -> Iterator[str]:
    every = attrition(done.posts.assign(every=""), "every", study.confidence).iloc[0]
    why = "The export was asked for them" if complete else "The export covers their day"
    yield f"Found: {every['found']:,} of {every['posts']:,} posts. They have their text again."
    yield f"Gone: {every['gone']:,}. {why}, and lacks them. Of those that could be checked: {_share(every)}."
    if every["gone"]:
        yield (
            "The text of what is gone can no longer be had. Where you hold it still, the platforms' terms ask you to "
            f"remove it. build/{study.name}/rehydrated/posts.csv says which posts these are."
        )
    if every["beyond"]:
        yield (
            f"Beyond what the export covers: {every['beyond']:,}. Nothing can be said of them. Export further back, "
            "up to a later day, and with reposts and replies."
        )
    lacking = int((done.analysed["posts"] - done.analysed["found"]).sum())
    if lacking:
        yield (
            f"Lacking among the posts that the study analyses: {lacking:,}. A choice of the last N that is made anew "
            "takes older posts in their stead, and its results can differ from the bundle's."
        )
    newer = int((done.others["status"] == "newer").sum())
    if len(done.others):
        rest = len(done.others) - newer
        yield f"Not in the bundle, and not taken: {newer:,} posts newer than it, {rest:,} of its time."


def _attrition_table(frame: pd.DataFrame, more: tuple[str, ...] = ()) -> str:
    counts = ["posts", "found", "gone", "beyond", "checked"]
    rows = [
        (row.iloc[0], *(f"{row[name]:,}" for name in counts), _share(row), *(str(row[name]) for name in more))
        for _, row in frame.iterrows()
    ]
    return table((frame.columns[0], *counts, "gone of checked", *more), rows)


def _share(row: pd.Series) -> str:
    """The share that is gone with its interval, whose ends are rounded outwards."""
    if not row["checked"]:
        return "—"
    low, high = math.floor(row["low"] * 1000) / 1000, math.ceil(round(row["high"] * 1000, 6)) / 1000
    return f"{row['share']:.1%} ({low:.1%}–{high:.1%})"
