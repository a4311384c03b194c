"""Teachers whose answers are known: folders with what `distill` reads, and nothing else."""

from collections.abc import Callable
from pathlib import Path

from glueline.glue.tasks import TASKS
from glueline.tables.examples import LOGITS, PREDICTIONS
from glueline.tables.json_file import write_json
from glueline.tables.parquet import read_rows, write_rows

SURE = 2.0  # a logit for what a teacher believes; the others are 0


def write_teacher(folder: Path, tasks: list[str], rows: list[dict], says: Callable[[dict], list[float]], **about) -> None:
    """A teacher of some `tasks` that answers each of their `rows` so."""
    ours = [row for row in rows if row["task"] in tasks]
    write_json(folder / "teacher.json", {
        "backbone": "toy", "sha256": "aa", "checkpoint": f"of {folder.name}", "curriculum": "cc", "seed": 1,
        "tasks": sorted(tasks), "labels": {task: list(TASKS[task].labels) for task in tasks}, **about})
    write_rows(folder / "logits.parquet", LOGITS, [{"id": row["id"], "logits": says(row)} for row in ours])
    write_rows(folder / "tune.parquet", PREDICTIONS, [
        {"id": row["id"], "logits": says(row), "label": row["label"]} for row in ours if row["split"] == "tune"])


def believes(row: dict, label: float) -> list[float]:
    """Logits of a teacher that believes this label, or grade."""
    labels = TASKS[row["task"]].labels
    return [SURE * (at == label) for at in range(len(labels))] if labels else [label]


def changed(path: Path, change: Callable[[list[dict]], list[dict]]) -> None:
    """Rewrite a table of logits."""
    rows = change(list(read_rows(path)))
    write_rows(path, LOGITS if path.name == "logits.parquet" else PREDICTIONS, rows)
