"""Text that comes from data and is shown as it is: no character of it is ever markup."""

import re

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
UNSEEN = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
METHODS = (
    "capitalize casefold lower lstrip removeprefix removesuffix replace rstrip strip swapcase title upper"
)


def escape(text: str) -> str:
    """Markdown that pandoc shows as exactly this text, in one line; control characters become spaces."""
    return PUNCTUATION.sub(r"\\\1", UNSEEN.sub(" ", str.__str__(text)).strip())


def unescape(text: str) -> str:
    """The text of which `escape` made this: names that a template put together from pieces are looked up by it."""
    return ESCAPED.sub(r"\1", str.__str__(text))


class Literal(str):
    """Text from data inside a template: compared and looked up as it is, escaped wherever it is printed."""

    def __str__(self) -> str:
        return escape(self)

    def __format__(self, spec: str) -> str:
        return escape(format(str.__str__(self), spec))

    def __add__(self, other: str) -> "Literal":
        return Literal(str.__add__(self, other))

    def __radd__(self, other: str) -> "Literal":
        return Literal(str.__add__(other, self))

    def __getitem__(self, key: int | slice) -> "Literal":
        return Literal(str.__getitem__(self, key))

    def __iter__(self):
        return map(Literal, str.__iter__(self))

    def split(self, *args: object) -> list["Literal"]:
        return [Literal(part) for part in str.split(self, *args)]


def _literally(name: str):
    def method(self: Literal, *args: object) -> Literal:
        return Literal(getattr(str, name)(self, *args))

    method.__name__ = name
    return method


for _name in METHODS.split():
    setattr(Literal, _name, _literally(_name))
