"""Level 0 of an entry: what entry.json, scores.json, standing.json and the predictions say, against the records and git."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from glueline.audit.commits import Commits
from glueline.provenance.hashing import pretty
from glueline.audit.lineage import FILE, files_of, made, makes_weights, scorers, upstream
from glueline.audit.subjects import LEADERBOARD, Subject
from glueline.audit.verdicts import UNVERIFIED, Finding

ABOUT = "entry.json"
DECIDING = {"teach", "distill", "score"}  # the stages whose code decides a score
SUMMARY = "summary.json"  # where a training books what it took
ALWAYS = {"params.yaml", "dvc.lock", "standing.json", "scores.json"}
LOOKED_AT = {"teacher", "data", "bootstrap", "cells", "averages", "lineage",  # parts of a model's scores
             "robustness", "ax", "calibration", "agreement"}


def check_entry(subject: Subject) -> None:
    """What entry.json says of the run follows from the records and the scores."""
    about, records = subject.about, subject.records
    says: dict[str, Any] = {"name": subject.name}
    if records.keys() == about["records"].keys():
        says["commit"] = " ".join(sorted({record["commit"] or "none" for record in records.values()}))
        says["dirty"] = any(record["dirty"] is not False for record in records.values())
        code = {key.split("@")[0]: record["code"]["fingerprint"] for key, record in records.items()}
        says["code"] = {stage: code.get(stage) for stage in sorted({*about["code"], *(code.keys() & DECIDING)})}
    if subject.scores:
        says["teachers"] = sorted(subject.scores)
        says["data"] = next(iter(subject.scores.values()))["data"]
    for name, expected in says.items():
        if about[name] != expected:
            found = f"{name} is {str(about[name])[:80]}, but its records and scores come to {str(expected)[:80]}"
            subject.fail(0, "records", subject.place(ABOUT), found)


def check_scores(subject: Subject) -> None:
    """Scores and standing are those that the records say were made; what is said of them that no level looks at is noted."""
    for model, scores in subject.scores.items():
        key, out = scorers(subject.records).get(model, (None, None))
        where = subject.place(FILE)
        if key is None:
            subject.fail(0, "records", where, f"{model}: no record of the run that scored it", None)
            continue
        if hashlib.sha256(pretty(scores)).hexdigest() != made(subject.records[key], f"{out}/{FILE}"):
            subject.fail(0, "scores", where, f"{model}: not the scores that the run of {key} made", key)
        known = set(_hashes_of([subject.records[each] for each in upstream(subject.records, key)]))
        derived = [name for name, sha256 in _named_hashes(scores["lineage"], "lineage") if sha256 not in known]
        if derived:
            says = "stand in no record; an ensemble's are derived from its members'"
            subject.note(where, f"{model}: {', '.join(derived)}: {says}")
        if more := sorted(scores.keys() - LOOKED_AT):
            subject.note(where, f"{model}: {', '.join(more)}: bound by hash to the run, not computed a second time")
    for model in sorted(scorers(subject.records).keys() - subject.scores.keys()):
        subject.fail(0, "scores", subject.place(FILE), f"{model}: was scored, and its scores are missing")
    if subject.standing is not None:
        names = {sha256 for record in subject.records.values() for _, name, sha256 in files_of(record)
                 if name == "standing.json"}
        if names and hashlib.sha256(pretty(subject.standing)).hexdigest() not in names:
            subject.fail(0, "data", subject.place("standing.json"), "not the standing that any recorded run wrote")


def check_listed(subject: Subject) -> None:
    """An entry holds the predictions that the records of its scores name, with the same bytes; and what it holds of costs, runs
    made."""
    listed = subject.about["sha256"]
    for model in scorers(subject.records):
        for table, sha256 in subject.tables(model).items():
            file = f"predictions/{model}/{table}"
            if file not in listed:
                subject.fail(0, "data", subject.place(file), "on record, and not in the entry", f"{model}/{table}")
            elif listed[file] != sha256:
                says = f"{ABOUT} says sha256 {listed[file][:12]}, the run that scored made {sha256[:12]}"
                subject.fail(0, "data", subject.place(file), says, f"{model}/{table}")
    known = ALWAYS | {f"records/{key}.json" for key in subject.about["records"]}
    known |= {f"predictions/{model}/{table}" for model in scorers(subject.records) for table in subject.tables(model)}
    made_by = {key: {sha256 for _, _, sha256 in files_of(record)} for key, record in subject.records.items()}
    books = {file for file in listed if file.startswith("costs/")}
    for file in sorted(books):
        key = file.split("/")[1]
        if listed[file] not in made_by.get(key, set()):
            subject.fail(0, "records", subject.place(file), f"not a file that the recorded run of {key} made", key)
    for file in sorted(set(listed) - known - books) if subject.records.keys() == subject.about["records"].keys() else ():
        subject.fail(0, "records", subject.place(file), f"listed in {ABOUT}, and nothing that a run's entry holds")
    for key, record in subject.records.items() if books else ():
        summaries = {name for _, name, _ in files_of(record) if name == SUMMARY and makes_weights(record)}
        if summaries and f"costs/{key}/{SUMMARY}" not in books:
            says = "the run booked its operations there, and the entry has lost it"
            subject.fail(0, "records", subject.place(f"costs/{key}/{SUMMARY}"), says, key)


def check_committed(subject: Subject, about: bytes, commits: Commits) -> None:
    """entry.json, which vouches for every other file, is the one that is committed."""
    committed = commits.file("HEAD", f"{LEADERBOARD}/{subject.name}/{ABOUT}") if commits.git else None
    if committed is None:
        subject.note(subject.place(ABOUT), "not committed, so nothing outside the entry vouches for it")
    elif committed != about:
        says = "not the one that is committed at HEAD; git diff shows how it differs; commit it or restore it"
        subject.findings.append(Finding(0, UNVERIFIED, "records", subject.place(ABOUT), says))


def _named_hashes(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _named_hashes(each, f"{name}.{key}")
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _named_hashes(each, f"{name}[{at}]")
    elif isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value):
        yield name, value


def _hashes_of(records: list[dict]) -> Iterator[str]:
    return (sha256 for _, sha256 in _named_hashes(records, ""))
