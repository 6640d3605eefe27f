"""API v2 pages, twarc's lines and tables, API v1.1."""

import pandas as pd

COUNTS = ["likes", "reposts", "replies", "quotes", "views", "bookmarks"]
FLAGS = ["is_repost", "is_quote", "is_reply", "is_self_reply", "is_pinned", "text_truncated"]

USERS = [
    {
        "id": "11",
        "username": "MFA_Aydar",
        "name": "Aydar MFA",
        "created_at": "2012-01-01T00:00:00.000Z",
        "pinned_tweet_id": "1839968290206646279",
        "public_metrics": {"followers_count": 52901, "following_count": 120, "tweet_count": 15201},
    },
    {
        "id": "22",
        "username": "Other_MFA",
        "public_metrics": {"followers_count": 7, "following_count": 1, "tweet_count": 2},
    },
]
METRICS = {
    "like_count": 5,
    "retweet_count": 2,
    "reply_count": 1,
    "quote_count": 0,
    "impression_count": 90,
    "bookmark_count": 3,
}


def page(*posts: dict, **includes) -> dict:
    return {
        "data": list(posts),
        "includes": {"users": USERS, **includes},
        "meta": {"result_count": len(posts)},
        "__twarc": {"retrieved_at": "2024-10-03T00:00:00+00:00"},
    }


def post(post_id: str, time: str, text: str, **more) -> dict:
    return {"id": post_id, "author_id": "11", "created_at": time, "text": text, "lang": "kk", "public_metrics": METRICS,
            "conversation_id": post_id, **more}  # fmt: skip


def test_a_page_gives_all_that_it_says_of_a_post(read, row, ids):
    media = [{"media_key": "3_1", "type": "photo"}, {"media_key": "7_2", "type": "video"}]
    exports = read(
        page(
            post(
                ids["sep28"],
                "2024-09-28T10:00:00.000Z",
                "Кездесу &amp; келісім #достық @Other_MFA",
                attachments={"media_keys": ["7_2", "3_1"]},
                entities={
                    "mentions": [{"username": "Other_MFA", "id": "22"}],
                    "hashtags": [{"tag": "достық"}],
                    "urls": [{"expanded_url": "https://example.org/a,b"}],
                },
            ),
            media=media,
        )
    )
    assert row(exports, "post_id", "platform", "handle", "author_id", "text", "lang_platform") == [
        ids["sep28"],
        "twitter",
        "MFA_Aydar",
        "11",
        "Кездесу & келісім #достық @Other_MFA",
        "kk",
    ]
    assert row(exports, "created_at", "collected_at") == [
        pd.Timestamp("2024-09-28 10:00", tz="UTC"),
        pd.Timestamp("2024-10-03", tz="UTC"),
    ]
    assert row(exports, *COUNTS) == [5, 2, 1, 0, 90, 3]
    assert row(exports, "media_types", "mentions", "hashtags", "urls") == [
        ["video", "photo"],
        ["Other_MFA"],
        ["достық"],
        ["https://example.org/a,b"],
    ]
    assert row(exports, *FLAGS) == [False, False, False, False, True, False]
    assert row(exports, "source_format", "file", "row") == ["X API v2 page", "export", 1]


def test_each_of_a_pages_users_is_a_snapshot_of_the_day_of_capture(read, ids):
    accounts = read(page(post(ids["sep28"], "2024-09-28T10:00:00.000Z", "a"))).accounts
    columns = [
        "platform",
        "handle",
        "author_id",
        "name",
        "followers",
        "following",
        "posts",
        "captured_on",
        "row",
    ]
    assert accounts[columns].values.tolist() == [
        ["twitter", "MFA_Aydar", "11", "Aydar MFA", 52901, 120, 15201, "2024-10-03", 1],
        ["twitter", "Other_MFA", "22", "", 7, 1, 2, "2024-10-03", 2],
    ]


