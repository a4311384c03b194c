"""When runs started and ended, from leaderboard/runs.jsonl, the one place that knows."""

from datetime import datetime, timedelta
from pathlib import Path

from glueline.provenance.journal import read


def times_by_record(root: Path) -> dict[str, tuple[str, str]]:
    """Start and end (ISO 8601) of every finished run in the checkout `root`, by the sha256 of its record; lines that lack one
    are passed over."""
    found = {}
    for line in read(root):
        try:
            end = datetime.fromisoformat(line["time"])
            if line["record"]:
                start = end - timedelta(seconds=line["seconds"])
                found[line["record"]] = (start.isoformat(timespec="seconds"), end.isoformat(timespec="seconds"))
        except (ValueError, KeyError, TypeError):
            continue
    return found
