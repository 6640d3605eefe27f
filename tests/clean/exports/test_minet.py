"""minet's tables of tweets, users and Bluesky, and the same fields as lines of JSON."""

import pandas as pd

TWEETS = (
    "id,timestamp_utc,local_time,user_screen_name,text,retweet_count,like_count,reply_count,impression_count,lang,"
    "to_username,to_userid,to_tweetid,user_id,user_name,user_tweets,user_followers,user_friends,user_timestamp_utc,"
    "retweeted_id,quoted_id,collection_time,url,links,media_types,mentioned_names,hashtags\n"
)


def line(post_id: str, **more) -> str:
    cells = {
        "id": post_id, "timestamp_utc": "1727517600.0", "local_time": "2024-09-28T15:00:00", "handle": "MFA_Aydar",
        "text": '"Görüşme\n\n#barış"', "reposts": "2", "likes": "5", "replies": "1", "views": "", "lang": "tr",
        "to_username": "", "to_userid": "", "to_tweetid": "", "user_id": "11", "name": "Aydar MFA", "posts": "15201",
        "followers": "52901", "friends": "120", "since": "1325376000.0", "retweeted_id": "", "quoted_id": "",
        "collection_time": "2024-10-03T10:00:00.123456", "url": f"https://twitter.com/MFA_Aydar/status/{post_id}",
        "links": "https://example.org/a|https://example.org/b", "media": "photo|video", "mentions": "Other_MFA|Third",
        "hashtags": "barış", **more,
    }  # fmt: skip
    return ",".join(cells.values()) + "\n"


def test_tweets_are_timed_by_utc_and_not_by_the_collectors_clock(read, row, ids):
    exports = read(TWEETS + line(ids["sep28"]))
    assert row(exports, "created_at", "collected_at") == [
        pd.Timestamp("2024-09-28 10:00", tz="UTC"), pd.Timestamp("2024-10-03 10:00:00.123456", tz="UTC")]  # fmt: skip
    assert row(exports, "text", "likes", "views", "quotes", "bookmarks") == [
        "Görüşme\n\n#barış",
        5,
        None,
        None,
        None,
    ]
    assert row(exports, "urls", "media_types", "mentions", "hashtags") == [
        ["https://example.org/a", "https://example.org/b"], ["photo", "video"], ["Other_MFA", "Third"], ["barış"]]  # fmt: skip
    assert exports.accounts[["handle", "followers", "following", "posts", "captured_on"]].values.tolist() == [
        ["MFA_Aydar", 52901, 120, 15201, "2024-10-03"]
    ]


def test_tweets_know_threads_replies_reposts_and_quotes(read, row, ids):
    thread = line(ids["sep28"], to_username="MFA_Aydar", to_userid="11", to_tweetid="1", quoted_id="9")
    assert row(read(TWEETS + thread), "is_reply", "is_self_reply", "is_quote", "is_repost") == [
        True,
        True,
        True,
        False,
    ]
    repost = line(ids["sep28"], retweeted_id="9", text="RT @Other_MFA: metnin tamamı")
    assert row(read(TWEETS + repost), "is_repost", "text") == [True, "metnin tamamı"]


def test_the_same_fields_as_json(read, row, lines, ids):
    source = {
        "timestamp_utc": "1727517600.0", "text": "a", "user_screen_name": "MFA_Aydar", "user_id": "11", "like_count": 5,
        "retweet_count": 2, "links": ["https://example.org/a"], "media_types": [], "mentioned_names": ["Other_MFA"],
        "hashtags": ["barış"], "collection_time": "2024-10-03T10:00:00.123456", "to_userid": "22", "to_username": "Other_MFA",
        "user_followers": 52901, "user_friends": 1, "user_tweets": 2,
    }  # fmt: skip
    item = {"_index": "x", "_id": ids["sep28"], "_source": source}
    exports = read(lines(item, item))
    assert row(exports, "post_id", "likes", "urls", "mentions", "is_reply", "is_self_reply") == [
        ids["sep28"], 5, ["https://example.org/a"], ["Other_MFA"], True, False]  # fmt: skip
    normalized = source | {"id": ids["sep28"]}
    assert row(read([normalized]), "post_id", "hashtags") == [ids["sep28"], ["barış"]]


def test_users(read):
    table = "id,screen_name,name,timestamp_utc,local_time,tweets,followers,friends\n11,MFA_Aydar,Aydar MFA,1325376000,2012-01-01T05:00:00,15201,52901,120\n"
    accounts = read(table, name="users 2024-09-28.csv").accounts
    assert accounts[
        ["handle", "followers", "following", "posts", "created_at", "captured_on"]
    ].values.tolist() == [
        ["MFA_Aydar", 52901, 120, 15201, pd.Timestamp("2012-01-01", tz="UTC"), "2024-09-28"]
    ]


BLUESKY = (
    "uri,url,timestamp_utc,local_time,user_did,user_handle,text,original_text,repost_count,like_count,reply_count,"
    "quote_count,bookmark_count,user_langs,to_user_did,to_post_uri,to_root_post_uri,repost_by_user_did,"
    "repost_by_user_handle,repost_timestamp_utc,quoted_uri,links,media_types,mentioned_user_handles,hashtags,collection_time\n"
)


