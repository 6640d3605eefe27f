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
    before: int = 0  # rows of the file above those of this source, where it is a stretch of one

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


def records_sql(source: Source, known: Format) -> str:
    """SQL: one row per post of the format, with `row`, `problem` and the places that its mapping names."""
    aside = mapped(known.aside, source)
    problem = " ".join(f"WHEN {condition} THEN {literal(reason)}" for reason, condition in aside.items())
    if source.header:
        rows = _table_records(source)
    else:
        texts = [*known.posts.values(), *known.steps.values(), *known.aside.values()]
        rows = _json_records(source, _wanted(texts, known), known.records)
        if known.makes_accounts:
            rows = f'SELECT * FROM ({rows}) WHERE "~account" IS NULL'
        for name, text in known.steps.items():
            rows = f"SELECT *, {json_sql(text)} AS {quoted(name)} FROM ({rows})"
    return f'SELECT *, CASE WHEN "~broken" IS NOT NULL THEN "~broken" {problem} END AS problem FROM ({rows})'


def accounts_sql(source: Source, known: Format) -> str:
    """SQL: one row per account object of the format, with `row` and the places that its mapping names."""
    if source.header:
        return _table_records(source)
    wanted = places(known.accounts.columns.values())
    return _json_records(source, wanted + _own(known), known.accounts.records)


def lines_sql(source: Source, known: Format, *, every: bool = False) -> str:
    """SQL: `~row` of each line of a JSON file in which none of the format's places was found (or of `every`)."""
    texts = [*known.posts.values(), *(known.accounts.columns.values() if known.accounts else ())]
    page, _ = _trees(_wanted(texts, known), known.records)
    columns = " AND ".join(f"{quoted(name)} IS NULL" for name in page)
    where = "true" if every else columns
    return f'SELECT "~row" FROM ({_json(source, page)}) WHERE {where}'


def _wanted(texts: list[str], known: Format) -> list[str]:
    """The places that a format needs, without what its steps make themselves."""
    named = [place for place in places(texts) if place.split(".")[0] not in known.steps]
    return [*named, *known.also, *_own(known)]


def _own(known: Format) -> list[str]:
    """What our own unrolling adds: that a record is an account and no post."""
    return ["~account"] if known.makes_accounts else []


def _table_records(source: Source) -> str:
    columns = dict.fromkeys(source.columns.values())
    lines = _table(source) if source.layout == "table" else _json(source, columns)
    return f'SELECT *, "~row" AS "row" FROM ({lines})'


def _json_records(source: Source, wanted: list[str], records: str) -> str:
    page, record = _trees(wanted, records)
    lines = _json(source, page)
    if not records:
        return f'SELECT *, "~row" AS "row" FROM ({lines})'
    root, *inner = records.split(".")
    value = f"({quoted(root)}{''.join(f'->{literal(key)}' for key in inner)})"
    around = ", ".join([f"{quoted(name)} AS {quoted('/' + name)}" for name in page if name != root])
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


def _trees(wanted: list[str], records: str) -> tuple[Tree, Tree]:
    """The schema of a line, and of a record in it (the same where a line is a record)."""
    if not records:
        return (both := tree(wanted)), both
    page = tree(place[1:] for place in wanted if place.startswith("/"))
    return {**page, records.split(".")[0]: "JSON"}, tree(p for p in wanted if not p.startswith("/"))


def _json(source: Source, columns: Tree) -> str:
    own = {"~row": "BIGINT", "~broken": "VARCHAR"} if source.layout == "numbered" else {}
    types = {**own, **{name: kind if kind == "JSON" else duck_type(kind) for name, kind in columns.items()}}
    schema = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in types.items())
    reader = f"""read_json({literal(str(source.path))}, format = 'newline_delimited', columns = {{{schema}}},
        ignore_errors = true, maximum_object_size = {LONGEST_LINE}, compression = 'uncompressed')"""
    if source.layout == "numbered":
        return f"SELECT * FROM {reader}"
    return f'SELECT row_number() OVER () + {source.before} AS "~row", NULL::VARCHAR AS "~broken", * FROM {reader}'


def _table(source: Source) -> str:
    schema = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(source.header)))
    return f"""SELECT row_number() OVER () + {source.skipped + 1 + source.before} AS "~row", NULL::VARCHAR AS "~broken", *
        FROM read_csv({literal(str(source.path))}, columns = {{{schema}}}, delim = {literal(source.delimiter)},
            quote = {literal(source.quote)}, escape = {literal(source.quote)}, header = true, auto_detect = false,
            skip = {source.skipped}, nullstr = '\x01', strict_mode = true, max_line_size = {LONGEST_LINE},
            compression = 'uncompressed')"""
