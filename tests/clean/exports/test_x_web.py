"""X's website as recorded by Zeeschuimer, 4CAT and scrapers: keys are looked up by name, wherever they moved."""

import pandas as pd
import pytest

COUNTS = ["likes", "reposts", "replies", "quotes", "views", "bookmarks"]


def user(moved: bool = False) -> dict:
    """An account object as it was until 2025, and as it is since its keys moved."""
    if moved:
        result = {
            "core": {
                "screen_name": "MFA_Aydar",
                "name": "Aydar MFA",
                "created_at": "Sun Jan 01 00:00:00 +0000 2012",
            },
            "relationship_counts": {"followers": 52901, "following": 120},
            "relationship_perspectives": {"following": True},
            "tweet_counts": {"tweets": 15201, "media_tweets": 5},
        }
    else:
        legacy = {"screen_name": "MFA_Aydar", "name": "Aydar MFA", "created_at": "Sun Jan 01 00:00:00 +0000 2012",
                  "followers_count": 52901, "friends_count": 120, "statuses_count": 15201, "following": True}  # fmt: skip
        result = {"legacy": legacy}
    return {"__typename": "User", "rest_id": "11", **result}


def tweet(post_id: str, text: str, *, moved: bool = False, views: str | None = "90", **legacy) -> dict:
    return {
        "__typename": "Tweet",
        "rest_id": post_id,
        "core": {"user_results": {"result": user(moved)}},
        "views": {"count": views, "state": "EnabledWithCount"} if views else {"state": "Enabled"},
        "legacy": {
            "id_str": post_id,
            "user_id_str": "11",
            "created_at": "Sat Sep 28 10:00:00 +0000 2024",
            "full_text": text,
            "lang": "kk",
            "favorite_count": 5,
            "retweet_count": 2,
            "reply_count": 1,
            "quote_count": 0,
            "bookmark_count": 3,
            "conversation_id_str": post_id,
            "entities": {
                "user_mentions": [{"screen_name": "Other_MFA"}],
                "hashtags": [{"text": "достық"}],
                "urls": [{"expanded_url": "https://example.org"}],
            },
            "extended_entities": {"media": [{"type": "photo"}, {"type": "video"}]},
            **legacy,
        },
    }


def zeeschuimer(item: dict, **more) -> dict:
    return {
        "nav_index": "1:2:0",
        "item_id": item.get("id", item.get("rest_id", "0")),
        "timestamp_collected": 1727690400000,  # 2024-09-30 10:00
        "last_updated": 1727776800000,  # 2024-10-01 10:00
        "source_platform": "twitter.com",
        "source_platform_url": "https://x.com/MFA_Aydar",
        "source_url": "https://x.com/i/api/graphql/UserTweets",
        "data": item,
        **more,
    }


@pytest.mark.parametrize("moved", [False, True], ids=["legacy", "moved"])
def test_zeeschuimer_gives_the_post_with_its_counts_as_last_updated(read, row, lines, ids, moved):
    exports = read(lines(*[zeeschuimer(tweet(ids["sep28"], "Кездесу &amp; келісім", moved=moved))] * 2))
    assert row(exports, "post_id", "handle", "author_id", "text", "lang_platform") == [
        ids["sep28"], "MFA_Aydar", "11", "Кездесу & келісім", "kk"]  # fmt: skip
    assert row(exports, *COUNTS) == [5, 2, 1, 0, 90, 3]
    assert row(exports, "media_types", "mentions", "hashtags", "urls") == [
        ["photo", "video"], ["Other_MFA"], ["достық"], ["https://example.org"]]  # fmt: skip
    assert row(exports, "collected_at", "created_at") == [
        pd.Timestamp("2024-10-01 10:00", tz="UTC"), pd.Timestamp("2024-09-28 10:00", tz="UTC")]  # fmt: skip
    assert exports.accounts[["handle", "followers", "following", "posts", "captured_on"]].values.tolist() == [
        ["MFA_Aydar", 52901, 120, 15201, "2024-10-01"]
    ]


def test_views_that_x_does_not_give_are_missing(read, row, lines, ids):
    item = zeeschuimer(tweet(ids["sep28"], "a", views=None))
    assert row(read(lines(item, item)), "views") == [None]


