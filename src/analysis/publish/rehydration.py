"""The way back to the texts: a bundle joined to an export of the reader's own, and what has vanished since."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd

from analysis.clean.exports import Exports, read_export, read_exports, read_posts, write_posts
from analysis.clean.exports.tidy import POST_COLUMNS
from analysis.clean.problems import InputError, Problem
from analysis.publish.attrition import Rehydrated, counts, exported_posts, other_posts, standing
from analysis.publish.attrition_report import report
from analysis.publish.bundle import KEY, MADE_ID, Bundle, bundle_path, read_bundle, refusal
from analysis.publish.markdown import printable
from analysis.study import Study, StudyError, write_whole

EXPORTED = [
    *(*KEY, "account", "created_at", "collected_at", "is_repost", "is_reply", "is_pinned"),
    *("file", "row"),
]


def rehydrate(
    study: Study, export: Path, bundle: Path | None = None, *, complete: bool = False
) -> Rehydrated:
    """The posts of a bundle with their texts again, as far as `export` (a file or a folder) still has them.

    They become the study's posts (data/processed/<study>/posts), each with the bundle's account; posts that the
    bundle lacks are not taken. The report goes to build/<study>/rehydrated. `bundle` is a bundle's zip or folder,
    by default the one that `share` made. `complete` says that the export is what a tool gave when it was asked for
    every id of the bundle: what is not in it is gone. Raises `StudyError` for a bundle of another study, and
    `InputError` for a bundle that is damaged or unsafe, for an export that cannot be read or has lost its ids, and
    where the two have no post in common; nothing is written then.
    """
    shared = read_bundle(study, bundle_path(study, bundle))
    found = _read_export(study, export, shared)
    exported = exported_posts(read_posts(found.parts, EXPORTED), shared)
    _check_export(exported, shared.posts, export.name)
    posts = standing(shared.posts, exported, complete=complete)
    others = other_posts(shared.posts, exported)
    parts = _write_found(found, posts, study.processed / "posts")
    frames = counts(posts, exported, others, study.confidence)
    done = Rehydrated(posts=posts, others=others, exports=found.report, parts=parts, **frames)
    done = replace(done, text=report(done, study, shared.date, complete=complete))
    _write_report(done, study.build / "rehydrated")
    return done


def _read_export(study: Study, export: Path, shared: Bundle) -> Exports:
    if not export.exists():
        raise StudyError(f"FROM={export}: no such file or folder; write the path of your own export of posts")
    read = read_exports if export.is_dir() else read_export
    return read(export, columns=study.posts.columns, accounts=shared.accounts)


def _check_export(exported: pd.DataFrame, listed: pd.DataFrame, where: str) -> None:
    """Refuse an export from which nothing can be told: of other platforms or accounts, of another time, without ids."""
    platforms, wanted = (", ".join(sorted(set(posts["platform"]))) for posts in (exported, listed))
    if exported.empty:
        accounts = ", ".join(sorted(set(listed["account"]))[:10])
        raise refusal(where, f"no post of {accounts} (on {wanted}) is in it; export the bundle's accounts")
    if exported[exported["platform"].isin(listed["platform"])].empty:
        raise refusal(where, f"posts on {platforms}, but the bundle's are on {wanted}; export these")
    problems = list(_lost_ids(exported, listed))
    if problems:
        raise InputError(problems)
    if not exported["listed"].any():
        has, wants = (f"{posts['day'].min()} to {posts['day'].max()}" for posts in (exported, listed))
        mend = f"has none of the bundle's {len(listed):,} posts: its own are from {has}, the bundle's from {wants}"
        raise refusal(where, f"{mend}; export as far back as that")


def _lost_ids(exported: pd.DataFrame, listed: pd.DataFrame) -> Iterator[Problem]:
    """Posts without an id of their own, of accounts whose posts in the bundle have one: let through, these would
    look as if they were gone."""
    given = listed.loc[~listed["post_id"].str.startswith(MADE_ID), "account"]
    lost = exported["post_id"].str.startswith(MADE_ID) & ~exported["listed"] & exported["account"].isin(given)
    for file, own in exported[lost].groupby("file"):
        mend = (
            f"posts without a sound id: {len(own):,}, perhaps because a spreadsheet made numbers of the ids "
            "(1.18E+18); they cannot be told from posts that are gone: export again with ids as text"
        )
        yield Problem(printable(str(file)), int(own["row"].min()), None, None, mend)


def _write_found(found: Exports, posts: pd.DataFrame, folder: Path) -> list[Path]:
    with tempfile.TemporaryDirectory() as temporary:
        kept = _found_parts(found.parts, posts, Path(temporary))
        return write_posts(replace(found, parts=kept), folder)


def _found_parts(parts: list[Path], posts: pd.DataFrame, folder: Path) -> list[Path]:
    """The posts that were found, with the bundle's account, in parts as the export's are."""
    columns = ", ".join("listed.account" if name == "account" else f'posts."{name}"' for name in POST_COLUMNS)
    query = f"""SELECT {columns} FROM read_parquet(?) AS posts
        JOIN listed ON posts.platform = listed.platform AND posts.post_id = listed.post_id
        ORDER BY posts.file, posts."row", posts.post_id"""
    written = []
    with duckdb.connect() as connection:
        connection.register(
            "listed", posts.loc[posts["status"] == "found", [*KEY, "account"]].astype("object")
        )
        for number, part in enumerate(parts):
            found = connection.sql(query, params=[str(part)])
            if len(found):
                written.append(folder / f"part-{number:05d}.parquet")
                found.write_parquet(str(written[-1]), compression="zstd")
    return written


def _write_report(done: Rehydrated, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("posts", "others", "accounts", "years", "months", "analysed"):
        write_whole(folder / f"{name}.csv", getattr(done, name).to_csv(index=False, lineterminator="\n"))
    write_whole(folder / "report.md", done.text)
