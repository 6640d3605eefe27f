"""Which account of the study a post belongs to: by its handle, or by the platform's id in the address."""

import pandas as pd
import pytest

from analysis.clean.exports.belonging import by_handle, by_id
from analysis.clean.posts import counts_of_profiles

COUNTS = "account captured_on metric shown value low high unit precision rule qualifier file row column source note"


def accounts(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["account", "platform", "handle", "url"]).assign(source="s")


@pytest.mark.parametrize(
    ("platform", "handle", "url", "page"),
    [
        ("twitter", "@MFA_Aydar", "", "twitter/mfa_aydar"),
        ("twitter", "", "https://x.com/MFA_Aydar", "twitter/mfa_aydar"),
        ("mastodon", "mfa", "https://social.example.org/@mfa", "mastodon/mfa@social.example.org"),
        ("mastodon", "", "https://social.example.org/@mfa", "mastodon/mfa@social.example.org"),
        ("tiktok", "", "https://www.tiktok.com/@mfa.aydar?lang=kk", "tiktok/mfa.aydar"),
    ],
    ids=["handle", "address", "server added", "server in the address", "with a question"],
)
def test_an_account_is_known_by_its_handle_or_the_one_in_its_address(platform, handle, url, page):
    assert by_handle(accounts(("a", platform, handle, url))) == {page: "a"}


@pytest.mark.parametrize(
    ("platform", "url", "page"),
    [
        ("youtube", "https://www.youtube.com/channel/UCaB1", "youtube/ucab1"),
        ("bluesky", "https://bsky.app/profile/did:plc:a", "bluesky/did:plc:a"),
        ("facebook", "https://www.facebook.com/profile.php?id=1000", "facebook/1000"),
        ("twitter", "https://x.com/i/user/11", "twitter/11"),
    ],
)
def test_an_account_is_known_by_the_id_in_its_address(platform, url, page):
    assert by_id(accounts(("a", platform, "", url))) == {page: "a"}


def test_an_account_with_neither_is_nobodys_page():
    nothing = accounts(("a", "twitter", "", ""))
    assert (by_handle(nothing), by_id(nothing)) == ({}, {})


def test_a_video_belongs_to_the_channel_of_its_id_though_it_names_only_the_title(read, row):
    video = {"id": "v1", "snippet": {"publishedAt": "2024-09-28T10:00:00Z", "channelId": "UCaB1", "channelTitle": "Aydar MFA",
                                     "title": "Кездесу", "description": ""}, "statistics": {"viewCount": "9"}}  # fmt: skip
    known = accounts(("mfa", "youtube", "", "https://www.youtube.com/channel/UCaB1"))
    assert row(read({"items": [video]}, accounts=known), "account", "handle") == ["mfa", "Aydar MFA"]


def test_counts_of_a_profile_go_to_the_account_by_its_server_or_its_id():
    known = accounts(
        ("m", "mastodon", "mfa", "https://social.example.org/@mfa"),
        ("y", "youtube", "", "https://www.youtube.com/channel/UC1"),
    )
    profiles = pd.DataFrame(
        [
            ("mastodon", "mfa@social.example.org", "1", 10),
            ("youtube", "mfaaydar", "UC1", 20),
            ("youtube", "x", "UC2", 30),
        ],
        columns=["platform", "handle", "author_id", "followers"],
    ).assign(posts=pd.NA, captured_on="2024-09-28", file="f", row=1)
    found = counts_of_profiles(profiles, known, pd.DataFrame(columns=COUNTS.split()))
    assert found[["account", "value"]].values.tolist() == [["m", 10.0], ["y", 20.0]]


POSTS_BY_ID = [
    {
        "id": str(1839968290206646279 + number),
        "author_id": author,
        "text": "Text",
        "created_at": "2024-09-28T10:00:00.000Z",
        "public_metrics": {"like_count": 1},
        "entities": {"hashtags": {}, "mentions": {}},  # R writes an empty list so
        "referenced_tweets": {},
    }
    for number, author in enumerate(("9001", "9001", "77"))
]
USERS = {
    "users": [
        {
            "id": "9001",
            "username": "MFA_One",
            "public_metrics": {"followers_count": 5, "following_count": 1, "tweet_count": 2},
        }
    ],
    "tweets": [{"id": "1", "author_id": "9001", "text": "a post that another answers"}],
}
STUDY = pd.DataFrame(
    [{"account": "mfa-one", "platform": "twitter", "handle": "mfa_one", "url": ""}],
)


def test_posts_with_an_authors_id_alone_take_the_name_from_a_profile_in_another_file(read_all):
    exports = read_all({"data_1.json": POSTS_BY_ID, "users_1.json": USERS}, accounts=STUDY)
    assert exports.posts["handle"].tolist() == ["MFA_One", "MFA_One", ""]
    assert exports.posts["account"].tolist() == ["mfa-one", "mfa-one", ""]
    assert exports.posts["row"].tolist() == [1, 2, 3]
    assert exports.accounts["followers"].tolist() == [5]
    said = exports.report.set_index("file")["warnings"]["data_1.json"]
    assert [text.partition(":")[0] for text in said] == ["1 post whose account stands there by its id alone"]


def test_posts_with_an_authors_id_that_the_study_knows_need_no_name(read_all):
    study = STUDY.assign(url="https://x.com/i/user/9001")
    exports = read_all({"data_1.json": POSTS_BY_ID[:2]}, accounts=study)
    assert exports.posts["account"].tolist() == ["mfa-one", "mfa-one"]
    assert exports.report["warnings"].tolist() == [[]]


def test_a_channel_is_found_by_its_title_and_by_the_name_in_its_address(read_all, lines):
    study = accounts(("channel", "telegram", "MFA One", "https://t.me/mfa_one"))
    message = {
        "id": 2,
        "type": "message",
        "date_unixtime": "1727517600",
        "date": "2024-09-28T10:00:00",
        "text": "a",
    }
    on_the_web = {
        "url": "https://t.me/s/mfa_one/3",
        "date": "2024-09-28T10:00:00+00:00",
        "content": "b",
        "outlinks": [],
        "linkPreview": None,
    }
    exports = read_all(
        {
            "result.json": {"name": "MFA One", "type": "public_channel", "id": 7, "messages": [message]},
            "web.jsonl": lines(on_the_web),
        },
        accounts=study,
    )
    assert exports.posts["account"].tolist() == ["channel", "channel"]
