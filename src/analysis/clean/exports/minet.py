"""minet's tables (and gazouilloire's lines of the same fields): tweets, users, and other platforms'."""

from analysis.clean.exports.format import Accounts, Format
from analysis.clean.exports.youtube import ROUNDED

_COUNTS = {
    "likes": "{like_count}",
    "reposts": "{retweet_count}",
    "replies": "{reply_count}",
    "views": "{impression_count}",
}


def _bar(column: str) -> str:
    return f"coalesce(split_at({{{column}}}, '|'), [])"


def _list(column: str) -> str:
    return f"coalesce({{{column}[]}}, [])"


def _tweet(many) -> dict[str, str]:
    """The columns of a tweet; `many` reads one that holds several values."""
    return {
        "post_id": "{id}",
        "url": "{url}",
        "handle": "{user_screen_name}",
        "author_id": "{user_id}",
        "created_at": "{timestamp_utc}",  # local_time is the collector's
        "text": "{text}",
        "lang_platform": "{lang}",
        **_COUNTS,
        "media_types": many("media_types"),
        "mentions": many("mentioned_names"),
        "hashtags": many("hashtags"),
        "urls": many("links"),
        "is_repost": "{retweeted_id} IS NOT NULL",
        "is_quote": "{quoted_id} IS NOT NULL",
        "is_reply": "coalesce({to_tweetid}, {to_username}) IS NOT NULL",
        "reply_to_id": "{to_userid}",
        "reply_to_handle": "{to_username}",
        "collected_at": "{collection_time}",
    }


_AUTHOR = {
    "handle": "{user_screen_name}",
    "author_id": "{user_id}",
    "name": "{user_name}",
    "followers": "{user_followers}",
    "following": "{user_friends}",
    "posts": "{user_tweets}",
    "created_at": "coalesce({user_timestamp_utc}, {user_created_at})",
    "collected_at": "{collection_time}",
}
_USER = {
    "handle": "{screen_name}",
    "author_id": "{id}",
    "name": "{name}",
    "followers": "{followers}",
    "following": "{friends}",
    "posts": "{tweets}",
    "created_at": "coalesce({timestamp_utc}, {local_time})",
}


def _within(name: str, columns: dict[str, str]) -> dict[str, str]:
    return {tidy: place.replace("{", "{" + name) for tidy, place in columns.items()}


_BLUESKY = {
    # A repost is the post of another account under its own name: it gets an id of its own.
    "post_id": "CASE WHEN {repost_by_user_did} IS NULL THEN {uri} ELSE {uri} || '#repost-by-' || {repost_by_user_did} END",
    "handle": "coalesce({repost_by_user_handle}, {user_handle})",
    "author_id": "coalesce({repost_by_user_did}, {user_did})",
    "created_at": "coalesce({repost_timestamp_utc}, {timestamp_utc})",
    "text": "coalesce({original_text}, {text})",  # minet adds quoted posts to `text`
    "lang_platform": "replace({user_langs}, '|', ',')",
    "likes": "{like_count}",
    "reposts": "{repost_count}",
    "replies": "{reply_count}",
    "quotes": "{quote_count}",
    "bookmarks": "{bookmark_count}",
    "media_types": f"list_transform({_bar('media_types')}, lambda s: split_part(s, '/', 1))",
    "mentions": _bar("mentioned_user_handles"),
    "hashtags": _bar("hashtags"),
    "urls": _bar("links"),
    "is_repost": "{repost_by_user_did} IS NOT NULL",
    "is_quote": "{quoted_uri} IS NOT NULL",
    "is_reply": "{to_post_uri} IS NOT NULL",
    "text_truncated": "false",
    "reply_to_id": "{to_user_did}",
    "conversation_id": "coalesce({to_root_post_uri}, {uri})",
    "collected_at": "{collection_time}",
}
_BLUESKY_PROFILE = {
    "handle": "{handle}",
    "author_id": "{did}",
    "name": "{display_name}",
    "followers": "{followers}",
    "following": "{follows}",
    "posts": "{posts}",
    "created_at": "coalesce({timestamp_utc}, {created_at})",
    "collected_at": "{collection_time}",
}
_TIKTOK = {
    "post_id": "{id}",
    "handle": "{author_unique_id}",
    "author_id": "{author_id}",
    "created_at": "coalesce({timestamp_utc}, {timestamp}, {create_time})",
    "text": "{description}",
    "likes": "{digg_count}",
    "reposts": "{share_count}",
    "replies": "{comment_count}",
    "views": "{play_count}",
    "media_types": "['video']",
    "text_truncated": "false",
    "collected_at": "{collection_time}",
}
_TELEGRAM = {
    "post_id": "regexp_extract({link_to_message}, '([^/]+/\\d+)/?$', 1)",
    "handle": "regexp_extract({link_to_message}, '([^/]+)/\\d+/?$', 1)",
    "created_at": "{datetime}",
    "text": "{text}",
    "views": "{views}",
    "text_truncated": "false",
}
_INSTAGRAM = {
    "post_id": "{shortcode}",
    "url": "{url}",
    "handle": "coalesce({username}, {owner_username})",
    "author_id": "{owner_id}",
    "created_at": "{taken_at_timestamp}",
    "text": "coalesce({caption}, '')",
    "likes": "coalesce({liked_by_count}, {preview_like_count}, {like_count})",
    "replies": "{comment_count}",
    "views": "{video_view_count}",
    "media_types": "CASE WHEN yes({is_video}) THEN ['video'] ELSE ['photo'] END",
    "mentions": _bar("mentioned_names"),
    "hashtags": _bar("hashtags"),
    "text_truncated": "false",
}
_VIDEO = {
    "post_id": "{video_id}",
    "handle": "{channel_title}",
    "author_id": "{channel_id}",
    "created_at": "{published_at}",
    "text": "concat_ws(chr(10) || chr(10), {title}, {description})",
    "likes": "{like_count}",
    "replies": "{comment_count}",
    "views": "{view_count}",
    "media_types": "['video']",
    "hashtags": "regexp_extract_all(coalesce({description}, ''), '#([^\\s,.#]+)', 1)",
    "text_truncated": "false",
}
_CHANNEL = {
    "handle": "coalesce(ltrim({custom_url}, '@'), {channel_id})",
    "author_id": "{channel_id}",
    "name": "{title}",
    "followers": "CASE WHEN yes({hidden_subscriber_count}) THEN NULL ELSE {subscriber_count} END",
    "posts": "{video_count}",
    "created_at": "{published_at}",
}
_LOCAL = (
    "collection_time is the collector's local time, and was read as UTC: a snapshot's day may be off by one"
)

