"""The train rows of a teacher's tasks, and the made ones that it is to see."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from glueline.tables.examples import PREPARED
from glueline.tables.parquet import read_rows, write_rows

ROWS = pa.schema([*PREPARED, ("parent_id", pa.string()), ("operator", pa.string()), ("label_effect", pa.string()),
                  ("phase", pa.int8())])


@dataclass(frozen=True)
class Settings:
    tasks: tuple[str, ...]
    operators: tuple[str, ...]


def main(settings: Settings, prepared: Path, adversarial: Path, curriculum: Path) -> None:
    rows = []
    for task in settings.tasks:
        natural = read_rows(prepared / task / "train.parquet")
        rows += [{**row, "parent_id": None, "operator": None, "label_effect": None, "phase": 1} for row in natural]
        made = read_rows(adversarial / "train" / f"{task}.parquet")
        rows += [{**row, "phase": 4} for row in made if row["operator"] in settings.operators]
    write_rows(curriculum / "rows.parquet", ROWS, ({name: row[name] for name in ROWS.names} for row in rows))
