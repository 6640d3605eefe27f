"""Tools that read X without its interface: twscrape, snscrape, twitter-web-exporter, tweet-harvest, SFM."""

from analysis.clean.exports.format import Accounts, Format

_USER = {
    "handle": "{username}",
    "author_id": "coalesce({id_str}, {id})",
    "name": "{displayname}",
    "followers": "{followersCount}",
    "following": "{friendsCount}",
    "posts": "{statusesCount}",
    "created_at": "{created}",
}
_OF_USER = {name: place.replace("{", "{user.") for name, place in _USER.items()}
# twscrape keeps lists of photos, videos and animated images; snscrape one list of objects with a `_type`.
_MEDIA = """CASE WHEN NOT json_valid({media}) THEN NULL WHEN starts_with({media}, '[')
    THEN list_transform(json_items({media}), lambda m: regexp_extract(json_part(m, '_type'), '(\\w+)$', 1))
    ELSE list_concat(times('photo', json_array_length({media}, '$.photos')),
        times('video', json_array_length({media}, '$.videos')),
        times('animated_gif', json_array_length({media}, '$.animated'))) END"""
_SCRAPED = {
    "post_id": "coalesce({id_str}, {id})",
    "url": "{url}",
    "handle": "coalesce({user.username}, {username})",
    "author_id": "coalesce({user.id_str}, {user.id})",
    "created_at": "{date}",
    "text": "coalesce({retweetedTweet.rawContent}, {retweetedTweet.content}, {rawContent}, {content})",
    "lang_platform": "{lang}",
    "likes": "{likeCount}",
    "reposts": "{retweetCount}",
    "replies": "{replyCount}",
    "quotes": "{quoteCount}",
    "views": "{viewCount}",
    "bookmarks": "coalesce({bookmarkedCount}, {bookmarkCount})",
    "media_types": f"coalesce({_MEDIA}, [])",
    "mentions": "coalesce({mentionedUsers[].username}, [])",
    "hashtags": "coalesce({hashtags[]}, [])",
    "urls": "coalesce({links[].url}, {outlinks[]}, [])",
    "is_repost": "coalesce({retweetedTweet.id_str}, {retweetedTweet.id}) IS NOT NULL"
    " OR starts_with(coalesce({rawContent}, {content}), 'RT @')",
    "is_quote": "coalesce({quotedTweet.id_str}, {quotedTweet.id}) IS NOT NULL",
    "is_reply": "coalesce({inReplyToTweetIdStr}, {inReplyToTweetId}, {inReplyToUser.username}) IS NOT NULL",
    "is_pinned": "coalesce(yes({pinned}), list_contains({user.pinnedIds[]}, coalesce({id_str}, {id})))",
    "reply_to_id": "coalesce({inReplyToUser.id_str}, {inReplyToUser.id})",
    "reply_to_handle": "coalesce({inReplyToUser.username}, {inReplyToScreenName})",
    "conversation_id": "coalesce({conversationIdStr}, {conversationId})",
}
# pandas writes lists and objects as Python prints them; whose post it is stands in its link.
_SCRAPED_TABLE = {
    **{name: sql for name, sql in _SCRAPED.items() if "[" not in sql and "user" not in sql.lower()},
    "handle": "coalesce({user.username}, {username})",
    "author_id": "{user.id}",
    "text": "coalesce({rawContent}, {content})",
    "hashtags": "coalesce(any_list({hashtags}), [])",
    "mentions": "coalesce(regexp_extract_all({mentionedUsers}, 'username''?(?:: |=)''(\\w+)''', 1), [])",
    "is_repost": "{retweetedTweet} IS NOT NULL OR starts_with(coalesce({rawContent}, {content}), 'RT @')",
    "is_quote": "{quotedTweet} IS NOT NULL",
    "is_reply": "{inReplyToTweetId} IS NOT NULL",
    "reply_to_handle": "regexp_extract({inReplyToUser}, 'username''?(?:: |=)''(\\w+)''', 1)",
}
# `in_reply_to` is the post's id and says nothing about whose: only the raw data beside it do.
_EXPORTER = {
    "post_id": "{id}",
    "url": "{url}",
    "handle": "{screen_name}",
    "author_id": "{user_id}",
    "created_at": "{created_at}",
    "text": "{full_text}",
    "likes": "{favorite_count}",
    "reposts": "{retweet_count}",
    "replies": "{reply_count}",
    "quotes": "{quote_count}",
    "views": "{views_count}",
    "bookmarks": "{bookmark_count}",
    "is_repost": "{retweeted_status} IS NOT NULL OR starts_with({full_text}, 'RT @')",
    "is_quote": "{quoted_status} IS NOT NULL",
    "is_reply": "{in_reply_to} IS NOT NULL",
}
_EXPORTER_JSON = _EXPORTER | {
    "text": """coalesce({metadata.legacy.retweeted_status_result.result.note_tweet.note_tweet_results.result.text},
        {metadata.legacy.retweeted_status_result.result.legacy.full_text}, {full_text})""",
    "author_id": "coalesce({metadata.legacy.user_id_str}, {user_id})",
    "lang_platform": "{metadata.legacy.lang}",
    "media_types": "coalesce({media[].type}, [])",
    "mentions": "{metadata.legacy.entities.user_mentions[].screen_name}",
    "hashtags": "{metadata.legacy.entities.hashtags[].text}",
    "urls": "{metadata.legacy.entities.urls[].expanded_url}",
    "reply_to_id": "{metadata.legacy.in_reply_to_user_id_str}",
    "reply_to_handle": "{metadata.legacy.in_reply_to_screen_name}",
    "conversation_id": "{metadata.legacy.conversation_id_str}",
}
_RAW_USER = "metadata.core.user_results.result."
_EXPORTER_AUTHOR = {
    "handle": "{screen_name}",
    "author_id": "{user_id}",
    "name": "{name}",
    **{
        tidy: f"coalesce({{{_RAW_USER}legacy.{old}}}, {{{_RAW_USER}{new}}})"
        for tidy, old, new in (
            ("followers", "followers_count", "relationship_counts.followers"),
            ("following", "friends_count", "relationship_counts.following"),
            ("posts", "statuses_count", "tweet_counts.tweets"),
        )
    },
}
_EXPORTER_CSV = _EXPORTER | {
    "text": r"replace(replace({full_text}, '\n', chr(10)), '\r', '')",
    "media_types": "list_transform(coalesce(json_items({media}), []), lambda m: json_part(m, 'type'))",
    "is_repost": "coalesce({retweeted_status}, 'null') <> 'null' OR starts_with({full_text}, 'RT @')",
    "is_quote": "coalesce({quoted_status}, 'null') <> 'null'",
    "is_reply": "coalesce({in_reply_to}, 'null') <> 'null'",
}
_EXPORTER_USER = {
    "handle": "{screen_name}",
    "author_id": "{id}",
    "name": "{name}",
    "followers": "{followers_count}",
    "following": "{friends_count}",
    "posts": "{statuses_count}",
    "created_at": "{created_at}",
}
_EXPORTER_KEYS = (
    "id",
    "full_text",
    "screen_name",
    "favorite_count",
    "views_count",
    "quoted_status",
    "in_reply_to",
)
_EXPORTER_USER_KEYS = (
    "id",
    "screen_name",
    "followers_count",
    "friends_count",
    "statuses_count",
    "website",
    "can_dm",
)
_HARVEST = {
    "post_id": "{id_str}",
    "url": "{tweet_url}",
    "handle": "{username}",
    "author_id": "{user_id_str}",
    "created_at": "{created_at}",
    "text": "{full_text}",
    "lang_platform": "{lang}",
    "likes": "{favorite_count}",
    "reposts": "{retweet_count}",
    "replies": "{reply_count}",
    "quotes": "{quote_count}",
    "media_types": "times('photo', ({image_url} IS NOT NULL)::INTEGER)",
    "is_reply": "{in_reply_to_screen_name} IS NOT NULL",
    "reply_to_handle": "{in_reply_to_screen_name}",
    "conversation_id": "{conversation_id_str}",
}
_SFM = {
    "post_id": "{id}",
    "url": "{tweet_url}",
    "handle": "{user_screen_name}",
    "author_id": "{user_id}",
    "created_at": "coalesce({created_at}, {parsed_created_at})",
    "text": "{text}",
    "lang_platform": "{lang}",
    "likes": "{favorite_count}",
    "reposts": "{retweet_count}",
    "hashtags": "coalesce(any_list({hashtags}), [])",
    "urls": "coalesce(any_list({urls}), [])",
    "is_repost": "{tweet_type} = 'retweet'",
    "is_quote": "{tweet_type} = 'quote'",
    "is_reply": "{tweet_type} = 'reply' OR {in_reply_to_screen_name} IS NOT NULL",
    "reply_to_handle": "{in_reply_to_screen_name}",
}
_SFM_USER = {
    "handle": "{user_screen_name}",
    "author_id": "{user_id}",
    "name": "{user_name}",
    "followers": "{user_followers_count}",
    "following": "{user_friends_count}",
    "posts": "{user_statuses_count}",
    "created_at": "{user_created_at}",
}

