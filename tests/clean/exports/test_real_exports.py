"""Real exports that nobody here wrote, compared with what plain `json` and `csv` find in them by another route."""

import csv
import datetime as dt
import html
import json
from collections import Counter
from pathlib import Path

import pytest

from analysis.clean.exports import ExportError, read_export

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="../shared/data is not here: the real exports are not part of the repository"
)


def loaded(path: str):
    return json.loads((DATA / path).read_text(encoding="utf-8"))


def sound_lines(path: str) -> list[dict]:
    found = []
    for line in (DATA / path).read_text(encoding="utf-8").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def as_list(value) -> list:
    return value if isinstance(value, list) else [value]


def seconds(time: str) -> int:
    return int(dt.datetime.fromisoformat(time).timestamp())


def expected_of_page(page: dict) -> list[list]:
    includes = page.get("includes", {})
    users = {user["id"]: user for user in includes.get("users", [])}
    originals = {tweet["id"]: tweet for tweet in includes.get("tweets", [])}
    rows = []
    for tweet in as_list(page.get("data", [])):
        kinds = {one["type"]: one["id"] for one in tweet.get("referenced_tweets", [])}
        text = originals.get(kinds.get("retweeted"), tweet)["text"]
        reply = not kinds.get("retweeted") and ("replied_to" in kinds or "in_reply_to_user_id" in tweet)
        rows.append(
            [
                tweet["id"],
                users.get(tweet["author_id"], {}).get("username", ""),
                html.unescape(text) if not text.startswith("RT @") else None,
                seconds(tweet["created_at"]),
                tweet["public_metrics"]["like_count"],
                tweet["public_metrics"]["retweet_count"],
                "retweeted" in kinds,
                "quoted" in kinds and "retweeted" not in kinds,
                reply,
                reply and tweet.get("in_reply_to_user_id") == tweet["author_id"],
                sorted(m["username"] for m in tweet.get("entities", {}).get("mentions", [])),
            ]
        )
    return rows


def found_in(exports) -> list[list]:
    posts = exports.posts
    return [
        [
            post.post_id,
            post.handle,
            post.text,
            int(post.created_at.timestamp()),
            post.likes,
            post.reposts,
            post.is_repost,
            post.is_quote,
            post.is_reply,
            post.is_self_reply,
            sorted(post.mentions),
        ]
        for post in posts.itertuples()
    ]


V2 = [
    *(f"twarc2_jsonl/{name}.jsonl" for name in ("2sets", "brexit", "cotweet", "edited", "geo_tweets", "noflat", "two_tweets", "withheld",
                                                "streaming_output_with_error")),
    *(f"twitter_v2_includes/payload-v2{name}.json" for name in ("-geo", "-singletweet", "-tweet-retweet", "-video", "")),
]  # fmt: skip


@pytest.mark.parametrize("path", V2)
def test_pages_of_api_v2(path):
    pages = sound_lines(path) if path.endswith("jsonl") else [loaded(path)]
    expected = {row[0]: row for page in pages for row in expected_of_page(page)}
    found = {row[0]: row for row in found_in(read_export(DATA / path))}
    assert set(found) == set(expected)
    for post_id, row in expected.items():
        if row[2] is None:  # a repost without its original: only the mark before its text goes
            row[2] = found[post_id][2]
        assert found[post_id] == row


def test_the_accounts_of_a_page_are_its_users_by_id():
    users = {user["id"]: user for user in sound_lines("twarc2_jsonl/noflat.jsonl")[0]["includes"]["users"]}
    accounts = read_export(DATA / "twarc2_jsonl/noflat.jsonl").accounts
    assert dict(zip(accounts["author_id"], accounts["followers"])) == {
        user_id: user["public_metrics"]["followers_count"] for user_id, user in users.items()
    }
    assert set(accounts["captured_on"]) == {"2021-04-08"}


def test_a_broken_line_of_a_stream_is_set_aside():
    report = read_export(DATA / "twarc2_jsonl/streaming_output_with_error.jsonl").report.iloc[0]
    assert report["reasons"] == {"not readable as JSON (Expecting ',' delimiter)": 1}
    assert "set aside: not readable as JSON (Expecting ',' delimiter) (1; row 8)" in report["warnings"]


