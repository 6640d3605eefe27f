"""twscrape, snscrape, twitter-web-exporter, tweet-harvest and Social Feed Manager."""

import json

import pandas as pd
import pytest

SCRAPED_USER = {"id": 11, "id_str": "11", "username": "MFA_Aydar", "displayname": "Aydar MFA", "followersCount": 52901,
                "friendsCount": 120, "statusesCount": 15201, "created": "2012-01-01 00:00:00+00:00"}  # fmt: skip


def scraped(post_id: str, text: str, **more) -> dict:
    return {
        "id": int(post_id),
        "id_str": post_id,
        "url": f"https://x.com/MFA_Aydar/status/{post_id}",
        "date": "2024-09-28 10:00:00+00:00",
        "user": SCRAPED_USER | {"pinnedIds": [int(post_id)]},
        "lang": "ru",
        "rawContent": text,
        "replyCount": 1,
        "retweetCount": 2,
        "likeCount": 5,
        "quoteCount": 0,
        "bookmarkedCount": 3,
        "viewCount": None,
        "conversationId": 7,
        "conversationIdStr": "7",
        "hashtags": ["мир"],
        "mentionedUsers": [{"username": "Other_MFA"}],
        "links": [{"url": "https://example.org", "tcourl": "https://t.co/a"}],
        "media": {"photos": [{"url": "p"}, {"url": "q"}], "videos": [], "animated": [{"videoUrl": "g"}]},
        **more,
    }


def test_twscrape(read, row, lines, ids):
    post = scraped(
        ids["sep28"],
        "Встреча &amp; соглашение",
        inReplyToTweetId=1,
        inReplyToUser={"id_str": "11", "username": "MFA_Aydar"},
    )
    exports = read(lines(post, post))
    assert row(exports, "post_id", "handle", "text", "created_at", "conversation_id") == [
        ids["sep28"], "MFA_Aydar", "Встреча & соглашение", pd.Timestamp("2024-09-28 10:00", tz="UTC"), "7"]  # fmt: skip
    assert row(exports, "likes", "reposts", "replies", "quotes", "views", "bookmarks") == [
        5,
        2,
        1,
        0,
        None,
        3,
    ]
    assert row(exports, "media_types", "mentions", "hashtags", "urls") == [
        ["photo", "photo", "animated_gif"], ["Other_MFA"], ["мир"], ["https://example.org"]]  # fmt: skip
    assert row(exports, "is_reply", "is_self_reply", "is_pinned", "is_repost") == [True, True, True, False]
    assert exports.accounts[["handle", "followers", "posts"]].values.tolist() == [["MFA_Aydar", 52901, 15201]]


def test_snscrape(read, row, lines, ids):
    post = scraped(ids["sep28"], "RT @Other_MFA: начало…", bookmarkCount=4, pinned=False,
                   retweetedTweet={"id": 900, "rawContent": "начало и конец"},
                   media=[{"_type": "snscrape.modules.twitter.Photo"}, {"_type": "snscrape.modules.twitter.Gif"}])  # fmt: skip
    del post["id_str"], post["bookmarkedCount"]
    exports = read(lines(post, post))
    assert row(exports, "post_id", "text", "is_repost", "is_pinned", "bookmarks", "media_types") == [
        ids["sep28"], "начало и конец", True, False, 4, ["photo", "animated_gif"]]  # fmt: skip


def test_older_snscrape_calls_the_text_content_and_the_links_outlinks(read, row, lines, ids):
    post = scraped(ids["sep28"], "") | {"content": "текст", "outlinks": ["https://example.org/x"]}
    del post["rawContent"], post["links"]
    assert row(read(lines(post, post)), "text", "urls") == ["текст", ["https://example.org/x"]]


def test_scraped_users_are_snapshots(read, lines):
    exports = read(
        lines(SCRAPED_USER, SCRAPED_USER | {"id_str": "12", "username": "b"}), name="users_20240928.jsonl"
    )
    assert exports.accounts[["handle", "followers", "following", "captured_on"]].values.tolist() == [
        ["MFA_Aydar", 52901, 120, "2024-09-28"],
        ["b", 52901, 120, "2024-09-28"],
    ]


