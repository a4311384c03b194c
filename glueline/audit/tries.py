"""How much was tried before a number was kept: runs, seeds and settings of each stage, best against mean, seconds, memory."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from glueline.glue.tasks import TASKS
from glueline.provenance import records as kept_records
from glueline.provenance.booked import flops_in
from glueline.provenance.hashing import canonical
from glueline.audit.holdings import Holdings
from glueline.audit.lineage import files_of, makes_weights, scorers, upstream
from glueline.audit.runs import Journal, Line
from glueline.audit.subjects import Subject
from glueline.refusal import Refused


def line_of(subject: Subject, key: str, journal: Journal) -> Line | None:
    """The run that first made the record of a stage."""
    return next((line for line in journal.by_record.get(subject.made[key], ()) if line.content["status"] == "finished"), None)


def tried(subject: Subject, key: str, journal: Journal, everything: list[Subject]) -> dict:
    """Of one stage, up to and with the run of the subject: runs by how they ended, distinct works, and of those whose record is
    at hand the distinct seeds and settings, and how many read the same data."""
    own, record = line_of(subject, key, journal), subject.records[key]
    lines = [line for line in journal.of(key) if own and line.number <= own.number]
    finished = [line for line in lines if line.content["status"] == "finished"]
    known = {sha256: found for sha256, found in _records(subject.root, key, everything)
             if sha256 in {line.content["record"] for line in finished}}
    same = [found for found in known.values() if _data(found) == _data(record)]
    return {
        "stage": key, "line": own.number if own else None,
        "runs": dict(sorted(Counter(line.content["status"] for line in lines).items())),
        "distinct_work": len({line.content["work"] for line in finished}),
        "records_at_hand": len(known),
        "seeds": sorted({seed for found in known.values() for seed in _seeds(found["params"])}),
        "settings": len({canonical(found["params"]) for found in known.values()}),
        "on_the_same_data": len(same),
    }


def best_and_mean(subject: Subject, model: str, journal: Journal, everything: list[Subject]) -> dict[str, dict]:
    """Of each cell and average with a score: this one, and the best and mean of all runs of the same model, up to this one,
    whose scores are kept."""
    key = scorers(subject.records)[model][0]
    own = line_of(subject, key, journal)
    runs = {each.made[key]: each.scores[model] for each in everything
            if key in each.made and model in each.scores for line in [line_of(each, key, journal)]
            if each is subject or line and own and line.number <= own.number}
    found: dict[str, list[float]] = {}
    for scores in (runs | {subject.made[key]: subject.scores[model]}).values():
        for name, value in _figures(scores):
            found.setdefault(name, []).append(value)
    return {name: {"this": value, "best": max(found[name]), "mean": round(sum(found[name]) / len(found[name]), 4),
                   "runs": len(found[name])} for name, value in _figures(subject.scores[model])}


def cost(subject: Subject, stages: set[str], last: str, journal: Journal) -> dict:
    """What the stages came to: the runs that made the records, and all runs of them up to the last stage's; and beside it,
    `training`, what the last stages that made weights took by themselves: a teacher's, or a student's without its teachers."""
    own = {key: line for key in sorted(stages) for line in [line_of(subject, key, journal)] if line}
    end = own[last].number if last in own else 0
    lines = [line for line in journal.lines if line.content["stage"] in stages and line.number <= end]
    made = set(subject.made.values())
    discarded = [line for line in lines if line.content["status"] == "finished" and line.content["record"] not in made]
    failed = [line for line in lines if line.content["status"] != "finished"]
    flops = {key: each for key in sorted(stages) for each in [_flops(subject, key)] if each is not None}
    return {
        "seconds": _seconds(own.values()), "peak_mib": max((line.content["peak_mib"] for line in own.values()), default=None),
        "seconds_with_all_tries": _seconds(lines), "seconds_discarded": _seconds(discarded), "seconds_failed": _seconds(failed),
        "runs": len(lines), "discarded": len(discarded), "failed": len(failed),
        "flops": flops,
        "unbooked": [key for key in sorted(stages) if makes_weights(subject.records[key]) and key not in flops],
        "training": {key: {"seconds": line.content["seconds"], "peak_mib": line.content["peak_mib"]}
                     for key in last_trained(subject, stages) for line in [own.get(key)] if line},
    }


def last_trained(subject: Subject, stages: set[str]) -> list[str]:
    """The stages that made weights on which no others of them rest."""
    trained = {key for key in stages if makes_weights(subject.records[key])}
    below = set().union(*(upstream(subject.records, key) - {key} for key in trained))
    return sorted(trained - below)


def _seconds(lines: Iterable[Line]) -> float:
    return round(sum(line.content["seconds"] for line in lines), 2)


def _flops(subject: Subject, key: str) -> int | None:
    """What a stage's own files book, where they are at hand: kept with the entry, or as they lie here."""
    holdings, found = Holdings(subject.root, subject.lock), []
    for out, name, sha256 in files_of(subject.records[key]):
        if name.endswith(".json"):
            path = None if sha256 in subject.booked else holdings.file(out, name, sha256)
            content = path.read_bytes() if path else subject.booked.get(sha256, b"")
            found += [flops for flops in [flops_in(content)] if flops is not None]
    return sum(found) if found else None


def _figures(scores: Mapping) -> Iterator[tuple[str, float]]:
    for task in TASKS:
        yield from ((name, cell["score"]) for name, cell in scores["cells"].items()
                    if cell["task"] == task and cell["score"] is not None)
    yield from ((f"average by {rule}", average["value"]) for rule, average in scores["averages"].items()
                if average["value"] is not None)


def _records(root: Path, key: str, everything: list[Subject]) -> Iterator[tuple[str, dict]]:
    """Every record of a stage at hand: kept with entries, or in data/."""
    for each in everything:
        if key in each.made:
            yield each.made[key], each.records[key]
    for path in sorted((root / kept_records.RECORDS / key).glob("*.json")):
        try:
            yield path.stem, kept_records.read(path)
        except (Refused, ValueError):
            continue  # `glueline audit` says so


def _data(record: dict) -> dict:
    return {path: sha256 for path, sha256 in record["inputs"].items() if not path.startswith("data/code")}


def _seeds(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for name, each in value.items():
            if name == "seed" and isinstance(each, int):
                yield each
            else:
                yield from _seeds(each)


