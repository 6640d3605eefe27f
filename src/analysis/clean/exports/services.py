"""Services that sell scraping: Apify (and twitterapi.io, of the same form) and Bright Data; X and Instagram."""

from analysis.clean.exports.format import Accounts, Format

_AUTHOR = {
    "handle": "{author.userName}",
    "author_id": "{author.id}",
    "name": "{author.name}",
    "followers": "{author.followers}",
    "following": "{author.following}",
    "posts": "{author.statusesCount}",
    "created_at": "{author.createdAt}",
    "collected_at": "{scrapedAt}",
}
_APIFY = {
    "post_id": "{id}",
    "url": "coalesce({twitterUrl}, {url})",
    "handle": "{author.userName}",
    "author_id": "{author.id}",
    "created_at": "{createdAt}",
    "text": """coalesce({retweeted_tweet.fullText}, {retweeted_tweet.text}, {retweet.fullText}, {retweet.text},
        {fullText}, {text})""",
    "lang_platform": "{lang}",
    "likes": "coalesce({likeCount}, {favoriteCount})",
    "reposts": "coalesce({retweetCount}, {repostCount})",
    "replies": "{replyCount}",
    "quotes": "{quoteCount}",
    "views": "{viewCount}",
    "bookmarks": "{bookmarkCount}",
    "media_types": "coalesce({extendedEntities.media[].type}, {entities.media[].type}, [])",
    "mentions": "coalesce({entities.user_mentions[].screen_name}, [])",
    "hashtags": "coalesce({entities.hashtags[].text}, [])",
    "urls": "coalesce({entities.urls[].expanded_url}, [])",
    "is_repost": """coalesce(yes({isRetweet}), false) OR coalesce({retweeted_tweet.id}, {retweet.id}) IS NOT NULL
        OR starts_with({text}, 'RT @')""",
    "is_quote": "coalesce(yes({isQuote}), coalesce({quoted_tweet.id}, {quote.id}, {quoteId}) IS NOT NULL)",
    "is_reply": "coalesce(yes({isReply}), {inReplyToId} IS NOT NULL)",
    "is_pinned": "yes({isPinned})",
    "reply_to_id": "{inReplyToUserId}",
    "reply_to_handle": "{inReplyToUsername}",
    "conversation_id": "{conversationId}",
    "collected_at": "{scrapedAt}",
}
_APIFY_ASIDE = {"a row that says that nothing was found": "coalesce(yes({noResults}), false)"}
_APIFY_KEYS = ("id", "text|fullText", "createdAt", "author.userName", "likeCount")


def _table(columns: dict[str, str]) -> dict[str, str]:
    """The same columns in a table, where Apify writes the parts of an object as `author/userName`."""
    lists = ("media_types", "mentions", "hashtags", "urls")
    return {name: sql.replace(".", "/") for name, sql in columns.items() if name not in lists}


# Bright Data writes lists as JSON in tables and as lists in JSON: either is read as JSON text.
_BRIGHT = {
    "post_id": "coalesce({id}, {post_id}, {shortcode})",
    "url": "{url}",
    "handle": "{user_posted}",
    "author_id": "{user_posted_id}",
    "created_at": "{date_posted}",
    "text": "coalesce({description}, '')",
    "likes": "{likes}",
    "replies": "coalesce({replies}, {num_comments})",
    "hashtags": "coalesce(any_list({hashtags}), [])",
    "mentions": """list_transform(coalesce(json_items({tagged_users}), []), lambda s: CASE
        WHEN starts_with(s, chr(123)) THEN coalesce(nullif(regexp_extract(s->>'url', '([^/]+)/?$', 1), ''),
        s->>'profile_id', s->>'profile_name') ELSE s END)""",
    "media_types": """list_concat(times('photo', len(json_items({photos}))), times('video', len(json_items({videos}))))""",
    "collected_at": "{timestamp}",
}
_BRIGHT_X = _BRIGHT | {
    "reposts": "{reposts}",
    "quotes": "{quotes}",
    "views": "{views}",
    "bookmarks": "{bookmarks}",
    "urls": "list_filter([{external_url}], lambda s: s <> '')",
    "is_repost": "yes({is_repost})",
    "is_quote": "coalesce(json_part({quoted_post}, 'post_id'), json_part({quoted_post}, 'url')) IS NOT NULL",
    "is_reply": "json_part({parent_post_details}, 'post_id') IS NOT NULL",
    "reply_to_handle": "json_part({parent_post_details}, 'profile_id')",
}
_BRIGHT_INSTAGRAM = _BRIGHT | {
    "views": "coalesce({video_view_count}, {video_play_count})",
    "text_truncated": "false",
}
_BRIGHT_ACCOUNT = {
    "handle": "coalesce({user_posted}, {user_name}, {account}, {profile_id}, {id})",
    "author_id": "coalesce({user_posted_id}, {x_id})",
    "name": "coalesce({name}, {profile_name})",
    "followers": "{followers}",
    "following": "{following}",
    "posts": "coalesce({posts_count}, {number_of_tweets})",
    "created_at": "{date_joined}",
    "collected_at": "{timestamp}",
}
_BRIGHT_ASIDE = {"an error row of the service": "coalesce({error}, {error_code}) IS NOT NULL"}
_APIFY_INSTAGRAM = {
    "post_id": "{shortCode}",
    "url": "{url}",
    "handle": "{ownerUsername}",
    "author_id": "{ownerId}",
    "created_at": "{timestamp}",
    "text": "coalesce({caption}, '')",
    "likes": "{likesCount}",
    "replies": "{commentsCount}",
    "views": "coalesce({videoViewCount}, {videoPlayCount})",
    "media_types": "list_filter([{type}], lambda s: s IS NOT NULL)",
    "mentions": "coalesce({mentions[]}, [])",
    "hashtags": "coalesce({hashtags[]}, [])",
    "text_truncated": "false",
}
_APIFY_INSTAGRAM_PROFILE = {
    "handle": "{username}",
    "author_id": "{id}",
    "name": "{fullName}",
    "followers": "{followersCount}",
    "following": "{followsCount}",
    "posts": "{postsCount}",
}