def exported(post_id: str, **more) -> dict:
    return {
        "id": post_id,
        "created_at": "2024-09-28 15:00:00 +05:00",
        "full_text": "Бірінші\nекінші",
        "media": [{"type": "photo", "url": "https://t.co/a"}],
        "screen_name": "MFA_Aydar",
        "name": "Aydar MFA",
        "in_reply_to": None,
        "retweeted_status": None,
        "quoted_status": "9",
        "media_tags": [],
        "favorite_count": 5,
        "retweet_count": 2,
        "bookmark_count": 3,
        "quote_count": 0,
        "reply_count": 1,
        "views_count": None,
        "url": f"https://twitter.com/MFA_Aydar/status/{post_id}",
        **more,
    }


def test_web_exporter_json(read, row, ids):
    exports = read([exported(ids["sep28"])])
    assert row(exports, "post_id", "text", "created_at", "media_types", "is_quote", "is_repost", "views") == [
        ids["sep28"], "Бірінші\nекінші", pd.Timestamp("2024-09-28 10:00", tz="UTC"), ["photo"], True, False, None]  # fmt: skip


def test_web_exporter_knows_whose_reply_it_is_only_from_the_raw_data(read, row, ids):
    legacy = {
        "in_reply_to_user_id_str": "11",
        "user_id_str": "11",
        "in_reply_to_screen_name": "MFA_Aydar",
        "lang": "kk",
    }
    bare, full = (
        exported(ids["sep28"], in_reply_to="9"),
        exported(ids["sep28"], in_reply_to="9", metadata={"legacy": legacy}),
    )
    assert row(read([bare]), "is_reply", "is_self_reply") == [True, None]
    assert row(read([full]), "is_reply", "is_self_reply", "lang_platform") == [True, True, "kk"]


def test_web_exporter_csv(read, row, ids):
    record = exported(ids["sep28"])
    cells = [json.dumps(value) if not isinstance(value, str) else value for value in record.values()]
    table = (
        ",".join(record)
        + "\n"
        + ",".join('"' + c.replace('"', '""').replace("\n", "\\n") + '"' for c in cells)
        + "\n"
    )
    exports = read("\ufeff" + table)
    assert row(exports, "post_id", "text", "created_at", "media_types", "is_quote", "is_repost", "is_reply", "views") == [
        ids["sep28"], "Бірінші\nекінші", pd.Timestamp("2024-09-28 10:00", tz="UTC"), ["photo"], True, False, False, None]  # fmt: skip


def test_web_exporter_times_without_a_zone_give_way_to_the_ids(read, row, report, ids):
    exports = read([exported(ids["sep28"], created_at="2024-09-28 15:00:00")])
    assert row(exports, "created_at") == [pd.Timestamp("2024-09-28 10:00:00.000", tz="UTC")]
    assert report(exports)["warnings"] == [
        "1 of 1 time differs from the times in their ids (mostly by +5 h): they are local or have no hour, and the ids' "
        "times (UTC) were taken"
    ]


def test_web_exporter_users(read):
    user = {"id": "11", "screen_name": "MFA_Aydar", "name": "Aydar MFA", "followers_count": 52901, "friends_count": 120,
            "statuses_count": 15201, "favourites_count": 9, "website": None, "can_dm": "NO", "following": "YES"}  # fmt: skip
    exports = read([user], name="twitter-Followers-2024-09-28.json")
    assert exports.accounts[["handle", "followers", "following", "posts", "captured_on"]].values.tolist() == [
        ["MFA_Aydar", 52901, 120, 15201, "2024-09-28"]
    ]


