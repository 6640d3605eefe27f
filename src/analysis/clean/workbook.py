"""Workbooks (.xlsx): which sheet holds which table, and every cell as the text that a person would type."""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import iterparse

from analysis.clean.problems import InputError, Problem
from analysis.study import close_to

OF_THE_READER = ("Read me", "Lists")  # sheets that `make workbook` adds, which hold no table
MOST_BYTES = 64 * 2**20  # unpacked; fifty days of sixty accounts are two million
MOST_CELLS = 5_000_000
LAST_ROW, LAST_COLUMN = 2**20, 2**14  # of a sheet
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")  # how a workbook writes a letter by its number
EPOCH = dt.datetime(2000, 1, 1)
NUMBERS_AS_TEXT = (
    b'<ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors>'
)
_BEHIND_THEM = re.compile(rb"(?=<(?:drawing|legacyDrawing|tableParts|extLst)\b|</worksheet>)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a workbook: what errors call it, its rows by their numbers, and what is wrong or odd beside the text."""

    file: str
    lines: list[tuple[int, list[str]]]
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The tables of a workbook by name, the titles of other sheets with text, and what is wrong or odd about sheets."""

    tables: dict[str, Sheet]
    unread: list[str]
    problems: list[Problem]


def read_workbook(path: Path, known: Sequence[str]) -> Workbook:
    """A workbook as the tables in it, of those that are `known` by name.

    A sheet holds the table that is called as it is, capitals aside. Where none is called so, the first holds the
    table that the file is named after. Formulas count by their results, hidden rows like all others; notes of
    cells are not read. Raises `InputError` for a file that is damaged, or far too large once it is unpacked.
    """
    pages = _pages(path)
    if not pages:
        raise InputError([Problem(path.name, None, None, None, "the workbook has no sheet with a table")])
    named, problems = _named(path, pages, known)
    several = len(named) > 1
    tables = {
        name: _sheet(page, f"{path.name}/{name}" if several else path.name) for name, page in named.items()
    }
    unread = [page.title for page in pages if page.lines and page not in named.values()]
    return Workbook(tables, unread, problems)


def saved(book) -> bytes:
    """A workbook's bytes without the time at which it was written, so that the same content is the same file.

    A spreadsheet is told not to offer that texts which look like numbers be turned into numbers.
    """
    book.properties.created = EPOCH
    raw, fixed = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            if name.startswith("xl/worksheets/sheet"):
                content = _BEHIND_THEM.sub(NUMBERS_AS_TEXT, content, count=1)
            target.writestr(zipfile.ZipInfo(name, EPOCH.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


# ── Sheets ──


@dataclass(slots=True)
class _Marks:
    """What a sheet says beside the values of its cells; rows and columns are counted from 1."""

    without_result: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    filtered: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    title: str
    hidden: bool
    lines: list[tuple[int, list[str]]]  # rows with text
    broken: list[tuple[int, int, str]]  # row, column and text of cells in which a formula went wrong
    marks: _Marks


def _named(path: Path, pages: list[_Page], known: Sequence[str]) -> tuple[dict[str, _Page], list[Problem]]:
    named: dict[str, _Page] = {}
    problems = []
    for page in pages:
        name = page.title.strip().lower()
        if name in named:
            mend = f"the sheets {named[name].title!r} and {page.title!r} have one name; keep the one that holds the data"
            problems.append(Problem(path.name, None, None, None, mend))
        elif name in known:
            named[name] = page
            if name != page.title:
                mend = f"the sheet {page.title!r} is read as {name!r}; name it so"
                problems.append(Problem(path.name, None, None, None, mend, error=False))
    if not named:
        filled = [page for page in pages if page.lines] or pages
        own = [page for page in filled if close_to(page.title, [*known]) in (None, path.stem)]
        named[path.stem] = (own or filled)[0]
    return named, problems


def _sheet(page: _Page, file: str) -> Sheet:
    return Sheet(file, page.lines, [replace(problem, file=file) for problem in _problems(page)])


def _problems(page: _Page) -> Iterable[Problem]:
    """What is wrong or odd about a table's sheet, the name of the file left open."""
    header = page.lines[0][1] if page.lines else []
    texts = dict(page.lines)
    marks = page.marks

    def at(row: int | None, column: int | None, value: str | None, mend: str, error: bool = True) -> Problem:
        name = header[column - 1] if column and column <= len(header) else ""
        return Problem("", row, name or None, value, mend, error)

    mend = "a formula without a saved result; open the file, save it, and it has one"
    yield from (at(row, column, text, mend) for row, column, text in marks.without_result)
    mend = "a formula went wrong here; mend it, or write what is meant as text"
    yield from (at(row, column, text, mend) for row, column, text in page.broken)
    for cells in marks.merged:
        first, row = _first_cell(cells)
        text = texts.get(row, [])[first - 1 : first]
        if any(text):
            mend = f"the cells {cells} are merged, so that one text stands for all; unmerge them, and write into each what it means"
            yield at(row, first, text[0], mend)
    hidden = sorted(marks.hidden_rows & set(texts))
    if hidden:
        filtered = " (a filter is on)" if marks.filtered else ""
        others = f"; all that are hidden: rows {_runs(hidden)}" if len(hidden) > 1 else ""
        mend = f"hidden{filtered}, but read like all others{others}; show what is hidden, and remove what is not meant"
        yield at(hidden[0], None, None, mend, False)
    for column in sorted(marks.hidden_columns):
        if column <= len(header) and header[column - 1]:
            yield at(None, column, None, "hidden, but read like all others; show the column", False)
    if page.hidden:
        yield at(None, None, None, "the sheet is hidden, but read like all others; show it", False)


def _first_cell(cells: str) -> tuple[int, int]:
    from openpyxl.utils import range_boundaries

    column, row, *_ = range_boundaries(cells)
    return column, row


def _runs(rows: list[int]) -> str:
    """`3, 5–8` of 3, 5, 6, 7, 8."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


# ── The file ──


def _pages(path: Path) -> list[_Page]:
    """Every sheet but those for the reader. The file comes from outside: it is measured before anything is unpacked."""
    _check_size(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # on styles and validation, which are not read
            return _parsed(path)
    except InputError:
        raise
    except Exception as error:  # a damaged file can fail anywhere in the parser, in any way
        raise _damaged(path) from error


def _damaged(path: Path) -> InputError:
    mend = "not a workbook that can be opened (damaged, or with a password); save it again as .xlsx"
    return InputError([Problem(path.name, None, None, None, mend)])


def _check_size(path: Path) -> None:
    from analysis.clean.exports.unpacking import Refused, members  # DuckDB comes with it

    if not zipfile.is_zipfile(path):
        raise _damaged(path)
    try:
        size = sum(member.file_size for member in members(path))
    except Refused as error:
        if error.__cause__:  # no zip that can be read
            raise _damaged(path) from error
        raise InputError([Problem(path.name, None, None, None, str(error))]) from error
    if size > MOST_BYTES:
        mend = f"unpacks to {size >> 20:,} MB, and tables have {MOST_BYTES >> 20} at most; copy their cells into a new workbook"
        raise InputError([Problem(path.name, None, None, None, mend)])


def _parsed(path: Path) -> list[_Page]:
    import openpyxl  # only where a study keeps its tables as a workbook

    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        return [_page(path, sheet, archive) for sheet in book.worksheets if sheet.title not in OF_THE_READER]


def _page(path: Path, sheet, archive: zipfile.ZipFile) -> _Page:
    with archive.open(sheet._worksheet_path) as xml:  # openpyxl knows the sheet's part, and tells nobody
        marks = _marks(xml, path)
    sheet.reset_dimensions()  # what the file claims of its extent need not be true
    lines, broken = [], []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = ["" if cell.value is None else _text(cell.value, cell.number_format) for cell in cells]
        if any(text.strip() for text in texts):
            lines.append((number, texts))
            broken += [(number, cell.column, str(cell.value)) for cell in cells if cell.data_type == "e"]
    return _Page(sheet.title, sheet.sheet_state != "visible", lines, broken, marks)


def _marks(xml: IO[bytes], path: Path) -> _Marks:
    marks, number, extent = _Marks(), 0, 0
    for _, element in iterparse(xml):
        kind = element.tag.rpartition("}")[2]
        if kind == "row":
            number = int(element.get("r") or number + 1)
            extent += _mark_row(element, number, marks)
            element.clear()
            if number > LAST_ROW or extent > MOST_CELLS:
                mend = f"a sheet has more than {MOST_CELLS:,} cells; copy the table alone into a new workbook"
                raise InputError([Problem(path.name, None, None, None, mend)])
        elif kind == "col" and element.get("hidden") in ("1", "true"):
            last = min(int(element.get("max")), LAST_COLUMN)
            marks.hidden_columns.update(range(int(element.get("min")), last + 1))
        elif kind == "mergeCell":
            marks.merged.append(element.get("ref"))
        elif kind == "autoFilter":
            marks.filtered = True
    return marks


def _mark_row(row, number: int, marks: _Marks) -> int:
    """Notes a row that is hidden and its formulas without a result; returns its last column."""
    from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

    if row.get("hidden") in ("1", "true"):
        marks.hidden_rows.add(number)
    column = 0
    for cell in row:
        at = cell.get("r")
        column = column_index_from_string(coordinate_from_string(at)[0]) if at else column + 1
        parts = {part.tag.rpartition("}")[2]: part.text for part in cell}
        if (
            "f" in parts and not parts.get("v") and cell.get("t") != "str"
        ):  # "str": the result is an empty text
            marks.without_result.append((number, column, f"={parts['f'] or ''}"))
    return column


# ── Cells ──


def _text(value: object, form: str) -> str:
    """A cell's value as it would be typed: days in ISO form, numbers with all the digits that are stored.

    `form` is the number format: it decides of percentages and leading zeros, and of nothing else, since what
    it hides (`1.8M` for 1834567) was seen by somebody.
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if not isinstance(value, int | float):
        return _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), str(value))
    if "%" in re.sub(r'"[^"]*"|\\.', "", form):
        return f"{_digits(value * 100)}%"
    return _digits(value).zfill(len(form) if re.fullmatch("0+", form) else 0)


def _digits(number: float) -> str:
    """The number in full, to the fifteen digits that a spreadsheet keeps: 2023, 28.7, 0.3."""
    if isinstance(number, int) or number.is_integer():
        return str(int(number))
    return format(Decimal(f"{number:.15g}"), "f")
