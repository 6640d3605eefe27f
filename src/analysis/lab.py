"""Copies of a study's notebooks to try things in, beside folders of their own, so that no try reaches the paper."""

import json
import re
import shutil
from pathlib import Path

from analysis.study import Study, StudyError


def open_lab(study: Study) -> Path:
    """The start notebook in `lab/<study>/notebooks`, where copies of all notebooks are set to the study.

    A copy that is there already is kept: somebody may have worked in it. `lab/<study>` looks like a project: its
    `studies` and `data/raw` are the real ones, its `data/processed` and `build` its own.
    """
    folder = _project(study) / "notebooks"
    folder.mkdir(exist_ok=True)
    for notebook in sorted((study.root / "notebooks").glob("*.ipynb")):
        if not (folder / notebook.name).exists():
            (folder / notebook.name).write_text(_set_to(study.name, notebook), encoding="utf-8")
    return folder / "0-start.ipynb"


def open_review(study: Study) -> Path:
    """The first of the executed notebooks, copied afresh to `lab/<study>/review`: the build's own must not change."""
    executed = sorted(
        path for path in (study.build / "notebooks").glob("*.ipynb") if "." not in path.stem
    )  # not what a failed run left
    if not executed:
        raise StudyError(f"no notebook has been run yet; `make notebooks STUDY={study.name}` runs them")
    folder = _project(study) / "review"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for notebook in executed:
        shutil.copyfile(notebook, folder / notebook.name)
    return folder / executed[0].name


def _project(study: Study) -> Path:
    """`lab/<study>`, with links to what is only read."""
    folder = study.root / "lab" / study.name
    for name in ("studies", "data/raw"):
        link = folder / name
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.is_symlink():
            link.symlink_to(study.root / name, target_is_directory=True)
    return folder


def _set_to(study: str, notebook: Path) -> str:
    """The notebook as text, with `study` in its parameters cell set to this one."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            source = re.sub(r'^study = "[^"]*"', f'study = "{study}"', "".join(cell["source"]), flags=re.M)
            cell["source"] = source.splitlines(keepends=True)
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
