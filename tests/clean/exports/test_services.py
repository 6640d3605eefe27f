"""Apify, twitterapi.io and Bright Data."""

import json

import pandas as pd
import pytest

AUTHOR = {"userName": "MFA_Aydar", "id": "11", "name": "Aydar MFA", "followers": 52901, "following": 120, "statusesCount": 15201,
          "createdAt": "Sun Jan 01 00:00:00 +0000 2012"}  # fmt: skip


def apify(post_id: str, **more) -> dict:
    return {
        "type": "tweet",
        "id": post_id,
        "url": f"https://x.com/MFA_Aydar/status/{post_id}",
        "text": "Görüş &amp; anlaşma",
        "createdAt": "Sat Sep 28 10:00:00 +0000 2024",
        "lang": "tr",
        "likeCount": 5,
        "retweetCount": 2,
        "replyCount": 1,
        "quoteCount": 0,
        "viewCount": 90,
        "bookmarkCount": 3,
        "isReply": False,
        "conversationId": post_id,
        "author": AUTHOR,
        "entities": {
            "user_mentions": [{"screen_name": "Other_MFA"}],
            "hashtags": [{"text": "barış"}],
            "urls": [],
        },
        "extendedEntities": {"media": [{"type": "photo"}]},
        **more,
    }


def test_apify(read, row, ids):
    exports = read([apify(ids["sep28"])])
    assert row(exports, "post_id", "text", "likes", "reposts", "replies", "quotes", "views", "bookmarks") == [
        ids["sep28"], "Görüş & anlaşma", 5, 2, 1, 0, 90, 3]  # fmt: skip
    assert row(exports, "mentions", "hashtags", "urls", "media_types") == [
        ["Other_MFA"],
        ["barış"],
        [],
        ["photo"],
    ]
    assert exports.accounts[["handle", "followers", "posts"]].values.tolist() == [["MFA_Aydar", 52901, 15201]]


def test_apify_prefers_the_full_text_and_sets_empty_rows_aside(read, row, report, ids):
    exports = read([apify(ids["sep28"], fullText="Görüşün tamamı"), {"noResults": True}])
    assert row(exports, "text") == ["Görüşün tamamı"]
    assert report(exports)["reasons"] == {"a row that says that nothing was found": 1}


def test_twitterapi_io_threads_reposts_and_quotes(read, ids):
    thread = apify(
        ids["sep28"],
        text="thread",
        isReply=True,
        inReplyToId="1",
        inReplyToUserId="11",
        inReplyToUsername="MFA_Aydar",
    )
    repost = apify(ids["sep28_11"], text="RT @Other_MFA: baş…", createdAt="Sat Sep 28 11:00:00 +0000 2024",
                   retweeted_tweet={"id": "900", "text": "baştan sona"})  # fmt: skip
    quote = apify(
        ids["sep29"], text="quote", createdAt="Sun Sep 29 10:00:00 +0000 2024", quoted_tweet={"id": "901"}
    )
    posts = read({"tweets": [thread, repost, quote], "has_next_page": False}).posts
    assert posts[["text", "is_self_reply", "is_repost", "is_quote"]].values.tolist() == [
        ["thread", True, False, False],
        ["baştan sona", False, True, False],
        ["quote", False, False, True],
    ]


def test_apify_tables_write_parts_with_a_stroke(read, row, ids):
    table = f"id,text,createdAt,likeCount,author/userName,author/followers\n{ids['sep28']},Salom,Sat Sep 28 10:00:00 +0000 2024,5,mfa,52901\n"
    exports = read(table)
    assert row(exports, "handle", "likes", "text") == ["mfa", 5, "Salom"]
    assert exports.accounts["followers"].tolist() == [52901]


