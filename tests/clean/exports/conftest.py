"""Exports of a few invented posts, written as their tools write them. The ids carry the times of the posts."""

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.clean.exports import Exports, read_export, read_exports

# X ids whose own time is the one in their name (all UTC).
IDS = {
    "sep28": "1839968290206646279",  # 2024-09-28 10:00:00
    "sep28_11": "1839983389701046279",  # 2024-09-28 11:00:00
    "sep29": "1840330678072246279",  # 2024-09-29 10:00:00
    "sep30": "1840693065937846279",  # 2024-09-30 10:00:00
    "oct1": "1841055453803446279",  # 2024-10-01 10:00:00
    "oct2": "1841417841669046279",  # 2024-10-02 10:00:00
}


@pytest.fixture
def ids() -> dict[str, str]:
    return IDS


@pytest.fixture
def read(tmp_path: Path):
    """Reads one file with the given content: text as it stands, anything else as JSON."""

    def _read(content: object, name: str = "export", **options) -> Exports:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
            path.write_text(text, encoding="utf-8")
        return read_export(path, **options)

    return _read


@pytest.fixture
def read_all(tmp_path: Path):
    """Reads a folder of files by name and content."""

    def _read(files: dict[str, object], **options) -> Exports:
        for name, content in files.items():
            path = tmp_path / "posts" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
                path.write_text(text, encoding="utf-8")
        return read_exports(tmp_path / "posts", **options)

    return _read


@pytest.fixture
def lines():
    """JSON lines of records."""
    return lambda *records: "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


@pytest.fixture
def row():
    """The values of one post: row(exports, "post_id", "text") -> [..]; missing values as None."""

    def _row(exports: Exports, *names: str, at: int = 0) -> list:
        values = exports.posts.iloc[at][list(names)].tolist()
        return [value if isinstance(value, list) or pd.notna(value) else None for value in values]

    return _row


@pytest.fixture
def report():
    """The one row of the report as a dictionary."""
    return lambda exports, at=0: exports.report.iloc[at].to_dict()
