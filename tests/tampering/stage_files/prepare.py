"""Tables of a few made-up rows, with the standing that says so and a ledger of one leak."""

import random
from dataclasses import dataclass
from pathlib import Path

from glueline.glue.tasks import TASKS
from glueline.tables.examples import PREPARED
from glueline.tables.json_file import write_json
from glueline.tables.leakage import LEDGER
from glueline.tables.parquet import write_rows

SERVED = ("cola", "rte", "stsb")
WORDS = "cat dog house tree runs sleeps blue red never often under over music water stone paper quickly the a some".split()


@dataclass(frozen=True)
class Settings:
    rows: int
    seed: int


def main(settings: Settings, prepared: Path) -> None:
    splits = {}
    for task in TASKS.values():
        for split in task.splits:
            there = task.name in SERVED
            splits[f"{task.name}/{split}"] = {
                "standing": "synthetic" if there else "absent", "official": False, "rows": settings.rows if there else 0,
                "official_rows": task.splits[split].rows, "sha256": None, "why": "made up" if there else "not in this house"}
            if there:
                write_rows(prepared / task.name / f"{split}.parquet", PREPARED, rows(task, split, settings))
    write_rows(prepared / "leakage.parquet", LEDGER, [
        {"id": f"rte/train/{at}", "other_id": f"rte/{split}/5", "kind": "exact", "where": f"train and {split}",
         "action": action}
        for at, split, action in ((3, "validation", "kept"), (4, "test", "removed"))])
    write_json(prepared / "standing.json", {"source": "builtin", "splits": splits})


def rows(task, split, settings):
    for at in range(settings.rows):
        label = at * 7 % 3 % len(task.labels) if task.labels else at * 5 / settings.rows
        text = " ".join(random.Random(f"{task.name} {split} {at} {settings.seed}").choices(WORDS, k=3 + at % 5))
        yield {"id": f"{task.name}/{split}/{at}", "task": task.name, "split": split, "text_a": text,
               "text_b": f"the {text}" if len(task.text_columns) > 1 else None, "label": None if split == "test" else label}
