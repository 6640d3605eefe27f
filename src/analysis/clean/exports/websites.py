"""What the websites of TikTok, Instagram and Threads receive, as Zeeschuimer and 4CAT record it.

Zeeschuimer puts each item under `data`, with the time of its capture beside it; 4CAT's lines are the item itself,
with that time under `__import_meta`.
"""

from analysis.clean.exports.format import Accounts, Format

FOREIGN = "an item of another platform than the rest of the file: keep the items of each platform in a file of their own"
_HASHTAGS = "regexp_extract_all({text}, '#([\\pL\\pM\\pN_]+)', 1)"
_MENTIONS = "regexp_extract_all({text}, '@(\\w+(?:\\.\\w+)*)', 1)"
_CAPTION = "CASE WHEN starts_with({caption}, chr(123)) THEN json_part({caption}, 'text') ELSE {caption} END"

_TIKTOK = {
    "post_id": "{id}",
    "handle": "CASE WHEN starts_with({author}, chr(123)) THEN json_part({author}, 'uniqueId') ELSE {author} END",
    "author_id": "coalesce(CASE WHEN starts_with({author}, chr(123)) THEN json_part({author}, 'id') END, {authorId})",
    "created_at": "{createTime}",
    "text": "{desc}",
    "lang_platform": "{textLanguage}",
    **{
        tidy: f"coalesce({{stats.{name}}}, {{statsV2.{name}}})"
        for tidy, name in {
            "likes": "diggCount",
            "reposts": "shareCount",
            "replies": "commentCount",
            "views": "playCount",
            "bookmarks": "collectCount",
        }.items()
    },
    "media_types": "coalesce(nullif(times('photo', len({imagePost.images[].imageWidth})), []), ['video'])",
    "mentions": "coalesce(list_filter({textExtra[].userUniqueId}, lambda s: s <> ''), [])",
    "hashtags": "coalesce(list_filter({textExtra[].hashtagName}, lambda s: s <> ''), [])",
    "is_pinned": "yes({isPinnedItem})",
    "text_truncated": "false",
}
_TIKTOK_AUTHOR = {
    "handle": _TIKTOK["handle"],
    "author_id": _TIKTOK["author_id"],
    "name": "coalesce(CASE WHEN starts_with({author}, chr(123)) THEN json_part({author}, 'nickname') END, {nickname})",
    **{
        tidy: f"coalesce({{authorStats.{name}}}, {{authorStatsV2.{name}}})"
        for tidy, name in {
            "followers": "followerCount",
            "following": "followingCount",
            "posts": "videoCount",
        }.items()
    },
}
_SHORT_TEXT = f"coalesce({_CAPTION}, {{edge_media_to_caption.edges[].node.text}}[1], '')"
_KIND = "CASE {0} WHEN '2' THEN 'video' ELSE 'photo' END"
# Of a post whose likes are hidden the site gives a few, which are made up.
_INSTAGRAM = {
    "post_id": "coalesce({code}, {shortcode})",
    "handle": "coalesce({user.username}, {owner.username})",
    "author_id": "coalesce({user.pk}, {user.id}, {owner.id})",
    "created_at": "coalesce({taken_at}, {taken_at_timestamp})",
    "text": _SHORT_TEXT,
    "likes": """CASE WHEN yes({like_and_view_counts_disabled}) THEN NULL
        ELSE coalesce({like_count}, {edge_media_preview_like.count}, {edge_liked_by.count}) END""",
    "replies": "coalesce({comment_count}, {edge_media_to_comment.count}, {edge_media_preview_comment.count})",
    "views": "coalesce({view_count}, {play_count}, {ig_play_count}, {video_view_count})",
    "media_types": f"""coalesce(
        list_transform(nullif({{carousel_media[].media_type}}, []), lambda m: {_KIND.format("m")}),
        list_transform(nullif({{edge_sidecar_to_children.edges[].node.is_video}}, []),
            lambda v: CASE WHEN yes(v) THEN 'video' ELSE 'photo' END),
        [CASE WHEN {{media_type}} = '2' OR yes({{is_video}}) THEN 'video' ELSE 'photo' END])""",
    "mentions": f"""list_distinct(list_concat({_MENTIONS.replace("{text}", _SHORT_TEXT)},
        coalesce({{usertags.in[].user.username}}, []), coalesce({{edge_media_to_tagged_user.edges[].node.user.username}}, [])))""",
    "hashtags": _HASHTAGS.replace("{text}", _SHORT_TEXT),
    "is_pinned": "CASE WHEN {timeline_pinned_user_ids[]} IS NOT NULL THEN len({timeline_pinned_user_ids[]}) > 0 END",
    "text_truncated": "false",
}
_INSTAGRAM_AUTHOR = {
    "handle": _INSTAGRAM["handle"],
    "author_id": _INSTAGRAM["author_id"],
    "name": "coalesce({user.full_name}, {owner.full_name})",
    "followers": "coalesce({user.follower_count}, {owner.edge_followed_by.count})",
    "following": "{user.following_count}",
    "posts": "coalesce({user.media_count}, {owner.edge_owner_to_timeline_media.count})",
}
_INFO = "text_post_app_info."
_REPOSTED = f"{_INFO}share_info.reposted_post."
_LINK = f"{{{_INFO}link_preview_attachment.url}}"
_THREAD_TEXT = f"coalesce({{{_REPOSTED}caption.text}}, {_CAPTION}, '')"
_THREADS = {
    "post_id": "{code}",
    "handle": "{user.username}",
    "author_id": "coalesce({user.pk}, {user.id})",
    "created_at": "{taken_at}",
    "text": _THREAD_TEXT,
    "likes": "CASE WHEN yes({like_and_view_counts_disabled}) THEN NULL ELSE {like_count} END",
    "reposts": f"{{{_INFO}repost_count}}",
    "replies": f"{{{_INFO}direct_reply_count}}",
    "quotes": f"{{{_INFO}quote_count}}",
    "media_types": f"""coalesce(
        list_transform(nullif({{carousel_media[].media_type}}, []), lambda m: {_KIND.format("m")}),
        CASE {{media_type}} WHEN '1' THEN ['photo'] WHEN '2' THEN ['video'] ELSE [] END)""",
    "mentions": _MENTIONS.replace("{text}", _THREAD_TEXT),
    "hashtags": _HASHTAGS.replace("{text}", _THREAD_TEXT),
    "urls": f"""list_filter([CASE WHEN regexp_matches({_LINK}, '[?&]u=')
        THEN url_decode(regexp_extract({_LINK}, '[?&]u=([^&]+)', 1)) ELSE {_LINK} END], lambda s: s <> '')""",
    "is_repost": f"{{{_REPOSTED}pk}} IS NOT NULL",
    "is_quote": f"{{{_INFO}share_info.quoted_post.pk}} IS NOT NULL",
    "is_reply": f"coalesce(yes({{{_INFO}is_reply}}), false) OR {{{_INFO}reply_to_author.username}} IS NOT NULL",
    "is_pinned": f"yes({{{_INFO}pinned_post_info.is_pinned_to_profile}})",
    "text_truncated": "false",
    "reply_to_handle": f"{{{_INFO}reply_to_author.username}}",
}
_THREADS_AUTHOR = {
    "handle": _THREADS["handle"],
    "author_id": _THREADS["author_id"],
    "name": "{user.full_name}",
    "followers": "{user.follower_count}",
}
_PARTIAL = {
    "a partial item of a grid, without its own time": "coalesce({taken_at}, {taken_at_timestamp}) IS NULL"
}


