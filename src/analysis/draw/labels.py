"""Labels beside points: placed where they cover neither each other nor a mark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from analysis.draw.style import GREY, INK, SMALL, box

DISTANCES = (6, 11, 18, 27, 38, 52, 70)  # points from the mark to the label
ANGLES = (0, 180, 90, 270, 45, 135, 315, 225, 22, 158, 338, 202, 67, 113, 293, 247)  # right first, then left
PLACES = tuple(product(DISTANCES, ANGLES))
Sides = tuple[float, float, float, float]  # left, bottom, right, top, in pixels
NEAR = tuple(place for place in PLACES if place[0] <= 18)  # beside the mark, with a short line at most
LEADER_FROM = 11  # from this distance on a thin line leads to the mark


def place(
    axes: Axes,
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    *,
    size: float = SMALL,
    taken: Sequence[Bbox] = (),
    sparing: bool = False,
) -> list[Annotation]:
    """Writes each text near its point (in data coordinates), clear of `taken` boxes where that is possible.

    Points with the most neighbours choose first. A label that has to stand off is led to its mark by a line.
    With `sparing`, those that stand freely choose first, and a label that would cover anything is left out.
    """
    at = axes.transData.transform(np.asarray(points, dtype="float64"))
    blocked = [tuple(part.extents) for part in taken] + [(x - 5, y - 5, x + 5, y + 5) for x, y in at]
    crowding = (np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) < 90).sum(axis=1)
    written: dict[int, Annotation] = {}
    for index in np.argsort(crowding if sparing else -crowding, kind="stable"):
        label = axes.annotate(
            texts[index],
            points[index],
            (0, 0),
            textcoords="offset points",
            fontsize=size,
            color=INK,
            va="center",
        )
        place, covered = _place(label, at[index], np.array(blocked), NEAR if sparing else PLACES)
        if sparing and covered > 0:
            label.remove()
            continue
        blocked.append(_move(label, at[index], *place))
        written[int(index)] = label
    return [written[index] for index in sorted(written)]


def _place(
    label: Annotation, at: np.ndarray, blocked: np.ndarray, places: Sequence[tuple[int, int]]
) -> tuple[tuple[Sides, int], float]:
    """The first free place around its point, or where the label covers least: its box, its distance, what it covers."""
    axes, scale = label.axes, label.axes.figure.dpi / 72
    bare = box(label, axes.figure)
    boxes = np.array([_beside(at, bare, distance * scale, angle) for distance, angle in places])
    covered = _covered(boxes, blocked, np.array(axes.get_window_extent().extents))
    best = int(np.argmin(covered))  # the first of the smallest: `places` begin with the nearest
    left, bottom, right, top = (float(side) for side in boxes[best])
    return ((left, bottom, right, top), places[best][0]), float(covered[best])


def _move(label: Annotation, at: np.ndarray, sides: Sides, distance: int) -> Sides:
    """Moves the label into this box, with a line to its mark where it stands off; the box that it then fills."""
    scale = label.axes.figure.dpi / 72
    left, bottom, right, top = sides
    label.set_position(((left - at[0]) / scale, ((bottom + top) / 2 - at[1]) / scale))
    if distance >= LEADER_FROM:
        _lead(label, at, sides, scale)
    return sides


def _beside(at: np.ndarray, bare: Bbox, distance: float, angle: float) -> tuple[float, float, float, float]:
    """The box of a label that begins so far from the mark and goes away from it in this direction."""
    across, up = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    x, y = at[0] + distance * across, at[1] + distance * up
    left = x if across > 0.3 else x - bare.width if across < -0.3 else x - bare.width / 2
    bottom = y - bare.height / 2 + up * bare.height / 2
    return left, bottom, left + bare.width, bottom + bare.height


def _covered(boxes: np.ndarray, blocked: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """How much of other boxes each box covers, in square pixels; what stands outside the frame counts tenfold."""
    padded = boxes + np.array([-1, -1, 1, 1])
    width = np.minimum(padded[:, None, 2], blocked[None, :, 2]) - np.maximum(
        padded[:, None, 0], blocked[None, :, 0]
    )
    height = np.minimum(padded[:, None, 3], blocked[None, :, 3]) - np.maximum(
        padded[:, None, 1], blocked[None, :, 1]
    )
    shared = (width.clip(0) * height.clip(0)).sum(axis=1)
    inside = np.hstack([np.maximum(boxes[:, :2], frame[:2]), np.minimum(boxes[:, 2:], frame[2:])])
    outside = _area(boxes) - _area(inside)
    return shared + 10 * np.where(outside > 1e-6, outside, 0)


def _area(boxes: np.ndarray) -> np.ndarray:
    return (boxes[:, 2] - boxes[:, 0]).clip(0) * (boxes[:, 3] - boxes[:, 1]).clip(0)


def _lead(label: Annotation, at: np.ndarray, sides: tuple[float, float, float, float], scale: float) -> None:
    """A thin line from the mark to the nearest side of its label."""
    left, bottom, right, top = sides
    end = (min(max(at[0], left), right) - at[0], min(max(at[1], bottom + 2), top - 2) - at[1])
    arrow = {"arrowstyle": "-", "color": GREY, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 4}
    offset = tuple(float(side) / scale for side in end)
    label.axes.annotate("", label.xy, offset, textcoords="offset points", arrowprops=arrow, zorder=1)
