"""Mastodon (and servers that speak as it does): statuses, accounts, and the archive of one's own account."""

from collections.abc import Mapping
from typing import Any

from analysis.clean.exports.format import Accounts, Format, Records

# An account of the server that was asked has no server in its name: it is added, so that names are complete.
_FULL = "CASE WHEN contains({0}acct}, '@') THEN {0}acct} ELSE {0}acct} || '@' || regexp_extract({0}url}, '^https?://([^/]+)', 1) END"


def _full(at: str) -> str:
    return _FULL.replace("{0}", "{" + at)


def _links(content: str) -> str:
    """Links of the text that are neither a mention nor a hashtag."""
    return f"""list_filter(list_transform(regexp_extract_all({content}, '<a [^>]*>'),
        lambda a: CASE WHEN NOT contains(a, 'mention') THEN regexp_extract(a, 'href="([^"]*)"', 1) END), lambda s: s <> '')"""


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
    "urls": f"""list_distinct(list_concat({_links("coalesce({reblog.content}, {content})")},
        list_filter([coalesce({{reblog.card.url}}, {{card.url}})], lambda s: s <> '')))""",
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


# The archive of one's own account, in the words of ActivityPub: no counts, and of a boost no more than its address.
_ADDRESS = "https?://([^/]+)/(?:users/|@|ap/users/)([^/]+)"


def _name_in(*addresses: str) -> str:
    """The full name in an address such as https://server/users/name or https://server/@name/1."""
    parts = [f"nullif(regexp_replace({one}, '^{_ADDRESS}.*$', '\\2@\\1'), {one})" for one in addresses]
    return f"coalesce({', '.join(parts)}, '')"


def _tagged(kind: str) -> str:
    """The names of the mentions or hashtags, without their sign."""
    tags = f"list_filter(coalesce({{note.tag[]}}, []), lambda t: t.type = '{kind}')"
    return f"list_transform({tags}, lambda t: ltrim(t.name, '@#'))"


_OUTBOX = {
    "post_id": "coalesce(nullif(regexp_extract(coalesce({note.id}, {id}), '/statuses/(\\d+)', 1), ''), {id})",
    "handle": _name_in("{note.url}", "{actor}"),
    "created_at": "{published}",
    "text": "coalesce({note.content}, '')",
    "lang_platform": "{language}",
    "media_types": "list_transform(coalesce({note.attachment[].mediaType}, []), lambda m: split_part(m, '/', 1))",
    "mentions": _tagged("Mention"),
    "hashtags": _tagged("Hashtag"),
    "urls": _links("{note.content}"),
    "is_repost": "{type} = 'Announce'",
    "is_quote": "coalesce({note.quote}, {note.quoteUrl}) IS NOT NULL",
    "is_reply": "{note.inReplyTo} IS NOT NULL",
    "text_truncated": "false",
    "reply_to_handle": _name_in("{note.inReplyTo}"),
}


def in_outbox(document: Mapping[str, Any]) -> Records:
    """What an account did, one by one, with its note; of a boost there is an address instead."""
    for made in document.get("orderedItems") or []:
        if isinstance(made, dict):
            note = made.get("object") if isinstance(made.get("object"), dict) else {}
            language = next(iter(note.get("contentMap") or {}), None)
            yield {name: made.get(name) for name in ("id", "type", "actor", "published")} | {
                "note": note,
                "language": language,
            }


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
        "Mastodon archive (outbox.json)",
        "mastodon",
        "json",
        ("orderedItems[].actor", "orderedItems[].object", "orderedItems[].published"),
        posts=_OUTBOX,
        unroll=in_outbox,
        also=("note.tag[].type", "note.tag[].name"),
        text="html",
    ),
    *(
        Format(
            f"Mastodon archive ({name})",
            "mastodon",
            "json",
            keys,
            posts={"post_id": "NULL::VARCHAR"},
            aside={"a part of an archive without posts": "true"},
        )
        for name, keys in {
            "actor.json": ("@context", "preferredUsername", "outbox"),
            "likes.json, bookmarks.json": ("@context", "orderedItems"),
        }.items()
    ),
    Format(
        "Mastodon account",
        "mastodon",
        "json",
        ("id", "acct", "username", "followers_count", "statuses_count"),
        accounts=Accounts(_account("")),
    ),
)
