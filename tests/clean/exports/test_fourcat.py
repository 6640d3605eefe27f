"""4CAT's tables: X, Bluesky, Instagram, Telegram, and the general form."""

import pandas as pd

X_HEADER = (
    "id,thread_id,timestamp,unix_timestamp,link,body,author,author_fullname,author_id,language_guess,retweet_count,"
    "reply_count,like_count,quote_count,impression_count,is_retweet,is_quote_tweet,is_reply,{replied},hashtags,urls,"
    "images,videos,mentions\n"
)


def x_row(post_id: str, body: str, **more) -> str:
    cells = {
        "id": post_id,
        "thread": post_id,
        "timestamp": "2024-09-28 10:00:00",
        "unix": "1727517600",
        "link": f"https://x.com/MFA_Aydar/status/{post_id}",
        "body": body,
        "author": "MFA_Aydar",
        "name": "Aydar MFA",
        "author_id": "11",
        "language": "kk",
        "reposts": "2",
        "replies": "1",
        "likes": "5",
        "quotes": "0",
        "views": "90",
        "repost": "no",
        "quote": "no",
        "reply": "no",
        "replied": "",
        "hashtags": '"достық,бейбітшілік"',
        "urls": '"https://example.org/a,b,https://example.org/c"',
        "images": "https://pbs.twimg.com/media/a.jpg",
        "videos": "",
        "mentions": "Other_MFA",
        **more,
    }
    return ",".join(cells.values()) + "\n"


def test_a_thread_whose_id_a_spreadsheet_broke_is_unknown(read, row, ids):
    exports = read(X_HEADER.format(replied="replied_author") + x_row(ids["sep28"], "Text", thread="1.83E+18"))
    assert row(exports, "post_id", "conversation_id") == [ids["sep28"], ""]


def test_x_import(read, row, report, ids):
    exports = read(X_HEADER.format(replied="replied_author") + x_row(ids["sep28"], "Кездесу &amp; келісім"))
    assert row(exports, "post_id", "handle", "text", "created_at", "lang_platform") == [
        ids["sep28"], "MFA_Aydar", "Кездесу & келісім", pd.Timestamp("2024-09-28 10:00", tz="UTC"), "kk"]  # fmt: skip
    assert row(exports, "likes", "reposts", "replies", "quotes", "views", "bookmarks") == [
        5,
        2,
        1,
        0,
        90,
        None,
    ]
    assert row(exports, "hashtags", "mentions", "media_types", "urls") == [
        ["достық", "бейбітшілік"],
        ["Other_MFA"],
        ["photo"],
        ["https://example.org/a,b", "https://example.org/c"],
    ]
    assert report(exports)["warnings"] == ["4CAT writes 0 for a count that it does not have"]


def test_x_import_zero_views_beside_likes_are_missing(read, row, ids):
    exports = read(X_HEADER.format(replied="replied_author") + x_row(ids["sep28"], "a", views="0"))
    assert row(exports, "likes", "views") == [5, None]


def test_x_import_threads_are_told_from_replies_by_the_user_and_not_by_the_conversation(read, ids):
    table = X_HEADER.format(replied="replied_user") + "".join(
        x_row(ids[key], key, unix=unix, reply=reply, replied=replied)
        for key, unix, reply, replied in (
            ("sep28", "1727517600", "yes", "MFA_Aydar"),
            ("sep28_11", "1727521200", "yes", "Other_MFA"),
            ("sep29", "1727604000", "no", ""),
            ("sep30", "1727690400", "yes", ""),
        )
    )
    posts = (
        read(table).posts.set_index("text")[["is_reply", "is_self_reply", "reply_to_handle"]].astype(object)
    )
    assert posts.loc["sep28"].tolist() == [True, True, "MFA_Aydar"]
    assert posts.loc["sep28_11"].tolist() == [True, False, "Other_MFA"]
    assert posts.loc["sep29"].tolist() == [False, False, ""]
    assert posts.loc["sep30"].tolist() == [True, pd.NA, ""]


def test_x_import_reposts_lose_the_mark_before_their_text(read, row, ids):
    exports = read(
        X_HEADER.format(replied="replied_author")
        + x_row(ids["sep28"], "RT @Other_MFA: толық мәтін", repost="yes")
    )
    assert row(exports, "text", "is_repost") == ["толық мәтін", True]


def test_x_import_counts_a_videos_still_not_as_a_photo(read, row, ids):
    still = "https://pbs.twimg.com/ext_tw_video_thumb/1/pu/img/a.jpg"
    exports = read(
        X_HEADER.format(replied="replied_author")
        + x_row(ids["sep28"], "a", images=still, videos="https://video/a.mp4")
    )
    assert row(exports, "media_types") == [["video"]]