def test_a_repost_has_the_originals_text_in_full_and_is_flagged(read, row, ids):
    original = {
        "id": "900",
        "author_id": "22",
        "text": "Начало",
        "note_tweet": {"text": "Начало и весь длинный текст"},
    }
    repost = post(
        ids["sep28"],
        "2024-09-28T10:00:00.000Z",
        "RT @Other_MFA: Начало…",
        referenced_tweets=[{"type": "retweeted", "id": "900"}],
    )
    exports = read(page(repost, tweets=[original]))
    assert row(exports, "text", "is_repost", "is_reply", "text_truncated") == [
        "Начало и весь длинный текст", True, False, False]  # fmt: skip


def test_a_repost_without_its_original_keeps_what_there_is(read, row, ids):
    text = "RT @Other_MFA: " + "сөз " * 32 + "…"
    repost = post(
        ids["sep28"], "2024-09-28T10:00:00.000Z", text, referenced_tweets=[{"type": "retweeted", "id": "9"}]
    )
    exports = read(page(repost))
    assert row(exports, "text", "is_repost") == [("сөз " * 32 + "…"), True]


def test_a_long_post_has_its_whole_text_and_is_not_cut(read, row, ids):
    cut = "Мәлімдеме " * 27 + "… https://t.co/abc"
    whole = "Мәлімдеме " * 60
    entities = {"hashtags": [{"tag": "бейбітшілік"}]}
    exports = read(
        page(
            post(
                ids["sep28"],
                "2024-09-28T10:00:00.000Z",
                cut,
                note_tweet={"text": whole, "entities": entities},
            )
        )
    )
    assert row(exports, "text", "hashtags", "text_truncated") == [whole, ["бейбітшілік"], False]


def test_a_long_post_whose_text_was_not_asked_for_is_marked_as_cut(read, row, report, ids):
    exports = read(
        page(post(ids["sep28"], "2024-09-28T10:00:00.000Z", "Мәлімдеме " * 27 + "… https://t.co/abc"))
    )
    assert row(exports, "text_truncated") == [True]
    assert report(exports)["warnings"] == ["1 post whose text the platform cut (text_truncated)"]


def test_ones_own_thread_is_no_reply_to_others(read, ids):
    def answer(key, to, replied):
        return post(ids[key], f"2024-09-{key[3:]}T10:00:00.000Z", key, in_reply_to_user_id=to, conversation_id="1",
                    referenced_tweets=[{"type": "replied_to", "id": replied}])  # fmt: skip

    posts = read(page(answer("sep28", "11", "1"), answer("sep29", "22", "2"))).posts.set_index("text")
    columns = ["is_reply", "is_self_reply", "reply_to_handle"]
    assert posts.loc["sep28", columns].tolist() == [True, True, "MFA_Aydar"]
    assert posts.loc["sep29", columns].tolist() == [True, False, "Other_MFA"]


def test_a_quote_is_flagged(read, row, ids):
    quote = post(
        ids["sep28"], "2024-09-28T10:00:00.000Z", "a", referenced_tweets=[{"type": "quoted", "id": "9"}]
    )
    assert row(read(page(quote)), "is_quote", "is_repost", "is_reply") == [True, False, False]


def test_what_was_not_asked_for_is_missing_and_the_time_is_in_the_id(read, row, ids):
    exports = read({"data": [{"id": ids["sep28"], "text": "a"}], "meta": {}})
    assert row(exports, *COUNTS, "is_quote", "is_reply", "is_self_reply", "lang_platform") == [None] * 10
    assert row(exports, "created_at") == [pd.Timestamp("2024-09-28 10:00", tz="UTC")]


def test_views_of_zero_beside_likes_are_missing_and_said(read, row, report, ids):
    exports = read(
        page(
            post(
                ids["sep28"],
                "2024-09-28T10:00:00.000Z",
                "a",
                public_metrics=METRICS | {"impression_count": 0},
            )
        )
    )
    assert row(exports, "likes", "views") == [5, None]
    assert report(exports)["warnings"][0] == (
        "1 post with likes and 0 views: such a zero stands for a missing count, and was left out"
    )


