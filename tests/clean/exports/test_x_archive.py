"""The archive that X gives of one's own account, unpacked or as the whole zip."""

import io
import json
import zipfile

import pandas as pd

TWEET = {
    "id_str": "1839968290206646279",
    "created_at": "Sat Sep 28 10:00:00 +0000 2024",
    "full_text": "Мәлімдеме: бейбіт келіссөздер туралы ұстанымымыз… https://t.co/a",
    "lang": "kk",
    "favorite_count": "5",
    "retweet_count": "2",
    "entities": {
        "user_mentions": [{"screen_name": "Other_MFA"}],
        "hashtags": [{"text": "достық"}],
        "urls": [],
    },
    "extended_entities": {"media": [{"type": "photo"}]},
}
REPLY = {
    "id_str": "1839983389701046279",
    "created_at": "Sat Sep 28 11:00:00 +0000 2024",
    "full_text": "жалғасы",
    "favorite_count": "0",
    "retweet_count": "0",
    "in_reply_to_status_id_str": "1839968290206646279",
    "in_reply_to_user_id_str": "11",
    "in_reply_to_screen_name": "MFA_Aydar",
}
REPOST = {
    "id_str": "1840330678072246279",
    "created_at": "Sun Sep 29 10:00:00 +0000 2024",
    "full_text": "RT @Other_MFA: біреудің сөзі",
    "favorite_count": "0",
    "retweet_count": "7",
}
WHOLE = "Мәлімдеме: бейбіт келіссөздер туралы ұстанымымыз өзгермейді, оның үстіне тағы көп сөз"
ARCHIVE = {
    "tweets.js": "window.YTD.tweets.part0 = " + json.dumps([{"tweet": TWEET}, {"tweet": REPLY}], indent=2),
    "tweets-part1.js": "window.YTD.tweets.part1 = " + json.dumps([{"tweet": REPOST}]) + ";",
    "account.js": "window.YTD.account.part0 = "
    + json.dumps(
        [{"account": {"username": "MFA_Aydar", "accountId": "11", "accountDisplayName": "Aydar MFA"}}]
    ),
    "note-tweet.js": "window.YTD.note_tweet.part0 = "
    + json.dumps([{"noteTweet": {"createdAt": "2024-09-28T10:00:00.000Z", "core": {"text": WHOLE}}}]),
    "manifest.js": "window.__THAR_CONFIG = "
    + json.dumps(
        {"userInfo": {"userName": "MFA_Aydar"}, "archiveInfo": {"generationDate": "2024-10-03T00:00:00.000Z"}}
    ),
    "direct-messages.js": "window.YTD.direct_messages.part0 = [ {} ]",
    "deleted-tweets.js": "window.YTD.deleted_tweets.part0 = "
    + json.dumps([{"tweet": TWEET | {"full_text": "deleted"}}]),
}
EXPECTED = [
    ["MFA_Aydar", "11", WHOLE, 5, False, False, False],
    ["MFA_Aydar", "11", "жалғасы", 0, True, True, False],
    ["MFA_Aydar", "11", "біреудің сөзі", 0, False, False, True],
]
COLUMNS = ["handle", "author_id", "text", "likes", "is_reply", "is_self_reply", "is_repost"]


def test_an_unpacked_archive_has_its_accounts_posts_with_long_texts_in_full(read_all):
    exports = read_all({f"data/{name}": content for name, content in ARCHIVE.items()})
    posts = exports.posts.sort_values("created_at")
    assert posts[COLUMNS].values.tolist() == EXPECTED
    assert posts["collected_at"].unique().tolist() == [pd.Timestamp("2024-10-03", tz="UTC")]
    assert posts[["views", "replies", "quotes"]].isna().all(axis=None)
    assert posts[["file", "row"]].values.tolist() == [
        ["data/tweets.js", 1],
        ["data/tweets.js", 2],
        ["data/tweets-part1.js", 1],
    ]


def test_messages_and_deleted_posts_are_not_read(read_all):
    report = read_all({f"data/{name}": content for name, content in ARCHIVE.items()}).report.set_index("file")
    assert report.loc["data/direct-messages.js", "warnings"] == [
        "not read: a part of an X archive without posts"
    ]
    assert report.loc["data/deleted-tweets.js", "warnings"] == [
        "not read: a part of an X archive without posts"
    ]
    assert report.loc["data/account.js", "warnings"] == ["not read: what an X archive says of its owner"]


def test_the_whole_zip_gives_the_same(read_all):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ARCHIVE.items():
            archive.writestr(f"data/{name}", content)
        archive.writestr("Your archive.html", "<html></html>")
        archive.writestr("data/tweets_media/1-a.jpg", b"\xff\xd8\xff\x00")
    exports = read_all({"twitter.zip": packed.getvalue()})
    assert exports.posts.sort_values("created_at")[COLUMNS].values.tolist() == EXPECTED
    assert sorted(exports.posts["file"].unique()) == [
        "twitter.zip/data/tweets-part1.js",
        "twitter.zip/data/tweets.js",
    ]
    assert exports.report.set_index("file").loc["twitter.zip", "warnings"] == [
        "not read: 2 files in it: a part of an X archive without posts",
        "not read: 2 files in it: neither JSON nor a table",
        "not read: 3 files in it: what an X archive says of its owner",
    ]


