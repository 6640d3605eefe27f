"""What posts cost: reading, coding and resampling them, beside the peers, in one run on one machine.

`make bench` runs it after the build's times; `POSTS=1000000` is the full size. Nothing here is a test, and no
figure is written down: each one is measured in the run that prints it. Posts are drawn, from a seed, from those of
the invented study, two of one language in each, which comes to the length of real ones. Every measure is taken in a
process of its own, one at a time, so that neither memory nor what was made ready is carried over.

Slow peers are given fewer posts, as the table says; rates are compared, so theirs are extrapolated. pandas reads as
many as `make bench POSTS=1000000 PANDAS=1000000` says: a million take it a minute or two, and 14 GB.

Beside wall time stands processor time where work is shared out, since another's work on the machine spoils the first.
"""

import csv
import datetime
import json
import multiprocessing
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import krippendorff
import numpy as np
import pandas as pd
import yaml
from projects import ROOT

from analysis.clean.exports import read_export, read_exports, write_posts
from analysis.clean.exports.database import PARQUET, THREADS
from analysis.clean.exports.opening import BIG
from analysis.clean.language import detect
from analysis.measure.agreement import estimates, ratings
from analysis.measure.bootstrap import resamples
from analysis.measure.codebook import Codebook, codebook_of
from analysis.measure.coding import code, code_parts, matcher
from analysis.measure.tokens import folded, indicators
from analysis.study import read_study

sys.path.append(str(ROOT / "tests" / "measure"))
from made_posts import PlainCoder  # noqa: E402

QUICK = 100_000
SEED = 2024
WIDTH = 62
TIMES = 3  # of which the median counts
PIECES = 2  # posts of the invented study in one of these
OWN = 2  # words in each that no other post has: real ones have 2.3, of 58,000 posts with 133,000 different words
PANDAS = int(os.environ.get("PANDAS") or 100_000)  # posts that pandas reads
PLAIN, CONTAINS = 5_000, 500  # posts at most that the slow peers are given
PAIR = 16  # parts that one worker and two code
THEMES, UNITS, CODERS, RESAMPLES = 15, 1_000, 3, 2_000
MAPPED = {
    "post_id": "id", "created_at": "written", "handle": "account", "text": "text", "url": "link",
    "likes": "likes", "reposts": "shares", "replies": "answers", "views": "views", "platform": "twitter",
}  # fmt: skip
JSON_TYPES = {
    "id": "VARCHAR", "author_id": "VARCHAR", "created_at": "TIMESTAMP", "text": "VARCHAR", "lang": "VARCHAR",
    "conversation_id": "VARCHAR", "author": "STRUCT(username VARCHAR)",
    "public_metrics": """STRUCT(like_count BIGINT, retweet_count BIGINT, reply_count BIGINT, quote_count BIGINT,
        impression_count BIGINT, bookmark_count BIGINT)""",
    "entities": 'STRUCT(mentions STRUCT(username VARCHAR)[], hashtags STRUCT(tag VARCHAR)[], urls STRUCT(expanded_url VARCHAR)[])',
    "referenced_tweets": 'STRUCT("type" VARCHAR, id VARCHAR)[]', "__twarc": "STRUCT(retrieved_at TIMESTAMP)",
}  # fmt: skip
JSON_COLUMNS = """id, author.username, author_id, created_at, text, lang, unnest(public_metrics), conversation_id,
    list_transform(entities.mentions, lambda m: m.username) AS mentions,
    list_transform(entities.hashtags, lambda h: h.tag) AS hashtags,
    list_transform(entities.urls, lambda u: u.expanded_url) AS urls,
    list_transform(referenced_tweets, lambda r: r.type) AS referenced, __twarc.retrieved_at AS collected_at"""
