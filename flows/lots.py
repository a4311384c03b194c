"""The stage that is run again this week: one of the cheap ones of all kept entries, drawn by the date."""

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from glueline.audit.kept import entry_names
from glueline.audit.runs import read_journal
from glueline.audit.subjects import Subject
from glueline.audit.target import load
from glueline.refusal import Refused


def cheap_stages(root: Path, seconds: float) -> list[tuple[str, str]]:
    """(entry, stage) of every kept stage whose recorded run took at most so many seconds, by leaderboard/runs.jsonl; sorted."""
    runs = read_journal(root).by_record
    found = set()
    for subject in readable(root):
        for key, sha256 in subject.made.items():
            took = [line.content["seconds"] for line in runs.get(sha256, ()) if line.content["status"] == "finished"]
            if took and min(took) <= seconds:
                found.add((subject.name, key))
    return sorted(found)


def readable(root: Path) -> Iterator[Subject]:
    """The kept entries, but for those that cannot be read: the audit of every night says why."""
    for name in entry_names(root):
        with suppress(Refused):
            yield load(root, name)


def draw(stages: Sequence[tuple[str, str]], day: date) -> tuple[str, str]:
    """One of the stages, the same all day long."""
    return random.Random(day.isoformat()).choice(stages)
