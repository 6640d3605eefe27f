"""A big file cut into stretches of whole rows, of which each knows its first and its last."""

import time

import pytest

from analysis.clean.exports import stretches as cut
from analysis.clean.exports.relation import Source
from analysis.clean.exports.stretches import Stretches, in_order

TABLE = 'id,text\n1,"a\nb"\n2,"say ""x""\n\n"\n3,c\n4,"d"\n5,e\n6,f\n'


@pytest.fixture
def cuts(tmp_path, monkeypatch):
    """Cuts a text into stretches: the text of each, the rows before it, and the row with which it must end."""

    def cuts(text: str, *, header: tuple[str, ...] = (), part: int = 2, block: int = 8, skipped: int = 0):
        monkeypatch.setattr(cut, "PART", part)
        monkeypatch.setattr(cut, "BLOCK", block)
        path = tmp_path / "whole"
        path.write_bytes(text.encode())
        layout = "table" if header else "lines"
        found = Stretches(Source("whole", path, layout, header=header, skipped=skipped), tmp_path, threads=1)
        return [(one.source.path.read_text(), one.source.before, one.last_row) for one in found]

    return cuts


def test_stretches_end_with_a_line_and_number_the_rows_on(cuts):
    assert cuts("a\nb\nc\nd\ne\n", block=4) == [("a\nb\n", 0, 2), ("c\nd\n", 2, 4), ("e\n", 4, 5)]


def test_a_last_line_may_lack_its_end_and_blank_ones_do_not_count(cuts):
    assert cuts("a\nb\nc")[-1][2] == cuts("a\nb\nc\n\n \n", block=64)[-1][2] == 3


def test_a_line_longer_than_a_block_stays_whole(cuts):
    long = "x" * 50
    assert [text for text, *_ in cuts(f"a\nb\nc\n{long}\n{long}\nd\n")] == [
        "a\nb\nc\n",
        f"{long}\n{long}\nd\n",
    ]


@pytest.mark.parametrize("block", [1, 2, 3, 5, 8, 13])
def test_a_table_is_cut_outside_its_cells_and_keeps_its_header(cuts, block):
    found = cuts(TABLE, header=("id", "text"), block=block)
    assert len(found) > 1
    assert all(text.startswith("id,text\n") for text, *_ in found)
    assert "".join(text.removeprefix("id,text\n") for text, *_ in found) == TABLE.removeprefix("id,text\n")
    assert [text.count('"') % 2 for text, *_ in found] == [0] * len(found)
    assert found[0][1] == 0
    assert found[-1][2] == 7  # the header is row 1 of a spreadsheet


def test_a_line_above_the_header_goes_with_every_stretch(cuts):
    found = cuts("sep=,\n" + TABLE, header=("id", "text"), skipped=1)
    assert all(text.startswith("sep=,\nid,text\n") for text, *_ in found)
    assert found[-1][2] == 8


def test_a_stretch_is_written_over_one_that_was_longer(tmp_path, monkeypatch):
    monkeypatch.setattr(cut, "PART", 2)
    monkeypatch.setattr(cut, "BLOCK", 8)
    path = tmp_path / "whole"
    path.write_text("long\n" * 4 + "a\n" * 12)
    found = Stretches(Source("whole", path, "lines"), tmp_path, threads=1)
    assert "".join(one.source.path.read_text() for one in found) == path.read_text()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["stretch-0", "stretch-1", "whole"]


@pytest.mark.parametrize("block", [1, 2, 3, 5, 8, 64])
def test_rows_are_found_again_in_the_whole_file(tmp_path, monkeypatch, block):
    monkeypatch.setattr(cut, "PART", 3)
    monkeypatch.setattr(cut, "BLOCK", block)
    lines = ["a", "bb", "", "cccccccccccc", "d", "e", "ffff", "g"]
    path = tmp_path / "whole"
    path.write_text("\n".join(lines))
    found = Stretches(Source("whole", path, "lines"), tmp_path, threads=1)
    assert len(list(found)) > (block < 64)
    for rows in ([1], [8], [4, 5], [1, 3, 8], range(1, 9)):
        assert list(found.lines(rows)) == [(row, lines[row - 1].encode()) for row in rows]


def test_a_mark_that_is_never_closed_is_left_to_the_reader_of_the_table(cuts):
    open_cell = 'id\n"' + "1\n" * 200
    assert [text for text, *_ in cuts(open_cell, header=("id",))] == [open_cell]


def test_results_keep_the_order_of_what_was_given_and_no_more_is_asked_for():
    asked: list[int] = []

    def given():
        for number in range(6):
            asked.append(number)
            yield number

    def slow_first(number: int) -> int:
        time.sleep(0.05 if number == 0 else 0)
        return number * 10

    results = in_order(slow_first, given(), threads=2)
    assert next(results) == 0
    assert asked == [0, 1, 2]
    assert list(results) == [10, 20, 30, 40, 50]


def test_what_goes_wrong_is_raised_in_its_place():
    results = in_order(lambda number: 1 // number, [1, 0, 1], threads=1)
    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)
