"""4CAT's tables: X (imported, or from the API), Bluesky, Instagram, Threads, TikTok, Telegram, and its general form."""

from analysis.clean.exports.format import Accounts, Format

# The stills of videos stand among the images.
_STILL = r"(video_thumb|amplify_video|ext_tw_video)"
_LIST = "coalesce(split_at({%s}, ','), [])"


def _split(column: str) -> str:
    return _LIST.replace("%s", column)


_X = {
    "post_id": "{id}",
    "url": "{link}",
    "handle": "{author}",
    "author_id": "{author_id}",
    "created_at": "coalesce({unix_timestamp}, {timestamp})",
    "text": "{body}",
    "lang_platform": "{language_guess}",
    "likes": "{like_count}",
    "reposts": "{retweet_count}",
    "replies": "{reply_count}",
    "quotes": "{quote_count}",
    "views": "{impression_count}",
    "bookmarks": "{bookmark_count}",
    "media_types": f"""list_concat(
        times('photo', len(list_filter({_split("images")}, lambda s: s <> '' AND NOT regexp_matches(s, '{_STILL}')))),
        times('video', len(list_filter({_split("videos")}, lambda s: s <> ''))))""",
    "mentions": _split("mentions"),
    "hashtags": _split("hashtags"),
    "urls": "coalesce(links_of({urls}), [])",
    "is_repost": "yes({is_retweet})",
    "is_quote": "yes({is_quote_tweet})",
    # 4CAT's is_reply compares the conversation with the post, so that one's own thread is a reply there.
    "is_reply": "coalesce({replied_author}, {replied_user}) IS NOT NULL OR yes({is_reply})",
    "reply_to_handle": "coalesce({replied_author}, {replied_user})",
    "conversation_id": "{thread_id}",
}
_X_AUTHOR = {
    "handle": "{author}",
    "author_id": "{author_id}",
    "name": "{author_fullname}",
    "followers": "{author_followers}",
    "following": "{author_following}",
}
_BLUESKY = {
    "post_id": "{id}",
    "handle": "{author}",
    "author_id": "{author_id}",
    "created_at": "coalesce({timestamp}, {created_at})",
    "text": "{body}",
    "lang_platform": "nullif({languages}, 'N/A')",
    "likes": "{like_count}",
    "reposts": "{repost_count}",
    "replies": "{reply_count}",
    "quotes": "{quote_count}",
    "media_types": f"times('photo', len(list_filter({_split('images')}, lambda s: s <> '')))",
    "mentions": _split("mentions"),
    "hashtags": _split("tags"),
    "urls": "coalesce(links_of({links}), [])",
    "is_repost": "false",
    "is_quote": "coalesce({quoted_post}, {quoted_user}) IS NOT NULL",
    "is_reply": "coalesce({replied_to_user}, {replied_to_post}) IS NOT NULL",
    "text_truncated": "false",
    "reply_to_handle": "{replied_to_user}",
    "conversation_id": "{thread_id}",
    "collected_at": "{collected_at}",
}
_INSTAGRAM = {
    "post_id": "{id}",
    "url": "{url}",
    "handle": "{author}",
    "author_id": "{author_id}",
    "created_at": "coalesce({unix_timestamp}, {timestamp})",
    "text": "{body}",
    "likes": "CASE WHEN yes({likes_hidden}) THEN NULL ELSE {num_likes} END",
    "replies": "{num_comments}",
    "views": "{play_count}",
    "media_types": """CASE coalesce({media_type}, {type}) WHEN 'mixed' THEN ['photo', 'video'] WHEN 'unknown' THEN []
        ELSE list_filter([coalesce({media_type}, {type})], lambda s: s <> '') END""",
    "mentions": f"list_concat({_split('usertags')}, {_split('mentioned')})",
    "hashtags": _split("hashtags"),
    "text_truncated": "false",
}
_TELEGRAM = {
    # Messages are numbered within their chat.
    "post_id": "CASE WHEN regexp_full_match({id}, '\\d+') THEN concat_ws('/', {chat}, {id}) ELSE {id} END",
    "handle": "coalesce({author_username}, {chat})",
    "author_id": "{author}",
    "created_at": "coalesce({unix_timestamp}, {timestamp})",
    "text": "{body}",
    "reposts": "{forwards}",
    "views": "{views}",
    "media_types": "CASE WHEN {attachment_type} IN ('photo', 'video', 'audio') THEN [{attachment_type}] ELSE [] END",
    "mentions": _split("entities_mentioned"),
    "hashtags": _split("entities_hashtag"),
    "urls": "coalesce(links_of({entities_linked}), [])",
    "is_repost": "coalesce({author_forwarded_from_name}, {author_forwarded_from_username}) IS NOT NULL",
    "is_reply": "coalesce(yes({is_reply}), {reply_to} IS NOT NULL)",
    "text_truncated": "false",
    "conversation_id": "{thread_id}",
}
# The messages themselves, as Telegram's interface gives them to 4CAT; times are seconds since 1970.
_MESSAGE = {
    "post_id": "concat_ws('/', {_chat.username}, {id})",
    "handle": "coalesce({_chat.username}, {_sender.username})",
    "author_id": "coalesce({_sender.id}, {_chat.id})",
    "created_at": "{date}",
    "text": "coalesce({message}, '')",
    "likes": "list_sum(list_transform({reactions.results[].count}, lambda n: try_cast(n AS BIGINT)))",
    "reposts": "{forwards}",
    "views": "{views}",
    "media_types": """CASE {media._type} WHEN 'MessageMediaPhoto' THEN ['photo'] WHEN 'MessageMediaDocument' THEN
        CASE WHEN starts_with({media.document.mime_type}, 'video/') THEN ['video'] ELSE [] END ELSE [] END""",
    "mentions": "regexp_extract_all({message}, '@(\\w+)', 1)",
    "hashtags": "regexp_extract_all({message}, '#([\\pL\\pM\\pN_]+)', 1)",
    "is_repost": "coalesce(json_type({fwd_from}) = 'OBJECT', false)",
    "is_reply": "coalesce({reply_to_msg_id}, {reply_to.reply_to_msg_id}) IS NOT NULL",
    "reply_to_id": "CASE WHEN {_sender.id} = {_chat.id} THEN {_chat.id} END",  # a channel answers only itself
    "text_truncated": "false",
    "conversation_id": "{_chat.username}",
}
_OWN = {
    "post_id": "{id}",
    "handle": "{author}",
    "author_id": "{author_id}",
    "created_at": "coalesce({unix_timestamp}, {timestamp})",
    "text": "{body}",
    "likes": "{likes}",
    "hashtags": _split("hashtags"),
    "text_truncated": "false",
}
_THREADS = _OWN | {
    "url": "{url}",
    "reposts": "{reposts}",
    "replies": "{replies}",
    "quotes": "{quotes}",
    "media_types": f"""list_concat(times('photo', len(given({_split("image_url")}))),
        times('video', len(given({_split("video_url")}))))""",
    "urls": "list_filter([{link_url}], lambda s: s <> '')",
}
_TIKTOK = _OWN | {
    "url": "{tiktok_url}",
    "reposts": "{shares}",
    "replies": "{comments}",
    "views": "{plays}",
    "media_types": "['video']",
}
# Whose posts these are the table does not say: `platform` is written in study.yaml.
_GENERAL = {
    "post_id": "{id}",
    "url": "{link}",
    "handle": "{author}",
    "created_at": "coalesce({unix_timestamp}, {timestamp})",
    "text": "{body}",
    "conversation_id": "{thread_id}",
}

