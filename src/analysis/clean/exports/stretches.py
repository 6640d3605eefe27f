"""A big file in stretches of whole rows, each a file of its own: they are read side by side, and each knows its first row."""

import itertools
import mmap
import os
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np

from analysis.clean.exports.relation import Source
from analysis.clean.exports.rewriting import text_end

Given, Made = TypeVar("Given"), TypeVar("Made")
PART = 60_000  # rows from which a stretch ends; with those of the last block no more than a part of posts has
BLOCK = 2**20
NEWLINE = ord("\n")
LONGEST_HEADER = 2**16
LARGEST = 2**28  # bytes of a stretch, which lies on the disk while it is read


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a file as a source, and the row with which it must end if no row of it is left out."""

    source: Source
    last_row: int


class Stretches:
    """A file in stretches of about `PART` rows, written into `folder` one at a time, as they are asked for.

    Each begins with the header of a table. What is counted are lines, and in a table those that end outside
    quotation marks; blank lines at the end of the file are none. A stretch is written over one that `in_order`
    with as many `threads` has done with.
    """

    def __init__(self, source: Source, folder: Path, threads: int):
        self.source, self.folder, self.slots = source, folder, threads + 1
        self.quote = source.quote.encode() if source.header else b""
        self.marks: list[tuple[int, int]] = []  # how many rows have ended where a block of the file begins

    def __iter__(self) -> Iterator[Stretch]:
        source, quote = self.source, self.quote
        with source.path.open("rb", buffering=0) as file:
            header = b"".join(_record(file, quote) for _ in range(source.skipped + 1)) if quote else b""
            above = source.skipped + 1 if quote else 0
            rows, size = 0, source.path.stat().st_size
            for number in itertools.count():
                part = replace(source, path=self.folder / f"stretch-{number % self.slots}", before=rows)
                with open(part.path, "wb", opener=_over_what_is_there) as out:
                    out.write(header)
                    rows = self._copied(file, out, size, rows)
                    out.truncate()
                yield Stretch(part, rows + above)
                if file.tell() == size:
                    return

    def lines(self, rows: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """These rows, in their order, of a file of lines that was asked for to its end; sought each in its own block."""
        with (
            self.source.path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
        ):
            ended, at = 0, 0
            for row in rows:
                nearest = self.marks[max(0, bisect_left(self.marks, (row - 1,)) - 1)]
                ended, at = max(nearest, (ended, at))
                while ended < row - 1:
                    ended, at = ended + 1, text.find(b"\n", at) + 1
                end = text.find(b"\n", at)
                yield row, text[at : end if end >= 0 else len(text)]

    def _copied(self, file: FileIO, out: BinaryIO, size: int, before: int) -> int:
        """Copies the next rows of a file of `size` bytes, up to the end of one; how many there are with those `before`."""
        buffer, rows, within = bytearray(BLOCK), before, 0
        while read := file.readinto(buffer):
            self.marks.append((rows, file.tell() - read))
            last, cut = file.tell() == size, read
            ended, end, within = _row_ends(buffer, read, self.quote, within)
            rows += ended
            enough = not last and end and (rows >= before + PART or out.tell() >= LARGEST)
            if enough:
                cut = end
                file.seek(cut - read, os.SEEK_CUR)
            out.write(memoryview(buffer)[:cut])
            if last:
                rows += 1 - buffer.count(b"\n", text_end(buffer, read), read)
            if last or enough:
                break
        return rows


def _over_what_is_there(path: str, flags: int) -> int:
    """Opens a file that stays as long as it is: faster than a new one, since its pages are there already."""
    return os.open(path, flags & ~os.O_TRUNC, 0o600)


def _row_ends(buffer: bytearray, size: int, quote: bytes, within: int) -> tuple[int, int, int]:
    """How many lines end in a block outside quotation marks, where the last does, and whether a mark stays open.

    `within` says so of the block before. numpy counts the ends of lines eight times as fast as bytes do.
    """
    block = np.frombuffer(buffer, np.uint8, size)
    if not quote:
        return np.count_nonzero(block == NEWLINE), buffer.rfind(b"\n", 0, size) + 1, 0
    ends, marks = np.flatnonzero(block == NEWLINE), np.flatnonzero(block == ord(quote))
    ends = ends[(np.searchsorted(marks, ends) + within) % 2 == 0]
    return len(ends), int(ends[-1]) + 1 if len(ends) else 0, (within + len(marks)) % 2


def _record(file: FileIO, quote: bytes) -> bytes:
    """The next line, and those that belong to it since a quotation mark is open; no more than a record may have."""
    record = file.readline()
    while record.count(quote) % 2 and len(record) < LONGEST_HEADER and (line := file.readline()):
        record += line
    return record


def in_order(work: Callable[[Given], Made], given: Iterable[Given], threads: int) -> Iterator[Made]:
    """What `work` makes of each thing, in their order; `threads` are worked on at a time, and no more are asked for."""
    waiting: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for one in given:
            waiting.append(pool.submit(work, one))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