def test_lines_of_pages_name_the_line_and_lines_of_posts_likewise(read, lines, ids):
    first = page(
        post(ids["sep28"], "2024-09-28T10:00:00.000Z", "a"),
        post(ids["sep29"], "2024-09-29T10:00:00.000Z", "b"),
    )
    second = page(post(ids["sep30"], "2024-09-30T10:00:00.000Z", "c"))
    posts = read(lines(first, second)).posts
    assert posts[["text", "row"]].values.tolist() == [["a", 1], ["b", 1], ["c", 2]]


def test_one_post_in_a_page_may_stand_without_a_list(read, lines, ids):
    single = page() | {"data": post(ids["sep28"], "2024-09-28T10:00:00.000Z", "a")}
    listed = page(post(ids["sep29"], "2024-09-29T10:00:00.000Z", "b"))
    assert read(lines(single, listed)).posts["text"].tolist() == ["a", "b"]


def test_a_flattened_post_gives_the_same_as_the_page(read, row, ids):
    flat = post(
        ids["sep28"],
        "2024-09-28T10:00:00.000Z",
        "RT @Other_MFA: Начало…",
        author=USERS[0],
        referenced_tweets=[{"type": "retweeted", "id": "900", "text": "Начало и конец", "author": USERS[1]}],
        attachments={"media": [{"media_key": "3_1", "type": "photo"}], "media_keys": ["3_1"]},
        __twarc={"retrieved_at": "2024-10-03T00:00:00+00:00"},
    )
    exports = read([flat])
    assert row(exports, "handle", "text", "media_types", "is_repost", "is_pinned") == [
        "MFA_Aydar", "Начало и конец", ["photo"], True, True]  # fmt: skip
    assert exports.accounts[["handle", "followers", "captured_on"]].values.tolist() == [
        ["MFA_Aydar", 52901, "2024-10-03"]
    ]
    assert row(exports, "source_format") == ["X API v2 post"]


def test_4cats_lines_of_api_posts_are_flattened_posts(read, row, ids):
    item = post(
        ids["sep28"],
        "2024-09-28T10:00:00.000Z",
        "a",
        author_user={"username": "MFA_Aydar", "name": "Aydar MFA"},
        attachments={"media_keys": [{"media_key": "3_1", "type": "photo"}]},
        in_reply_to_user={"username": "Other_MFA"},
        in_reply_to_user_id="22",
        referenced_tweets=[{"type": "replied_to", "id": "9"}],
    )
    exports = read([item])
    assert row(exports, "handle", "media_types", "reply_to_handle", "is_self_reply") == [
        "MFA_Aydar", ["photo"], "Other_MFA", False]  # fmt: skip


def test_users_alone_become_snapshots(read, report):
    exports = read({"data": USERS, "__twarc": {"retrieved_at": "2024-10-03T00:00:00+00:00"}})
    assert exports.accounts[["handle", "followers", "captured_on"]].values.tolist() == [
        ["MFA_Aydar", 52901, "2024-10-03"],
        ["Other_MFA", 7, "2024-10-03"],
    ]
    assert [report(exports)[name] for name in ("format", "rows_read", "kept")] == ["X API v2 users", 2, 2]


def test_counts_of_posts_are_set_aside(read, report):
    exports = read(
        {"data": [{"start": "2024-09-28T00:00:00Z", "end": "2024-09-29T00:00:00Z", "tweet_count": 4}]}
    )
    assert report(exports)["reasons"] == {"a count of posts per hour or day, not a post": 1}


def test_a_page_without_posts_is_set_aside_and_counted(read, report, lines, ids):
    exports = read(
        lines(page(post(ids["sep28"], "2024-09-28T10:00:00.000Z", "a")), {"meta": {"result_count": 0}})
    )
    assert [report(exports)[name] for name in ("rows_read", "kept", "reasons")] == [
        2,
        1,
        {"a page without posts": 1},
    ]


