"""A record says what a stage run was made of. It is canonical JSON, named by its sha256: data/records/<key>/<sha256>.json.

Keys: stage, command, inputs {path: sha256}, outputs {path: {"sha256", "files": manifest of a folder or null}}, code (as in
data/code), provenance (hash of the observing code), params {section: values}, environment, platform, commit, dirty (but for
params.yaml, whose sections stand here, and what runs write), and
parents {path: sha256 of the record that made it, or null where none is kept}. No clock, no host: those are in runs.jsonl.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from glueline.provenance.experiment import home
from glueline.provenance.hashing import Digest, canonical, part
from glueline.refusal import Refused

RECORDS = "data/records"


def write(root: Path, record: dict) -> str:
    """Keep a record, whole or not at all; returns its sha256."""
    content = canonical(record)
    name = hashlib.sha256(content).hexdigest()
    path = path_of(root, record["stage"], name)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_bytes(content)
    os.replace(beside, path)
    return name


def read(path: Path) -> dict:
    """Read a record. Raises Refused where its bytes are not those its name says."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != path.stem:
        raise Refused(f"{path}: its bytes do not have the sha256 in its name; restore it or delete it")
    return json.loads(content)


def path_of(root: Path, key: str, sha256: str) -> Path:
    """Where the record of that hash lies."""
    return home(root) / RECORDS / key / f"{sha256}.json"


def make_room(root: Path, key: str) -> None:
    """Make the folder of a stage's records. Raises OSError where nothing can be written."""
    (home(root) / RECORDS / key).mkdir(parents=True, exist_ok=True)
    (home(root) / RECORDS / key / "room.part").touch()


def find(root: Path, path: str, sha256: str, key: str = "*") -> tuple[str, dict] | None:
    """The newest record (of the stage `key`) that made `path`, an output or what lies inside one, with that hash; after its
    own sha256."""
    for file in sorted((home(root) / RECORDS).glob(f"{key}/*.json"), key=lambda file: file.stat().st_mtime_ns, reverse=True):
        record = read(file)
        for out, made in record["outputs"].items():
            if sha256 == sha256_inside(path, out, Digest(made["sha256"], made["files"])):
                return file.stem, record
    return None


def parents(root: Path, inputs: dict[str, Digest], makers: dict[str, str]) -> dict[str, str | None]:
    """For all of `inputs` that stages make (`makers`: every out in the graph and its stage), the sha256 of the record that
    made it.

    An input that holds several outs (data/scores) has one parent for each.
    """
    found: dict[str, str | None] = {}
    for path, content in inputs.items():
        for key, piece, sha256 in _pieces(path, content, makers):
            made = find(root, piece, sha256, key)
            found[piece] = made[0] if made else None
    return found


def _pieces(path: str, content: Digest, makers: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for out, key in makers.items():
        if path == out or path.startswith(f"{out}/"):
            yield key, path, content.sha256
        elif out.startswith(f"{path}/"):
            inside = part(content, out[len(path) + 1:])
            if inside:
                yield key, out, inside.sha256


def sha256_inside(path: str, out: str, made: Digest) -> str | None:
    """The hash of `path` where it is the output `out` or lies inside it; else None."""
    if path == out:
        return made.sha256
    inside = part(made, path[len(out) + 1:]) if path.startswith(f"{out}/") else None
    return inside.sha256 if inside else None
