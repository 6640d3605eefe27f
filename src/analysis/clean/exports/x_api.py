"""X's own interfaces: API v2 pages and twarc's lines of them, twarc's tables, and API v1.1."""

from analysis.clean.exports.format import Accounts, Format

_V2_USER = {
    "handle": "{username}",
    "author_id": "{id}",
    "name": "{name}",
    "followers": "{public_metrics.followers_count}",
    "following": "{public_metrics.following_count}",
    "posts": "coalesce({public_metrics.tweet_count}, {public_metrics.post_count})",
    "created_at": "{created_at}",
}


def _of(user: str, columns: dict[str, str]) -> dict[str, str]:
    """The columns of an account object that stands at `user` in the record."""
    return {name: place.replace("{", "{" + user) for name, place in columns.items()}


# A reply to oneself is one whose author is answered, whatever the conversation. A repost's text is the
# original's, since its own is cut; a long post's is in note_tweet.
_V2_POST = {
    "post_id": "{id}",
    "handle": "{author.username}",
    "author_id": "{author_id}",
    "created_at": "{created_at}",
    "text": "coalesce(original.note_tweet.text, original.text, {note_tweet.text}, {text})",
    "lang_platform": "{lang}",
    "likes": "{public_metrics.like_count}",
    "reposts": "coalesce({public_metrics.retweet_count}, {public_metrics.repost_count})",
    "replies": "{public_metrics.reply_count}",
    "quotes": "{public_metrics.quote_count}",
    "views": "{public_metrics.impression_count}",
    "bookmarks": "{public_metrics.bookmark_count}",
    "media_types": "coalesce(media, [])",
    "mentions": "coalesce({note_tweet.entities.mentions[].username}, {entities.mentions[].username}, [])",
    "hashtags": "coalesce({note_tweet.entities.hashtags[].tag}, {entities.hashtags[].tag}, [])",
    "urls": "coalesce({note_tweet.entities.urls[].expanded_url}, {entities.urls[].expanded_url}, [])",
    "is_repost": "reference.retweeted IS NOT NULL OR starts_with({text}, 'RT @')",
    "is_quote": "CASE WHEN asked THEN reference.quoted IS NOT NULL END",
    "is_reply": "CASE WHEN asked THEN reference.replied_to IS NOT NULL OR {in_reply_to_user_id} IS NOT NULL END",
    "is_pinned": "{author.pinned_tweet_id} = {id}",
    "reply_to_id": "{in_reply_to_user_id}",
    "reply_to_handle": "replied.username",
    "conversation_id": "{conversation_id}",
    "collected_at": "{__twarc.retrieved_at}",
}
_TYPES = ("retweeted", "quoted", "replied_to")


def _references(wanted: str = "id") -> str:
    """One struct with the id of the post that is reposted, quoted, answered, as far as there are any."""
    found = "list_filter(referenced_tweets, lambda r: r.type = '{0}')[1]." + wanted
    each = ", ".join(f"{name} := {found.format(name)}" for name in _TYPES)
    return f"CASE WHEN referenced_tweets IS NOT NULL THEN struct_pack({each}) END"


_REFERENCED = (
    "referenced_tweets[].id",
    "referenced_tweets[].type",
    "public_metrics.like_count",
    "created_at",
)
_ASKED = "created_at IS NOT NULL OR public_metrics.like_count IS NOT NULL"  # were more than the default fields asked for

