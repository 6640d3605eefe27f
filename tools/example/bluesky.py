"""A page of XEE on Bluesky, as its interface gives the feed: some of the ministry's posts again, and a few reposts."""

import datetime as dt
import json

import chance
import plan
from capture import DESCRIPTION
from post import TAG, Post, Stranger

LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
LONGEST = 300
REPOSTED = Stranger("library.example", "did:plc:inventedexamplelibraryab", "Library (invented)")


def posts_again(posts: list[Post]) -> list[Post]:
    """The posts that are given again: chosen, short enough, naming nobody; the newest first."""
    fitting = [
        post
        for post in posts
        if post.chosen and post.form == "post" and "@" not in post.text and len(post.text) <= LONGEST
    ]
    taken = chance.deal(fitting, "bluesky")[: plan.BLUESKY_POSTS]
    return sorted(taken, key=lambda post: post.at, reverse=True)


def files(posts: list[Post]) -> dict[str, str]:
    """One file: the feed, a post pinned at its head, reposts between the posts."""
    again = posts_again(posts)
    feed = [_item(post) for post in again]
    pinned = feed.pop(-1) | {"reason": {"$type": "app.bsky.feed.defs#reasonPin"}}
    for place in range(plan.BLUESKY_REPOSTS):
        feed.insert(5 + 9 * place, _repost(place, again[5 + 8 * place]))
    document = {"feed": [pinned, *feed], "cursor": f"{again[-1].at:%Y-%m-%dT%H:%M:%S}.000Z"}
    return {"xee-bluesky-feed-2025-07-06.json": json.dumps(document, ensure_ascii=False, indent=1) + "\n"}


def _later(post: Post) -> dt.datetime:
    return post.at + dt.timedelta(minutes=10)


def uri(post: Post) -> str:
    """The address of the post on Bluesky: the page's id, and a key that holds the time."""
    return f"at://{plan.BLUESKY['did']}/app.bsky.feed.post/{_key(_later(post), 0)}"


def _key(at: dt.datetime, salt: int) -> str:
    number = (int(at.timestamp() * 1_000_000) << 10) + salt
    return "".join(LETTERS[(number >> 5 * place) & 31] for place in reversed(range(13)))


def _item(post: Post) -> dict:
    at = f"{_later(post):%Y-%m-%dT%H:%M:%S}.000Z"
    record = {
        "$type": "app.bsky.feed.post",
        "createdAt": at,
        "langs": [post.language.partition("_")[0]],
        "text": post.text,
    }
    if post.tags:
        record["facets"] = [_facet(post.text, found) for found in TAG.finditer(post.text)]
    view = {
        "uri": uri(post),
        "cid": f"bafyreiinvented{post.post_id}",
        "author": _author(),
        "record": record,
        **_counts(post),
        "indexedAt": at,
    }
    if "photo" in post.media:
        images = [{"alt": "", "thumb": "https://example.org/t.jpg"} for kind in post.media if kind == "photo"]
        view["embed"] = {"$type": "app.bsky.embed.images#view", "images": images}
    return {"post": view}


def _facet(text: str, found) -> dict:
    """Bluesky counts bytes, not letters."""
    start, end = (len(text[:place].encode("utf-8")) for place in found.span())
    tag = {"$type": "app.bsky.richtext.facet#tag", "tag": found[1]}
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [tag]}


def _counts(post: Post) -> dict:
    """About a fifth of what the post got on X."""
    names = {"likeCount": "likes", "repostCount": "reposts", "replyCount": "replies", "quoteCount": "quotes"}
    return {there: post.counts[here] // 5 for there, here in names.items()}


def _author() -> dict:
    return {
        "did": plan.BLUESKY["did"],
        "handle": plan.BLUESKY["handle"],
        "displayName": "Press of XEE (invented)",
        "description": DESCRIPTION,
        "createdAt": "2023-11-02T08:00:00.000Z",
    }


def _repost(place: int, after: Post) -> dict:
    at = after.at + dt.timedelta(minutes=40)
    author = {"did": REPOSTED.author_id, "handle": REPOSTED.handle, "displayName": REPOSTED.name}
    text = f"A library's own post, number {place + 1}, about its opening hours (invented)."
    made = f"{at - dt.timedelta(hours=6):%Y-%m-%dT%H:%M:%S}.000Z"
    view = {
        "uri": f"at://{REPOSTED.author_id}/app.bsky.feed.post/{_key(at - dt.timedelta(hours=6), 1)}",
        "cid": f"bafyreiinventedrepost{place}",
        "author": author,
        "record": {"$type": "app.bsky.feed.post", "createdAt": made, "langs": ["en"], "text": text},
        "likeCount": 40 + place,
        "repostCount": 6,
        "replyCount": 1,
        "quoteCount": 0,
        "indexedAt": made,
    }
    by = {
        "did": plan.BLUESKY["did"],
        "handle": plan.BLUESKY["handle"],
        "displayName": "Press of XEE (invented)",
    }
    reason = {
        "$type": "app.bsky.feed.defs#reasonRepost",
        "by": by,
        "indexedAt": f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
    }
    return {"post": view, "reason": reason}
