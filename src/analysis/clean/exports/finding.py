"""The files that can hold posts, as they lie in a folder or in a zip; and what lies there that is not read."""

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from analysis.clean.exports.cures import counted
from analysis.clean.exports.kinds import HEAD, Nature, nature_of, nature_of_bytes
from analysis.clean.exports.opening import Workspace
from analysis.clean.exports.sentences import Sentence
from analysis.clean.exports.unpacking import Refused, beginning, gunzip, members, unzip
from analysis.clean.exports.x_archive import POSTS, READ

# Prose and programs; those of an X archive, whose viewer comes with it, begin as a table with commas may.
NOT_EXPORTS = (
    *(".md", ".html", ".htm", ".pdf", ".docx", ".yaml", ".yml", ".bib", ".py", ".ipynb", ".log"),
    *(".doc", ".ppt", ".rtf", ".js", ".css", ".map"),
)
NOT_EXPORTS_NAMED = ("readme", "license", "licence", "notice")
# Why a file is not read.
WHY = {
    "empty": "empty",
    "no_export": "neither JSON nor a table",
    "nothing": "no record in it",
    "web_page": "a web page (HTML) in place of an export: download the export again",
    "owner": "what an X archive says of its owner",
    "without_posts": "a part of an X archive without posts",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A file that can hold posts; `beside` are the files of an X archive that say whose they are."""

    name: str
    path: Path
    nature: Nature
    member: zipfile.ZipInfo | None = None
    beside: dict[str, list["Found"]] = field(default_factory=dict)

    def unpacked(self, workspace: Workspace) -> Path:
        """Where the file's bytes lie; a member of a zip is written out under a name of ours."""
        return self.path if self.member is None else unzip(self.path, self.member, workspace.new("unpacked"))


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or several in a zip, that hold no posts, and why these are not read."""

    name: str
    said: list[Sentence]


def found_in(name: str, path: Path, workspace: Workspace) -> list[Found | Skipped]:
    """What the file at `path` is or holds. Raises `Refused` for a link, and for what is not safe to unpack."""
    if path.is_symlink():
        raise Refused("a link instead of a file, which may lead anywhere; put the file itself here")
    nature = nature_of(path)
    if nature.kind == "gzip":
        path = gunzip(path, workspace.new("unpacked"))
        nature = nature_of(path)
        if nature.kind in ("zip", "gzip", "packed"):
            raise Refused("a packed file inside a packed file; unpack it by hand")
    if nature.kind == "zip":
        inside = members(path)
        names = {member.filename for member in inside}
        if {"mimetype", "content.xml"} <= names:
            nature = Nature("packed", detail="ODF")
        elif "xl/workbook.xml" in names:
            nature = Nature("workbook")
        else:
            return list(_in_zip(name, path, inside))
    why = _not_read(name, nature)
    if why:
        return [Skipped(name, [not_read(why)])]
    one = Found(name, path, nature)
    return [replace(one, beside=_scripts_in(path.parent)) if nature.kind == "script" else one]


def _in_zip(name: str, path: Path, inside: list[zipfile.ZipInfo]) -> Iterator[Found | Skipped]:
    """The readable members of a zip, and one line on all others."""
    files = [
        Found(f"{name}/{member.filename}", path, nature_of_bytes(beginning(path, member, HEAD)), member)
        for member in inside
    ]
    others: Counter[str] = Counter()
    for file in files:
        folder = PurePosixPath(file.name).parent
        scripts = [
            one for one in files if one.nature.kind == "script" and PurePosixPath(one.name).parent == folder
        ]
        why = _not_read(file.name, file.nature)
        if why:
            others[why] += 1
        elif file.nature.kind == "script":
            yield replace(file, beside=_by_kind(scripts))
        else:
            yield file
    if others:
        yield Skipped(
            name,
            [not_read(why, count) for why, count in sorted(others.items(), key=lambda item: WHY[item[0]])],
        )


def not_read(why: str, count: int = 0) -> Sentence:
    """That a file is not read, or so many files in one, and why."""
    inside = f"{counted(count, 'file')} in it: " if count else ""
    return Sentence(f"not_read.{why}", f"not read: {inside}{WHY[why]}", n=count or 1)


def _not_read(name: str, nature: Nature) -> str:
    """The key in `WHY` of the reason; "" for what can be read."""
    if nature.kind == "script" and nature.detail not in POSTS:
        return "owner" if nature.detail in READ else "without_posts"
    if nature.kind == "empty":
        return "empty"
    path = PurePosixPath(name)
    prose = path.suffix.lower() in NOT_EXPORTS or path.stem.lower() in NOT_EXPORTS_NAMED
    if nature.detail == "HTML" and not prose:
        return "web_page"
    return "no_export" if nature.kind == "other" or (prose and nature.kind != "script") else ""


def _scripts_in(folder: Path) -> dict[str, list[Found]]:
    """The files of an unpacked X archive in `folder` that say something about its posts, by their kind."""
    files = [Found(path.name, path, nature_of(path)) for path in sorted(folder.iterdir()) if path.is_file()]
    return _by_kind(file for file in files if file.nature.kind == "script")


def _by_kind(scripts: Iterable[Found]) -> dict[str, list[Found]]:
    """The files of an archive that are read, by their kind, of which a large archive has several parts."""
    kinds: dict[str, list[Found]] = {}
    for script in scripts:
        if script.nature.detail in READ:
            kinds.setdefault(script.nature.detail, []).append(script)
    return kinds
