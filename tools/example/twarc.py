"""XAA as twarc2 writes it: an earlier capture in pages as X's interface gives them, a later one flattened, a post a line."""

import datetime as dt
import json
from collections.abc import Iterable

import plan
from capture import DESCRIPTION, Capture, again, earlier
from post import LIMIT, Post, Stranger

PAGE = 40
URL = "https://api.twitter.com/2/users/{}/tweets?tweet.fields=created_at,entities,note_tweet,public_metrics"


def files(capture: Capture) -> dict[str, str]:
    """Two files: the posts of an earlier capture with the counts of then, and those of the later one."""
    before = earlier(capture)
    pages = [_page(before, before.posts[at : at + PAGE]) for at in range(0, len(before.posts), PAGE)]
    after = again(capture)
    return {
        "xaa-twarc2-2025-05-20.jsonl": _lines(pages),
        "xaa-twarc2-flat-2025-07-01.jsonl": _lines(_flat(after, post) for post in after.posts),
    }


def _lines(records: Iterable[dict]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _page(capture: Capture, posts: tuple[Post, ...]) -> dict:
    """One response: posts, and beside them the accounts, originals and media that they name."""
    strangers = {post.to.author_id: post.to for post in posts if post.to}
    return {
        "data": [_post(capture, post) for post in posts],
        "includes": {
            "users": [_user(capture), *(_stranger(one) for one in strangers.values())],
            "tweets": [_original(post) for post in posts if post.original],
            "media": [medium for post in posts for medium in _media(post)],
        },
        "meta": {"result_count": len(posts), "newest_id": posts[0].post_id, "oldest_id": posts[-1].post_id},
        "__twarc": _twarc(capture),
    }


def _flat(capture: Capture, post: Post) -> dict:
    """One post with its author, originals and media inside it, as `twarc2 flatten` makes it."""
    record = _post(capture, post) | {"author": _user(capture), "__twarc": _twarc(capture)}
    if post.media:
        record["attachments"]["media"] = _media(post)
    if post.original:
        kind = record["referenced_tweets"][0]["type"]
        record["referenced_tweets"] = [{"type": kind} | _original(post) | {"author": _stranger(post.to)}]
    if post.form == "reply":
        record["in_reply_to_user"] = _stranger(post.to)
    return record


def _post(capture: Capture, post: Post) -> dict:
    record = {
        "id": post.post_id,
        "author_id": capture.ministry.author_id,
        "conversation_id": post.conversation,
        "created_at": f"{post.at:%Y-%m-%dT%H:%M:%S}.000Z",
        "edit_history_tweet_ids": [post.post_id],
        "lang": post.label,
        "public_metrics": _metrics(post),
        "text": f"RT @{post.to.handle}: {post.text}"[:139] + "…" if post.form == "repost" else post.cut,
        "entities": _entities(post),
    }
    if len(post.text) > LIMIT:
        record["note_tweet"] = {"text": post.text, "entities": _entities(post)}
    if post.media:
        record["attachments"] = {"media_keys": [medium["media_key"] for medium in _media(post)]}
    return record | _references(capture, post)


def _metrics(post: Post) -> dict:
    """A repost has the reposts of its original, and no other count."""
    own = post.form != "repost"
    counts = {
        "retweet_count": post.counts["reposts"],
        "reply_count": post.counts["replies"] if own else 0,
        "like_count": post.counts["likes"] if own else 0,
        "quote_count": post.counts["quotes"] if own else 0,
        "bookmark_count": post.counts["bookmarks"] if own else 0,
        "impression_count": post.counts["views"] if own else 0,
    }
    return {name: count for name, count in counts.items() if count is not None}


def _references(capture: Capture, post: Post) -> dict:
    match post.form:
        case "thread":
            answered = [{"type": "replied_to", "id": post.reply_to.post_id}]
            return {"in_reply_to_user_id": capture.ministry.author_id, "referenced_tweets": answered}
        case "reply":
            answered = [{"type": "replied_to", "id": post.original_id}]
            return {"in_reply_to_user_id": post.to.author_id, "referenced_tweets": answered}
        case "quote" | "repost":
            kind = "quoted" if post.form == "quote" else "retweeted"
            return {"referenced_tweets": [{"type": kind, "id": post.original_id}]}
    return {}


def _entities(post: Post) -> dict:
    names = [post.to.handle, *post.names] if post.form == "repost" else post.names
    found = {
        "mentions": [{"username": name, "id": plan.id_of(name)} for name in dict.fromkeys(names)],
        "hashtags": [{"tag": tag} for tag in post.tags],
        "urls": [{"url": link, "expanded_url": link} for link in post.links],
    }
    return {kind: items for kind, items in found.items() if items}


def _original(post: Post) -> dict:
    return {"id": post.original_id, "author_id": post.to.author_id, "text": post.original, "lang": "en"}


def _media(post: Post) -> list[dict]:
    keys = {"photo": 3, "video": 7, "animated_gif": 16}
    return [
        {"media_key": f"{keys[kind]}_{int(post.post_id) - 9 + place}", "type": kind}
        for place, kind in enumerate(post.media)
    ]


def _user(capture: Capture) -> dict:
    return {
        "id": capture.ministry.author_id,
        "username": capture.ministry.handle,
        "name": capture.name,
        "description": DESCRIPTION,
        "created_at": "2015-03-02T08:00:00.000Z",
        "pinned_tweet_id": capture.pinned_id,
        "public_metrics": {
            "followers_count": capture.followers,
            "following_count": 214,
            "tweet_count": capture.statuses,
            "listed_count": 31,
        },
    }


def _stranger(one: Stranger) -> dict:
    return {"id": one.author_id, "username": one.handle, "name": one.name}


def _twarc(capture: Capture) -> dict:
    at: dt.datetime = capture.at
    url = URL.format(capture.ministry.author_id)
    return {"url": url, "version": "2.14.1", "retrieved_at": f"{at:%Y-%m-%dT%H:%M:%S}+00:00"}