def test_users_and_counts_hold_no_posts():
    users = sound_lines("twarc2_jsonl/users.jsonl")[0]["data"]
    exports = read_export(DATA / "twarc2_jsonl/users.jsonl")
    assert (len(exports.posts), exports.report.iloc[0]["rows_read"]) == (0, len(users))
    assert set(exports.accounts["author_id"]) == {user["id"] for user in users}
    counts = read_export(DATA / "twarc2_jsonl/counts.jsonl").report.iloc[0]
    assert counts["reasons"] == {
        "a count of posts per hour or day, not a post": len(
            sound_lines("twarc2_jsonl/counts.jsonl")[0]["data"]
        )
    }


V1 = ["tweets", "normalization-payload-search", "normalization-payload-show", "normalization-payload-stream"]


@pytest.mark.parametrize("name", V1)
def test_posts_of_api_v1(name):
    expected = {}
    for tweet in as_list(loaded(f"twitter_v1_json/{name}.json")):
        whole = tweet.get("retweeted_status") or tweet
        text = (whole.get("extended_tweet") or {}).get("full_text") or whole.get("full_text") or whole["text"]
        expected[tweet["id_str"]] = [html.unescape(text), tweet["user"]["screen_name"], tweet["favorite_count"],
                                     "retweeted_status" in tweet, bool(tweet["in_reply_to_status_id_str"])]  # fmt: skip
    exports = read_export(DATA / f"twitter_v1_json/{name}.json")
    posts = exports.posts.set_index("post_id")[["text", "handle", "likes", "is_repost", "is_reply"]]
    assert {post_id: list(row) for post_id, row in zip(posts.index, posts.values.tolist())} == expected
    assert exports.accounts["followers"].notna().all()


def test_users_of_api_v1():
    users = loaded("twitter_v1_json/api-users-v1.json")
    accounts = read_export(DATA / "twitter_v1_json/api-users-v1.json").accounts
    assert accounts[["handle", "followers", "following", "posts"]].values.tolist() == [
        [user["screen_name"], user["followers_count"], user["friends_count"], user["statuses_count"]]
        for user in users
    ]


def test_a_file_of_another_program_is_refused_with_what_it_has():
    with pytest.raises(
        ExportError, match=r"none of its keys belongs to a known format \(keys found: normalized, source\)"
    ):
        read_export(DATA / "twitter_v1_json/normalization-no-api-key.json")


def timeline_items(value, key: str) -> list[dict]:
    """The items of a recorded timeline, by the containers that X puts around them."""
    if isinstance(value, list):
        return [item for part in value for item in timeline_items(part, key)]
    if not isinstance(value, dict):
        return []
    content = value.get("itemContent")
    if isinstance(content, dict):
        result = content.get(key, {}).get("result")
        return [] if result is None or "promotedMetadata" in content else [result]
    return [item for part in value.values() for item in timeline_items(part, key)]


@pytest.mark.parametrize("name", ["raw_user_tweets", "raw_search"])
def test_recorded_responses_of_the_website(name):
    tweets = [
        item.get("tweet", item)
        for item in timeline_items(loaded(f"twscrape_graphql/{name}.json"), "tweet_results")
    ]
    exports = read_export(DATA / f"twscrape_graphql/{name}.json")
    posts = exports.posts.set_index("post_id")
    assert Counter(posts.index) == Counter(tweet["rest_id"] for tweet in tweets)
    for tweet in tweets:
        legacy, post = tweet["legacy"], posts.loc[tweet["rest_id"]]
        whole = legacy.get("retweeted_status_result", {}).get("result", tweet)
        whole = whole.get("tweet", whole)
        note = whole.get("note_tweet", {}).get("note_tweet_results", {}).get("result", {}).get("text")
        article = whole.get("article", {}).get("article_results", {}).get("result")
        shown = article and f"{article['title']}\n\n{article['preview_text']}…"
        assert post["text"] == html.unescape(note or shown or whole["legacy"]["full_text"])
        assert [post["likes"], post["reposts"], post["replies"], post["quotes"], post["bookmarks"]] == [
            legacy["favorite_count"], legacy["retweet_count"], legacy["reply_count"], legacy["quote_count"],
            legacy["bookmark_count"]]  # fmt: skip
        assert post["is_repost"] == ("retweeted_status_result" in legacy)
        assert post["author_id"] == legacy["user_id_str"]
        assert post["text_truncated"] == bool(shown)
    assert any("note_tweet" in tweet for tweet in tweets) == (name == "raw_search")


