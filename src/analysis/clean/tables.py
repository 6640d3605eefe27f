"""Raw tables as text: whatever a spreadsheet made of them, read cell by cell, with the row that a person sees."""

import csv
import io
import re
from pathlib import Path

import pandas as pd

from analysis.clean.problems import InputError, Problem
from analysis.clean.workbook import read_workbook

DELIMITERS = ",;\t"
LINE_END = r"\r\n?|\n"
SEPARATOR_LINE = rf'"?sep=(.)"?[,;\t ]*({LINE_END}|\Z)'  # Excel's own first line, which it does not show
OLDER_ENCODINGS = (("cp1254", "Windows-1254 (Turkish, or 1252)"), ("cp1251", "Windows-1251 (Cyrillic)"))
NOT_TEXT = {
    b"PK\x03\x04": "this is a workbook (.xlsx) under another name; name it .xlsx, or save it as “CSV UTF-8”",
    b"\xd0\xcf\x11\xe0": "this is an old workbook (.xls) under another name; save it as .xlsx or “CSV UTF-8”",
}


def read_table(path: Path) -> pd.DataFrame:
    """The cells of a CSV, TSV or XLSX table as stripped text, indexed by the row that a spreadsheet shows.

    A row is a record: line breaks inside quotation marks do not count, nor does Excel's `sep=;` line, which
    a spreadsheet does not show. UTF-8 with or without BOM and UTF-16 are read; comma, semicolon and tab are
    told apart by the header, which is the first row with text. Rows and unnamed columns without any text are
    left out. Raises `InputError` for another encoding, a file that is empty or no table, a row that is longer
    than the header, text in a column without a name, and a column named twice.
    """
    if path.suffix != ".xlsx":
        return as_table(_delimited(path), path.name)
    sheet = read_workbook(path, [path.stem]).tables[path.stem]
    _raise([problem for problem in sheet.problems if problem.error])
    return as_table(sheet.lines, sheet.file)


def as_table(lines: list[tuple[int, list[str]]], file: str) -> pd.DataFrame:
    """Numbered rows of cells as a table, the first with text being its header; `file` is what errors call it."""
    filled = [
        (number, [re.sub(LINE_END, "\n", cell.strip()) for cell in cells])
        for number, cells in lines
        if any(cell.strip() for cell in cells)
    ]
    if not filled:
        kind = "sheet" if "/" in file else "file"
        mend = f"the {kind} is empty; its first row must name the columns"
        raise InputError([Problem(file, None, None, None, mend)])
    (top, header), rows = filled[0], filled[1:]
    while not header[-1]:
        header.pop()
    _raise([*_repeated(file, top, header), *_unnamed(file, header, rows), *_too_long(file, header, rows)])
    frame = pd.DataFrame(
        [(cells + [""] * len(header))[: len(header)] for _, cells in rows],
        index=pd.Index([number for number, _ in rows], name="row", dtype="int64"),
        columns=pd.Index(header, dtype="str"),
        dtype="str",
    )
    return frame.loc[:, frame.columns != ""]


def _at(path: Path, row: int | None, mend: str) -> Problem:
    return Problem(path.name, row, None, None, mend)


def _delimited(path: Path) -> list[tuple[int, list[str]]]:
    text = _decoded(path)
    announced = re.match(SEPARATOR_LINE, text, re.IGNORECASE)
    if announced:
        delimiter, text = announced[1], text[announced.end() :]
    else:
        header = next((line for line in re.split(LINE_END, text) if line.strip()), "")
        delimiter = max(DELIMITERS, key=re.sub('"[^"]*"', "", header).count)
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        mend = f'{error}: a quotation mark is open or misplaced; inside a quoted cell write it twice ("")'
        raise InputError([_at(path, len(rows) + 1, mend)]) from error
    return list(enumerate(rows, start=1))


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    if data[:4] in NOT_TEXT:
        raise InputError([_at(path, None, NOT_TEXT[data[:4]])])
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")  # Excel's "Unicode text"
    if b"\0" in data and not wide:
        mend = "there are NUL bytes in it: damaged, no text, or UTF-16 without its mark; save it again as “CSV UTF-8”"
        raise InputError([_at(path, _row_of(data.partition(b"\0")[0]), mend)])
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        likely = "UTF-16, but damaged" if wide else f"not UTF-8{_likely(data)}"
        mend = f"{likely} (byte {error.start + 1}); save it again as “CSV UTF-8”"
        raise InputError([_at(path, _row_of(data[: error.start]), mend)]) from error


def _row_of(before: bytes) -> int:
    """The row in which the bytes `before` end; line breaks inside quotation marks do not count."""
    unquoted = re.sub(rb'"[^"]*("|\Z)', b"", before)
    return len(re.findall(LINE_END.encode(), unquoted)) + 1


def _likely(data: bytes) -> str:
    """Which of Excel's older encodings the bytes look like, with the first word as it reads there.

    A word in Cyrillic letters has no Latin one; a Turkish word has few letters outside ASCII.
    """
    text = data.decode("utf-8", errors="replace")
    if sum(not letter.isascii() for letter in text) > 2 * text.count("\ufffd"):
        return ", though most of it is: damaged, or put together from two files"
    words = re.findall(rb'[^\s,;"]*[\x80-\xff][^\s,;"]*', data)
    cyrillic = sum(not re.search(rb"[A-Za-z]", word) for word in words)
    encoding, name = OLDER_ENCODINGS[2 * cyrillic > len(words)]
    return f" but probably {name}, which reads {words[0].decode(encoding, errors='replace')!r}"


def _repeated(file: str, top: int, header: list[str]) -> list[Problem]:
    again = sorted({name for name in header if name and header.count(name) > 1})
    return [
        Problem(file, top, name, None, "this column stands twice in the header; keep one") for name in again
    ]


def _unnamed(file: str, header: list[str], rows: list[tuple[int, list[str]]]) -> list[Problem]:
    mend = "stands in a column without a name; name the column in the header, or remove the text"
    return [
        Problem(file, number, None, cell, mend)
        for number, cells in rows
        for name, cell in zip(header, cells)
        if cell and not name
    ]


def _too_long(file: str, header: list[str], rows: list[tuple[int, list[str]]]) -> list[Problem]:
    mend = (
        f"more cells than the header's {len(header)}; put text that contains the separator in quotation marks"
    )
    if "/" in file:
        mend = (
            "stands to the right of the last named column; move it into a column such as note, or remove it"
        )
    if len(header) == 1:
        mend = f"more cells than the first row with text, {header[0]!r}, which must name the columns; remove what stands above them"
        rows = rows[:1]
    return [
        Problem(file, number, None, next(cell for cell in cells[len(header) :] if cell), mend)
        for number, cells in rows
        if any(cells[len(header) :])
    ]


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)
