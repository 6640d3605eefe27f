"""What can be seen of a figure."""

from itertools import combinations

from matplotlib.text import Text

from analysis.draw import style


def texts(figure):
    """Every text that can be seen, with its box; numbers of ticks beyond the end of an axis cannot."""
    beyond = {
        label
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in axis.get_major_ticks()
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
        for label in (tick.label1, tick.label2)
    }
    seen = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    boxes = [
        (text, text.get_window_extent(figure.canvas.get_renderer())) for text in seen if text not in beyond
    ]
    return [(text, box) for text, box in boxes if box.width > 0]


def assert_all_can_be_read(figure):
    """No text is cut, smaller than 7 points, or covers another."""
    figure.draw_without_rendering()
    seen = texts(figure)
    assert figure.get_figwidth() == style.WIDTH and figure.get_figheight() <= style.TALLEST
    for text, box in seen:
        assert text.get_fontsize() >= 7, text
        assert box.x0 >= -1 and box.x1 <= figure.bbox.x1 + 1, text
        assert box.y0 >= -1 and box.y1 <= figure.bbox.y1 + 1, text
    level = [(text, box) for text, box in seen if text.get_rotation() % 90 == 0]
    for (a, box), (b, other) in combinations(level, 2):
        assert not box.padded(-1).overlaps(other.padded(-1)), (a, b)
