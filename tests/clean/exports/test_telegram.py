"""Telegram Desktop's result.json."""

import pandas as pd

MESSAGES = [
    {"id": 1, "type": "service", "date": "2024-09-28T14:00:00", "action": "create_channel", "text": ""},
    {
        "id": 2,
        "type": "message",
        "date": "2024-09-28T15:00:00",  # the clock of the computer that exported
        "date_unixtime": "1727517600",
        "from": "Aydar MFA",
        "from_id": "channel99",
        "photo": "photos/1.jpg",
        "text": ["Мәлімдеме ", {"type": "hashtag", "text": "#достық"}, " ", {"type": "link", "text": "https://example.org"}],
        "text_entities": [
            {"type": "plain", "text": "Мәлімдеме "},
            {"type": "hashtag", "text": "#достық"},
            {"type": "plain", "text": " "},
            {"type": "link", "text": "https://example.org"},
            {"type": "text_link", "text": "осы", "href": "https://example.org/b"},
            {"type": "mention", "text": "@other"},
        ],
        "reactions": [{"type": "emoji", "count": 4, "emoji": "👍"}, {"type": "emoji", "count": 1, "emoji": "❤"}],
    },
    {"id": 3, "type": "message", "date": "2024-09-28T16:00:00", "date_unixtime": "1727521200", "from": "Aydar MFA",
     "from_id": "channel99", "forwarded_from": "Other", "text": "жалғыз мәтін", "reply_to_message_id": 2, "media_type": "video_file"},
]  # fmt: skip
CHAT = {"name": "Aydar MFA", "type": "public_channel", "id": 99, "messages": MESSAGES}


def test_one_chat(read, row, report):
    exports = read(CHAT)
    assert row(exports, "post_id", "handle", "author_id", "created_at", "text") == [
        "2", "Aydar MFA", "channel99", pd.Timestamp("2024-09-28 10:00", tz="UTC"),
        "Мәлімдеме #достық https://example.orgосы@other"]  # fmt: skip
    assert row(exports, "likes", "views", "media_types", "hashtags", "urls", "mentions") == [
        5, None, ["photo"], ["достық"], ["https://example.org", "https://example.org/b"], ["other"]]  # fmt: skip
    assert row(exports, "text", "is_repost", "media_types", "row", at=1) == [
        "жалғыз мәтін",
        True,
        ["video"],
        3,
    ]
    assert report(exports)["reasons"] == {"a service message (joined, pinned, …), not a post": 1}


def test_all_chats_of_an_account(read):
    second = {
        "name": "Second",
        "type": "public_channel",
        "id": 98,
        "messages": [MESSAGES[1] | {"id": 12, "from_id": "channel98"}],
    }
    posts = read({"about": "x", "chats": {"list": [CHAT, second]}}).posts
    assert posts[["handle", "post_id", "row"]].values.tolist() == [
        ["Aydar MFA", "2", 2],
        ["Aydar MFA", "3", 3],
        ["Second", "12", 4],
    ]
