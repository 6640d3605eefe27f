"""What is wrong or odd in the raw data, with its place and its mend, and the error that has all of it."""

from dataclasses import dataclass

from analysis.study import StudyError

SHOWN_AT_MOST = 100  # lines of an error: more cannot be read, and have one cause


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that cannot be used (`error`) or that a person should look at (`odd`), and the mend."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    mend: str
    error: bool = True

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                in_words(self.file),
                f"row {self.row}" if self.row is not None else "",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        value = f": {self.value!r}" if self.value is not None else ""
        return f"{where}{value}: {self.mend}"


def in_words(file: str) -> str:
    """`snapshots.xlsx/accounts`, a table of a workbook, as its reader looks for it: `snapshots.xlsx, sheet accounts`."""
    return file.replace(".xlsx/", ".xlsx, sheet ")


class InputError(StudyError):
    """The raw data cannot be used; `problems` has all of them, and the message a line for each of the first 100."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        lines = [str(problem) for problem in problems[:SHOWN_AT_MOST]]
        if len(problems) > SHOWN_AT_MOST:
            lines.append(f"… and {len(problems) - SHOWN_AT_MOST:,} more; mend these first")
        super().__init__("\n".join(lines))
