"""Level 0 of the records: each consistent in itself, each input the output of its parent, params and code what they say.

What a folder's manifest, a code fingerprint and the stage's own file in data/code must hash to follows from the record itself.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from glueline.provenance.hashing import folder_digest, pretty, sha256_of
from glueline.audit.lineage import made, made_by_all, makers
from glueline.audit.subjects import Subject

FINGERPRINTS = "data/code"
MISSING = object()


def check_chain(subject: Subject) -> int:
    """Look at every record and every link between them; returns how many links hold."""
    for key, record in subject.records.items():
        _check_itself(subject, key, record)
        _check_params(subject, key, record)
    return sum(_check_links(subject, key) for key in subject.records)


def _check_itself(subject: Subject, key: str, record: dict) -> None:
    where = f"record of {key}"
    for out, content in record["outputs"].items():
        if content["files"] is not None and folder_digest(content["files"]).sha256 != content["sha256"]:
            subject.fail(0, "records", where, f"{out}: its files do not come to the hash it gives", key)
    if sha256_of({name: record["code"][name] for name in ("files", "packages")}) != record["code"]["fingerprint"]:
        subject.fail(0, "code", where, "its code's files do not come to the fingerprint it gives", key)
    own, content = own_fingerprint(key, record)
    if hashlib.sha256(content).hexdigest() != record["inputs"].get(own, hashlib.sha256(content).hexdigest()):
        subject.fail(0, "code", where, f"its code is not what {own}, which it read, says", key)


def own_fingerprint(key: str, record: dict) -> tuple[str, bytes]:
    """Where `code` leaves a stage's fingerprint, and what must stand there if the record is right."""
    name = key.split("@")[0]
    code = {part: record["code"][part] for part in ("fingerprint", "files", "packages")}
    return f"{FINGERPRINTS}/{name}.json", pretty({"stage": name, **code})


def _check_params(subject: Subject, key: str, record: dict) -> None:
    for section, value in record["params"].items():
        found = at(subject.params, section)
        if found != value:
            name, recorded, there = next(_differences(value, found, section))
            says = f"{name}: {_shown(there)}, the record of {key} says {_shown(recorded)}"
            subject.fail(0, "params", subject.place("params.yaml"), says, key)


def _check_links(subject: Subject, key: str) -> int:
    """How many inputs of the stage are what a kept record says was made."""
    record, held = subject.records[key], 0
    for path, sha256 in record["inputs"].items():
        if not makers(subject.records, path):
            if path.split("/")[0] == "data":
                subject.fail(0, "records", f"record of {key}", f"{path}: no record of the run that made it", key)
            continue
        held += _check_link(subject, key, path, sha256)
    unknown = {path: parent for path, parent in record["parents"].items() if parent and parent not in subject.made.values()}
    for path in sorted(path for path in unknown if path in record["inputs"]):
        subject.note(f"record of {key}", f"{path}: made by run {unknown[path][:12]}, of which no record is kept here; "
                     "a kept one made the same bytes" if path_holds(subject, record, path) else f"{path}: parent not kept")
    return held


def path_holds(subject: Subject, record: dict, path: str) -> bool:
    """Whether some kept run made `path` as the record read it."""
    found = {made(subject.records[maker], path) for maker in makers(subject.records, path)}
    return record["inputs"][path] in found | {made_by_all(subject.records, path)}


def _check_link(subject: Subject, key: str, path: str, sha256: str) -> bool:
    record = subject.records[key]
    for maker in makers(subject.records, path):
        parent, says = record["parents"].get(path), made(subject.records[maker], path)
        if parent == subject.made.get(maker) and says not in (sha256, None):
            found = f"its parent, the record of {maker}, made {says[:12]}"
            subject.fail(0, "records", f"record of {key}", f"{path}: read with sha256 {sha256[:12]}, but {found}", key)
            return False
    if path_holds(subject, record, path):
        return True
    by = ", ".join(makers(subject.records, path))
    subject.fail(0, "records", f"record of {key}",
                 f"{path}: read with sha256 {sha256[:12]}, which no kept run of {by} made", key)
    return False


def at(params: Any, section: str) -> Any:
    """What stands at a dotted name; MISSING where nothing does."""
    for name in section.split("."):
        if not isinstance(params, dict) or name not in params:
            return MISSING
        params = params[name]
    return params


def _differences(recorded: Any, found: Any, name: str) -> Iterator[tuple[str, Any, Any]]:
    """Dotted name, value on record and value found, of each leaf that differs."""
    if isinstance(recorded, dict) and isinstance(found, dict):
        for key in [*recorded, *(key for key in found if key not in recorded)]:
            if recorded.get(key, MISSING) != found.get(key, MISSING):
                yield from _differences(recorded.get(key, MISSING), found.get(key, MISSING), f"{name}.{key}")
    else:
        yield name, recorded, found


def _shown(value: Any) -> str:
    return "missing" if value is MISSING else repr(value)[:60]
