"""Scrapers for hire: Apify, whose actors have many authors, and twitterapi.io, of the same form; X, Instagram, TikTok, Facebook."""

from collections.abc import Mapping
from typing import Any

from analysis.clean.exports.format import Accounts, Format, Records, in_both_kinds

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
ELSEWHERE = "a post of another network than X, by its address: export it as a table, and name its columns in study.yaml"
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
_IDS = ("id_str", "tweet_id", "tweetId", "postId", "post_id", "id")
_TEXTS = ("full_text", "fullText", "tweet_text", "tweetText", "postText", "text")
_NAMES = (
    *(
        f"{whose}.{name}"
        for name in ("screen_name", "screenName", "username", "handle")
        for whose in ("user", "author")
    ),
    *("screen_name", "screenName", "username", "user_username", "user_name", "handle"),
    *(
        "author_handle",
        "authorHandle",
        "author_username",
        "authorUsername",
        "authorScreenName",
        "author_screen_name",
    ),
)
_REPOSTS = ("retweet_count", "retweets", "retweetCount", "repost_count", "repostCount", "reposts")
_LINKS = ("url", "tweet_url", "tweetUrl", "twitterUrl", "post_url", "postUrl", "link")
# The same names stand in posts of other networks.
_ELSEWHERE = f"NOT regexp_matches({_any(*_LINKS)}, '^(https?://)?([a-z]+\\W)?((x|twitter)\\Wcom|t\\Wco)/')"

_SCRAPED = {
    "post_id": f"regexp_replace({_any(*_IDS)}, '^tweet-', '')",
    "url": _any(*_LINKS),
    "handle": _any(*_NAMES),
    "author_id": _any(
        *("user.id_str", "author.rest_id", "user.rest_id", "author.id", "user.id", "user_id_str", "user_id"),
        *("authorUserId", "authorId", "author_id", "authorRestId"),
    ),
    "created_at": _any(
        *("created_at", "createdAt", "tweetDate", "tweet_date", "posted_at", "postedAt", "published_at"),
        *(
            "publishedAt",
            "date",
            "timestamp",
            "time",
        ),  # beside one of the others, a timestamp is the collector's
    ),
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
    "is_repost": f"coalesce(yes({_any('is_retweet', 'isRetweet', 'is_repost', 'isRepost')}), starts_with({_any(*_TEXTS)}, 'RT @'))",
    "is_quote": f"""coalesce(yes({_any("is_quote_tweet", "isQuote", "is_quote_status", "is_quote")}),
        CASE WHEN {_any("quoted_status_id_str", "quoted_tweet_id", "quoted_post_id")} IS NOT NULL THEN true END)""",
    "is_reply": f"""coalesce(yes({_any("is_reply", "isReply")}), CASE WHEN {
        _any(
            "in_reply_to_status_id_str",
            "in_reply_to_screen_name",
            "in_reply_to_user_id_str",
            "replying_to_tweet",
            "in_reply_to_post_id",
            "in_reply_to_tweet_id",
            "inReplyToId",
            "in_reply_to_handle",
        )
    } IS NOT NULL THEN true END)""",
    "is_pinned": f"yes({_any('is_pinned', 'isPinned')})",
    "reply_to_id": _any("in_reply_to_user_id_str", "in_reply_to_user_id", "inReplyToUserId"),
    "reply_to_handle": _any(
        "in_reply_to_screen_name", "inReplyToUsername", "in_reply_to_username", "in_reply_to_handle"
    ),
    "conversation_id": _any("conversation_id", "conversation_id_str", "conversationId"),
    "collected_at": _any("scraped_at", "scrapedAt", "retrieved_at", "retrievedAt"),
}
_SCRAPED_AUTHOR = {
    **{
        name: f"CASE WHEN NOT coalesce({_ELSEWHERE}, false) THEN {_SCRAPED[name]} END"
        for name in ("handle", "author_id")
    },
    "name": _any("user.name", "author.name", "name"),
    "followers": _any(
        *("user.followers_count", "author.followers_count", "user.followersCount", "author.followersCount"),
        *(
            "author.followers",
            "user.followers",
            "authorFollowersCount",
            "author_followers",
            "author_followers_count",
        ),
    ),
    "following": _any(
        *("user.friends_count", "author.friends_count", "user.followingCount", "author.followingCount"),
        *("author.following_count", "user.following_count"),
    ),
    "posts": _any(
        *("user.statuses_count", "author.statuses_count", "user.tweetsCount", "author.statusesCount"),
        *("author.posts_count", "author.postsCount", "author.tweetsCount"),
    ),
    "created_at": _any("user.created_at", "author.created_at"),
    "collected_at": _SCRAPED["collected_at"],
}
_SCRAPED_ASIDE = {ELSEWHERE: _ELSEWHERE}
_SCRAPED_KEYS = tuple("|".join(places) for places in (_IDS + _LINKS, _TEXTS, (*_NAMES, "author"), _REPOSTS))
_SCRAPED_LISTS = {
    "media_types": ("media[].type",),
    "mentions": ("user_mentions[].screen_name",),
    "hashtags": ("hashtags[]", "hashtags[].text"),
    "urls": ("urls[].expanded_url",),
}


