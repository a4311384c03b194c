"""Whatever answers rows, from its folder: one teacher, the student, or the teachers together."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from glueline.learning.predict import Ensemble, Teacher
from glueline.tables.checkpoints import KINDS, STUDENT, TEACHER, load_teacher
from glueline.tables.teachers import read_teachers, weights_on_tune


def load_model(folder: Path, teachers: Sequence[str] = (), bf16: bool = False) -> Teacher | Ensemble:
    """The teacher or student of a folder; of a folder of teachers the ensemble of those named in `teachers`, weighted for each
    task by their answers to tune, as `distill` weights them. What it gives is for `glueline.learning.predict.logits_of`, and
    `about` says what it is made of. Raises Refused as `load_teacher` and `glueline.tables.teachers` do."""
    if (folder / TEACHER).is_file() or (folder / STUDENT).is_file():
        return load_teacher(folder, bf16)
    abouts = read_teachers(folder, teachers)
    found = weights_on_tune(folder, abouts)
    members = {name: load_teacher(folder / name, bf16) for name in abouts}
    return Ensemble(members, {task: each["weights"] for task, each in found.items()}, ensemble_about(abouts, found))


def ensemble_about(abouts: Mapping[str, dict], weighed: Mapping[str, dict]) -> dict:
    """What an ensemble is made of, with a teacher's keys: `checkpoint` and `curriculum` are the sha256 of the members' by name
    (as sorted JSON), `backbone` and `sha256` all of theirs, `seed` each one's, `rows` of each task the most that one has."""
    def hashed(key: str) -> str:
        each = {name: about[key] for name, about in abouts.items()}
        return hashlib.sha256(json.dumps(each, sort_keys=True).encode()).hexdigest()

    def joined(key: str) -> str:
        return ", ".join(sorted({about[key] for about in abouts.values()}))

    rows = {task: {kind: max(about["rows"][task][kind] for about in abouts.values() if task in about["tasks"])
                   for kind in KINDS} for task in weighed}
    return {
        **{key: joined(key) for key in ("backbone", "sha256")},
        **{key: hashed(key) for key in ("checkpoint", "curriculum")},
        "seed": {name: about["seed"] for name, about in abouts.items()},
        "settings": {"ensemble": dict(weighed)},
        "tasks": sorted(weighed),
        "rows": rows,
        "unlabelled": {},
        "members": {name: dict(about) for name, about in abouts.items()},
    }
