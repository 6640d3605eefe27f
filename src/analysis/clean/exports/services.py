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


MOST_PARTS = 30  # of a list, for which a table has a column each


def _columns(*parts: str) -> str:
    """A list that Apify writes in columns of its own: `entities/hashtags/0/text`, `…/1/text`, …"""
    numbered = (part.replace("[]", f"/{at}") for at in range(MOST_PARTS) for part in parts)
    listed = ", ".join("{" + place.replace(".", "/") + "}" for place in numbered)
    return f"list_filter([{listed}], lambda s: s IS NOT NULL)"


def _table(columns: dict[str, str], lists: dict[str, tuple[str, ...]] | None = None) -> dict[str, str]:
    """The same columns in a table, where Apify writes the parts of an object as `author/userName`."""
    own = {name: _columns(*parts) for name, parts in (lists or {}).items()}
    return {name: sql.replace(".", "/") for name, sql in columns.items() if "[" not in sql} | own


_APIFY_LISTS = {
    "media_types": ("extendedEntities.media[].type",),
    "mentions": ("entities.user_mentions[].screen_name",),
    "hashtags": ("entities.hashtags[].text",),
    "urls": ("entities.urls[].expanded_url",),
}


def _any(*places: str) -> str:
    """The first of the places that a record has."""
    return f"coalesce({', '.join('{' + place + '}' for place in places)})"


def _each(place: str, *keys: str) -> str:
    """A list of texts, or of objects that have the text under one of the keys."""
    values = ", ".join(f"s->>'{key}'" for key in keys)
    return f"""list_transform(coalesce(json_items({{{place}}}), []),
        lambda s: CASE WHEN starts_with(s, chr(123)) THEN coalesce({values}) ELSE s END)"""


# Actors of many authors write the same things under names of their own: `favorite_count`, `favorites`, `likes` …
_IDS = ("id_str", "tweet_id", "tweetId", "id")
_TEXTS = ("full_text", "fullText", "tweet_text", "text")
_NAMES = (
    *(
        "user.screen_name",
        "author.screen_name",
        "user.username",
        "author.username",
        "user.handle",
        "author.handle",
    ),
    *("screen_name", "username", "handle", "author_handle"),
)
_REPOSTS = ("retweet_count", "retweets", "retweetCount")
_SCRAPED = {
    "post_id": f"regexp_replace({_any(*_IDS)}, '^tweet-', '')",
    "url": _any("url", "tweet_url", "tweetUrl", "twitterUrl"),
    "handle": _any(*_NAMES),
    "author_id": _any(
        "user.id_str", "author.rest_id", "user.rest_id", "author.id", "user.id", "user_id_str", "user_id"
    ),
    "created_at": _any("created_at", "createdAt", "timestamp", "date"),
    "text": _any(*_TEXTS),
    "lang_platform": _any("lang", "language"),
    "likes": _any("favorite_count", "favorites", "like_count", "likeCount", "favoriteCount", "likes"),
    "reposts": _any(*_REPOSTS),
    "replies": _any("reply_count", "replyCount", "replies"),
    "quotes": _any("quote_count", "quoteCount", "quotes"),
    "views": _any("view_count", "viewCount", "views_count", "views"),
    "bookmarks": _any("bookmark_count", "bookmarkCount", "bookmarks"),
    "media_types": f"""list_transform({_each("media", "type")},
        lambda s: CASE WHEN starts_with(s, 'http') THEN CASE WHEN contains(s, 'video') THEN 'video' ELSE 'photo' END ELSE s END)""",
    "mentions": _each("user_mentions", "screen_name", "username"),
    "hashtags": _each("hashtags", "text", "tag"),
    "urls": _each("urls", "expanded_url", "expandedUrl", "url"),
    "is_repost": f"coalesce(yes({_any('is_retweet', 'isRetweet')}), starts_with({_any(*_TEXTS)}, 'RT @'))",
    "is_quote": f"""coalesce(yes({_any("is_quote_tweet", "isQuote", "is_quote_status")}),
        CASE WHEN {_any("quoted_status_id_str", "quoted_tweet_id")} IS NOT NULL THEN true END)""",
    "is_reply": f"""coalesce(yes({_any("is_reply", "isReply")}), CASE WHEN {
        _any(
            "in_reply_to_status_id_str",
            "in_reply_to_screen_name",
            "in_reply_to_user_id_str",
            "replying_to_tweet",
        )
    } IS NOT NULL THEN true END)""",
    "is_pinned": f"yes({_any('is_pinned', 'isPinned')})",
    "reply_to_id": _any("in_reply_to_user_id_str", "in_reply_to_user_id"),
    "reply_to_handle": _any("in_reply_to_screen_name", "inReplyToUsername"),
    "conversation_id": _any("conversation_id", "conversation_id_str", "conversationId"),
    "collected_at": _any("scraped_at", "scrapedAt"),
}
_SCRAPED_AUTHOR = {
    "handle": _SCRAPED["handle"],
    "author_id": _SCRAPED["author_id"],
    "name": _any("user.name", "author.name", "name"),
    "followers": _any(
        "user.followers_count", "author.followers_count", "user.followersCount", "author.followers"
    ),
    "following": _any("user.friends_count", "author.friends_count", "user.followingCount"),
    "posts": _any("user.statuses_count", "author.statuses_count", "user.tweetsCount"),
    "created_at": _any("user.created_at", "author.created_at"),
    "collected_at": _SCRAPED["collected_at"],
}
_SCRAPED_KEYS = tuple("|".join(places) for places in (_IDS, _TEXTS, _NAMES, _REPOSTS))
_SCRAPED_LISTS = {
    "media_types": ("media[].type",),
    "mentions": ("user_mentions[].screen_name",),
    "hashtags": ("hashtags[]", "hashtags[].text"),
    "urls": ("urls[].expanded_url",),
}


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
        posts=_table(_APIFY, _APIFY_LISTS),
        accounts=Accounts(_table(_AUTHOR)),
        aside=_APIFY_ASIDE,
        text="x",
    ),  # fmt: skip
    Format(
        "tweet of another scraper",
        "twitter",
        "json",
        _SCRAPED_KEYS,
        posts=_SCRAPED,
        accounts=Accounts(_SCRAPED_AUTHOR),
        aside=_APIFY_ASIDE,
        text="x",
    ),
    Format(
        "tweets of another scraper (table)",
        "twitter",
        "table",
        tuple(key.replace(".", "/") for key in _SCRAPED_KEYS),
        posts=_table(_SCRAPED, _SCRAPED_LISTS),
        accounts=Accounts(_table(_SCRAPED_AUTHOR)),
        aside=_APIFY_ASIDE,
        text="x",
    ),
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
