"""DVC as a child process that tells what it does line by line and never outlives the flow."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from glueline.provenance.tether import tethered
from glueline.refusal import Refused


class Children:
    """The DVC commands that one run of the flow has under way. `through`: a command that starts each one's tether."""

    through: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._running: set[subprocess.Popen] = set()
        self._ended, self._lock = False, Lock()

    def run_dvc(self, arguments: list[str], root: Path, say: Callable[..., None]) -> tuple[int, list[str]]:
        """Run `dvc ARGUMENTS` in `root` and hand each line that is not empty to `say("%s", line)`.

        Returns the exit code and all lines, standard error's among them. Raises Refused once `end` was called: a task may be
        on its way here when its run is interrupted.
        """
        lines: list[str] = []
        with self._lock:
            if self._ended:
                raise Refused(f"dvc {' '.join(arguments)}: not started, the run is being ended")
            child = start_dvc(arguments, root, self.through)
            self._running.add(child)
        with child:
            for line in child.stdout or ():
                lines.append(line.rstrip())
                if lines[-1]:
                    say("%s", lines[-1])
            self._running.discard(child)
        return child.returncode, lines

    def end(self) -> None:
        """End what is still running, all the way down; its `run_dvc` returns then. Nothing is started any more."""
        with self._lock:
            self._ended, running = True, list(self._running)
        for child in running:
            if child.stdin:
                child.stdin.close()


def start_dvc(arguments: list[str], root: Path, through: tuple[str, ...] = ()) -> subprocess.Popen:
    """`dvc ARGUMENTS` in `root`, tethered to this process; a carriage return of a progress bar ends a line too."""
    command = [*through, *tethered([sys.executable, "-m", "dvc", *arguments])]
    return subprocess.Popen(
        command, cwd=root, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", errors="replace")


def environment() -> dict[str, str]:
    """This process's variables, its interpreter first in PATH; lines at once, libraries' own bars slow, no reports home."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {"TQDM_MININTERVAL": "10", **os.environ, "PATH": path, "PYTHONUNBUFFERED": "1", "DVC_NO_ANALYTICS": "1"}
