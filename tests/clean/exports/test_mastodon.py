"""Mastodon: HTML texts, accounts of this and other servers, boosts."""

import pandas as pd

ACCOUNT = {"id": "1", "username": "mfa", "acct": "mfa", "display_name": "Aydar MFA", "url": "https://social.example.org/@mfa",
           "followers_count": 322, "following_count": 4, "statuses_count": 61, "created_at": "2016-03-16T14:34:26.392Z"}  # fmt: skip


def status(status_id: str, content: str, **more) -> dict:
    return {"id": status_id, "created_at": "2024-09-28T10:00:00.000Z", "content": content, "language": "kk", "reblogs_count": 2,
            "favourites_count": 5, "replies_count": 1, "quotes_count": 0, "account": ACCOUNT, "reblog": None, "mentions": [],
            "tags": [], "media_attachments": [], "in_reply_to_id": None, "in_reply_to_account_id": None, **more}  # fmt: skip


def test_the_text_is_plain_and_the_name_complete(read, row):
    html = (
        '<p>Сәлем <a href="https://social.example.org/tags/a" class="mention hashtag">#<span>достық</span></a><br />&amp; '
        '<a href="https://example.org/x" rel="nofollow">example.org/x</a></p><p>Екінші</p>'
    )
    exports = read(
        [
            status(
                "7", html, tags=[{"name": "достық"}], media_attachments=[{"type": "image"}, {"type": "gifv"}]
            )
        ]
    )
    assert row(exports, "text", "handle", "urls", "hashtags", "media_types") == [
        "Сәлем #достық\n& example.org/x\n\nЕкінші",
        "mfa@social.example.org",
        ["https://example.org/x"],
        ["достық"],
        ["photo", "animated_gif"],
    ]
    assert row(exports, "likes", "reposts", "replies", "quotes", "views") == [5, 2, 1, 0, None]


def test_boosts_threads_and_replies(read):
    boost = status("1", "", reblog=status("9", "<p>theirs</p>"), favourites_count=0)
    thread = status("2", "<p>thread</p>", in_reply_to_id="1", in_reply_to_account_id="1", pinned=True)
    reply = status("3", "<p>reply</p>", in_reply_to_id="8", in_reply_to_account_id="5",
                   mentions=[{"id": "5", "acct": "other@example.net"}])  # fmt: skip
    posts = read([boost, thread, reply]).posts.set_index("text").astype(object)
    columns = ["is_repost", "is_reply", "is_self_reply", "is_pinned", "reply_to_handle"]
    assert posts.loc["theirs", columns].tolist() == [True, False, False, pd.NA, ""]
    assert posts.loc["thread", columns].tolist() == [False, True, True, True, "mfa@social.example.org"]
    assert posts.loc["reply", columns].tolist() == [False, True, False, pd.NA, "other@example.net"]


def test_accounts_are_snapshots_but_a_suspended_ones_zeros_are_not(read, report):
    suspended = ACCOUNT | {"id": "2", "acct": "gone@example.net", "suspended": True, "followers_count": 0, "following_count": 0,
                           "statuses_count": 0}  # fmt: skip
    exports = read([ACCOUNT, suspended])
    assert exports.accounts[["handle", "followers", "following", "posts"]].values.tolist() == [
        ["mfa@social.example.org", 322, 4, 61]
    ]
    assert report(exports)["reasons"] == {"an account without counts": 1}


def test_an_account_of_the_study_is_found_with_or_without_its_server(read):
    accounts = pd.DataFrame(
        [["m1", "mastodon", "mfa", "https://social.example.org/@mfa"]],
        columns=["account", "platform", "handle", "url"],
    )
    assert read([status("7", "<p>a</p>")], accounts=accounts).posts["account"].tolist() == ["m1"]
    full = accounts.assign(handle="@MFA@social.example.org")
    assert read([status("7", "<p>a</p>")], accounts=full).posts["account"].tolist() == ["m1"]


def test_the_archive_of_an_account(read, row):
    """A boost is no more than an address in it, and there are no counts."""
    home = "https://social.example.org/users/mfa"
    note = {
        "id": f"{home}/statuses/114", "type": "Note", "url": "https://social.example.org/@mfa/114",
        "content": '<p>Кездесу</p><p><a href="https://e.org/a">e.org</a></p>', "contentMap": {"kk": "…"},
        "inReplyTo": f"{home}/statuses/113", "attachment": [{"mediaType": "image/jpeg"}],
        "tag": [{"type": "Hashtag", "name": "#достық"}, {"type": "Mention", "name": "@un@other.org"}],
    }  # fmt: skip
    posted = {"actor": home, "published": "2024-09-28T10:00:00Z", "type": "Create", "object": note}
    boost = {"id": f"{home}/statuses/115/activity", "actor": home, "published": "2024-09-29T10:00:00Z", "type": "Announce",
             "object": "https://other.org/users/un/statuses/9"}  # fmt: skip
    exports = read({"type": "OrderedCollection", "orderedItems": [posted, boost]}, "outbox.json")
    assert row(exports, "post_id", "handle", "text", "lang_platform", "likes") == [
        "114", "mfa@social.example.org", "Кездесу\n\ne.org", "kk", None]  # fmt: skip
    assert row(exports, "media_types", "hashtags", "mentions", "urls", "is_repost", "is_self_reply") == [
        ["photo"], ["достық"], ["un@other.org"], ["https://e.org/a"], False, True]  # fmt: skip
    assert row(exports, "post_id", "handle", "is_repost", "text", at=1) == [
        "115",
        "mfa@social.example.org",
        True,
        "",
    ]


def test_the_other_parts_of_an_archive_hold_no_posts_and_stop_nothing(read_all):
    actor = {"@context": ["x"], "id": "https://social.example.org/users/mfa", "type": "Person", "preferredUsername": "mfa",
             "outbox": "outbox.json"}  # fmt: skip
    liked = {
        "@context": "x",
        "id": "likes.json",
        "type": "OrderedCollection",
        "orderedItems": ["https://a.example.org/1"],
    }
    note = {"id": "https://social.example.org/users/mfa/statuses/1", "type": "Note", "content": "<p>a</p>"}
    made = {"type": "Create", "actor": actor["id"], "published": "2024-09-28T10:00:00Z", "object": note}
    outbox = {"@context": "x", "orderedItems": [made]}
    files = {
        "actor.json": actor,
        "likes.json": liked,
        "bookmarks.json": liked | {"orderedItems": []},
        "outbox.json": outbox,
    }
    exports = read_all(files)
    assert exports.posts[["text", "handle", "file"]].values.tolist() == [
        ["a", "mfa@social.example.org", "outbox.json"]
    ]
    assert exports.report.set_index("file")["set_aside"].to_dict() == {
        "actor.json": 1, "bookmarks.json": 1, "likes.json": 1, "outbox.json": 0}  # fmt: skip
