"""Trains one teacher on all its tasks at once; takes up what a kill has left half done.

Reads:  data/curriculum/<teacher>: it learns the train rows, is reviewed on tune, and answers all of them, test texts too
Writes: data/teachers/<teacher>: checkpoint, logits of every row by id, skill on tune, the rows of each step, history, reviews
Run:    dvc repro teach@<teacher>; on several devices, as docs/devices.md says
"""

from dataclasses import asdict, dataclass
from pathlib import Path

from glueline.devices import launched
from glueline.learning.optimizer import masters
from glueline.learning.training import Method
from glueline.model.config import Parts
from glueline.tables.answers import write_answers
from glueline.tables.checkpoints import lineage, load_teacher, save_teacher
from glueline.tables.learner import learner_of, taught


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
    learner = learner_of(settings, curriculum, world, learned)

    state = taught(settings, learner, partial, world, "teach")
    if not world.main:
        return

    precision = learner.model.encoder.precision
    made_of = lineage(asdict(settings), learner.backbone, precision, learner.rows, learner.made_of)
    weights = masters(learner.model, state.training.optimizer)
    save_teacher(teachers, weights, learner.model, learner.backbone, made_of)
    state.write(teachers)
    write_answers(teachers, load_teacher(teachers, settings.bf16), learner.rows)


def learned(row: dict) -> bool:
    """Whether a teacher learns a row of its curriculum: a natural or generated train row."""
    return row["split"] == "train"
