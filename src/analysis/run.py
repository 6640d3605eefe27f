"""papermill, made strict: an unknown parameter, a missing parameters cell or a failing cell stops the build."""

import ast
import datetime as dt
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from analysis.study import StudyError, nearest, read_study

ALWAYS = ("study", "language")


class NotebookError(StudyError):
    """A notebook cannot be run, or one of its cells failed."""


def run(notebook: Path, out: Path, parameters: dict[str, Any]) -> None:
    """Execute `notebook` into `out`, which appears only when every cell ran.

    Parameters that the notebook does not declare are left to those that do; `check_parameters` refuses
    one that no notebook declares. A failed run is kept beside `out` as `<name>.failed.ipynb`.
    """
    declared = declared_parameters(notebook)
    out.parent.mkdir(parents=True, exist_ok=True)
    part, failed = out.with_suffix(".part.ipynb"), out.with_suffix(".failed.ipynb")
    passed_on = {name: value for name, value in parameters.items() if name in declared}
    try:
        _execute(notebook, part, passed_on)
    except NotebookError:
        if part.exists():
            part.replace(failed)
        raise
    failed.unlink(missing_ok=True)
    part.replace(out)
    print(f"{notebook.stem}: done", file=sys.stderr, flush=True)


def declared_parameters(notebook: Path) -> dict[str, Any]:
    """Name and default of each parameter of a notebook, read from its cell tagged `parameters`."""
    import nbformat

    try:
        cells = nbformat.read(notebook, 4).cells
    except FileNotFoundError as error:
        raise NotebookError(f"notebooks/{notebook.name} does not exist") from error
    except Exception as error:
        raise NotebookError(f"notebooks/{notebook.name} is not a notebook: {error}") from error
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        raise NotebookError(
            f"notebooks/{notebook.name}: {len(tagged) or 'no'} cell{'s' * (len(tagged) != 1)} tagged `parameters`; "
            "tag the one that sets study and language (in JupyterLab: property inspector, Cell Tags)"
        )
    try:
        declared = _assigned(tagged[0].source)
    except (SyntaxError, ValueError) as error:
        raise NotebookError(
            f"notebooks/{notebook.name}: a line of its parameters cell is not a plain value ({error}); "
            'write each as `name = "text"`, a number, True or False'
        ) from error
    missing = [name for name in ALWAYS if name not in declared]
    if missing:
        raise NotebookError(
            f"notebooks/{notebook.name}: its parameters cell does not set {' and '.join(missing)}"
        )
    return declared


def _assigned(source: str) -> dict[str, Any]:
    """Names and values of lines like `rule = "floor"`, without running them."""
    return {
        target.id: ast.literal_eval(line.value)
        for line in ast.parse(source).body
        if isinstance(line, ast.Assign | ast.AnnAssign)
        for target in getattr(line, "targets", None) or [line.target]
        if isinstance(target, ast.Name)
    }


def parse_parameters(text: str) -> dict[str, Any]:
    """`rule=floor population='worldbank 2024'` as a dict; values are read as YAML, never evaluated."""
    import shlex

    try:
        words = shlex.split(text)
    except ValueError as error:
        raise NotebookError(f"PARAMS={text!r}: {error}; close the quotation mark") from error
    loose = [
        word for word in words if not word.partition("=")[1] or not word.partition("=")[0].isidentifier()
    ]
    if loose:
        raise NotebookError(
            f'PARAMS: {", ".join(map(repr, loose))}: write name=value, e.g. PARAMS="rule=floor"'
        )
    pairs = [(name, value) for name, _, value in (word.partition("=") for word in words)]
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise NotebookError(f"PARAMS: {', '.join(twice)} stands there twice; keep one value")
    return {name: _as_yaml(name, value) for name, value in pairs}


def _as_yaml(name: str, value: str) -> Any:
    """The value as YAML reads it; days, yes and no stay text, which is how notebooks take them."""
    try:
        read = yaml.safe_load(value) if value else ""
    except (yaml.YAMLError, ValueError) as error:
        mend = f"cannot be read as a value; put text in quotation marks twice, e.g. {name}='\"…\"'"
        raise NotebookError(f"PARAMS: {name}={value}: {mend}") from error
    word = isinstance(read, bool) and value.lower() not in ("true", "false")
    return value if word or isinstance(read, dt.date) else read


def check_parameters(parameters: dict[str, Any], notebooks: list[Path]) -> None:
    """Refuse what no notebook declares, values of another type than the default's, and a study, all at once."""
    declared: dict[str, Any] = {}
    for notebook in notebooks:
        declared |= declared_parameters(notebook)
    problems = [
        problem
        for name, value in parameters.items()
        if (problem := _misfit(name, value, declared)) is not None
    ]
    if problems:
        raise NotebookError("\n".join(f"PARAMS: {problem}" for problem in problems))


def _misfit(name: str, value: Any, declared: dict[str, Any]) -> str | None:
    if name not in declared:
        return f"unknown parameter {name!r}{nearest(name, list(declared))}"
    if name == "study":
        return f"the study is not chosen here; write STUDY={value}"
    wanted = type(declared[name])
    if type(value) is wanted or (wanted is float and type(value) is int):
        return None
    mend = f"""; put text in quotation marks twice, e.g. {name}='"no"'""" if wanted is str else ""
    return (
        f"parameter {name}={value!r}: expected {wanted.__name__}, as in the default {declared[name]!r}{mend}"
    )