TWARC = (
    "id,conversation_id,referenced_tweets.replied_to.id,referenced_tweets.retweeted.id,referenced_tweets.quoted.id,"
    "author_id,in_reply_to_user_id,in_reply_to_username,created_at,text,lang,public_metrics.like_count,"
    "public_metrics.retweet_count,public_metrics.impression_count,entities.hashtags,entities.mentions,entities.urls,"
    "attachments.media,author.username,author.public_metrics.followers_count,author.public_metrics.tweet_count,"
    "__twarc.retrieved_at\n"
)


def test_twarc_csv_has_lists_in_json_and_line_breaks_written_out(read, row, ids):
    cells = (
        f'{ids["sep28"]},1,9,,,11,11,MFA_Aydar,2024-09-28T10:00:00.000Z,Бірінші\\nекінші &lt;3,kk,5,2,,"[""#достық""]",'
        '"[""@Other_MFA""]","[""https://example.org""]","[{""type"": ""video""}]",MFA_Aydar,52901,15201,'
        "2024-10-03T00:00:00+00:00\n"
    )
    exports = read(TWARC + cells)
    assert row(exports, "text", "likes", "views", "hashtags", "mentions", "urls", "media_types") == [
        "Бірінші\nекінші <3", 5, None, ["достық"], ["Other_MFA"], ["https://example.org"], ["video"]]  # fmt: skip
    assert row(exports, "is_reply", "is_self_reply", "is_repost", "row") == [True, True, False, 2]
    assert exports.accounts[["handle", "followers", "captured_on"]].values.tolist() == [
        ["MFA_Aydar", 52901, "2024-10-03"]
    ]


def test_older_twarc_csv_prints_text_and_lists_as_json(read, row, ids):
    header = "id,text,author_id,created_at,public_metrics.like_count,author.username,entities.hashtags,referenced_tweets\n"
    cells = (
        f'{ids["sep28"]},"""Line one\\nsays \\""yes\\"" \\u049b""",11,2024-09-28T10:00:00.000Z,3,MFA_Aydar,'
        '"[{""start"": 0, ""tag"": ""destiny""}]","[{""type"": ""quoted"", ""id"": ""9""}]"\n'
    )
    exports = read(header + cells)
    assert row(exports, "text", "hashtags", "is_quote", "is_repost") == [
        'Line one\nsays "yes" қ', ["destiny"], True, False]  # fmt: skip


V1_USER = {"id_str": "11", "screen_name": "MFA_Aydar", "name": "Aydar MFA", "followers_count": 52901, "friends_count": 120,
           "statuses_count": 15201, "created_at": "Sun Jan 01 00:00:00 +0000 2012"}  # fmt: skip


def v1(post_id: str, full_text: str, **more) -> dict:
    return {"id_str": post_id, "id": int(post_id), "created_at": "Sat Sep 28 10:00:00 +0000 2024", "full_text": full_text,
            "lang": "tr", "favorite_count": 5, "retweet_count": 2, "user": V1_USER, **more}  # fmt: skip


def test_version_1_keeps_missing_counts_missing(read, row, ids):
    exports = read([v1(ids["sep28"], "Görüşme &amp; anlaşma")])
    assert row(exports, "post_id", "text", "created_at", *COUNTS) == [
        ids["sep28"], "Görüşme & anlaşma", pd.Timestamp("2024-09-28 10:00", tz="UTC"), 5, 2, None, None, None, None]  # fmt: skip


def test_version_1_takes_the_extended_text_of_a_stream(read, row, ids):
    long = "Uzun açıklama " * 15
    entities = {"hashtags": [{"text": "barış"}], "user_mentions": [], "urls": []}
    streamed = v1(ids["sep28"], "", text="Uzun… https://t.co/a", truncated=True,
                  extended_tweet={"full_text": long, "entities": entities})  # fmt: skip
    del streamed["full_text"]
    assert row(read([streamed]), "text", "hashtags", "text_truncated") == [long, ["barış"], False]


