"""What a notebook shows its reader, and what it hands on."""

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from analysis.draw.tables import Column, Table
from analysis.publish.handover import Handover
from analysis.publish.ledger import MIME
from analysis.study import read_study

POST = "<script>alert(1)</script> " + "A post that is much longer than a column of a frame. " * 4


@pytest.fixture
def paper(write_study) -> Handover:
    InteractiveShell.instance()  # without one, nothing is displayed
    return Handover(read_study("mini", write_study()))


def texts(rows: list[str], words: list) -> Table:
    said = {each.language: "Text" for each in words}
    return Table("tbl-texts", said, [Column(said)], [[{"text": dict.fromkeys(said, row)}] for row in rows])


def test_all_values_are_handed_on_and_the_first_of_many_are_shown(paper):
    one = {"value": 1.0, "low": 1.0, "high": 1.0, "exact": True, "unit": "posts"}
    many = pd.DataFrame({"name": [f"v{n}" for n in range(1_234)], **one})
    with capture_output() as seen:
        paper.values(many)
    data = seen.outputs[0].data
    lines = data["text/plain"].splitlines()
    assert len(data[MIME]["values"]) == 1_234
    assert lines[0].startswith("v0 = 1") and lines[29].startswith("v29 = 1")
    assert lines[30:] == ["… and 1,204 more: data/processed/mini/ledger.csv has all values"]


def test_a_table_is_handed_on_and_a_table_of_posts_is_only_shown(paper):
    with capture_output() as handed_on:
        paper.table(texts, [POST])
    with capture_output() as shown:
        paper.only_here(texts, [POST])
    assert MIME in handed_on.outputs[0].data and MIME not in shown.outputs[0].data


def test_the_text_of_a_post_is_shown_whole_and_never_as_markup(paper):
    with capture_output() as shown:
        paper.only_here(texts, [POST])
    page = shown.outputs[0].data["text/html"]
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert POST.strip().rpartition("> ")[2] in page


def test_without_posts_it_is_said_that_there_are_none(paper):
    with capture_output() as shown:
        paper.only_here(texts, [])
    assert shown.outputs == [] and "there are no rows for it" in shown.stdout