_PAGE_STEPS = {
    "reference": _references(),
    "asked": _ASKED,
    "author": 'list_filter("/includes".users, lambda u: u.id = author_id)[1]',
    "original": """CASE WHEN reference.retweeted IS NOT NULL
        THEN list_filter("/includes".tweets, lambda t: t.id = reference.retweeted)[1] END""",
    "replied": """CASE WHEN in_reply_to_user_id IS NOT NULL
        THEN list_filter("/includes".users, lambda u: u.id = in_reply_to_user_id)[1] END""",
    "media": """CASE WHEN attachments.media_keys IS NOT NULL THEN list_transform(attachments.media_keys,
        lambda k: list_filter("/includes".media, lambda m: m.media_key = k)[1].type) END""",
}
_FLAT_STEPS = {
    "reference": _references(),
    "asked": _ASKED,
    "original": """CASE WHEN reference.retweeted IS NOT NULL
        THEN list_filter(referenced_tweets, lambda r: r.type = 'retweeted')[1] END""",
    "replied": """CASE WHEN in_reply_to_user_id IS NOT NULL THEN struct_pack(username := coalesce(in_reply_to_user.username,
        list_filter(entities.mentions, lambda m: m.id = in_reply_to_user_id)[1].username,
        CASE WHEN in_reply_to_user_id = author_id THEN author.username END)) END""",
    "media": """CASE WHEN attachments IS NOT NULL THEN coalesce(list_transform(attachments.media, lambda m: m.type), list_filter(list_transform(
        attachments.media_keys, lambda k: CASE WHEN starts_with(k, chr(123)) THEN k->>'type' END), lambda k: k IS NOT NULL)) END""",
}
_FLAT_ALSO = (
    *_REFERENCED,
    *("referenced_tweets[].text", "referenced_tweets[].note_tweet.text", "in_reply_to_user.username"),
    *("entities.mentions[].id", "attachments.media[].type", "attachments.media_keys[]", "author.username"),
)
_PAGE_ALSO = (
    *_REFERENCED,
    *("attachments.media_keys[]", "/includes.media[].media_key", "/includes.media[].type"),
    *("/includes.users[].id", "/includes.users[].username", "/includes.users[].pinned_tweet_id"),
    *("/includes.tweets[].id", "/includes.tweets[].text", "/includes.tweets[].note_tweet.text"),
)

# API v1.1, and what X's website and archive give once they are brought into its form.
_V1_USER = {
    "handle": "{screen_name}",
    "author_id": "{id_str}",
    "name": "{name}",
    "followers": "{followers_count}",
    "following": "{friends_count}",
    "posts": "{statuses_count}",
    "created_at": "{created_at}",
}
V1_POST = {
    "post_id": "coalesce({id_str}, {id})",
    "url": "{url}",
    "handle": "{user.screen_name}",
    "author_id": "{user.id_str}",
    "created_at": "{created_at}",
    "text": """coalesce({retweeted_status.note_text}, {retweeted_status.extended_tweet.full_text},
        {retweeted_status.full_text}, {retweeted_status.text}, {note_text}, {extended_tweet.full_text}, {full_text},
        {text})""",
    "lang_platform": "{lang}",
    "likes": "{favorite_count}",
    "reposts": "{retweet_count}",
    "replies": "{reply_count}",
    "quotes": "{quote_count}",
    "views": "{view_count}",
    "bookmarks": "{bookmark_count}",
    "media_types": """coalesce({extended_tweet.extended_entities.media[].type}, {extended_entities.media[].type},
        {entities.media[].type}, [])""",
    "mentions": """coalesce({extended_tweet.entities.user_mentions[].screen_name},
        {entities.user_mentions[].screen_name}, [])""",
    "hashtags": "coalesce({extended_tweet.entities.hashtags[].text}, {entities.hashtags[].text}, [])",
    "urls": "coalesce({extended_tweet.entities.urls[].expanded_url}, {entities.urls[].expanded_url}, [])",
    "is_repost": "{retweeted_status.id_str} IS NOT NULL OR starts_with(coalesce({full_text}, {text}), 'RT @')",
    "is_quote": "coalesce(yes({is_quote_status}), {quoted_status_id_str} IS NOT NULL)",
    "is_reply": "coalesce({in_reply_to_status_id_str}, {in_reply_to_user_id_str}) IS NOT NULL",
    "is_pinned": "yes({is_pinned})",
    "text_truncated": """CASE WHEN yes({truncated}) THEN coalesce({note_text}, {extended_tweet.full_text},
        {retweeted_status.id_str}) IS NULL END""",
    "reply_to_id": "{in_reply_to_user_id_str}",
    "reply_to_handle": "{in_reply_to_screen_name}",
    "conversation_id": "{conversation_id_str}",
    "collected_at": "{collected_at}",
}
V1_ACCOUNTS = Accounts({**_of("user.", _V1_USER), "collected_at": "{collected_at}"})
V1_ASIDE = {"a promoted post (an advertisement)": "coalesce(yes({promoted}), false)"}

