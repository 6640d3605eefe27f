"""Which account of the study a post belongs to: the one with its platform and handle in accounts.csv."""

import re

import pandas as pd

from analysis.clean.exports.mapping import literal


def account_sql(accounts: pd.DataFrame | None) -> str:
    """SQL that gives a post's account from its `platform` and `handle`, "" where the study has none.

    `accounts` has account, platform and handle (and url, which completes a Mastodon handle without server).
    """
    known = {} if accounts is None else dict(_keys(accounts))
    if not known:
        return "''"
    keys = ", ".join(literal(key) for key in known)
    names = ", ".join(literal(account) for account in known.values())
    return f"coalesce(map([{keys}], [{names}])[platform || '/' || lower(handle)], '')"


def _keys(accounts: pd.DataFrame) -> list[tuple[str, str]]:
    rows = accounts[accounts["handle"].astype(bool)].to_dict("records")
    return [(f"{row['platform']}/{_handle(row)}", str(row["account"])) for row in rows]


def _handle(row: dict) -> str:
    handle = str(row["handle"]).lstrip("@").lower()
    server = re.match(r"https?://([^/]+)", str(row.get("url", "")))
    if row["platform"] == "mastodon" and "@" not in handle and server:
        return f"{handle}@{server[1].lower()}"
    return handle