def bright(post_id: str, **more) -> dict:
    return {
        "id": post_id,
        "url": f"https://x.com/MFA_Aydar/status/{post_id}",
        "user_posted": "MFA_Aydar",
        "name": "Aydar MFA",
        "description": "Кездесу",
        "date_posted": "2024-09-28T10:00:00.000Z",
        "likes": 5,
        "reposts": 2,
        "replies": 1,
        "quotes": 0,
        "views": 90,
        "bookmarks": 3,
        "photos": ["https://p/a.jpg"],
        "videos": None,
        "hashtags": ["достық"],
        "tagged_users": [
            {"profile_id": "Other_MFA", "profile_name": "Other", "url": "https://x.com/Other_MFA"}
        ],
        "external_url": None,
        "is_repost": False,
        "quoted_post": {"post_id": None, "url": None},
        "parent_post_details": {"post_id": "9", "profile_id": "MFA_Aydar"},
        "followers": 52901,
        "following": 120,
        "posts_count": 15201,
        "timestamp": "2024-10-03T00:00:00.000Z",
        **more,
    }


EXPECTED = [["Кездесу", "MFA_Aydar", 5, 90, ["photo"], ["достық"], ["Other_MFA"], True, True, False]]
COLUMNS = [
    "text",
    "handle",
    "likes",
    "views",
    "media_types",
    "hashtags",
    "mentions",
    "is_reply",
    "is_self_reply",
    "is_quote",
]


def test_bright_data_posts_as_json(read, report, ids):
    exports = read(
        [bright(ids["sep28"]), {"error": "Page not found", "error_code": "dead_page", "input": {}}]
    )
    assert exports.posts[COLUMNS].astype(object).values.tolist() == EXPECTED
    assert exports.accounts[["handle", "followers", "posts", "captured_on"]].values.tolist() == [
        ["MFA_Aydar", 52901, 15201, "2024-10-03"]
    ]
    assert report(exports)["reasons"] == {"an error row of the service": 1}


def test_bright_data_posts_as_a_table(read, ids):
    record = bright(ids["sep28"])
    cells = [
        "" if v is None else v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)
        for v in record.values()
    ]
    table = ",".join(record) + "\n" + ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"
    assert read(table).posts[COLUMNS].astype(object).values.tolist() == EXPECTED


def test_bright_data_profiles(read):
    profile = {"user_name": "MFA_Aydar", "name": "Aydar MFA", "description": "d", "followers": 52901, "following": 120,
               "number_of_tweets": 15201, "timestamp": "2024-10-03T00:00:00.000Z"}  # fmt: skip
    assert read([profile]).accounts[["handle", "followers", "posts", "captured_on"]].values.tolist() == [
        ["MFA_Aydar", 52901, 15201, "2024-10-03"]
    ]


def test_instagram_of_both_services(read, row):
    from_apify = {"shortCode": "Cabc", "ownerUsername": "mfa_aydar", "caption": "Görüş", "likesCount": 5, "commentsCount": 1,
                  "timestamp": "2024-09-28T10:00:00.000Z", "hashtags": ["barış"], "mentions": [], "type": "Image", "url": "u"}  # fmt: skip
    assert row(read([from_apify]), "platform", "post_id", "likes", "replies", "media_types", "created_at") == [
        "instagram", "Cabc", 5, 1, ["photo"], pd.Timestamp("2024-09-28 10:00", tz="UTC")]  # fmt: skip
    from_bright = {"post_id": "7", "user_posted": "mfa_aydar", "description": "Görüş", "likes": 5, "num_comments": 1,
                   "date_posted": "2024-09-28T10:00:00.000Z", "hashtags": None, "followers": 9}  # fmt: skip
    assert row(read([from_bright]), "platform", "post_id", "likes", "replies", "hashtags") == [
        "instagram",
        "7",
        5,
        1,
        [],
    ]
    profile = {
        "username": "mfa_aydar",
        "followersCount": 9,
        "followsCount": 1,
        "postsCount": 2,
        "fullName": "Aydar",
    }
    assert read([profile]).accounts[["platform", "handle", "followers", "posts"]].values.tolist() == [
        ["instagram", "mfa_aydar", 9, 2]
    ]


