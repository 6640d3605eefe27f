"""XDD as 4CAT exports an X import, and XEE as a person keeps it in a spreadsheet: two tables with a damaged cell each."""

import csv
import datetime as dt
import io

from capture import Capture
from post import Post

MISREAD = 17  # the row of XDD's table, below its header, whose text was read in a wrong encoding
DAMAGED = 33  # the row of XEE's table whose id the spreadsheet made a number
AHEAD = dt.timedelta(hours=5)  # of UTC: the spreadsheet has local times
# What a person called the columns, and which tidy column each is; study.yaml maps them in these words.
COLUMNS = {
    "post_id": "Post ID",
    "url": "Link",
    "handle": "Account",
    "created_at": "Sana va vaqt",
    "text": "Matn",
    "likes": "Layk",
    "reposts": "Repost",
    "replies": "Javob",
    "quotes": "Iqtibos",
    "views": "Koʻrish",
    "media_types": "Media",
    "mentions": "Eslatma",
    "hashtags": "Teg",
    "is_repost": "Repostmi",
    "is_reply": "Javobmi",
    "is_quote": "Iqtibosmi",
    "reply_to_handle": "Kimga javob",
    "is_pinned": "Qadalgan",
    "collected_at": "Saqlangan",
}


def fourcat(capture: Capture) -> dict[str, str]:
    """4CAT's table of an X import: long texts are cut, and a missing count of views is 0."""
    rows = [_fourcat_row(capture, post) for post in capture.posts]
    rows[MISREAD - 1]["body"] = misread(rows[MISREAD - 1]["body"])
    return {"xdd-4cat-2025-07-05.csv": _written(rows, delimiter=",")}


def spreadsheet(capture: Capture) -> dict[str, str]:
    """A table with Excel's habits: `;`, a mark at the beginning, days first, spaces in numbers, a damaged id."""
    rows = [_spreadsheet_row(capture, post) for post in capture.posts]
    post_id = rows[DAMAGED - 1][COLUMNS["post_id"]]
    rows[DAMAGED - 1][COLUMNS["post_id"]] = f"{post_id[0]}.{post_id[1:3]}E+{len(post_id) - 1}"
    return {"xee-spreadsheet-2025-07-06.csv": "\ufeff" + _written(rows, delimiter=";")}


def misread(text: str) -> str:
    """UTF-8 as it looks when it is read as Windows-1251."""
    return "".join(
        bytes([byte]).decode("cp1251") if byte != 0x98 else "\x98" for byte in text.encode("utf-8")
    )


def _written(rows: list[dict[str, str]], *, delimiter: str) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def _fourcat_row(capture: Capture, post: Post) -> dict[str, str]:
    own, ministry = post.form != "repost", capture.ministry
    counts = {name: str(count or 0) for name, count in post.counts.items()}
    answered = {"thread": ministry.handle, "reply": post.to.handle if post.to else ""}.get(post.form, "")
    at = f"https://example.org/media/{post.post_id}"
    pictures = [f"{at}-{place}.jpg" for place, kind in enumerate(post.media) if kind == "photo"]
    return {
        "id": post.post_id,
        "thread_id": post.conversation,
        "timestamp": f"{post.at:%Y-%m-%d %H:%M:%S}",
        "unix_timestamp": str(int(post.at.timestamp())),
        "link": f"https://x.com/{ministry.handle}/status/{post.post_id}",
        "body": post.cut if own else f"RT @{post.to.handle}: {post.text}",
        "author": ministry.handle,
        "author_fullname": capture.name,
        "author_id": ministry.author_id,
        "source": "Twitter Web App",
        "language_guess": post.label,
        "possibly_sensitive": "no",
        "retweet_count": counts["reposts"],
        "reply_count": counts["replies"] if own else "0",
        "like_count": counts["likes"] if own else "0",
        "quote_count": counts["quotes"] if own else "0",
        "impression_count": counts["views"] if own else "0",
        "is_retweet": "no" if own else "yes",
        "retweeted_user": "" if own else post.to.handle,
        "is_quote_tweet": "yes" if post.form == "quote" else "no",
        "quoted_user": post.to.handle if post.form == "quote" else "",
        "is_reply": "yes" if post.conversation != post.post_id else "no",
        "replied_user": answered,
        "hashtags": ",".join(post.tags),
        "urls": ",".join(post.links),
        "images": ",".join(pictures),
        "videos": ",".join(f"{at}.mp4" for kind in post.media if kind == "video"),
        "mentions": ",".join(dict.fromkeys(post.names if own else [post.to.handle])),
    }


def _spreadsheet_row(capture: Capture, post: Post) -> dict[str, str]:
    own, handle = post.form != "repost", capture.ministry.handle
    counts = {name: _spaced(count) if own or name == "reposts" else "" for name, count in post.counts.items()}
    answered = {"thread": handle, "reply": post.to.handle if post.to else ""}.get(post.form, "")
    tidy = {
        "post_id": post.post_id,
        "url": f"https://x.com/{handle}/status/{post.post_id}",
        "handle": f"@{handle}",
        "created_at": f"{post.at + AHEAD:%d.%m.%Y %H:%M}",
        "text": post.text,
        **{name: counts[name] for name in ("likes", "reposts", "replies", "quotes", "views")},
        "media_types": ", ".join(post.media),
        "mentions": ", ".join(dict.fromkeys(post.names)),
        "hashtags": ", ".join(post.tags),
        "is_repost": _yes(post.form == "repost"),
        "is_reply": _yes(post.form in ("thread", "reply")),
        "is_quote": _yes(post.form == "quote"),
        "reply_to_handle": answered,
        "is_pinned": _yes(post.pinned),
        "collected_at": f"{capture.at:%Y-%m-%d %H:%M:%S}+00:00",
    }
    return {COLUMNS[name]: tidy[name] for name in COLUMNS}


def _spaced(count: int | None) -> str:
    """A number with a space that does not break between its thousands."""
    return "" if count is None else f"{count:,}".replace(",", "\u00a0")


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
