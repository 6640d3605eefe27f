"""Which account of the study a post or profile belongs to: the one of its platform with its handle, or its id, in accounts.csv."""

import re
from collections.abc import Mapping

import pandas as pd

from analysis.clean.exports.mapping import literal
from analysis.clean.habits import handle

LAST_PART = re.compile(r"https?://[^?#]*/@?([^/?#]+)/?(?:\?(?:[^#]*&)?id=(\d+))?[^/]*")


def account_sql(accounts: pd.DataFrame | None) -> str:
    """SQL that gives a post's account from its `platform`, `handle` and `author_id`, "" where the study has none.

    `accounts` has account, platform and handle (and url, which completes a Mastodon handle without server, and may
    have an id in place of a name: `/channel/UC…`, `/profile/did:plc:…`).
    """
    if accounts is None:
        return "''"
    handles, ids = by_handle(accounts), by_id(accounts)
    found = [
        f"{_map(known)}[platform || '/' || lower({column})]"
        for known, column in ((handles, "handle"), (ids, "author_id"), (ids, "handle"))
        if known
    ]
    return f"coalesce({', '.join([*found, literal('')])})" if found else "''"


def by_handle(accounts: pd.DataFrame) -> dict[str, str]:
    """The study's accounts by `platform/handle`, in small letters; the handle is that of the address where none is given."""
    found = {f"{row['platform']}/{_handle(row)}": str(row["account"]) for row in accounts.to_dict("records")}
    return {page: account for page, account in found.items() if not page.endswith("/")}


def by_id(accounts: pd.DataFrame) -> dict[str, str]:
    """The study's accounts by `platform/id`, in small letters, where their handle or address has the platform's id of them."""
    rows = accounts.to_dict("records")
    found = {f"{row['platform']}/{_id(row)}": str(row["account"]) for row in rows}
    known = by_handle(accounts)
    return {
        page: account
        for page, account in found.items()
        if not page.endswith("/") and (page not in known or ":" in page)
    }


def _map(known: Mapping[str, str]) -> str:
    keys, names = (", ".join(map(literal, values)) for values in (known, known.values()))
    return f"map([{keys}], [{names}])"


def _handle(row: dict) -> str:
    named = str(row["handle"]).lstrip("@").lower()
    url = str(row.get("url", ""))
    server = re.match(r"https?://([^/]+)", url)
    if row["platform"] == "mastodon" and named and "@" not in named and server:
        return f"{named}@{server[1].lower()}"
    from_address = handle(url).lower()
    return named or ("" if from_address.startswith("http") else from_address)


def _id(row: dict) -> str:
    """The last part of the address, or the handle where that is an id (`did:plc:…`)."""
    named, part = str(row["handle"]).lower(), LAST_PART.fullmatch(str(row.get("url", "")))
    if named.startswith("did:"):
        return named
    return (part[2] or part[1]).lower() if part else ""
