"""dvc.lock against the records: the same commands, paths and params, and one hash for a path wherever it stands.

DVC hashes by md5 and the records by sha256, so bytes link the two where they are at hand; else counts of files do.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from glueline.audit import forms
from glueline.audit.chain import own_fingerprint
from glueline.audit.commits import Commits
from glueline.audit.holdings import dvc_md5
from glueline.audit.lineage import makers
from glueline.audit.subjects import Subject
from glueline.refusal import Refused


def check_lock(subject: Subject, commits: Commits | None) -> None:
    """Compare every stage that has a record with its entry in the lock; without `commits` no source file's bytes."""
    if subject.lock is None:
        return  # found unreadable or missing already
    where = subject.place("dvc.lock")
    try:
        for key, entry in subject.lock.items():
            for kind in ("deps", "outs"):
                forms.maybe(forms.ITEMS)(entry.get(kind), f"{where}: {key}: {kind}")
    except Refused as refusal:
        subject.fail(0, "records", where, str(refusal))
        return
    for key, record in subject.records.items():
        for says in [*_disagreements(subject.lock.get(key), key, record), *_other_bytes(subject, key, record, commits)]:
            subject.fail(0, "records", where, says, key)
    for path, found in _whole({key: subject.lock[key] for key in subject.records if key in subject.lock}).items():
        if len(found) > 1:
            several = ", ".join(f"{md5} of {size} bytes in {key}" for (md5, size, _), key in sorted(found.items(), key=str))
            subject.fail(0, "records", where, f"{path}: stands with several hashes: {several}", next(iter(found.values())))


def _other_bytes(subject: Subject, key: str, record: dict, commits: Commits | None) -> Iterator[str]:
    """Inputs whose bytes follow from the record or its commit, and that the lock has otherwise: the stage's own fingerprint,
    and source files."""
    own, content = own_fingerprint(key, record)
    for item in (subject.lock.get(key) or {}).get("deps") or []:
        path, expected = item["path"], None
        if path == own:
            expected = {"md5": hashlib.md5(content, usedforsecurity=False).hexdigest(), "size": len(content)}
        elif record["commit"] and commits and commits.git and not makers(subject.records, path):
            sha256, locked = commits.hashes(record["commit"], path)
            expected = locked if sha256 == record["inputs"].get(path) else None
        for name, value in (expected or {}).items():
            if item.get(name) != value:
                yield f"{key}: {path}: {name} {item.get(name)}, what was read has {value}"


def check_lock_bytes(subject: Subject) -> None:
    """Compare the hashes of the lock with the bytes as they lie in data/."""
    for key in subject.records:
        for item in (subject.lock or {}).get(key, {}).get("outs") or []:
            there = subject.root / item["path"]
            if not there.exists():
                continue
            size = sum(path.stat().st_size for path in ([there] if there.is_file() else there.rglob("*")) if path.is_file())
            found = (dvc_md5(there), size)
            if found != (item.get("md5"), item.get("size")):
                says = f"md5 {item.get('md5')} of {item.get('size')} bytes, what lies there has {found[0]} of {size}"
                subject.fail(0, "records", subject.place("dvc.lock"), f"{item['path']}: {says}", key)


def _disagreements(entry: Mapping | None, key: str, record: dict) -> Iterator[str]:
    if entry is None:
        yield f"{key}: has a record and no entry in the lock"
        return
    if entry["cmd"] != record["command"]:
        yield f"{key}: cmd is {str(entry['cmd'])[:80]!r}, the record says {record['command'][:80]!r}"
    for kind, paths in (("deps", record["inputs"]), ("outs", record["outputs"])):
        items = {item["path"]: item for item in entry.get(kind) or []}
        yield from (f"{key}: {path}: hash {item['hash']!r}, DVC writes md5" for path, item in items.items()
                    if item.get("hash", "md5") != "md5")
        if items.keys() != paths.keys():
            yield f"{key}: {kind} are {', '.join(sorted(items)) or 'none'}; the record has {', '.join(sorted(paths)) or 'none'}"
        for path in items.keys() & paths.keys() if kind == "outs" else ():
            files = paths[path]["files"]
            if items[path].get("nfiles") != (len(files) if files is not None else None):
                yield f"{key}: {path}: {items[path].get('nfiles')} files, the record has {len(files or [])}"
    if _params(entry) != record["params"]:
        yield f"{key}: params are not those of the record"


def _params(entry: Mapping) -> dict:
    files = entry.get("params") or {}
    sections: dict[str, Any] = {}
    for each in files.values() if isinstance(files, dict) else ():
        sections |= each if isinstance(each, dict) else {}
    return sections


def _whole(lock: Mapping) -> dict[str, dict[tuple, str]]:
    """Of each path that is an output whole, what the lock says of its bytes (md5, size, files), each with a stage where it
    does."""
    outs = {item["path"] for entry in lock.values() for item in entry.get("outs") or []}
    found: dict[str, dict[tuple, str]] = {}
    for key, entry in lock.items():
        for item in [*(entry.get("deps") or []), *(entry.get("outs") or [])]:
            if item["path"] in outs:
                says = tuple(str(item.get(name)) for name in ("md5", "size", "nfiles"))
                found.setdefault(item["path"], {}).setdefault(says, key)
    return found