def _both(name: str, platform: str, keys: tuple[str, ...], **parts) -> tuple[Format, Format]:
    """The same format as JSON and as a table with the same columns."""
    return tuple(
        Format(f"{name} ({kind.upper()})", platform, kind, keys, **parts) for kind in ("json", "table")
    )


def _listed(records: str) -> Format:
    keys = tuple(f"{records}[].{key}" for key in _APIFY_KEYS[:1] + _APIFY_KEYS[2:])
    return Format(f"twitterapi.io {records}", "twitter", "json", keys, posts=_APIFY,
                  accounts=Accounts(_AUTHOR, records), records=records, text="x")  # fmt: skip


FORMATS = (
    Format(
        "Apify tweet",
        "twitter",
        "json",
        _APIFY_KEYS,
        posts=_APIFY,
        accounts=Accounts(_AUTHOR),
        aside=_APIFY_ASIDE,
        text="x",
    ),  # fmt: skip
    Format(
        "Apify tweets (table)",
        "twitter",
        "table",
        ("id", "text|fullText", "createdAt", "author/userName"),
        posts=_table(_APIFY),
        accounts=Accounts(_table(_AUTHOR)),
        aside=_APIFY_ASIDE,
        text="x",
    ),  # fmt: skip
    _listed("tweets"),
    _listed("data.tweets"),
    *_both(
        "Bright Data X posts",
        "twitter",
        ("user_posted", "description", "date_posted", "reposts", "quotes"),
        posts=_BRIGHT_X,
        accounts=Accounts(_BRIGHT_ACCOUNT),
        aside=_BRIGHT_ASIDE,
        text="x",
    ),  # fmt: skip
    *_both(
        "Bright Data X profiles",
        "twitter",
        (
            "followers",
            "following",
            "posts_count|number_of_tweets",
            "profile_name|user_name|name",
            "biography|description",
        ),
        accounts=Accounts(_BRIGHT_ACCOUNT | {"handle": "coalesce({user_name}, {profile_id}, {id})"}),
    ),  # fmt: skip
    *_both(
        "Bright Data Instagram posts",
        "instagram",
        ("user_posted", "description", "date_posted", "num_comments"),
        posts=_BRIGHT_INSTAGRAM,
        accounts=Accounts(_BRIGHT_ACCOUNT),
        aside=_BRIGHT_ASIDE,
    ),  # fmt: skip
    Format(
        "Apify Instagram posts",
        "instagram",
        "json",
        ("shortCode", "ownerUsername", "likesCount", "timestamp"),
        posts=_APIFY_INSTAGRAM,
    ),  # fmt: skip
    Format(
        "Apify Instagram profile",
        "instagram",
        "json",
        ("username", "followersCount", "followsCount", "postsCount"),
        accounts=Accounts(_APIFY_INSTAGRAM_PROFILE),
    ),  # fmt: skip
)
