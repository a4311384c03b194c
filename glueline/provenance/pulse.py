"""A sign of life beside a running stage, so that what a `kill -9` cuts short is booked too, by the run that comes next.

data/.running/<stage>-<process>.json holds the line that the journal would be given, as of the last beat: a run that was killed
is noted as failed, with the seconds and memory that it had come to by then, EVERY seconds too few at most.
"""

import contextlib
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import psutil

from glueline.provenance import journal
from glueline.provenance.experiment import home
from glueline.provenance.hashing import canonical

RUNNING = "data/.running"
EVERY = 15.0  # seconds between beats
SPACE = 4096  # bytes of a beat
GONE = 20 * EVERY  # without a beat for so long a run of another machine is taken to be dead


@contextlib.contextmanager
def beating(root: Path, line: dict, started: float) -> Iterator[None]:
    """Beat while the block runs. `line`: the journal's, with stage and work; `started`: of time.monotonic()."""
    path, ended = home(root) / RUNNING / f"{line['stage']}-{os.getpid()}.json", threading.Event()
    path.parent.mkdir(parents=True, exist_ok=True)
    born = psutil.Process().create_time()

    def beat(file: BinaryIO) -> None:
        while True:
            seen = {"line": {**line, **journal.measured(started), "status": "failed"}, "pid": os.getpid(), "born": born}
            with contextlib.suppress(OSError):  # a full disk: the stage matters more
                os.pwrite(file.fileno(), canonical(seen).ljust(SPACE), 0)  # at once: a kill comes before it or after
            if ended.wait(EVERY):
                return

    with path.open("wb") as file:
        thread = threading.Thread(target=beat, args=(file,), daemon=True, name="pulse")
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            path.unlink(missing_ok=True)


def book_killed(root: Path) -> list[str]:
    """Note in the journal every run that has stopped beating without an end; one line of text for each."""
    told = []
    for path in sorted((home(root) / RUNNING).glob("*.json")):
        with contextlib.suppress(FileNotFoundError):  # it has ended meanwhile, or another run was quicker to note it
            line = _dead(path)
            if line:
                mine = path.rename(path.with_suffix(f".{os.getpid()}"))
                says = f"killed; last seen at {line['time']}"
                journal.append(root, {**line, "message": says})
                mine.unlink()
                told.append(f"{line['stage']}: {says}, after {line['seconds']:.0f} s: noted as failed in {journal.JOURNAL}")
    return told


def _dead(path: Path) -> dict | None:
    """The line of a run that is no more; None of one that may be alive, or of which nothing can be read."""
    fresh = time.time() - path.stat().st_mtime < GONE
    try:
        found = json.loads(path.read_bytes())
    except ValueError:  # it has not beaten yet
        return None
    if found["line"]["host"] != socket.gethostname():
        return None if fresh else found["line"]
    try:
        process = psutil.Process(found["pid"])
        alive = process.status() != psutil.STATUS_ZOMBIE and abs(process.create_time() - found["born"]) < 1
    except psutil.NoSuchProcess:
        alive = False
    return None if alive else found["line"]
