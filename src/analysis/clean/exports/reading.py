"""All exports of a folder, read: what the files give, and what became of each."""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

import duckdb
import pandas as pd

from analysis.clean.exports.belonging import account_sql
from analysis.clean.exports.database import connect
from analysis.clean.exports.dates import Undecided
from analysis.clean.exports.documents import BrokenDocument
from analysis.clean.exports.finding import Found, Skipped, found_in, not_read
from analysis.clean.exports.frames import account_frame, read_posts, report_frame
from analysis.clean.exports.merging import merge
from analysis.clean.exports.naming import name_by_id
from analysis.clean.exports.opening import (
    NoRecords,
    Opened,
    Unknown,
    Workspace,
    open_archive,
    open_json,
    open_table,
    open_workbook,
)
from analysis.clean.exports.plain import choices_of
from analysis.clean.exports.rewriting import UnreadableTable
from analysis.clean.exports.staging import Desk, Staged, stage
from analysis.clean.exports.unpacking import Refused
from analysis.clean.exports.x_archive import ABOUT, owner_of
from analysis.clean.problems import InputError, Problem

Progress = Callable[[int, int, str], None]
REFUSALS = (Unknown, Refused, BrokenDocument, UnreadableTable, Undecided)

MANY = 4  # files of a folder
NO_EXPORT = not_read("no_export")
PACKED_TWICE = "packed in a way that is not read, or inside another packed file; unpack it by hand"
NOT_OPENED = {
    kind: f"{what}: if it holds posts, save them as XLSX or CSV; if it holds none, move it out of the folder"
    for kind, what in {
        "OLE": "a file of old Office programs (XLS, DOC)",
        "ODF": "an OpenDocument file",
        "Parquet": "a Parquet file",
        "SQLite": "a database (SQLite)",
    }.items()
}


class ExportError(InputError):
    """Exports that cannot be read: `problems` has all of them, `report` what the other files gave."""

    def __init__(self, problems: list[Problem], report: pd.DataFrame):
        self.report = report
        super().__init__(problems)


@dataclass
class Exports:
    """Posts, accounts and the report of one reading; posts stay in Parquet `parts` until they are asked for."""

    parts: list[Path]
    accounts: pd.DataFrame
    report: pd.DataFrame

    @cached_property
    def posts(self) -> pd.DataFrame:
        """One row per post, as `read_posts` gives it."""
        return read_posts(self.parts)


def read_exports(
    folder: Path,
    *,
    columns: Mapping[str, str] | Sequence[Mapping[str, str]] | None = None,
    accounts: pd.DataFrame | None = None,
    on_progress: Progress | None = None,
) -> Exports:
    """The posts and accounts in all files of `folder` and its folders, zips included, with a row on each file.

    `columns` names the columns of plain tables ({tidy name: column}, from `posts: columns:` of study.yaml); `accounts`
    (account, platform, handle, url) gives posts their account. `on_progress` is called with the files done, all
    files, and the next file's name. Memory stays flat however large the files are. Raises `ExportError` with
    every file that is unknown, unsafe or unreadable, after having tried all of them.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    names = [path.relative_to(folder).as_posix() for path in paths]
    files = [
        (name, path) for name, path in zip(names, paths) if not name.startswith(".") and "/." not in name
    ]
    return _read(files, columns, accounts, on_progress)


def read_export(
    path: Path,
    *,
    columns: Mapping[str, str] | Sequence[Mapping[str, str]] | None = None,
    accounts: pd.DataFrame | None = None,
) -> Exports:
    """The posts and accounts of one file; as `read_exports`."""
    return _read([(path.name, path.resolve())], columns, accounts, None)


def write_posts(exports: Exports, folder: Path) -> list[Path]:
    """The posts as `part-*.parquet` in `folder`, in place of those that were there; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    moved = [Path(shutil.move(part, folder / f"{part.name}.new")) for part in exports.parts]
    for old in folder.glob("part-*.parquet"):
        old.unlink()
    exports.parts = [part.rename(part.with_suffix("")) for part in moved]
    return exports.parts


