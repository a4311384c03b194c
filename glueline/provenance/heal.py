"""What a `kill -9` of DVC can leave behind, made good: an rwlock of the dead, a torn dvc.lock, half-made outputs,
and a run that is in no book.

DVC's other locks (.dvc/tmp/lock, .dvc/tmp/rwlock.lock) are flocks and end with their holder; the files may stay.
"""

import json
from pathlib import Path

from glueline.provenance import pulse
from glueline.provenance.lockfile import mend
from glueline.provenance.placing import STAGING, discard
from glueline.refusal import Refused

RWLOCK = ".dvc/tmp/rwlock"


def heal(root: Path) -> list[str]:
    """Mend the checkout; one line for each thing done. Raises Refused, touching nothing, while someone works in it."""
    if not (root / "dvc.yaml").is_file():
        raise Refused(f"{root / 'dvc.yaml'}: missing; run from the top of the checkout")
    alive = working(root)
    if alive:
        raise Refused(f"{root / '.dvc'}: DVC is at work here (process {alive[0]}); wait for it or stop it, then heal again")
    steps = (_mend_rwlock(root), mend(root), _clear_staging(root), *pulse.book_killed(root))
    return [done for done in steps if done]


def working(root: Path) -> list[int]:
    """The living processes that run the graph of this checkout: those its rwlock names, DVC and stages that stand in it."""
    import psutil

    found = {pid for pid in _rwlock_pids(root) or [] if _still_holds(root, pid)}
    for process in psutil.process_iter(["cmdline", "cwd", "status"]):
        cwd = process.info["cwd"]  # None for a zombie and for what belongs to others
        if cwd and Path(cwd).is_relative_to(root.resolve()) and _runs_stages(process.info["cmdline"] or []):
            found.add(process.pid)
    return sorted(found)


def _mend_rwlock(root: Path) -> str | None:
    pids = _rwlock_pids(root)
    if pids == []:
        return None
    (root / RWLOCK).unlink()
    named = "it was torn" if pids is None else f"it named dead processes {', '.join(map(str, pids))}"
    return f"{RWLOCK}: removed; {named}"


def _clear_staging(root: Path) -> str | None:
    if not (root / STAGING).is_dir():
        return None
    names = sorted(path.name for path in (root / STAGING).iterdir() if path.is_dir())
    discard(root / STAGING)
    return f"{STAGING}: removed what was left of {', '.join(names)}" if names else None


def _rwlock_pids(root: Path) -> list[int] | None:
    """The processes that .dvc/tmp/rwlock names, dead or alive; none where it is missing, None where it is torn."""
    try:
        content = json.loads((root / RWLOCK).read_bytes())
        entries = [*content.get("write", {}).values(), *(one for many in content.get("read", {}).values() for one in many)]
        return sorted({int(entry["pid"]) for entry in entries})
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, AttributeError, KeyError):
        return None


def _still_holds(root: Path, pid: int) -> bool:
    """Whether `pid` is the process that wrote the rwlock: no zombie, no later process that was given the same number."""
    import psutil

    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and process.create_time() <= (root / RWLOCK).stat().st_mtime
    except (psutil.NoSuchProcess, FileNotFoundError):
        return False


def _runs_stages(cmdline: list[str]) -> bool:
    """`dvc ...`, `python .../bin/dvc ...`, `python -m dvc ...`, or the same of `glueline run ...`."""
    if cmdline[1:2] == ["-m"]:
        cmdline = cmdline[2:]
    names = [Path(word).name for word in cmdline[:3]]
    return "dvc" in names[:2] or ["glueline", "run"] in (names[:2], names[1:3])
