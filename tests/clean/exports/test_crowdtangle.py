"""CrowdTangle: US Eastern time, grouped numbers, a heading that varies."""

import pandas as pd

FACEBOOK = (
    "Page Name,User Name,Facebook Id,Page Category,Page Created,Likes at Posting,Followers at Posting,Post Created,Type,"
    "Total Interactions,Likes,Comments,Shares,Love,Post Views,Total Views,URL,Message,Link,Final Link,"
    '"Overperforming Score (weighted  —  Likes 1x Shares 1x )"\n'
)
POST = (
    'Aydar MFA,mfa.aydar,100064,GOV,2012-01-01 00:00:00,52000,"52,901",2021-03-01 10:00:00 EST,Photo,"1,234","1,200",30,4,0,'
    "0,0,https://www.facebook.com/100064/posts/5678,Мәлімдеме #достық,https://example.org/a,,1.5\n"
)


def test_facebook(read, row):
    exports = read(FACEBOOK + POST)
    assert row(exports, "platform", "post_id", "handle", "likes", "replies", "reposts", "hashtags", "urls") == [
        "facebook", "5678", "mfa.aydar", 1200, 30, 4, ["достық"], ["https://example.org/a"]]  # fmt: skip
    assert row(exports, "created_at") == [pd.Timestamp("2021-03-01 15:00", tz="UTC")]


def test_summer_time_is_an_hour_less(read, row):
    exports = read(FACEBOOK + POST.replace("2021-03-01 10:00:00 EST", "2021-07-01 10:00:00 EDT"))
    assert row(exports, "created_at") == [pd.Timestamp("2021-07-01 14:00", tz="UTC")]


def test_followers_at_posting_are_a_snapshot_of_the_posts_day(read):
    accounts = read(
        FACEBOOK
        + POST
        + POST.replace("5678", "5679").replace("2021-03-01", "2021-03-02").replace("52,901", "52,950")
    ).accounts
    assert accounts[["handle", "name", "followers", "captured_on"]].values.tolist() == [
        ["mfa.aydar", "Aydar MFA", 52901, "2021-03-01"],
        ["mfa.aydar", "Aydar MFA", 52950, "2021-03-02"],
    ]


def test_instagram(read, row):
    header = "Account,User Name,Followers at Posting,Post Created,Type,Total Interactions,Likes,Comments,Views,URL,Link,Photo,Title,Description\n"
    line = 'Aydar,mfa_aydar,"52,901",2021-07-01 10:00:00 EDT,Photo,"1,230","1,200",30,0,https://www.instagram.com/p/Cabc/,,,,Görüş @other #barış\n'
    exports = read(header + line)
    assert row(exports, "platform", "post_id", "handle", "likes", "text", "mentions", "hashtags", "media_types") == [
        "instagram", "Cabc", "mfa_aydar", 1200, "Görüş @other #barış", ["other"], ["barış"], ["photo"]]  # fmt: skip


def test_before_2020_the_time_was_created_and_a_page_had_likes_and_no_id(read, row):
    header = "Page Name,User Name,Page Likes at Posting,Created,Type,Likes,Comments,Shares,URL,Message,Link,Total Interactions\n"
    line = "Aydar MFA,mfa.aydar,52000,2018-03-01 10:00:00 EST,Status,12,3,4,https://www.facebook.com/mfa.aydar/posts/56,Мәлімдеме,,19\n"
    exports = read(header + line)
    assert row(exports, "post_id", "created_at", "likes", "views") == [
        "56", pd.Timestamp("2018-03-01 15:00", tz="UTC"), 12, None]  # fmt: skip
    assert exports.accounts.empty  # a page's likes are not its followers


def test_a_group_and_an_instagram_account_of_2019(read, row):
    group = "Group Name,User Name,Facebook Id,Likes at Posting,Followers at Posting,Created,Type,Total Interactions,Likes,URL,Message\n"
    exports = read(
        group
        + "Diaspora,,2200,,450,2019-07-01 10:00:00 EDT,Photo,15,10,https://www.facebook.com/groups/2200/permalink/77,\n"
    )
    assert row(exports, "post_id", "handle", "text", "hashtags") == ["77", "Diaspora", "", []]
    assert exports.accounts[["handle", "followers"]].values.tolist() == [["Diaspora", 450]]
    account = "Account,User Name,Followers at Posting,Created,Type,Likes,Comments,Views,URL,Description\n"
    exports = read(
        account
        + "A,mfa_a,9,2019-07-01 10:00:00 EDT,Photo,10,2,0,https://www.instagram.com/p/Cx/,with @un.org.\n"
    )
    assert row(exports, "post_id", "mentions") == ["Cx", ["un.org"]]


def test_a_table_with_day_and_hour_in_columns_of_their_own_is_read(read, row):
    header = FACEBOOK.replace("Post Created,", "Post Created Date,Post Created Time,")
    exports = read(header + POST.replace("2021-03-01 10:00:00 EST", "2021-03-01,10:00:00"))
    assert row(exports, "post_id", "created_at") == ["5678", pd.Timestamp("2021-03-01 10:00", tz="UTC")]
