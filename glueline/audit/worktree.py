"""A clean checkout of one commit, for one run: a git worktree below data/, with no cache and nothing half done in it.

Its folder is locked (flock(2)) by the audit that made it, so that the next one can tell what a killed one left."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from glueline.provenance.platform import THREAD_VARIABLES
from glueline.provenance.tether import run_tethered
from glueline.refusal import Refused

FOLDER = "data/.audit"


@contextmanager
def worktree(root: Path, commit: str, name: str) -> Iterator[Path]:
    """The checkout `root` as it was at `commit`, in a folder that is gone afterwards. Raises Refused where git cannot."""
    _clear(root)
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{commit[:12]}-{name}-", dir=root / FOLDER)).resolve()
    lock = _lock(folder)
    try:
        added = _git(root, "worktree", "add", "--quiet", "--detach", str(folder), commit)
        if added.returncode:
            raise Refused(f"{commit[:12]}: git cannot check it out ({' '.join(added.stderr.split())[:120]})")
        yield folder / _git(root, "rev-parse", "--show-prefix").stdout.strip()
    finally:
        _remove(root, folder)
        os.close(lock)


def write_params(tree: Path, params: Mapping[str, Any], recorded: Mapping[str, Any]) -> None:
    """params.yaml with the recorded sections in it, as JSON, which is YAML whose numbers cannot be misread."""
    whole = json.loads(json.dumps(params))
    for section, value in recorded.items():
        *path, last = section.split(".")
        at = whole
        for name in path:
            at = at.setdefault(name, {}) if isinstance(at.get(name, {}), dict) else at.update({name: {}}) or at[name]
        at[last] = value
    (tree / "params.yaml").write_text(json.dumps(whole, indent=1), "utf-8")


def run_stage(tree: Path, root: Path, key: str, records: Mapping[str, dict]) -> subprocess.CompletedProcess:
    """The stage's own command in the worktree, as its record ran it. DVC's caches are not asked: nothing but the command runs,
    and what DVC itself keeps lies beside."""
    command = [sys.executable, "-m", "glueline", "run", key]
    return run_tethered(command, cwd=tree, env=_environment(tree, root, key, records), capture_output=True, text=True)


def _environment(tree: Path, root: Path, key: str, records: Mapping[str, dict]) -> dict[str, str]:
    """This process's environment with the recorded thread variables; variables that locate folders point where they did."""
    own = {name: value for name, value in os.environ.items()
           if name not in (*THREAD_VARIABLES, "PYTHONPATH", "RANK", "WORLD_SIZE", "DVC_STAGE", "DVC_ROOT")}
    recorded = records[key]["platform"].get("variables") or {}
    own |= {name: value for name, value in recorded.items() if name in THREAD_VARIABLES and isinstance(value, str)}
    own.setdefault("GLUELINE_BACKBONES", str((root / "data/backbones").resolve()))
    folders = [section.get("folder") for record in records.values() for section in record["params"].values()
               if isinstance(section, dict)]
    for folder in folders:
        if isinstance(folder, str) and not Path(folder).is_absolute() and (root / folder).is_dir():
            own.setdefault("GLUELINE_GLUE", str((root / folder).resolve()))
    return own | {"DVC_SITE_CACHE_DIR": str(tree / "data/.dvc-state"), "DVC_NO_ANALYTICS": "1", "PYTHONDONTWRITEBYTECODE": "1",
                  "PATH": f"{Path(sys.executable).parent}{os.pathsep}{own.get('PATH', '')}"}


def _lock(folder: Path) -> int:
    """A descriptor that holds the folder's lock until it is closed. Raises BlockingIOError where somebody alive holds it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    return descriptor


def _clear(root: Path) -> None:
    """Remove the worktrees of audits that were killed."""
    for folder in sorted((root / FOLDER).glob("*/")):
        with suppress(BlockingIOError, FileNotFoundError):
            lock = _lock(folder)
            _remove(root, folder.resolve())
            os.close(lock)


def _remove(root: Path, folder: Path) -> None:
    _git(root, "worktree", "remove", "--force", str(folder))
    shutil.rmtree(folder, ignore_errors=True)
    _git(root, "worktree", "prune")
    with suppress(OSError):  # another audit may have its own in there
        folder.parent.rmdir()


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
