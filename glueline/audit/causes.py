"""Why two runs of the same thing may come out differently, located by what their records, or a record and this process, differ
in."""

from collections.abc import Iterator, Mapping
from typing import Any

from glueline.audit.code_standing import listed

Cause = tuple[str, str]  # one of verdicts.CAUSES, and what differs in words


def between(old: dict, new: dict) -> list[Cause]:
    """What the records of two runs of one stage differ in, the likeliest cause first."""
    files = _differing(old["code"]["files"], new["code"]["files"])
    params = [name for name in {**old["params"], **new["params"]} if old["params"].get(name) != new["params"].get(name)]
    inputs = [path for path in _differing(old["inputs"], new["inputs"]) if not path.startswith("data/code/")]
    found = [("code", f"its code: {listed(files)}")] if files else []
    found += [("params", f"params: {listed(params)}")] if params else []
    found += [("weights" if "teachers" in path or "backbone" in path else "data", f"its input {path}") for path in inputs]
    return found + platform_causes(old, new["environment"], new["platform"])


def platform_causes(record: dict, environment: Mapping[str, Any], platform: Mapping[str, Any]) -> list[Cause]:
    """What a record's environment and processor differ in from another's, as far as it can move a number."""
    own = record["platform"]
    return [*_environment(record, environment, platform), *_threads(own, platform), *_isa(own, platform)]


def _environment(record: dict, environment: Mapping[str, Any], platform: Mapping[str, Any]) -> Iterator[Cause]:
    """Of the packages only those that the stage imports."""
    here = {_normal(name): version for name, version in environment["packages"].items()}
    there = {_normal(name): version for name, version in record["environment"]["packages"].items()}
    names = [name for name in record["code"]["packages"] if name != "python"]
    changed = [f"{name} {there.get(name)} is {here.get(name)} here" for name in names if there.get(name) != here.get(name)]
    if record["environment"]["python"] != environment["python"]:
        changed.append(f"python {record['environment']['python']} is {environment['python']} here")
    if changed:
        yield "environment", listed(changed)
    for what in ("system", "machine"):
        if record["platform"].get(what) != platform.get(what):
            yield "environment", f"{what} {record['platform'].get(what)}, here {platform.get(what)}"
    for what in ("device", "cuda", "processes"):
        one, other = (_torch(each).get(what) for each in (record["platform"], platform))
        if one != other and _torch(record["platform"]) and _torch(platform):
            yield "environment", f"{what} {one}, here {other}"


def _threads(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Cause]:
    one, other = (_torch(each).get("threads") for each in (old, new))
    if one != other and _torch(old) and _torch(new):
        yield "threads", f"{one} threads, here {other}"
    if old.get("variables", {}) != new.get("variables", {}):
        yield "threads", f"variables {old.get('variables')}, here {new.get('variables')}"


def _isa(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Cause]:
    missing, more = ([flag for flag in one["isa"] if flag not in other["isa"]] for one, other in ((old, new), (new, old)))
    if missing or more:
        yield "ISA", f"instruction sets: without {', '.join(missing) or 'none'} and with {', '.join(more) or 'none'} here"
    one, other = (_torch(each).get("cpu_capability") for each in (old, new))
    if one != other and _torch(old) and _torch(new):
        yield "ISA", f"torch used {one}, here {other}"


def _torch(platform: Mapping[str, Any]) -> Mapping[str, Any]:
    return platform.get("torch") or {}


def _differing(one: Mapping, other: Mapping) -> list[str]:
    return sorted(name for name in {**one, **other} if one.get(name) != other.get(name))


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
