"""Blocks that filter.lua makes into figures and tables: JSON, of which nothing is ever parsed as Markdown.

A cell of a table is a list of parts: `text`, and with it maybe `value` or `claim` (shows where it comes from), `to`
(links to a value's row in the ledger), `anchor` (is that row), `url`.
"""

import json
from typing import Any

# Stands where the ledger goes, until all the values that the paper shows are known.
LEDGER = "\n\n```{.ledger}\n```\n\n"


def block(kind: str, content: dict[str, Any]) -> str:
    return f"\n\n```{{.{kind}}}\n{json.dumps(content, ensure_ascii=False)}\n```\n\n"


def table(name: str, caption: str, columns: list[dict], rows: list[list], **more: Any) -> str:
    """A table; `compact` ones are set small, and one that is `only` for "page" or "print" is not in the other."""
    return block("table", {"id": name, "caption": caption, "columns": columns, "rows": rows, **more})


def quoted(name: str) -> str:
    """The name as the value of an attribute."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
