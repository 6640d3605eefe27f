"""JSON files read record by record: never the whole of a large one, and never a value without end."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from analysis.clean.exports.relation import LONGEST_LINE

BLOCK = 2**20
WHOLE = 10 * 2**20  # bytes; a document is parsed at once up to this size, and beyond it piece by piece
PIECE = (
    4 * 2**20
)  # characters of an object or list that is held at once, so that written anew it is no line too long


class BrokenDocument(ValueError):
    """JSON that ends or breaks in the middle; `records` had been read until then."""


class _TooLong(BrokenDocument):
    """A value that is not held at once; the reader still stands before it."""

    def __init__(self) -> None:
        super().__init__(f"one value is longer than {LONGEST_LINE >> 20} MB; look at the file")


def pages(
    path: Path, encoding: str, start: int = 0, around: Collection[str] = ()
) -> Iterator[dict[str, Any]]:
    """The objects of a JSON document: the items of a list, or the document itself; or of several, one behind the other.

    A large object comes in pages of the same shape: each has what stands before a long list, wherever in the
    object that lies, and some of its items; and the keys `around`, also where they stand behind it. Raises `BrokenDocument` where the JSON breaks, is nested too
    deeply, or has one text above 16 MB.
    """
    reader, small = _Reader(path, encoding, start), path.stat().st_size <= WHOLE
    try:
        beside, size = ({}, 0) if small else _beside(path, encoding, start, around)
        for page in _document(reader, small, size):
            if not beside or any(
                isinstance(part, (dict, list)) for key, part in page.items() if key not in beside
            ):
                yield {**beside, **page}
        while reader.peek() in ("{", "["):
            yield from _document(reader, small, 0)
        reader.finish()
    finally:
        reader.close()


def _beside(path: Path, encoding: str, start: int, around: Collection[str]) -> tuple[dict[str, Any], int]:
    """Those keys of a large object, read in a pass of its own, and how many characters they have together."""
    reader, found, size = _Reader(path, encoding, start), {}, 0
    try:
        for key in reader.members() if around and reader.peek() == "{" else ():
            begun = reader.passed
            try:
                value = reader.value()
            except _TooLong:
                for _ in _parts(reader, 0):
                    pass
                continue
            if key in around:
                found[key], size = value, size + reader.passed - begun
    finally:
        reader.close()
    return found, size


def _document(reader: "_Reader", small: bool, around: int) -> Iterator[dict[str, Any]]:
    if reader.peek() == "[":
        for items in _chunks(reader, 0):
            yield from (item if isinstance(item, dict) else {} for item in items)
    elif small:
        yield reader.whole()
    else:
        yield from _cut(reader, around)


def _cut(reader: "_Reader", around: int) -> Iterator[dict[str, Any]]:
    """The object at hand in pages; what is short is held, and comes in each page or, behind the last list, in one more.

    `around` are the characters that every page has already, from the objects around this one.
    """
    held: dict[str, Any] = {}
    begun, waiting = reader.passed, True
    for key in reader.members():
        try:
            held[key] = reader.value()
            waiting = waiting or isinstance(held[key], (dict, list))
        except _TooLong:
            for part in _parts(reader, around + reader.passed - begun):
                yield {**held, key: part}
            begun, waiting = reader.passed, False
        if reader.passed - begun > PIECE:
            yield held
            held = {name: part for name, part in held.items() if not isinstance(part, (dict, list))}
            begun, waiting = reader.passed, False
    if waiting:
        yield held


def _chunks(reader: "_Reader", around: int) -> Iterator[list[Any]]:
    """The items of the list at hand, as many at a time as are longer than what is `around` them; a large one in pages."""
    chunk: list[Any] = []
    begun = reader.passed
    for _ in reader.elements("[", "]"):
        try:
            chunk.append(reader.value())
        except _TooLong:
            if chunk:
                yield chunk
            yield from ([part] for part in _parts(reader, around))
            chunk, begun = [], reader.passed
        if reader.passed - begun > around:  # few: DuckDB holds 2,048 pages at once
            yield chunk
            chunk, begun = [], reader.passed
    if chunk:
        yield chunk


def _parts(reader: "_Reader", around: int) -> Iterator[Any]:
    """The long value at hand in pieces of its own kind; a text has none."""
    match reader.peek():
        case "{":
            return _cut(reader, around)
        case "[":
            return _chunks(reader, around)
    raise _TooLong


class _Reader:
    """A JSON text of which only the value in hand is held in memory."""

    def __init__(self, path: Path, encoding: str, start: int):
        self.file = path.open(encoding=encoding, newline="")
        self.file.read(start)
        self.text, self.at, self.ended = "", 0, False
        self.dropped = 0
        self.decode = json.JSONDecoder().raw_decode

    @property
    def passed(self) -> int:
        """Characters that lie behind."""
        return self.dropped + self.at

    def close(self) -> None:
        self.file.close()

    def more(self) -> bool:
        """Whether another block could be read onto the end of the text in hand."""
        size = max(BLOCK, len(self.text) - self.at)
        try:
            block = self.file.read(size)
        except UnicodeDecodeError as error:
            raise BrokenDocument(f"not UTF-8 ({error.reason}); save the file again as UTF-8") from error
        self.dropped += self.at
        self.text, self.at = self.text[self.at :] + block, 0
        self.ended = not block
        return bool(block)

    def peek(self) -> str:
        """The next character that is not blank, or "" at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in " \t\r\n\ufeff":
                self.at += 1
            if self.at < len(self.text) or not self.more():
                return self.text[self.at : self.at + 1]

    def value(self) -> Any:
        """The value at hand; `_TooLong` for one that is not held at once."""
        longest = PIECE if self.peek() in "{[" else LONGEST_LINE
        while True:
            try:
                value, end = self.decode(self.text, self.at)
                if end < len(self.text) or not self.more():  # "12" may be the beginning of 123
                    self.at = min(end, len(self.text))
                    return value
            except RecursionError as error:
                raise BrokenDocument("nested too deeply to be an export; look at the file") from error
            except ValueError as error:
                if not self.ended and len(self.text) - self.at > longest:
                    raise _TooLong from error
                if not self.more():
                    raise BrokenDocument(f"not readable as JSON: {error}; export the file again") from error

    def whole(self) -> dict[str, Any]:
        while self.more():
            pass
        value = self.value()
        return value if isinstance(value, dict) else {}

    def members(self) -> Iterator[str]:
        """The keys of the object at hand; the value of each is to be read before the next is asked for."""
        for _ in self.elements("{", "}"):
            key = self.value()
            self._expect(":")
            yield key

    def elements(self, opening: str, closing: str) -> Iterator[None]:
        """A stop before each element of the list or object at hand, which is to be read there."""
        self._expect(opening)
        while self.peek() != closing:
            yield
            if self.peek() != closing:
                self._expect(",")
        self._expect(closing)

    def _expect(self, mark: str) -> None:
        found = self.peek()
        if found != mark:
            raise BrokenDocument(
                f"not readable as JSON: expected {mark!r}, found {found!r}; export the file again"
            )
        self.at += 1

    def finish(self) -> None:
        """Nothing but a semicolon may stand behind the document."""
        if self.peek() == ";":
            self.at += 1
        if self.peek():
            raise BrokenDocument(
                f"more text behind the JSON, beginning with {self.peek()!r}; look at the file"
            )
