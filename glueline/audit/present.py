"""The run as it lies in data/: for each output on the way to a score the record that made it, or what became of it."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from glueline.audit import forms
from glueline.provenance.hashing import Digest, digest
from glueline.audit.lineage import FILE, overlap
from glueline.provenance.records import RECORDS
from glueline.audit.subjects import PRESENT, Subject, part, take_files, take_record
from glueline.audit.untrusted import JSON_AT_MOST, TABLE_AT_MOST, YAML_AT_MOST, is_inside, json_of, read_inside, yaml_of
from glueline.audit.verdicts import UNVERIFIED, Finding
from glueline.refusal import Refused

STANDING = "standing.json"


def load_present(root: Path) -> Subject:
    """The present run of a checkout, by the graph that dvc.lock has. Raises Refused where there is none, or no scores."""
    subject = Subject(PRESENT, root)
    lock = yaml_of(read_inside(root, "dvc.lock", YAML_AT_MOST), "dvc.lock")
    forms.LOCK(lock, "dvc.lock")
    graph = {key: {kind: _paths(entry, kind, key) for kind in ("deps", "outs")} for key, entry in lock["stages"].items()}
    goals = {key: out for key, each in graph.items() for out in each["outs"] if (root / out / FILE).is_file()}
    if not goals:
        raise Refused(f"{root / 'data'}: no run with scores lies here; run `dvc repro`, or name an entry of the leaderboard")
    parents: dict[str, list[str]] = {}
    for key in _from_the_end(graph, list(goals)):
        _find_record(subject, key, graph[key]["outs"], parents.get(key, []))
        for path, parent in subject.records.get(key, {}).get("parents", {}).items():
            for maker in _makers(graph, path) if parent else ():
                parents.setdefault(maker, []).append(parent)
    _read_files(subject, goals)
    return subject


def _read_files(subject: Subject, goals: Mapping[str, str]) -> None:
    """Params, lock, standing, and the scores of each model."""
    root = subject.root
    read = {key for goal in goals for key in subject.records.get(goal, {}).get("inputs", ())}
    standing = [f"{out}/{STANDING}" for record in subject.records.values() for out, content in record["outputs"].items()
                if out in read and STANDING in (content["files"] or {}) and _is_of_splits(root / out / STANDING)]
    names = {"params.yaml": "params.yaml", "dvc.lock": "dvc.lock"} | ({STANDING: standing[-1]} if standing else {})
    take_files(subject, {file: (root / name).read_bytes() for file, name in names.items() if (root / name).is_file()})
    for out in goals.values():
        name = f"{out}/{FILE}"
        scores = part(subject, name, {name: (root / name).read_bytes()}, json_of, forms.SCORES)
        if scores:
            subject.scores[out.rpartition("/")[2]] = scores
    folders = {out.rpartition("/")[2]: out for out in goals.values()}
    subject.table = lambda model, table: read_inside(root / folders[model], f"predictions/{table}", TABLE_AT_MOST)


def _is_of_splits(path: Path) -> bool:
    """Whether a standing is that of GLUE's splits; other sets have one too."""
    try:
        forms.STANDINGS(json_of(path.read_bytes(), str(path)), str(path))
    except (Refused, OSError):
        return False
    return True


def _find_record(subject: Subject, key: str, outs: list[str], parents: list[str]) -> None:
    """The record of the run that made the stage's outputs as they lie there; else, with a finding, the one they come from."""
    there = {out: digest(subject.root / out) for out in outs if (subject.root / out).exists()}
    subject.read += sum(path.stat().st_size for out in there for path in _files(subject.root / out))
    known = dict(_records(subject, key))
    order = [sha256 for sha256 in reversed(parents) if sha256 in known] + [sha256 for sha256 in known if sha256 not in parents]
    for sha256 in order:
        made = known[sha256][0]["outputs"]
        if all(out in made and (out not in there or there[out].sha256 == made[out]["sha256"]) for out in outs):
            take_record(subject, key, known[sha256][1], _place(key, sha256))
            for out in sorted(set(outs) - set(there)):
                says = "not here, so its bytes were not looked at"
                subject.findings.append(Finding(0, UNVERIFIED, "data", out, says, key))
            return
    if not order and not there and not parents:
        subject.note("dvc.lock", f"{key}: a stage of which nothing is here, and that no run on record read: of another graph")
        return
    if not order:
        subject.fail(0, "records", f"{RECORDS}/{key}", "no record of the run that made " + ", ".join(outs), key)
        return
    take_record(subject, key, known[order[0]][1], _place(key, order[0]))
    for out in there:
        for name in _changed(there[out], known[order[0]][0]["outputs"].get(out)):
            says = f"not what the run of {key} made, nor any other on record"
            subject.fail(0, "data", f"{out}/{name}" if name else out, says, key)


def _changed(found: Digest, made: dict | None) -> list[str]:
    """The files of an output that differ from what a record says of them; the empty name for the output itself."""
    if made is None or found.files is None or made["files"] is None:
        return [""] if made is None or found.sha256 != made["sha256"] else []
    return sorted(name for name in {**found.files, **made["files"]} if found.files.get(name) != made["files"].get(name))


def _records(subject: Subject, key: str) -> Iterator[tuple[str, tuple[dict, bytes]]]:
    """The readable records of a stage with their bytes, newest first; a finding for each that is not what its name says."""
    folder = subject.root / RECORDS / key
    for path in sorted(folder.glob("*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True):
        where = f"{RECORDS}/{key}/{path.name}"
        content = read_inside(folder, path.name, JSON_AT_MOST)
        aside = Subject(PRESENT, subject.root)
        if hashlib.sha256(content).hexdigest() != path.stem:
            subject.fail(0, "records", where, "its bytes do not have the sha256 in its name; restore it or delete it", key)
            continue
        take_record(aside, key, content, where)
        subject.findings += aside.findings
        if not aside.findings:
            yield path.stem, (aside.records[key], content)


def _from_the_end(graph: Mapping[str, dict], goals: list[str]) -> list[str]:
    """The goals and all that they rest on, each stage after all that read what it made."""
    order: list[str] = []

    def visit(key: str, path: tuple[str, ...]) -> None:
        if key not in order and key not in path:
            for maker in sorted({maker for dep in graph[key]["deps"] for maker in _makers(graph, dep)}):
                visit(maker, (*path, key))
            order.append(key)

    for goal in goals:
        visit(goal, ())
    return order[::-1]


def _makers(graph: Mapping[str, dict], path: str) -> list[str]:
    return [key for key, each in graph.items() if any(overlap(out, path) for out in each["outs"])]


def _paths(entry: dict, kind: str, key: str) -> list[str]:
    forms.maybe(forms.ITEMS)(entry.get(kind), f"dvc.lock: {key}: {kind}")
    paths = [item["path"] for item in entry.get(kind) or []]
    for path in paths:
        if not is_inside(path):
            raise Refused(f"dvc.lock: {key}: {kind}: {path[:80]!r}: no path inside this checkout")
    return paths


def _files(path: Path) -> Iterator[Path]:
    return (each for each in path.rglob("*") if each.is_file()) if path.is_dir() else iter([path])


def _place(key: str, sha256: str) -> str:
    return f"{RECORDS}/{key}/{sha256}.json"
