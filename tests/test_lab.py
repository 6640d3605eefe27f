"""The lab: copies in which anything can be tried without a trace in the study, its processed tables or its paper."""

import json

import pytest
from projects import ROOT, copy_project, make

from analysis.lab import open_lab, open_review
from analysis.run import declared_parameters, run
from analysis.study import StudyError, read_study


@pytest.fixture
def project(tmp_path):
    return copy_project(tmp_path)


@pytest.mark.parametrize("name", ["turkic-2024", "example"])
def test_the_start_notebook_runs_in_the_lab_and_writes_nowhere_else(project, monkeypatch, name):
    start = open_lab(read_study(name, project))
    assert declared_parameters(start)["study"] == name
    monkeypatch.chdir(start.parent)
    executed = start.with_name("executed.ipynb")
    run(start, executed, declared_parameters(start))
    text = executed.read_text(encoding="utf-8")
    assert "application/vnd.diplomacy" in text or "image/svg+xml" in text
    assert (project / "lab" / name / "data/processed" / name / "counts.csv").is_file()
    assert not (project / "data/processed" / name).exists()
    assert not (project / "build").exists()


def test_the_start_notebook_names_every_other_notebook():
    names = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    start = json.loads((ROOT / "notebooks" / "0-start.ipynb").read_text(encoding="utf-8"))
    title = "".join(start["cells"][0]["source"])
    assert {name for name in names if f"({name})" in title} == names - {"0-start.ipynb"}


def test_a_notebook_that_somebody_worked_in_is_kept(project):
    study = read_study("turkic-2024", project)
    start = open_lab(study)
    start.write_text("mine", encoding="utf-8")
    start.with_name("2-reach.ipynb").unlink()
    assert open_lab(study) == start
    assert start.read_text(encoding="utf-8") == "mine"
    assert start.with_name("2-reach.ipynb").is_file()


def test_a_review_is_of_the_last_build_and_of_whole_runs(project):
    study = read_study("turkic-2024", project)
    built = study.build / "notebooks"
    with pytest.raises(StudyError, match="no notebook has been run yet; `make notebooks STUDY=turkic-2024`"):
        open_review(study)
    built.mkdir(parents=True)
    for name in ("1-clean.ipynb", "2-reach.failed.ipynb"):
        (built / name).write_text("first", encoding="utf-8")
    opened = open_review(study)
    opened.write_text("scribbled", encoding="utf-8")
    (built / "1-clean.ipynb").write_text("second", encoding="utf-8")
    assert open_review(study).read_text(encoding="utf-8") == "second"
    assert [path.name for path in opened.parent.iterdir()] == ["1-clean.ipynb"]
    assert (built / "1-clean.ipynb").read_text(encoding="utf-8") == "second"


def test_make_lab_opens_the_start_notebook_of_the_study(project):
    (project / ".venv-lab").mkdir()
    (project / ".venv-lab/ready").touch()
    said = make(project, "-n", "lab", "STUDY=example").stdout
    assert "-m jupyterlab --ServerApp.root_dir=" in said and "analysis lab --study example" in said
    assert "There is no study 'exmple'" in make(project, "-n", "lab", "STUDY=exmple").stderr
