"""Kept entries: leaderboard/<name>/ holds what git needs to defend a run's numbers, and no text of any row.

params.yaml, dvc.lock, standing.json, scores.json {teacher: its scores}, predictions/<teacher>/<task>-<split>.parquet
(validation only), records/<stage key>.json (named by content in entry.json), costs/<stage key>/ (what its run wrote that books
operations), entry.json {"name", "note", "commit", "dirty", "data", "teachers", "code", "records", "sha256" of every other
file}.
"""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from glueline.provenance.booked import flops_in
from glueline.provenance.hashing import digest, file_sha256
from glueline.provenance.placing import discard, fresh_staging, place
from glueline.provenance.records import find, path_of
from glueline.refusal import Refused
from glueline.tables.examples import PREDICTIONS
from glueline.tables.json_file import read_json, write_json

LEADERBOARD = "leaderboard"
CODE = ("teach", "distill", "score")  # the stages whose code decides a score
NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True)
class Run:
    """The stages that lead to the scores, as they lie in data/: the out of each by key, and what DVC finds out of date."""

    outs: dict[str, str]
    stale: list[str]

    def of(self, stage: str) -> list[str]:
        """The outs of `stage`, one for each of its matrix, in order of their keys."""
        return [out for key, out in sorted(self.outs.items()) if key.split("@")[0] == stage]


def keep(root: Path, name: str, note: str, replace: bool) -> Path:
    """Copy the present run of the checkout `root` into leaderboard/<name>/, whole or not at all; returns that folder.

    Raises Refused where the name is taken (unless `replace`) or no name, and where anything is missing or out of date.
    """
    target = root / LEADERBOARD / name
    if not NAME.fullmatch(name):
        raise Refused(f"{name!r}: no name for an entry; use small letters, digits, dots, dashes")
    if target.exists() and not replace:
        raise Refused(f"{target}: exists already; choose another name, or --replace it")
    run = present_run(root)
    if run.stale:
        raise Refused(f"{', '.join(run.stale)}: out of date, so the scores are not of this checkout; run `dvc repro` first")
    made = fresh_staging(root, "keep") / name
    _fill(root, run, made, name, note)
    place(made, target)
    discard(made.parent)
    return target


def present_run(root: Path) -> Run:
    """Ask DVC for the score stages and all they depend on. A stage that always runs is not out of date for that alone."""
    from dvc.exceptions import DvcException
    from dvc.repo import Repo

    try:
        with Repo(str(root)) as repo:
            goals = [stage.addressing for stage in repo.index.stages if _name(stage).split("@")[0] == "score"]
            if not goals:
                raise Refused(f"{root / 'dvc.yaml'}: no stage `score`; run from the top of the checkout")
            stages = {one.addressing: one for goal in goals for one in repo.stage.collect(goal, with_deps=True)}
            status = repo.status(targets=goals, with_deps=True)
            outs = {_name(one): repo.fs.relpath(out.fs_path, repo.root_dir) for one in stages.values() for out in one.outs}
    except DvcException as error:
        raise Refused(f"{root}: DVC cannot say what is up to date ({str(error).splitlines()[0]})") from error
    return Run(outs, sorted(_name(stages[key]) for key, found in status.items() if found != ["always changed"]))


def _fill(root: Path, run: Run, made: Path, name: str, note: str) -> None:
    """Write every file of the entry into the folder `made`, entry.json last."""
    scores = {Path(out).name: read_json(root / out / "scores.json") for out in run.of("score")}
    found = {key: _record(root, key, out) for key, out in sorted(run.outs.items())}
    records = {key: sha256 for key, (sha256, _) in found.items()}
    copies = {"params.yaml": root / "params.yaml", "dvc.lock": root / "dvc.lock"}
    copies["standing.json"] = root / run.outs["prepare"] / "standing.json"
    copies |= {f"records/{key}.json": path_of(root, key, sha256) for key, sha256 in records.items()}
    copies |= {f"predictions/{Path(out).name}/{path.name}": path
               for out in run.of("score") for path in sorted((root / out / "predictions").glob("*-validation*.parquet"))}
    copies |= {f"costs/{key}/{path.name}": path for key, out in sorted(run.outs.items())
               for path in sorted((root / out).glob("*.json")) if flops_in(path.read_bytes()) is not None}
    for file, source in copies.items():
        _copy(source, made / file)
    write_json(made / "scores.json", scores)
    write_json(made / "entry.json", {
        "name": name,
        "note": note,
        **_commits([record for _, record in found.values()]),
        "data": next(iter(scores.values()))["data"],
        "teachers": sorted(scores),
        "code": {path.stem: read_json(path)["fingerprint"] for path in _fingerprints(root / run.outs["code"], records)},
        "records": records,
        "sha256": {file: file_sha256(made / file) for file in sorted([*copies, "scores.json"])},
    })


def _fingerprints(folder: Path, records: Iterable[str]) -> list[Path]:
    """Of the stages whose code decides a score, those that had a run: not every run has a student, though the graph has one."""
    had = {key.split("@")[0] for key in records}
    return [path for path in (folder / f"{stage}.json" for stage in CODE if stage in had) if path.is_file()]


def _commits(records: list[dict]) -> dict:
    """The commit that the runs were made at (several, where they differ), and whether any was made beside its commit."""
    commits = sorted({record["commit"] or "none" for record in records})
    return {"commit": " ".join(commits), "dirty": any(record["dirty"] is not False for record in records)}


def _record(root: Path, key: str, out: str) -> tuple[str, dict]:
    """The record, after its sha256, of the run that made `out` as it lies there."""
    found = find(root, out, digest(root / out).sha256)
    if not found:
        raise Refused(f"{out}: no record of the run that made it; run `dvc repro --force --single-item {key}`")
    return found


def _copy(source: Path, target: Path) -> None:
    """Copy one file. Raises Refused where it is missing, or is a table of more than predictions: git gets no text."""
    if not source.is_file():
        raise Refused(f"{source}: missing; run `dvc repro`")
    if source.suffix == ".parquet" and pq.read_schema(source).names != PREDICTIONS.names:
        raise Refused(f"{source}: columns {pq.read_schema(source).names}; only ids, logits, predictions and labels are kept")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _name(stage: Any) -> str:
    return getattr(stage, "name", None) or ""