def _read(
    files: list[tuple[str, Path]],
    columns: Mapping[str, str] | Sequence[Mapping[str, str]] | None,
    accounts: pd.DataFrame | None,
    on_progress: Progress | None,
) -> Exports:
    """A reading in a temporary folder, which goes with the `Exports` that it gives."""
    choices = choices_of(columns)
    folder = Path(tempfile.mkdtemp(prefix="exports-"))
    workspace = Workspace(folder)
    try:
        with connect(workspace.new("spilled")) as connection:
            desk = Desk(connection, workspace, choices, account_sql(accounts))
            exports, problems = _all(desk, files, on_progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(exports, shutil.rmtree, folder, ignore_errors=True)
    if problems:
        raise ExportError(problems, exports.report)
    return exports


def _all(
    desk: Desk, files: list[tuple[str, Path]], on_progress: Progress | None
) -> tuple[Exports, list[Problem]]:
    staged: list[Staged] = []
    problems: list[Problem] = []
    for done, (name, path) in enumerate(files):
        if on_progress:
            on_progress(done, len(files), name)
        try:
            inside = found_in(name, path, desk.workspace)
        except Refused as error:
            problems.append(Problem(name, None, None, None, str(error)))
            continue
        for one in inside:
            try:
                staged.append(_one(desk, one))
            except REFUSALS as error:
                problems.append(Problem(one.name, None, None, None, str(error)))
    staged = _together(staged)
    name_by_id(desk, staged)
    parts = merge(desk.connection, staged, desk.workspace.folder / "merged")
    return Exports(parts, account_frame(staged), report_frame(staged, problems)), problems


def _together(staged: list[Staged]) -> list[Staged]:
    """What is no export, such as the pictures of a chat, in one line for a folder where there are many."""
    beside: dict[PurePosixPath, list[Staged]] = {}
    for one in staged:
        if one.warnings == [NO_EXPORT] and not one.format:
            beside.setdefault(PurePosixPath(one.file).parent, []).append(one)
    many = {folder: group for folder, group in beside.items() if len(group) >= MANY}
    gone = {one.file for group in many.values() for one in group}
    lines = [
        Staged(
            f"{'' if folder.name == '' else folder.as_posix() + '/'}…",
            warnings=[not_read("no_export", len(group))],
        )
        for folder, group in many.items()
    ]
    return [one for one in staged if one.file not in gone] + lines


def _one(desk: Desk, one: Found | Skipped) -> Staged:
    """One file, opened by its nature and staged."""
    if isinstance(one, Skipped):
        return Staged(one.name, warnings=list(one.said))
    path = one.unpacked(desk.workspace)
    try:
        return stage(desk, _opened(desk, one, path), path)
    except NoRecords:
        return Staged(one.name, warnings=[not_read("nothing")])
    except UnicodeDecodeError as error:
        mend = f"not {one.nature.encoding.upper()} ({error.reason}); save it again as UTF-8"
        raise UnreadableTable(mend) from error
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise UnreadableTable(
            f"DuckDB cannot read it ({first}); look at the file, or export it again"
        ) from error


def _opened(desk: Desk, one: Found, path: Path) -> Opened:
    workspace, choices = desk.workspace, desk.choices
    match one.nature.kind:
        case "script":
            about = {kind: one.beside.get(kind, []) for kind in ABOUT}
            owner = owner_of(
                {kind: [file.unpacked(workspace) for file in files] for kind, files in about.items()}
            )
            return open_archive(path, one.name, one.nature, owner, workspace)
        case "json":
            return open_json(path, one.name, one.nature, workspace)
        case "workbook":
            return open_workbook(path, one.name, choices, workspace)
        case "table":
            return open_table(path, one.name, one.nature, choices, workspace)
    raise Refused(NOT_OPENED.get(one.nature.detail, PACKED_TWICE))
