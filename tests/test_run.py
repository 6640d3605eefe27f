import io
import json
import os
import tempfile
from pathlib import Path

import nbformat
import pytest

from analysis.run import (
    NotebookError,
    check_parameters,
    declared_parameters,
    parse_parameters,
    run,
)

PARAMETERS = 'study = "mini"\nlanguage = ""\nrule = ""'


def write_notebook(
    path: Path,
    *sources: str,
    tags: tuple[str, ...] = ("parameters",),
    minor: int = 5,
    kernel: str = "python3",
) -> Path:
    """A notebook of code cells `cell-a`, `cell-b` …; the first ones get the tags."""
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{letter}",
            "metadata": {"tags": [tag]} if tag else {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for letter, source, tag in zip("abcdef", sources, [*tags, *[""] * len(sources)])
    ]
    if minor < 5:
        cells = [{key: value for key, value in cell.items() if key != "id"} for cell in cells]
    kernelspec = {"name": kernel, "display_name": "Python 3", "language": "python"}
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": kernelspec},
        "nbformat": 4,
        "nbformat_minor": minor,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook))
    return path


@pytest.fixture
def project(write_study, monkeypatch):
    """A project with the study `mini`, as the working folder."""
    root = write_study()
    monkeypatch.chdir(root)
    return root


def refusal(call, *given) -> str:
    with pytest.raises(NotebookError) as refused:
        call(*given)
    return str(refused.value)


# ── What a notebook declares ──


def test_parameters_are_read_from_the_tagged_cell_without_running_it(tmp_path):
    source = 'study = "mini"  # a folder\nlanguage: str = "kk"\nsample = 50\nstrict = False\n'
    declared = declared_parameters(write_notebook(tmp_path / "1-a.ipynb", source, 'other = "no parameter"'))
    assert declared == {"study": "mini", "language": "kk", "sample": 50, "strict": False}


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        pytest.param((), "no cells tagged `parameters`", id="none"),
        pytest.param(("parameters", "parameters"), "2 cells tagged `parameters`", id="two"),
    ],
)
def test_a_notebook_needs_exactly_one_parameters_cell(tmp_path, tags, said):
    message = refusal(declared_parameters, write_notebook(tmp_path / "1-a.ipynb", PARAMETERS, "1", tags=tags))
    assert message.startswith(f"notebooks/1-a.ipynb: {said}")
    assert "tag the one that sets study and language" in message


def test_a_parameters_cell_sets_study_and_language(tmp_path):
    notebook = write_notebook(tmp_path / "1-a.ipynb", 'rule = ""')
    assert refusal(declared_parameters, notebook) == (
        "notebooks/1-a.ipynb: its parameters cell does not set study and language"
    )


@pytest.mark.parametrize("line", ['rule = "a" + "b".upper()', "rule = ", "rule = default"])
def test_a_default_that_would_have_to_be_run_is_refused(tmp_path, line):
    message = refusal(declared_parameters, write_notebook(tmp_path / "1-a.ipynb", f"{PARAMETERS}\n{line}"))
    assert message.startswith("notebooks/1-a.ipynb: a line of its parameters cell is not a plain value")
    assert 'write each as `name = "text"`' in message


def test_what_is_no_notebook_is_named(tmp_path):
    (tmp_path / "1-a.ipynb").write_text("not json")
    assert refusal(declared_parameters, tmp_path / "1-a.ipynb").startswith(
        "notebooks/1-a.ipynb is not a notebook"
    )
    assert refusal(declared_parameters, tmp_path / "2-b.ipynb") == "notebooks/2-b.ipynb does not exist"


