"""The coder: posts in, themes out, by the indicators of a codebook.

An indicator is met as quanteda's `tokens_lookup()` meets a glob: by whole words (see `tokens`), letters folded,
`*` any rest and `?` one character, a phrase over neighbouring words with nothing but spaces between them. Quanteda
also takes neighbours without a space, a sign for a `*` that stands alone, and `state_visit` for `state visit`.

* Indicators of a language are looked up in posts of that language and in posts whose language is undecided;
  indicators for `any` language in every post. A post in a language for which the codebook has no indicators
  is coded by those for `any` alone.
* An indicator inside a met exclusion of its theme does not count.
* A post with a theme also has the themes above it.

`code` is one pure function from a batch of posts to their themes. Over many posts it is mapped by `code_parts`: in
this process, in a pool of processes, or by the workers of a dask scheduler, with the same result to the byte.
"""

import functools
import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.clean.exports.database import without_bars
from analysis.clean.language import detect
from analysis.measure.codebook import Codebook
from analysis.measure.matcher import Matcher
from analysis.study import StudyError

ROWS = 20_000
ATTEMPTS = 3
_READY: dict[str, Matcher] = {}


class CodedPart(NamedTuple):
    """What came of one part: the file written, its posts, how many have a theme, and the file's SHA-256."""

    part: str
    posts: int
    coded: int
    sha256: str


def code(
    texts: Sequence[str], codebook: Codebook, languages: Sequence[str | None] | None = None
) -> list[frozenset[str]]:
    """The ids of the themes of each post, in the posts' order; `languages` are the posts', undecided where not given.

    Nothing else decides the result: not the other posts of the batch, not what was coded before.
    """
    return matcher(codebook).themes(texts, languages)


def evidence(
    texts: Sequence[str], codebook: Codebook, languages: Sequence[str | None] | None = None
) -> pd.DataFrame:
    """Which indicator gave a post its theme: one row per post (its number from 0), theme, language and indicator."""
    return matcher(codebook).evidence(texts, languages)


def matcher(codebook: Codebook) -> Matcher:
    """The codebook made ready for look-up, once per process; nobody sees it before it is complete."""
    if codebook.key not in _READY:
        _READY[codebook.key] = Matcher(codebook)
    return _READY[codebook.key]


def code_parts(
    parts: Sequence[Path], codebook: Codebook, out: Path, *, workers: int = 1, scheduler: str | None = None
) -> pd.DataFrame:
    """Codes Parquet parts of tidy posts into parts of the same names in `out`; one row per part, as in `CodedPart`.

    A part written has platform, post_id, language and themes (a list of ids) of each post, in the posts' order.
    The language is the column of that name where the posts have one, else `detect` decides. Neither the number of
    workers nor one that dies changes a byte of it: a part is written beside its place, moved there when it is
    complete, and read again here to compare its checksum. `scheduler` is the address of a dask scheduler, whose
    workers must see the same folders. Parquet files in `out` that are not of this run are removed.
    """
    if twice := sorted({path.name for path in parts if [one.name for one in parts].count(path.name) > 1}):
        raise StudyError(f"{', '.join(twice)}: two parts of one name; give each part a name of its own")
    out.mkdir(parents=True, exist_ok=True)
    job = functools.partial(code_part, codebook=codebook, out=out.absolute())
    paths = [path.absolute() for path in parts]
    if scheduler:
        coded = _by_dask(job, paths, scheduler)
    else:
        coded = _in_processes(job, paths, workers) if workers > 1 else [job(path) for path in paths]
    _verify(coded, out)
    return pd.DataFrame(coded, columns=list(CodedPart._fields))


def code_part(path: Path, codebook: Codebook, out: Path) -> CodedPart:
    """Codes one Parquet part; a pure function of the part and the codebook but for the file that it writes."""
    rows = [row for batch in _read(path) for row in _coded(batch, codebook)]
    partial = out / f".{path.stem}-{os.getpid()}.partial"
    _write(rows, partial)
    partial.replace(out / path.name)
    themed = sum(1 for row in rows if row[3])
    return CodedPart(path.name, len(rows), themed, _checksum(out / path.name))


def _coded(batch: list[tuple], codebook: Codebook) -> Iterator[tuple[str, str, str, str]]:
    """Platform, post, language and the themes in the codebook's order, with a space between them."""
    platforms, posts, texts, languages = zip(*batch)
    spoken = detect(texts) if languages[0] is None else [language or "" for language in languages]
    place = {name: number for number, name in enumerate(codebook.ids)}
    for row in zip(platforms, posts, spoken, code(texts, codebook, spoken)):
        yield *row[:3], " ".join(sorted(row[3], key=place.__getitem__))


def _read(path: Path) -> Iterator[list[tuple]]:
    import duckdb

    with duckdb.connect(config={"threads": 1}) as connection:
        without_bars(connection)
        columns = {
            row[0]
            for row in connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        }
        if missing := {"platform", "post_id", "text"} - columns:
            raise StudyError(
                f"{path.name}: no column {', '.join(sorted(missing))}; expected a part of tidy posts"
            )
        language = "coalesce(language, '')" if "language" in columns else "NULL"
        connection.execute(f"SELECT platform, post_id, text, {language} FROM read_parquet(?)", [str(path)])
        while batch := connection.fetchmany(ROWS):
            yield batch


def _write(rows: list[tuple[str, str, str, str]], path: Path) -> None:
    import duckdb

    frame = pd.DataFrame(rows, columns=["platform", "post_id", "language", "themes"], dtype="object")
    themes = "CASE themes WHEN '' THEN []::VARCHAR[] ELSE string_split(themes, ' ') END AS themes"
    with duckdb.connect(config={"threads": 1}) as connection:
        without_bars(connection)
        connection.register("coded", frame)
        select = f"SELECT platform::VARCHAR AS platform, post_id::VARCHAR AS post_id, language::VARCHAR AS language, {themes}"
        connection.sql(f"{select} FROM coded").write_parquet(str(path), compression="zstd")


def _in_processes(job: Callable[[Path], CodedPart], paths: list[Path], workers: int) -> list[CodedPart]:
    """The parts coded by a pool; where a process dies, the parts that are not done go to a new pool."""
    done: dict[Path, CodedPart] = {}
    for _ in range(ATTEMPTS):
        rest = [path for path in paths if path not in done]
        if not rest:
            break
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
            futures = {pool.submit(job, path): path for path in rest}
            for future in as_completed(futures):
                if not isinstance(future.exception(), BrokenProcessPool):
                    done[futures[future]] = future.result()
    if left := [path.name for path in paths if path not in done]:
        raise StudyError(
            f"{', '.join(left)}: not coded, the processes died {ATTEMPTS} times; is there memory enough? "
            "Try fewer workers or smaller parts"
        )
    return [done[path] for path in paths]


def _by_dask(job: Callable[[Path], CodedPart], paths: list[Path], scheduler: str) -> list[CodedPart]:
    try:
        from distributed import Client
    except ImportError as error:
        raise StudyError(
            f"{scheduler}: needs the package `distributed`; install the extra `cluster`"
        ) from error
    with Client(scheduler, set_as_default=False) as client:
        return client.gather(client.map(job, paths, pure=False, retries=ATTEMPTS))


def _verify(coded: list[CodedPart], out: Path) -> None:
    for path in out.glob("*.parquet"):
        if path.name not in {part.part for part in coded}:
            path.unlink()
    wrong = [part.part for part in coded if _checksum(out / part.part) != part.sha256]
    if wrong:
        raise StudyError(f"{', '.join(wrong)}: not what the worker wrote; does it see the folder {out}?")


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
