"""Runs a command, and ends everything below it as soon as whoever asked for it is gone.

    python tether.py COMMAND...             standard input is a pipe that the asking process holds open and never writes to

The kernel closes that pipe however its holder ends, kill -9 included. PR_SET_PDEATHSIG alone would not do: it fires when the
*thread* that forked ends, and it reaches DVC only, while the stage is a child of the shell that DVC starts.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import psutil

PR_SET_CHILD_SUBREAPER = 36


def tethered(command: list[str]) -> list[str]:
    """`command`, tethered. Start it with stdin=subprocess.PIPE, and close that pipe to end it and all below it."""
    return [sys.executable, "-P", str(Path(__file__)), *command]


def run_tethered(command: list[str], **options: Any) -> subprocess.CompletedProcess:
    """As subprocess.run; nothing that `command` started outlives this process, kill -9 included."""
    theirs, held = os.pipe()  # no child inherits it
    try:
        return subprocess.run(tethered(command), stdin=theirs, **options)
    finally:
        os.close(held)
        os.close(theirs)


def end_descendants() -> None:
    """Kill every process below this one until none is left; those whose own parent died are below this one too."""
    while below := psutil.Process().children(recursive=True):
        for process in below:
            process.kill()
        psutil.wait_procs(below, timeout=1)


def _end_with_the_holder(gone: threading.Event) -> None:
    os.read(0, 1)  # not sys.stdin: a thread inside its buffer makes the interpreter abort on its way out
    gone.set()
    end_descendants()
    os._exit(128 + signal.SIGKILL)


def main(command: list[str]) -> int:
    """Run `command` to its end and return its exit code (128 + n where signal n ended it)."""
    assert ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0, "Linux lets any process adopt its orphans"
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C reaches the stage as well, which ends in its own words
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        gone = threading.Event()
        threading.Thread(target=_end_with_the_holder, args=(gone,), daemon=True).start()
        code = child.wait()
        if gone.is_set():  # the other thread may have reaped the child first, and then its code is lost
            code = -signal.SIGKILL
        return code if code >= 0 else 128 - code
    finally:
        end_descendants()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
