"""Codes from elsewhere as sheets: a table of codes whose columns are named under `coding:` in study.yaml."""

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.study import CodeTable, nearest

ELSEWHERE = "`coding: tables:` in study.yaml"
KEPT = ("use",)  # columns that a table may have under our own name


def mapping_of(header: Sequence[str], tables: Sequence[CodeTable]) -> CodeTable | None:
    """The mapping all of whose columns stand in the header; of several, the one that names most."""
    fitting = [table for table in tables if not set(table.columns) - set(header)]
    return max(fitting, key=lambda table: len(table.columns), default=None)


def unknown_themes(tables: Sequence[CodeTable], variables: Sequence[str]) -> list[str]:
    """What is wrong with the names of themes in the mappings, a line each."""
    return [
        f"{name!r} is no theme of codebook.yaml{nearest(name, list(variables))}"
        for table in tables
        for name in table.codes
        if name not in variables
    ]


def as_sheets(table: pd.DataFrame, mapping: CodeTable) -> Iterator[tuple[pd.DataFrame, dict[str, str]]]:
    """The table as one sheet, and one more for each coder who has columns of their own; rows keep their numbers.

    Beside each sheet: the column of the table from which each of its columns came. A row without a code of theirs
    is left out of a coder's sheet, since many tables hold posts that only some have coded.
    """
    shared = {theme: column for theme, column in mapping.codes.items() if isinstance(column, str)}
    own: dict[str, dict[str, str]] = {}
    for theme, columns in mapping.codes.items():
        for coder, column in columns.items() if isinstance(columns, dict) else ():
            own.setdefault(coder, {})[theme] = column
    if shared:
        named = {"coder": mapping.coder} if mapping.coder else {}
        yield _sheet(table, mapping, {**named, **shared}, list(shared))
    for coder, columns in own.items():
        sheet, came = _sheet(table, mapping, columns, list(columns))
        yield sheet.assign(coder=coder), came


def _sheet(
    table: pd.DataFrame, mapping: CodeTable, columns: dict[str, str], coded: list[str]
) -> tuple[pd.DataFrame, dict[str, str]]:
    came = {"post_id": mapping.post_id, **columns, **{name: name for name in KEPT if name in table}}
    sheet = pd.DataFrame({name: table[column] for name, column in came.items()})
    for theme in coded:
        sheet[theme] = sheet[theme].map(lambda cell: mapping.values.get(cell, cell))
    return sheet[(sheet[coded] != "").any(axis=1)], came
