"""The rows a learner will see (train, rows generated from them, tune, test texts; never validation), with difficulty and phase.

Reads:  data/prepared (train, tune and, where asked for, test tables of the learner's tasks; leakage.parquet; standing.json),
        data/scout (rows.parquet), data/adversarial (train/<task>.parquet, where generated rows are asked for),
        data/quality/adversarial
Writes: data/curriculum/<learner> (rows.parquet, summary.json; difficulty.csv and cartography.csv to be drawn)
Run:    dvc repro order@<learner>
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from glueline.curriculum.difficulty import PARTS, SCOUTED, refuse_weights, words
from glueline.curriculum.dynamics import read_dynamics
from glueline.curriculum.lots import Lot, lot_of
from glueline.curriculum.mixture import Mixture
from glueline.curriculum.rated import rate_lot
from glueline.curriculum.report import Report
from glueline.glue.tasks import TASKS
from glueline.progress import over
from glueline.refusal import Refused
from glueline.tables.examples import CURRICULUM
from glueline.tables.json_file import read_json
from glueline.tables.parquet import write_rows
from glueline.tables.verdicts import require_passed


@dataclass(frozen=True)
class Settings:
    tasks: tuple[str, ...]
    rows_at_most: dict[str, int]
    seed: int
    difficulty: dict[str, float]
    adversarial: Mixture
    unlabelled: str


def main(settings: Settings, prepared: Path, scout: Path, adversarial: Path, quality: Path, curriculum: Path) -> None:
    """Raises Refused on a task that is unknown or has no train rows, and on weights of the difficulty that cannot be used."""
    refuse_unknown(settings)
    require_passed(quality)
    standing = read_json(prepared / "standing.json")["splits"]
    lots = {task: lot_of(task, prepared, adversarial, settings.rows_at_most.get(task), settings.seed, settings.adversarial,
                         settings.unlabelled == "test") for task in sorted(settings.tasks)}

    counts = Counter(word for lot in lots.values() for row in lot.natural() for word in words(row["text_a"], row["text_b"]))
    report = Report(settings.difficulty, settings.seed)
    rated = (row for task in over(lots, "order", "task")
             for row in rated_rows(settings, task, lots[task], counts, scout / "rows.parquet", report))

    write_rows(curriculum / "rows.parquet", CURRICULUM, rated)
    report.write(curriculum, {
        "rows": {task: {"train": lot.cap.kept, "generated": len(lot.places), "tune": lot.tune, "unlabelled": lot.unlabelled}
                 for task, lot in lots.items()},
        "unlabelled": {"split": settings.unlabelled, "there": {task: lot.there for task, lot in lots.items()}},
        "capped": {task: {"kept": lot.cap.kept, "of": lot.cap.of} for task, lot in lots.items() if lot.cap.kept < lot.cap.of},
        "standing": {f"{task}/train": standing[f"{task}/train"] for task in lots},
    })


def refuse_unknown(settings: Settings) -> None:
    """Raise Refused on a task that GLUE does not have, a cap for one that is not learned, unlabelled rows from elsewhere than
    test, and weights that are not one for each part of the difficulty."""
    for task in sorted(set(settings.tasks) - set(TASKS)):
        raise Refused(f"params.yaml: order: tasks: {task}: no such task; known are {', '.join(TASKS)}")
    for task in sorted(set(settings.rows_at_most) - set(settings.tasks)):
        raise Refused(f"params.yaml: order: rows_at_most: {task}: not among the learner's tasks; add it or drop this")
    if settings.unlabelled not in ("test", "none"):
        raise Refused(f"params.yaml: order: unlabelled: {settings.unlabelled!r} is neither test nor none")
    refuse_weights(settings.difficulty)


def rated_rows(settings: Settings, task: str, lot: Lot, counts: Counter[str], scouted: Path, report: Report) -> Iterator[dict]:
    """The task's rows of the schema CURRICULUM; the report notes them. Raises Refused where nothing that counts is known of a
    train row."""
    dynamics = read_dynamics(scouted, task)
    counted = [part for part in PARTS if settings.difficulty[part] > 0]
    if not len(dynamics) and set(counted) & set(SCOUTED):
        what = f"no rows of {task}, and order's difficulty counts {', '.join(counted)}; add it to scout's tasks"
        raise Refused(f"{scouted}: {what}")
    rated = rate_lot(lot, dynamics, counts, settings.difficulty)
    unknown = int(np.isnan(rated.ratings.difficulty[: lot.cap.kept]).sum())
    if unknown:
        raise Refused(f"params.yaml: order: difficulty: {unknown} train rows of {task} have no {' or '.join(counted)}; "
                      "let another part count too (of the scouts': have more rows scouted)")

    report.note(task, rated)
    columns = {"difficulty": rated.ratings.difficulty, **rated.ratings.parts}
    for row, phase, ranks in zip(lot.rows(), rated.ratings.phase, np.stack([*columns.values()], 1), strict=True):
        known = [None if rank != rank else rank for rank in ranks.tolist()]
        yield {**row, "phase": phase, **dict(zip(columns, known, strict=True))}
