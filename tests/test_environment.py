"""pyproject.toml, the two locks, environment.yml and the Makefile name one environment; notebooks are kept clean."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from projects import make

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCKS = {
    "requirements.lock": ["test"],
    "requirements-lab.lock": ["lab"],
}  # and the extras that each one holds
REGISTRY = re.compile(
    r"(?:pypi|pythonhosted|anaconda|prefix|npmjs|crates|golang)\.(?:org|com|dev|io)|://[^\s\"']+/simple\b"
)


def entries(lock: str) -> list[str]:
    """The lock's entries, each with its lines in one."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def versions(lock: str) -> dict[str, set[str]]:
    """Per package the versions that are locked: one, or one for each of several Pythons."""
    locked: dict[str, set[str]] = {}
    for entry in entries(lock):
        requirement = Requirement(entry.partition("--hash")[0])
        (pin,) = requirement.specifier
        assert pin.operator == "=="
        locked.setdefault(canonicalize_name(requirement.name), set()).add(pin.version)
    return locked


def requirements(extras: list[str]) -> list[Requirement]:
    texts = PROJECT["dependencies"] + [
        text for extra in extras for text in PROJECT["optional-dependencies"][extra]
    ]
    return [Requirement(text) for text in texts]


@pytest.mark.parametrize(("lock", "extras"), LOCKS.items(), ids=LOCKS)
def test_every_dependency_is_locked_in_a_version_that_pyproject_allows(lock, extras):
    locked = versions(lock)
    unfit = [
        f"{requirement}: {sorted(locked.get(canonicalize_name(requirement.name), {'not locked'}))}"
        for requirement in requirements(extras)
        if not all(
            version in requirement.specifier
            for version in locked.get(canonicalize_name(requirement.name), {"0"})
        )
    ]
    assert unfit == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_its_hashes_and_nothing_else_stands_in_the_lock(lock):
    form = r"[\w.\[\]-]+==[\w.!+]+(?: ; [^#]+?)?(?:\s+--hash=sha256:[0-9a-f]{64})+\s*"
    assert [entry[:80] for entry in entries(lock) if not re.fullmatch(form, entry)] == []
    assert len(entries(lock)) > 50


def test_packages_in_both_locks_have_the_same_versions():
    build, lab = (versions(lock) for lock in LOCKS)
    both = build.keys() & lab.keys()
    assert {name: (build[name], lab[name]) for name in both if build[name] != lab[name]} == {}
    assert {"pandas", "papermill", "nbconvert"} <= both
    assert "jupyterlab" not in build


def test_conda_takes_python_and_make_and_leaves_the_rest_to_the_locks():
    named = [dependency for dependency in CONDA["dependencies"] if isinstance(dependency, str)]
    (pip,) = [dependency["pip"] for dependency in CONDA["dependencies"] if isinstance(dependency, dict)]
    assert [name.partition("=")[0] for name in named] == ["python", "make", "pip"]
    assert pip == [f"-r {lock}" for lock in LOCKS]


def test_condas_python_is_one_that_the_project_supports():
    (python,) = [name for name in CONDA["dependencies"] if str(name).startswith("python=")]
    assert python.partition("=")[2] in SpecifierSet(PROJECT["requires-python"])


def test_the_makefile_knows_the_conda_environment_by_its_name():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"^ENVIRONMENT\s*:=\s*(\S+)$", makefile, re.MULTILINE) == [CONDA["name"]]


def test_every_dependency_says_why_it_is_there():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    for requirement in requirements(["test", "lab"]):
        (line,) = [line for line in lines if re.match(rf'\s*"{re.escape(requirement.name)}[\[<>=~!"]', line)]
        assert re.search(r'",\s+# \w.{3,}', line), f"{line.strip()}: add a comment with the reason"


# ── What is committed ──


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """The files that git keeps."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode or not listed.stdout:
        pytest.skip("no git repository here")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_notebooks_are_committed_without_outputs(tracked):
    notebooks = [path for path in tracked if path.suffix == ".ipynb"]
    executed = [
        f"{path.name}, cell {cell['id']}: clear its outputs before committing"
        for path in notebooks
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell.get("outputs") or cell.get("execution_count")
    ]
    assert executed == []
    assert notebooks


def test_no_file_names_a_package_registry(tracked):
    """A lock is the same wherever the packages come from; the address belongs to whoever installs."""
    named = {
        path.relative_to(ROOT).as_posix(): found[0]
        for path in tracked
        if (found := REGISTRY.search(path.read_text(encoding="utf-8", errors="ignore")))
    }
    assert named == {}


def test_make_uses_the_active_conda_environment_and_makes_no_other():
    done = make(ROOT, "-n", "data", CONDA_DEFAULT_ENV="digital-diplomacy")
    assert "python -m analysis parameters" in done.stdout
    assert ".venv" not in done.stdout
    assert ".venv/bin/python" in make(ROOT, "-n", "data", "-W", "studies/turkic-2024/study.yaml").stdout


def test_the_dev_container_makes_what_the_makefile_makes_with_a_python_that_the_project_supports():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    image, _, tag = container["image"].partition(":")
    assert image == "python" and tag.partition("-")[0] in SpecifierSet(PROJECT["requires-python"])
    command, *targets = container["postCreateCommand"].split()
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert command == "make" and targets
    assert [target for target in targets if target not in makefile] == []
    python = container["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert f"PYTHON := {python}\n" in makefile
