"""TikTok, Instagram and Threads as Zeeschuimer and 4CAT record their websites."""

import pandas as pd
import pytest

COUNTS = ["likes", "reposts", "replies", "quotes", "views", "bookmarks"]
SEEN, AGAIN = 1727690400000, 1727776800000  # 2024-09-30 10:00, 2024-10-01 10:00
AT = pd.Timestamp("2024-09-28 10:00", tz="UTC")


def zeeschuimer(item: dict, platform: str, **more) -> dict:
    return {
        "nav_index": "1:2:0",
        "item_id": item.get("id", "0"),
        "timestamp_collected": SEEN,
        "last_updated": AGAIN,
        "source_platform": platform,
        "source_platform_url": "https://example.org/mfa",
        "source_url": "https://example.org/api",
        "user_agent": "x",
        "data": item,
        **more,
    }


def from_4cat(item: dict, platform: str) -> dict:
    meta = {"timestamp_collected": SEEN, "last_updated": AGAIN, "source_platform": platform}
    return item | {"__import_meta": meta}


WRAPPINGS = pytest.mark.parametrize("wrapped", [zeeschuimer, from_4cat], ids=["Zeeschuimer", "4CAT"])


def tiktok(video_id: str = "7419000000000000001", **more) -> dict:
    return {
        "id": video_id,
        "desc": "Кездесу #достық @other.mfa",
        "createTime": 1727517600,
        "textLanguage": "kk",
        "author": {"id": "77", "uniqueId": "mfa.aydar", "nickname": "Aydar MFA"},
        "authorStats": {"followerCount": 52901, "followingCount": 12, "videoCount": 301, "heartCount": 9},
        "stats": {
            "diggCount": 5,
            "shareCount": 2,
            "commentCount": 1,
            "playCount": 90,
            "collectCount": "3",
        },
        "textExtra": [
            {"hashtagName": "достық", "type": 1},
            {"hashtagName": "", "userUniqueId": "other.mfa", "type": 0},
        ],
        "video": {"id": "v"},
        "duetInfo": {"duetFromId": "0"},
        **more,
    }


@WRAPPINGS
def test_a_tiktok_video(read, row, lines, wrapped):
    other = tiktok("7419000000000000002", isPinnedItem=True, imagePost={"images": [{"imageWidth": 1}] * 2})
    exports = read(lines(wrapped(tiktok(), "tiktok.com"), wrapped(other, "tiktok.com")))
    assert row(exports, "platform", "post_id", "handle", "author_id", "created_at", "text", "lang_platform") == [
        "tiktok", "7419000000000000001", "mfa.aydar", "77", AT, "Кездесу #достық @other.mfa", "kk"]  # fmt: skip
    assert row(exports, *COUNTS) == [5, 2, 1, None, 90, 3]
    assert row(exports, "media_types", "mentions", "hashtags", "is_pinned", "collected_at") == [
        ["video"], ["other.mfa"], ["достық"], None, pd.Timestamp("2024-10-01 10:00", tz="UTC")]  # fmt: skip
    assert row(exports, "media_types", "is_pinned", at=1) == [["photo", "photo"], True]
    columns = ["platform", "handle", "name", "followers", "following", "posts", "captured_on"]
    assert exports.accounts[columns].values.tolist() == [
        ["tiktok", "mfa.aydar", "Aydar MFA", 52901, 12, 301, "2024-10-01"]
    ]


def test_a_tiktok_video_that_stood_in_the_page_names_its_author_alone(read, row, lines):
    item = tiktok(author="mfa.aydar", authorId="77", nickname="Aydar MFA", stats=None)
    item["statsV2"] = {"diggCount": "5", "playCount": "90"}
    exports = read(lines(*[zeeschuimer(item, "tiktok.com")] * 2))
    assert row(exports, "handle", "author_id", "likes", "views") == ["mfa.aydar", "77", 5, 90]
    assert exports.accounts["name"].tolist() == ["Aydar MFA"]


def test_advertisements_and_items_of_another_platform_are_set_aside(read, report, lines):
    ad, foreign = tiktok("2", isAd=True), zeeschuimer({"id": "3", "code": "x"}, "instagram.com")
    exports = read(
        lines(zeeschuimer(tiktok(), "tiktok.com"), zeeschuimer(ad, "www.tiktok.com"), foreign, foreign)
    )
    assert report(exports)["reasons"] == {
        "a promoted post (an advertisement)": 1,
        "an item of another platform than the rest of the file: keep the items of each platform in a file of their own": 2,
    }


def instagram(code: str = "C1aBcDeFgHi", **more) -> dict:
    return {
        "id": "31000_55",
        "pk": "31000",
        "code": code,
        "taken_at": 1727517600,
        "media_type": 1,
        "caption": {"pk": "1", "text": "Келісім #достық, @other.mfa айтты."},
        "user": {"pk": "55", "username": "mfa_aydar", "full_name": "Aydar MFA", "is_verified": True},
        "like_count": 5,
        "comment_count": 1,
        "like_and_view_counts_disabled": False,
        "usertags": {"in": [{"user": {"pk": "56", "username": "third.mfa"}}]},
        "timeline_pinned_user_ids": [],
        "product_type": "feed",
        "video_versions": None,
        "carousel_media": None,
        "_zs_partial": False,
        **more,
    }


