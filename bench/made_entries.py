"""Entries that nobody trained: answers drawn at random, with all figures that real scores have, for measuring and for tests."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from glueline.glue.answers import Answers
from glueline.glue.averages import averages
from glueline.glue.calibration import calibration
from glueline.glue.cells import CELLS, data_standing, filled
from glueline.glue.challenges import ADVGLUE
from glueline.glue.tasks import TASKS
from glueline.tables.examples import PREDICTIONS
from glueline.tables.json_file import write_json
from glueline.tables.parquet import write_rows

SHA = "0123456789abcdef" * 4
HARDER = {"score": 61.0, "low": 50.0, "high": 72.0, "parents": 80.0, "drop": 19.0, "drop_low": 9.0, "drop_high": 30.0}
STAGES = ("source", "ingest", "check@raw", "prepare", "order@made", "teach@made", "score@made")


def answers_of(rows: int, skill: float, seed: int) -> dict[str, list[dict]]:
    """Rows of PREDICTIONS by `task-split`, right more often with more `skill`; all models are asked the same rows."""
    found = {}
    for place, cell in enumerate(cell for cell in CELLS.values() if cell.scored):
        task = TASKS[cell.task]
        asked, own = np.random.default_rng([place]), np.random.default_rng([seed, place])
        labels = asked.integers(len(task.labels), size=rows) if task.labels else asked.uniform(0, 5, rows)
        logits = own.normal(0, 1, (rows, task.outputs))
        if task.labels:
            logits[np.arange(rows), labels] += skill
        else:
            logits = logits + labels[:, None]
        said = logits.argmax(1) if task.labels else logits[:, 0].clip(0, 5)
        found[f"{cell.task}-{cell.split}"] = [
            {"id": f"{cell.task}/{cell.split}/{at}", "logits": logits[at].astype(np.float32).tolist(),
             "prediction": float(said[at]), "label": float(labels[at])} for at in range(rows)]
    return found


def scores_of(model: str, answers: dict[str, list[dict]], standing: str = "official rows") -> dict:
    """What `score` would write of such answers: cells, averages, robustness, AX, calibration, lineage."""
    rows = len(next(iter(answers.values())))
    splits = {cell.table: {"rows": rows if cell.scored else 1104, "standing": standing, "official": True, "why": None}
              for cell in CELLS.values()}
    arrays = {name: Answers.of(each) for name, each in answers.items()}
    cells = filled(splits, arrays, 100, 1)
    right = {name: calibration(arrays[f"{cell.task}-{cell.split}"].logits, arrays[f"{cell.task}-{cell.split}"].labels)
             for name, cell in CELLS.items() if cell.scored and TASKS[cell.task].labels}
    family = {"rows": 40, "parents": 20, "accuracy": HARDER, "score": HARDER, "moves": None,
              "flips": {"rows": 40, "mean": 0.2, "low": 0.1, "high": 0.3}}
    families = dict.fromkeys(("all", "linguistic", "counterfactual", "targeted"), family)
    none = {"score": None, "low": None, "high": None, "rows": 0, "learned": 0, "metrics": {}, "standing": "absent",
            "why": "made up", "note": ""}
    training = {name: {"rows": 1000, "of": 1200, "standing": standing} for name in TASKS if name != "ax"}
    return {
        "teacher": model, "data": {"source": "made", "standing": data_standing(splits)}, "cells": cells,
        "averages": averages({name: cell["score"] for name, cell in cells.items()}), "bootstrap": {"resamples": 100, "seed": 1},
        "robustness": {"advglue": {"sets": {one.name: dict(none) for one in ADVGLUE},
                                   "mean": {"value": None, "low": None, "high": None, "over": []}},
                       "adversarial": {name: {"families": families, "why": None} for name in training}},
        "ax": none | {"categories": {}}, "agreement": {},
        "calibration": {name: one | {"standing": standing} for name, one in right.items()},
        "lineage": {"weights": {"backbone": "all-MiniLM-L6-v2", "sha256": SHA}, "checkpoint": SHA, "curriculum": SHA, "seed": 1,
                    "settings": {"seed": 1, "method": {"epochs": dict.fromkeys(training, 3)}}, "unlabelled": {},
                    "prepared": dict.fromkeys(splits, SHA), "training": training},
    }


def keep_made(leaderboard: Path, name: str, model: str = "made", note: str = "", rows: int = 40, skill: float = 1.0,
              seed: int = 1) -> Path:
    """A made-up entry `leaderboard/name` with one model, as `glueline keep` would have written it."""
    entry, answers = leaderboard / name, answers_of(rows, skill, seed)
    for table, each in answers.items():
        write_rows(entry / "predictions" / model / f"{table}.parquet", PREDICTIONS, each)
    write_json(entry / "scores.json", {model: scores_of(model, answers)})
    for stage, read in zip(STAGES, [None, *STAGES], strict=False):
        write_json(entry / "records" / f"{stage}.json", record(stage, read, model))
    files = sorted(path for path in entry.rglob("*") if path.is_file())
    listed = {path.relative_to(entry).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    write_json(entry / "entry.json", {"name": name, "note": note, "commit": SHA, "dirty": False, "code": {"teach": SHA},
                                      "records": dict.fromkeys(STAGES, SHA), "sha256": listed, "teachers": [model]})
    return entry


def record(stage: str, read: str | None, model: str) -> dict:
    """A record of a stage's run that read what `read` made."""
    files = {"scores.json": SHA} if stage.startswith("score") else {"table.parquet": SHA}
    return {"stage": stage, "command": f"python -m glueline run {stage}", "commit": SHA, "dirty": False,
            "code": {"fingerprint": SHA, "files": {}}, "params": {}, "parents": {}, "environment": {}, "platform": {},
            "provenance": SHA, "inputs": {f"data/{_folder(read, model)}": SHA} if read else {},
            "outputs": {f"data/{_folder(stage, model)}": {"sha256": SHA, "files": files}}}


def _folder(stage: str, model: str) -> str:
    return f"scores/{model}" if stage.startswith("score") else stage.replace("@", "/")


def names(number: int) -> Sequence[str]:
    """So many names of entries."""
    return [f"made-up-entry-{place:02}" for place in range(number)]
