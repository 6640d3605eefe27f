"""papermill, made strict: an unknown parameter, a missing parameters cell or a failing cell stops the build."""

import ast
import os
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
    declared = {
        target.id: ast.literal_eval(line.value)
        for line in ast.parse(tagged[0].source).body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name)
    }
    missing = [name for name in ALWAYS if name not in declared]
    if missing:
        raise NotebookError(
            f"notebooks/{notebook.name}: its parameters cell does not set {' and '.join(missing)}"
        )
    return declared


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
    return {name: yaml.safe_load(value) for name, _, value in (word.partition("=") for word in words)}


def check_parameters(parameters: dict[str, Any], notebooks: list[Path]) -> None:
    """Refuse what no notebook declares, and values of another type than the default's, all at once."""
    declared: dict[str, Any] = {}
    for notebook in notebooks:
        declared |= declared_parameters(notebook)
    problems = [
        f"unknown parameter {name!r}{nearest(name, list(declared))}"
        for name in parameters
        if name not in declared
    ]
    problems += [
        f"parameter {name}={value!r}: expected {type(declared[name]).__name__}, as in the default {declared[name]!r}"
        for name, value in parameters.items()
        if name in declared and not isinstance(value, type(declared[name]))
    ]
    if problems:
        raise NotebookError("\n".join(f"PARAMS: {problem}" for problem in problems))


def _execute(notebook: Path, out: Path, parameters: dict[str, Any]) -> None:
    import papermill
    from papermill.exceptions import PapermillExecutionError

    read_study(parameters["study"])  # a wrong name or setting is better said before a kernel starts
    with _private_folder() as folder:
        try:
            papermill.execute_notebook(
                notebook,
                out,
                parameters=parameters,
                engine_name=_engine(),
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
                config=_kernel_settings(folder),
            )
        except PapermillExecutionError as error:
            raise NotebookError(_explain(notebook, out, error)) from error
    _normalise(out)


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
            over = "\r" if sys.stderr.isatty() else ""
            print(f"{over}{name}: done              ", file=sys.stderr, flush=True)

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
        "KernelSpecManager": {"ensure_native_kernel": True, "allowed_kernelspecs": {"python3"}}
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


def _normalise(path: Path) -> None:
    """Drop from an executed notebook what differs from run to run: times, folders, a random cell id."""
    import nbformat

    notebook = nbformat.read(path, 4)
    record = notebook.metadata.pop("papermill", {})
    notebook.metadata["papermill"] = {"parameters": dict(record.get("parameters", {}))}
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    nbformat.write(notebook, path)
