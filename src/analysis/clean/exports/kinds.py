"""What a file is, told by its first bytes and never by its name."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from analysis.clean.exports.relation import LONGEST_LINE

HEAD = 2**16
PACKED = {
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"\xd0\xcf\x11\xe0": "OLE",
    b"PAR1": "Parquet",
    b"SQLite format 3\x00": "SQLite",
}
SCRIPT = re.compile(
    r"\s*(?:window\.(?:YTD\.(\w+)\.part\d+|(__THAR_CONFIG))|Grailbird\.data\.(tweets)_\d{4}_\d\d)\s*=\s*"
)
WEB_PAGE = re.compile(
    r"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
DELIMITERS = ",;\t|"
Kind = Literal["zip", "gzip", "packed", "workbook", "script", "json", "table", "other", "empty"]


@dataclass(frozen=True, slots=True)
class Nature:
    """What a file is, and how its text is encoded; `detail` names a packing, the part of an X archive, or HTML."""

    kind: Kind
    encoding: str = "utf-8"
    detail: str = ""


def nature_of(path: Path) -> Nature:
    """The nature of the file at `path`, from its first 64 KB."""
    with path.open("rb") as file:
        return nature_of_bytes(file.read(HEAD))


def nature_of_bytes(head: bytes) -> Nature:
    """The nature of a file that begins with `head`."""
    if not head.strip():
        return Nature("empty")
    if head.startswith(b"PK\x03\x04"):
        return Nature("zip")
    if head.startswith(b"\x1f\x8b"):
        return Nature("gzip")
    packing = next((name for magic, name in PACKED.items() if head.startswith(magic)), None)
    if packing or head[257:262] == b"ustar":
        return Nature("packed", detail=packing or "tar")
    encoding = _encoding(head)
    if encoding is None:
        return Nature("other")
    text = head.decode(encoding, errors="replace").lstrip("\ufeff \t\r\n")
    return _of_text(text, encoding)


def _of_text(text: str, encoding: str) -> Nature:
    script = SCRIPT.match(text)
    if script:
        return Nature("script", encoding, next(filter(None, script.groups())))
    if text[:1] in ("{", "["):
        return Nature("json", encoding)
    first = text.partition("\n")[0]
    if WEB_PAGE.match(text):
        return Nature("other", encoding, "HTML")
    if text.startswith("<") or not any(mark in first for mark in DELIMITERS):
        return Nature("other", encoding)
    return Nature("table", encoding)


def _encoding(head: bytes) -> str | None:
    """UTF-8, with or without its mark, or UTF-16; None for what is no text."""
    if head[:3] == b"\xef\xbb\xbf":
        return "utf-8-sig"
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if head[1:200:2].count(0) > len(head[1:200:2]) * 0.8:
        return "utf-16-le"
    # A lost byte in a text is written as NUL, and sets a line aside; what has many of them is no text.
    return None if head.count(0) * 100 > len(head) and head.lstrip()[:1] not in (b"{", b"[") else "utf-8"


def is_lines(path: Path, encoding: str) -> bool:
    """Whether a JSON file has one record per line: two lines or more, of whose first ones one is a record.

    A broken line, or a first line of several megabytes, does not hide the others.
    """
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        shown = file.read(HEAD)
        while shown.count("\n") < 2 and len(shown) < LONGEST_LINE and (more := file.read(len(shown))):
            shown += more
    lines = [line for line in shown.split("\n") if line.strip("\ufeff \t\r")]
    if len(lines) < 2 or lines[0].lstrip("\ufeff \t\r").startswith("["):
        return False
    return any(
        _is_record(line.lstrip("\ufeff")) for line in lines[:50] if line.strip("\ufeff ").startswith("{")
    )


def _is_record(line: str) -> bool:
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and bool(value)
