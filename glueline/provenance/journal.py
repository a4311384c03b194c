"""leaderboard/runs.jsonl: a line a run, of what varies from run to run. Append-only; neither a dependency nor an output."""

import datetime
import fcntl
import json
import os
import resource
import socket
import time
from pathlib import Path

from glueline.provenance.experiment import home
from glueline.provenance.hashing import canonical

JOURNAL = "leaderboard/runs.jsonl"


def make_room(root: Path) -> None:
    """Make the journal. Raises OSError where it cannot be written."""
    (home(root) / JOURNAL).parent.mkdir(parents=True, exist_ok=True)
    (home(root) / JOURNAL).touch()


def append(root: Path, line: dict) -> None:
    """Append one run: `line` has stage, work, record, status, message, seconds; adds time, host, peak_mib, attempt, and
    processor_seconds (of all threads, children not counted), which say what a run cost where others ran beside it.

    `attempt` counts the runs of the same stage on the same inputs, code and params (`work`), this one included.
    """
    make_room(root)
    with (home(root) / JOURNAL).open("a+", encoding="utf-8") as file:  # appending (O_APPEND) needs no lock, counting does
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        earlier, text = 0, "\n"
        for text in file:
            earlier += _same_work(text, line)
        torn = "" if text.endswith("\n") else "\n"  # a line torn by a kill must not swallow this one
        varying = {"time": _now(), "host": socket.gethostname(), "peak_mib": peak_mib(), "attempt": earlier + 1,
                   "processor_seconds": round(time.process_time(), 2)}
        file.write(torn + canonical({**line, **varying}).decode() + "\n")


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


def _same_work(text: str, line: dict) -> bool:
    try:
        other = json.loads(text)
    except ValueError:
        return False  # a line torn by a full disk must not stop the next run
    return (other.get("stage"), other.get("work")) == (line["stage"], line["work"])


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
