"""One run at a time in a checkout, which is mended before it begins.

Prefect's own limits hold a run back where one server knows of both; this lock holds between a schedule, a desk and another
server too. The kernel lets go of it when its holder ends, kill -9 included, so it is never stale and nobody has to remove it
(a slot of Prefect's concurrency limits outlives a killed holder, and for good where the server was killed as well).
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from glueline.provenance.heal import heal, working
from glueline.refusal import Refused

DYING = 10.0  # seconds that the children of a run killed a moment ago may take to end


@contextmanager
def alone(root: Path, say: Callable[..., None]) -> Iterator[None]:
    """Wait until no other run is in the checkout `root`, mend what a killed one left there, and keep others out meanwhile."""
    with held(root, lambda: say("%s", "another run is at work in this checkout; this one begins when it has ended")):
        mend(root, say)
        yield


@contextmanager
def held(folder: Path, taken: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of a folder (flock(2) on the folder itself: there is no file to leave behind, and a folder that cannot be
    written can be locked). Where another process has it, call `taken`, then wait for it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            taken()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def mend(root: Path, say: Callable[..., None]) -> None:
    """`glueline heal`, each thing done said. Somebody's own `dvc repro` is left alone: DVC's locks keep it and a run apart."""
    end = time.monotonic() + DYING
    while working(root) and time.monotonic() < end:
        time.sleep(0.5)
    try:
        for line in heal(root):
            say("healed: %s", line)
    except (Refused, OSError) as error:  # a full or read-only disk: the first stage says it better
        say("not healed: %s", error)
