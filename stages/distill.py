"""Teaches the student what its teachers say together of its rows, beside the labels; takes up what a kill has left half done.

Reads:  data/curriculum/student: it learns train rows and test texts, and is reviewed on tune; data/teachers: of those that
        params name the answers (logits.parquet, tune.parquet) and what they are made of (teacher.json), never their weights
Writes: data/student: what a teacher's folder has, with student.json, and ensemble.json: each teacher's weight and skill on tune
Run:    dvc repro distill
"""

from dataclasses import asdict, dataclass, replace
from pathlib import Path

from glueline.devices import launched
from glueline.learning.distillation import Distillation, SoftTargets
from glueline.learning.optimizer import masters
from glueline.learning.training import Method
from glueline.model.config import Parts
from glueline.tables.answers import write_answers
from glueline.tables.checkpoints import STUDENT, lineage, load_teacher, save_teacher
from glueline.tables.json_file import write_json
from glueline.tables.learner import Learner, learner_of, taught
from glueline.tables.soft_targets import EnsembleAnswers, made_of, read_ensemble, soft_targets


@dataclass(frozen=True)
class Settings:
    teachers: tuple[str, ...]
    distillation: Distillation
    backbone: str
    sha256: str
    seed: int
    threads: int
    bf16: bool
    longest: int
    dropout: float
    parts: Parts
    method: Method


def main(settings: Settings, curriculum: Path, teachers: Path, student: Path, partial: Path) -> None:
    world = launched(settings.seed)
    learner = learner_of(settings, curriculum, world, lambda row: row["split"] == "train" or row["split"].startswith("test"))
    ensemble = read_ensemble(teachers, settings.teachers, learner.rows)
    targets = soft_targets(learner.lessons, ensemble, settings.distillation.temperature)

    training = replace(learner, made_of=made_of(learner.made_of, targets))
    state = taught(settings, training, partial, world, "distill", SoftTargets(settings.distillation, targets))
    if not world.main:
        return

    save_teacher(student, masters(learner.model, state.training.optimizer), learner.model, learner.backbone,
                 student_of(settings, learner, ensemble), STUDENT)
    write_json(student / "ensemble.json", {"tasks": ensemble.weighed, "unused": ensemble.unused, "teachers": named(ensemble)})
    state.write(student)
    write_answers(student, load_teacher(student, settings.bf16), learner.rows)


def student_of(settings: Settings, learner: Learner, ensemble: EnsembleAnswers) -> dict:
    """What the student is made of: what a teacher is, and the checkpoints of its own."""
    precision = learner.model.encoder.precision
    about = lineage(asdict(settings), learner.backbone, precision, learner.rows, learner.made_of, learns_tests=True)
    return about | {"teachers": {name: about["checkpoint"] for name, about in ensemble.abouts.items()}}


def named(ensemble: EnsembleAnswers) -> dict[str, dict]:
    """What identifies each teacher, by name."""
    keys = ("backbone", "sha256", "checkpoint", "curriculum", "seed", "tasks")
    return {name: {key: about[key] for key in keys} for name, about in ensemble.abouts.items()}
