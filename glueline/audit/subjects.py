"""What is audited: a kept entry, or the run as it lies in data/; both as records, scores, predictions, params and lock."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glueline.audit import forms
from glueline.provenance.hashing import canonical
from glueline.audit.lineage import scorers
from glueline.audit.untrusted import json_of, yaml_of
from glueline.audit.verdicts import FAILED, Finding, Note
from glueline.refusal import Refused

LEADERBOARD = "leaderboard"
PRESENT = "this run"
# The top of a file's path in an entry -> the cause that a change of it is put down to; records where it is none of these.
CAUSE = {"params.yaml": "params", "predictions": "data", "standing.json": "data", "scores.json": "scores"}


@dataclass
class Subject:
    """One entry, or this run. `made`: the sha256 of each record; `scores`: by model; `table`: the bytes of a model's
    predictions (`<task>-<split>.parquet`), Refused where they are not here; `booked`: the files kept for what they say of
    costs, by sha256; `read`: how many bytes were looked at; `alone`: whether nothing but the entry's own files may be read."""

    name: str
    root: Path
    about: dict = field(default_factory=dict)   # entry.json; empty of this run
    made: dict[str, str] = field(default_factory=dict)
    records: dict[str, dict] = field(default_factory=dict)
    params: Any = None
    lock: Any = None
    scores: dict[str, dict] = field(default_factory=dict)
    standing: dict | None = None
    table: Callable[[str, str], bytes] = lambda model, name: b""
    booked: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    read: int = 0
    alone: bool = False

    @property
    def kept(self) -> bool:
        return self.name != PRESENT

    def place(self, file: str) -> str:
        """How messages call a file of this subject."""
        return f"{LEADERBOARD}/{self.name}/{file}" if self.kept else file

    def fail(self, level: int, cause: str, where: str, says: str, of: str | None = None) -> None:
        """Note what does not hold."""
        self.findings.append(Finding(level, FAILED, cause, where, says, of))

    def note(self, where: str, says: str) -> None:
        """Note what changes no verdict."""
        self.notes.append(Note(where, says))

    def tables(self, model: str) -> dict[str, str]:
        """The predictions on validation that the record of its scores names: file name to sha256."""
        key, out = scorers(self.records).get(model, (None, None))
        files = self.records[key]["outputs"][out]["files"] if key else {}
        return {name.rpartition("/")[2]: sha256 for name, sha256 in files.items()
                if name.startswith("predictions/") and "-validation" in name}


def take_record(subject: Subject, key: str, content: bytes, where: str) -> None:
    """Read a record of the stage `key` into the subject; a finding where it is not canonical, of its form, or of that stage."""
    try:
        record = json_of(content, where)
        forms.RECORD(record, where)
        if canonical(record) != content:
            raise Refused(f"{where}: not canonical JSON, so no run wrote it")
        if record["stage"] != key:
            raise Refused(f"{where}: the record of {record['stage']}, not of {key}")
    except Refused as refusal:
        subject.fail(0, "records", where, str(refusal), key)
        return
    subject.made[key], subject.records[key] = hashlib.sha256(content).hexdigest(), record


def take_files(subject: Subject, files: Mapping[str, bytes]) -> None:
    """Read params.yaml, dvc.lock and standing.json into the subject, from their bytes; a finding where one is missing."""
    subject.params = part(subject, "params.yaml", files, yaml_of, forms.mapping)
    lock = part(subject, "dvc.lock", files, yaml_of, forms.LOCK)
    subject.lock = lock["stages"] if lock else None
    subject.standing = part(subject, "standing.json", files, json_of, forms.STANDINGS)


def part(subject: Subject, file: str, files: Mapping[str, bytes], read: Callable[[bytes, str], Any], form: forms.Form) -> Any:
    """What one file says, or None, with a finding, where it is missing or malformed."""
    where = subject.place(file)
    try:
        if file not in files:
            raise Refused(f"{where}: missing")
        found = read(files[file], where)
        form(found, where)
        return found
    except Refused as refusal:
        if not any(finding.where == where for finding in subject.findings):  # its bytes were found wrong already
            subject.fail(0, CAUSE.get(Path(file).name, "records"), where, str(refusal))
        return None
