"""A checkout with entries to compare: two tasks of a few rows, predictions by hand, one run a seed."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from glueline.cli import main
from glueline.glue.averages import averages
from glueline.glue.cells import CELLS, EMPTY, OFFICIAL
from glueline.glue.metrics import measure
from glueline.glue.tasks import TASKS
from glueline.tables.examples import PREDICTIONS
from glueline.tables.files import file_sha256
from glueline.tables.json_file import write_json
from glueline.tables.parquet import read_rows, write_rows

ROWS = 40
LABELS = [float(idx % 2) for idx in range(ROWS)]


def missing(*places: int) -> list[float]:
    """Answers to the toy rows, right but at these places."""
    return [1 - label if idx in places else label for idx, label in enumerate(LABELS)]


def run(folder: Path, said: dict[str, list[float]], seed: int = 1, standing: str = OFFICIAL, **lineage) -> dict:
    """Write predictions by task into `folder`; the scores that go with them. `lineage`: what else it rests on."""
    cells = {name: {"task": cell.task, "split": cell.split, "rows": 0, "standing": "absent", "why": "not in this copy", **EMPTY}
             for name, cell in CELLS.items()}
    for task, answers in said.items():
        table = [{"id": f"{task}/validation/{idx}", "logits": [0.0, 0.0], "prediction": answer, "label": LABELS[idx]}
                 for idx, answer in enumerate(answers)]
        write_rows(folder / f"{task}-validation.parquet", PREDICTIONS, table)
        metrics = measure(TASKS[task].metrics, np.array(LABELS[:len(answers)]), np.array(answers))
        score = sum(metrics.values()) / len(metrics)
        cells[task] |= {"rows": ROWS, "standing": "official rows", "why": None, "score": round(score, 4), "metrics": metrics,
                        "low": score, "high": score}
    return {"data": {"source": "snapshot", "standing": standing}, "cells": cells, "bootstrap": {"resamples": 30, "seed": 1},
            "averages": averages({name: cell["score"] for name, cell in cells.items()}),
            "lineage": {"weights": {"backbone": "tiny", "sha256": "aa"}, "checkpoint": str(seed), "curriculum": "cc",
                        "seed": seed, "settings": {"seed": seed, "threads": 1} | lineage, "prepared": {}, "training": {}}}


def keep(root: Path, name: str, **teachers: dict) -> Path:
    """An entry of the teachers, each the arguments of `run`."""
    entry = root / "leaderboard" / name
    scores = {teacher: run(entry / "predictions" / teacher, **given) | {"teacher": teacher}
              for teacher, given in teachers.items()}
    write_json(entry / "scores.json", scores)
    seal(entry, name)
    return entry


def seal(entry: Path, name: str) -> None:
    """Write entry.json over what lies there."""
    files = {path.relative_to(entry).as_posix(): file_sha256(path) for path in sorted(entry.rglob("*"))
             if path.is_file() and path.name != "entry.json"}
    about = {"name": name, "note": "", "commit": "c", "dirty": False, "code": {}, "records": {}}
    write_json(entry / "entry.json", about | {"sha256": files})


def present(root: Path, teacher: str, said: dict[str, list[float]], **others) -> Path:
    """The present run's scores of one teacher."""
    folder = root / "data/scores" / teacher
    write_json(folder / "scores.json", run(folder / "predictions", said, **others) | {"teacher": teacher})
    return folder


POOR = {"said": {"rte": missing(*range(10)), "cola": missing(0, 1)}}
GOOD = {"said": {"rte": missing(0, 30), "cola": missing(0, 1)}}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch) -> Path:
    """Two entries: the first misses ten of RTE's forty rows, the second the first of these and one of its own."""
    monkeypatch.chdir(tmp_path)
    keep(tmp_path, "poor", minilm=POOR)
    keep(tmp_path, "good", minilm=GOOD)
    return tmp_path


def spoil(entry: Path, change: Callable[[list[dict]], list[dict]], task: str = "rte") -> None:
    """Rewrite an entry's predictions of a task, and keep the entry anew."""
    path = entry / f"predictions/minilm/{task}-validation.parquet"
    write_rows(path, PREDICTIONS, change(list(read_rows(path))))
    seal(entry, entry.name)


def refused(capsys, *names: str) -> str:
    """The one line in which `glueline compare` refuses."""
    assert main(["compare", *names]) == 2
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == 1 and err.startswith("glueline: ")
    return err
