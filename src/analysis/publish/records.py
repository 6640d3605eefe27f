"""Rows that a template reads part by part, such as `account.holder`: accounts, platforms, claims."""

from typing import Any

from analysis.draw.words import Words
from analysis.publish.entries import Entries, in_language
from analysis.publish.literal import Literal, unescape

FIELDS = (
    "account", "country", "country_name", "role", "holder", "platform", "platform_name", "handle", "url", "source",
    "id", "number", "text", "verdict", "word", "reason", "parts", "computed", "values",
)  # fmt: skip


class Record(dict):
    """A row of a table in a template: `account.holder`; its text is shown as it is."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def account_of(row: dict[str, str], words: Words) -> Record:
    """A row of accounts.csv, with the names of its country and platform."""
    columns = dict.fromkeys(column.split(".")[0] for column in row)
    found = {column: Literal(in_language(row, column, words.language)) for column in columns}
    return Record(
        found,
        country_name=Literal(words.country(row["country"])),
        platform_name=Literal(words.platform(row["platform"])),
    )


def platform_of(accounts: list[Record], entries: Entries) -> Record:
    """The platform of these accounts: id, name, n, the accounts, and the days on which their followers were seen."""
    seen = {day for each in accounts for day in entries.days(f"{unescape(each.account)}.followers")}
    return Record(
        id=accounts[0].platform,
        name=accounts[0].platform_name,
        n=len(accounts),
        accounts=accounts,
        days=[Literal(entries.date(day)) for day in sorted(seen)],
    )


def claim_of(claim: str, entries: Entries) -> Record:
    """The claim: number, text, verdict, word, reason, and its parts with computed, verdict, word, reason, values."""
    found, spoken = entries.claims[claim], entries.claim(claim)
    parts = [
        Record(
            computed=Literal(told["computed"]),
            verdict=part["verdict"],
            word=Literal(told["verdict"]),
            reason=Literal(told["reason"]),
            values=told["values"],
        )
        for told, part in zip(spoken["parts"], found.get("parts") or [], strict=True)
    ]
    return Record(
        id=claim,
        number=found["number"],
        text=Literal(spoken["text"]),
        verdict=found["verdict"],
        word=Literal(spoken["verdict"]),
        reason=Literal(spoken["reason"]),
        parts=parts,
    )
