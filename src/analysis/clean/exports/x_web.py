"""What X's website receives, as Zeeschuimer, 4CAT or a scraper record it: brought into the form of API v1.1.

X moves keys about every few months, so they are looked up by name and not by path: the nearest key of that
name that belongs to the post itself, and not to its author or to a post inside it.
"""

from collections import deque
from typing import Any

from analysis.clean.exports.format import Format, Records
from analysis.clean.exports.x_api import V1_ACCOUNTS, V1_ASIDE, V1_POST

Json = dict[str, Any]
UNREAD = "an item of {}: of Zeeschuimer’s, those of X, TikTok, Instagram and Threads are read, each from a file of its own"
REPOSTED, QUOTED = "retweeted_status_result", "quoted_status_result"
APART = {
    REPOSTED,
    QUOTED,
    "quoted_ref_result",
    "user_results",
    "user_result",
    "user",
    "core",
    "card",
    "edit_control",
}
POST_KEYS = (
    *(
        "created_at",
        "lang",
        "favorite_count",
        "retweet_count",
        "reply_count",
        "quote_count",
        "bookmark_count",
    ),
    *(
        "conversation_id_str",
        "in_reply_to_status_id_str",
        "in_reply_to_user_id_str",
        "in_reply_to_screen_name",
    ),
    *("is_quote_status", "quoted_status_id_str", "entities", "extended_entities", "full_text"),
)
USER_KEYS = {
    "screen_name": ("screen_name",),
    "name": ("name",),
    "created_at": ("created_at",),
    "followers_count": ("followers_count", "followers"),
    "friends_count": ("friends_count", "following"),
    "statuses_count": ("statuses_count", "tweets"),
}
COUNTS_OF_A_USER = ("followers_count", "friends_count", "statuses_count")


def post_in_v1(item: Json) -> Json | None:
    """One post of the website in the form of API v1.1, or None where `item` holds no text."""
    post = item.get("tweet") if isinstance(item.get("tweet"), dict) else item
    found = {key: nearest_value(post, key) for key in POST_KEYS}
    user = user_in_v1(author_of(post))
    post_id = post.get("rest_id") or nearest_value(post, "id_str")
    if not found["full_text"] or not post_id:
        return None
    original = _inner(nearest_value(post, REPOSTED))
    note = nearest_value(post, "note_tweet")
    return {
        **found,
        "entities": nearest_value(note, "entity_set", ()) or found["entities"],
        "id_str": post_id,
        "user": user | {"id_str": user.get("id_str") or nearest_value(post, "user_id_str")},
        "note_text": _note(note) or _article(nearest_value(post, "article_results")),
        "view_count": _views(post),
        "retweeted_status": original and _original(original),
        "url": _own_link(found, post_id),
        "is_quote_status": bool(
            found["is_quote_status"] or found["quoted_status_id_str"] or nearest_value(post, QUOTED)
        ),
        "is_pinned": _is_pinned(post, user, post_id),
        "promoted": bool(item.get("promoted")),
    }


def user_in_v1(result: Json | None) -> Json:
    """An account object in the form of API v1.1; empty where there is none."""
    if not result:
        return {}
    user = {key: nearest_value(result, names, (), plain=True) for key, names in USER_KEYS.items()}
    return user | {
        "id_str": result.get("rest_id") or nearest_value(result, "id_str", ()),
        "pinned": nearest_value(result, "pinned_tweet_ids_str", ())
        or nearest_value(result, "tweet_ids_str", ()),
    }


def author_of(post: Json) -> Json | None:
    """The author's object: `user_results.result`, wherever it stands, or `user` in the older form."""
    results = nearest_value(post, "user_results", (REPOSTED, QUOTED))
    return (results or {}).get("result") or post.get("user")


def nearest_value(root: Any, names: str | tuple[str, ...], apart: Any = APART, *, plain: bool = False) -> Any:
    """The value of the key (or one of the keys) that lies least deep in `root`, outside the parts `apart`.

    A `plain` value is a text or number: `following` may also be a yes or no about the viewer.
    """
    wanted = (names,) if isinstance(names, str) else names
    waiting = deque([root])
    while waiting:
        part = waiting.popleft()
        if isinstance(part, dict):
            for name in wanted:
                value = part.get(name)
                if value is not None and not (plain and isinstance(value, (bool, dict, list))):
                    return value
            waiting.extend(value for key, value in part.items() if key not in apart)
        elif isinstance(part, list):
            waiting.extend(part)
    return None


def in_response(document: Json) -> Records:
    """Every post and account of a recorded response, in its order; posts inside posts are not posts of it."""
    waiting: list[tuple[Any, Json]] = [(document, {})]
    while waiting:
        part, place = waiting.pop()
        if isinstance(part, list):
            waiting.extend((value, place) for value in reversed(part))
        elif isinstance(part, dict):
            place = _place(part, place)
            made = _made(part, place)
            if made:
                yield made
            else:
                waiting.extend((value, place | {"key": key}) for key, value in reversed(part.items()))


