"""Zip and gzip files, unpacked under names of our own and within limits."""

import gzip
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

BLOCK = 2**20
MOST_BYTES = 32 * 2**30  # unpacked, of one file
MOST_FILES = 200_000
RATIO = 200  # JSON packs to a tenth or twentieth; a bomb to a thousandth
RATIO_FROM = 32 * 2**20  # below this size the ratio says nothing


class Refused(ValueError):
    """A file that is not safe to read; the message says why and what to do."""


def members(path: Path) -> list[zipfile.ZipInfo]:
    """The files of a zip, once all of them have been found safe.

    Raises `Refused` for a name that leads out of the folder, a link, a locked file, and a bomb: too many
    bytes or files, or far too many bytes for their packed size.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise Refused(f"a damaged zip ({error}); download or pack it again") from error
    if len(found) > MOST_FILES or sum(member.file_size for member in found) > MOST_BYTES:
        raise Refused(
            f"unpacks to more than {MOST_FILES:,} files or {MOST_BYTES >> 30} GB; unpack the files with posts by hand"
        )
    for member in found:
        _check(member)
    return [member for member in found if not member.is_dir()]


def _check(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    leads_out = (
        PurePosixPath(name).is_absolute()
        or PureWindowsPath(name).drive
        or ".." in PurePosixPath(name.replace("\\", "/")).parts
        or name.startswith("\\")
        or "\x00" in name
    )
    if leads_out:
        raise Refused(f"holds a file whose name leads out of the folder ({name!r}); do not use this zip")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Refused(f"holds a link instead of a file ({name!r}); pack the files themselves")
    if member.flag_bits & 1:
        raise Refused(f"is locked with a password ({name!r}); unpack it and put the files here")
    if member.file_size > RATIO_FROM and member.file_size > RATIO * max(member.compress_size, 1):
        raise Refused(
            f"{name!r} unpacks to {member.file_size / max(member.compress_size, 1):,.0f} times its size, as a zip bomb "
            "does; if you trust it, unpack it by hand"
        )


def beginning(path: Path, member: zipfile.ZipInfo, size: int) -> bytes:
    """The first bytes of a zip's member."""
    with zipfile.ZipFile(path) as archive, archive.open(member) as file:
        return file.read(size)


def unzip(path: Path, member: zipfile.ZipInfo, out: Path) -> Path:
    """One member of a zip, written to `out`; its own name is not used."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as file:
            return _copy(iter(lambda: file.read(BLOCK), b""), out, member.compress_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise Refused(f"{member.filename!r} is damaged ({error}); download or pack it again") from error


def gunzip(path: Path, out: Path) -> Path:
    """A gzip file, unpacked to `out`."""
    try:
        with gzip.open(path) as file:
            return _copy(iter(lambda: file.read(BLOCK), b""), out, path.stat().st_size)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise Refused(f"a damaged gzip file ({error}); download or pack it again") from error


def _copy(blocks: Iterator[bytes], out: Path, packed: int) -> Path:
    written = 0
    with out.open("wb") as file:
        for block in blocks:
            written += len(block)
            if written > MOST_BYTES or (written > RATIO_FROM and written > RATIO * max(packed, 1)):
                raise Refused(
                    f"unpacks to more than {written >> 20:,} MB from {packed:,} bytes, as a bomb does; "
                    "if you trust it, unpack it by hand"
                )
            file.write(block)
    return out