# ── PARAMS ──


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param("rule=floor sample=50", {"rule": "floor", "sample": 50}, id="two"),
        pytest.param("population='worldbank 2024'", {"population": "worldbank 2024"}, id="single-quotes"),
        pytest.param('population="worldbank 2024"', {"population": "worldbank 2024"}, id="double-quotes"),
        pytest.param("title='a=b'", {"title": "a=b"}, id="equals-sign-in-the-value"),
        pytest.param("language='\"no\"'", {"language": "no"}, id="quoted-twice-stays-text"),
        pytest.param(
            "reposts=yes language=no", {"reposts": "yes", "language": "no"}, id="yes-and-no-stay-text"
        ),
        pytest.param("strict=true", {"strict": True}, id="true"),
        pytest.param("as_of=2025-04-15", {"as_of": "2025-04-15"}, id="a-day-stays-text"),
        pytest.param("rule=", {"rule": ""}, id="empty"),
        pytest.param("rule=$(date)", {"rule": "$(date)"}, id="shell-is-not-run"),
        pytest.param(
            "rule=__import__('os').getcwd()", {"rule": "__import__(os).getcwd()"}, id="code-is-not-run"
        ),
    ],
)
def test_params_are_words_whose_values_are_yaml_and_never_evaluated(text, parameters):
    assert parse_parameters(text) == parameters


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "population='worldbank", "No closing quotation; close the quotation mark", id="open-quote"
        ),
        pytest.param("floor", "'floor': write name=value", id="no-name"),
        pytest.param("my-rule=floor", "'my-rule=floor': write name=value", id="name-with-hyphen"),
        pytest.param("rule=a rule=b", "rule stands there twice; keep one value", id="twice"),
        pytest.param("rule=[a", "rule=[a: cannot be read as a value", id="broken-yaml"),
        pytest.param("date=2024-02-30", "date=2024-02-30: cannot be read as a value", id="impossible-day"),
        pytest.param("rule=!!python/name:os.getcwd", "cannot be read as a value", id="yaml-that-names-code"),
    ],
)
def test_params_that_cannot_be_read_are_refused_with_the_mend(text, said):
    message = refusal(parse_parameters, text)
    assert message.startswith("PARAMS") and said in message


def test_unknown_parameters_and_wrong_types_are_told_together(tmp_path):
    one = write_notebook(tmp_path / "1-a.ipynb", f"{PARAMETERS}\nsample = 50\nlevel = 0.95\nstrict = False")
    given = {"rul": "floor", "sample": "many", "level": 1, "strict": 1, "language": False}
    assert refusal(check_parameters, given, [one]).splitlines() == [
        "PARAMS: unknown parameter 'rul'; did you mean 'rule'?",
        "PARAMS: parameter sample='many': expected int, as in the default 50",
        "PARAMS: parameter strict=1: expected bool, as in the default False",
        "PARAMS: parameter language=False: expected str, as in the default ''; "
        "put text in quotation marks twice, e.g. language='\"no\"'",
    ]


def test_true_is_no_number(tmp_path):
    one = write_notebook(tmp_path / "1-a.ipynb", f"{PARAMETERS}\nsample = 50")
    assert "expected int" in refusal(check_parameters, {"sample": True}, [one])


def test_a_parameter_that_any_notebook_declares_is_accepted(tmp_path):
    one = write_notebook(tmp_path / "1-a.ipynb", PARAMETERS)
    two = write_notebook(tmp_path / "2-b.ipynb", f"{PARAMETERS}\npopulation = ''")
    assert check_parameters({"population": "worldbank 2024", "rule": "floor"}, [one, two]) is None


def test_the_study_is_not_changed_by_params(tmp_path):
    one = write_notebook(tmp_path / "1-a.ipynb", PARAMETERS)
    message = refusal(check_parameters, {"study": "other"}, [one])
    assert message == "PARAMS: the study is not chosen here; write STUDY=other"


# ── Running ──


def test_an_executed_notebook_is_the_same_bytes_in_another_folder(write_study, tmp_path, monkeypatch):
    print_and_warn = (
        "import time, warnings\n"
        "print(study, rule, flush=True)\n"
        "time.sleep(0.3)  # the kernel sends printed text in pieces\n"
        "print('later')\n"
        "warnings.warn('odd')\n"
        "1 + 1"
    )
    copies = []
    for folder in ("here", "là-bas, with a space"):
        root = write_study(root=tmp_path / folder)
        monkeypatch.chdir(root)
        notebook = write_notebook(root / "notebooks" / "1-a.ipynb", PARAMETERS, print_and_warn)
        out = root / "build" / "1-a.ipynb"
        run(notebook, out, {"study": "mini", "rule": 'it\'s "so"'})
        assert [path.name for path in out.parent.iterdir()] == ["1-a.ipynb"]
        copies.append(out.read_bytes())
    assert copies[0] == copies[1]

    executed = nbformat.reads(copies[0].decode(), 4)
    assert [cell.id for cell in executed.cells] == ["cell-a", "injected-parameters", "cell-b"]
    printed, warned, result = executed.cells[2].outputs
    assert printed.text == 'mini it\'s "so"\nlater\n'
    assert warned.text.startswith("<cell>:5: UserWarning: odd")
    assert result.data["text/plain"] == "2"
    assert executed.metadata.papermill == {"parameters": {"study": "mini", "rule": 'it\'s "so"'}}
    assert "version" not in executed.metadata.language_info
    assert all(set(cell.metadata) == {"tags"} for cell in executed.cells)