CSV_TYPES = {
    "id": "VARCHAR", "written": "TIMESTAMP", "account": "VARCHAR", "text": "VARCHAR", "link": "VARCHAR",
    "likes": "BIGINT", "shares": "BIGINT", "answers": "BIGINT", "views": "BIGINT",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of the table; `aim` is the least ratio, or the largest if `at_most`, or none."""

    what: str
    ours: str
    peer: str
    ratio: float | None = None
    aim: float | None = None
    at_most: bool = False

    @property
    def verdict(self) -> str:
        if self.aim is None:
            return ""
        if self.ratio is None:
            return "not measured"
        return "reached" if (self.ratio <= self.aim if self.at_most else self.ratio >= self.aim) else "missed"

    def __str__(self) -> str:
        ratio = (
            "" if self.ratio is None else f"{self.ratio:.2f}×" if self.ratio < 10 else f"{self.ratio:,.0f}×"
        )
        aim = "" if self.aim is None else f"{'≤' if self.at_most else '≥'} {self.aim:g}×"
        return f"{self.what:{WIDTH}}{self.ours:>14}{self.peer:>14}{ratio:>9}{aim:>8}  {self.verdict}".rstrip()


# Posts --------------------------------------------------------------------------------------------------------


def shipped() -> Codebook:
    return codebook_of(read_study("turkic-2024", ROOT))


def rows_of(codebook: Codebook) -> list[tuple[str, str, str, bool]]:
    """Theme, language, indicator, and whether it counts or excludes."""
    return [
        (theme.id, language, phrase, counts)
        for theme in codebook.themes
        for lists, counts in ((theme.indicators, True), (theme.exclusions, False))
        for language, phrases in lists.items()
        for phrase in phrases
    ]


def made(many: int) -> Iterator[tuple[str, str]]:
    """Posts with their language ("" for undecided), the same in each run."""
    columns = read_study("example", ROOT).posts.columns
    invented = (
        read_exports(ROOT / "data" / "raw" / "example" / "posts", columns=columns).posts["text"].tolist()
    )
    languages = detect(invented)
    alike = {name: [text for text, own in zip(invented, languages) if own == name] for name in set(languages)}
    chance = random.Random(SEED)
    for language in chance.choices(languages, k=many):
        own = " ".join("".join(chance.choices("aeiourtnslk", k=9)) for _ in range(OWN))
        yield "\n".join([*chance.choices(alike[language], k=PIECES), own]), language


def write_exports(lines: Path, table: Path | None, many: int) -> None:
    """The posts as twarc2 writes them flattened, and as a table of one's own."""
    began = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    with (
        lines.open("w", encoding="utf-8") as jsonl,
        (table or Path(os.devnull)).open("w", encoding="utf-8", newline="") as cells,
    ):
        writer = csv.writer(cells)
        writer.writerow(list(CSV_TYPES))
        for at, (text, language) in enumerate(made(many)):
            when = began + datetime.timedelta(milliseconds=1_237 * at)
            stamp = f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03}Z"
            number = (int(when.timestamp() * 1000) - 1_288_834_974_657 << 22) + at % 4_093
            handle = f"mfa_{at % 40}"
            jsonl.write(
                f'{{"id": "{number}", "text": {json.dumps(text, ensure_ascii=False)}, "author_id": "{9_000 + at % 40}", '
                f'"created_at": "{stamp}", "lang": "{language or "und"}", "conversation_id": "{number}", '
                f'"edit_history_tweet_ids": ["{number}"], "possibly_sensitive": false, "reply_settings": "everyone", '
                f'"public_metrics": {{"retweet_count": {at % 97}, "reply_count": {at % 13}, "like_count": {at % 1_009}, '
                f'"quote_count": {at % 7}, "bookmark_count": {at % 5}, "impression_count": {1_000 + at % 90_001}}}, '
                '"entities": {"hashtags": [{"start": 1, "end": 9, "tag": "made_up"}], "mentions": [{"start": 10, "end": 18, '
                f'"username": "mfa_{at % 39}", "id": "{9_000 + at % 39}"}}]}}, '
                f'"author": {{"id": "{9_000 + at % 40}", "username": "{handle}", "name": "Made up", "verified": true, '
                '"created_at": "2012-03-04T05:06:07.000Z", "description": "", "public_metrics": {"followers_count": 1234, '
                '"following_count": 56, "tweet_count": 7890, "listed_count": 1}}, '
                '"__twarc": {"url": "https://api.twitter.com/2/users/1/tweets", "version": "2.14.0", '
                '"retrieved_at": "2026-01-01T00:00:00+00:00"}}\n'
            )  # fmt: skip
            if table:
                link = f"https://x.com/{handle}/status/{number}"
                writer.writerow([number, stamp, handle, text, link, at % 1_009, at % 97, at % 13, 1_000 + at])


