"""Resampling: what a number would have been, had other units been drawn with the same chances."""

import zlib
from collections.abc import Callable, Iterator

import numpy as np

CELLS = 4_000_000  # of one block of resamples: 32 MB


def resamples(units: int, times: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """How often each unit is drawn when all are drawn with replacement: blocks of rows, one row per resample.

    A statistic that is a function of sums over units is then a matrix product away, for all resamples at
    once.
    """
    rows = max(1, CELLS // max(units, 1))
    for start in range(0, times, rows):
        block = min(rows, times - start)
        drawn = rng.integers(units, size=(block, units)) + units * np.arange(block)[:, None]
        yield np.bincount(drawn.ravel(), minlength=block * units).reshape(block, units).astype("float64")


def resampled_sums(parts: np.ndarray, times: int, rng: np.random.Generator) -> np.ndarray:
    """The sums of the columns of `parts` (one row per unit) in each resample: `times` rows."""
    return np.concatenate([weights @ parts for weights in resamples(len(parts), times, rng)])


def resampled(
    values: np.ndarray, statistic: Callable[..., np.ndarray], times: int, rng: np.random.Generator
) -> np.ndarray:
    """`statistic` of each resample of `values`; it is called as `statistic(block, axis=1)`."""
    rows = max(1, CELLS // max(len(values), 1))
    blocks = [min(rows, times - start) for start in range(0, times, rows)]
    return np.concatenate(
        [statistic(values[rng.integers(len(values), size=(block, len(values)))], axis=1) for block in blocks]
    )


def percentiles(estimates: np.ndarray, confidence: float) -> tuple[float, float]:
    """The middle `confidence` of the estimates that are defined; missing where none is."""
    defined = estimates[~np.isnan(estimates)]
    if not len(defined):
        return np.nan, np.nan
    low, high = np.quantile(defined, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def generator(seed: int, *names: str) -> np.random.Generator:
    """A generator for one step, named by words, so that a step's numbers do not depend on what ran before it."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])
