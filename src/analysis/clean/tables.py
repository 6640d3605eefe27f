"""Raw tables as text: whatever a spreadsheet made of them, read cell by cell, with the row that a person sees."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.study import StudyError

DELIMITERS = ",;\t"
ENCODINGS_OF_EXCEL = {"cp1251": "Windows-1251 (Cyrillic)", "cp1254": "Windows-1254 (Turkish)"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that cannot be used (`error`) or that a person should look at (`odd`), and the mend."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    mend: str
    error: bool = True

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row is not None else "",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        value = f": {self.value!r}" if self.value is not None else ""
        return f"{where}{value}: {self.mend}"


class InputError(StudyError):
    """The raw data cannot be used; `problems` has all of them, and the message a line for each."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def read_table(path: Path) -> pd.DataFrame:
    """The cells of a CSV, TSV or XLSX table as stripped text, indexed by the row that a spreadsheet shows.

    UTF-8 with or without BOM and UTF-16 are read; comma, semicolon and tab are told apart by the header.
    Rows without any text are left out. Raises `InputError` for another encoding, a row that is longer
    than the header, and a column named twice.
    """
    lines = _workbook(path) if path.suffix == ".xlsx" else _delimited(path)
    header = [name.strip() for name in lines[0][1]] if lines else []
    while header and not header[-1]:
        header.pop()
    rows = [
        (number, [cell.strip() for cell in cells])
        for number, cells in lines[1:]
        if any(c.strip() for c in cells)
    ]
    _raise([*_repeated(path, header), *_too_long(path, header, rows)])
    return pd.DataFrame(
        [(cells + [""] * len(header))[: len(header)] for _, cells in rows],
        index=pd.Index([number for number, _ in rows], name="row", dtype="int64"),
        columns=pd.Index(header, dtype="str"),
        dtype="str",
    )


def _delimited(path: Path) -> list[tuple[int, list[str]]]:
    text = _decoded(path)
    first, _, rest = text.partition("\n")
    announced = first.strip().strip('"').lower()
    skipped = 0
    if announced.startswith("sep=") and len(announced) == 5:  # Excel's own first line
        delimiter, text, skipped = announced[4], rest, 1
    else:
        delimiter = max(DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        mend = f'{error}: a quotation mark is open or misplaced; inside a quoted cell write it twice ("")'
        raise InputError([Problem(path.name, None, None, None, mend)]) from error
    return [(number, cells) for number, cells in enumerate(rows, start=1 + skipped)]


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):  # Excel's "Unicode text"
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        mend = f"not UTF-8 (byte {error.start + 1}){_likely(data)}; save it again as “CSV UTF-8”"
        raise InputError([Problem(path.name, row, None, None, mend)]) from error


def _likely(data: bytes) -> str:
    """Which of Excel's older encodings the bytes look like, with the first word as it would read there."""
    readings = []
    for encoding, name in ENCODINGS_OF_EXCEL.items():
        text = data.decode(encoding, errors="replace")
        word = next(
            (word for word in text.replace(",", " ").replace(";", " ").split() if not word.isascii()), ""
        )
        readings.append(f"{name} would read {word!r}")
    return "; " + ", ".join(readings)


def _workbook(path: Path) -> list[tuple[int, list[str]]]:
    """Cells of the sheet named like the file, or of the first, as a person would type them; formulas as text."""
    import openpyxl  # only where a study keeps its tables as a workbook

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sheet = book[path.stem] if path.stem in book.sheetnames else book.worksheets[0]
    return [
        (number, [_cell_text(cell) for cell in cells])
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
    ]


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if hasattr(cell, "date") and callable(cell.date):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _repeated(path: Path, header: list[str]) -> list[Problem]:
    again = sorted({name for name in header if header.count(name) > 1})
    return [
        Problem(path.name, 1, name, None, "this column stands twice in the header; keep one")
        for name in again
    ]


def _too_long(path: Path, header: list[str], rows: list[tuple[int, list[str]]]) -> list[Problem]:
    mend = (
        f"more cells than the header's {len(header)}; put text that contains the separator in quotation marks"
    )
    return [
        Problem(path.name, number, None, next(cell for cell in cells[len(header) :] if cell), mend)
        for number, cells in rows
        if any(cells[len(header) :])
    ]


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)
