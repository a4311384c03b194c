"""leaderboard/runs.jsonl read with distrust: which runs are witnessed, and whether its clock ever went back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from glueline.audit import forms
from glueline.provenance.hashing import sha256_of
from glueline.provenance.journal import JOURNAL
from glueline.audit.subjects import Subject
from glueline.audit.untrusted import JSON_AT_MOST, json_of, read_inside
from glueline.refusal import Refused

SLACK = 3.0  # seconds: the journal keeps whole ones, and a run is noted a moment after it ended


@dataclass(frozen=True)
class Line:
    """One run as the journal has it; `ended` in seconds since 1970, whatever time zone wrote it."""

    number: int
    content: dict
    ended: float

    @property
    def began(self) -> float:
        return self.ended - self.content["seconds"]


@dataclass
class Journal:
    """The runs in order, what could not be read (a line torn by a kill), and the lines that break the order of time."""

    lines: list[Line] = field(default_factory=list)
    torn: list[int] = field(default_factory=list)
    backwards: dict[int, str] = field(default_factory=dict)
    content: bytes = b""

    @cached_property
    def by_record(self) -> Mapping[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.content["record"] or "", []).append(line)
        return found

    def of(self, key: str) -> list[Line]:
        """The runs of a stage."""
        return [line for line in self.lines if line.content["stage"] == key]


def read_journal(root: Path) -> Journal:
    """The journal of a checkout; without a line where it has none."""
    journal = Journal()
    if not (root / JOURNAL).exists():
        return journal
    journal.content = read_inside(root, JOURNAL, JSON_AT_MOST)
    latest: dict[str, Line] = {}
    for number, text in enumerate(journal.content.splitlines(), 1):
        try:
            line = _line(number, text)
        except Refused:
            journal.torn.append(number)
            continue
        before = latest.get(line.content["host"])
        if before and line.ended < before.ended - SLACK:
            journal.backwards[number] = f"line {number} ends before line {before.number} of the same host"
        latest[line.content["host"]] = line
        journal.lines.append(line)
    return journal


def check_runs(subject: Subject, journal: Journal) -> int:
    """Whether every record's run is in the journal, with the hash of its work, after its parents' runs; returns how many."""
    witnessed = 0
    for key, record in subject.records.items():
        lines = [line for line in journal.by_record.get(subject.made[key], ()) if line.content["status"] == "finished"]
        work = sha256_of([record["inputs"], record["code"]["fingerprint"], record["params"]])
        if not lines:
            says = f"no finished run of {key} with the record {subject.made[key][:12]}: it was not run beside this leaderboard"
            subject.fail(0, "records", JOURNAL, says, key)
            continue
        witnessed += 1
        for line in lines:
            if (line.content["stage"], line.content["work"]) != (key, work):
                says = f"line {line.number}: stage or work are not those of the record {subject.made[key][:12]} of {key}"
                subject.fail(0, "records", JOURNAL, says, key)
            if line.number in journal.backwards:
                says = f"{journal.backwards[line.number]}: journals were merged, or a clock was set back"
                subject.note(JOURNAL, f"{key}: {says}")
        _check_order(subject, key, lines, journal)
    if journal.torn:
        subject.note(JOURNAL, f"lines that cannot be read, as a kill leaves them: {', '.join(map(str, journal.torn))}")
    return witnessed


def _check_order(subject: Subject, key: str, lines: list[Line], journal: Journal) -> None:
    """A run begins after the run that made what it reads has ended."""
    for path, parent in subject.records[key]["parents"].items():
        ended = [line.ended for line in journal.by_record.get(parent or "", ()) if parent]
        if ended and max(line.began for line in lines) < min(ended) - SLACK:
            says = f"line {lines[-1].number}: {key} began before the run that made {path} had ended: a clock was set back"
            subject.fail(0, "records", JOURNAL, says, key)


def _line(number: int, text: bytes) -> Line:
    where = f"{JOURNAL}: line {number}"
    content = json_of(text, where)
    forms.LINE(content, where)
    try:
        ended = datetime.fromisoformat(content["time"])
    except ValueError as error:
        raise Refused(f"{where}: time: {error}") from None
    return Line(number, content, (ended if ended.tzinfo else ended.replace(tzinfo=UTC)).timestamp())
