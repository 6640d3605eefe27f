"""Codes that were given elsewhere, read from the tables as they came."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from analysis.clean.problems import InputError
from analysis.measure.agreement import agreement
from analysis.measure.codebook import Theme
from analysis.measure.sheets import final_codes, read_sheets
from analysis.study import CodeTable

THEMES = [Theme(id=name, label={"en": name}) for name in ("visit", "trade", "na")]
POLITICIANS = Path(__file__).resolve().parents[3] / "shared" / "data" / "german_politicians_2coders"


def codes_of(folder, *tables, themes=THEMES, **options):
    return read_sheets(folder, themes, tables=[CodeTable(**table) for table in tables], **options)[0]


def rows_of(codes):
    return codes[["post_id", "coder", "variable", "value", "row"]].to_records(index=False).tolist()


def write(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")


def test_each_coder_may_have_columns_of_their_own(tmp_path):
    write(tmp_path, "all.csv", "tweet,visit_A,visit_B,mood\n11,1,0,glad\n12,0,,sad\n13,,,\n")
    codes = codes_of(tmp_path, {"post_id": "tweet", "codes": {"visit": {"a": "visit_A", "b": "visit_B"}}})
    assert rows_of(codes) == [
        ("11", "a", "visit", "1", 2),
        ("12", "a", "visit", "0", 3),
        ("11", "b", "visit", "0", 2),
    ]


def test_a_column_may_say_who_coded_a_row(tmp_path):
    write(tmp_path, "long.csv", "id,rater,Trade\n11,Anna,yes\n11,Bolat,no\n12,Anna,no\n")
    codes = codes_of(tmp_path, {"post_id": "id", "coder": "rater", "codes": {"trade": "Trade"}})
    assert rows_of(codes) == [
        ("11", "Anna", "trade", "1", 2),
        ("11", "Bolat", "trade", "0", 3),
        ("12", "Anna", "trade", "0", 4),
    ]


def test_values_are_read_as_the_mapping_says_and_the_name_of_a_file_is_its_coder(tmp_path):
    write(tmp_path, "carla.tsv", "id\tcategory\n11\t3\n12\tNA\n13\t99\n")
    values = {"3": "trade", "NA": "na", "99": ""}
    codes = codes_of(tmp_path, {"post_id": "id", "codes": {"theme": "category"}, "values": values})
    assert rows_of(codes) == [("11", "carla", "theme", "trade", 2), ("12", "carla", "theme", "na", 3)]


def test_a_cell_that_cannot_be_read_is_named_as_it_stands_in_the_table(tmp_path):
    write(tmp_path, "all.csv", "tweet,visit_A,visit_B\n11,1,maybe\n99,1,1\n")
    table = {"post_id": "tweet", "codes": {"visit": {"a": "visit_A", "b": "visit_B"}}}
    with pytest.raises(InputError) as caught:
        codes_of(tmp_path, table, known_posts=["11"])
    assert [str(problem).partition(";")[0] for problem in caught.value.problems] == [
        "all.csv, row 3, column tweet: '99': no such post",
        "all.csv, row 2, column visit_B: 'maybe': write 1 or 0",
        "all.csv, row 3, column tweet: '99': no such post",
    ]


def test_our_own_sheets_are_read_beside_tables_from_elsewhere(tmp_path):
    write(tmp_path, "all.csv", "tweet,visit_A\n11,1\n")
    write(tmp_path, "b.csv", "post_id,visit\n11,0\n")
    codes = codes_of(tmp_path, {"post_id": "tweet", "codes": {"visit": {"a": "visit_A"}}})
    assert final_codes(codes)["status"].tolist() == ["disputed"]


def test_a_mapping_to_a_theme_that_is_none_names_the_nearest(tmp_path):
    write(tmp_path, "all.csv", "tweet,v\n11,1\n")
    with pytest.raises(InputError, match="'vist' is no theme of codebook.yaml; did you mean 'visit'"):
        codes_of(tmp_path, {"post_id": "tweet", "codes": {"vist": "v"}})


def test_a_mapping_without_codes_is_refused():
    with pytest.raises(ValidationError, match="at least 1 item"):
        CodeTable(post_id="tweet", codes={})


@pytest.mark.skipif(not POLITICIANS.is_dir(), reason="../shared/data/german_politicians_2coders is absent")
def test_the_double_coding_of_german_politicians_is_read_as_it_was_published(tmp_path):
    (tmp_path / "tw_annot.csv").symlink_to(POLITICIANS / "tw_annot.csv")
    columns = {theme: {"a": f"{theme}_A", "b": f"{theme}_B"} for theme in ("ane", "ppc")}
    themes = [Theme(id=name, label={"en": name}) for name in ("ane", "ppc")]
    codes = codes_of(tmp_path, {"post_id": "status_id", "codes": columns}, themes=themes)
    found = agreement(codes).query("coefficient == 'alpha'").set_index("variable")
    # SOURCE.md beside the table: computed on the 90 double-coded posts
    assert found["units"].tolist() == [90, 90]
    assert found.loc["ane", "value"] == pytest.approx(0.862, abs=5e-4)
    assert found.loc["ppc", "value"] == pytest.approx(0.707, abs=5e-4)
