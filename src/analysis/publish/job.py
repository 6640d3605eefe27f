"""One manuscript on its way to a paper."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from analysis.publish.header import ManuscriptError
from analysis.publish.manuscript import Manuscript
from analysis.study import Study


@dataclass(frozen=True)
class Job:
    """A manuscript with its study, its language and its folder of intermediate files."""

    study: Study
    language: str
    folder: Path
    manuscript: Manuscript

    def figure(self, name: str, kind: str = "") -> Path:
        """The file that the notebook drew, in the language of the paper; `kind` ".text" has its text as text."""
        file = self.study.build / "figures" / f"{name}.{self.language}{kind}.svg"
        if not file.is_file():
            made = f"{file.parent.relative_to(self.study.root).as_posix()}/{file.name}"
            raise ManuscriptError(
                f"{self.manuscript.file}: the figure {name!r} has no drawing {made}; run `make figures`"
            )
        return file

    @property
    def epoch(self) -> int:
        """Midnight of the study's day, in seconds: the only time that gets into a file."""
        return int(dt.datetime.combine(self.study.date, dt.time(), dt.UTC).timestamp())

    def write(self, name: str, content: str) -> None:
        """An intermediate file, with the same line ends everywhere."""
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_text(content, encoding="utf-8", newline="\n")
