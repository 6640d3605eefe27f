import pytest
from publish.pair import SVG

from analysis.publish import drawing


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "fig-a.en.svg"
    path.write_text(SVG, encoding="utf-8")
    return path


def test_a_drawing_inside_a_page_keeps_its_rules_and_ids_to_itself(file):
    svg = drawing.inline(file, "fig-a", 'A "b" <c>')
    assert svg.startswith(
        '<svg class="drawing" id="fig-a--drawing" role="img" aria-label="A &quot;b&quot; &lt;c&gt;" viewBox="0 0 200 100"'
    )
    assert "<style>#fig-a--drawing *{stroke-linejoin: round}</style>" in svg
    assert 'id="fig-a--dot"' in svg and '<use href="#fig-a--dot"' in svg
    assert "metadata" not in svg and "xmlns" not in svg


def test_size_is_in_points(file):
    assert drawing.size(file) == (200.0, 100.0)


def test_a_file_without_a_drawing_is_told(tmp_path):
    (tmp_path / "x.svg").write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.svg: no drawing in it; run `make figures`"):
        drawing.size(tmp_path / "x.svg")


def test_raster_is_a_png_of_the_same_bytes(file, tmp_path):
    for name in ("a.png", "b.png"):
        drawing.raster(file, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