@pytest.mark.parametrize(
    "tweet",
    [
        {"id": "ID", "full_text": "Сөз", "created_at": "2024-09-28T10:00:00.000Z", "favorite_count": 5, "retweet_count": 2,
         "user": {"id_str": "11", "screen_name": "MFA_Aydar", "followers_count": 52901, "statuses_count": 15201}},
        {"tweet_id": "ID", "text": "Сөз", "created_at": "Sat Sep 28 10:00:00 +0000 2024", "favorites": 5, "retweets": 2,
         "author": {"rest_id": "11", "screen_name": "MFA_Aydar", "followers_count": 52901, "statuses_count": 15201}},
        {"id": "tweet-ID", "text": "Сөз", "handle": "MFA_Aydar", "favorite_count": 5, "retweet_count": 2,
         "created_at": "Sat Sep 28 10:00:00 +0000 2024"},
        {"tweetId": "ID", "text": "Сөз", "username": "MFA_Aydar", "timestamp": "2024-09-28T10:00:00.000Z", "likes": "5",
         "retweets": "2"},
        {"id": "ID", "url": "https://x.com/MFA_Aydar/status/ID", "text": "Сөз", "createdAt": "2024-09-28T10:00:00.000Z",
         "likeCount": 5, "repostCount": 2, "author": {"username": "MFA_Aydar", "followersCount": 52901, "postsCount": 15201}},
        {"postId": "ID", "authorUserId": "11", "authorUsername": "MFA_Aydar", "text": "Сөз", "likeCount": 5, "repostCount": 2,
         "createdAt": "2024-09-28T10:00:00.000Z"},
        {"link": "https://x.com/MFA_Aydar/status/ID", "text": "Сөз", "author": "Aydar MFA", "likes": 5, "reposts": 2,
         "time": "2024-09-28T10:00:00.000Z"},
    ],
)  # fmt: skip
def test_scrapers_of_other_authors_name_the_same_things_otherwise(read, row, ids, tweet):
    exports = read(json.dumps([tweet], ensure_ascii=False).replace("ID", ids["sep28"]))
    assert row(exports, "post_id", "handle", "text", "likes", "reposts", "replies", "is_repost") == [
        ids["sep28"], "MFA_Aydar", "Сөз", 5, 2, None, False]  # fmt: skip
    assert row(exports, "created_at") == [pd.Timestamp("2024-09-28 10:00", tz="UTC")]
    counts = exports.accounts[["handle", "followers", "posts"]].values.tolist()
    has_profile = any(isinstance(tweet.get(whose), dict) for whose in ("user", "author"))
    assert counts == ([["MFA_Aydar", 52901, 15201]] if has_profile else [])


@pytest.mark.parametrize(
    "url", ["https://bsky.app/profile/a.example.org/post/1", "https://www.threads.net/@a/post/C1"]
)
def test_a_post_of_another_network_is_not_taken_for_one_of_x(read, report, ids, url):
    author = {"username": "a.example.org", "followersCount": 9}
    post = {
        "id": ids["sep28"],
        "url": url,
        "text": "Сөз",
        "createdAt": "2024-09-28T10:00:00Z",
        "repostCount": 2,
        "author": author,
    }
    own = post | {"id": ids["sep29"], "url": "x.com/a/status/1", "createdAt": "2024-09-29T10:00:00Z"}
    exports = read([post, own])
    assert exports.posts["post_id"].tolist() == [ids["sep29"]] and exports.accounts["row"].tolist() == [2]
    assert list(report(exports)["reasons"]) == [
        "a post of another network than X, by its address: export it as a table, and name its columns in study.yaml"
    ]


def test_lists_of_another_scraper_hold_texts_or_objects(read, row, ids):
    tweet = {"id": ids["sep28"], "text": "Сөз", "username": "MFA_Aydar", "retweets": 0, "hashtags": ["достық", {"text": "барыс"}],
             "user_mentions": [{"screen_name": "UN"}], "urls": [{"expanded_url": "https://un.org"}], "is_retweet": False,
             "media": [{"type": "photo"}, "https://video.twimg.com/a.mp4"], "in_reply_to_screen_name": "mfa_aydar"}  # fmt: skip
    exports = read([tweet])
    assert row(exports, "hashtags", "mentions", "urls", "media_types") == [
        ["достық", "барыс"], ["UN"], ["https://un.org"], ["photo", "video"]]  # fmt: skip
    assert row(exports, "is_reply", "is_self_reply", "reposts") == [True, True, 0]