FORMATS = (
    Format(
        "4CAT CSV (X)",
        "twitter",
        "table",
        (
            "id",
            "thread_id",
            "timestamp",
            "body",
            "author",
            "like_count",
            "retweet_count",
            "is_retweet",
            "is_reply",
        ),
        posts=_X,
        accounts=Accounts(_X_AUTHOR),
        text="x",
        note="4CAT writes 0 for a count that it does not have",
    ),
    Format(
        "4CAT CSV (Bluesky)",
        "bluesky",
        "table",
        ("id", "created_at", "author", "body", "like_count", "repost_count", "languages", "replied_to_user"),
        posts=_BLUESKY,
    ),
    Format(
        "4CAT CSV (Instagram)",
        "instagram",
        "table",
        ("id", "timestamp", "author", "body", "num_likes", "num_comments"),
        posts=_INSTAGRAM,
        aside={"a partial item of a grid, without its own time": "coalesce(yes({partial_item}), false)"},
        zone="unknown",
        note="4CAT writes 0 or -1 for likes that are hidden",
    ),
    Format(
        "4CAT CSV (Threads)",
        "threads",
        "table",
        (
            "id",
            "thread_id",
            "author",
            "body",
            "timestamp|unix_timestamp",
            "likes",
            "reposts",
            "replies",
            "quotes",
        ),
        posts=_THREADS,
        zone="unknown",
    ),
    Format(
        "4CAT CSV (TikTok)",
        "tiktok",
        "table",
        (
            "id",
            "author",
            "body",
            "timestamp|unix_timestamp",
            "likes",
            "comments",
            "shares",
            "plays",
            "tiktok_url",
        ),
        posts=_TIKTOK,
        accounts=Accounts(
            {
                "handle": "{author}",
                "author_id": "{author_id}",
                "name": "{author_full}",
                "followers": "{author_followers}",
                "posts": "{author_videos}",
            }
        ),  # fmt: skip
        aside={"a promoted post (an advertisement)": "coalesce(yes({is_ad}), false)"},
        zone="unknown",
    ),
    Format(
        "4CAT CSV (Telegram)",
        "telegram",
        "table",
        ("id", "chat", "author_username", "body", "views", "timestamp|unix_timestamp"),
        posts=_TELEGRAM,
        zone="unknown",
    ),
    Format(
        "4CAT NDJSON (Telegram)",
        "telegram",
        "json",
        ("id", "_chat", "message", "date", "views"),
        posts=_MESSAGE,
        aside={"a service message (joined, pinned, …), not a post": "{_type} = 'MessageService'"},
    ),
    Format(
        "4CAT CSV (general form)",
        "",
        "table",
        ("id", "thread_id", "author", "body", "timestamp"),
        posts=_GENERAL,
        zone="unknown",
    ),
)