def with_latest_posts(profile: Mapping[str, Any]) -> Records:
    """A profile of Instagram, and its latest posts, which Apify puts into it."""
    yield {"~account": True, **{name: part for name, part in profile.items() if name != "latestPosts"}}
    author = {"ownerUsername": profile.get("username"), "ownerId": profile.get("id")}
    for post in profile.get("latestPosts") or []:
        if isinstance(post, dict):
            yield author | post


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


_USER = {name: place.replace("{author.", "{") for name, place in _AUTHOR.items()}
_USER_KEYS = ("userName", "followers", "statusesCount")
_APIFY_TIKTOK = {
    "post_id": "{id}",
    "handle": "{authorMeta.name}",
    "author_id": "{authorMeta.id}",
    "created_at": "coalesce({createTimeISO}, {createTime})",
    "text": "{text}",
    "lang_platform": "{textLanguage}",
    "likes": "{diggCount}",
    "reposts": "{shareCount}",
    "replies": "{commentCount}",
    "views": "{playCount}",
    "bookmarks": "{collectCount}",
    "media_types": "CASE WHEN yes({isSlideshow}) THEN ['photo'] ELSE ['video'] END",
    "mentions": "list_transform(coalesce({mentions[]}, []), lambda s: ltrim(s, '@'))",
    "hashtags": "coalesce(given({hashtags[].name}), [])",
    "is_pinned": "yes({isPinned})",
    "text_truncated": "false",
    "collected_at": "{scrapedAt}",
}
_APIFY_TIKTOK_AUTHOR = {
    "handle": "{authorMeta.name}",
    "author_id": "{authorMeta.id}",
    "name": "{authorMeta.nickName}",
    "followers": "{authorMeta.fans}",
    "following": "{authorMeta.following}",
    "posts": "{authorMeta.video}",
    "collected_at": "{scrapedAt}",
}
_APIFY_FACEBOOK = {
    "post_id": "{postId}",
    "handle": "coalesce({pageName}, {user.name})",
    "author_id": "coalesce({user.id}, {facebookId})",
    "created_at": "coalesce({time}, {timestamp})",
    "text": "coalesce({text}, '')",
    "likes": "{likes}",
    "reposts": "{shares}",
    "replies": "{comments}",
    "views": "{viewsCount}",
    "hashtags": "regexp_extract_all(coalesce({text}, ''), '#([\\pL\\pM\\pN_]+)', 1)",
    "urls": "given([{link}])",
    "text_truncated": "false",
}


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
        aside=_APIFY_ASIDE | _SCRAPED_ASIDE,
        text="x",
    ),
    Format(
        "tweets of another scraper (table)",
        "twitter",
        "table",
        tuple(key.replace(".", "/") for key in _SCRAPED_KEYS),
        posts=_table(_SCRAPED, _SCRAPED_LISTS),
        accounts=Accounts(_table(_SCRAPED_AUTHOR)),
        aside=_table(_APIFY_ASIDE | _SCRAPED_ASIDE),
        text="x",
    ),
    *in_both_kinds("Apify X users", "twitter", _USER_KEYS, accounts=Accounts(_USER)),
    Format(
        "twitterapi.io user",
        "twitter",
        "json",
        tuple(f"data.{key}" for key in _USER_KEYS),
        accounts=Accounts(_USER, "data"),
        records="data",
    ),
    _listed("tweets"),
    _listed("data.tweets"),
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
    Format(
        "Apify Instagram profile with posts",
        "instagram",
        "json",
        ("username", "followersCount", "followsCount", "postsCount", "latestPosts[].shortCode"),
        posts=_APIFY_INSTAGRAM,
        accounts=Accounts(_APIFY_INSTAGRAM_PROFILE),
        unroll=with_latest_posts,
    ),
    Format(
        "Apify TikTok videos",
        "tiktok",
        "json",
        ("id", "text", "createTimeISO|createTime", "authorMeta.name", "diggCount", "playCount"),
        posts=_APIFY_TIKTOK,
        accounts=Accounts(_APIFY_TIKTOK_AUTHOR),
        aside={"a promoted post (an advertisement)": "coalesce(yes({isAd}), false)"},
    ),
    Format(
        "Apify Facebook posts",
        "facebook",
        "json",
        ("postId", "pageName|user.name", "time|timestamp", "facebookUrl|url", "likes", "shares"),
        posts=_APIFY_FACEBOOK,
    ),
)
