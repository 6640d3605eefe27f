"""Labels beside points."""

import math
from itertools import combinations

import matplotlib
import pytest

from analysis.draw import labels, style


def placed(points, texts):
    with matplotlib.rc_context(style.theme()):
        figure = style.new_figure(4)
        axes = figure.subplots()
        axes.set_xlim(0, 10)
        axes.set_ylim(0, 10)
        style.lay_out(figure)
        written = labels.place(axes, points, texts)
        boxes = [style.box(label, figure) for label in written]
    return axes, written, boxes


@pytest.mark.parametrize("n", [2, 12, 30])
def test_labels_cover_neither_each_other_nor_a_mark(n):
    points = [(5 + 3.5 * math.cos(2.4 * i) * i / n, 5 + 4 * math.sin(2.4 * i) * i / n) for i in range(n)]
    axes, _, boxes = placed(points, [f"Country {i}" for i in range(n)])
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    marks = [axes.transData.transform(point) for point in points]
    assert not any(box.contains(*mark) for box in boxes for mark in marks)


def test_labels_stay_inside_the_axes():
    axes, _, boxes = placed([(0, 0), (10, 10), (10, 0), (0, 10)], ["Kyrgyzstan"] * 4)
    frame = axes.get_window_extent()
    for box in boxes:
        assert frame.x0 - 1 <= box.x0 and box.x1 <= frame.x1 + 1
        assert frame.y0 - 1 <= box.y0 and box.y1 <= frame.y1 + 1


def test_labels_keep_the_order_of_their_points():
    _, written, _ = placed([(1, 1), (5, 5), (5.1, 5)], ["a", "b", "c"])
    assert [label.get_text() for label in written] == ["a", "b", "c"]