def test_version_1_marks_a_cut_text_without_its_extension(read, row, ids):
    assert row(read([v1(ids["sep28"], "Uzun…", truncated=True)]), "text_truncated") == [True]


def test_version_1_reposts_threads_quotes_and_replies(read, lines, ids):
    original = {"id_str": "900", "full_text": "Özgün metin, tamamı"}
    posts = read(
        lines(
            v1(ids["sep28"], "RT @Other_MFA: Özgün…", retweeted_status=original),
            v1(ids["sep28_11"], "kendi zinciri", in_reply_to_status_id_str="1", in_reply_to_user_id_str="11",
               in_reply_to_screen_name="MFA_Aydar", created_at="Sat Sep 28 11:00:00 +0000 2024"),
            v1(ids["sep29"], "@Other_MFA teşekkürler", in_reply_to_status_id_str="2", in_reply_to_user_id_str="22",
               in_reply_to_screen_name="Other_MFA", created_at="Sun Sep 29 10:00:00 +0000 2024"),
            v1(ids["sep30"], "alıntı", is_quote_status=True, created_at="Mon Sep 30 10:00:00 +0000 2024"),
        )
    ).posts  # fmt: skip
    flags = posts[["text", "is_repost", "is_reply", "is_self_reply", "is_quote"]].values.tolist()
    assert flags == [
        ["Özgün metin, tamamı", True, False, False, False],
        ["kendi zinciri", False, True, True, False],
        ["@Other_MFA teşekkürler", False, True, False, False],
        ["alıntı", False, False, False, True],
    ]


def test_a_search_of_version_1_holds_its_posts_in_a_list(read, ids):
    exports = read({"statuses": [v1(ids["sep28"], "a")], "search_metadata": {}})
    assert exports.posts[["text", "handle", "row"]].values.tolist() == [["a", "MFA_Aydar", 1]]
    assert exports.accounts["followers"].tolist() == [52901]


def test_users_of_version_1_become_snapshots_dated_by_the_name_of_the_file(read, report):
    exports = read([V1_USER], name="users_2024-09-28.json")
    assert exports.accounts[["handle", "followers", "posts", "captured_on"]].values.tolist() == [
        ["MFA_Aydar", 52901, 15201, "2024-09-28"]
    ]
    assert report(exports)["warnings"] == [
        "1 account without a time of capture: dated 2024-09-28, by the file's name"
    ]


def test_a_list_of_users_of_version_1(read):
    exports = read({"users": [V1_USER], "next_cursor": 0}, name="followers 2024-09-28.json")
    assert exports.accounts[["handle", "followers", "captured_on"]].values.tolist() == [
        ["MFA_Aydar", 52901, "2024-09-28"]
    ]


def test_the_tidy_table_of_academictwitter_has_na_where_there_is_nothing(read, row, ids):
    header = (
        "tweet_id,user_username,text,conversation_id,created_at,author_id,lang,in_reply_to_user_id,user_name,retweet_count,"
        "like_count,quote_count,user_tweet_count,user_followers_count,user_following_count,sourcetweet_type,sourcetweet_text"
    )
    plain = f"{ids['sep28']},mfa_one,Merhaba,1,2024-09-28T10:00:00.000Z,9,tr,NA,The Ministry,6,11,0,99,1234,5,NA,NA"
    repost = (
        f"{ids['sep29']},mfa_one,RT @two: Hel…,2,2024-09-29T10:00:00.000Z,9,en,NA,The Ministry,2,0,0,99,1234,5,"
        "retweeted,Hello to all"
    )
    exports = read(f"{header}\n{plain}\n{repost}\n", "2024-10-01.csv")
    assert row(exports, "handle", "text", "likes", "is_repost", "is_reply") == [
        "mfa_one",
        "Merhaba",
        11,
        False,
        False,
    ]
    assert row(exports, "handle", "text", "is_repost", at=1) == ["mfa_one", "Hello to all", True]
    assert exports.accounts[["handle", "followers", "following", "posts"]].values.tolist() == [
        ["mfa_one", 1234, 5, 99]
    ]