def test_posts_without_the_account_file_belong_to_nobody_and_say_so(read, report):
    exports = read(ARCHIVE["tweets.js"], name="tweets.js")
    assert exports.posts["handle"].tolist() == ["", ""]
    assert "2 posts without an account: nobody's in the study" in report(exports)["warnings"]


def test_two_long_posts_of_one_second_get_their_own_texts(read_all):
    second = TWEET | {"id_str": "1839968290206646280", "full_text": "Басқа сөз… https://t.co/b"}
    notes = [
        {"noteTweet": {"createdAt": "2024-09-28T10:00:00.000Z", "core": {"text": text}}}
        for text in ("Басқа сөз толық", WHOLE)
    ]
    files = ARCHIVE | {
        "tweets.js": "window.YTD.tweets.part0 = " + json.dumps([{"tweet": TWEET}, {"tweet": second}]),
        "note-tweet.js": "window.YTD.note_tweet.part0 = " + json.dumps(notes),
    }
    texts = read_all(files).posts.sort_values("post_id")["text"].tolist()
    assert texts[0] == WHOLE


def test_the_viewer_and_the_readme_of_an_archive_are_not_taken_for_exports(read, report):
    viewer = {
        "assets/js/main.0a1.bundle.js": "(()=>{var e,a,c={};a=1,c=2})()",
        "assets/css/main.css": "a,b{color:red}",
        "data/README.txt": "This folder has files in JSON, one for each kind of data,\nand so on",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in ({f"data/{name}": text for name, text in ARCHIVE.items()} | viewer).items():
            archive.writestr(name, content)
    exports = read(packed.getvalue(), "archive.zip")
    assert len(exports.posts) == 3
    assert "not read: 3 files in it: neither JSON nor a table" in report(exports)["warnings"]


def test_long_texts_and_posts_in_communities_are_read_from_every_part(read_all):
    late = {"noteTweet": {"createdAt": "2024-09-28T11:00:00.000Z", "core": {"text": "жалғасы, ұзақ"}}}
    community = TWEET | {
        "id_str": "1840693065937846279",
        "created_at": "Mon Sep 30 10:00:00 +0000 2024",
        "full_text": "c",
    }
    more = {
        "note-tweet-part1.js": "window.YTD.note_tweet.part1 = " + json.dumps([late]),
        "community-tweet.js": "window.YTD.community_tweet.part0 = " + json.dumps([{"tweet": community}]),
    }
    posts = read_all(ARCHIVE | more).posts.set_index("post_id")
    assert posts.loc[[TWEET["id_str"], REPLY["id_str"]], "text"].tolist() == [WHOLE, "жалғасы, ұзақ"]
    assert posts.loc[community["id_str"], ["handle", "text"]].tolist() == ["MFA_Aydar", "c"]


OLD = {
    "id_str": "1500000001",  # before the ids carried their time
    "created_at": "2009-06-12 10:00:00 +0000",
    "text": "An old post",
    "user": {"screen_name": "MFA_Aydar", "id_str": "11", "name": "Aydar MFA"},
    "entities": {"hashtags": [], "urls": [], "user_mentions": []},
}
OLD_TABLE = (
    '"tweet_id","in_reply_to_status_id","in_reply_to_user_id","timestamp","source","text","retweeted_status_id",'
    '"retweeted_status_user_id","retweeted_status_timestamp","expanded_urls"\n'
    '"1500000001","","","2009-06-12 10:00:00 +0000","web","An old post","","","",""\n'
)


def test_an_archive_before_2018_is_read_by_month_and_its_table_repeats_it(read_all):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "data/js/tweets/2009_06.js", "Grailbird.data.tweets_2009_06 = \n" + json.dumps([OLD])
        )
        archive.writestr("data/js/user_details.js", 'var user_details = {"screen_name": "MFA_Aydar"}')
        archive.writestr("tweets.csv", OLD_TABLE)
    exports = read_all({"archive.zip": packed.getvalue()})
    assert exports.posts[["post_id", "handle", "author_id", "text", "file"]].values.tolist() == [
        ["1500000001", "MFA_Aydar", "11", "An old post", "archive.zip/data/js/tweets/2009_06.js"]
    ]
    assert f"{exports.posts['created_at'][0]:%Y-%m-%d %H:%M}" == "2009-06-12 10:00"


def test_the_table_of_an_archive_before_2018_is_read_by_itself(read, row):
    exports = read(OLD_TABLE)
    assert row(exports, "post_id", "text", "is_repost", "is_reply", "likes") == [
        "1500000001",
        "An old post",
        False,
        False,
        None,
    ]