_CSV_ITEMS = (
    "list_transform(json_items({%s}), lambda s: CASE WHEN starts_with(s, chr(123)) THEN s->>'%s' ELSE s END)"
)


def _twarc_list(column: str, key: str) -> str:
    return "coalesce(" + _CSV_ITEMS.replace("%s", column, 1).replace("%s", key, 1) + ", [])"


_TWARC_POST = {
    "post_id": "{id}",
    "handle": "{author.username}",
    "author_id": "{author_id}",
    "created_at": "{created_at}",
    # Older versions print the text as a JSON string; all of them print a line break as \n.
    "text": r"""CASE WHEN {text} LIKE '"%"' AND json_valid({text}) THEN {text}::JSON->>'$'
        ELSE replace({text}, '\n', chr(10)) END""",
    "lang_platform": "{lang}",
    **{
        tidy: "{public_metrics." + name + "}"
        for tidy, name in {
            "likes": "like_count",
            "reposts": "retweet_count",
            "replies": "reply_count",
            "quotes": "quote_count",
            "views": "impression_count",
            "bookmarks": "bookmark_count",
        }.items()
    },
    "media_types": _twarc_list("attachments.media", "type"),
    "mentions": _twarc_list("entities.mentions", "username"),
    "hashtags": _twarc_list("entities.hashtags", "tag"),
    "urls": _twarc_list("entities.urls", "expanded_url"),
    "is_repost": """{referenced_tweets.retweeted.id} IS NOT NULL
        OR coalesce(contains({referenced_tweets}, '"retweeted"'), false)""",
    "is_quote": """{referenced_tweets.quoted.id} IS NOT NULL
        OR coalesce(contains({referenced_tweets}, '"quoted"'), false)""",
    "is_reply": """coalesce({referenced_tweets.replied_to.id}, {in_reply_to_user_id}) IS NOT NULL
        OR coalesce(contains({referenced_tweets}, '"replied_to"'), false)""",
    "is_pinned": "{author.pinned_tweet_id} = {id}",
    "reply_to_id": "{in_reply_to_user_id}",
    "reply_to_handle": "{in_reply_to_username}",
    "conversation_id": "{conversation_id}",
    "collected_at": "{__twarc.retrieved_at}",
}


def _unless_na(column: str) -> str:
    """A cell of R's tables, which write NA where there is nothing."""
    return f"nullif({{{column}}}, 'NA')"


_KIND = _unless_na("sourcetweet_type")
_TIDY_POST = {
    "post_id": "{tweet_id}",
    "handle": "{user_username}",
    "author_id": "{author_id}",
    "created_at": "{created_at}",
    "text": f"CASE WHEN {_KIND} = 'retweeted' THEN coalesce({_unless_na('sourcetweet_text')}, {{text}}) ELSE {{text}} END",
    "lang_platform": "{lang}",
    **{
        tidy: f"{{{name}_count}}"
        for tidy, name in {
            "likes": "like",
            "reposts": "retweet",
            "replies": "reply",
            "quotes": "quote",
            "views": "impression",
        }.items()
    },
    "is_repost": f"coalesce({_KIND} = 'retweeted', false) OR starts_with({{text}}, 'RT @')",
    "is_quote": f"coalesce({_KIND} = 'quoted', false)",
    "is_reply": f"coalesce({_KIND} = 'replied_to', false) OR {_unless_na('in_reply_to_user_id')} IS NOT NULL",
    "reply_to_id": _unless_na("in_reply_to_user_id"),
    "conversation_id": _unless_na("conversation_id"),
}
_TIDY_USER = {
    "handle": "{user_username}",
    "author_id": "{author_id}",
    "name": "{user_name}",
    "followers": "{user_followers_count}",
    "following": "{user_following_count}",
    "posts": "{user_tweet_count}",
    "created_at": "{user_created_at}",
}
_V2_AUTHOR = {
    "handle": "coalesce({author.username}, {author_user.username})",
    "author_id": "coalesce({author.id}, {author_id})",
}
_PAGED = {"collected_at": "{/__twarc.retrieved_at}"}