@WRAPPINGS
def test_an_instagram_post(read, row, lines, wrapped):
    mixed = instagram(
        "C2",
        media_type=8,
        carousel_media=[{"media_type": 1}, {"media_type": 2}],
        timeline_pinned_user_ids=[55],
    )
    reel = instagram("C3", media_type=2, play_count=90, caption=None, usertags=None)
    exports = read(lines(*[wrapped(item, "instagram.com") for item in (instagram(), mixed, reel)]))
    assert row(exports, "platform", "post_id", "handle", "author_id", "created_at", "text") == [
        "instagram", "C1aBcDeFgHi", "mfa_aydar", "55", AT, "Келісім #достық, @other.mfa айтты."]  # fmt: skip
    assert row(exports, *COUNTS) == [5, None, 1, None, None, None]
    assert sorted(row(exports, "mentions")[0]) == ["other.mfa", "third.mfa"]
    assert row(exports, "media_types", "hashtags", "is_pinned") == [["photo"], ["достық"], False]
    assert row(exports, "media_types", "is_pinned", at=1) == [["photo", "video"], True]
    assert row(exports, "media_types", "text", "views", "mentions", at=2) == [["video"], "", 90, []]


def test_likes_that_are_hidden_are_missing_and_what_has_no_time_is_set_aside(read, row, report, lines):
    hidden = instagram(like_count=3, like_and_view_counts_disabled=True)
    grid = {key: instagram("C2")[key] for key in ("id", "pk", "code", "user", "media_type")} | {
        "_zs_partial": True
    }
    ad = instagram("C3", product_type="ad")
    exports = read(lines(*[zeeschuimer(item, "instagram.com") for item in (hidden, grid, ad)]))
    assert row(exports, "likes", "replies") == [None, 1]
    assert report(exports)["reasons"] == {
        "a partial item of a grid, without its own time": 1,
        "a promoted post (an advertisement)": 1,
    }


def test_the_older_form_of_an_instagram_post(read, row, lines):
    item = {
        "__typename": "GraphSidecar",
        "id": "31000",
        "shortcode": "C9",
        "taken_at_timestamp": 1727517600,
        "edge_media_to_caption": {"edges": [{"node": {"text": "Келісім #достық"}}]},
        "edge_media_preview_like": {"count": 5},
        "edge_media_to_comment": {"count": 1},
        "is_video": False,
        "edge_sidecar_to_children": {"edges": [{"node": {"is_video": False}}, {"node": {"is_video": True}}]},
        "owner": {"id": "55", "username": "mfa_aydar", "edge_followed_by": {"count": 64}},
    }
    exports = read(lines(*[zeeschuimer(item, "instagram.com")] * 2))
    assert row(exports, "post_id", "handle", "text", "likes", "replies", "media_types", "hashtags") == [
        "C9", "mfa_aydar", "Келісім #достық", 5, 1, ["photo", "video"], ["достық"]]  # fmt: skip
    assert exports.accounts["followers"].tolist() == [64]


def threads(code: str = "DA1", *, info: dict | None = None, **more) -> dict:
    base = {"repost_count": 2, "direct_reply_count": 1, "quote_count": 0, "is_reply": False, "share_info": {"quoted_post": None,
            "reposted_post": None}, "link_preview_attachment": None, "reply_to_author": None}  # fmt: skip
    return {
        "id": "99_55",
        "pk": "99",
        "code": code,
        "taken_at": 1727517600,
        "caption": {"text": "Мәлімдеме #достық"},
        "user": {"pk": "55", "username": "mfa_aydar", "full_name": "Aydar MFA"},
        "like_count": 5,
        "media_type": 19,
        "carousel_media": None,
        "image_versions2": {"candidates": []},
        "video_versions": None,
        "text_post_app_info": base | (info or {}),
        **more,
    }


@WRAPPINGS
def test_a_threads_post(read, row, lines, wrapped):
    link = {"url": "https://l.threads.com/?u=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1&e=x"}
    linked = threads("DA2", media_type=1, info={"link_preview_attachment": link})
    answer = threads("DA3", info={"is_reply": True, "reply_to_author": {"username": "mfa_aydar"}})
    original = {"pk": "7", "code": "DZ", "caption": {"text": "түпнұсқа"}}
    repost = threads("DA4", caption=None, info={"share_info": {"reposted_post": original}})
    quote = threads("DA5", info={"share_info": {"quoted_post": original}})
    items = (threads(), linked, answer, repost, quote)
    exports = read(lines(*[wrapped(item, "threads.net") for item in items]))
    assert row(exports, "platform", "post_id", "handle", "author_id", "created_at", "text") == [
        "threads", "DA1", "mfa_aydar", "55", AT, "Мәлімдеме #достық"]  # fmt: skip
    assert row(exports, *COUNTS) == [5, 2, 1, 0, None, None]
    assert row(exports, "media_types", "hashtags", "urls") == [[], ["достық"], []]
    assert row(exports, "media_types", "urls", at=1) == [["photo"], ["https://example.org/a?b=1"]]
    flags = exports.posts[["text", "is_reply", "is_self_reply", "is_repost", "is_quote"]].values.tolist()
    assert flags[2:] == [
        ["Мәлімдеме #достық", True, True, False, False],
        ["түпнұсқа", False, False, True, False],
        ["Мәлімдеме #достық", False, False, False, True],
    ]


def test_a_recorded_page_of_tiktok(read, row):
    exports = read({"itemList": [tiktok()], "hasMore": True}, name="page-2024-09-30.json")
    assert row(exports, "post_id", "handle", "views") == ["7419000000000000001", "mfa.aydar", 90]
    assert exports.accounts[["followers", "captured_on"]].values.tolist() == [[52901, "2024-09-30"]]
