from collections.abc import Callable
from pathlib import Path

import pytest
from mini import write_mini


@pytest.fixture
def write_study(tmp_path) -> Callable[..., Path]:
    """Writes the study `mini`, with `{"snapshots.csv": "…"}` in place of its own file; returns the project's folder."""

    def write(files: dict[str, str | bytes | None] | None = None, *, root: Path = tmp_path) -> Path:
        return write_mini(root, files or {})

    return write