FORMATS = (
    Format(
        "twscrape or snscrape post",
        "twitter",
        "json",
        # Versions of 2020 have no counts, and the name beside the text.
        ("rawContent|content", "date", "user.username|username", "likeCount|tcooutlinks", "id"),
        posts=_SCRAPED,
        accounts=Accounts(_OF_USER),
        text="x",
    ),
    Format(
        "snscrape posts (table)",
        "twitter",
        "table",
        ("rawContent|content", "date", "url", "id", "likeCount", "retweetCount"),
        posts=_SCRAPED_TABLE,
        text="x",
    ),
    Format(
        "twscrape or snscrape user",
        "twitter",
        "json",
        ("username", "followersCount", "statusesCount", "friendsCount"),
        accounts=Accounts(_USER),
    ),
    Format(
        "twitter-web-exporter post (JSON)",
        "twitter",
        "json",
        _EXPORTER_KEYS,
        posts=_EXPORTER_JSON,
        accounts=Accounts(_EXPORTER_AUTHOR),
        text="x",
        zone="unknown",
    ),
    Format(
        "twitter-web-exporter user (JSON)",
        "twitter",
        "json",
        _EXPORTER_USER_KEYS,
        accounts=Accounts(_EXPORTER_USER),
    ),
    Format(
        "twitter-web-exporter post (CSV)",
        "twitter",
        "table",
        _EXPORTER_KEYS,
        posts=_EXPORTER_CSV,
        text="x",
        zone="unknown",
    ),
    Format(
        "twitter-web-exporter user (CSV)",
        "twitter",
        "table",
        _EXPORTER_USER_KEYS,
        accounts=Accounts(_EXPORTER_USER),
    ),
    Format(
        "tweet-harvest posts",
        "twitter",
        "table",
        ("conversation_id_str", "created_at", "favorite_count", "full_text", "id_str", "username"),
        posts=_HARVEST,
        text="x",
    ),
    Format(
        "Social Feed Manager posts",
        "twitter",
        "table",
        ("id", "tweet_url", "tweet_type", "user_screen_name", "text", "created_at|parsed_created_at"),
        posts=_SFM,
        accounts=Accounts(_SFM_USER),
        text="x",
        note="Social Feed Manager gives a repost the counts of the original: leave reposts out of engagement",
    ),
)
