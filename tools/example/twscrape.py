"""XCC as twscrape writes it: a post a line; one line was written only in part, and its post again below it."""

import json

import plan
from capture import DESCRIPTION, Capture
from post import Post, Stranger

BROKEN = 21  # the line, counted from 1, whose second half is missing


def files(capture: Capture) -> dict[str, str]:
    """One file; the post of the broken line follows it in full."""
    lines = [json.dumps(_post(capture, post), ensure_ascii=False) for post in capture.posts]
    broken = lines[BROKEN - 1][: len(lines[BROKEN - 1]) // 2]
    lines.insert(BROKEN - 1, broken)
    return {"xcc-twscrape-2025-06-04.jsonl": "\n".join(lines) + "\n"}


def _post(capture: Capture, post: Post) -> dict:
    own, counts = post.form != "repost", post.counts
    author = capture.ministry.handle
    record = {
        "id": int(post.post_id),
        "id_str": post.post_id,
        "url": f"https://x.com/{author}/status/{post.post_id}",
        "date": f"{post.at:%Y-%m-%d %H:%M:%S}+00:00",
        "user": _user(capture),
        "lang": post.label,
        "rawContent": post.text if own else f"RT @{post.to.handle}: {post.text}",
        "replyCount": counts["replies"] if own else 0,
        "retweetCount": counts["reposts"],
        "likeCount": counts["likes"] if own else 0,
        "quoteCount": counts["quotes"] if own else 0,
        "bookmarkedCount": counts["bookmarks"] if own else 0,
        "conversationId": int(post.conversation),
        "conversationIdStr": post.conversation,
        "hashtags": post.tags,
        "cashtags": [],
        "mentionedUsers": [_reference(name, plan.id_of(name)) for name in dict.fromkeys(_names(post))],
        "links": [{"url": link, "text": link[8:], "tcourl": link} for link in post.links],
        "media": _media(post),
        "viewCount": counts["views"] if own else None,
        "retweetedTweet": _original(post) if post.form == "repost" else None,
        "quotedTweet": _original(post) if post.form == "quote" else None,
        "place": None,
        "coordinates": None,
        "inReplyToTweetId": None,
        "inReplyToTweetIdStr": None,
        "inReplyToUser": None,
        "isQuoteStatus": post.form == "quote",
        "_type": "snscrape.modules.twitter.Tweet",
    }
    return record | _answered(capture, post)


def _names(post: Post) -> list[str]:
    return [post.to.handle] if post.form == "repost" else post.names


def _answered(capture: Capture, post: Post) -> dict:
    if post.form == "thread":
        answered, user = post.reply_to.post_id, (capture.ministry.handle, capture.ministry.author_id)
    elif post.form == "reply":
        answered, user = post.original_id, (post.to.handle, post.to.author_id)
    else:
        return {}
    return {
        "inReplyToTweetId": int(answered),
        "inReplyToTweetIdStr": answered,
        "inReplyToUser": _reference(*user),
    }


def _reference(handle: str, author_id: str) -> dict:
    return {
        "id": int(author_id),
        "id_str": author_id,
        "username": handle,
        "displayname": f"{handle} (invented)",
    }


def _original(post: Post) -> dict:
    to: Stranger = post.to
    return {
        "id": int(post.original_id),
        "id_str": post.original_id,
        "user": _reference(to.handle, to.author_id),
        "rawContent": post.original,
        "lang": "en",
    }


def _media(post: Post) -> dict:
    at = f"https://example.org/media/{post.post_id}"
    return {
        "photos": [{"url": f"{at}-{place}.jpg"} for place, kind in enumerate(post.media) if kind == "photo"],
        "videos": [
            {"thumbnailUrl": f"{at}.jpg", "variants": [], "duration": 41_000, "views": None}
            for kind in post.media
            if kind == "video"
        ],
        "animated": [
            {"thumbnailUrl": f"{at}.jpg", "videoUrl": f"{at}.mp4"}
            for kind in post.media
            if kind == "animated_gif"
        ],
    }


def _user(capture: Capture) -> dict:
    ministry = capture.ministry
    return _reference(ministry.handle, ministry.author_id) | {
        "url": f"https://x.com/{ministry.handle}",
        "displayname": capture.name,
        "rawDescription": DESCRIPTION,
        "created": "2015-03-02 08:00:00+00:00",
        "followersCount": capture.followers,
        "friendsCount": 214,
        "statusesCount": capture.statuses,
        "listedCount": 31,
        "location": "",
        "pinnedIds": [int(capture.pinned_id)],
        "_type": "snscrape.modules.twitter.User",
    }
