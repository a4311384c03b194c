"""Trains one teacher on all its tasks at once: an encoder with a head a task.

Reads:  data/curriculum/<teacher>: its train and tune rows
Writes: data/teachers/<teacher>: checkpoint, logits of every row by id, the rows of each step, history
Run:    dvc repro teach@<teacher>
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tqdm import tqdm

from glueline.glue.tasks import TASKS
from glueline.learning.lessons import Batch, Lessons
from glueline.learning.loop import train
from glueline.learning.losses import task_loss
from glueline.learning.optimizer import MasterAdamW, masters
from glueline.learning.predict import logits_by_id
from glueline.learning.schedule import warmup_then_linear
from glueline.model.classifier import Classifier
from glueline.model.encoder import has_bf16
from glueline.tables.backbones import find_backbone, load_encoder
from glueline.tables.checkpoints import lineage, load_teacher, load_tokenizer, save_teacher
from glueline.tables.examples import LOGITS, STEPS
from glueline.tables.files import file_sha256
from glueline.tables.history import Taken, step_rows, summary, taken, write_history
from glueline.tables.json_file import write_json
from glueline.tables.parquet import read_rows, write_rows


@dataclass(frozen=True)
class Settings:
    backbone: str
    sha256: str
    seed: int
    threads: int
    bf16: bool
    longest: int
    epochs: dict[str, int]
    batch_tokens: int
    batch_rows: int
    rate: float
    warmup: float
    weight_decay: float
    clip: float
    dropout: float


def main(settings: Settings, curriculum: Path, teachers: Path) -> None:
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    backbone = find_backbone(settings.backbone, settings.sha256)
    rows = list(read_rows(curriculum / "rows.parquet"))
    lessons = Lessons([row for row in rows if row["split"] == "train"], load_tokenizer(backbone.folder), settings.longest)

    model = Classifier(load_encoder(backbone, settings.dropout), {task: TASKS[task].outputs for task in lessons.tasks})
    if settings.bf16 and has_bf16():
        model.encoder.to_bf16()
    optimizer = MasterAdamW(model.train(), settings.weight_decay, model.heads.values())
    steps = list(teach(settings, model, optimizer, lessons))

    made_of = lineage(asdict(settings), backbone, model.encoder.precision, rows, file_sha256(curriculum / "rows.parquet"))
    save_teacher(teachers, masters(model, optimizer), model, backbone, made_of)
    write_history(teachers / "history.csv", steps)
    write_rows(teachers / "steps.parquet", STEPS, step_rows(steps))
    write_rows(teachers / "logits.parquet", LOGITS, logits_by_id(load_teacher(teachers), rows, settings.batch_tokens))
    write_json(teachers / "summary.json", summary(steps, model.encoder.config))


def teach(settings: Settings, model: Classifier, optimizer: MasterAdamW, lessons: Lessons) -> Iterator[Taken]:
    """Train through the whole plan under a progress bar of tokens."""
    plan = lessons.plan(settings.batch_tokens, settings.batch_rows, settings.epochs, settings.seed)
    rate_at = warmup_then_linear(settings.rate, settings.warmup, len(plan))
    total = lessons.tokens(settings.epochs)

    def loss_of(batch: Batch) -> torch.Tensor:
        return task_loss(model(batch.task, batch.ids, batch.types, batch.mask), batch.labels, batch.weights)

    with tqdm(total=total, desc="teach", unit="token", unit_scale=True) as bar:
        for batch, step in train((lessons.batch(*at) for at in plan), loss_of, optimizer, rate_at, settings.clip):
            bar.update(batch.tokens)
            bar.set_postfix(task=batch.task, loss=f"{step.loss:.3f}", refresh=False)
            yield taken(batch, step)
