"""Places in a record, as SQL: `{a.b[].c}` in a format's mapping becomes a DuckDB expression and a schema."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

PLACE = re.compile(r"\{([^{}]+)\}")
Tree = dict[str, "Tree | None"]


def places(texts: Iterable[str]) -> list[str]:
    """All places that the SQL `texts` name, once each."""
    return list(dict.fromkeys(place for text in texts for place in PLACE.findall(text)))


def tree(paths: Iterable[str]) -> Tree:
    """The nested keys of `paths`: None for a value, `[]` for the items of a list (values or objects)."""
    root: Tree = {}
    for path in paths:
        node = root
        *steps, last = path.replace("[]", ".[]").split(".")
        for step in steps:
            if node.setdefault(step, {}) is None:
                if step != "[]":
                    raise ValueError(f"{path}: {step} is a value already, and cannot have parts")
                node[step] = {}
            node = node[step]
        if node.setdefault(last, None) is not None and last != "[]":
            raise ValueError(f"{path}: has parts already, and cannot be a value")
    return root


def duck_type(node: Tree | None) -> str:
    """The DuckDB type of a tree; every value is text, since ids and counts come in either form."""
    if node is None:
        return "VARCHAR"
    if set(node) == {"[]"}:
        return f"{duck_type(node['[]'])}[]"
    return f"STRUCT({', '.join(f'{quoted(key)} {duck_type(part)}' for key, part in node.items())})"


def structure(node: Tree | None) -> Any:
    """The tree as DuckDB's `from_json` wants it."""
    if node is None:
        return "VARCHAR"
    if set(node) == {"[]"}:
        return [structure(node["[]"])]
    return {key: structure(part) for key, part in node.items()}


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def json_sql(text: str) -> str:
    """A mapping's SQL with its places in a JSON record filled in."""
    return PLACE.sub(lambda place: _path_sql(place[1]), text)


def table_sql(text: str, columns: Mapping[str, str]) -> str:
    """A mapping's SQL for a table; a column that this version of the format lacks is missing (NULL)."""
    return PLACE.sub(lambda place: columns.get(place[1], "NULL::VARCHAR"), text)


def arguments(function: str, text: str) -> list[str]:
    """What the SQL `text` gives to a function of one argument, as often as it stands there."""
    found = []
    for call in re.finditer(rf"\b{function}\(", text):
        depth, end = 1, call.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        found.append(text[call.end() : end - 1])
    return found


def _path_sql(path: str) -> str:
    """`/a.b` is a place in the page: its column is called `/a` there."""
    page, path = ("/", path[1:]) if path.startswith("/") else ("", path)
    first, *rest = path.split("[]")
    head, *parts = first.split(".")
    base = ".".join([quoted(page + head), *map(quoted, parts)])
    return _items_sql(base, rest)


def _items_sql(base: str, rest: list[str], depth: int = 0) -> str:
    if not rest or rest == [""]:
        return base
    item = f"item{depth}"
    inner = _items_sql(".".join([item, *map(quoted, rest[0].strip(".").split("."))]), rest[1:], depth + 1)
    listed = f"list_transform({base}, lambda {item}: {inner})"
    return f"flatten({listed})" if len(rest) > 1 else listed