def _place(part: Json, place: Json) -> Json:
    """What the timeline says about the posts below: pinned by its instruction, promoted by its metadata."""
    pinned = (
        place.get("pinned")
        or part.get("type") == "TimelinePinEntry"
        or part.get("__typename") == "TimelinePinEntry"
    )
    promoted = place.get("promoted") or "promotedMetadata" in part or "promoted_metadata" in part
    return {**place, "pinned": pinned, "promoted": promoted}


def _made(part: Json, place: Json) -> Json | None:
    post = part["tweet"] if isinstance(part.get("tweet"), dict) and "rest_id" in part["tweet"] else part
    is_user = part.get("__typename") == "User" or place.get("key") == "user"
    if "rest_id" in post and not is_user and nearest_value(post, "full_text") is not None:
        made = post_in_v1(post)
        if made and place.get("pinned"):
            made["is_pinned"] = True
        return made and made | {"promoted": bool(place.get("promoted"))}
    if is_user and "rest_id" in part:
        user = user_in_v1(part)
        is_profile = any(user.get(count) is not None for count in COUNTS_OF_A_USER) or not _holds_posts(part)
        return {"~account": True, "user": user} if is_profile and user.get("screen_name") else None
    return None


def _holds_posts(part: Json) -> bool:
    return nearest_value(part, "tweet_results", ()) is not None


def in_zeeschuimer(line: Json) -> Records:
    """The post of one captured item; its counts date from `last_updated`, where it was seen again."""
    item = line.get("data") or {}
    if line.get("source_platform") not in (None, "twitter.com", "x.com", "twitter", "x"):
        yield {"~broken": UNREAD.format(line["source_platform"])}
        return
    made = post_in_v1(item)
    if made is None:
        yield {"~broken": "an item in which no text or id of a post was found: X may have moved its keys"}
        return
    yield made | {"collected_at": line.get("last_updated") or line.get("timestamp_collected")}


def in_4cat(item: Json) -> Records:
    """One line of 4CAT's NDJSON: the post, with what the import knew about its capture."""
    meta = item.get("__import_meta") or {}
    made = post_in_v1({key: value for key, value in item.items() if key != "__import_meta"})
    if made is None:
        yield {"~broken": "an item in which no text or id of a post was found: X may have moved its keys"}
        return
    yield made | {"collected_at": meta.get("last_updated") or meta.get("timestamp_collected")}


def _inner(result: Any) -> Json | None:
    inner = result.get("result") if isinstance(result, dict) else None
    return (inner.get("tweet") or inner) if isinstance(inner, dict) else None


def _original(post: Json) -> Json | None:
    text = nearest_value(post, "full_text")
    return text and {
        "id_str": post.get("rest_id") or nearest_value(post, "id_str"),
        "full_text": text,
        "note_text": _note(nearest_value(post, "note_tweet"))
        or _article(nearest_value(post, "article_results")),
    }


def _own_link(found: Json, post_id: str) -> str | None:
    """The post's address, which its pictures have, and so its author where X leaves out the account."""
    media = nearest_value([found["extended_entities"], found["entities"]], "media", ()) or []
    links = [str(one.get("expanded_url")) for one in media if isinstance(one, dict)]
    return next((link for link in links if f"/status/{post_id}/" in link), None)


def _note(note: Any) -> str | None:
    """The whole text of a long post: X cuts `full_text` and keeps the text in `note_tweet`."""
    text = nearest_value(note, "text", (), plain=True)
    return text if isinstance(text, str) else None


def _article(found: Any) -> str | None:
    """An article's title and paragraphs, or what X shows of them and a mark of the cut: `full_text` has its link alone."""
    article = found.get("result") if isinstance(found, dict) else None
    if not isinstance(article, dict):
        return None
    blocks = (article.get("content_state") or {}).get("blocks") or []
    paragraphs = [str(block.get("text") or "").strip() for block in blocks if isinstance(block, dict)]
    shown = article.get("preview_text")
    parts = [article.get("title"), *(paragraphs or [shown and f"{shown}…"])]
    return "\n\n".join(part for part in parts if part) or None


def _views(post: Json) -> Any:
    views = nearest_value(post, "views") or nearest_value(post, "ext_views")
    return views.get("count") if isinstance(views, dict) else None


def _is_pinned(post: Json, user: Json, post_id: str) -> bool | None:
    return post_id in user["pinned"] if user.get("pinned") else None


def _web(name: str, keys: tuple[str, ...], unroll: Any) -> Format:
    return Format(
        name, "twitter", "json", keys, posts=V1_POST, accounts=V1_ACCOUNTS, aside=V1_ASIDE, unroll=unroll, text="x"
    )  # fmt: skip


FORMATS = (
    _web(
        "Zeeschuimer (X)",
        ("source_platform", "source_platform_url|source_url|timestamp_collected", "data"),
        in_zeeschuimer,
    ),
    _web("4CAT NDJSON (X)", ("rest_id", "legacy|core.user_results|**.full_text"), in_4cat),
    _web("4CAT NDJSON (X, older)", ("legacy.full_text", "user.screen_name", "type"), in_4cat),
    _web(
        "X website response",
        ("data", "**.tweet_results|**.user_results|**.user_result_by_screen_name|data.user.result"),
        in_response,
    ),  # fmt: skip
)