def _execute(notebook: Path, out: Path, parameters: dict[str, Any]) -> None:
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    read_study(parameters["study"])  # a wrong name or setting is better said before a kernel starts
    with _private_folder() as folder:
        try:
            papermill.execute_notebook(
                notebook,
                out,
                parameters=parameters,
                engine_name=_engine(),
                kernel_name="python3",  # whatever the environment was called in which the notebook was saved
                language="python",
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
                config=_kernel_settings(folder),
            )
        except PapermillExecutionError as error:
            raise NotebookError(_explain(notebook, out, error)) from error
        except DeadKernelError as error:
            raise NotebookError(
                f"notebooks/{notebook.name}: Python stopped while it ran this notebook, perhaps for want of memory; "
                "close other programs and run the same command again"
            ) from error
    _refuse_early_exit(notebook, out)
    _normalise(notebook, out)


def _refuse_early_exit(notebook: Path, out: Path) -> None:
    """`sys.exit()` in a cell ends the run there, which papermill takes for success."""
    import nbformat

    for cell in nbformat.read(out, 4).cells:
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            raise NotebookError(
                f"notebooks/{notebook.name}, cell {cell.id}: exits, and no later cell was run; remove the exit"
            )


def _engine() -> str:
    """nbclient's engine, telling which cell is at work."""
    from papermill.engines import NBClientEngine, papermill_engines

    class Telling(NBClientEngine):
        @classmethod
        def execute_managed_notebook(cls, nb_man, kernel_name, **options):
            name, cells = Path(nb_man.nb.metadata.papermill["input_path"]).stem, len(nb_man.nb.cells)
            start = nb_man.cell_start

            def tell_and_start(cell, cell_index=None, **more):
                if sys.stderr.isatty() and cell_index is not None:
                    print(f"\r{name}: cell {cell_index + 1} of {cells} ", end="", file=sys.stderr, flush=True)
                return start(cell, cell_index, **more)

            nb_man.cell_start = tell_and_start
            print(f"{name}: running {cells} cells", file=sys.stderr, flush=True)
            super().execute_managed_notebook(nb_man, kernel_name, **options)

    papermill_engines.register("telling", Telling)
    return "telling"


@contextmanager
def _private_folder() -> Iterator[str]:
    """A short folder for the kernel's sockets: two kernels in one folder would meet."""
    folder = tempfile.mkdtemp(prefix="k")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _kernel_settings(folder: str):
    from traitlets.config import Config

    settings: dict[str, Any] = {
        "KernelSpecManager": {"ensure_native_kernel": True, "allowed_kernelspecs": {"python3"}},
        "NotebookClient": {
            "shutdown_kernel": "immediate"
        },  # asked kindly, one in twenty takes seconds to end
    }
    if os.name != "nt":
        settings["KernelManager"] = {"transport": "ipc", "ip": f"{folder}/k"}
    return Config(settings)


def _explain(notebook: Path, out: Path, error: Any) -> str:
    """The failing cell as a person finds it: notebook, cell, its code, the error's last words, what to do."""
    import nbformat

    cells = nbformat.read(out, 4).cells if out.exists() else []
    index = next(
        (i for i, c in enumerate(cells) if any(o.output_type == "error" for o in c.get("outputs", []))), None
    )
    code = cells[index].source if index is not None else error.source
    cell_id = f" ({cells[index].id})" if index is not None else ""
    kept = out.with_name(out.name.replace(".part.", ".failed."))
    return (
        f"notebooks/{notebook.name}, cell {error.cell_index}{cell_id} failed:\n\n"
        + "\n".join(f"    {line}" for line in code.splitlines())
        + f"\n\n{error.ename}: {error.evalue}\n\n"
        + f"The run up to there, with the whole traceback, is in {_near(kept)}. "
        "Mend the data or the cell, then run the same command again."
    )


def _near(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.name


def _normalise(source: Path, path: Path) -> None:
    """Drop from an executed notebook what differs from run to run: times, folders, random cell ids."""
    import nbformat

    notebook = nbformat.read(path, 4)
    record = notebook.metadata.pop("papermill", {})
    notebook.metadata["papermill"] = {"parameters": dict(record.get("parameters", {}))}
    notebook.metadata.get("language_info", {}).pop("version", None)
    own_ids = {cell.get("id") for cell in json.loads(source.read_text(encoding="utf-8"))["cells"]}
    for position, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
        elif cell["id"] not in own_ids:  # an older notebook, whose cells have none
            cell["id"] = f"cell-{position}"
        if "outputs" in cell:
            cell["outputs"] = _joined(cell["outputs"])
    nbformat.write(notebook, path)


def _joined(outputs: list[Any]) -> list[Any]:
    """Outputs with printed text in one piece, which the kernel cuts up by time, and without folders of this machine."""
    kept: list[Any] = []
    for output in outputs:
        if output["output_type"] == "stream":
            output["text"] = _without_folders(output["text"])
            if kept and kept[-1].get("name") == output["name"]:
                kept[-1]["text"] += output["text"]
                continue
        kept.append(output)
    return kept


def _without_folders(text: str) -> str:
    """Warnings name the file that they come from: a cell's is called after the process, a package's lies in a folder."""
    text = re.sub(r"\S*ipykernel_\d+[/\\]\d+\.py", "<cell>", text)
    return text.replace(f"{sys.prefix}{os.sep}", "").replace(f"{Path.cwd()}{os.sep}", "")
