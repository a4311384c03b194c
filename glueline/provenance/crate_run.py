"""The run behind an entry, as entities of a Provenance Run Crate: one action a stage, its tool, its step, its data by hash."""

from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from glueline.provenance.run_times import times_by_record
from glueline.refusal import Refused
from glueline.tables.json_file import read_json

WORKFLOW = "dvc.lock"
ENGINE, LANGUAGE, WHOLE = "#dvc-engine", "#dvc", "#run"
INPUT, OUTPUTS = "params.yaml", ("scores.json", "standing.json")
Entities = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Run:
    """The records of an entry by stage, in an order in which they can have run, and of each its start and end where known."""

    records: dict[str, dict]
    times: dict[str, tuple[str, str]]

    @property
    def started(self) -> str:
        return min((start for start, _ in self.times.values()), default="")

    @property
    def ended(self) -> str:
        return max((end for _, end in self.times.values()), default="")

    @property
    def parameters(self) -> dict[str, str]:
        """The formal parameter of each file that goes into the workflow or comes out of it."""
        return {name: f"#parameter-{name}" for name in (INPUT, *OUTPUTS)}

    @classmethod
    def of(cls, root: Path, entry: Path) -> "Run":
        """Read an entry's records, and their times from the journal in `root`. Raises Refused where there are no records."""
        names = read_json(entry / "entry.json")["records"]
        if not names:
            raise Refused(f"{entry}: no records of the run that made it")
        records = {stage: read_json(entry / "records" / f"{stage}.json") for stage in names}
        known = times_by_record(root)
        times = {stage: known[sha256] for stage, sha256 in names.items() if sha256 in known}
        return cls({stage: records[stage] for stage in _ordered(records)}, times)


def run_entities(run: Run) -> Entities:
    """Every entity but files, profiles and the root, by id."""
    version = next(iter(run.records.values()))["environment"]["packages"].get("dvc", "not recorded")
    dvc = {"name": "DVC", "url": "https://dvc.org", "version": version}
    found: Entities = {
        ENGINE: {"@type": "SoftwareApplication", **dvc},
        LANGUAGE: {"@type": "ComputerLanguage", "alternateName": "dvc.yaml", **dvc},
        "#organize": {"@type": "OrganizeAction", "name": "DVC runs the stages", "instrument": _id(ENGINE),
                      "object": [_id(f"#control-{stage}") for stage in run.records], "result": _id(WHOLE)},
        WORKFLOW: _workflow(run),
        WHOLE: _whole(run),
    }
    for name, parameter in run.parameters.items():
        found[parameter] = {"@type": "FormalParameter", "name": name, "additionalType": "File", "workExample": _id(name)}
    for position, (stage, record) in enumerate(run.records.items(), start=1):
        found |= _stage(stage, record, position, run.times.get(stage))
    return found


def _workflow(run: Run) -> dict[str, Any]:
    return {
        "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"],
        "name": "The stages as they ran, with their dependencies and outputs by hash",
        "programmingLanguage": _id(LANGUAGE),
        "step": [_id(f"#step-{stage}") for stage in run.records],
        "hasPart": [_id(name) for name in sorted({_tool(stage) for stage in run.records})],
        "input": _id(run.parameters[INPUT]),
        "output": [_id(run.parameters[name]) for name in OUTPUTS],
        "version": ", ".join(sorted({str(record["commit"]) for record in run.records.values()})),
        "conformsTo": _id("https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"),
    }


def _whole(run: Run) -> dict[str, Any]:
    times = {"startTime": run.started, "endTime": run.ended} if run.times else {}
    return {"@type": "CreateAction", "name": "The run behind the entry",
            "description": f"{len(run.records)} stages, run by DVC", "instrument": _id(WORKFLOW), "object": _id(INPUT),
            "result": [_id(name) for name in OUTPUTS], **times}


def _stage(stage: str, record: dict, position: int, times: tuple[str, str] | None) -> Entities:
    data = {**record["inputs"], **{path: made["sha256"] for path, made in record["outputs"].items()}}
    action = {
        "@type": "CreateAction", "name": f"Stage {stage}", "description": f"{record['command']}, at commit {record['commit']}",
        "instrument": _id(_tool(stage)),
        "object": _ids(_data(path, sha256) for path, sha256 in record["inputs"].items()),
        "result": _ids(_data(path, made["sha256"]) for path, made in record["outputs"].items()),
        "subjectOf": _id(quote(f"records/{stage}.json")),  # a file's id is its path as a URI
        **({"startTime": times[0], "endTime": times[1]} if times else {}),
    }
    return {
        f"#run-{stage}": action,
        f"#control-{stage}": {"@type": "ControlAction", "name": f"DVC runs {stage}", "instrument": _id(f"#step-{stage}"),
                              "object": _id(f"#run-{stage}")},
        f"#step-{stage}": {"@type": "HowToStep", "name": stage, "position": str(position), "workExample": _id(_tool(stage))},
        _tool(stage): {"@type": "SoftwareSourceCode", "name": f"stages/{stage.split('@')[0]}.py and all the code it reaches",
                       "version": record["code"]["fingerprint"], "programmingLanguage": "Python"},
        **{_data(path, sha256): {"@type": "CreativeWork", "name": path, "sha256": sha256,
                                 "description": "named by its hash; not in this crate"} for path, sha256 in data.items()},
    }


def _tool(stage: str) -> str:
    return f"#tool-{stage.split('@')[0]}"


def _data(path: str, sha256: str) -> str:
    """The same bytes at a path have one id, other bytes another."""
    return f"#{path}-{sha256[:12]}"


def _id(name: str) -> dict[str, str]:
    return {"@id": name}


def _ids(names: Iterable[str]) -> Any:
    """One reference stands by itself, as RO-Crate 1.1 asks for."""
    found = [_id(name) for name in names]
    return found[0] if len(found) == 1 else found


def _ordered(records: dict[str, dict]) -> list[str]:
    """Every stage after those that made its inputs, else by name."""
    makers = {path: stage for stage, record in records.items() for path in record["outputs"]}
    needs = {stage: {maker for path in sorted(record["inputs"]) for made, maker in sorted(makers.items())
                     if maker != stage and (path == made or path.startswith(f"{made}/") or made.startswith(f"{path}/"))}
             for stage, record in sorted(records.items())}
    try:
        return list(TopologicalSorter({stage: sorted(before) for stage, before in needs.items()}).static_order())
    except CycleError as error:
        raise Refused(f"records: {', '.join(error.args[1])} wait for one another") from None
