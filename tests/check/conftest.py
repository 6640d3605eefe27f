import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from mini import write_mini

from analysis.check.study import Report, check

TODAY = dt.date(2026, 11, 24)
PAPER = "# Two ministries\n\nText without a place to fill.\n"
OF_THE_STUDY = (".md", ".bib")


@pytest.fixture
def report(tmp_path) -> Callable[..., Report]:
    """The report on the study `mini` with these files in place of its own; `words/tr.yaml` lies beside study.yaml."""

    def report(files: dict[str, str | None] | None = None, *, root: Path = tmp_path) -> Report:
        own = {"paper.en.md": PAPER} | (files or {})
        beside = {name: text for name, text in own.items() if name.endswith(OF_THE_STUDY) or "/" in name}
        write_mini(root, {name: text for name, text in own.items() if name not in beside})
        for name, text in beside.items():
            home = (
                root / "data" / "raw" / "mini"
                if name.startswith(("posts/", "coding/"))
                else root / "studies" / "mini"
            )
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            if text is not None:
                (home / name).write_text(text, encoding="utf-8")
        return check("mini", root, today=TODAY)

    return report


@pytest.fixture
def told(report) -> Callable[..., list[str]]:
    """What the report says of a kind, a line a finding: file, rows, column, value and mend."""

    def told(kind: str, files: dict[str, str | None] | None = None) -> list[str]:
        return [
            " | ".join(filter(None, (each.file, each.at, each.column, each.value, each.mend)))
            for each in report(files).of(kind)
        ]

    return told
