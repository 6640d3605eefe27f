import csv
import json

import pytest
from publish.pair import VALUES

from analysis.publish.ledger import MIME, environment, harvest, read_ledger, write_ledger, write_values
from analysis.study import StudyError, read_study, write_whole


@pytest.fixture
def study(write_study):
    return read_study("mini", write_study())


def value(name: str, number: float | None) -> dict:
    return {"name": name, "value": number, "unit": "followers"}


def figure(name: str, drawing: str = "<svg/>") -> dict:
    svg = {"en": {"path": drawing, "text": f"{drawing} as text"}}
    return {"kind": "figure", "id": name, "caption": {"en": "C"}, "alt": {"en": "A"}, "svg": svg}


def executed(tmp_path, name: str, *cells: dict, heading: str = "# A question?\n\nMore.", parameters=None):
    """An executed notebook whose cells `cell-0`, `cell-1` … hand these items on."""
    title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": [heading]}
    code = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "outputs": [
                {"output_type": "stream", "text": "progress"},
                {"output_type": "display_data", "data": {"text/plain": "shown", MIME: item}},
            ],
        }
        for number, item in enumerate(cells)
    ]
    path = tmp_path / f"{name}.ipynb"
    metadata = {"papermill": {"parameters": parameters or {"study": "mini"}}}
    path.write_text(json.dumps({"cells": [title, *code], "metadata": metadata}))
    return path


def test_everything_handed_on_is_entered_with_the_cell_that_made_it(study, tmp_path):
    claim = {"id": "c-1", "number": 1, "verdict": "holds"}
    notebooks = [
        executed(
            tmp_path,
            "1-clean",
            {"kind": "values", "values": [value("a.followers", 10), value("b.followers", None)]},
            {"kind": "table", "id": "tbl-a", "rows": []},
        ),
        executed(
            tmp_path,
            "2-reach",
            {"kind": "claims", "claims": [claim]},
            figure("fig-a"),
            heading="Words first.\n# No heading here",
            parameters={"study": "mini", "rule": "floor"},
        ),
    ]
    ledger = harvest(study, notebooks)
    assert ledger["values"] == {
        "a.followers": value("a.followers", 10) | {"notebook": "1-clean", "cell": "cell-0"},
        "b.followers": value("b.followers", None) | {"notebook": "1-clean", "cell": "cell-0"},
    }
    assert ledger["tables"]["tbl-a"] == {"id": "tbl-a", "rows": [], "notebook": "1-clean", "cell": "cell-1"}
    assert ledger["claims"]["c-1"] == claim | {"notebook": "2-reach", "cell": "cell-0"}
    assert ledger["figures"]["fig-a"]["cell"] == "cell-1"
    assert ledger["notebooks"] == {"1-clean": "A question?", "2-reach": ""}
    assert ledger["parameters"] == {"rule": "floor"}
    assert ledger["study"] == {"name": "mini", "title": {"en": "Two ministries"}, "date": "2025-01-02"}


def test_what_a_notebook_could_not_make_is_entered_with_its_reason(study, tmp_path):
    item = {"kind": "absent", "id": "fig-a", "reason": "no theme is reported"}
    ledger = harvest(study, [executed(tmp_path, "1-a", item)])
    assert ledger["absent"]["fig-a"]["reason"] == "no theme is reported"


def test_an_empty_frame_of_values_hands_on_nothing(study, tmp_path):
    notebook = executed(tmp_path, "1-a", {"kind": "values", "values": []}, {"kind": "claims", "claims": []})
    ledger = harvest(study, [notebook])
    assert (ledger["values"], ledger["claims"]) == ({}, {})


def test_the_same_name_with_another_content_is_refused_with_both_cells(study, tmp_path):
    one = executed(tmp_path, "1-a", {"kind": "values", "values": [value("a.followers", 10)]})
    two = executed(tmp_path, "2-b", figure("fig-a"), {"kind": "values", "values": [value("a.followers", 11)]})
    with pytest.raises(StudyError) as refused:
        harvest(study, [one, two])
    assert str(refused.value) == (
        "notebooks/2-b.ipynb, cell cell-1 hands on 'a.followers' again with another content than "
        "notebooks/1-a.ipynb, cell cell-0; give one of them another name"
    )


def test_the_same_name_with_the_same_content_is_entered_once_from_the_first_cell(study, tmp_path):
    item = {"kind": "values", "values": [value("a.followers", 10)]}
    ledger = harvest(study, [executed(tmp_path, "1-a", item), executed(tmp_path, "2-b", item)])
    assert ledger["values"] == {
        "a.followers": value("a.followers", 10) | {"notebook": "1-a", "cell": "cell-0"}
    }


