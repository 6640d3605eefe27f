"""CrowdTangle's tables of Facebook and Instagram posts (the service closed in 2024); times are US Eastern.

Until 2020 the time stood under `Created`; before 2019 a page had no id, and `Page Likes at Posting` in place of
followers, which likes are not.
"""

from analysis.clean.exports.format import Accounts, Format

_LAST_PART = "nullif(regexp_extract({URL}, '([^/]+)/?$', 1), '')"
_TIME = (
    "eastern(coalesce({Post Created}, {Created}, concat_ws(' ', {Post Created Date}, {Post Created Time})))"
)
_FACEBOOK = {
    "post_id": _LAST_PART,
    "handle": "coalesce({User Name}, {Page Name}, {Group Name})",
    "author_id": "{Facebook Id}",
    "created_at": _TIME,
    "text": "coalesce({Message}, '')",
    "likes": "{Likes}",
    "reposts": "{Shares}",
    "replies": "{Comments}",
    "views": "coalesce({Total Views}, {Post Views})",
    "media_types": """CASE lower({Type}) WHEN 'photo' THEN ['photo'] WHEN 'album' THEN ['photo'] WHEN 'link' THEN []
        WHEN 'status' THEN [] ELSE list_filter([CASE WHEN contains(lower({Type}), 'video') THEN 'video' END],
        lambda s: s IS NOT NULL) END""",
    "hashtags": "regexp_extract_all(coalesce({Message}, ''), '#([^\\s,.+=\\-#]+)', 1)",
    "urls": "list_filter([coalesce({Final Link}, {Link})], lambda s: s <> '')",
    "text_truncated": "false",
}
_INSTAGRAM = {
    "post_id": _LAST_PART,
    "handle": "coalesce({User Name}, {Account})",
    "created_at": _TIME,
    "text": "coalesce({Description}, '')",
    "likes": "{Likes}",
    "replies": "{Comments}",
    "views": "{Views}",
    "media_types": """CASE WHEN contains(lower({Type}), 'video') OR contains(lower({Type}), 'igtv') THEN ['video']
        ELSE ['photo'] END""",
    "hashtags": "regexp_extract_all(coalesce({Description}, ''), '#([^\\s,.+=\\-#]+)', 1)",
    "mentions": "regexp_extract_all(coalesce({Description}, ''), '@(\\w+(?:\\.\\w+)*)', 1)",
    "text_truncated": "false",
}
# What the page had on the day of the post: the post's day is the snapshot's.
_AT_POSTING = {
    "name": "coalesce({Page Name}, {Group Name}, {Account})",
    "followers": "{Followers at Posting}",
    "collected_at": _TIME,
}

FORMATS = (
    Format(
        "CrowdTangle (Facebook)",
        "facebook",
        "table",
        (
            "Page Name|Group Name",
            "User Name",
            "Post Created|Created|Post Created Date",
            "Total Interactions",
            "URL",
            "Message",
        ),
        posts=_FACEBOOK,
        accounts=Accounts(
            _AT_POSTING
            | {"handle": _FACEBOOK["handle"], "author_id": "{Facebook Id}", "created_at": "{Page Created}"}
        ),
        zone="unknown",
    ),
    Format(
        "CrowdTangle (Instagram)",
        "instagram",
        "table",
        (
            "Account",
            "User Name",
            "Followers at Posting",
            "Post Created|Created|Post Created Date",
            "Likes",
            "Comments",
            "URL",
            "Description",
        ),
        posts=_INSTAGRAM,
        accounts=Accounts(_AT_POSTING | {"handle": _INSTAGRAM["handle"]}),
        zone="unknown",
    ),
)
