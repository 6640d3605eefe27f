"""JSON files read record by record: never the whole of a large one, and never a value without end."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.clean.exports.relation import LONGEST_LINE

BLOCK = 2**20
WHOLE = 64 * 2**20  # bytes; a page is parsed at once up to this size, and beyond it list by list
PAGE = 1_000  # records that a large list is cut into


class BrokenDocument(ValueError):
    """JSON that ends or breaks in the middle; `records` had been read until then."""


def pages(path: Path, encoding: str, start: int = 0) -> Iterator[dict[str, Any]]:
    """The objects of a JSON document: the items of a list, or the document itself.

    An object above 64 MB comes in pages: what stands before its long list, with 1,000 of the list's items.
    Raises `BrokenDocument` where the JSON breaks, is nested too deeply, or has one value above 16 MB.
    """
    reader = _Reader(path, encoding, start)
    try:
        if reader.peek() == "[":
            yield from (item if isinstance(item, dict) else {} for item in reader.items())
        elif path.stat().st_size <= WHOLE:
            yield reader.whole()
        else:
            yield from _cut(reader)
        reader.finish()
    finally:
        reader.close()


def _cut(reader: "_Reader") -> Iterator[dict[str, Any]]:
    around: dict[str, Any] = {}
    for key in reader.members():
        if reader.peek() != "[":
            around[key] = reader.value()
            continue
        chunk: list[Any] = []
        for item in reader.items():
            chunk.append(item)
            if len(chunk) == PAGE:
                yield {**around, key: chunk}
                chunk = []
        if chunk:
            yield {**around, key: chunk}


class _Reader:
    """A JSON text of which only the value in hand is held in memory."""

    def __init__(self, path: Path, encoding: str, start: int):
        self.file = path.open(encoding=encoding, newline="")
        self.file.read(start)
        self.text, self.at, self.ended = "", 0, False
        self.decode = json.JSONDecoder().raw_decode

    def close(self) -> None:
        self.file.close()

    def more(self) -> bool:
        """Whether another block could be read onto the end of the text in hand."""
        size = max(BLOCK, len(self.text) - self.at)
        try:
            block = self.file.read(size)
        except UnicodeDecodeError as error:
            raise BrokenDocument(f"not UTF-8 ({error.reason}); save the file again as UTF-8") from error
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
        self.peek()
        while True:
            try:
                value, end = self.decode(self.text, self.at)
                if end < len(self.text) or not self.more():  # "12" may be the beginning of 123
                    self.at = min(end, len(self.text))
                    return value
            except RecursionError as error:
                raise BrokenDocument("nested too deeply to be an export; look at the file") from error
            except ValueError as error:
                if not self.ended and len(self.text) - self.at > LONGEST_LINE:
                    raise BrokenDocument(f"one value is longer than {LONGEST_LINE >> 20} MB") from error
                if not self.more():
                    raise BrokenDocument(f"not readable as JSON: {error}; export the file again") from error

    def whole(self) -> dict[str, Any]:
        while self.more():
            pass
        value = self.value()
        return value if isinstance(value, dict) else {}

    def items(self) -> Iterator[Any]:
        yield from self._between("[", "]", self.value)

    def members(self) -> Iterator[str]:
        yield from self._between("{", "}", self._key)

    def _key(self) -> str:
        key = self.value()
        self._expect(":")
        return key

    def _between(self, opening: str, closing: str, part: Any) -> Iterator[Any]:
        self._expect(opening)
        while self.peek() != closing:
            yield part()
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
