"""One file as an SQL relation: a row per record, read by DuckDB with the schema that a format's places give."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from analysis.clean.exports.format import Format
from analysis.clean.exports.mapping import (
    Tree,
    duck_type,
    json_sql,
    literal,
    places,
    quoted,
    structure,
    table_sql,
    tree,
)

LONGEST_LINE = 16 * 2**20  # bytes; the longest line of real exports, a page of 100 posts, has 0.5 MB


@dataclass(frozen=True, slots=True)
class Source:
    """One file to be read: `name` as reported, and a `path` that no file's content or name has chosen.

    `layout` is `lines` (one JSON record a line, as it came), `numbered` (rewritten by us: each line carries
    its row) or `table`. In a `paged` source each line is a page, whose records are numbered on.
    """

    name: str
    path: Path
    layout: Literal["lines", "numbered", "table"]
    paged: bool = False
    header: tuple[str, ...] = ()
    delimiter: str = ","
    quote: str = '"'
    skipped: int = 0  # lines above the header

    @property
    def columns(self) -> dict[str, str]:
        """Each column of the header and what it is called in SQL; a name given twice means the first."""
        return {name: f"c{at}" for at, name in reversed(list(enumerate(self.header)))}


def mapped(mapping: Mapping[str, str], source: Source) -> dict[str, str]:
    """A mapping with its places filled in for `source`."""
    if source.header:
        columns = {name: f"nullif({column}, '')" for name, column in source.columns.items()}
        return {name: table_sql(text, columns) for name, text in mapping.items()}
    return {name: json_sql(text) for name, text in mapping.items()}


def records_sql(source: Source, known: Format, mapping: Mapping[str, str], records: str) -> str:
    """SQL: one row per record of the list `records`, with `row`, `problem` and the places that `mapping` names."""
    aside = mapped(known.aside, source)
    problem = " ".join(f"WHEN {condition} THEN {literal(reason)}" for reason, condition in aside.items())
    if source.header:
        lines = _table(source) if source.layout == "table" else _json(source, dict.fromkeys(source.columns.values()))
        rows = f'SELECT *, "~row" AS "row" FROM ({lines})'
    else:
        rows = _steps(known, _json_records(source, known, mapping, records))
    return f'SELECT *, CASE WHEN "~broken" IS NOT NULL THEN "~broken" {problem} END AS problem FROM ({rows})'


def lines_sql(source: Source, known: Format) -> str:
    """SQL: `~row` of each line of a JSON file in which none of the format's places was found."""
    trees = _trees(known, {**known.posts, **(known.accounts.columns if known.accounts else {})}, known.records)
    columns = " AND ".join(f"{quoted(name)} IS NULL" for name in trees[0])
    return f'SELECT "~row" FROM ({_json(source, trees[0])}) WHERE {columns} AND "~broken" IS NULL'


def _steps(known: Format, rows: str) -> str:
    for name, text in known.steps.items():
        rows = f"SELECT *, {json_sql(text)} AS {quoted(name)} FROM ({rows})"
    return rows


def _json_records(source: Source, known: Format, mapping: Mapping[str, str], records: str) -> str:
    page, record = _trees(known, mapping, records)
    lines = _json(source, page)
    if not records:
        return f'SELECT *, "~row" AS "row" FROM ({lines})'
    root, *inner = records.split(".")
    value = quoted(root) + "".join(f"->{literal(key)}" for key in inner)
    around = ", ".join([f'{quoted(name)} AS {quoted("/" + name)}' for name in page if name != root])
    number = '"~row" + place - 1' if source.paged else '"~row"'
    return f"""
    SELECT {number} AS "row", "~broken", item.* {", " + around if around else ""}
    FROM (SELECT *, unnest(listed) AS item, generate_subscripts(listed, 1) AS place FROM (
        SELECT *, coalesce(nullif({_as_list(value, record)}, []), [NULL]) AS listed
        FROM ({lines})))"""


def _as_list(value: str, record: Tree) -> str:
    """A page may hold one record where another holds a list of them; none is one empty record."""
    listed = f"CASE json_type({value}) WHEN 'OBJECT' THEN '[' || {value} || ']' WHEN 'ARRAY' THEN {value} END"
    return f"from_json({listed}, {literal(json.dumps(structure({'[]': record})))})"


def _trees(known: Format, mapping: Mapping[str, str], records: str) -> tuple[Tree, Tree]:
    """The schema of a line, and of a record in it (the same where a line is a record)."""
    texts = [*mapping.values(), *known.steps.values(), *known.aside.values()]
    named = [place for place in places(texts) if place.lstrip("/").split(".")[0].split("[")[0] not in known.steps]
    named += known.also
    if not records:
        return (both := tree(place.lstrip("/") for place in named)), both
    page = tree(place[1:] for place in named if place.startswith("/"))
    return {**page, records.split(".")[0]: "JSON"}, tree(p for p in named if not p.startswith("/"))


def _json(source: Source, columns: Tree) -> str:
    own = {"~row": "BIGINT", "~broken": "VARCHAR"} if source.layout == "numbered" else {}
    types = {**own, **{name: kind if kind == "JSON" else duck_type(kind) for name, kind in columns.items()}}
    schema = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in types.items())
    reader = f"""read_json({literal(str(source.path))}, format = 'newline_delimited', columns = {{{schema}}},
        ignore_errors = true, maximum_object_size = {LONGEST_LINE}, compression = 'none')"""
    if source.layout == "numbered":
        return f"SELECT * FROM {reader}"
    return f'SELECT row_number() OVER () AS "~row", NULL::VARCHAR AS "~broken", * FROM {reader}'


def _table(source: Source) -> str:
    schema = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(source.header)))
    return f"""SELECT row_number() OVER () + {source.skipped + 1} AS "~row", NULL::VARCHAR AS "~broken", *
        FROM read_csv({literal(str(source.path))}, columns = {{{schema}}}, delim = {literal(source.delimiter)},
            quote = {literal(source.quote)}, escape = {literal(source.quote)}, header = true, auto_detect = false,
            skip = {source.skipped}, nullstr = '\x01', strict_mode = true, max_line_size = {LONGEST_LINE},
            compression = 'none')"""
