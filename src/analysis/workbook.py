"""A study's tables as one workbook to be filled in by hand: notes at the heads of columns, drop-down lists, text in every cell."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from babel import Locale

from analysis.clean.count_forms import LANGUAGES
from analysis.clean.schemas import PLATFORMS, ROLES, TABLES, Field, base
from analysis.clean.workbook import OF_THE_READER, saved
from analysis.draw.words import ENGLISH, Words
from analysis.study import StudyError, read_yaml

TEXTS = Path(__file__).with_suffix(".yaml")
MORE_ROWS = 500  # below the present ones, in which drop-down lists work
UNITS = [str(10**power) for power in range(1, 8)]
NARROWEST, WIDEST = 12, 60  # columns, in characters
A4 = 9  # as workbooks number it
LINE = 15  # points
FONT = "Calibri"
NEEDED, OPTIONAL, ON_NEEDED, ON_OPTIONAL = "1F3864", "D9E2F3", "FFFFFF", "1F3864"
READ_ME, LISTS = OF_THE_READER


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a drop-down list offers: a column of the sheet Lists, or the keys of another sheet; `closed`: nothing else."""

    sheet: str
    column: str
    closed: bool = False


_OFFERS = {
    "platform": _Offer(LISTS, "platform", closed=True),
    "role": _Offer(LISTS, "role", closed=True),
    "country": _Offer(LISTS, "country"),
    "screen_language": _Offer(LISTS, "screen_language"),
    "followers_unit": _Offer(LISTS, "unit"),
    "posts_unit": _Offer(LISTS, "unit"),
    "file": _Offer(LISTS, "table"),
    "account": _Offer("accounts", "account"),
    "source": _Offer("sources", "source"),
}


def workbook(
    name: str, tables: Mapping[str, pd.DataFrame], countries: Sequence[str], words: Sequence[Words]
) -> bytes:
    """The bytes of the workbook of the study `name`: “Read me”, a sheet per table, and the lists that cells offer.

    A row stands where the index of its table says (the header is row 1), so that it keeps its number. `words`
    are those of the paper's languages; the lists name everything in each. The same tables give the same bytes.
    """
    from openpyxl import Workbook  # only where workbooks are written

    book = Workbook()
    _read_me(book.active, name, words)
    for each in TABLES:
        if each in tables:
            _table(book.create_sheet(each), each, tables[each])
    lists = _lists(_codes(tables, countries), words)
    _fill_lists(book.create_sheet(LISTS), lists)
    for each, table in tables.items():
        _offer(book[each], each, table, tables, lists)
    return saved(book)


# ── What the lists hold ──


def _codes(tables: Mapping[str, pd.DataFrame], countries: Sequence[str]) -> list[str]:
    """The countries of the study, then others that its tables name."""
    named = [code for table in tables.values() if "country" in table for code in table["country"] if code]
    return list(dict.fromkeys([*countries, *sorted(named)]))


def _lists(codes: list[str], words: Sequence[Words]) -> dict[str, pd.DataFrame]:
    """The lists by name: values, and their names in each language."""
    named = {
        "platform": (list(PLATFORMS), Words.platform),
        "role": (list(ROLES), Words.role),
        "country": (codes, _country),
        "screen_language": (list(LANGUAGES), _language),
        "unit": (UNITS, None),
        "table": (list(TABLES), None),
    }
    return {
        name: pd.DataFrame(
            {name: values}
            | {
                f"{name} ({each.language})": [say(each, value) for value in values]
                for each in words
                if say is not None
            },
            dtype="str",
        )
        for name, (values, say) in named.items()
    }


def _country(words: Words, code: str) -> str:
    try:
        return words.country(code)
    except StudyError:  # to be mended in the table; `make check` says so
        return ""


def _language(words: Words, code: str) -> str:
    return Locale.parse(code).get_display_name(words.locale) or code


# ── Sheets ──


def _read_me(page, name: str, words: Sequence[Words]) -> None:
    from openpyxl.styles import Alignment, Font

    texts = read_yaml(TEXTS)
    page.title = READ_ME
    page.sheet_view.showGridLines = False
    page.column_dimensions["A"].width = 110
    titles, row = [], 1
    for language in [each.language for each in words if each.language in texts] or [ENGLISH]:
        lines = [texts[language]["title"], *texts[language]["lines"]]
        for number, text in enumerate(lines):
            cell = page.cell(row + number, 1, f"{number}. " * (number > 0) + text.format(study=name))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(FONT, 11 if number else 14, bold=not number)
        titles.append(row)
        row += len(lines) + 1
    _set_out(page)
    for title in titles:
        page.row_dimensions[title].height = 1.5 * LINE


def _table(page, name: str, table: pd.DataFrame) -> None:
    fields = [_field(name, column) for column in table]
    for number, (column, field) in enumerate(zip(table, fields), start=1):
        _column(page, number, table[column])
        _head(page.cell(row=1, column=number), column, field)
    page.freeze_panes = "B2"
    page.print_title_rows = "1:1"
    _set_out(page)