def test_a_table_of_apify_has_a_column_for_each_part_of_a_list(read, row, ids):
    header = (
        "author/userName,createdAt,entities/hashtags/0/text,entities/hashtags/1/text,entities/user_mentions/0/screen_name,"
        "extendedEntities/media/0/type,id,likeCount,text\n"
    )
    exports = read(
        header + f"MFA_Aydar,Sat Sep 28 10:00:00 +0000 2024,barış,,UN,photo,{ids['sep28']},5,Görüş\n"
    )
    assert row(exports, "hashtags", "mentions", "media_types", "urls") == [["barış"], ["UN"], ["photo"], []]


BRIGHT_PROFILE = {
    "x_id": "11",
    "id": "MFA_Aydar",
    "url": "https://x.com/MFA_Aydar",
    "profile_name": "Aydar MFA",
    "biography": "b",
    "date_joined": "2012-01-01T00:00:00.000Z",
    "following": 120,
    "followers": 52901,
    "posts_count": 15201,
    "timestamp": "2024-10-03T00:00:00.000Z",
}


def test_posts_within_a_profile_of_bright_data_are_posts_beside_it(read, row, report, ids):
    post = {"post_id": ids["sep28"], "post_url": f"https://x.com/MFA_Aydar/status/{ids['sep28']}", "description": "Кездесу",
            "date_posted": "2024-09-28T10:00:00.000Z", "likes": 5, "reposts": 2, "replies": 1, "views": 90}  # fmt: skip
    without = BRIGHT_PROFILE | {"x_id": "12", "id": "Other_MFA", "posts": None}
    exports = read([BRIGHT_PROFILE | {"posts": [post]}, without])
    assert row(exports, "post_id", "handle", "author_id", "text", "likes", "reposts", "replies", "views", "quotes") == [
        ids["sep28"], "MFA_Aydar", "11", "Кездесу", 5, 2, 1, 90, None]  # fmt: skip
    assert row(exports, "created_at", "collected_at", "is_repost") == [
        pd.Timestamp("2024-09-28 10:00", tz="UTC"), pd.Timestamp("2024-10-03", tz="UTC"), False]  # fmt: skip
    columns = ["handle", "author_id", "name", "followers", "following", "posts", "captured_on"]
    assert exports.accounts[columns].values.tolist() == [
        ["MFA_Aydar", "11", "Aydar MFA", 52901, 120, 15201, "2024-10-03"],
        ["Other_MFA", "12", "Aydar MFA", 52901, 120, 15201, "2024-10-03"],
    ]
    assert [report(exports)[name] for name in ("rows_read", "kept", "set_aside")] == [3, 3, 0]


def test_posts_within_a_cell_of_a_profile_are_said_not_to_be_read(read, report):
    table = "id,profile_name,biography,following,followers,posts_count,posts,timestamp\n"
    exports = read(
        table + 'MFA_Aydar,Aydar MFA,b,120,52901,15201,"[{""post_id"": ""1""}]",2024-10-03T00:00:00Z\n'
    )
    assert exports.accounts["followers"].tolist() == [52901] and exports.posts.empty
    assert any("download them as JSON" in said for said in report(exports)["warnings"])


def test_a_profile_of_instagram_by_bright_data_is_not_one_of_x(read):
    profile = {"account": "mfa_aydar", "id": "55", "followers": 52901, "following": 12, "posts_count": 301, "biography": "b",
               "profile_name": "Aydar MFA", "posts": [{"id": "1", "caption": "c"}], "timestamp": "2024-10-03T00:00:00Z"}  # fmt: skip
    columns = ["platform", "handle", "author_id", "followers", "posts", "captured_on"]
    assert read([profile]).accounts[columns].values.tolist() == [
        ["instagram", "mfa_aydar", "55", 52901, 301, "2024-10-03"]
    ]


USER = {"type": "user", "userName": "MFA_Aydar", "id": "11", "name": "Aydar MFA", "followers": 52901, "following": 120,
        "statusesCount": 15201, "createdAt": "Sun Jan 01 00:00:00 +0000 2012"}  # fmt: skip


@pytest.mark.parametrize(
    "answer", [[USER], {"status": "success", "data": USER}], ids=["Apify", "twitterapi.io"]
)
def test_users_by_themselves_are_snapshots(read, answer):
    exports = read(answer, name="users-2024-09-28.json")
    columns = ["handle", "author_id", "followers", "following", "posts", "captured_on"]
    assert exports.accounts[columns].values.tolist() == [["MFA_Aydar", "11", 52901, 120, 15201, "2024-09-28"]]


