"""The look of figures, and that saving them gives the same bytes."""

import subprocess
import sys

import pytest

from analysis.draw import style
from analysis.draw.figures import per_capita
from analysis.draw.words import Words


def test_the_same_figure_gives_the_same_bytes_twice(reach, ministries, kk):
    first = style.svg(per_capita(reach, ministries, kk).figure, kk)
    second = style.svg(per_capita(reach, ministries, kk).figure, kk)
    assert first == second
    assert "<dc:date>" not in first["path"]


def test_saving_does_not_change_the_figure(reach, ministries, kk):
    figure = per_capita(reach, ministries, kk).figure
    assert style.svg(figure, kk) == style.svg(figure, kk)


def test_letters_are_outlines_in_one_form_and_text_in_the_other(reach, ministries, kk):
    saved = style.svg(per_capita(reach, ministries, kk).figure, kk)
    assert "<text" not in saved["path"]
    assert "Қырғызстан" in saved["text"]
    assert "DejaVu Sans" in saved["text"]
    assert all('lang="kk"' in svg for svg in saved.values())


def test_settings_outside_do_not_reach_a_figure_and_are_left_alone(reach, ministries, en):
    import matplotlib

    before = style.svg(per_capita(reach, ministries, en).figure, en)
    with matplotlib.rc_context({"font.size": 30, "svg.hashsalt": "other", "axes.grid": True}):
        inside = style.svg(per_capita(reach, ministries, en).figure, en)
        assert matplotlib.rcParams["font.size"] == 30
    assert inside == before


def test_a_country_keeps_its_colour_and_others_are_grey():
    study = ["AZE", "KAZ", "TUR"]
    alone, together = style.colours(study, ["TUR"]), style.colours(study, ["IND", "TUR", "AZE"])
    assert alone == [together[1]]
    assert together[0] == style.GREY
    assert len({*together, *style.colours(study, ["KAZ"])}) == 4


def test_seaborn_is_loaded_by_drawing_and_not_by_importing():
    code = "import sys, analysis.draw.figures, analysis.draw.tables; print('seaborn' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "False\n"
    )


@pytest.mark.parametrize(
    ("x", "written"),
    [
        (0.05, "0.05"),
        (0.2, "0.2"),
        (5, "5"),
        (20_000, "20,000"),
        (1_000_000, "1 million"),
        (1e9, "1 billion"),
    ],
)
def test_ticks_are_short(x, written):
    assert style.tick(x, Words("en")) == written


def test_long_names_are_wrapped_and_then_shortened():
    name = "South Georgia and the South Sandwich Islands"
    assert style.fitted("Türkiye", 1.5, lines=2) == "Türkiye"
    assert style.fitted(name, 1.5, lines=2) == "South Georgia and the\nSouth Sandwich Islands"
    short = style.fitted(name, 1.5)
    assert short.endswith("…") and style.text_width(short) <= 1.5