# What is measured, each in a process of its own ---------------------------------------------------------------


def reading(path: Path, many: int) -> dict[str, float]:
    """Posts per second of each way of reading one export, and per second of processor time (`… cpu`)."""
    table = path.suffix == ".csv"
    columns = MAPPED if table else None
    out = str(path.with_suffix(".parquet"))
    types = CSV_TYPES if table else JSON_TYPES
    types = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in types.items()) + "}"
    source = (
        f"SELECT * FROM read_csv('{path}', columns = {types}, header = true, delim = ',', quote = '\"', escape = '\"')"
        if table
        else f"SELECT {JSON_COLUMNS} FROM read_json('{path}', format = 'newline_delimited', columns = {types})"
    )
    connection = duckdb.connect(config={"threads": str(min(THREADS, cores()))})
    connection.execute("SET TimeZone = 'UTC'")

    def ours() -> None:
        exports = read_export(path, columns=columns)
        if exports.report["kept"].sum() != many:
            sys.exit(f"{path.name}: {exports.report.to_dict('records')}")

    def to_parquet() -> None:
        parts = PARQUET.replace(", ROW_GROUPS_PER_FILE 1", "")
        connection.execute(f"COPY ({source}) TO '{out}' ({parts})")

    def scanned() -> None:
        connection.execute(f"SELECT count(COLUMNS(*)) FROM ({source})").fetchall()

    ways: dict[str, Callable[[], Any]] = {"ours": ours, "parquet": to_parquet, "scanned": scanned}
    took: dict[str, list[float]] = {}
    for _ in range(TIMES):
        for name, way in ways.items():
            began = time.process_time()
            took.setdefault(name, []).append(many / seconds(way))
            took.setdefault(f"{name} cpu", []).append(many / (time.process_time() - began))
    return {name: statistics.median(rates) for name, rates in took.items()}


def reading_by_pandas(path: Path, few: int) -> tuple[float, float, float]:
    """Posts per second, the same with the nested values of JSON in columns of their own, and MB held at the peak."""
    began = time.perf_counter()
    table = path.suffix == ".csv"
    frame = pd.read_csv(path, nrows=few) if table else pd.read_json(path, lines=True, nrows=few)
    read = time.perf_counter() - began
    if not table:
        metrics, authors = (pd.json_normalize(frame[name]) for name in ("public_metrics", "author"))
        lists = {
            name: [[item[key] for item in found.get(name, [])] for found in frame["entities"]]
            for name, key in (("mentions", "username"), ("hashtags", "tag"))
        }
        collected = pd.to_datetime([found["retrieved_at"] for found in frame["__twarc"]])
        pd.concat([frame.assign(**lists, collected_at=collected), metrics, authors], axis=1)
    return few / read, few / (time.perf_counter() - began), peak()


