"""YouTube's Data API: channels, and videos as posts."""

from analysis.clean.exports.format import Accounts, Format

_CHANNEL = {
    "handle": "coalesce(ltrim({snippet.customUrl}, '@'), {id})",
    "author_id": "{id}",
    "name": "{snippet.title}",
    "followers": "CASE WHEN yes({statistics.hiddenSubscriberCount}) THEN NULL ELSE {statistics.subscriberCount} END",
    "posts": "{statistics.videoCount}",
    "created_at": "{snippet.publishedAt}",
}
_VIDEO = {
    "post_id": "{id}",
    "handle": "{snippet.channelTitle}",
    "author_id": "{snippet.channelId}",
    "created_at": "{snippet.publishedAt}",
    "text": "concat_ws(chr(10) || chr(10), {snippet.title}, nullif({snippet.description}, ''))",
    "lang_platform": "coalesce({snippet.defaultAudioLanguage}, {snippet.defaultLanguage})",
    "likes": "{statistics.likeCount}",
    "replies": "{statistics.commentCount}",
    "views": "{statistics.viewCount}",
    "media_types": "['video']",
    "hashtags": "regexp_extract_all({snippet.description}, '#([^\\s,.#]+)', 1)",
    "text_truncated": "false",
}
# An item of a playlist, such as a channel's uploads: it was put there by one channel, and is of another, or the same.
_LISTED = {
    "post_id": "coalesce({snippet.resourceId.videoId}, {contentDetails.videoId})",
    "handle": "coalesce({snippet.videoOwnerChannelTitle}, {snippet.channelTitle})",
    "author_id": "coalesce({snippet.videoOwnerChannelId}, {snippet.channelId})",
    "created_at": "coalesce({contentDetails.videoPublishedAt}, {snippet.publishedAt})",
    **{name: _VIDEO[name] for name in ("text", "media_types", "hashtags", "text_truncated")},
}
_GONE = {
    "a video that is private or deleted": "{snippet.title} IN ('Private video', 'Deleted video') AND {snippet.description} LIKE 'This video is %'"
}
_FACTS = (
    "statistics.viewCount",
    "contentDetails.duration",
    "snippet.categoryId",
    "snippet.liveBroadcastContent",
)
ROUNDED = "YouTube rounds subscribers down to three digits: 164,583 is given as 164,000"

FORMATS = (
    Format(
        "YouTube channels",
        "youtube",
        "json",
        (
            "items[].id",
            "items[].statistics.subscriberCount|items[].statistics.hiddenSubscriberCount|items[].snippet.customUrl",
        ),
        accounts=Accounts(_CHANNEL, "items"),
        records="items",
        note=ROUNDED,
    ),
    Format(
        "YouTube channel",
        "youtube",
        "json",
        ("id", "snippet.title", "statistics.subscriberCount|statistics.videoCount"),
        accounts=Accounts(_CHANNEL),
        note=ROUNDED,
    ),
    Format(
        "YouTube videos",
        "youtube",
        "json",
        (
            "items[].id",
            "items[].snippet.channelTitle",
            "|".join(f"items[].{fact}" for fact in _FACTS[:3]),
            "items[].snippet.publishedAt",
        ),
        posts=_VIDEO,
        records="items",
    ),
    Format(
        "YouTube video",
        "youtube",
        "json",
        ("id", "snippet.channelTitle", "|".join(_FACTS), "snippet.publishedAt"),
        posts=_VIDEO,
    ),
    Format(
        "YouTube playlist items",
        "youtube",
        "json",
        (
            "items[].snippet.playlistId",
            "items[].snippet.resourceId.videoId|items[].contentDetails.videoId",
            "items[].snippet.title",
            "items[].snippet.publishedAt",
            "items[].snippet.channelTitle",
        ),
        posts=_LISTED,
        records="items",
        aside=_GONE,
    ),
    Format(
        "YouTube search results",
        "youtube",
        "json",
        ("items[].id.kind", "items[].snippet.channelTitle"),
        posts={"post_id": "NULL::VARCHAR"},
        records="items",
        aside={
            "a search result: it has no counts and a cut text; fetch the videos themselves": "{id} IS NOT NULL OR true"
        },
    ),
)
