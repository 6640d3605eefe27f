"""The invented study, read once for all tests about it: its files, what they give, and what was planted in them."""

import functools
import json
from pathlib import Path

import pandas as pd

from analysis.clean.exports import Exports, read_exports
from analysis.clean.language import detect
from analysis.clean.observations import observations, read_raw
from analysis.measure.analysed import chosen_of, coded_of
from analysis.measure.codebook import Codebook, codebook_of
from analysis.measure.hand_codes import HandCodes, among, read_codes
from analysis.measure.reach import members
from analysis.study import Study, read_study

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "data" / "raw" / "example"
TRUTH = json.loads((ROOT / "tests" / "example_truth.json").read_text(encoding="utf-8"))
THEMES = list(TRUTH["alpha"])
MINISTRIES = list(TRUTH["shares"])


@functools.cache
def study() -> Study:
    return read_study("example", ROOT)


@functools.cache
def tables() -> dict[str, pd.DataFrame]:
    return observations(read_raw(study())[0], study())


@functools.cache
def ministries() -> pd.DataFrame:
    return members(tables()["accounts"], study(), "ministries")


@functools.cache
def exports() -> Exports:
    return read_exports(RAW / "posts", columns=study().posts.columns, accounts=tables()["accounts"])


@functools.cache
def posts() -> pd.DataFrame:
    """All posts, with the language of their text."""
    return exports().posts.assign(language=detect(exports().posts["text"].tolist()))


@functools.cache
def chosen() -> pd.DataFrame:
    """The posts that are analysed: each ministry's last hundred."""
    return chosen_of(posts(), study(), ministries())


@functools.cache
def book() -> Codebook:
    own = codebook_of(study())
    return own if own.themes else codebook_of(read_study("turkic-2024", ROOT))


@functools.cache
def coded() -> pd.DataFrame:
    """Whether the codebook gives each chosen post each of the planted themes."""
    return coded_of(chosen(), book())[THEMES]


@functools.cache
def hand() -> HandCodes:
    return among(read_codes(study(), book(), posts()), chosen())


@functools.cache
def planted() -> pd.DataFrame:
    """Whether each chosen post has each theme in truth."""
    have = {name: {post: name in own.split() for post, own in TRUTH["themes"].items()} for name in THEMES}
    return pd.DataFrame(have)


def owners() -> pd.Series:
    """The account of each chosen post."""
    return chosen().set_index("post_id")["account"]


def inside(value: float, row: pd.Series | dict) -> bool:
    """Whether a planted value lies in the interval of a row."""
    return row["low"] <= value <= row["high"]
