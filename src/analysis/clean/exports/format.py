"""What an export format is: the keys it is known by, and where each tidy column stands in it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Records = Iterator[dict[str, Any]]
KEYS_READ = 4_000  # of one record: enough for the widest of them, and an end for a hostile one


@dataclass(frozen=True, slots=True)
class Accounts:
    """Where account objects stand: the list that holds them (empty: in the record), and their columns."""

    columns: Mapping[str, str]
    records: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """One export format, as data: a new format is a new one of these, not new code.

    `keys` must all be there, each a dotted path (`[]` for a list, `|` between alternatives, `**.` for
    anywhere). `posts` and `accounts` map tidy columns to SQL, in which `{a.b[].c}` stands for a place in the
    record and `{/a.b}` for one in the page around it. `records` is the list of posts in a page; `steps` are
    looked up before the mapping, for which `also` names the places they need. `aside` gives conditions under
    which a record is set aside, by their reason. `unroll` turns one record into simpler ones, where places
    move about. `zone` says what a time without a zone means.
    """

    name: str
    platform: str
    kind: Literal["json", "table"]
    keys: tuple[str, ...]
    posts: Mapping[str, str] = field(default_factory=dict)
    accounts: Accounts | None = None
    records: str = ""
    steps: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    aside: Mapping[str, str] = field(default_factory=dict)
    unroll: Callable[[dict[str, Any]], Records] | None = None
    text: Literal["plain", "x", "html"] = "plain"
    zone: Literal["utc", "unknown"] = "utc"
    note: str = ""

    @property
    def gives_authors(self) -> bool:
        """Whether each account stands in the record of a post of its own, and is named as the post names its author."""
        if not self.posts or not self.accounts or self.records or self.accounts.records:
            return False
        return all(
            self.posts.get(name) == self.accounts.columns.get(name)
            for name in ("handle", "author_id", "collected_at")
        )

    @property
    def makes_accounts(self) -> bool:
        """Whether unrolling a record may give accounts beside posts, marked as such."""
        return self.unroll is not None and self.accounts is not None


def in_both_kinds(name: str, platform: str, keys: tuple[str, ...], **parts) -> tuple[Format, Format]:
    """The same format as JSON and as a table with the same columns."""
    return tuple(
        Format(f"{name} ({kind.upper()})", platform, kind, keys, **parts) for kind in ("json", "table")
    )


def key_paths(records: Iterable[Any]) -> set[str]:
    """The dotted paths of all keys in `records`, and each key's own name as `**.name`."""
    found: set[str] = set()
    for record in records:
        waiting, seen = deque([("", record)]), 0
        while waiting and seen < KEYS_READ:
            path, value = waiting.popleft()
            seen += 1
            if isinstance(value, dict):
                inner = [(f"{path}.{key}" if path else str(key), part) for key, part in value.items()]
                found.update(place for place, _ in inner)
                found.update(f"**.{key}" for key in value)
                waiting += inner
            elif isinstance(value, list):
                waiting += [(f"{path}[]", part) for part in value[:5]]
    return found


def recognised(found: set[str], kind: str, formats: Iterable[Format]) -> Format | None:
    """The format all of whose keys are in `found`; of several, the one with the most keys."""
    fitting = [known for known in formats if known.kind == kind and not _lacking(known, found)]
    return max(fitting, key=lambda known: len(known.keys), default=None)


def nearest_format(found: set[str], kind: str, formats: Iterable[Format]) -> str:
    """Which known format comes closest to the keys found, and which of its keys are missing."""
    candidates = [known for known in formats if known.kind == kind]
    best = max(candidates, key=lambda known: (_share(known, found), len(known.keys)))
    if not _share(best, found):
        shown = ", ".join(sorted(key for key in found if "." not in key)[:8]) or "none"
        return f"none of its keys belongs to a known format (keys found: {shown})"
    missing = _lacking(best, found)
    there = ", ".join(_shown(key) for key in best.keys if key not in missing)
    return (
        f"the nearest known format is {best.name} (found {there}; missing {', '.join(map(_shown, missing))})"
    )


def _shown(key: str) -> str:
    """A key with no more than three of its alternatives."""
    options = key.split("|")
    return "|".join(options[:3]) + ("|…" if len(options) > 3 else "")


def _lacking(known: Format, found: set[str]) -> list[str]:
    return [key for key in known.keys if not any(option in found for option in key.split("|"))]


def _share(known: Format, found: set[str]) -> float:
    return 1 - len(_lacking(known, found)) / len(known.keys)
