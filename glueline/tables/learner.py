"""A teacher or a student on its way: from its rows and published weights to a training that has ended."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch

from glueline.glue.tasks import TASKS
from glueline.learning.distillation import SoftTargets
from glueline.learning.lessons import Lessons
from glueline.learning.loop import stretches, train
from glueline.learning.reviews import refuse_few
from glueline.learning.training import Method, set_up
from glueline.learning.world import World
from glueline.model.config import Parts
from glueline.model.encoder import has_bf16
from glueline.model.id_transformer import IDTransformer
from glueline.progress import bar
from glueline.tables.agreements import agreements
from glueline.tables.backbones import Backbone, find_backbone, load_encoder
from glueline.tables.checkpoints import load_tokenizer
from glueline.tables.files import file_sha256
from glueline.tables.history import History
from glueline.tables.parquet import read_rows
from glueline.tables.partial import Partial
from glueline.tables.shelf import Shelf
from glueline.tables.training_state import TrainingState


class Settings(Protocol):
    """What the settings of a teacher and of the student have in common."""

    @property
    def backbone(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def threads(self) -> int: ...
    @property
    def bf16(self) -> bool: ...
    @property
    def longest(self) -> int: ...
    @property
    def dropout(self) -> float: ...
    @property
    def parts(self) -> Parts: ...
    @property
    def method(self) -> Method: ...


@dataclass(frozen=True)
class Learner:
    """A model before its first step; all `rows` of its curriculum, those it learns and those it is reviewed on; `made_of`:
    sha256 of what it learns from, beside settings and weights."""

    backbone: Backbone
    model: IDTransformer
    rows: list[dict]
    lessons: Lessons
    tune: Lessons
    made_of: str


def learner_of(settings: Settings, curriculum: Path, world: World, learned: Callable[[dict], bool]) -> Learner:
    """Begin anew, whatever torch has drawn before. `learned`: whether a row of the curriculum is one to learn from."""
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    backbone = find_backbone(settings.backbone, settings.sha256)
    tokenizer, rows = load_tokenizer(backbone.folder), list(read_rows(curriculum / "rows.parquet"))
    lessons, tune = (Lessons([*filter(chosen, rows)], tokenizer, settings.longest, world.device)
                     for chosen in (learned, is_tune))
    outputs = {task: TASKS[task].outputs for task in lessons.tasks}
    model = IDTransformer(load_encoder(backbone, settings.dropout), outputs, settings.parts)
    return Learner(backbone, model.to(world.device).train(), rows, lessons, tune, file_sha256(curriculum / "rows.parquet"))


def is_tune(row: dict) -> bool:
    """Whether a row of the curriculum is one to be reviewed on."""
    return row["split"] == "tune"


def taught(
    settings: Settings, learner: Learner, folder: Path, world: World, name: str, teachers: SoftTargets | None = None
) -> TrainingState:
    """Train to the syllabus's end under a progress bar of this name, from where `folder` says that a kill left off. Raises
    Refused where it would be reviewed on fewer than two rows of a task."""
    method, partial, lessons = settings.method, Partial(folder), learner.lessons
    if method.schedule.adaptive:  # before hours are spent
        refuse_few({task: len(learner.tune.labels.get(task, ())) for task in lessons.tasks})
    prefix = Shelf(folder / "prefix")
    training = set_up(learner.model, lessons, method, settings.seed, agreements(lessons.tasks), prefix, world, teachers)
    if settings.bf16 and has_bf16():  # only now: the masters are of the published weights, not of rounded ones
        learner.model.encoder.to_bf16()
    state, syllabus = TrainingState(training, History(lessons), learner.made_of), training.syllabus
    state.load(partial)

    steps = train(syllabus, training.objective.losses, training.optimizer, method.clip, syllabus.step)
    with bar(name, syllabus.end, "step", syllabus.step, world.main) as shown:
        for stretch in stretches(steps, world.device, lambda: syllabus.review_due() or partial.due()):
            for turn, step in state.note(stretch, partial):
                shown.move(says=f"{turn.task}, loss {step.loss:.3f}, {state.history.speed(shown)}")
            if syllabus.review_due():
                training.review(learner.tune, method.pace.tokens)
                shown.total = syllabus.end
            if partial.due():
                state.save(partial)
    state.save(partial)
    return state
