"""Markdown that a person also reads as it stands: lists, tables, and foreign text in them."""

from collections.abc import Iterable


def printable(text: str) -> str:
    """A foreign text as it can stand in a report: in one line, short, and without signs that a console obeys."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return plain if len(plain) <= 200 else f"{plain[:199]}…"


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [[cell.replace("|", "\\|") for cell in row] for row in (header, ("---",) * len(header), *rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
