"""Bluesky: posts, an author's feed, threads, records, profiles, as its interface gives them (or its Python client, in 4CAT)."""

from collections.abc import Mapping
from typing import Any

from analysis.clean.exports.format import Accounts, Format, Records

_POST_TYPE = "/app.bsky.feed.post/"


def _post(at: str = "") -> dict[str, str]:
    """The columns of a post view that stands at `at`; the Python client writes keys with underscores."""
    columns = {
        "post_id": "{uri}",
        "handle": "{author.handle}",
        "author_id": "{author.did}",
        "created_at": "coalesce({record.createdAt}, {record.created_at})",
        "text": "{record.text}",
        "lang_platform": "array_to_string({record.langs[]}, ',')",
        "likes": "coalesce({likeCount}, {like_count})",
        "reposts": "coalesce({repostCount}, {repost_count})",
        "replies": "coalesce({replyCount}, {reply_count})",
        "quotes": "coalesce({quoteCount}, {quote_count})",
        "bookmarks": "coalesce({bookmarkCount}, {bookmark_count})",
        # A quoted post may hold pictures too: only those of the post's own embed count.
        "media_types": """list_concat(
            times('photo', len(coalesce({embed.images[].alt}, {embed.media.images[].alt}))),
            times('video', (coalesce({embed.playlist}, {embed.media.playlist}) IS NOT NULL)::INTEGER))""",
        # A mention's facet gives the account's id; its handle stands in the text, at those bytes.
        "mentions": f"names({_slices('did')})",
        "hashtags": "coalesce(list_filter({record.facets[].features[].tag}, lambda s: s IS NOT NULL), [])",
        "urls": """list_filter(list_concat(coalesce({record.facets[].features[].uri}, []), [{embed.external.uri}]),
            lambda s: s IS NOT NULL)""",
        "is_repost": "false",
        "is_quote": f"""coalesce(contains({{embed.record.uri}}, '{_POST_TYPE}'), false)
            OR coalesce(contains({{embed.record.record.uri}}, '{_POST_TYPE}'), false)""",
        "is_reply": "{record.reply.parent.uri} IS NOT NULL",
        "text_truncated": "false",
        "reply_to_id": "split_part({record.reply.parent.uri}, '/', 3)",
        "conversation_id": "coalesce({record.reply.root.uri}, {uri})",
    }
    return {name: sql.replace("{", "{" + at) for name, sql in columns.items()}


def _slices(key: str) -> str:
    """The parts of the text that the facets with a `key` mark."""
    return f"""list_transform(list_filter(coalesce({{record.facets[]}}, []),
        lambda f: len(list_filter(f.features, lambda x: x.{key} IS NOT NULL)) > 0), lambda f: try(decode(
        encode({{record.text}})[try_cast(coalesce(f.index.byteStart, f.index.byte_start) AS INTEGER) + 1
            :try_cast(coalesce(f.index.byteEnd, f.index.byte_end) AS INTEGER)])))"""


_PROFILE = {
    "handle": "{handle}",
    "author_id": "{did}",
    "name": "coalesce({displayName}, {display_name})",
    "followers": "coalesce({followersCount}, {followers_count})",
    "following": "coalesce({followsCount}, {follows_count})",
    "posts": "coalesce({postsCount}, {posts_count})",
    "created_at": "coalesce({createdAt}, {created_at})",
}
_IN_FEED = _post("post.")
_REASON = "coalesce({reason.$type}, {reason.py_type})"
_REPOSTED = f"coalesce(contains({_REASON}, 'reasonRepost'), false)"
_FEED = _IN_FEED | {
    # A repost is the original under the account's own name: it gets an id, an author and a time of its own.
    "post_id": f"""CASE WHEN {_REPOSTED} THEN coalesce({{reason.uri}}, {{post.uri}} || '#repost-by-' || {{reason.by.did}})
        ELSE {{post.uri}} END""",
    "handle": f"CASE WHEN {_REPOSTED} THEN {{reason.by.handle}} ELSE {{post.author.handle}} END",
    "author_id": f"CASE WHEN {_REPOSTED} THEN {{reason.by.did}} ELSE {{post.author.did}} END",
    "created_at": f"CASE WHEN {_REPOSTED} THEN coalesce({{reason.indexedAt}}, {{reason.indexed_at}}) ELSE {_IN_FEED['created_at']} END",
    "is_repost": _REPOSTED,
    "is_pinned": f"CASE WHEN contains({_REASON}, 'reasonPin') THEN true END",
    "reply_to_handle": "{reply.parent.author.handle}",
}
_ALONE = _post() | {
    "is_pinned": "NULL::BOOLEAN",
    "reply_to_handle": "{4CAT_metadata.reply_to}",
    "collected_at": "{4CAT_metadata.collected_at}",
}
# A list may hold posts as they are and as items of a feed, side by side.
_EITHER = {
    name: f"CASE WHEN {{post.uri}} IS NOT NULL THEN {_FEED.get(name, 'NULL')} ELSE {alone} END"
    for name, alone in _ALONE.items()
}