def test_a_recorded_timeline_names_its_pinned_post():
    posts = read_export(DATA / "twscrape_graphql/raw_user_tweets.json").posts
    assert posts.loc[posts["is_pinned"].fillna(False), "post_id"].tolist() == ["2019881223666233717"]


def test_recorded_followers():
    users = timeline_items(loaded("twscrape_graphql/raw_followers.json"), "user_results")
    accounts = read_export(DATA / "twscrape_graphql/raw_followers.json").accounts
    assert len(users) == len(accounts) == 69
    assert dict(zip(accounts["author_id"], accounts["followers"])) == {
        user["rest_id"]: user["relationship_counts"]["followers"] for user in users
    }


def test_bluesky_posts_and_items_of_feeds():
    items = loaded("bluesky/bluesky-posts.json")
    exports = read_export(DATA / "bluesky/bluesky-posts.json")
    report, posts = exports.report.iloc[0], exports.posts.set_index("row")
    assert report["rows_read"] == len(items) == 123
    assert (
        report["reasons"]["a time that cannot be read: write it as 2024-09-28 10:00"] == 1
    )  # a post of the year 0
    checked = 0
    for row, item in enumerate(items, start=1):
        if row not in posts.index:
            continue
        view, post = item.get("post", item), posts.loc[row]
        repost = item.get("reason", {}).get("$type", "").endswith("reasonRepost")
        assert post["text"] == view["record"]["text"]
        assert post["is_repost"] == repost
        assert post["handle"] == (item["reason"]["by"] if repost else view["author"])["handle"]
        assert post["likes"] == view["likeCount"]
        assert post["is_reply"] == (not repost and "reply" in view["record"])
        tags = [
            feature["tag"]
            for facet in view["record"].get("facets") or []
            for feature in facet["features"]
            if "tag" in feature
        ]
        assert post["hashtags"] == tags
        checked += 1
    assert checked == report["kept"]


def test_bluesky_profiles():
    profiles = loaded("bluesky/bluesky-profiles.json")
    accounts = read_export(DATA / "bluesky/bluesky-profiles.json").accounts
    assert accounts[["handle", "followers", "following", "posts"]].values.tolist() == [
        [one["handle"], one["followersCount"], one["followsCount"], one["postsCount"]] for one in profiles
    ]
    for name, count in (("bluesky-partial-profiles", 2), ("get_follows", 6)):
        assert read_export(DATA / f"bluesky/{name}.json").report.iloc[0]["reasons"] == {
            "an account without counts": count
        }