def test_a_long_post_has_its_note_and_the_notes_tags(read, row, lines, ids):
    item = tweet(ids["sep28"], "Мәлімдеме басы… https://t.co/a")
    whole = "Мәлімдеме басы және жалғасы"
    entity_set = {"hashtags": [{"text": "бейбітшілік"}], "urls": [], "user_mentions": []}
    item["note_tweet"] = {
        "note_tweet_results": {"result": {"id": "n", "text": whole, "entity_set": entity_set}}
    }
    exports = read(lines(zeeschuimer(item), zeeschuimer(item)))
    assert row(exports, "text", "hashtags", "text_truncated") == [whole, ["бейбітшілік"], False]


def test_an_article_is_its_title_and_paragraphs_and_not_the_link_to_it(read, lines, ids):
    blocks = [{"text": "Бірінші", "type": "unstyled"}, {"text": " ", "type": "atomic"}, {"text": "екінші"}]
    whole = tweet(ids["sep28"], "https://t.co/a")
    whole["article"] = {
        "article_results": {"result": {"title": "Мақала", "content_state": {"blocks": blocks}}}
    }
    shown = tweet(ids["sep28_11"], "https://t.co/b", created_at="Sat Sep 28 11:00:00 +0000 2024")
    shown["article"] = {"article_results": {"result": {"title": "Мақала", "preview_text": "Басы"}}}
    posts = read(lines(zeeschuimer(whole), zeeschuimer(shown))).posts
    assert posts["text"].tolist() == ["Мақала\n\nБірінші\n\nекінші", "Мақала\n\nБасы…"]


def test_a_repost_has_the_originals_note_and_the_quoted_posts_text_is_nobodys(read, lines, ids):
    original = tweet("900", "Түпнұсқа…")
    original["note_tweet"] = {"note_tweet_results": {"result": {"text": "Түпнұсқа толық"}}}
    repost = tweet(ids["sep28"], "RT @Other_MFA: Түпнұсқа…",
                   retweeted_status_result={"result": {"__typename": "TweetWithVisibilityResults", "tweet": original}})  # fmt: skip
    quote = tweet(ids["sep28_11"], "пікір", is_quote_status=True, created_at="Sat Sep 28 11:00:00 +0000 2024")
    quote["quoted_status_result"] = {"result": tweet("901", "басқаның сөзі")}
    posts = read(lines(zeeschuimer(repost), zeeschuimer(quote))).posts
    assert posts[["text", "is_repost", "is_quote"]].values.tolist() == [
        ["Түпнұсқа толық", True, False],
        ["пікір", False, True],
    ]


def test_a_post_nested_once_more_is_found(read, row, lines, ids):
    nested = {"__typename": "TweetWithVisibilityResults", "tweet": tweet(ids["sep28"], "a"), "id": 1}
    assert row(read(lines(zeeschuimer(nested), zeeschuimer(nested))), "post_id", "text") == [
        ids["sep28"],
        "a",
    ]


def test_promoted_posts_other_platforms_and_unreadable_items_are_set_aside_with_reasons(
    read, report, lines, ids
):
    exports = read(
        lines(
            zeeschuimer(tweet(ids["sep28"], "a") | {"promoted": True}),
            zeeschuimer({"code": "x"}, source_platform="instagram.com"),
            zeeschuimer({"rest_id": "1", "moved": {}}),
        )
    )
    assert report(exports)["reasons"] == {
        "a promoted post (an advertisement)": 1,
        "an item in which no text or id of a post was found: X may have moved its keys": 1,
        "an item of instagram.com: of Zeeschuimer’s, those of X, TikTok, Instagram and Threads are read, each from a file of its own": 1,
    }


def test_the_older_adaptive_form_is_read(read, row, lines, ids):
    legacy = tweet(ids["sep28"], "a")["legacy"]
    item = {"id": 1, "type": "adaptive", "legacy": legacy, "user": {"screen_name": "MFA_Aydar", "id_str": "11"},
            "ext_views": {"count": "8"}}  # fmt: skip
    exports = read(lines(zeeschuimer(item), zeeschuimer(item)))
    assert row(exports, "post_id", "handle", "views") == [ids["sep28"], "MFA_Aydar", 8]