FORMATS = (
    Format(
        "minet tweets",
        "twitter",
        "table",
        ("id", "timestamp_utc", "user_screen_name", "text", "like_count", "retweet_count", "collection_time"),
        posts=_tweet(_bar),
        accounts=Accounts(_AUTHOR),
        text="x",
        note=_LOCAL,
    ),
    Format(
        "minet users",
        "twitter",
        "table",
        ("id", "screen_name", "tweets", "followers", "friends", "timestamp_utc"),
        accounts=Accounts(_USER),
    ),
    Format(
        "gazouilloire tweets",
        "twitter",
        "json",
        ("_id", "_source.timestamp_utc", "_source.text", "_source.user_screen_name"),
        posts=_within("_source.", _tweet(_list)) | {"post_id": "coalesce({_source.id}, {_id})"},
        accounts=Accounts(_within("_source.", _AUTHOR)),
        text="x",
        note=_LOCAL,
    ),
    Format(
        "minet tweets (JSON)",
        "twitter",
        "json",
        ("id", "timestamp_utc", "user_screen_name", "text", "mentioned_names"),
        posts=_tweet(_list),
        accounts=Accounts(_AUTHOR),
        text="x",
        note=_LOCAL,
    ),
    Format(
        "minet Bluesky posts",
        "bluesky",
        "table",
        (
            "uri",
            "timestamp_utc",
            "user_handle|user_did",
            "text",
            "original_text|like_count",
        ),  # a stream has no counts
        posts=_BLUESKY,
        note=_LOCAL,
    ),
    Format(
        "minet Bluesky profiles",
        "bluesky",
        "table",
        ("did", "handle", "display_name", "posts", "followers", "follows"),
        accounts=Accounts(_BLUESKY_PROFILE),
    ),
    Format(
        "minet TikTok videos",
        "tiktok",
        "table",
        ("id", "description", "author_unique_id", "digg_count", "play_count"),
        posts=_TIKTOK,
        accounts=Accounts(
            {
                "handle": "{author_unique_id}",
                "author_id": "{author_id}",
                "followers": "{author_follower_count}",
                "collected_at": "{collection_time}",
            }
        ),  # fmt: skip
        zone="unknown",
    ),
    Format(
        "minet Instagram posts",
        "instagram",
        "table",
        ("shortcode", "caption", "taken_at_timestamp", "comment_count", "is_video"),
        posts=_INSTAGRAM,
    ),
    Format(
        "minet YouTube videos",
        "youtube",
        "table",
        ("video_id", "title", "description", "published_at", "channel_id", "view_count"),
        posts=_VIDEO,
    ),
    Format(
        "minet YouTube channels",
        "youtube",
        "table",
        ("channel_id", "title", "subscriber_count", "video_count", "published_at"),
        accounts=Accounts(_CHANNEL),
        note=ROUNDED,
    ),
    Format(
        "minet Telegram messages",
        "telegram",
        "table",
        ("link_to_message", "text", "views", "datetime"),
        posts=_TELEGRAM,
        zone="unknown",
        note="minet gives views as shown (28.7K), not exact",
    ),
)