def test_tweet_harvest(read, row, ids):
    header = "conversation_id_str,created_at,favorite_count,full_text,id_str,image_url,in_reply_to_screen_name,lang,quote_count,reply_count,retweet_count,tweet_url,user_id_str,username\n"
    line = f"7,Sat Sep 28 10:00:00 +0000 2024,5,Salom,{ids['sep28']},,MFA_Aydar,uz,0,1,2,https://x.com/a/status/1,11,mfa_aydar\n"
    exports = read(header + line)
    assert row(exports, "post_id", "handle", "likes", "is_reply", "is_self_reply", "media_types") == [
        ids["sep28"], "mfa_aydar", 5, True, True, []]  # fmt: skip


def test_social_feed_manager(read, row, ids):
    header = "created_at,parsed_created_at,id,tweet_url,user_id,user_screen_name,user_name,user_followers_count,user_friends_count,user_statuses_count,user_created_at,tweet_type,text,lang,favorite_count,retweet_count,hashtags,urls,in_reply_to_screen_name\n"
    line = f"Sat Sep 28 10:00:00 +0000 2024,2024-09-28 10:00:00+00:00,{ids['sep28']},https://twitter.com/a/status/1,11,MFA_Aydar,Aydar MFA,52901,120,15201,,retweet,RT @Other_MFA: a,tr,0,7,barış dostluk,https://example.org,\n"
    exports = read(header + line)
    assert row(exports, "post_id", "text", "is_repost", "hashtags", "urls") == [
        ids["sep28"], "a", True, ["barış", "dostluk"], ["https://example.org"]]  # fmt: skip
    assert exports.accounts["followers"].tolist() == [52901]


def test_snscrape_of_2020_had_no_counts_and_the_name_beside_the_text(read, row, ids):
    tweet = {"url": f"https://twitter.com/MFA_Aydar/status/{ids['sep28']}", "date": "2024-09-28T10:00:00+00:00", "content": "Сөз",
             "id": int(ids["sep28"]), "username": "MFA_Aydar", "outlinks": [], "tcooutlinks": []}  # fmt: skip
    assert row(read([tweet]), "post_id", "handle", "text", "likes") == [
        ids["sep28"],
        "MFA_Aydar",
        "Сөз",
        None,
    ]


@pytest.mark.parametrize("named", ["{'username': 'UN', 'id': 1}", "User(username='UN', id=1)"])
def test_a_table_that_pandas_wrote_of_snscrapes_posts(read, row, ids, named):
    header = ",url,date,rawContent,id,user,replyCount,retweetCount,likeCount,quoteCount,conversationId,lang,hashtags,mentionedUsers\n"
    cells = f"https://twitter.com/MFA_Aydar/status/{ids['sep28']},2024-09-28 10:00:00+00:00,Сөз,{ids['sep28']},\"{{'username': 'MFA'}}\""
    line = f"0,{cells},0,2,5,0,{ids['sep28']},kk,\"['достық', 'барыс']\",\"[{named}]\"\n"
    exports = read(header + line)
    assert row(exports, "handle", "likes", "replies", "hashtags", "mentions") == [
        "MFA_Aydar", 5, 0, ["достық", "барыс"], ["UN"]]  # fmt: skip


@pytest.mark.parametrize(
    "user",
    [
        {"legacy": {"followers_count": 52901, "friends_count": 120, "statuses_count": 15201}},
        {"relationship_counts": {"followers": 52901, "following": 120}, "tweet_counts": {"tweets": 15201}},
    ],
    ids=["until 2026", "since"],
)
def test_the_account_in_the_raw_data_of_the_web_exporter_is_a_snapshot(read, ids, user):
    post = {"id": ids["sep28"], "created_at": "2024-09-28T10:00:00.000Z", "full_text": "a", "screen_name": "MFA_Aydar", "name": "Aydar",
            "user_id": "11", "favorite_count": 5, "views_count": 9, "quoted_status": None, "in_reply_to": None,
            "metadata": {"core": {"user_results": {"result": user}}}}  # fmt: skip
    exports = read([post], name="twitter-UserTweets-2024-09-30.json")
    columns = ["handle", "author_id", "followers", "following", "posts", "captured_on"]
    assert exports.accounts[columns].values.tolist() == [["MFA_Aydar", "11", 52901, 120, 15201, "2024-09-30"]]
