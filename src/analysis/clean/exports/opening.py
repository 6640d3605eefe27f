"""From a file to a source with its format: what it is, how it is laid out, and by which keys it is known."""

import csv
import itertools
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.clean.exports.cures import Choices
from analysis.clean.exports.documents import BrokenDocument, pages
from analysis.clean.exports.format import Format, key_paths, nearest_format, recognised
from analysis.clean.exports.kinds import DELIMITERS, HEAD, Nature, is_lines
from analysis.clean.exports.mapping import places
from analysis.clean.exports.registry import FORMATS
from analysis.clean.exports.relation import Source
from analysis.clean.exports.rewriting import (
    UnreadableTable,
    each_line,
    has_long_line,
    numbered_lines,
    numbered_pages,
    numbered_rows,
    numbered_table,
    unrolled,
)
from analysis.clean.exports.unpacking import Refused
from analysis.clean.exports.x_archive import FORMAT as ARCHIVE
from analysis.clean.exports.x_archive import Owner, start_of_list

SAMPLE = 50  # records that a format is recognised by
BIG = 32 * 2**20  # bytes from which a table is given to DuckDB as it came
NO_PLATFORM = (
    "no platform is named: write `platform: twitter` (or another) under `posts: columns:` in study.yaml"
)
NO_POSTS = (
    "; if it holds no posts, move it out of the folder; if it does, its tool may have changed: save its records as a "
    "table, whose columns you name under `posts: columns:` in study.yaml"
)
MAP = (
    "; a table of your own is read once its columns, which stand in its first row, are named under `posts: columns:` in "
    "study.yaml (`text: Metin`, `created_at: Tarih`, `handle: Hesap`; studies/example/study.yaml has them all)"
)


class Unknown(ValueError):
    """A file in no known format; the message names the nearest one and what is missing."""


class NoRecords(ValueError):
    """A JSON answer that is sound and holds nothing, as of an account without posts."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that can be read, its format, how its text is encoded, and what study.yaml says of such a table."""

    source: Source
    known: Format
    encoding: str
    choices: Choices | None = None


class Workspace:
    """A folder for files of our own, under names of our own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._numbers = itertools.count()

    def new(self, kind: str) -> Path:
        return self.folder / f"{kind}-{next(self._numbers):06d}"

    def named_neutrally(self, path: Path) -> Path:
        """The file under a name without signs that DuckDB would expand (`*`, `?`, `[`)."""
        link = self.new("source")
        try:
            link.symlink_to(path.resolve())
        except OSError:  # Windows allows links to few
            shutil.copyfile(path, link)
        return link


def open_json(path: Path, name: str, nature: Nature, workspace: Workspace) -> Opened:
    """A JSON file, as lines or as a document, in a form that DuckDB reads."""
    lines = is_lines(path, nature.encoding)
    known = _format_of(_sample(_records(path, nature.encoding, lines)), lines=lines)
    source = Source(name, path, "lines", paged=bool(known.records) and not lines)
    if known.unroll:
        records = _records(path, nature.encoding, lines)
        source = unrolled(records, known.unroll, source, workspace.new("records"), by_line=lines)
    elif not lines:
        source = numbered_pages(source, nature.encoding, workspace.new("records"), around=_around(known))
    elif nature.encoding != "utf-8" or has_long_line(path):
        source = numbered_lines(source, nature.encoding, workspace.new("records"))
    else:
        source = replace(source, path=workspace.named_neutrally(path))
    return Opened(source, known, nature.encoding)


def _around(known: Format) -> set[str]:
    """The keys of a page that a format's mappings take from around its records."""
    texts = [*known.posts.values(), *(known.accounts.columns.values() if known.accounts else ())]
    named = [*places(texts), *known.also]
    roots = {known.accounts.records} if known.accounts and known.accounts.records != known.records else set()
    return {place[1:].split(".")[0] for place in named if place.startswith("/")} | {
        root.split(".")[0] for root in roots if root
    }


def open_archive(path: Path, name: str, nature: Nature, owner: Owner, workspace: Workspace) -> Opened:
    """A file of posts from an X archive, with what its other files say about their account."""
    posts = enumerate(pages(path, nature.encoding, start_of_list(path, nature.encoding)), start=1)
    known = replace(ARCHIVE, unroll=owner.posts)
    source = unrolled(
        posts, owner.posts, Source(name, path, "lines"), workspace.new("records"), by_line=False
    )
    return Opened(source, known, nature.encoding)


def open_table(
    path: Path, name: str, nature: Nature, choices: Sequence[Choices], workspace: Workspace
) -> Opened:
    """A CSV or TSV table: a big one as it came, else cell by cell, which forgives more."""
    if has_long_line(path):
        raise Refused("has a line longer than 16 MB; no export has: look at the file")
    source = _table_source(path, name, nature.encoding)
    known, own = _format_of_table(source.header, choices)
    if path.stat().st_size >= BIG and nature.encoding.startswith("utf-8"):
        source = replace(source, path=workspace.named_neutrally(path))
    else:
        source = numbered_table(source, nature.encoding, workspace.new("records"))
    return Opened(source, known, nature.encoding, own)