def test_a_value_and_a_figure_may_share_a_name(study, tmp_path):
    notebook = executed(tmp_path, "1-a", {"kind": "values", "values": [value("x", 1)]}, figure("x"))
    ledger = harvest(study, [notebook])
    assert (list(ledger["values"]), list(ledger["figures"])) == (["x"], ["x"])


def test_the_ledger_is_written_without_its_drawings_which_lie_beside_it(study, tmp_path):
    ledger = harvest(study, [executed(tmp_path, "1-a", figure("fig-a"))])
    write_ledger(ledger, study.build)
    assert read_ledger(study)["figures"] == {
        "fig-a": {
            "id": "fig-a",
            "caption": {"en": "C"},
            "alt": {"en": "A"},
            "notebook": "1-a",
            "cell": "cell-0",
        }
    }
    drawings = {path.name: path.read_text() for path in (study.build / "figures").iterdir()}
    assert drawings == {"fig-a.en.svg": "<svg/>", "fig-a.en.text.svg": "<svg/> as text"}


def test_all_values_stand_in_a_table_with_their_raw_cells(tmp_path):
    values = {each["name"]: each for each in VALUES}
    values["x.open"] = values["mfa-kaz.followers"] | {"name": "x.open", "high": None, "open_end": True}
    write_values({"values": values}, tmp_path)
    with (tmp_path / "ledger.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert set(rows) == set(values)
    read = rows["mfa-tur.followers"]
    assert (read["value"], read["low"], read["high"]) == ("1800000.0", "1750000.0", "1900000.0")
    assert (read["file"], read["row"], read["column"], read["shown"], read["source"], read["day"]) == (
        ("snapshots.csv", "3", "followers_shown", "1.8M", "seen", "2024-09-28")
    )
    computed = rows["mfa-kaz.followers_per_1000"]
    assert (computed["formula"], computed["inputs"], computed["file"]) == (
        ("followers / population × 1000", "mfa-kaz.followers KAZ.population", "")
    )
    assert (rows["mfa-ind.followers"]["value"], rows["x.open"]["high"]) == ("", "inf")


def test_the_figures_of_an_earlier_build_are_removed(study, tmp_path):
    write_ledger(
        harvest(study, [executed(tmp_path, "1-a", figure("fig-old"), figure("fig-kept"))]), study.build
    )
    write_ledger(
        harvest(study, [executed(tmp_path, "1-a", figure("fig-kept", "<svg>new</svg>"))]), study.build
    )
    drawings = {path.name: path.read_text() for path in (study.build / "figures").iterdir()}
    assert drawings == {"fig-kept.en.svg": "<svg>new</svg>", "fig-kept.en.text.svg": "<svg>new</svg> as text"}


def test_the_same_ledger_is_the_same_bytes_whatever_the_order_of_its_names(study, tmp_path):
    one = executed(tmp_path, "1-a", {"kind": "values", "values": [value("a", 1), value("ә", 2.5)]})
    write_ledger(harvest(study, [one]), study.build)
    first = (study.build / "ledger.json").read_bytes()
    one = executed(tmp_path, "1-a", {"kind": "values", "values": [value("ә", 2.5), value("a", 1)]})
    write_ledger(harvest(study, [one]), study.build)
    assert (study.build / "ledger.json").read_bytes() == first
    assert '"ә"' in first.decode()


def test_a_number_that_json_does_not_know_is_refused_and_the_old_ledger_stays(study, tmp_path):
    write_ledger(harvest(study, [executed(tmp_path, "1-a")]), study.build)
    ledger = harvest(
        study, [executed(tmp_path, "1-a", {"kind": "values", "values": [value("a", float("nan"))]})]
    )
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_ledger(ledger, study.build)
    assert read_ledger(study)["values"] == {}


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "ledger.json"
    write_whole(path, "old")

    def interrupted(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(path), "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new")
    assert path.read_text() == "old"
    monkeypatch.undo()
    write_whole(path, "new")
    assert (path.read_text(), sorted(tmp_path.iterdir())) == ("new", [path])


def test_a_ledger_that_is_not_there_yet_is_told_with_the_command(study):
    with pytest.raises(
        StudyError, match="build/mini/ledger.json is not there yet; run `make notebooks STUDY=mini`"
    ):
        read_ledger(study)


def test_the_environment_names_python_without_its_patch_level_and_the_packages():
    known = environment()
    assert known["python"].count(".") == 1
    assert {"pandas", "matplotlib", "papermill", "typst"} <= set(known["packages"])
