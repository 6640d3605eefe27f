"""XBB as the browser extension Zeeschuimer records it: an item a line, as X's website received it."""

import datetime as dt
import json

import plan
from capture import DESCRIPTION, Capture
from post import EPOCH, LIMIT, STRANGERS, Post, Stranger

TIME = "%a %b %d %H:%M:%S +0000 %Y"
PAGE = "https://x.com/{}"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0"


def files(capture: Capture) -> dict[str, str]:
    """One file: the ministry's posts, and between them what the page showed beside: an advertisement and a reader."""
    items = [_item(capture, place, _tweet(capture, post)) for place, post in enumerate(capture.posts)]
    items.insert(11, _item(capture, 900, _advertisement(capture)))
    items.insert(30, _item(capture, 901, _of_a_reader(capture)))
    lines = (json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n" for item in items)
    return {"xbb-zeeschuimer-2025-06-30.ndjson": "".join(lines)}


def _item(capture: Capture, place: int, data: dict) -> dict:
    milliseconds = int(capture.at.timestamp() * 1_000) + 350 * place
    page = PAGE.format(capture.ministry.handle)
    return {
        "nav_index": "1:1:0",
        "item_id": data["rest_id"],
        "timestamp_collected": milliseconds,
        "last_updated": milliseconds,
        "source_platform": "twitter.com",
        "source_platform_url": page,
        "source_url": page,
        "user_agent": AGENT,
        "data": data,
    }


def _tweet(capture: Capture, post: Post) -> dict:
    data = {
        "__typename": "Tweet",
        "rest_id": post.post_id,
        "core": {"user_results": {"result": _user(capture)}},
        "views": {"state": "Enabled"},
        "legacy": _legacy(capture, post),
        "id": post.post_id,
    }
    if post.counts["views"] is not None and post.form != "repost":
        data["views"] = {"count": str(post.counts["views"]), "state": "EnabledWithCount"}
    if len(post.text) > LIMIT:
        note = {"id": f"note-{post.post_id}", "text": post.text, "entity_set": _entities(post)}
        data["note_tweet"] = {"is_expandable": True, "note_tweet_results": {"result": note}}
    if post.form == "quote":
        data["quoted_status_result"] = {"result": _original(post)}
    return data


def _legacy(capture: Capture, post: Post) -> dict:
    own, counts = post.form != "repost", post.counts
    legacy = {
        "created_at": post.at.strftime(TIME),
        "conversation_id_str": post.conversation,
        "full_text": post.cut if own else f"RT @{post.to.handle}: {post.text}"[:139] + "…",
        "lang": post.label,
        "favorite_count": counts["likes"] if own else 0,
        "retweet_count": counts["reposts"],
        "reply_count": counts["replies"] if own else 0,
        "quote_count": counts["quotes"] if own else 0,
        "bookmark_count": counts["bookmarks"] if own else 0,
        "is_quote_status": post.form == "quote",
        "user_id_str": capture.ministry.author_id,
        "id_str": post.post_id,
        "entities": _entities(post),
    }
    if post.media:
        legacy["extended_entities"] = {"media": legacy["entities"]["media"]}
    return legacy | _answered(capture, post)


def _answered(capture: Capture, post: Post) -> dict:
    match post.form:
        case "thread":
            handle, author, answered = (
                capture.ministry.handle, capture.ministry.author_id, post.reply_to.post_id)  # fmt: skip
        case "reply":
            handle, author, answered = post.to.handle, post.to.author_id, post.original_id
        case "quote":
            return {"quoted_status_id_str": post.original_id}
        case "repost":
            return {"retweeted_status_result": {"result": _original(post)}}
        case _:
            return {}
    return {
        "in_reply_to_screen_name": handle,
        "in_reply_to_user_id_str": author,
        "in_reply_to_status_id_str": answered,
    }


def _entities(post: Post) -> dict:
    names = [post.to.handle] if post.form == "repost" else post.names
    found = {
        "user_mentions": [{"id_str": plan.id_of(name), "screen_name": name} for name in dict.fromkeys(names)],
        "hashtags": [{"text": tag} for tag in post.tags],
        "urls": [{"url": link, "expanded_url": link, "display_url": link[8:]} for link in post.links],
    }
    if post.media:
        found["media"] = [
            {"id_str": str(int(post.post_id) - 9 + place), "type": kind,
             "media_url_https": f"https://example.org/media/{post.post_id}-{place}.jpg"}
            for place, kind in enumerate(post.media)
        ]  # fmt: skip
    return found


def _user(capture: Capture) -> dict:
    ministry = capture.ministry
    return {
        "__typename": "User",
        "rest_id": ministry.author_id,
        "core": {
            "created_at": "Mon Mar 02 08:00:00 +0000 2015",
            "name": capture.name,
            "screen_name": ministry.handle,
        },
        "legacy": {
            "description": DESCRIPTION,
            "followers_count": capture.followers,
            "friends_count": 214,
            "statuses_count": capture.statuses,
            "pinned_tweet_ids_str": [capture.pinned_id],
        },
    }


def _original(post: Post) -> dict:
    return _plain(post.original_id, post.to, post.original)


def _plain(post_id: str, author: Stranger, text: str) -> dict:
    user = {
        "__typename": "User",
        "rest_id": author.author_id,
        "core": {"name": author.name, "screen_name": author.handle},
    }
    legacy = {
        "created_at": _made(post_id).strftime(TIME),
        "full_text": text,
        "lang": "en",
        "favorite_count": 7,
        "retweet_count": 1,
        "id_str": post_id,
        "entities": {},
    }
    return {
        "__typename": "Tweet",
        "rest_id": post_id,
        "core": {"user_results": {"result": user}},
        "legacy": legacy,
    }


def _made(post_id: str) -> dt.datetime:
    """The time that an id of X holds."""
    return dt.datetime.fromtimestamp(((int(post_id) >> 22) + EPOCH) // 1_000, tz=plan.UTC)


def _advertisement(capture: Capture) -> dict:
    text = "An advertisement that the website put among the posts (invented)."
    return _plain("1920051234567890001", STRANGERS[4], text) | {"promoted": True}


def _of_a_reader(capture: Capture) -> dict:
    return _plain(
        "1920051234567890123", STRANGERS[0], "A reader's own post, which the page showed (invented)."
    )