FORMATS = (
    Format(
        "X API v2 page",
        "twitter",
        "json",
        ("data.id|data[].id", "data.text|data[].text"),
        posts=_V2_POST | _PAGED,
        accounts=Accounts(_V2_USER | _PAGED, "includes.users"),
        records="data",
        steps=_PAGE_STEPS,
        also=_PAGE_ALSO,
        aside={"a page without posts": "{id} IS NULL AND {text} IS NULL"},
        text="x",
    ),
    Format(
        "X API v2 post",
        "twitter",
        "json",
        ("id", "text", "author_id", "public_metrics.like_count|author.username|author_user.username"),
        posts=_V2_POST | _V2_AUTHOR,
        accounts=Accounts(
            {**_of("author.", _V2_USER), **_V2_AUTHOR, "collected_at": "{__twarc.retrieved_at}"}
        ),
        steps=_FLAT_STEPS,
        also=_FLAT_ALSO,
        text="x",
    ),
    Format(
        "X API v2 users",
        "twitter",
        "json",
        (
            "data.username|data[].username",
            "data.public_metrics.followers_count|data[].public_metrics.followers_count",
        ),
        accounts=Accounts(_V2_USER | _PAGED, "data"),
        records="data",
    ),
    Format(
        "X API v2 users in a list",
        "twitter",
        "json",
        ("users[].id", "users[].username", "users[].public_metrics.followers_count"),
        accounts=Accounts(_V2_USER, "users"),
        records="users",
    ),
    Format(
        "X API v2 user",
        "twitter",
        "json",
        (
            "username",
            "public_metrics.followers_count",
            "public_metrics.tweet_count|public_metrics.post_count",
        ),
        accounts=Accounts({**_V2_USER, "collected_at": "{__twarc.retrieved_at}"}),
    ),
    Format(
        "X API v2 counts",
        "twitter",
        "json",
        ("data[].tweet_count", "data[].start", "data[].end"),
        records="data",
        posts={"post_id": "NULL::VARCHAR"},
        aside={"a count of posts per hour or day, not a post": "{start} IS NOT NULL"},
    ),
    Format(
        "X API v1.1 post",
        "twitter",
        "json",
        ("id_str", "created_at", "full_text|text", "user.screen_name"),
        posts=V1_POST,
        accounts=V1_ACCOUNTS,
        aside=V1_ASIDE,
        text="x",
    ),
    Format(
        "X API v1.1 search",
        "twitter",
        "json",
        ("statuses[].id_str", "statuses[].created_at", "statuses[].user.screen_name"),
        posts=V1_POST,
        accounts=Accounts(V1_ACCOUNTS.columns, "statuses"),
        records="statuses",
        text="x",
    ),
    Format(
        "X API v1.1 user",
        "twitter",
        "json",
        ("id_str", "screen_name", "followers_count", "statuses_count"),
        accounts=Accounts(_V1_USER),
    ),
    Format(
        "X API v1.1 users in a list",
        "twitter",
        "json",
        ("users[].id_str", "users[].screen_name", "users[].followers_count"),
        accounts=Accounts(_V1_USER, "users"),
        records="users",
    ),
    Format(
        "twarc-csv posts",
        "twitter",
        "table",
        ("id", "text", "author.username", "public_metrics.like_count", "created_at"),
        posts=_TWARC_POST,
        accounts=Accounts(
            {
                **_of("author.", _V2_USER),
                "author_id": "coalesce({author.id}, {author_id})",
                "collected_at": "{__twarc.retrieved_at}",
            }
        ),
        text="x",
        note="twarc-csv gives a repost the counts of the original (--merge-retweets): leave reposts out of engagement",
    ),
    Format(
        "twarc-csv users",
        "twitter",
        "table",
        ("id", "username", "public_metrics.followers_count", "public_metrics.tweet_count"),
        accounts=Accounts({**_V2_USER, "collected_at": "{__twarc.retrieved_at}"}),
    ),
    Format(
        "academictwitteR posts (table)",
        "twitter",
        "table",
        ("tweet_id", "user_username", "text", "created_at", "author_id", "retweet_count", "like_count"),
        posts=_TIDY_POST,
        accounts=Accounts(_TIDY_USER),
        text="x",
    ),
)
