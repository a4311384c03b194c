"""An output is written whole or not at all: it is made beside, in data/.staging, and renamed into place."""

import ctypes
import os
import shutil
from pathlib import Path

STAGING = "data/.staging"
PARTIAL = "data/.partial"
AT_FDCWD = -100
RENAME_EXCHANGE = 2


def fresh_staging(root: Path, key: str) -> Path:
    """An empty folder for the outputs of `key`; what a killed or failed run left there is gone."""
    staging = root / STAGING / key
    discard(staging)
    staging.mkdir(parents=True)
    return staging


def partial_folder(root: Path, key: str, work: str) -> Path:
    """Where `key` may keep half-done state of this `work` (the hash of its inputs, code and params) through a kill; other
    work has another folder and starts afresh."""
    return root / PARTIAL / f"{key}-{work[:16]}"


def discard(path: Path) -> None:
    """Remove a file or folder if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def place(made: Path, target: Path) -> None:
    """Put `made` where `target` is. The old one is left at `made` (or beside it), to be discarded with the staging folder.

    A kill at any moment leaves the old output or the new one; where the file system cannot exchange, it may leave none,
    which DVC sees as a stage to run again.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if not os.path.lexists(target):
        os.rename(made, target)
    elif not _exchange(made, target):
        os.rename(target, made.with_name(f"{made.name}.old"))
        os.rename(made, target)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two paths in one step (renameat2(2), Linux); False where the system or file system cannot."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    return renameat2 is not None and renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0