def _field(table: str, column: str) -> Field | None:
    """What the data dictionary says of a column; nothing of one that is not read."""
    return TABLES[table].columns.get(base(column))


def _head(cell, column: str, field: Field | None) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    needed = field is not None and field.required and "." not in column
    cell.font = Font(FONT, 11, bold=True, color=ON_NEEDED if needed else ON_OPTIONAL)
    cell.fill = PatternFill("solid", fgColor=NEEDED if needed else OPTIONAL)
    cell.alignment = Alignment(vertical="center")
    if field:
        cell.comment = Comment(_note(column, field, needed), "", width=260, height=90)


def _note(column: str, field: Field, needed: bool) -> str:
    meaning = re.sub(rf"\b({'|'.join(TABLES)})\.csv\b", r"the sheet \1", field.meaning)
    language = column.partition(".")[2]
    return f"{meaning}{f' (in the language {language})' * bool(language)}. {'Needed.' if needed else 'May stay empty.'}"


def _column(page, number: int, cells: pd.Series) -> None:
    """The cells as text, whatever they look like; so is what will be typed below them."""
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    texts = {1: str(cells.name)} | {int(row): text for row, text in cells.items() if text}
    longest = max(len(line) for text in texts.values() for line in text.split("\n"))
    for row, text in texts.items():
        cell = page.cell(row=row, column=number)
        cell.value, cell.data_type, cell.number_format = _escaped(text), "s", "@"
        cell.alignment = Alignment(vertical="top", wrap_text=longest > WIDEST or "\n" in text)
    dimension = page.column_dimensions[get_column_letter(number)]
    dimension.number_format = "@"
    dimension.width = min(max(longest + 2, NARROWEST), WIDEST)


def _escaped(text: str) -> str:
    """`_x0041_` as the text that it is; a workbook would take it for a letter's number."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def _fill_lists(page, lists: dict[str, pd.DataFrame]) -> None:
    from openpyxl.styles import Font

    number = 0
    for table in lists.values():
        for column in table:
            number += 1
            _column(page, number, table[column].set_axis(range(2, len(table) + 2)))
            page.cell(row=1, column=number).font = Font(FONT, 11, bold=True)
    page.freeze_panes = "A2"
    _set_out(page)


def _set_out(page) -> None:
    """Rows as high as their text; on paper A4 across, all columns side by side, the sheet's name and the page below."""
    from openpyxl.utils import get_column_letter

    for cells in page.iter_rows():
        widths = [page.column_dimensions[get_column_letter(cell.column)].width for cell in cells]
        lines = max(_lines(str(cell.value or ""), width) for cell, width in zip(cells, widths))
        page.row_dimensions[cells[0].row].height = LINE * lines if lines > 1 else None
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = 0.4  # inches
    page.oddFooter.left.text, page.oddFooter.right.text = "&A", "&P / &N"


def _lines(text: str, width: float) -> int:
    return sum(math.ceil(len(line) / width) or 1 for line in text.split("\n"))


# ── Drop-down lists ──


def _offer(
    page,
    name: str,
    table: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    lists: dict[str, pd.DataFrame],
) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    last = (max(table.index) if len(table) else 1) + MORE_ROWS
    for number, column in enumerate(table, start=1):
        offer = _OFFERS.get(column)
        listed = _range(offer, tables, lists) if offer and offer.sheet != name else None
        if listed:
            validation = DataValidation(type="list", formula1=listed, allow_blank=True)
            validation.showErrorMessage = True
            validation.errorStyle = "stop" if offer.closed else "warning"
            validation.errorTitle, validation.error = column, _refusal(offer)
            letter = get_column_letter(number)
            validation.add(f"{letter}2:{letter}{last}")
            page.add_data_validation(validation)


def _range(offer: _Offer, tables: Mapping[str, pd.DataFrame], lists: dict[str, pd.DataFrame]) -> str | None:
    """The cells that a list shows; of another sheet those that are filled, however many there will be."""
    from openpyxl.utils import get_column_letter

    if offer.sheet == LISTS:
        columns = [column for table in lists.values() for column in table]
        letter = get_column_letter(columns.index(offer.column) + 1)
        return f"{LISTS}!${letter}$2:${letter}${len(lists[offer.column]) + 1}"
    if offer.sheet not in tables or offer.column not in tables[offer.sheet]:
        return None
    table = tables[offer.sheet]
    letter = get_column_letter(list(table).index(offer.column) + 1)
    last = (max(table.index) if len(table) else 1) + MORE_ROWS
    cells = f"{offer.sheet}!${letter}$2:${letter}${last}"
    return f"OFFSET({offer.sheet}!${letter}$2,0,0,MAX(1,COUNTA({cells})),1)"


def _refusal(offer: _Offer) -> str:
    if offer.closed:
        return "Choose one of the list."
    where = f"column {offer.column} of the sheet {offer.sheet}"
    return f"This is not in the list ({where}). If it is right all the same, keep it."