# A record as its author's server keeps it: without counts, and its author only by the id in its address.
_RECORD = {
    name: sql.replace("{record.", "{value.").replace("{embed.", "{value.embed.")
    for name, sql in _post().items()
    if "Count}" not in sql
} | {
    "handle": "''",
    "author_id": "split_part({uri}, '/', 3)",
    "media_types": """list_concat(
        times('photo', len(coalesce({value.embed.images[].alt}, {value.embed.media.images[].alt}))),
        times('video', (coalesce({value.embed.video.mimeType}, {value.embed.media.video.mimeType}) IS NOT NULL)::INTEGER))""",
}
_NO_RECORD_OF_A_POST = {
    "a record that is no post (a repost, a like, …)": f"NOT contains({{uri}}, '{_POST_TYPE}')"
}
_VIEW = {
    name: sql for name, sql in _FEED.items() if name not in ("is_repost", "is_pinned")
} | {name: _IN_FEED[name] for name in ("post_id", "handle", "author_id", "created_at", "is_repost")}  # fmt: skip


def in_thread(answer: Mapping[str, Any]) -> Records:
    """The posts of a thread: those above the one that was asked for, from the first on, then itself and its answers."""
    thread = answer["thread"]
    if isinstance(thread, list):  # the newer interface gives them in a row
        for item in thread:
            yield _viewed(item.get("value", {}), {})
        return
    above, parent = [], thread.get("parent")
    while isinstance(parent, dict):
        above.append(parent)
        parent = parent.get("parent")
    for view in reversed(above):
        yield _viewed(view, view.get("parent"))
    waiting = [(thread, thread.get("parent"))]
    while waiting:
        view, answered = waiting.pop()
        yield _viewed(view, answered)
        waiting += [(reply, view) for reply in reversed(view.get("replies") or [])]


def in_stream(event: Mapping[str, Any]) -> Records:
    """The record that an event of the network's stream (Jetstream, Tap) brings, as its author's server keeps it."""
    brought = event.get("commit") or event.get("record")
    if not isinstance(brought, dict) or not isinstance(brought.get("record"), dict):
        yield {"~broken": "no post in this record"}
        return
    author = event.get("did") or brought.get("did")
    yield {
        "uri": f"at://{author}/{brought.get('collection')}/{brought.get('rkey')}",
        "value": brought["record"],
        "seen": event.get("time_us"),
    }


def _viewed(view: Mapping[str, Any], answered: Any) -> dict[str, Any]:
    """A post of a thread as an item of a feed, which says whom it answers."""
    if not isinstance(view.get("post"), dict):
        return {"~broken": "a post that is gone, or whose author does not let this reader see it"}
    parent = answered.get("post") if isinstance(answered, dict) else None
    return {"post": view["post"], "reply": {"parent": parent or {}}}


def _facets(at: str = "") -> tuple[str, ...]:
    places = ("index.byteStart", "index.byteEnd", "index.byte_start", "index.byte_end", "features[].did")
    return tuple(f"{at}facets[].{place}" for place in places)


FORMATS = (
    Format(
        "Bluesky author feed",
        "bluesky",
        "json",
        ("feed[].post.uri", "feed[].post.author.handle", "feed[].post.record"),
        posts=_FEED,
        records="feed",
        also=_facets("post.record."),
    ),
    Format(
        "Bluesky posts in a list",
        "bluesky",
        "json",
        ("posts[].uri", "posts[].author.handle", "posts[].record"),
        posts=_post(),
        records="posts",
        also=_facets("record."),
    ),
    Format(
        "Bluesky post",
        "bluesky",
        "json",
        ("uri|post.uri", "author.handle|post.author.handle", "record|post.record"),
        posts=_EITHER,
        also=_facets("record.") + _facets("post.record."),
    ),
    Format(
        "Bluesky thread",
        "bluesky",
        "json",
        ("thread.post.uri|thread[].value.post.uri", "thread.post.record|thread[].value.post.record"),
        posts=_VIEW,
        unroll=in_thread,
        also=_facets("post.record."),
    ),
    Format(
        "Bluesky records",
        "bluesky",
        "json",
        ("records[].uri", "records[].cid", "records[].value.createdAt"),
        posts=_RECORD,
        records="records",
        also=_facets("value."),
        aside=_NO_RECORD_OF_A_POST,
    ),
    Format(
        "Bluesky record",
        "bluesky",
        "json",
        ("uri", "cid", "value.createdAt"),
        posts=_RECORD,
        also=_facets("value."),
        aside=_NO_RECORD_OF_A_POST,
    ),
    *(
        Format(
            f"Bluesky stream ({name})",
            "bluesky",
            "json",
            keys,
            posts=_RECORD | {"collected_at": "{seen}"},
            unroll=in_stream,
            also=_facets("value."),
            aside=_NO_RECORD_OF_A_POST,
        )
        for name, keys in (
            ("Jetstream", ("did", "time_us", "commit.collection", "commit.rkey")),
            ("Tap", ("type", "record.did", "record.collection", "record.rkey")),
        )
    ),
    Format(
        "Bluesky profile",
        "bluesky",
        "json",
        ("did", "handle", "displayName|followersCount|avatar|createdAt"),
        accounts=Accounts(_PROFILE),
    ),
    *(
        Format(
            f"Bluesky {name} in a list",
            "bluesky",
            "json",
            (f"{name}[].did", f"{name}[].handle"),
            accounts=Accounts(_PROFILE, name),
            records=name,
        )
        for name in ("profiles", "follows", "followers", "actors")
    ),
)
