"""What the report on exports says, so that it can be said in other languages too: a key and what fills its gaps.

On the command line a sentence is its English text. A sentence is made where it is formed (`Sentence`); the reasons
for which rows are set aside, and what is to be known of a format, are plain texts there, whose keys stand here.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

SET_ASIDE = "set_aside"  # repeats what the reasons say, with the first rows
# Texts by their key; <gaps> are what differs.
REASONS = {
    "nothing": "neither an id nor a text",
    "no_time": "no time",
    "wrong_time": "a time that cannot be read: write it as 2024-09-28 10:00",
    "earlier": "an earlier capture of a post, superseded by a later one",
    "no_counts": "an account without counts",
    "partial": "a partial item of a grid, without its own time",
    "empty_page": "a page without posts",
    "tally": "a count of posts per hour or day, not a post",
    "promoted": "a promoted post (an advertisement)",
    "search_result": "a search result: it has no counts and a cut text; fetch the videos themselves",
    "archive_part": "a part of an archive without posts",
    "private_video": "a video that is private or deleted",
    "private_chat": "a message of a private chat, not a post",
    "service_message": "a service message (joined, pinned, …), not a post",
    "nothing_found": "a row that says that nothing was found",
    "error_row": "an error row of the service",
    "other_platform": "an item of <platform>: of Zeeschuimer’s, those of X, TikTok, Instagram and Threads are read, each from a "
    "file of its own",
    "elsewhere": "a post of another network than X, by its address: export it as a table, and name its columns in study.yaml",
    "foreign_item": "an item of another platform than the rest of the file: keep the items of each platform in a file of their own",
    "no_post_in_item": "an item in which no text or id of a post was found: X may have moved its keys",
    "no_post": "no post in this record",
    "no_post_record": "a record that is no post (a repost, a like, …)",
    "gone": "a post that is gone, or whose author does not let this reader see it",
    "long_line": "a line longer than <size> MB",
    "deep": "nested too deeply to be an export",
    "not_json": "not readable as JSON (<error>)",
    "no_object": "not a JSON object",
    "more_cells": "more cells than the header's <cells>",
}
NOTICES = {
    "no_platform": "no platform is named: write `platform: twitter` (or another) under `posts: columns:` in study.yaml",
    "repost_counts": "<tool> gives a repost the counts of the original<how>: leave reposts out of engagement",
    "zero_counts": "4CAT writes 0 for a count that it does not have",
    "hidden_likes": "4CAT writes 0 or -1 for likes that are hidden",
    "local_capture": "collection_time is the collector's local time, and was read as UTC: a snapshot's day may be off by one",
    "shown_views": "minet gives views as shown (28.7K), not exact",
    "rounded_subscribers": "YouTube rounds subscribers down to three digits: 164,583 is given as 164,000",
    "posts_in_a_cell": "posts stand inside a cell of their profile, and are not read there: download them as JSON",
    "channel_likes": "likes are reactions of all kinds; the export names a channel by its title, so handle is the title",
}


class Sentence(str):
    """An English sentence of the report that knows its key and fields; numbers, texts and lists of rows."""

    key: str
    fields: dict[str, Any]

    def __new__(cls, key: str, text: str, **fields: Any) -> "Sentence":
        sentence = super().__new__(cls, text)
        sentence.key, sentence.fields = key, fields
        return sentence

    def __getnewargs__(self) -> tuple[str, str]:
        return self.key, str(self)  # how a copy in another process is made


def told(reasons: Mapping[str, int], warnings: Iterable[str]) -> str:
    """All that the report says of a file, as JSON: a list of key (`aside.…` or `notice.…`) and fields, or of a text alone."""
    entries = [_identified("aside", reason, REASONS, {"n": count}) for reason, count in reasons.items()]
    for warning in warnings:
        if not isinstance(warning, Sentence):
            entries.append(_identified("notice", warning, NOTICES, {}))
        elif warning.key != SET_ASIDE:
            entries.append({"key": f"notice.{warning.key}", "fields": warning.fields})
    return json.dumps(entries, ensure_ascii=False)


def _identified(kind: str, text: str, known: Mapping[str, str], fields: dict[str, Any]) -> dict[str, Any]:
    for key, pattern in known.items():
        match = re.fullmatch(_expression(pattern), text)
        if match:
            return {"key": f"{kind}.{key}", "fields": match.groupdict() | fields}
    return {"text": text, "fields": fields}


def _expression(pattern: str) -> str:
    return re.sub(r"<(\w+)>", r"(?P<\1>.*)", re.escape(pattern))
