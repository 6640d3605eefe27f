"""Telegram Desktop's result.json: one chat, or all chats of an account."""

from collections.abc import Mapping
from typing import Any

from analysis.clean.exports.format import Format, Records

# `text_entities` has every part of the text, the plain ones too; `text` is a text or a mixed list of them.
_MESSAGE = {
    "post_id": "{id}",
    "handle": "coalesce({/name}, {from})",
    "author_id": "coalesce({from_id}, {/id})",
    "created_at": "coalesce({date_unixtime}, {date})",
    "text": "coalesce(array_to_string({text_entities[].text}, ''), CASE WHEN NOT starts_with({text}, '[') THEN {text} END)",
    "likes": "list_sum(list_transform({reactions[].count}, lambda n: try_cast(n AS BIGINT)))",
    "media_types": """list_filter([CASE WHEN {photo} IS NOT NULL THEN 'photo' END,
        CASE {media_type} WHEN 'video_file' THEN 'video' WHEN 'video_message' THEN 'video'
        WHEN 'animation' THEN 'animated_gif' ELSE {media_type} END], lambda s: s IS NOT NULL)""",
    **{
        tidy: f"""list_transform(list_filter(coalesce({{text_entities[]}}, []), lambda e: e.type IN ({kinds})),
            lambda e: {value})"""
        for tidy, kinds, value in (
            ("mentions", "'mention'", "ltrim(e.text, '@')"),
            ("hashtags", "'hashtag'", "ltrim(e.text, '#')"),
            ("urls", "'link', 'text_link'", "coalesce(e.href, e.text)"),
        )
    },
    "is_repost": "{forwarded_from} IS NOT NULL",
    "is_reply": "{reply_to_message_id} IS NOT NULL",
    "text_truncated": "false",
}


def in_chats(document: Mapping[str, Any]) -> Records:
    """A page for each chat of a whole account's export; a chat that came alone is a page already."""
    chats = (document.get("chats") or {}).get("list") if isinstance(document.get("chats"), dict) else None
    yield from (chat for chat in chats if isinstance(chat, dict)) if chats is not None else (document,)


def _telegram(name: str, keys: tuple[str, ...], **more: Any) -> Format:
    return Format(
        name,
        "telegram",
        "json",
        keys,
        posts=_MESSAGE,
        records="messages",
        also=("text_entities[].type", "text_entities[].text", "text_entities[].href"),
        aside={
            "a service message (joined, pinned, …), not a post": "coalesce({type}, 'message') <> 'message'"
        },
        note="likes are reactions of all kinds; the export names a channel by its title, so handle is the title",
        **more,
    )


FORMATS = (
    _telegram("Telegram result.json", ("messages[].id", "messages[].date", "messages[].text", "name|type")),
    _telegram(
        "Telegram result.json (all chats)",
        ("chats.list[].messages[].id", "chats.list[].messages[].date"),
        unroll=in_chats,
    ),  # fmt: skip
)
