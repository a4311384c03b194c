"""leaderboard/runs.jsonl: a line a run, of what varies from run to run. Append-only; neither a dependency nor an output."""

import datetime
import fcntl
import json
import os
import resource
import socket
import time
from pathlib import Path
from typing import Any

from glueline.provenance.experiment import home
from glueline.provenance.hashing import canonical

JOURNAL = "leaderboard/runs.jsonl"


def make_room(root: Path) -> None:
    """Make the journal. Raises OSError where it cannot be written."""
    (home(root) / JOURNAL).parent.mkdir(parents=True, exist_ok=True)
    (home(root) / JOURNAL).touch()


def append(root: Path, line: dict) -> None:
    """Append one run: `line` has stage, work, record, status, message and what `measured` says of it; adds `attempt`, which
    counts the runs of the same stage on the same inputs, code and params (`work`), this one included."""
    make_room(root)
    # A full disk may have left half a letter at the end: it must not cost the line of the run that comes after. Appending
    # (O_APPEND) needs no lock, counting does.
    with (home(root) / JOURNAL).open("a+", encoding="utf-8", errors="surrogateescape") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        earlier, text = 0, "\n"
        for text in file:
            other = _content(text)
            earlier += (other.get("stage"), other.get("work")) == (line["stage"], line["work"])
        torn = "" if text.endswith("\n") else "\n"  # a line torn by a kill must not swallow this one
        file.write(torn + canonical({**line, "attempt": earlier + 1}).decode() + "\n")


def measured(started: float) -> dict[str, Any]:
    """What this process has come to since `started` (of time.monotonic()): seconds, time, host, peak_mib, and the
    processor_seconds of all its threads, children not counted, which say what a run cost where others ran beside it."""
    return {"seconds": round(time.monotonic() - started, 2), "time": _now(), "host": socket.gethostname(),
            "peak_mib": peak_mib(), "processor_seconds": round(time.process_time(), 2)}


def read(root: Path, after: int = 0) -> list[dict[str, Any]]:
    """The readable lines of a checkout's journal from number `after` (from 0) on, oldest first; none where it has no journal.

    For those who trust who wrote them; an audit has a reader of its own (glueline/audit/runs.py).
    """
    path = root / JOURNAL
    texts = path.read_text("utf-8", errors="replace").splitlines()[after:] if path.is_file() else []
    return [content for text in texts if (content := _content(text))]


def last_finished(root: Path) -> dict[str, dict[str, Any]]:
    """The line of each stage's last finished run."""
    return {line["stage"]: line for line in read(root) if line.get("status") == "finished"}


def peak_mib() -> float:
    """The most memory this process has held, in MiB.

    From the process's own high-water mark: getrusage would count that of the DVC that forked it.
    """
    status = Path(f"/proc/{os.getpid()}/status")
    if status.is_file():
        kib = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    else:
        kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(kib / 1024, 1)


def _content(text: str) -> dict[str, Any]:
    """What a line says; nothing where a kill or a full disk tore it."""
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
