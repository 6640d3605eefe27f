"""Telegram Desktop's result.json."""

import pandas as pd
import pytest

from analysis.clean.exports import documents

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
        "99/2", "Aydar MFA", "channel99", pd.Timestamp("2024-09-28 10:00", tz="UTC"),
        "Мәлімдеме #достық https://example.orgосы@other"]  # fmt: skip
    assert row(exports, "likes", "views", "media_types", "hashtags", "urls", "mentions") == [
        5, None, ["photo"], ["достық"], ["https://example.org", "https://example.org/b"], ["other"]]  # fmt: skip
    assert row(exports, "text", "is_repost", "media_types", "row", at=1) == [
        "жалғыз мәтін",
        True,
        ["video"],
        3,
    ]
    assert row(exports, "is_reply", "reply_to_handle") == [False, ""]
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
        ["Aydar MFA", "99/2", 2],
        ["Aydar MFA", "99/3", 3],
        ["Second", "98/12", 4],
    ]


def test_channels_count_their_messages_each_for_itself(read_all):
    other = {"name": "Second", "type": "public_channel", "id": 98, "messages": [MESSAGES[2]]}
    posts = read_all({"a/result.json": CHAT, "b/result.json": other}).posts
    assert posts["post_id"].tolist() == ["99/2", "99/3", "98/3"]


def test_a_chat_that_was_left_is_read_and_an_empty_one_is_no_post(read, report):
    left = {"name": "Left", "type": "public_channel", "id": 97, "messages": [MESSAGES[2]]}
    empty = {"name": "Empty", "type": "personal_chat", "id": 96, "messages": []}
    exports = read({"chats": {"list": [empty, CHAT]}, "left_chats": {"list": [left]}})
    assert exports.posts["handle"].tolist() == ["Aydar MFA", "Aydar MFA", "Left"]
    assert report(exports)["rows_read"] == 4  # with the service message


def test_an_old_export_has_the_parts_of_a_text_in_the_text_alone(read, row):
    parts = [
        "Кездесу ",
        {"type": "hashtag", "text": "#бейбітшілік"},
        {"type": "text_link", "text": "осы", "href": "https://e.org"},
    ]
    old = {"id": 5, "type": "message", "date": "2019-05-01T10:00:00", "from": "Aydar MFA", "from_id": 99}
    exports = read(CHAT | {"messages": [old | {"text": parts}, old | {"id": 6, "text": "[Видео] жай мәтін"}]})
    assert row(exports, "text", "hashtags", "urls") == [
        "Кездесу #бейбітшілікосы",
        ["бейбітшілік"],
        ["https://e.org"],
    ]
    assert row(exports, "text", "hashtags", "urls", at=1) == ["[Видео] жай мәтін", [], []]


def test_a_time_without_its_seconds_since_1970_is_the_computers_own(read, row):
    old = {"id": 5, "type": "message", "date": "2019-05-01T10:00:00", "from": "Aydar MFA", "text": "мәтін"}
    exports = read(CHAT | {"messages": [old]}, columns={"time_zone": "Asia/Tashkent"})  # five hours ahead
    assert row(exports, "created_at") == [pd.Timestamp("2019-05-01 05:00", tz="UTC")]


def test_an_answer_in_a_channel_is_its_own_thread_and_in_a_group_may_be_anothers(read, row):
    answer = {name: value for name, value in MESSAGES[2].items() if name != "forwarded_from"}
    assert row(read(CHAT | {"messages": [answer]}), "is_reply", "is_self_reply") == [True, True]
    group = CHAT | {"type": "public_supergroup", "messages": [answer]}
    assert row(read(group), "is_reply", "is_self_reply") == [True, None]


@pytest.mark.parametrize("kind", ["personal_chat", "bot_chat", "saved_messages"])
def test_what_was_written_in_private_is_no_post(read, report, kind):
    exports = read({"chats": {"list": [CHAT | {"type": kind, "messages": MESSAGES[1:]}, CHAT | {"id": 98}]}})
    assert exports.posts["post_id"].tolist() == ["98/2", "98/3"]
    assert report(exports)["reasons"]["a message of a private chat, not a post"] == 2


def test_an_export_larger_than_what_is_held_gives_the_same(read, monkeypatch):
    many = CHAT | {"messages": [MESSAGES[at % 3] | {"id": at} for at in range(30)]}
    private = many | {"type": "personal_chat", "id": 95}
    other = {"name": "Second", "type": "public_channel", "id": 98, "messages": [MESSAGES[2]]}
    contacts = {"list": [{"first_name": str(at)} for at in range(40)]}
    everything = {"contacts": contacts, "chats": {"about": "x", "list": [many, private, other]}, "left_chats": {"list": [
        many | {"id": 97}]}}  # fmt: skip
    for content in (many, everything):
        whole = read(content)
        for limit, size in {"WHOLE": 0, "PIECE": 2_000, "BLOCK": 100}.items():
            monkeypatch.setattr(documents, limit, size)
        pieces = read(content)
        monkeypatch.undo()
        pd.testing.assert_frame_equal(pieces.posts, whole.posts)
        assert pieces.report.to_dict() == whole.report.to_dict()


def test_the_public_page_of_a_channel_as_snscrape_has_it(read, row, lines):
    post = {
        "_type": "snscrape.modules.telegram.TelegramPost",
        "url": "https://t.me/s/mfa_aydar/7",
        "date": "2024-09-28T10:00:00+00:00",
        "content": "Встреча #Астана",
        "outlinks": ["https://example.org/a"],
        "linkPreview": None,
    }
    exports = read(lines(post, post | {"url": "https://t.me/s/mfa_aydar/8", "content": None}))
    assert row(exports, "post_id", "handle", "text", "hashtags", "urls") == [
        "mfa_aydar/7", "mfa_aydar", "Встреча #Астана", ["Астана"], ["https://example.org/a"]]  # fmt: skip
    assert exports.posts["created_at"].iloc[0] == pd.Timestamp("2024-09-28 10:00", tz="UTC")
    assert len(exports.posts) == 2
