"""A bundle of a study without texts, as it was given: read and checked.

Nothing in a bundle is evaluated or used as a path.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zoneinfo import available_timezones

import pandas as pd

from analysis.clean.exports.unpacking import Refused, members, unzip
from analysis.clean.problems import InputError, Problem
from analysis.clean.schemas import IDENTIFIER, PLATFORMS, is_day
from analysis.measure.sampling import calendar_days
from analysis.publish.markdown import printable
from analysis.study import Study, StudyError

FORM = 1  # of a bundle; another number where its files change
KEY = ["platform", "post_id"]
ACCOUNTS = ["account", "country", "role", "platform", "handle", "url"]
LISTED = [*KEY, "account", "day", "chosen", "is_repost", "is_reply"]
MADE_ID = "text-"  # how the id of a post begins whose export gives it none
READ_FROM_BUNDLE = ("bundle.json", "posts.csv", "accounts.csv", "sha256sums.txt")
CUT_ID = r"\d+([.,]\d*)?[eE]\+?\d+|\d{15,}[.,]\d*"  # 1.18E+18 as spreadsheets write it, some with a comma


@dataclass(frozen=True)
class Bundle:
    """A bundle as it was read: its posts, its accounts (None where it lists none), and the days' time zone."""

    posts: pd.DataFrame
    accounts: pd.DataFrame | None
    timezone: str
    date: str


def bundle_path(study: Study, bundle: Path | None) -> Path:
    made = [study.build / f"{study.name}-share.zip", study.build / "share"]
    path = bundle or next((path for path in made if path.exists()), None)
    if path is None:
        raise StudyError(
            f"no bundle in build/{study.name}: write BUNDLE= with the bundle that you were given, or make one with "
            f"`make share STUDY={study.name}`"
        )
    if not path.exists():
        raise StudyError(f"BUNDLE={path}: no such file or folder; write the path of a bundle's zip or folder")
    return path


def read_bundle(study: Study, path: Path) -> Bundle:
    """The bundle at `path`, a zip or a folder, checked: it is of this study, and as it was packed."""
    with _unpacked(path) as folder:
        about = _about(folder, path.name)
        if about["study"] != study.name:
            raise StudyError(
                f"{path.name}: a bundle of the study {about['study']!r}, not of {study.name!r}; "
                "write STUDY= with that study, or BUNDLE= with another bundle"
            )
        if not (folder / "posts.csv").is_file():
            raise StudyError(f"{path.name}: there are no posts in this bundle, so no texts to put back")
        _check_sums(folder, path.name)
        posts = _bundle_table(folder / "posts.csv", LISTED)
        lists_accounts = (folder / "accounts.csv").is_file()
        accounts = _bundle_table(folder / "accounts.csv", ACCOUNTS) if lists_accounts else None
    problems = list(_wrong_cells(posts))
    if problems:
        raise InputError(problems)
    return Bundle(posts, accounts, about["timezone"], about["date"])


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """A folder with the files of the bundle that are read; those of a zip under names of ours."""
    if path.is_dir():
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            for member in members(path):
                place = PurePosixPath(member.filename)
                if place.name in READ_FROM_BUNDLE and len(place.parts) <= 2:
                    unzip(path, member, Path(folder) / place.name)
        except Refused as error:
            raise refusal(path.name, str(error)) from error
        yield Path(folder)


def _about(folder: Path, where: str) -> dict[str, str]:
    """What bundle.json says: study, date, time zone."""
    path = folder / "bundle.json"
    strange = refusal(where, "not a bundle that `make share` made: its bundle.json is missing or damaged")
    try:
        about = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size < 2**20 else None
    except (OSError, ValueError, RecursionError) as error:
        raise strange from error
    wanted = ("study", "date", "timezone")
    if not isinstance(about, dict) or not all(isinstance(about.get(name), str) for name in wanted):
        raise strange
    if about.get("form") != FORM:
        raise refusal(where, "a bundle of another form than is read here; update the project")
    if about["timezone"] not in available_timezones():
        raise refusal("bundle.json", "no such time zone", column="timezone", value=about["timezone"])
    return {name: printable(about[name]) for name in wanted}


def _check_sums(folder: Path, where: str) -> None:
    """Refuse tables that are not as they were packed: a spreadsheet that has saved them has damaged their ids."""
    path = folder / "sha256sums.txt"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in text.splitlines())}
    there = [name for name in READ_FROM_BUNDLE if name != path.name and (folder / name).is_file()]
    wrong = [name for name in there if sums.get(name) != sha256(folder / name)]
    if wrong:
        mend = "not as packed (the checksum differs); unpack the bundle again, and open only copies in spreadsheets"
        raise InputError([Problem(f"{where}: {name}", None, None, None, mend) for name in wrong])


def _bundle_table(path: Path, columns: list[str]) -> pd.DataFrame:
    try:
        frame = read_text(path)
    except ValueError as error:
        raise refusal(path.name, f"cannot be read ({printable(str(error))})") from error
    lacking = [column for column in columns if column not in frame]
    if lacking:
        raise refusal(path.name, f"the header lacks {', '.join(lacking)}; unpack the bundle again", row=1)
    return frame


def _wrong_cells(posts: pd.DataFrame) -> Iterator[Problem]:
    ids = posts["post_id"]
    cut, odd = ids.str.fullmatch(CUT_ID), ~ids.str.fullmatch(r"[!-~]{1,300}")
    checks = (
        ("platform", ~posts["platform"].isin(PLATFORMS), "no platform that is known here"),
        ("post_id", cut, "a spreadsheet has cut this id; unpack the bundle again"),
        ("post_id", odd, "not an id: one is made of Latin letters, digits and signs"),
        ("post_id", posts.duplicated(KEY) & ~cut, "stands twice; unpack the bundle again"),
        ("account", ~posts["account"].str.fullmatch(IDENTIFIER), "not an account's id"),
        ("day", ~posts["day"].map(is_day), "not a day of the calendar, written as 2024-09-28"),
    )
    for column, wrong, mend in checks:
        for row, value in posts.loc[wrong, column].items():
            yield Problem("posts.csv", int(row) + 2, column, printable(value), mend)


def refusal(
    where: str, mend: str, *, row: int | None = None, column: str = "", value: str = ""
) -> InputError:
    return InputError([Problem(where, row, column or None, printable(value) if value else None, mend)])


def read_text(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keys(posts: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(posts[KEY])


def days(times: pd.Series, timezone: str) -> pd.Series:
    return calendar_days(times, timezone).dt.strftime("%Y-%m-%d").fillna("").astype("str")


def yes_no(flags: pd.Series) -> pd.Series:
    return flags.map({True: "yes", False: "no"}).astype("object").fillna("").astype("str")
