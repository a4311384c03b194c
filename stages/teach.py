"""Trains one teacher on all its tasks at once; takes up what a kill has left half done.

Reads:  data/curriculum/<teacher>: its train and tune rows
Writes: data/teachers/<teacher>: checkpoint, logits of every row by id, the rows of each step, history, reviews
Run:    dvc repro teach@<teacher>; on several devices, as docs/devices.md says
"""

from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tqdm import tqdm

from glueline.devices import launched
from glueline.glue.tasks import TASKS
from glueline.learning.lessons import Lessons
from glueline.learning.loop import stretches, train
from glueline.learning.optimizer import masters
from glueline.learning.predict import logits_by_id
from glueline.learning.training import Method, set_up
from glueline.learning.world import World
from glueline.model.config import Parts
from glueline.model.encoder import has_bf16
from glueline.model.id_transformer import IDTransformer
from glueline.tables.agreements import agreements
from glueline.tables.backbones import find_backbone, load_encoder
from glueline.tables.checkpoints import lineage, load_teacher, load_tokenizer, save_teacher
from glueline.tables.examples import LOGITS
from glueline.tables.files import file_sha256
from glueline.tables.history import History
from glueline.tables.parquet import read_rows, write_rows
from glueline.tables.partial import Partial
from glueline.tables.shelf import Shelf
from glueline.tables.training_state import TrainingState


@dataclass(frozen=True)
class Settings:
    backbone: str
    sha256: str
    seed: int
    threads: int
    bf16: bool
    longest: int
    dropout: float
    parts: Parts
    method: Method


def main(settings: Settings, curriculum: Path, teachers: Path, partial: Path) -> None:
    world = launched(settings.seed)
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    backbone = find_backbone(settings.backbone, settings.sha256)
    tokenizer, rows = load_tokenizer(backbone.folder), list(read_rows(curriculum / "rows.parquet"))
    rows_sha256 = file_sha256(curriculum / "rows.parquet")
    lessons, tune = (Lessons([row for row in rows if row["split"] == split], tokenizer, settings.longest, world.device)
                     for split in ("train", "tune"))

    outputs = {task: TASKS[task].outputs for task in lessons.tasks}
    model = IDTransformer(load_encoder(backbone, settings.dropout), outputs, settings.parts)
    if settings.bf16 and has_bf16():
        model.encoder.to_bf16()
    state = teach(settings, model.to(world.device).train(), lessons, tune, partial, rows_sha256, world)
    if not world.main:
        return

    made_of = lineage(asdict(settings), backbone, model.encoder.precision, rows, rows_sha256)
    save_teacher(teachers, masters(model, state.training.optimizer), model, backbone, made_of)
    state.write(teachers)
    write_rows(teachers / "logits.parquet", LOGITS, logits_by_id(load_teacher(teachers, settings.bf16), rows))


def teach(
    settings: Settings, model: IDTransformer, lessons: Lessons, tune: Lessons, folder: Path, rows_sha256: str, world: World
) -> TrainingState:
    """Train to the syllabus's end under a progress bar, from where `folder` says that a kill left off."""
    method, partial = settings.method, Partial(folder)
    training = set_up(model, lessons, method, settings.seed, agreements(lessons.tasks), Shelf(folder / "prefix"), world)
    state, syllabus = TrainingState(training, History(lessons), rows_sha256), training.syllabus
    state.load(partial)

    steps = train(syllabus, training.objective.losses, training.optimizer, method.clip, syllabus.step)
    with tqdm(total=syllabus.end, initial=syllabus.step, desc="teach", unit="step", disable=not world.main) as bar:
        for stretch in stretches(steps, world.device, lambda: syllabus.review_due() or partial.due()):
            for turn, step in state.note(stretch, partial):
                bar.set_postfix(task=turn.task, loss=f"{step.loss:.3f}", tokens=state.history.speed(bar), refresh=False)
                bar.update()
            if syllabus.review_due():
                training.review(tune, method.pace.tokens)
                bar.total = syllabus.end
            if partial.due():
                state.save(partial)
    state.save(partial)
    return state