def test_a_failing_cell_is_told_with_its_code_and_the_mend_and_nothing_appears(project):
    notebook = write_notebook(project / "notebooks" / "1-a.ipynb", PARAMETERS, "x = 1\nx / 0", "x = 2")
    out = project / "build" / "1-a.ipynb"
    message = refusal(run, notebook, out, {"study": "mini"})
    assert message.splitlines() == [
        "notebooks/1-a.ipynb, cell 2 (cell-b) failed:",
        "",
        "    x = 1",
        "    x / 0",
        "",
        "ZeroDivisionError: division by zero",
        "",
        "The run up to there, with the whole traceback, is in build/1-a.failed.ipynb. "
        "Mend the data or the cell, then run the same command again.",
    ]
    assert [path.name for path in out.parent.iterdir()] == ["1-a.failed.ipynb"]
    kept = nbformat.read(out.with_name("1-a.failed.ipynb"), 4)
    assert [output.ename for cell in kept.cells for output in cell.get("outputs", [])] == [
        "ZeroDivisionError"
    ]


def test_a_good_run_removes_the_copy_of_the_failed_one(project):
    notebook = write_notebook(project / "notebooks" / "1-a.ipynb", PARAMETERS, "1")
    out = project / "build" / "1-a.ipynb"
    out.parent.mkdir()
    (out.parent / "1-a.failed.ipynb").write_text("{}")
    run(notebook, out, {"study": "mini"})
    assert [path.name for path in out.parent.iterdir()] == ["1-a.ipynb"]


def test_a_cell_that_exits_early_is_no_success(project):
    notebook = write_notebook(project / "notebooks" / "1-a.ipynb", PARAMETERS, "import sys\nsys.exit()", "1")
    out = project / "build" / "1-a.ipynb"
    message = refusal(run, notebook, out, {"study": "mini"})
    assert message.startswith("notebooks/1-a.ipynb, cell cell-b: exits, and no later cell was run")
    assert not out.exists()


def test_a_kernel_that_dies_is_told_in_words(project):
    notebook = write_notebook(project / "notebooks" / "1-a.ipynb", PARAMETERS, "import os\nos._exit(1)")
    out = project / "build" / "1-a.ipynb"
    assert refusal(run, notebook, out, {"study": "mini"}).startswith(
        "notebooks/1-a.ipynb: Python stopped while it ran this notebook"
    )
    assert not out.exists()


def test_an_older_notebook_saved_in_another_environment_runs_the_same(project):
    """Cells without ids, as Colab and older Jupyter write them, and a kernel called after a conda environment."""
    notebook = write_notebook(
        project / "notebooks" / "1-a.ipynb", PARAMETERS, "study", minor=4, kernel="conda-env-diplomacy-py"
    )
    out = project / "build" / "1-a.ipynb"
    run(notebook, out, {"study": "mini"})
    executed = nbformat.read(out, 4)
    assert [cell.id for cell in executed.cells] == ["cell-0", "injected-parameters", "cell-2"]
    assert executed.cells[2].outputs[0].data["text/plain"] == "'mini'"


def test_a_wrong_study_is_told_before_a_kernel_starts(project, capsys):
    notebook = write_notebook(project / "notebooks" / "1-a.ipynb", PARAMETERS, "1")
    with pytest.raises(ValueError, match="no study 'mimi'.*did you mean 'mini'"):
        run(notebook, project / "build" / "1-a.ipynb", {"study": "mimi"})
    assert "running" not in capsys.readouterr().err


def test_the_folder_of_the_kernels_sockets_is_removed(project, tmp_path, monkeypatch):
    places = tmp_path / "t"
    places.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", os.fspath(places))
    look = f"import os\nany(name.startswith('k') for name in os.listdir({os.fspath(places)!r}))"
    out = project / "build" / "1-a.ipynb"
    run(write_notebook(project / "notebooks" / "1-a.ipynb", PARAMETERS, look), out, {"study": "mini"})
    seen = nbformat.read(out, 4).cells[2].outputs[0].data["text/plain"]
    assert (seen, list(places.iterdir())) == ("True", [])


def test_progress_is_told_line_by_line_where_nobody_looks_on(project, monkeypatch):
    told = io.StringIO()
    monkeypatch.setattr("sys.stderr", told)
    notebook = write_notebook(project / "notebooks" / "1-a.ipynb", PARAMETERS, "1")
    run(notebook, project / "build" / "1-a.ipynb", {"study": "mini"})
    assert told.getvalue().splitlines() == ["1-a: running 3 cells", "1-a: done"]