def test_bluesky(read, row):
    header = "collected_at,id,thread_id,created_at,author,author_id,body,tags,like_count,quote_count,reply_count,repost_count,quoted_post,quoted_user,replied_to_post,replied_to_user,mentions,links,images,languages,timestamp\n"
    line = "2024-10-03T00:00:00,at://did:plc:a/app.bsky.feed.post/1,at://did:plc:a/app.bsky.feed.post/0,2024-09-28T10:00:00+00:00,mfa.example.org,did:plc:a,Salom,tinchlik,5,0,1,2,,,https://bsky.app/x,mfa.example.org,other.example.org,https://example.org,,uz,1727517600.0\n"
    exports = read(header + line)
    assert row(exports, "platform", "post_id", "handle", "likes", "views", "lang_platform", "hashtags") == [
        "bluesky", "at://did:plc:a/app.bsky.feed.post/1", "mfa.example.org", 5, None, "uz", ["tinchlik"]]  # fmt: skip
    assert row(exports, "is_reply", "is_self_reply", "created_at") == [
        True, True, pd.Timestamp("2024-09-28 10:00", tz="UTC")]  # fmt: skip


INSTAGRAM = "id,timestamp,author,body,num_likes,num_comments,play_count,likes_hidden,hashtags,usertags,media_type,partial_item,unix_timestamp\n"


def test_instagram_hidden_likes_are_missing_and_partial_items_set_aside(read, row, report):
    exports = read(
        INSTAGRAM
        + "Cabc,2024-09-28 15:00:00,mfa_aydar,Görüş,0,3,,yes,barış,other,photo,no,1727517600\n"
        + "Cdef,2024-10-03 00:00:00,mfa_aydar,,-1,-1,,no,,,photo,yes,\n"
    )
    assert row(exports, "platform", "likes", "replies", "created_at", "mentions") == [
        "instagram", None, 3, pd.Timestamp("2024-09-28 10:00", tz="UTC"), ["other"]]  # fmt: skip
    assert report(exports)["reasons"] == {"a partial item of a grid, without its own time": 1}


def test_telegram(read, row):
    header = "id,thread_id,chat,author,author_username,author_name,body,is_reply,reply_to,views,reactions,timestamp,unix_timestamp,author_forwarded_from_username\n"
    line = "mfa-7,mfa,mfa,99,mfa_aydar,Aydar,Мәлімдеме,False,,1200,👍👍,2024-09-28 15:00:00,1727517600,other_channel\n"
    assert row(read(header + line), "platform", "post_id", "handle", "views", "is_repost", "is_reply", "created_at") == [
        "telegram", "mfa-7", "mfa_aydar", 1200, True, False, pd.Timestamp("2024-09-28 10:00", tz="UTC")]  # fmt: skip


GENERAL = "id,thread_id,author,body,timestamp\n7,7,mfa_aydar,Мәлімдеме,2024-09-28 10:00:00\n"


def test_the_general_form_takes_its_platform_from_the_study(read, row):
    exports = read(GENERAL, columns={"platform": "telegram"})
    assert row(exports, "platform", "handle", "text") == ["telegram", "mfa_aydar", "Мәлімдеме"]


def test_the_general_form_without_a_platform_is_read_and_says_so(read, row, report):
    exports = read(GENERAL)
    assert row(exports, "platform", "text") == ["", "Мәлімдеме"]
    assert any("platform" in warning for warning in report(exports)["warnings"])


def test_threads(read, row):
    header = "id,thread_id,url,body,timestamp,author,image_url,video_url,link_url,likes,reposts,replies,quotes,hashtags,unix_timestamp\n"
    exports = read(
        header
        + 'Cx,Cx,https://e.org,Görüş,2024-09-28 12:00:00,mfa,"https://a,https://b",,,5,1,2,0,barış,1727517600\n'
    )
    assert row(exports, "platform", "post_id", "handle", "likes", "reposts", "replies", "quotes", "media_types", "hashtags") == [
        "threads", "Cx", "mfa", 5, 1, 2, 0, ["photo", "photo"], ["barış"]]  # fmt: skip
    assert row(exports, "created_at") == [pd.Timestamp("2024-09-28 10:00", tz="UTC")]


def test_tiktok(read, row):
    header = "id,thread_id,author,author_full,author_followers,body,timestamp,unix_timestamp,tiktok_url,likes,comments,shares,plays,hashtags\n"
    exports = read(
        header + "73,73,mfa,MFA,100,Görüş,2024-09-28 12:00:00,1727517600,https://e.org,5,1,2,90,barış\n"
    )
    assert row(exports, "platform", "handle", "likes", "reposts", "replies", "views") == [
        "tiktok",
        "mfa",
        5,
        2,
        1,
        90,
    ]
    assert exports.accounts[["handle", "followers"]].values.tolist() == [["mfa", 100]]


