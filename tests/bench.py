"""How long a person waits: `make bench` builds the study in a folder of its own and prints the times.

Nothing here is a test: times depend on the machine, and are printed beside what the project aims at.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from projects import copy_project, make


def seconds(project: Path, *words: str) -> float:
    """Wall time of one make."""
    start = time.perf_counter()
    done = make(project, *words)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return time.perf_counter() - start


def main(study: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(Path(folder) / "bench")
        manuscript = sorted((project / "studies" / study).glob("paper.*.md"))[0]
        steps = [
            ("whole paper from nothing", 15.0, lambda: None),
            ("nothing to do", 0.2, lambda: None),
            (
                "one sentence changed",
                3.0,
                lambda: manuscript.write_text(manuscript.read_text("utf-8") + "\n", "utf-8"),
            ),
            ("one notebook changed", 7.0, lambda: os.utime(project / "notebooks" / "2-reach.ipynb")),
            ("every notebook, not the environment", 15.0, lambda: shutil.rmtree(project / "build")),
        ]
        print(f"make paper STUDY={study}, {os.cpu_count()} cores\n")
        print(f"{'':38}{'seconds':>9}{'aim':>8}")
        for name, aim, change in steps:
            change()
            print(f"{name:38}{seconds(project, 'paper', f'STUDY={study}'):9.2f}{aim:8.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "turkic-2024")