def test_tiktok_of_apify(read, row, report):
    author = {
        "id": "7",
        "name": "mfa.aydar",
        "nickName": "Aydar MFA",
        "fans": 52901,
        "following": 12,
        "video": 301,
    }
    video = {"id": "7419", "text": "Сапар", "createTime": 1, "createTimeISO": "2024-09-28T10:00:00.000Z", "authorMeta": author,
             "diggCount": 5, "shareCount": 2, "playCount": 90, "commentCount": 1, "collectCount": 3, "isPinned": False,
             "mentions": ["@un"], "hashtags": [{"name": "достық"}, {"name": ""}], "textLanguage": "kk"}  # fmt: skip
    exports = read([video, video | {"id": "7420", "isAd": True}])
    assert row(exports, "platform", "handle", "author_id", "text", "likes", "reposts", "replies", "views", "bookmarks") == [
        "tiktok", "mfa.aydar", "7", "Сапар", 5, 2, 1, 90, 3]  # fmt: skip
    assert row(exports, "created_at", "mentions", "hashtags", "is_pinned") == [
        pd.Timestamp("2024-09-28 10:00", tz="UTC"), ["un"], ["достық"], False]  # fmt: skip
    assert exports.accounts[["platform", "handle", "followers", "posts"]].values.tolist() == [
        ["tiktok", "mfa.aydar", 52901, 301]
    ]
    assert report(exports)["reasons"] == {"a promoted post (an advertisement)": 1}


def test_facebook_of_apify(read, row):
    post = {"postId": "5678", "pageName": "mfa.aydar", "facebookUrl": "https://www.facebook.com/mfa.aydar", "facebookId": "100064",
            "url": "https://www.facebook.com/mfa.aydar/posts/5678", "time": "2024-09-28T10:00:00.000Z", "timestamp": 1727517600,
            "text": "Мәлімдеме #достық", "likes": 5, "comments": 1, "shares": 2, "link": "https://example.org"}  # fmt: skip
    assert row(read([post]), "platform", "post_id", "handle", "author_id", "likes", "reposts", "replies", "hashtags", "urls") == [
        "facebook", "5678", "mfa.aydar", "100064", 5, 2, 1, ["достық"], ["https://example.org"]]  # fmt: skip


def test_the_latest_posts_of_a_profile_of_instagram_are_posts_beside_it(read, row, report):
    post = {"shortCode": "C1", "caption": "Келісім #достық", "likesCount": 5, "commentsCount": 1, "timestamp": "2024-09-28T10:00:00.000Z",
            "type": "Image", "hashtags": ["достық"], "mentions": []}  # fmt: skip
    profile = {"id": "55", "username": "mfa_aydar", "fullName": "Aydar MFA", "followersCount": 52901, "followsCount": 12, "postsCount": 301,
               "latestPosts": [post]}  # fmt: skip
    exports = read([profile], name="profiles-2024-09-30.json")
    assert row(exports, "post_id", "handle", "author_id", "text", "likes", "media_types") == [
        "C1", "mfa_aydar", "55", "Келісім #достық", 5, ["photo"]]  # fmt: skip
    assert exports.accounts[["handle", "followers", "posts", "captured_on"]].values.tolist() == [
        ["mfa_aydar", 52901, 301, "2024-09-30"]
    ]
    assert report(exports)["kept"] == 2


def test_a_post_is_timed_by_its_own_date_and_not_by_that_of_its_collection(read, row, ids):
    header = "tweetUrl,handle,text,tweetDate,likeCount,retweetCount,timestamp"
    link = f"https://twitter.com/mfa_one/status/{ids['sep28']}"
    post = f"{link},mfa_one,Merhaba,Sat Sep 28 10:00:00 +0000 2024,3,1,2024-10-05T00:00:00.000Z"
    exports = read(f"{header}\n{post}\n")
    assert row(exports, "post_id", "handle", "likes") == [ids["sep28"], "mfa_one", 3]
    assert f"{exports.posts['created_at'][0]:%Y-%m-%d %H:%M}" == "2024-09-28 10:00"
