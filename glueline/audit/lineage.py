"""Records as a graph: which stage made what another one read. `Records` holds one record a stage, by key."""

from collections.abc import Iterator, Mapping

from glueline.provenance.hashing import Digest, folder_digest
from glueline.provenance.records import sha256_inside

Records = Mapping[str, dict]
FILE = "scores.json"  # what makes an output the scores of a model


def overlap(one: str, other: str) -> bool:
    """Whether two paths are the same, or one lies inside the other."""
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def made(record: dict, path: str) -> str | None:
    """The hash that the run of `record` gave `path`: an output, or what lies inside one."""
    found = (sha256_inside(path, out, Digest(each["sha256"], each["files"])) for out, each in record["outputs"].items())
    return next((sha256 for sha256 in found if sha256), None)


def made_by_all(records: Records, path: str) -> str | None:
    """The hash of a folder that holds several outputs, as the runs made them; None where no output lies in it."""
    files: dict[str, str] = {}
    for out, content in ((out, content) for record in records.values() for out, content in record["outputs"].items()):
        if out.startswith(f"{path}/"):
            inside = out[len(path) + 1:]
            below = {inside: content["sha256"]} if content["files"] is None else {
                f"{inside}/{name}": sha256 for name, sha256 in content["files"].items()}
            files |= below
    return folder_digest(files).sha256 if files else None


def makers(records: Records, path: str) -> list[str]:
    """The stages whose outputs are `path`, hold it, or lie in it."""
    return [key for key, record in records.items() if any(overlap(out, path) for out in record["outputs"])]


def upstream(records: Records, key: str) -> set[str]:
    """The stage and all that it rests on."""
    edges = {each: {maker for path in record["inputs"] for maker in makers(records, path)} for each, record in records.items()}
    return _reach(edges, key)


def downstream(records: Records, key: str) -> set[str]:
    """The stage and all that rests on it."""
    edges: dict[str, set[str]] = {each: set() for each in records}
    for reader, record in records.items():
        for maker in {maker for path in record["inputs"] for maker in makers(records, path)}:
            edges[maker].add(reader)
    return _reach(edges, key)


def scorers(records: Records) -> dict[str, tuple[str, str]]:
    """Of each model that was scored, by name: the stage that did, and the output with its scores."""
    return {out.rpartition("/")[2]: (key, out) for key, record in sorted(records.items())
            for out, content in record["outputs"].items() if FILE in (content["files"] or {})}


def files_of(record: dict) -> Iterator[tuple[str, str, str]]:
    """Every file a run made: the output it lies in, its path inside (empty of an output that is a file), its hash."""
    for out, content in record["outputs"].items():
        if content["files"] is None:
            yield out, "", content["sha256"]
        else:
            yield from ((out, name, sha256) for name, sha256 in content["files"].items())


def makes_weights(record: dict) -> bool:
    """Whether a stage's run made weights."""
    return any(name.endswith(".safetensors") for _, name, _ in files_of(record))


def _reach(edges: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            waiting += edges.get(each, set())
    return seen