def test_channels_of_telegram_count_their_messages_each_for_itself(read, row):
    header = "id,thread_id,chat,author,author_username,body,views,forwards,timestamp,unix_timestamp,attachment_type\n"
    lines = "".join(
        f"12,{chat},{chat},1,{chat},Görüş,90,3,2024-09-28 12:00:00,1727517600,photo\n"
        for chat in ("one", "two")
    )
    exports = read(header + lines)
    assert exports.posts["post_id"].tolist() == ["one/12", "two/12"]
    assert row(exports, "reposts", "media_types") == [3, ["photo"]]


def test_a_flag_of_a_known_table_that_is_neither_yes_nor_no_is_said(read, report, ids):
    header = "id,thread_id,timestamp,body,author,like_count,retweet_count,is_retweet,is_reply"
    marks = {"sep28": "no", "sep29": "retweet"}
    rows = [f"{ids[day]},1,2024-09-{day[3:]} 10:00:00,a,mfa,1,1,{mark},no" for day, mark in marks.items()]
    exports = read("\n".join([header, *rows]) + "\n")
    assert exports.posts["is_repost"].tolist() == [
        False,
        False,
    ]  # X's own mark, RT @, decides where a cell does not
    assert any(said.startswith("is_repost: 1 post with a value") for said in report(exports)["warnings"])


def test_followers_in_a_table_of_x_become_a_snapshot(read, ids):
    header = "id,thread_id,timestamp,body,author,author_id,author_followers,author_following,like_count,retweet_count,is_retweet,is_reply"
    exports = read(
        f"{header}\n{ids['sep28']},1,2024-09-28 10:00:00,a,mfa,11,52901,120,1,1,no,no\n",
        name="x-2024-09-30.csv",
    )
    assert exports.accounts[
        ["handle", "author_id", "followers", "following", "captured_on"]
    ].values.tolist() == [["mfa", "11", 52901, 120, "2024-09-30"]]


def test_advertisements_of_tiktok_are_set_aside_and_a_mixed_post_has_both_media(read, report):
    header = "id,author,body,unix_timestamp,likes,comments,shares,plays,tiktok_url,is_ad,author_videos,author_followers\n"
    rows = "1,mfa,a,1727517600,1,2,3,4,u,no,301,9\n2,mfa,b,1727517600,1,2,3,4,u,yes,301,9\n"
    exports = read(header + rows)
    assert report(exports)["reasons"] == {"a promoted post (an advertisement)": 1}
    assert exports.accounts["posts"].tolist() == [301]
    carousel = "id,timestamp,unix_timestamp,author,body,num_likes,num_comments,media_type\nC1,x,1727517600,mfa,a,1,2,mixed\n"
    assert read(carousel).posts["media_types"].tolist() == [["photo", "video"]]


def test_messages_of_telegram_as_its_interface_gives_them(read, row, report, lines):
    channel = {"id": 100, "title": "Aydar MFA", "username": "mfa_aydar"}
    message = {"_type": "Message", "id": 12, "date": 1727517600.0, "message": "Кездесу #достық @other_mfa", "views": 90, "forwards": 5,
               "fwd_from": None, "reply_to": None, "media": {"_type": "MessageMediaPhoto"}, "_chat": channel, "_sender": channel,
               "reactions": {"results": [{"count": 3}, {"count": 1}]}}  # fmt: skip
    answer = message | {"id": 13, "reply_to": {"reply_to_msg_id": 12}, "fwd_from": {"date": 1}, "media": None}
    service = {
        "_type": "MessageService",
        "id": 14,
        "date": 1727517600.0,
        "message": None,
        "views": None,
        "_chat": channel,
    }
    exports = read(lines(message, answer, service))
    assert row(exports, "post_id", "handle", "author_id", "text", "created_at") == [
        "mfa_aydar/12", "mfa_aydar", "100", "Кездесу #достық @other_mfa", pd.Timestamp("2024-09-28 10:00", tz="UTC")]  # fmt: skip
    assert row(exports, "likes", "reposts", "views", "media_types", "mentions", "hashtags") == [
        4, 5, 90, ["photo"], ["other_mfa"], ["достық"]]  # fmt: skip
    flags = exports.posts[["is_repost", "is_reply", "media_types"]].values.tolist()
    assert flags == [[False, False, ["photo"]], [True, False, []]]
    assert report(exports)["reasons"] == {"a service message (joined, pinned, …), not a post": 1}
