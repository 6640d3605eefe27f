"""Whole projects in folders of their own, for the tests and the bench that build as a user does."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OWN_STUDIES = ROOT / "tests" / "studies"
COPIED = (
    "Makefile",
    "environment.yml",
    "pyproject.toml",
    "requirements.lock",
    "requirements-lab.lock",
    "notebooks",
    "src",
    "studies",
    "data/raw",
    "tools",
)
OF_AN_OUTER_MAKE = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "STUDY", "PARAMS")


def copy_project(target: Path) -> Path:
    """The project without anything built, in `target`, with this project's environment."""
    for name in COPIED:
        source, copy = ROOT / name, target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(source, copy, ignore=ignore) if source.is_dir() else shutil.copy2(source, copy)
    (target / ".venv").symlink_to(ROOT / ".venv")
    return target


def add_study(project: Path, name: str) -> None:
    """A study of tests/studies, put where a student would put it."""
    shutil.copytree(OWN_STUDIES / name / "study", project / "studies" / name)
    shutil.copytree(OWN_STUDIES / name / "raw", project / "data" / "raw" / name)


def make(project: Path, *words: str, **environment: str) -> subprocess.CompletedProcess:
    """One make in the project, as a user types it; output as text, whatever its exit code."""
    inherited = {key: value for key, value in os.environ.items() if key not in OF_AN_OUTER_MAKE}
    return subprocess.run(
        ["make", *words],
        cwd=project,
        env=inherited | {"PYTHONPATH": ""} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=600,
    )
