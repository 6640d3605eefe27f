"""Bright Data, which sells scraped posts and profiles of X and Instagram."""

from collections.abc import Mapping
from typing import Any

from analysis.clean.exports.format import Accounts, Format, Records, in_both_kinds

# Lists are written as JSON in tables and as lists in JSON: either is read as JSON text.
_POST = {
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
_X = _POST | {
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
_INSTAGRAM = _POST | {
    "views": "coalesce({video_view_count}, {video_play_count})",
    "text_truncated": "false",
}
_ACCOUNT = {
    "handle": "coalesce({user_posted}, {user_name}, {account}, {profile_id}, {id})",
    "author_id": "coalesce({user_posted_id}, {x_id})",
    "name": "coalesce({name}, {profile_name})",
    "followers": "{followers}",
    "following": "{following}",
    "posts": "coalesce({posts_count}, {number_of_tweets})",
    "created_at": "{date_joined}",
    "collected_at": "{timestamp}",
}
_ASIDE = {"an error row of the service": "coalesce({error}, {error_code}) IS NOT NULL"}
_PROFILE_NAME = {"handle": "coalesce({user_name}, {profile_id}, {id})"}
_PROFILE_KEYS = (
    "followers",
    "following",
    "posts_count|number_of_tweets",
    "profile_name|user_name|name",
    "biography|description",
)
POSTS_IN_A_CELL = "posts stand inside a cell of their profile, and are not read there: download them as JSON"


def with_posts(profile: Mapping[str, Any]) -> Records:
    """A profile, and the posts that stand in it, as Bright Data gives posts by themselves."""
    around = {name: part for name, part in profile.items() if name != "posts"}
    yield {"~account": True, **around}
    author = {
        "user_posted": profile.get("id") or profile.get("user_name"),
        "user_posted_id": profile.get("x_id"),
    }
    for post in profile.get("posts") or []:
        if isinstance(post, dict):
            yield {**author, "timestamp": profile.get("timestamp"), "url": post.get("post_url"), **post}


FORMATS = (
    *in_both_kinds(
        "Bright Data X posts",
        "twitter",
        ("user_posted", "description", "date_posted", "reposts", "quotes"),
        posts=_X,
        accounts=Accounts(_ACCOUNT),
        aside=_ASIDE,
        text="x",
    ),  # fmt: skip
    *in_both_kinds(
        "Bright Data X profiles",
        "twitter",
        _PROFILE_KEYS,
        accounts=Accounts(_ACCOUNT | _PROFILE_NAME),
    ),  # fmt: skip
    Format(
        "Bright Data X profiles with posts (JSON)",
        "twitter",
        "json",
        (*_PROFILE_KEYS, "posts[].post_id", "posts[].description"),
        posts=_X,
        accounts=Accounts(_ACCOUNT | _PROFILE_NAME),
        unroll=with_posts,
        text="x",
    ),
    Format(
        "Bright Data X profiles with posts (TABLE)",
        "twitter",
        "table",
        (*_PROFILE_KEYS, "posts"),
        accounts=Accounts(_ACCOUNT | _PROFILE_NAME),
        note=POSTS_IN_A_CELL,
    ),
    *in_both_kinds(
        "Bright Data Instagram profiles",
        "instagram",
        ("account", "followers", "following", "posts_count", "biography", "profile_name|full_name"),
        accounts=Accounts(
            _ACCOUNT
            | {"handle": "{account}", "author_id": "{id}", "name": "coalesce({profile_name}, {full_name})"}
        ),
    ),  # fmt: skip
    *in_both_kinds(
        "Bright Data Instagram posts",
        "instagram",
        ("user_posted", "description", "date_posted", "num_comments"),
        posts=_INSTAGRAM,
        accounts=Accounts(_ACCOUNT),
        aside=_ASIDE,
    ),  # fmt: skip
)
