"""A big file in stretches of whole rows, each a file of its own: they are read side by side, and each knows its first row."""

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path
from typing import BinaryIO, TypeVar

from analysis.clean.exports.relation import Source
from analysis.clean.exports.rewriting import text_end

Given, Made = TypeVar("Given"), TypeVar("Made")
PART = 60_000  # rows from which a stretch ends; with those of the last block no more than a part of posts has
BLOCK = 2**20
LONGEST_HEADER = 2**16
LARGEST = 2**28  # bytes of a stretch, which lies on the disk while it is read


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a file as a source, and the row with which it must end if no row of it is left out."""

    source: Source
    last_row: int


def stretches(source: Source, folder: Path) -> Iterator[Stretch]:
    """A file in stretches of about `PART` rows, written into `folder` one at a time, as they are asked for.

    Each begins with the header of a table. What is counted are lines, and in a table those that end outside
    quotation marks; blank lines at the end of the file are none.
    """
    quote = source.quote.encode() if source.header else b""
    with source.path.open("rb", buffering=0) as file:
        header = b"".join(_record(file, quote) for _ in range(source.skipped + 1)) if quote else b""
        above = source.skipped + 1 if quote else 0
        rows, size = 0, source.path.stat().st_size
        for number in itertools.count():
            part = replace(source, path=folder / f"stretch-{number:06d}", before=rows)
            with part.path.open("wb") as out:
                out.write(header)
                rows += _copied(file, out, quote, size)
            yield Stretch(part, rows + above)
            if file.tell() == size:
                return


def _copied(file: FileIO, out: BinaryIO, quote: bytes, size: int) -> int:
    """Copies the next rows of a file of `size` bytes, up to the end of one, and counts them."""
    buffer, rows, within = bytearray(BLOCK), 0, False
    while read := file.readinto(buffer):
        block, last = memoryview(buffer)[:read], file.tell() == size
        end = 0
        if not last and (rows >= PART or out.tell() >= LARGEST):
            end = _end_of_rows(bytes(block), quote, within)
            file.seek(end - read if end else 0, os.SEEK_CUR)
        out.write(block[: end or read])
        ends, within = _row_ends(buffer, end or read, quote, within)
        rows += ends
        if last:
            rows += 1 - buffer.count(b"\n", text_end(buffer, read), read)
        if last or end:
            break
    return rows


def _row_ends(buffer: bytearray, size: int, quote: bytes, within: bool) -> tuple[int, bool]:
    """Line ends outside quotation marks, and whether a mark is open `within` which the next block begins."""
    if not quote:
        return buffer.count(b"\n", 0, size), False
    pieces = bytes(buffer[:size]).split(quote)
    return sum(piece.count(b"\n") for piece in pieces[within::2]), within ^ (len(pieces) % 2 == 0)


def _end_of_rows(block: bytes, quote: bytes, within: bool) -> int:
    """Where the last line ends that is outside quotation marks; 0 if none does."""
    pieces, end = block.split(quote) if quote else [block], len(block)
    for number in range(len(pieces) - 1, -1, -1):
        found = -1 if (number + within) % 2 else pieces[number].rfind(b"\n")
        end -= len(pieces[number])
        if found >= 0:
            return end + found + 1
        end -= len(quote)
    return 0


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