def test_4cats_own_lines_keep_when_the_item_was_captured(read, row, lines, ids):
    item = tweet(ids["sep28"], "a") | {
        "__import_meta": {"timestamp_collected": 1727690400000, "source_platform": "twitter.com"}
    }
    exports = read(lines(item, item))
    assert row(exports, "text", "collected_at", "source_format") == [
        "a", pd.Timestamp("2024-09-30 10:00", tz="UTC"), "4CAT NDJSON (X)"]  # fmt: skip


def response(*entries: dict) -> dict:
    timeline = {"instructions": [{"type": "TimelineClearCache"}, *entries]}
    return {"data": {"user": {"result": {"__typename": "User", "timeline": {"timeline": timeline}}}}}


def entry(item: dict, **content) -> dict:
    return {"entryId": "tweet-1", "content": {"itemContent": {"tweet_results": {"result": item}, **content}}}


def test_a_recorded_response_gives_its_posts_in_order_with_what_the_timeline_says_of_them(read, ids):
    pinned = {"type": "TimelinePinEntry", "entry": entry(tweet(ids["sep28"], "pinned"))}
    added = {
        "type": "TimelineAddEntries",
        "entries": [
            entry(tweet(ids["sep28_11"], "plain", created_at="Sat Sep 28 11:00:00 +0000 2024")),
            entry(tweet(ids["sep29"], "promoted"), promotedMetadata={"advertiser": "x"}),
            {"entryId": "module", "content": {"items": [{"item": {"itemContent": {"tweet_results": {"result": tweet(
                ids["sep30"], "in a module", created_at="Mon Sep 30 10:00:00 +0000 2024")}}}}]}},
        ],
    }  # fmt: skip
    exports = read(response(pinned, added))
    assert exports.posts[["text", "is_pinned", "row"]].astype(object).values.tolist() == [
        ["pinned", True, 1],
        ["plain", pd.NA, 2],
        ["in a module", pd.NA, 4],
    ]
    assert exports.report.iloc[0]["reasons"] == {"a promoted post (an advertisement)": 1}


def test_a_recorded_list_of_followers_gives_accounts(read, report):
    users = [
        {"content": {"itemContent": {"user_results": {"result": user(moved)}}}} for moved in (False, True)
    ]
    users[1]["content"]["itemContent"]["user_results"]["result"]["rest_id"] = "12"
    exports = read(response({"type": "TimelineAddEntries", "entries": users}))
    assert exports.accounts[["author_id", "followers", "following", "posts"]].values.tolist() == [
        ["11", 52901, 120, 15201],
        ["12", 52901, 120, 15201],
    ]
    assert [report(exports)[name] for name in ("rows_read", "kept")] == [2, 2]


def test_an_older_zeeschuimer_without_times_and_a_line_without_the_account_are_read(read, row, lines, ids):
    item = tweet(ids["sep28"], "a", extended_entities={"media": [
        {"type": "photo", "expanded_url": f"https://x.com/MFA_Aydar/status/{ids['sep28']}/photo/1"}]})  # fmt: skip
    item["core"] = {"user_results": {}}
    line = {"source_platform": "x.com", "source_platform_url": "u", "source_url": "v", "data": item}
    exports = read(lines(line, line))
    assert row(exports, "handle", "author_id", "collected_at") == ["MFA_Aydar", "11", None]


def test_a_picture_of_anothers_post_does_not_name_the_author(read, row, lines, ids):
    item = tweet(ids["sep28"], "a", extended_entities={"media": [
        {"type": "video", "expanded_url": f"https://x.com/Other/status/{ids['sep29']}/video/1"}]})  # fmt: skip
    item["core"] = {"user_results": {}}
    assert row(read(lines(*[zeeschuimer(item)] * 2)), "handle", "author_id") == ["", "11"]


def test_a_quote_is_one_though_x_leaves_out_the_quoted_post(read, row, lines, ids):
    item = tweet(ids["sep28"], "a", is_quote_status=False, quoted_status_id_str="901")
    assert row(read(lines(*[zeeschuimer(item)] * 2)), "is_quote") == [True]
