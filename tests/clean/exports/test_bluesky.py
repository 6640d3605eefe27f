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


def record(key: str, text: str | None = None, *, kind: str = "post", **more) -> dict:
    value = {"$type": f"app.bsky.feed.{kind}", "createdAt": "2024-09-28T10:00:00.000Z", **more}
    value |= {} if text is None else {"text": text, "langs": ["kk"]}
    return {"uri": f"at://did:plc:a/app.bsky.feed.{kind}/{key}", "cid": "c", "value": value}


ACCOUNTS = pd.DataFrame(
    [("mfa-aydar", "bluesky", "aydar.example.org", "https://bsky.app/profile/did:plc:A", "s")],
    columns=["account", "platform", "handle", "url", "source"],
)


def test_records_are_their_accounts_by_its_id_and_have_no_counts(read, row, report):
    reply = {"parent": {"uri": "at://did:plc:b/app.bsky.feed.post/9"}, "root": {"uri": "at://root"}}
    pictures = {"$type": "app.bsky.embed.images", "images": [{"alt": "", "image": {"$type": "blob"}}]}
    tag = {"index": {"byteStart": 0, "byteEnd": 7}, "features": [{"tag": "достық"}]}
    liked = record("3", kind="like", subject={"uri": "at://did:plc:b/app.bsky.feed.post/9", "cid": "c"})
    posts = [record("1", "жауап", reply=reply, facets=[tag]), record("2", "сурет", embed=pictures), liked]
    exports = read({"records": posts, "cursor": "2"}, accounts=ACCOUNTS)
    assert row(exports, "account", "handle", "author_id", "text", "lang_platform", "is_reply", "hashtags", *ALL) == [
        "mfa-aydar", "", "did:plc:a", "жауап", "kk", True, ["достық"], *[None] * 6]  # fmt: skip
    assert row(exports, "created_at", "media_types", "is_reply", at=1) == [
        pd.Timestamp("2024-09-28 10:00", tz="UTC"),
        ["photo"],
        False,
    ]
    assert report(exports)["reasons"] == {"a record that is no post (a repost, a like, …)": 1}
    told = [said for said in report(exports)["warnings"] if "by its id" in said]
    assert told == []
    stranger = report(read({"records": posts}))["warnings"]
    assert any(said.startswith("2 posts whose account stands there by its id alone") for said in stranger)


def test_records_by_themselves_are_read_from_lines_and_lists(read, lines):
    video = {"$type": "app.bsky.embed.video", "video": {"$type": "blob", "mimeType": "video/mp4"}}
    single = [record("1", "a"), record("2", "b", embed=video)]
    for content in (single, lines(*single)):
        posts = read(content).posts
        assert posts[["text", "media_types"]].values.tolist() == [["a", []], ["b", ["video"]]]


def thread_view(post: dict, **more) -> dict:
    return {"$type": "app.bsky.feed.defs#threadViewPost", "post": post, **more}


def answer(key: str, text: str, to: str, **more) -> dict:
    parent = {
        "parent": {"uri": f"at://did:plc:{to}/app.bsky.feed.post/0"},
        "root": {"uri": "at://did:plc:b/r"},
    }
    return view(key, text, record={"reply": parent}, **more)


def test_a_thread_gives_what_stands_above_then_the_post_and_its_answers(read, report):
    gone = {
        "$type": "app.bsky.feed.defs#notFoundPost",
        "uri": "at://did:plc:c/app.bsky.feed.post/7",
        "notFound": True,
    }
    inner = thread_view(answer("5", "own", "a"), replies=[])
    replies = [thread_view(answer("4", "theirs", "a", author="c"), replies=[inner]), gone]
    above = thread_view(view("1", "first", author="b"))
    asked = thread_view(answer("2", "asked for", "b"), parent=above, replies=replies)
    exports = read({"thread": asked})
    columns = ["text", "handle", "is_reply", "is_self_reply", "reply_to_handle", "is_repost", "row"]
    assert exports.posts[columns].values.tolist() == [
        ["first", "b.example.org", False, False, "", False, 1],
        ["asked for", "a.example.org", True, False, "b.example.org", False, 2],
        ["theirs", "c.example.org", True, False, "a.example.org", False, 3],
        ["own", "a.example.org", True, True, "a.example.org", False, 4],
    ]
    assert report(exports)["reasons"] == {
        "a post that is gone, or whose author does not let this reader see it": 1
    }


def test_the_newer_form_of_a_thread_is_a_row_of_posts(read):
    items = [
        {"uri": "at://x", "depth": depth, "value": {"$type": "app.bsky.unspecced.defs#threadItemPost", "post": post}}
        for depth, post in enumerate([view("1", "first"), answer("2", "second", "a", author="b")])
    ]  # fmt: skip
    posts = read({"thread": items, "hasOtherReplies": False}).posts
    assert posts[["text", "is_reply", "handle"]].values.tolist() == [
        ["first", False, "a.example.org"],
        ["second", True, "b.example.org"],
    ]


def test_a_deep_thread_is_read_without_end_of_memory_or_stack(read):
    deep = thread_view(view("0", "0"))
    for number in range(1, 300):
        deep = thread_view(view(str(number), str(number)), replies=[deep])
    assert read({"thread": deep}).posts["text"].tolist() == [str(number) for number in range(299, -1, -1)]


STREAMED = {
    "$type": "app.bsky.feed.post",
    "createdAt": "2024-09-28T10:00:00.000Z",
    "text": "Келісім #достық",
    "langs": ["kk"],
    "facets": [{"features": [{"tag": "достық"}], "index": {"byteStart": 15, "byteEnd": 28}}],
}


def event(record, rkey="1", collection="app.bsky.feed.post"):
    commit = {"operation": "create", "collection": collection, "rkey": rkey, "cid": "c", "record": record}
    return {"did": "did:plc:a", "time_us": 1727517601000000, "kind": "commit", "commit": commit}


def test_the_stream_of_the_network_has_posts_among_other_events(read, row, report, lines):
    like = event(
        {"$type": "app.bsky.feed.like", "createdAt": "2024-09-28T10:00:00Z"}, "2", "app.bsky.feed.like"
    )
    deleted = {
        "did": "did:plc:a",
        "time_us": 1,
        "kind": "commit",
        "commit": {"operation": "delete", "rkey": "1"},
    }
    exports = read(lines(event(STREAMED), like, deleted))
    assert row(exports, "post_id", "author_id", "text", "lang_platform", "hashtags", "likes") == [
        "at://did:plc:a/app.bsky.feed.post/1",
        "did:plc:a",
        "Келісім #достық",
        "kk",
        ["достық"],
        None,
    ]
    assert row(exports, "created_at", "collected_at") == [
        pd.Timestamp("2024-09-28 10:00:00", tz="UTC"),
        pd.Timestamp("2024-09-28 10:00:01", tz="UTC"),
    ]
    assert report(exports)["reasons"] == {
        "a record that is no post (a repost, a like, …)": 1,
        "no post in this record": 1,
    }


def test_a_repository_that_was_fetched_again_brings_its_records_in_the_same_way(read, row):
    brought = {
        "did": "did:plc:a",
        "collection": "app.bsky.feed.post",
        "rkey": "1",
        "action": "create",
        "record": STREAMED,
    }
    exports = read([{"id": 1, "type": "record", "record": brought}])
    assert row(exports, "post_id", "text") == ["at://did:plc:a/app.bsky.feed.post/1", "Келісім #достық"]
