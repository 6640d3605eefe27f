"""Files that DuckDB cannot read as they came, written out as JSON lines that carry their row."""

import csv
import json
import mmap
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.clean.exports.documents import pages
from analysis.clean.exports.relation import LONGEST_LINE, Source

TOO_LONG = f"a line longer than {LONGEST_LINE >> 20} MB"
BLOCK = 2**22
PIECE = (
    3 * 2**23
)  # bytes of a rewritten file from which posts are made at once, so that long texts stay within memory
HALF = re.compile("[\ud800-\udfff]")


class UnreadableTable(ValueError):
    """A table whose cells cannot be told apart; the message names the row and the mend."""


def line_count(path: Path) -> int:
    """Lines of a text up to the last that is not blank; the file is read in blocks."""
    lines, pending = 1, 0
    buffer = bytearray(BLOCK)
    with path.open("rb") as file:
        while size := file.readinto(buffer):
            end = text_end(buffer, size)
            inside = buffer.count(b"\n", 0, end)
            pending += buffer.count(b"\n", end, size) + (inside if end else 0)
            if end:
                after = buffer.count(b"\n", end, size)
                lines, pending = lines + pending - after, after
    return lines


def text_end(buffer: bytearray, size: int) -> int:
    """Where the last text in a block ends; nearly always near the block's own end."""
    for start in (max(0, size - 4096), 0):
        if text := bytes(buffer[start:size]).rstrip():
            return start + len(text)
    return 0


def has_long_line(path: Path) -> bool:
    """Whether a line is longer than the limit; looks for a line's end before each limit, not at all bytes."""
    if path.stat().st_size <= LONGEST_LINE:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        at = 0
        while len(text) - at > LONGEST_LINE:
            end = text.rfind(b"\n", at, at + LONGEST_LINE)
            if end < 0:
                return True
            at = end + 1
    return False


def numbered_lines(source: Source, encoding: str, out: Path, suspects: set[int] | None = None) -> Source:
    """JSON lines with their numbers. Lines that are not JSON say so instead of their content.

    Where `suspects` are given, only those are checked. What Python can read and DuckDB cannot (half of an
    emoji, a byte that is not UTF-8) is written so that it can.
    """
    with out.open("wb") as file:
        for row, line in _lines(source.path, encoding):
            if line is None:
                file.write(_record({"~row": row, "~broken": TOO_LONG}))
            elif suspects is None or row in suspects:
                file.write(_checked(row, line))
            else:
                file.write(_numbered_object(row, line))
    return _numbered(source, out)


def numbered_objects(lines: Iterable[tuple[int, bytes]], source: Source, out: Path) -> Source:
    """Lines that are JSON objects, with their numbers."""
    with out.open("wb") as file:
        file.writelines(_numbered_object(row, line) for row, line in lines)
    return _numbered(source, out)


def numbered_pages(source: Source, encoding: str, out: Path, *, around: Collection[str] = ()) -> Source:
    """The objects of a JSON document, one a line; a page carries the row of its first record, and the keys `around` its records."""
    with out.open("wb") as file:
        row = 1
        for page in pages(source.path, encoding, around=around):
            file.write(_record({"~row": row, **page}))
            row += _size(page, around) if source.paged else 1
    return _numbered(source, out)


def unrolled(
    records: Iterable[tuple[int, dict[str, Any]]],
    unroll: Callable,
    source: Source,
    out: Path,
    *,
    by_line: bool,
) -> Source:
    """What `unroll` makes of each record, with the row of its line, or its own number in a document."""
    number = 1
    with out.open("wb") as file:
        for row, record in records:
            parts = [record] if "~broken" in record else list(unroll(record))
            for part in parts or [{"~broken": "no post in this record"}]:
                file.write(_record({"~row": row if by_line else number, **part}))
                number += _size(part) if source.paged else 1
    return _numbered(source, out)