def test_bluesky_takes_the_original_text_and_gives_a_repost_its_own_account(read):
    own = "at://did:plc:a/app.bsky.feed.post/1,u,1727517600,x,did:plc:a,mfa.example.org,own « quoted »,own,2,5,1,0,0,kk|ru,did:plc:a,at://p,at://r,,,,at://q,,image/jpeg,other.example.org,достық,2024-10-03T00:00:00\n"
    repost = "at://did:plc:b/app.bsky.feed.post/2,u,1727517600,x,did:plc:b,other.example.org,theirs,theirs,2,5,1,0,0,en,,,,did:plc:a,mfa.example.org,1727604000,,,,,,2024-10-03T00:00:00\n"
    posts = read(BLUESKY + own + repost).posts.set_index("text")
    assert posts.loc["own", ["handle", "is_quote", "is_reply", "is_self_reply", "lang_platform", "media_types"]].tolist() == [
        "mfa.example.org", True, True, True, "kk,ru", ["photo"]]  # fmt: skip
    assert posts.loc["theirs", ["post_id", "handle", "is_repost", "created_at"]].tolist() == [
        "at://did:plc:b/app.bsky.feed.post/2#repost-by-did:plc:a",
        "mfa.example.org",
        True,
        pd.Timestamp("2024-09-29 10:00", tz="UTC"),
    ]


def test_bluesky_profiles(read):
    table = "did,url,handle,display_name,description,posts,followers,follows,timestamp_utc,collection_time\ndid:plc:a,u,mfa.example.org,Aydar MFA,d,10,64,108,1696949901,2024-10-03T00:00:00\n"
    assert read(table).accounts[
        ["platform", "handle", "author_id", "followers", "following", "posts", "captured_on"]
    ].values.tolist() == [["bluesky", "mfa.example.org", "did:plc:a", 64, 108, 10, "2024-10-03"]]


def test_tiktok_and_telegram(read, row):
    tiktok = "id,description,timestamp,author_unique_id,digg_count,share_count,comment_count,play_count,author_follower_count\n7,Салом,1727517600,mfa_aydar,5,2,1,900,52901\n"
    assert row(read(tiktok), "platform", "likes", "views", "media_types") == ["tiktok", 5, 900, ["video"]]
    telegram = "link_to_message,user,text,views,datetime\nhttps://t.me/mfa_aydar/77,Aydar,Салом,28700,2024-09-28T10:00:00+00:00\n"
    assert row(read(telegram), "platform", "post_id", "handle", "views") == [
        "telegram",
        "mfa_aydar/77",
        "mfa_aydar",
        28700,
    ]


def test_instagram_posts(read, row):
    header = "shortcode,url,caption,hashtags,mentioned_names,liked_by_count,comment_count,video_view_count,is_video,owner_id,taken_at_timestamp\n"
    exports = read(
        header + "Cx,https://www.instagram.com/p/Cx,Görüş,barış|dostluk,un,5,1,,false,11,1727517600\n"
    )
    assert row(exports, "platform", "post_id", "author_id", "text", "likes", "replies", "views", "hashtags") == [
        "instagram", "Cx", "11", "Görüş", 5, 1, None, ["barış", "dostluk"]]  # fmt: skip
    assert row(exports, "created_at") == [pd.Timestamp("2024-09-28 10:00", tz="UTC")]


def test_youtube_videos_and_channels(read, row):
    videos = "video_id,title,description,published_at,channel_id,channel_title,view_count,like_count,comment_count\n"
    exports = read(videos + "abc,Görüş,Metin #barış,2024-09-28T10:00:00Z,UCx,MFA,90,5,0\n")
    assert row(exports, "post_id", "text", "views", "likes", "replies", "hashtags") == [
        "abc", "Görüş\n\nMetin #barış", 90, 5, 0, ["barış"]]  # fmt: skip
    channels = "channel_id,title,custom_url,published_at,view_count,subscriber_count,hidden_subscriber_count,video_count\n"
    accounts = read(
        channels + "UCx,MFA,@mfa,2012-01-01T00:00:00Z,90,1000,false,5\nUCy,B,,,9,0,true,6\n"
    ).accounts
    assert accounts[["handle", "posts"]].values.tolist() == [["mfa", 5], ["UCy", 6]]
    assert accounts["followers"].isna().tolist() == [False, True]


def test_bluesky_posts_of_the_stream_have_neither_names_nor_counts(read, row):
    header = "did,uri,timestamp_utc,local_time,user_did,text,original_text,user_langs,to_post_uri,quoted_uri,media_types,hashtags"
    post = "1,at://did:plc:a/app.bsky.feed.post/1,1727517600,2024-09-28T13:00:00,did:plc:a,T https://a,T,en|tr,,,image/jpeg,a|b"
    exports = read(f"{header}\n{post}\n")
    assert row(exports, "author_id", "text", "lang_platform", "media_types", "hashtags", "is_reply", "likes") == [
        "did:plc:a", "T", "en,tr", ["photo"], ["a", "b"], False, None]  # fmt: skip
