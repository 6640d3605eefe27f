"""A job whose process dies the first time, for the test of the pool; a pool's processes import it by name."""

import os
import signal
from pathlib import Path

from analysis.measure.coding import CodedPart


def dies_once(path: Path) -> CodedPart:
    """Codes nothing; kills its process unless one has died for this part before."""
    died = path.with_suffix(".died")
    if path.name == "part-1" and not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return CodedPart(path.name, 1, 1, "")


def always_dies(path: Path) -> CodedPart:
    os.kill(os.getpid(), signal.SIGKILL)
    return CodedPart(path.name, 1, 1, "")
