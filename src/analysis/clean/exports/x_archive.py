"""The archive of one's own account that X gives: JavaScript files in which each list is an assignment.

Nothing in them is run: what stands before the list is cut off, and the list is read as JSON.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.clean.exports.documents import BrokenDocument, pages
from analysis.clean.exports.format import Format, Records
from analysis.clean.exports.kinds import SCRIPT
from analysis.clean.exports.x_api import V1_ACCOUNTS, V1_POST

POSTS = ("tweets", "tweet", "community_tweet")
ABOUT = ("account", "note_tweet", "__THAR_CONFIG")  # what says whose the posts are, and how they go on
READ = (*POSTS, *ABOUT)
SAME_BEGINNING = 30  # letters by which a long text is known to belong to a post of the same second

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose archive it is, when it was made, and the long texts that stand apart from their posts."""

    handle: str = ""
    account_id: str = ""
    name: str = ""
    made_at: str | None = None
    long_texts: Mapping[str, list[str]] = field(default_factory=dict)

    def posts(self, item: Json) -> Records:
        """The archive's post in the form of API v1.1, with its account and its long text."""
        post = item.get("tweet") or item
        if not isinstance(post, dict) or not {"full_text", "text"} & set(post):
            return
        owner = {"screen_name": self.handle, "id_str": self.account_id, "name": self.name}
        yield post | {
            "user": owner if self.handle else post.get("user", owner),  # until 2018 each post named it
            "note_text": self._long_text(post),
            "collected_at": self.made_at,
        }

    def _long_text(self, post: Json) -> str | None:
        beginning = str(post.get("full_text", post.get("text")))[:SAME_BEGINNING]
        texts = self.long_texts.get(_second(str(post.get("created_at", ""))), [])
        return next((text for text in texts if text.startswith(beginning)), None)


# The table beside the lists of an archive before 2018, whose posts it repeats without their account.
_TABLE = {
    "post_id": "{tweet_id}",
    "created_at": "{timestamp}",
    "text": "{text}",
    "urls": "coalesce(links_of({expanded_urls}), [])",
    "is_repost": "{retweeted_status_id} IS NOT NULL",
    "is_reply": "coalesce({in_reply_to_status_id}, {in_reply_to_user_id}) IS NOT NULL",
    "reply_to_id": "{in_reply_to_user_id}",
}

FORMATS = (
    Format(
        "X archive (tweets.csv)",
        "twitter",
        "table",
        ("tweet_id", "timestamp", "source", "text", "retweeted_status_timestamp", "expanded_urls"),
        posts=_TABLE,
        text="x",
    ),
)
FORMAT = Format(
    "X archive",
    "twitter",
    "json",
    ("tweet.full_text|full_text|text",),
    posts=V1_POST,
    accounts=V1_ACCOUNTS,
    text="x",
)


def owner_of(parts: Mapping[str, Sequence[Path]]) -> Owner:
    """What the other files of an archive (by the name in their first line) say about its posts."""
    account = next((item.get("account", {}) for item in _items(parts.get("account"))), {})
    config = next(_items(parts.get("__THAR_CONFIG")), {})
    user = config.get("userInfo", {})
    long_texts: dict[str, list[str]] = {}
    for item in _items(parts.get("note_tweet")):
        note = item.get("noteTweet", {})
        text = (note.get("core") or {}).get("text")
        if text:
            long_texts.setdefault(_second(str(note.get("createdAt", ""))), []).append(text)
    return Owner(
        handle=account.get("username") or user.get("userName") or "",
        account_id=account.get("accountId") or user.get("accountId") or "",
        name=account.get("accountDisplayName") or user.get("displayName") or "",
        made_at=config.get("archiveInfo", {}).get("generationDate"),
        long_texts=long_texts,
    )


def start_of_list(path: Path, encoding: str) -> int:
    """Where the JSON begins behind the assignment."""
    with path.open(encoding=encoding, newline="") as file:
        script = SCRIPT.match(file.read(2**12).removeprefix("\ufeff"))
    return script.end() if script else 0


def _items(paths: Sequence[Path] | None) -> Records:
    for path in paths or ():
        try:
            yield from pages(path, "utf-8-sig", start_of_list(path, "utf-8-sig"))
        except BrokenDocument as error:
            raise BrokenDocument(f"a part of the archive is broken: {error}") from error


def _second(time: str) -> str:
    """A time in either of the archive's two forms as 20240928100000, to the second."""
    words = time.split()
    if len(words) == 6:
        months = "JanFebMarAprMayJunJulAugSepOctNovDec"
        month = f"{months.find(words[1]) // 3 + 1:02d}"
        return f"{words[5]}{month}{words[2]}{words[3].replace(':', '')}"
    return "".join(letter for letter in time[:19] if letter.isdigit())