def rows_of(path: str) -> list[dict]:
    with (DATA / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_minet_bluesky_posts():
    rows = rows_of("minet_csv/minet_bluesky-posts-export.csv")
    exports = read_export(DATA / "minet_csv/minet_bluesky-posts-export.csv")
    report = exports.report.iloc[0]
    assert report["rows_read"] == len(rows)
    last = {(row["uri"], row["repost_by_user_did"]): row for row in rows if int(row["timestamp_utc"]) > 0}
    posts = exports.posts
    assert len(posts) == len(last) == report["kept"]
    expected = {row["original_text"] for row in last.values()}
    assert set(posts["text"]) == expected
    assert posts["likes"].sum() == sum(int(row["like_count"]) for row in last.values())
    assert posts["is_repost"].sum() == sum(bool(row["repost_by_user_did"]) for row in last.values())


def test_minet_tweets_as_table_and_as_lines_are_the_same():
    rows = rows_of("minet_csv/minet_tweet-export.csv")
    table = read_export(DATA / "minet_csv/minet_tweet-export.csv")
    lines = read_export(DATA / "minet_csv/minet_tweet-export.jsonl")
    assert table.posts["post_id"].tolist() == [row["id"] for row in rows]
    assert [int(time.timestamp()) for time in table.posts["created_at"]] == [
        int(float(row["timestamp_utc"])) for row in rows
    ]
    columns = [
        "post_id",
        "text",
        "handle",
        "created_at",
        "likes",
        "reposts",
        "mentions",
        "hashtags",
        "is_reply",
        "is_quote",
    ]
    assert (
        table.posts[columns].astype(str).values.tolist() == lines.posts[columns].astype(str).values.tolist()
    )
    assert table.accounts["followers"].tolist() == [int(row["user_followers"]) for row in rows]


def test_mastodon():
    status = loaded("mastodon_json/Status_example0.json")
    exports = read_export(DATA / "mastodon_json/Status_example0.json")
    post = exports.posts.iloc[0]
    assert [post["post_id"], post["likes"], post["reposts"], post["replies"], post["quotes"]] == [
        status["id"], status["favourites_count"], status["reblogs_count"], status["replies_count"], status["quotes_count"]]  # fmt: skip
    assert post["text"].startswith('"I lost my inheritance with one wrong digit on my sort code"')
    for path in sorted((DATA / "mastodon_json").glob("*ccount*.json")):
        given = [
            one for one in as_list(json.loads(path.read_text(encoding="utf-8"))) if not one.get("suspended")
        ]
        assert read_export(path).accounts["followers"].tolist() == [one["followers_count"] for one in given]


def test_youtube():
    items = loaded("youtube_channels/channels_info_multiple.json")["items"]
    accounts = read_export(DATA / "youtube_channels/channels_info_multiple.json").accounts
    assert accounts[["author_id", "followers", "posts"]].values.tolist() == [
        [item["id"], int(item["statistics"]["subscriberCount"]), int(item["statistics"]["videoCount"])]
        for item in items
    ]
    search = read_export(DATA / "youtube_channels/search_videos_by_channel.json").report.iloc[0]
    assert (search["rows_read"], search["kept"]) == (5, 0)


LEADERS = {"handle": "username", "created_at": "date", "text": "tweet", "lang_platform": "language", "hashtags": "hashtags",
           "platform": "twitter"}  # fmt: skip


@pytest.mark.parametrize("country", ["brasil", "england", "france", "india", "italia"])
def test_plain_tables_of_five_leaders(country):
    rows = rows_of(f"leaders5_covid/tweets_{country}.csv")
    exports = read_export(DATA / f"leaders5_covid/tweets_{country}.csv", columns=LEADERS)
    report, posts = exports.report.iloc[0], exports.posts
    assert report["rows_read"] == len(rows)
    same = Counter((row["username"], row["date"], row["tweet"]) for row in rows)
    assert len(posts) == len(same)
    assert Counter(posts["handle"]) == Counter(handle for handle, _, _ in same)
    by_row = posts.set_index("row")
    for at, row in enumerate(rows, start=2):
        if at in by_row.index:
            post = by_row.loc[at]
            assert post["text"] == html.unescape(row["tweet"])
            assert post["created_at"].date().isoformat() == row["date"]
            assert post["hashtags"] == [
                tag.strip("'\" ") for tag in row["hashtags"].strip("[]").split(", ") if tag
            ]


def test_plain_tables_of_german_politicians():
    columns = {"post_id": "status_id", "author_id": "user_id", "handle": "twitter_handle", "created_at": "created_at",
               "text": "full_text", "followers": "followers_count", "platform": "twitter"}  # fmt: skip
    for name, count in (("tw_data", 20_838), ("tw_annot", 1_000)):
        rows = rows_of(f"german_politicians_2coders/{name}.csv")
        exports = read_export(DATA / f"german_politicians_2coders/{name}.csv", columns=columns)
        assert len(rows) == len(exports.posts) == count
        assert set(exports.posts["post_id"]) == {row["status_id"] for row in rows}
        followers = {row["twitter_handle"]: int(float(row["followers_count"])) for row in rows}
        assert dict(zip(exports.accounts["handle"], exports.accounts["followers"])) == followers
        assert len(followers) == 32
