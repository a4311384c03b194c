"""When runs started and ended, from leaderboard/runs.jsonl, the one place that knows."""

import json
from datetime import datetime, timedelta
from pathlib import Path


def times_by_record(journal: Path) -> dict[str, tuple[str, str]]:
    """Start and end (ISO 8601) of every finished run, by the sha256 of its record; lines that are torn are passed over."""
    found = {}
    for text in journal.read_text("utf-8").splitlines() if journal.is_file() else ():
        try:
            line = json.loads(text)
            end = datetime.fromisoformat(line["time"])
            if line["record"]:
                start = end - timedelta(seconds=line["seconds"])
                found[line["record"]] = (start.isoformat(timespec="seconds"), end.isoformat(timespec="seconds"))
        except (ValueError, KeyError, TypeError):
            continue
    return found