def coding(many: int) -> dict[str, float]:
    """Posts per second of each way of coding, in one process, and on how many posts the plain one differs."""
    codebook = shipped()
    texts, languages = map(list, zip(*made(many)))
    matcher(codebook)
    detect(texts[:1_000])
    found = [many / seconds(lambda: detect(texts)) for _ in range(TIMES)]
    rates = [many / seconds(lambda: code(texts, codebook, languages)) for _ in range(TIMES)]
    few = min(many, PLAIN)
    plain = PlainCoder(rows_of(codebook), {theme.id: theme.parent for theme in codebook.themes})
    began = time.perf_counter()
    themes = [plain.themes(*post) for post in zip(texts[:few], languages)]
    rate = few / (time.perf_counter() - began)
    differ = sum(map(frozenset.__ne__, themes, code(texts[:few], codebook, languages[:few])))
    contains = pd.Series(texts[: min(many, CONTAINS)]).str.lower()
    escaped = [re.escape(phrase.lower()) for _, _, phrase, _ in rows_of(codebook)]
    patterns = [r"\b" + one.replace(r"\*", r"\w*").replace(r"\?", r"\w") + r"\b" for one in escaped]
    took = seconds(lambda: [contains.str.contains(pattern, regex=True) for pattern in patterns])
    return {
        "ours": statistics.median(rates), "language": statistics.median(found), "plain": rate, "compared": few, "differ": differ,
        "contains": len(contains) / took, "indicators": len(patterns),
    }  # fmt: skip


def quanteda(folder: Path, many: int) -> tuple[float, int] | str:
    """Posts per second of quanteda on one thread and how many different words they have, or why there are none.

    Timed are `tokens()` and `tokens_lookup()`, not reading files; as many indicators are looked up as by ours, exclusions
    among them as keys of their own. It is given folded posts and indicators, and need not tell languages apart.
    Its rate falls with the number of different words, with each of which it compares the indicators.
    """
    if not shutil.which("Rscript"):
        return "not found: no Rscript"
    if subprocess.run(["Rscript", "-e", "library(quanteda)"], capture_output=True).returncode:
        return "not found in R"
    texts = [folded(text) for text, _ in made(min(many, QUICK))]
    (folder / "posts.txt").write_text("\n".join(texts) + "\n", encoding="utf-8")
    lists = {
        f"{theme.id} {counts}": indicators(sum(phrases.values(), []))
        for theme in shipped().themes
        for phrases, counts in ((theme.indicators, "counts"), (theme.exclusions, "excludes"))
        if phrases
    }
    dictionary = yaml.safe_dump(lists, allow_unicode=True, default_style='"')
    (folder / "dictionary.yml").write_text(dictionary, encoding="utf-8")
    script = f"""
        Sys.setlocale("LC_ALL", "C.UTF-8"); suppressMessages(library(quanteda)); quanteda_options(threads = 1)
        texts <- readLines("posts.txt", encoding = "UTF-8", warn = FALSE)
        themes <- dictionary(file = "dictionary.yml")
        once <- function(...) system.time(tokens_lookup(tokens(texts), themes, valuetype = "glob"))[["elapsed"]]
        cat(median(vapply(seq_len({TIMES}), once, 0)), length(types(tokens(texts))))
    """
    done = subprocess.run(["Rscript", "-e", script], cwd=folder, check=True, capture_output=True, text=True)
    took, different = done.stdout.split()[-2:]
    return len(texts) / float(took), int(different)


def read_and_code(path: Path, out: Path) -> tuple[float, float]:
    """MB at the peak of reading an export, and of coding its posts thereafter; the posts stay in `out`."""
    parts = write_posts(read_export(path), out)
    after_reading = peak()
    code_parts(parts, shipped(), out / "coded")
    return after_reading, peak()


def peak() -> float:
    """The most MB that this process has held so far."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / 1e6 if sys.platform == "darwin" else held * 1_024 / 1e6


def coding_parts(folder: Path, workers: int) -> tuple[float, float]:
    """Seconds from parts of posts to parts of themes, by the clock and of processors, the workers' start included."""
    parts, codebook = sorted(folder.glob("*.parquet"))[:PAIR], shipped()
    began = processors()
    took = seconds(lambda: code_parts(parts, codebook, folder / f"by-{workers}", workers=workers))
    return took, processors() - began


