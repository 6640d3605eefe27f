"""Telegram Desktop's result.json: one chat, or all chats of an account."""

from collections.abc import Mapping
from typing import Any

from analysis.clean.exports.format import Format, Records

PRIVATE = ("personal_chat", "bot_chat", "saved_messages")  # kinds of chats that nobody publishes in
# `text_entities` has every part of the text, the plain ones too; exports before 2022 have them in `text` alone, which
# is a text or a mixed list of texts and marked parts.
_PARTS = """CASE WHEN text_entities IS NOT NULL
        THEN list_transform(text_entities, lambda e: struct_pack(kind := e.type, text := e.text, href := e.href))
    WHEN starts_with(text, '[') AND json_valid(text)
        THEN list_transform(from_json(text, '["JSON"]'), lambda e: struct_pack(kind := e->>'type',
            text := CASE json_type(e) WHEN 'OBJECT' THEN e->>'text' ELSE e->>'$' END, href := e->>'href'))
    ELSE [struct_pack(kind := 'plain', text := text, href := NULL::VARCHAR)] END"""
_MESSAGE = {
    # Messages are numbered within their chat.
    "post_id": "coalesce({/id}, {/name}) || '/' || {id}",
    "handle": "coalesce({/name}, {from})",
    "author_id": "coalesce({from_id}, {/id})",
    "created_at": "coalesce({date_unixtime}, {date})",
    "text": "array_to_string(list_transform(parts, lambda e: e.text), '')",
    "likes": "list_sum(list_transform({reactions[].count}, lambda n: try_cast(n AS BIGINT)))",
    "media_types": """list_filter([CASE WHEN {photo} IS NOT NULL THEN 'photo' END,
        CASE {media_type} WHEN 'video_file' THEN 'video' WHEN 'video_message' THEN 'video'
        WHEN 'animation' THEN 'animated_gif' ELSE {media_type} END], lambda s: s IS NOT NULL)""",
    **{
        tidy: f"list_transform(list_filter(parts, lambda e: e.kind IN ({kinds})), lambda e: {value})"
        for tidy, kinds, value in (
            ("mentions", "'mention'", "ltrim(e.text, '@')"),
            ("hashtags", "'hashtag'", "ltrim(e.text, '#')"),
            ("urls", "'link', 'text_link'", "coalesce(e.href, e.text)"),
        )
    },
    "is_repost": "{forwarded_from} IS NOT NULL",
    "is_reply": "{reply_to_message_id} IS NOT NULL",
    # In a channel nobody else writes: what it answers is its own.
    "reply_to_id": "CASE WHEN {/type} LIKE '%_channel' THEN coalesce({from_id}, {/id}) END",
    "text_truncated": "false",
}


def in_chats(document: Mapping[str, Any]) -> Records:
    """A page for each message in the chats of a whole account's export, those that it has left included."""
    for part in ("chats", "left_chats"):
        chats = document[part].get("list") if isinstance(document.get(part), dict) else None
        for chat in chats or []:
            messages = chat.get("messages") if isinstance(chat, dict) else None
            yield from (chat | {"messages": [message]} for message in messages or [])


def _telegram(name: str, keys: tuple[str, ...], **more: Any) -> Format:
    return Format(
        name,
        "telegram",
        "json",
        keys,
        posts=_MESSAGE,
        records="messages",
        steps={"parts": _PARTS},
        also=("text", "text_entities[].type", "text_entities[].text", "text_entities[].href"),
        zone="unknown",
        aside={
            "a message of a private chat, not a post": f"coalesce({{/type}}, '') IN {PRIVATE}",
            "a service message (joined, pinned, …), not a post": "coalesce({type}, 'message') <> 'message'",
        },
        note="likes are reactions of all kinds; the export names a channel by its title, so handle is the title",
        **more,
    )


_ON_THE_WEB = {
    "post_id": "regexp_extract({url}, '([^/]+/\\d+)/?$', 1)",
    "handle": "regexp_extract({url}, '([^/]+)/\\d+/?$', 1)",
    "created_at": "{date}",
    "text": "coalesce({content}, '')",
    "views": "{views}",
    "hashtags": "regexp_extract_all(coalesce({content}, ''), '#([\\pL\\pM\\pN_]+)', 1)",
    "urls": "coalesce({outlinks[]}, [])",
    "text_truncated": "false",
}

FORMATS = (
    Format(
        "snscrape Telegram post",
        "telegram",
        "json",
        ("url", "date", "content", "outlinks", "linkPreview"),
        posts=_ON_THE_WEB,
    ),
    _telegram("Telegram result.json", ("messages[].id", "messages[].date", "messages[].text", "name|type")),
    _telegram(
        "Telegram result.json (all chats)",
        ("chats.list[].messages[].id", "chats.list[].messages[].date"),
        unroll=in_chats,
    ),  # fmt: skip
)
