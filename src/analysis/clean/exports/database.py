"""DuckDB as the exports need it: in flat memory, offline, in UTC, with the posts in the order of their files."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from analysis.clean.exports.dates import in_numbers
from analysis.clean.exports.macros import add_macros
from analysis.clean.exports.mapping import literal
from analysis.clean.exports.texts import from_html, mended, mended_plain

MEMORY = "600MB"
THREADS = 4  # of which each holds a block of the file
# A part is what one process of a pool codes at a time.
PARQUET = (
    "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880, ROW_GROUPS_PER_FILE 1"
)
# The first copies a count's long expression into every filter above it, until memory is full; the others turn
# joins round, and with them the order of the posts.
NOT_WANTED = "filter_pushdown,join_order,build_side_probe_side"


def connect(spill: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory that spills into the folder `spill`, installs nothing, and speaks UTC."""
    settings = {
        "memory_limit": MEMORY,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "threads": str(workers()),
    }
    connection = duckdb.connect(":memory:", config=settings)
    without_bars(connection)
    connection.execute(f"SET GLOBAL TimeZone = 'UTC'; SET GLOBAL disabled_optimizers = '{NOT_WANTED}'")
    add_macros(connection)
    for function in (mended, mended_plain, from_html, in_numbers):
        connection.create_function(function.__name__, function, ["VARCHAR"], "VARCHAR")
    return connection


@contextlib.contextmanager
def one_thread_each(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """While it lasts, every query keeps to the thread that asks it: several at a time are faster for that."""
    connection.execute("SET GLOBAL threads = 1")
    try:
        yield
    finally:
        connection.execute(f"SET GLOBAL threads = {workers()}")


def without_bars(connection: duckdb.DuckDBPyConnection) -> None:
    """No progress bars: a worker's terminal is not its user's. In a notebook there are none, nor can they be switched."""
    with contextlib.suppress(duckdb.InvalidInputException):
        connection.execute("SET enable_progress_bar = false")


def write_parts(connection: duckdb.DuckDBPyConnection, query: str, folder: Path) -> tuple[int, list[Path]]:
    """The rows of `query` as Parquet parts in `folder`: how many there are, and the parts in their order."""
    written = connection.execute(f"COPY ({query}) TO {literal(str(folder))} ({PARQUET})").fetchone()[0]
    return written, sorted(folder.glob("*.parquet"), key=lambda part: int(part.stem.removeprefix("data_")))


def rows_in(parts: Sequence[Path]) -> str:
    """SQL: the rows of Parquet parts, whose paths are ours."""
    return f"read_parquet([{', '.join(literal(str(part)) for part in parts)}])"


def workers() -> int:
    """How many threads read: as many as the cores that this process may use, up to `THREADS`."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(THREADS, cores)
