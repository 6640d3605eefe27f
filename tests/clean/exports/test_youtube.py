"""YouTube's channels and videos; counts are texts, and subscribers have three digits."""

import pandas as pd


def channel(channel_id: str, **statistics) -> dict:
    return {"kind": "youtube#channel", "id": channel_id, "snippet": {"title": "Aydar MFA", "customUrl": "@mfaaydar",
            "publishedAt": "2012-01-01T00:00:00Z"}, "statistics": statistics}  # fmt: skip


def test_channels(read, report):
    shown = channel("UC1", subscriberCount="164000", videoCount="12", hiddenSubscriberCount=False)
    hidden = channel("UC2", subscriberCount="0", videoCount="3", hiddenSubscriberCount=True)
    exports = read(
        {"kind": "youtube#channelListResponse", "items": [shown, hidden]}, name="channels 2024-09-28.json"
    )
    accounts = exports.accounts.astype(object).where(exports.accounts.notna(), None)
    assert accounts[
        ["platform", "handle", "author_id", "name", "followers", "posts", "captured_on"]
    ].values.tolist() == [
        ["youtube", "mfaaydar", "UC1", "Aydar MFA", 164000, 12, "2024-09-28"],
        ["youtube", "mfaaydar", "UC2", "Aydar MFA", None, 3, "2024-09-28"],
    ]
    assert (
        "YouTube rounds subscribers down to three digits: 164,583 is given as 164,000"
        in report(exports)["warnings"]
    )


def test_videos_are_posts(read, row):
    video = {
        "id": "v1",
        "snippet": {"title": "Брифинг", "description": "Толық нұсқа", "channelTitle": "Aydar MFA", "channelId": "UC1",
                    "publishedAt": "2024-09-28T10:00:00Z", "defaultAudioLanguage": "kk"},
        "statistics": {"viewCount": "90", "likeCount": "5", "commentCount": "1"},
    }  # fmt: skip
    exports = read({"items": [video]})
    assert row(exports, "post_id", "author_id", "text", "likes", "replies", "views", "lang_platform") == [
        "v1", "UC1", "Брифинг\n\nТолық нұсқа", 5, 1, 90, "kk"]  # fmt: skip


def test_search_results_are_set_aside(read, report):
    item = {
        "etag": "e",
        "id": {"kind": "youtube#video", "videoId": "v"},
        "snippet": {"channelTitle": "a", "title": "b"},
    }
    exports = read({"items": [item]})
    assert report(exports)["reasons"] == {
        "a search result: it has no counts and a cut text; fetch the videos themselves": 1
    }


def test_a_list_of_counts_alone_names_channels_by_their_id(read):
    accounts = read(
        {"items": [{"id": "UCx", "statistics": {"subscriberCount": "1000", "videoCount": "5"}}]}
    ).accounts
    assert accounts[["handle", "followers", "posts"]].values.tolist() == [["UCx", 1000, 5]]


SNIPPET = {"publishedAt": "2024-09-29T10:00:00Z", "channelId": "UC1", "title": "Кездесу", "description": "Мәлімдеме #достық",
           "channelTitle": "Aydar MFA"}  # fmt: skip


def listed(video_id: str, **snippet) -> dict:
    resource = {"playlistId": "UU1", "resourceId": {"kind": "youtube#video", "videoId": video_id}}
    return {"kind": "youtube#playlistItem", "id": f"UU.{video_id}", "snippet": SNIPPET | resource | snippet,
            "contentDetails": {"videoId": video_id, "videoPublishedAt": "2024-09-28T10:00:00Z"}}  # fmt: skip


def test_items_of_a_playlist_are_videos_without_counts_and_with_their_own_day(read, row, report):
    gone = listed("v2", title="Private video", description="This video is private.")
    theirs = listed("v3", videoOwnerChannelId="UC2", videoOwnerChannelTitle="Other")
    exports = read({"kind": "youtube#playlistItemListResponse", "items": [listed("v1"), gone, theirs]})
    assert row(exports, "post_id", "handle", "author_id", "text", "hashtags", "views") == [
        "v1", "Aydar MFA", "UC1", "Кездесу\n\nМәлімдеме #достық", ["достық"], None]  # fmt: skip
    assert row(exports, "created_at") == [pd.Timestamp("2024-09-28 10:00", tz="UTC")]
    assert row(exports, "handle", "author_id", at=1) == ["Other", "UC2"]
    assert report(exports)["reasons"] == {"a video that is private or deleted": 1}


def test_videos_by_themselves_and_without_statistics_are_read(read, row, lines):
    video = {"kind": "youtube#video", "id": "v1", "snippet": SNIPPET | {"categoryId": "25"}}
    for content in (video | {"statistics": {"viewCount": "9"}}, lines(video, video), {"items": [video]}):
        assert row(read(content), "post_id", "author_id", "likes") == ["v1", "UC1", None]
