"""Cheap models that saw only train rows, one a fold: the target of attacks, the judge of labels, the source of dynamics.

Reads:  data/prepared (train.parquet and tune.parquet of the tasks; tune rows are answered, never learned)
Writes: data/scout: rows.parquet, heads/<task>-<fold>.safetensors, scout.json
Run:    dvc repro scout
"""

from dataclasses import asdict, dataclass
from functools import partial as given
from pathlib import Path

import numpy as np
import torch

from glueline.glue.metrics import measure
from glueline.glue.tasks import TASKS
from glueline.learning.cross_fitting import Fit, cross_fit
from glueline.learning.frozen_reader import FrozenReader, Reading
from glueline.learning.scouting import held_out
from glueline.model.fold_heads import FoldHeads, heads_flops
from glueline.refusal import Refused
from glueline.tables.backbones import find_backbone, load_encoder
from glueline.tables.checkpoints import load_tokenizer
from glueline.tables.examples import id_hash
from glueline.tables.json_file import write_json
from glueline.tables.parquet import write_rows
from glueline.tables.scout_rows import Rows, booked, read_scout_rows, rows_of
from glueline.tables.scouts import SCOUTED, save_heads, scouted_rows
from glueline.tables.shelf import Shelf


@dataclass(frozen=True)
class Settings:
    backbone: str
    sha256: str
    seed: int
    threads: int
    tasks: tuple[str, ...]
    rows_at_most: dict[str, int]
    folds: int
    reading: Reading
    fit: Fit


@dataclass(frozen=True)
class Scouted:
    """A task's scouts, the columns of SCOUTED that they give its rows, and what scout.json says of them."""

    heads: FoldHeads
    columns: dict[str, np.ndarray]
    report: dict


def main(settings: Settings, prepared: Path, scout: Path, partial: Path) -> None:
    refuse_unknown(settings)
    torch.set_num_threads(settings.threads)
    backbone = find_backbone(settings.backbone, settings.sha256)
    reader = FrozenReader(load_encoder(backbone, 0.0), load_tokenizer(backbone.folder), settings.reading)
    rows = {task: given(rows_of, prepared, task, settings.rows_at_most.get(task), settings.seed) for task in settings.tasks}

    found = {task: scout_task(settings, task, rows[task], reader, Shelf(partial)) for task in sorted(rows)}

    made_of = {"backbone": backbone.sha256, "layers": settings.reading.layers, "longest": settings.reading.longest}
    hashes = {task: save_heads(scout, task, each.heads, made_of) for task, each in found.items()}
    write_rows(scout / "rows.parquet", SCOUTED, (
        row for task, each in found.items() for row in scouted_rows(rows[task](), each.columns)))
    write_json(scout / "scout.json", {
        "settings": asdict(settings),
        "precision": str(reader.encoder.precision).removeprefix("torch."),
        "tasks": {task: {**each.report, "heads": hashes[task]} for task, each in found.items()},
        **booked([each.report["flops"] for each in found.values()]),
    })


def refuse_unknown(settings: Settings) -> None:
    """Raise Refused on a task that GLUE does not have, and a cap for one that is not scouted."""
    for task in sorted(set(settings.tasks) - set(TASKS)):
        raise Refused(f"params.yaml: scout: tasks: {task}: no such task; known are {', '.join(TASKS)}")
    for task in sorted(set(settings.rows_at_most) - set(settings.tasks)):
        raise Refused(f"params.yaml: scout: rows_at_most: {task}: not among the tasks; add it or drop this")


def scout_task(settings: Settings, task: str, rows: Rows, reader: FrozenReader, shelf: Shelf) -> Scouted:
    """Learn a task's scouts and ask them. Its random numbers are its own: other tasks change nothing."""
    kind, folds = TASKS[task], settings.folds
    read = read_scout_rows(task, rows, kind.symmetric, settings.seed, folds, reader, shelf)
    torch.manual_seed(id_hash(settings.seed, task) >> 1)
    heads, learning, flops = cross_fit(read.features, read.labels, read.folds, kind.outputs, folds, settings.fit, task)
    said, train = held_out(heads, read.features, read.labels, read.folds), read.folds >= 0
    return Scouted(heads, {"fold": read.folds, **vars(said), **vars(learning)}, {
        "rows": {"train": int(train.sum()), "tune": int((~train).sum())},
        "flops": {**read.flops, "heads": flops + heads_flops(heads, len(train), training=False)},
        "score": {name: measure(kind.metrics, read.labels[those], said.prediction[those])
                  for name, those in (("held_out", train), ("tune", ~train)) if those.any()},
    })
