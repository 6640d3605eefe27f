"""Mastodon (and servers that speak as it does): statuses and accounts."""

from analysis.clean.exports.format import Accounts, Format

# An account of the server that was asked has no server in its name: it is added, so that names are complete.
_FULL = "CASE WHEN contains({0}acct}, '@') THEN {0}acct} ELSE {0}acct} || '@' || regexp_extract({0}url}, '^https?://([^/]+)', 1) END"


def _full(at: str) -> str:
    return _FULL.replace("{0}", "{" + at)


_STATUS = {
    "post_id": "{id}",
    "handle": _full("account."),
    "author_id": "{account.id}",
    "created_at": "{created_at}",
    "text": "coalesce({reblog.content}, {content})",
    "lang_platform": "coalesce({reblog.language}, {language})",
    "likes": "{favourites_count}",
    "reposts": "{reblogs_count}",
    "replies": "{replies_count}",
    "quotes": "{quotes_count}",
    "media_types": "coalesce({reblog.media_attachments[].type}, {media_attachments[].type}, [])",
    "mentions": "coalesce({reblog.mentions[].acct}, {mentions[].acct}, [])",
    "hashtags": "coalesce({reblog.tags[].name}, {tags[].name}, [])",
    # Links of the text that are neither a mention nor a hashtag, and the preview's.
    "urls": """list_distinct(list_concat(list_filter(list_transform(
        regexp_extract_all(coalesce({reblog.content}, {content}), '<a [^>]*>'),
        lambda a: CASE WHEN NOT contains(a, 'mention') THEN regexp_extract(a, 'href="([^"]*)"', 1) END),
        lambda s: s <> ''), list_filter([coalesce({reblog.card.url}, {card.url})], lambda s: s <> '')))""",
    "is_repost": "{reblog.id} IS NOT NULL",
    "is_quote": "coalesce({quote.quoted_status.id}, {quote.id}, {quote_id}) IS NOT NULL",
    "is_reply": "{in_reply_to_id} IS NOT NULL",
    "is_pinned": "yes({pinned})",
    "text_truncated": "false",
    "reply_to_id": "{in_reply_to_account_id}",
    "reply_to_handle": "list_filter({mentions[]}, lambda m: m.id = {in_reply_to_account_id})[1].acct",
}


def _account(at: str) -> dict[str, str]:
    # A suspended account shows zeros, which stand for nothing.
    columns = {
        "handle": _full(""),
        "author_id": "{id}",
        "name": "{display_name}",
        "followers": "CASE WHEN yes({suspended}) THEN NULL ELSE {followers_count} END",
        "following": "CASE WHEN yes({suspended}) THEN NULL ELSE {following_count} END",
        "posts": "CASE WHEN yes({suspended}) THEN NULL ELSE {statuses_count} END",
        "created_at": "{created_at}",
    }
    return {name: sql.replace("{", "{" + at) for name, sql in columns.items()}


_MENTIONS = ("mentions[].id", "mentions[].acct")

FORMATS = (
    Format(
        "Mastodon status",
        "mastodon",
        "json",
        ("id", "created_at", "content", "account.acct", "reblogs_count", "favourites_count"),
        posts=_STATUS,
        accounts=Accounts(_account("account.")),
        also=_MENTIONS,
        text="html",
    ),
    Format(
        "Mastodon statuses in a list",
        "mastodon",
        "json",
        ("statuses[].id", "statuses[].content", "statuses[].account.acct", "statuses[].reblogs_count"),
        posts=_STATUS,
        accounts=Accounts(_account("account."), "statuses"),
        records="statuses",
        also=_MENTIONS,
        text="html",
    ),
    Format(
        "Mastodon account",
        "mastodon",
        "json",
        ("id", "acct", "username", "followers_count", "statuses_count"),
        accounts=Accounts(_account("")),
    ),
)
