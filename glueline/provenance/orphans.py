"""A stage dies with the DVC that started it, so that `kill -9` of DVC leaves nobody writing.

The kernel sends the signal when the direct parent dies (prctl(2), PR_SET_PDEATHSIG). Some shells stay between DVC and the
stage; then a thread waits for DVC itself.
"""

import ctypes
import os
import select
import signal
import sys
import threading
from pathlib import Path

PR_SET_PDEATHSIG = 1


def die_with_dvc() -> None:
    """Tie this process to the DVC above it. Does nothing outside Linux or when DVC did not start it."""
    if "DVC_STAGE" not in os.environ or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # DVC and its child share a process group. A parent outside it is whoever adopted us: DVC died before the line above.
    if os.getpgid(os.getppid()) != os.getpgrp():
        os.kill(os.getpid(), signal.SIGKILL)
    dvc = dvc_above(os.getppid())
    if dvc != os.getppid():
        _watch(dvc)


def dvc_above(pid: int) -> int:
    """The nearest process from `pid` upwards that DVC did not start itself: DVC hands DVC_STAGE to its children alone."""
    mark = f"DVC_STAGE={os.environ['DVC_STAGE']}".encode()
    while pid > 1 and mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
        status = Path(f"/proc/{pid}/stat").read_text()
        pid = int(status.rsplit(")", 1)[1].split()[1])
    return pid


def _watch(pid: int) -> None:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        os.kill(os.getpid(), signal.SIGKILL)
        return
    threading.Thread(target=_die_after, args=(handle,), daemon=True, name="die with dvc").start()


def _die_after(handle: int) -> None:
    select.select([handle], [], [])
    os.kill(os.getpid(), signal.SIGKILL)