def processors() -> float:
    """Seconds of processor time of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def alpha() -> tuple[float, float, float]:
    """Seconds of alpha in the same resamples, by matrix product and by a loop over the package; largest difference."""
    chance = np.random.default_rng(SEED)
    truth = chance.random((THEMES, UNITS, 1)) < chance.uniform(0.05, 0.5, (THEMES, 1, 1))
    chosen = np.where(chance.random((THEMES, UNITS, CODERS)) < 0.1, ~truth, truth).astype(int).astype(str)
    names = [(f"p{unit:04}", coder) for unit in range(UNITS) for coder in "abc"[:CODERS]]
    tables = [
        ratings(pd.DataFrame(names, columns=["post_id", "coder"]).assign(value=theme.ravel()))
        for theme in chosen
    ]
    ours, own = [], np.empty(0)
    for _ in range(TIMES):
        began = time.perf_counter()
        own = estimates(tables, "alpha", RESAMPLES, np.random.default_rng(SEED))
        ours.append(time.perf_counter() - began)
    drawn = np.concatenate(list(resamples(UNITS, RESAMPLES, np.random.default_rng(SEED)))).astype(int)
    began = time.perf_counter()
    looped = np.empty_like(own)
    for at, times in enumerate(drawn):
        units = np.repeat(np.arange(UNITS), times)
        for theme, table in enumerate(tables):
            looped[theme, at] = krippendorff.alpha(
                value_counts=table.counts[units], level_of_measurement="nominal"
            )
    return statistics.median(ours), time.perf_counter() - began, float(np.abs(own - looped).max())


def seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def alone(work: Callable, *given: Any) -> Any:
    """What `work` gives in a new process, whose own printing is not shown (DuckDB's bars)."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), silence) as pool:
        return pool.submit(work, *given).result()


def silence() -> None:
    """Nothing that this process or its children print is seen; what goes wrong is raised where it was called."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


# The table ----------------------------------------------------------------------------------------------------


def lines_of(folder: Path, many: int) -> Iterator[Line]:
    lines, table, more = folder / "posts.jsonl", folder / "posts.csv", folder / "ten-times.jsonl"
    alone(write_exports, lines, table, many)
    yield from lines_of_reading(lines, many, "pandas.read_json")
    yield from lines_of_reading(table, many, "pandas.read_csv")
    yield from lines_of_coding(folder, many)
    alone(write_exports, more, None, 10 * many)
    small, large = (alone(read_and_code, path, folder / path.stem) for path in (lines, more))
    for what, few, all_of_them in zip(("read", "read, then code"), small, large):
        name = f"peak memory, {what}: {10 * many:,} posts, {many:,}"
        numbers = f"{all_of_them:,.0f} MB", f"{few:,.0f} MB", all_of_them / few
        yield Line(name, *numbers, 1.2, at_most=True)
    yield Line(
        "peak memory against 1 GB", f"{large[1]:,.0f} MB", "1,000 MB", large[1] / 1_000, 1, at_most=True
    )
    yield from lines_of_workers(folder / more.stem)
    ours, loop, apart = alone(alpha)
    what = f"alpha, {THEMES} themes × {RESAMPLES:,} resamples: loop over krippendorff"
    yield Line(what, f"{ours:.3f} s", f"{loop:.2f} s", loop / ours, 30)
    yield Line(
        "  largest difference, at most 1e-12", f"{apart:.0e}", "equal" if apart <= 1e-12 else "NOT EQUAL"
    )


def lines_of_workers(folder: Path) -> Iterator[Line]:
    (one, alone_cpu), (two, both_cpu) = (alone(coding_parts, folder, workers) for workers in (1, 2))
    parts = min(PAIR, len(list(folder.glob("*.parquet"))))
    yield Line(f"two workers against one, {parts} parts", f"{two:.1f} s", f"{one:.1f} s", one / two, 1.8)
    what = "  processor time of the two against the one's (1.11 allows 1.8×)"
    yield Line(what, f"{both_cpu:.1f} s", f"{alone_cpu:.1f} s", both_cpu / alone_cpu, 1.11, at_most=True)


def lines_of_reading(path: Path, many: int, pandas: str) -> Iterator[Line]:
    rate, size, few = alone(reading, path, many), path.stat().st_size, min(many, PANDAS)
    theirs, flat, held = alone(reading_by_pandas, path, few)
    own, name = per_second(rate["ours"]), f"reading {path.suffix[1:].upper()}, {size / 1e6:,.0f} MB"
    first = f" (first {few:,})" if many > few else ""
    yield Line(f"{name}: {pandas}{first}", own, per_second(theirs), rate["ours"] / theirs, 20)
    if path.suffix != ".csv":
        yield Line("  the same, and nested values in columns", own, per_second(flat), rate["ours"] / flat)
    yield Line(f"  its memory at the peak, {few:,} posts", "", f"{held:,.0f} MB")
    for way, peer, aim in (
        ("parquet", "DuckDB, to Parquet too", 1.3),
        ("scanned", "DuckDB, nothing kept", None),
    ):
        yield Line(f"{name}: {peer}", own, per_second(rate[way]), rate[way] / rate["ours"], aim, at_most=True)
    cpu = rate["ours cpu"], rate["parquet cpu"]
    what = "  per second of processor time: DuckDB, to Parquet too"
    yield Line(what, *map(per_second, cpu), cpu[1] / cpu[0])
    yield Line(f"  the limit: DuckDB, to Parquet, against {pandas}", "", "", rate["parquet"] / theirs)
    if size < BIG:
        yield Line(
            f"  a file below {BIG / 1e6:.0f} MB is examined first and then read, or read cell by cell", "", ""
        )


def lines_of_coding(folder: Path, many: int) -> Iterator[Line]:
    rate, peer = alone(coding, many), alone(quanteda, folder, many)
    own, few = per_second(rate["ours"]), min(many, CONTAINS)
    what = f"coding: plain coder ({rate['compared']:,} posts, {rate['differ']:,} differ)"
    yield Line(what, own, per_second(rate["plain"]), rate["ours"] / rate["plain"])
    what = f"coding: pandas str.contains × {rate['indicators']:,} ({few:,} posts)"
    yield Line(what, own, per_second(rate["contains"]), rate["ours"] / rate["contains"])
    share = rate["ours"] / (rate["ours"] + rate["language"])
    what = f"  finding the language before: {share:.0%} of the time of both"
    yield Line(what, per_second(rate["language"]), "")
    if isinstance(peer, str):
        yield Line(f"coding: quanteda, {peer}", own, "", None, 20)
    else:
        what = f"coding: quanteda, one thread ({peer[1]:,} different words)"
        yield Line(what, own, per_second(peer[0]), rate["ours"] / peer[0], 20)


def per_second(rate: float) -> str:
    return f"{rate:,.0f} /s"


def main(many: int) -> None:
    load, began = os.getloadavg()[0], time.perf_counter()
    print(f"\n{many:,} posts made up, {cores()} cores; reading and coding are rates, more is better\n")
    print(f"{'':{WIDTH}}{'ours':>14}{'peer':>14}{'ratio':>9}{'aim':>8}")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ["TMPDIR"] = folder
        for line in lines_of(Path(folder), many):
            print(line, flush=True)
    print(
        f"\nAll in {time.perf_counter() - began:.0f} s. Workers find the language of a post first, then code it.\n"
        "Beside what DuckDB alone does, reading fills 30 columns, looks at each row for damage, numbers the rows, "
        "collects the profiles and compares all captures."
    )
    if load > cores() / 4:
        print(f"Other work was running (load {load:.1f} at the start): no figure of time can be relied on.")
    if many < 1_000_000 or PANDAS < 1_000_000:
        print(
            "The aims were set for a million posts, which take pandas 15 GB and much longer than ten times 100,000, and "
            "for memory at ten million: make bench POSTS=1000000 PANDAS=1000000"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else QUICK)