def each_line(path: Path, encoding: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The records of JSON lines with their row; a broken line as `{"~broken": why}`."""
    for row, line in _lines(path, encoding):
        record, why = (None, TOO_LONG) if line is None else _parsed(line)
        yield row, record if record is not None else {"~broken": why}


def numbered_table(source: Source, encoding: str, out: Path) -> Source:
    """The rows of a CSV table that breaks a rule of CSV, or is not UTF-8."""
    csv.field_size_limit(LONGEST_LINE)
    with source.path.open(encoding=encoding, newline="") as text:
        for _ in range(source.skipped):
            next(text)
        rows = csv.reader(text, delimiter=source.delimiter, strict=True)
        try:
            return numbered_rows(rows, source, out)
        except csv.Error as error:
            row = rows.line_num + source.skipped
            raise UnreadableTable(
                f'line {row}: {error}; a quotation mark is open or misplaced: inside a quoted cell write it twice ("")'
            ) from error
        except UnicodeDecodeError as error:
            row = rows.line_num + source.skipped + 1
            raise UnreadableTable(
                f"line {row} or soon after: not UTF-8 ({error.reason}); save it again as “CSV UTF-8”"
            ) from error


def numbered_rows(rows: Iterable[list[str]], source: Source, out: Path) -> Source:
    """Rows of cells, the header first, with the row that a spreadsheet shows; blank rows are left out."""
    width = len(source.header)
    with out.open("wb") as file:
        for row, cells in enumerate(rows, start=source.skipped + 1):
            if row == source.skipped + 1 or not any(cells):
                continue
            if any(cells[width:]):
                record: dict[str, Any] = {"~broken": f"more cells than the header's {width}"}
            else:
                record = {f"c{at}": cell for at, cell in enumerate(cells[:width])}
            file.write(_record({"~row": row, **record}))
    return _numbered(source, out)


def pieces(source: Source, path: Path) -> Iterator[Source]:
    """A rewritten file in files of whole lines, one at a time at `path`; any other, and a small one, as it is."""
    if source.layout != "numbered" or source.path.stat().st_size <= PIECE:
        yield source
        return
    with source.path.open("rb") as file:
        while block := file.read(PIECE):
            path.write_bytes(block + file.readline())
            yield replace(source, path=path)
    path.unlink()


def _size(page: dict[str, Any], around: Collection[str] = ()) -> int:
    """How many records a page has: the length of its longest list that does not stand around its records."""
    listed = (len(part) for key, part in page.items() if isinstance(part, list) and key not in around)
    return max(listed, default=1) or 1


def has_blank_rows(path: Path, quote: str = '"') -> bool:
    """Whether a table has an empty line outside its quoted cells; DuckDB would leave it out of the count."""
    mark, quotes, tail, blank = quote.encode(), 0, b"", False
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if blank and block.strip():
                return True
            text, at = (tail + block).replace(b"\r\n", b"\n"), 0
            while (found := text.find(b"\n\n", at)) >= 0:
                quotes += text.count(mark, at, found)
                blank = blank or quotes % 2 == 0
                at = found + 1
                if blank and text[at:].strip():
                    return True
            cut = max(at, len(text) - 1)
            quotes += text.count(mark, at, cut)
            tail = text[cut:]
    return False


def _numbered(source: Source, out: Path) -> Source:
    return Source(source.name, out, "numbered", source.paged, source.header)


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, bytes | None]]:
    """Lines that are not blank, as UTF-8, with their number; None for one above the limit."""
    with path.open("rb" if encoding.startswith("utf-8") else "r", **_text_mode(encoding)) as file:
        for row in range(1, 2**62):
            line = file.readline(LONGEST_LINE + 1)
            if not line:
                return
            data = line if isinstance(line, bytes) else line.encode("utf-8", errors="replace")
            if row == 1:
                data = data.removeprefix(b"\xef\xbb\xbf")
            if len(line) > LONGEST_LINE and not data.endswith(b"\n"):
                _skip_line(file)
                yield row, None
            elif data.strip():
                yield row, data.strip()


def _text_mode(encoding: str) -> dict[str, str]:
    return (
        {} if encoding.startswith("utf-8") else {"encoding": encoding, "errors": "replace", "newline": "\n"}
    )


def _skip_line(file: Any) -> None:
    while (part := file.readline(LONGEST_LINE)) and not part.endswith(
        b"\n" if isinstance(part, bytes) else "\n"
    ):
        pass


def _numbered_object(row: int, line: bytes) -> bytes:
    return b'{"~row":%d,' % row + line.strip()[1:] + b"\n"


def _checked(row: int, line: bytes) -> bytes:
    record, why = _parsed(line)
    return _record({"~row": row, **record} if record is not None else {"~row": row, "~broken": why})


def _parsed(line: bytes) -> tuple[dict[str, Any] | None, str]:
    """The record of a line, or None and why there is none."""
    try:
        value = json.loads(line.decode("utf-8", errors="replace"))
    except RecursionError:
        return None, "nested too deeply to be an export"
    except ValueError as error:
        return None, f"not readable as JSON ({str(error).split(':')[0]})"
    return (value, "") if isinstance(value, dict) else (None, "not a JSON object")


def _record(record: dict[str, Any]) -> bytes:
    """A record as a line; half of an emoji, which UTF-8 cannot hold, becomes the sign for a lost letter."""
    text = json.dumps(record, ensure_ascii=False)
    try:
        return text.encode("utf-8") + b"\n"
    except UnicodeEncodeError:
        return HALF.sub("\ufffd", text).encode("utf-8") + b"\n"
