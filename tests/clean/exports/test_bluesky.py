"""Bluesky's posts, feeds and profiles."""

import pandas as pd

ALL = ["likes", "reposts", "replies", "quotes", "views", "bookmarks"]


def view(key: str, text: str, *, author: str = "a", **more) -> dict:
    return {
        "uri": f"at://did:plc:{author}/app.bsky.feed.post/{key}",
        "cid": "c",
        "author": {"did": f"did:plc:{author}", "handle": f"{author}.example.org", "displayName": author},
        "record": {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2024-09-28T10:00:00.000Z", "langs": ["kk", "ru"],
                   **more.pop("record", {})},
        "likeCount": 5,
        "repostCount": 2,
        "replyCount": 1,
        "quoteCount": 0,
        "indexedAt": "2024-09-28T10:00:01.000Z",
        **more,
    }  # fmt: skip


def test_a_post_has_its_facets_by_the_bytes_that_they_mark(read, row):
    text = "Сәлем @b.example.org #достық"
    at = len("Сәлем ".encode())
    facets = [
        {"index": {"byteStart": at, "byteEnd": at + len("@b.example.org")},
         "features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:b"}]},
        {"index": {"byteStart": 40, "byteEnd": 50}, "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "достық"}]},
        {"index": {"byteStart": 0, "byteEnd": 1},
         "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/a"}]},
    ]  # fmt: skip
    exports = read([view("1", text, record={"facets": facets})])
    assert row(exports, "mentions", "hashtags", "urls") == [
        ["b.example.org"],
        ["достық"],
        ["https://example.org/a"],
    ]
    assert row(exports, "platform", "handle", "author_id", "lang_platform", *ALL) == [
        "bluesky", "a.example.org", "did:plc:a", "kk,ru", 5, 2, 1, 0, None, None]  # fmt: skip


def test_a_mention_at_bytes_that_cut_a_letter_is_left_out(read, row):
    mention = {"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:b"}
    facets = [{"index": {"byteStart": start, "byteEnd": 13}, "features": [mention]} for start in (1, 4)]
    assert row(read([view("1", "əə@b.org.kz", record={"facets": facets})]), "mentions") == [["b.org.kz"]]


def test_own_threads_quotes_and_media(read):
    parent = {
        "reply": {"parent": {"uri": "at://did:plc:a/app.bsky.feed.post/0"}, "root": {"uri": "at://root"}}
    }
    thread = view("1", "thread", record=parent)
    quoted = {"$type": "app.bsky.embed.record#view", "record": {"uri": "at://did:plc:b/app.bsky.feed.post/9"}}
    quote = view("2", "quote", embed=quoted)
    shared_list = view("3", "list", embed={"record": {"uri": "at://did:plc:b/app.bsky.graph.list/9"}})
    both = {
        "$type": "app.bsky.embed.recordWithMedia#view",
        "media": {"images": [{"alt": ""}, {"alt": "x"}]},
        "record": {"record": {"uri": "at://did:plc:b/app.bsky.feed.post/9"}},
    }
    posts = read([thread, quote, shared_list, view("4", "both", embed=both)]).posts.set_index("text")
    assert posts.loc["thread", ["is_reply", "is_self_reply", "conversation_id"]].tolist() == [
        True,
        True,
        "at://root",
    ]
    assert posts["is_quote"].tolist() == [False, True, False, True]
    assert posts.loc["both", "media_types"] == ["photo", "photo"]


def test_a_feed_gives_a_repost_to_the_account_that_made_it(read):
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "by": {"did": "did:plc:a", "handle": "a.example.org"},
              "indexedAt": "2024-09-29T10:00:00.000Z"}  # fmt: skip
    pin = {"$type": "app.bsky.feed.defs#reasonPin"}
    exports = read(
        {
            "feed": [
                {"post": view("9", "theirs", author="b"), "reason": reason},
                {"post": view("1", "own"), "reason": pin},
            ]
        }
    )
    columns = ["post_id", "handle", "text", "is_repost", "is_pinned", "created_at", "row"]
    assert exports.posts[columns].astype(object).values.tolist() == [
        ["at://did:plc:b/app.bsky.feed.post/9#repost-by-did:plc:a", "a.example.org", "theirs", True, pd.NA,
         pd.Timestamp("2024-09-29 10:00", tz="UTC"), 1],
        ["at://did:plc:a/app.bsky.feed.post/1", "a.example.org", "own", False, True,
         pd.Timestamp("2024-09-28 10:00", tz="UTC"), 2],
    ]  # fmt: skip


def test_a_list_may_mix_posts_and_items_of_a_feed(read):
    exports = read(
        [
            view("1", "as it is"),
            {"post": view("2", "as an item")},
            {"uri": "at://x", "post": view("3", "with a uri")},
        ]
    )
    assert exports.posts["text"].tolist() == ["as it is", "as an item", "with a uri"]


def test_4cats_lines_have_the_python_clients_names(read, row, lines):
    item = view("1", "a")
    for key, value in {"likeCount": 5, "repostCount": 2}.items():
        del item[key]
        item[key.replace("Count", "_count")] = value
    item["record"]["created_at"] = item["record"].pop("createdAt")
    item["4CAT_metadata"] = {"collected_at": 1727690400.0, "reply_to": None}
    exports = read(lines(item, item))
    assert row(exports, "likes", "reposts", "created_at", "collected_at") == [
        5, 2, pd.Timestamp("2024-09-28 10:00", tz="UTC"), pd.Timestamp("2024-09-30 10:00", tz="UTC")]  # fmt: skip


def test_profiles_with_counts_are_snapshots_and_those_without_are_set_aside(read, report):
    full = {"did": "did:plc:a", "handle": "a.example.org", "displayName": "Aydar MFA", "followersCount": 64, "followsCount": 108,
            "postsCount": 2, "createdAt": "2023-10-10T14:58:21.049Z"}  # fmt: skip
    bare = {
        "did": "did:plc:b",
        "handle": "b.example.org",
        "displayName": "b",
        "createdAt": "2023-10-10T14:58:21.049Z",
    }
    exports = read({"profiles": [full, bare]}, name="profiles-2024-09-28.json")
    assert exports.accounts[
        ["handle", "name", "followers", "following", "posts", "captured_on"]
    ].values.tolist() == [["a.example.org", "Aydar MFA", 64, 108, 2, "2024-09-28"]]
    assert [report(exports)[name] for name in ("rows_read", "kept", "reasons")] == [
        2,
        1,
        {"an account without counts": 1},
    ]