def open_workbook(path: Path, name: str, choices: Sequence[Choices], workspace: Workspace) -> Opened:
    """The first sheet of an XLSX workbook whose header is known."""
    unknown: list[Unknown] = []
    for sheet in _sheets(path):
        header = next(iter(sheet), [])
        try:
            known, own = _format_of_table(tuple(header), choices)
        except Unknown as error:
            unknown.append(error)
            continue
        source = Source(name, path, "table", header=tuple(header))
        return Opened(numbered_rows(sheet, source, workspace.new("records")), known, "utf-8", own)
    raise unknown[0] if unknown else Unknown("a workbook without a filled sheet")


def as_cells(opened: Opened, path: Path, workspace: Workspace) -> Opened:
    """A table that DuckDB could not read as it came, read cell by cell."""
    source = replace(opened.source, path=path)
    return replace(opened, source=numbered_table(source, opened.encoding, workspace.new("records")))


def _records(path: Path, encoding: str, lines: bool) -> Iterator[tuple[int, dict[str, Any]]]:
    return each_line(path, encoding) if lines else enumerate(pages(path, encoding), start=1)


def _sample(records: Iterator[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The first records that can be read; a document that breaks later shows enough before."""
    sample: list[dict[str, Any]] = []
    try:
        for _, record in records:
            if "~broken" not in record:
                sample.append(record)
            if len(sample) == SAMPLE:
                break
    except BrokenDocument:
        if not sample:
            raise
    return sample


def _format_of(sample: list[dict[str, Any]], *, lines: bool) -> Format:
    if not sample and not lines:
        raise NoRecords
    if not sample:
        raise Unknown("no record in it can be read as JSON; export it again")
    found = key_paths(sample)
    known = recognised(found, "json", FORMATS)
    if known is None and len(sample) == 1 and _is_empty(sample[0]):
        raise NoRecords
    if known is None and (said := _error_said(sample)):
        raise Unknown(f"an error message of the service in place of posts ({said!r}); export it again")
    if known is None:
        raise Unknown(f"an unknown export: {nearest_format(found, 'json', FORMATS)}{NO_POSTS}")
    return known


def _is_empty(record: dict[str, Any]) -> bool:
    """Whether a record is a page with nothing in its list; of X there is then no list."""
    listed = [record.get(known.records) for known in FORMATS if known.records]
    return record == {} or record.get("meta") == {"result_count": 0} or [] in listed


def _error_said(sample: list[dict[str, Any]]) -> str:
    """The beginning of what a service says in place of an answer; "" where the one record of a file is none."""
    errors = [sample[0].get(name) for name in ("errors", "error")] if len(sample) == 1 else []
    said: Any = next((error for error in errors if error), "")
    if isinstance(said, dict) and str(said.get("code", "")).lower() == "ok":
        return ""
    while isinstance(said, (list, dict)) and said:
        parts = (
            said if isinstance(said, list) else [said.get(name) for name in ("message", "detail", "title")]
        )
        said = next((part for part in parts if part), "unnamed")
    return str(said)[:80] if said else ""


def _format_of_table(header: tuple[str, ...], choices: Sequence[Choices]) -> tuple[Format, Choices]:
    """The known format of a header; a mapping of the study's goes before a form that names no platform."""
    found = set(header)
    known = recognised(found, "table", FORMATS)
    mapped = [own for own in choices if own.table]
    fitting = [own for own in mapped if not set(own.table.keys) - found]
    if fitting and (known is None or not known.platform):
        known, own = fitting[0].table, fitting[0]
    elif known is None:
        lacking = min((sorted(set(own.table.keys) - found) for own in mapped), key=len, default=[])
        more = f"; of the columns named in study.yaml it lacks {', '.join(lacking)}" if mapped else MAP
        raise Unknown(f"an unknown table: {nearest_format(found, 'table', FORMATS)}{more}")
    else:
        own = choices[0]
    platform = known.platform or own.platform
    return replace(known, platform=platform, note=known.note if platform else NO_PLATFORM), own


def _table_source(path: Path, name: str, encoding: str) -> Source:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        shown = file.read(HEAD).removeprefix("\ufeff")
    first, _, rest = shown.partition("\n")
    announced = first.strip().strip('"').lower()
    skipped = 0
    if announced.startswith("sep=") and len(announced) == 5:  # Excel's own first line
        delimiter, shown, skipped = announced[4], rest, 1
    else:
        delimiter = max(DELIMITERS, key=first.count)
    header = next(csv.reader(shown.splitlines(keepends=True), delimiter=delimiter), [])
    while header and not header[-1].strip():
        header.pop()
    cells = tuple(cell.strip() for cell in header)
    if any("\ufffd" in cell for cell in cells):
        raise UnreadableTable("line 1: the header is not UTF-8; save the table again as “CSV UTF-8”")
    return Source(name, path, "table", header=cells, delimiter=delimiter, skipped=skipped)


def _sheets(path: Path) -> Iterator[list[list[str]]]:
    """The filled sheets of a workbook, row by row as text."""
    import openpyxl  # only where an export came as a workbook

    book = None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in book.worksheets:
            rows = [[_cell_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            if any(any(row) for row in rows):
                yield rows
    except (KeyError, TypeError, AttributeError, OSError, ValueError, SyntaxError) as error:
        raise UnreadableTable(
            f"a workbook that cannot be read ({error}); save it again as XLSX or CSV"
        ) from error
    finally:
        if book is not None:
            book.close()


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if hasattr(cell, "isoformat"):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return repr(cell) if isinstance(cell, float) else str(cell).strip()
