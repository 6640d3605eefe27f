"""One invented post, as it is: what any export could say of it."""

import datetime as dt
import re
from dataclasses import dataclass, field

import chance

EPOCH = 1_288_834_974_657  # of X's ids, which hold the millisecond in which a post was made
TAG, LINK, NAME = re.compile(r"#(\w+)"), re.compile(r"https?://[^\s)»”]+"), re.compile(r"@(\w+)")
LIMIT = 280
# X has no label for four of the languages, and calls their posts something else.
LABELS = {
    "kk": ("ru", "und"),
    "ky": ("ru", "und"),
    "uz": ("tr", "in", "und"),
    "uz_Cyrl": ("ru", "bg", "und"),
    "az": ("tr",),
}


@dataclass(frozen=True)
class Stranger:
    """Somebody outside the study: whoever is answered, quoted or reposted."""

    handle: str
    author_id: str
    name: str


STRANGERS = tuple(
    Stranger(f"{name}_example", f"90000000000000009{place}", f"{name.capitalize()} (invented)")
    for place, name in enumerate(("reader", "traveller", "student", "library", "newsroom"))
)


@dataclass
class Post:
    """An invented post; `form` is post, thread, reply, quote or repost, and `kind` what was planted in its text."""

    code: str
    at: dt.datetime
    form: str = "post"
    kind: str = "neutral"
    themes: tuple[str, ...] = ()
    language: str = "en"
    text: str = ""
    other: str = ""
    pinned: bool = False
    chosen: bool = False
    counts: dict[str, int | None] = field(default_factory=dict)
    media: tuple[str, ...] = ()
    post_id: str = ""
    conversation: str = ""
    reply_to: "Post | None" = None
    to: Stranger | None = None  # who is answered, quoted or reposted
    original: str = ""  # the text that is quoted or reposted
    original_id: str = ""

    def numbered(self) -> "Post":
        """The post with an id that holds its time, as X gives them."""
        milliseconds = int(self.at.timestamp() * 1_000) - EPOCH
        low = chance.whole("id", self.code, self.at, self.form, below=2**21 - 1) * 2 + 1
        self.post_id = str((milliseconds << 22) + low)
        root = self.reply_to
        self.conversation = (root.conversation or root.post_id) if root else self.post_id
        if self.to:
            earlier = milliseconds - 3_600_000 * (2 + chance.whole("original", self.post_id, below=70))
            self.original_id = str((earlier << 22) + low)
            if self.form == "reply":
                self.conversation = self.original_id
        return self

    @property
    def tags(self) -> list[str]:
        return TAG.findall(self.text)

    @property
    def links(self) -> list[str]:
        return [link.rstrip(".,;:!") for link in LINK.findall(self.text)]

    @property
    def names(self) -> list[str]:
        return NAME.findall(self.text)

    @property
    def cut(self) -> str:
        """The text as X cuts a long one."""
        if len(self.text) <= LIMIT:
            return self.text
        return self.text[: LIMIT - 4].rsplit(" ", 1)[0] + "…"

    @property
    def label(self) -> str:
        """The language that X names."""
        return chance.one_of(LABELS.get(self.language, (self.language,)), "label", self.post_id)
