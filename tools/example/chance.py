"""Chance that can be repeated: a number made from words, the same on every machine and in every version of Python."""

import hashlib
import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import TypeVar

SEED = "an invented study"
Item = TypeVar("Item")


def whole(*words: object, below: int) -> int:
    """A whole number from 0 to `below` - 1 that the words decide."""
    digest = hashlib.sha256("|".join([SEED, *map(str, words)]).encode()).digest()
    return int.from_bytes(digest[:16], "big") % below


def share(*words: object) -> float:
    """A number between 0 and 1, both excluded."""
    return (whole(*words, below=10**9) + 0.5) / 10**9


def deal(items: Sequence[Item], *words: object) -> list[Item]:
    """The items in an order that the words decide."""
    order = sorted(range(len(items)), key=lambda place: whole(*words, place, below=2**64))
    return [items[place] for place in order]


def one_of(items: Sequence[Item], *words: object) -> Item:
    """One of the items."""
    return items[whole(*words, below=len(items))]


def log_normal(median: float, spread: float, place: int, of: int) -> float:
    """The number at a place (from 0) among `of` log-normal ones, evenly over their chances, so that their median is `median`."""
    return median * math.exp(spread * NormalDist().inv_cdf((place + 0.5) / of))