def _site(
    site: str,
    keys: tuple[str, ...],
    posts: dict[str, str],
    author: dict[str, str],
    aside: dict[str, str],
) -> tuple[Format, Format]:
    """The items of a site as Zeeschuimer's lines, and as 4CAT's."""
    platform = site.lower()
    captured = "coalesce({last_updated}, {timestamp_collected})"
    foreign = {FOREIGN: f"NOT contains({{source_platform}}, '{platform}')"}
    inside = {"collected_at": captured}
    imported = {
        "collected_at": captured.replace("{", "{__import_meta."),
    }
    return (
        Format(
            f"Zeeschuimer ({site})",
            platform,
            "json",
            ("source_platform", "data", *(_within("data.", key) for key in keys)),
            posts=_under("data.", posts) | inside,
            accounts=Accounts(_under("data.", author) | inside),
            aside=foreign | _under("data.", aside),
        ),
        Format(
            f"4CAT NDJSON ({site})",
            platform,
            "json",
            keys,
            posts=posts | imported,
            accounts=Accounts(author | imported),
            aside=aside,
        ),
    )


def _within(at: str, key: str) -> str:
    return "|".join(at + option for option in key.split("|"))


def _under(at: str, columns: dict[str, str]) -> dict[str, str]:
    """The same columns of an item that stands at `at`."""
    return {name: sql.replace("{", "{" + at) for name, sql in columns.items()}


FORMATS = (
    Format(
        "TikTok website response",
        "tiktok",
        "json",
        ("itemList[].id", "itemList[].desc", "itemList[].createTime", "itemList[].author"),
        posts=_TIKTOK,
        accounts=Accounts(_TIKTOK_AUTHOR, "itemList"),
        records="itemList",
    ),
    *_site(
        "TikTok",
        ("id", "desc", "createTime", "author", "stats|statsV2"),
        _TIKTOK,
        _TIKTOK_AUTHOR,
        {"a promoted post (an advertisement)": "coalesce(yes({isAd}), false)"},
    ),
    *_site(
        "Instagram",
        ("code|shortcode", "id|pk", "user|owner", "media_type|__typename", "taken_at|taken_at_timestamp|_zs_partial"),
        _INSTAGRAM,
        _INSTAGRAM_AUTHOR,
        {"a promoted post (an advertisement)": "{product_type} = 'ad'", **_PARTIAL},
    ),
    *_site(
        "Threads",
        ("code", "id|pk", "user.username", "taken_at", "text_post_app_info", "like_count"),
        _THREADS,
        _THREADS_AUTHOR,
        {},
    ),
)  # fmt: skip
