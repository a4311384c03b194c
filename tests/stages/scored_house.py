"""A toy set of tables to score, and a teacher whose answers are known."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from glueline.glue import challenges
from glueline.glue.challenges import CHALLENGES
from glueline.glue.tasks import TASKS
from glueline.tables.challenge_files import schema_of
from glueline.tables.examples import ADVERSARIAL, PREPARED
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import write_rows
from stages import score

SETTINGS = score.Settings(
    teachers=("toy",), resamples=30, seed=1, threads=1, batch_tokens=64, test_rows=True, related_rows_at_most=7)
SERVED = ["cola", "stsb", "qqp", "mnli", "rte"]
ROWS = 8


def label(task: str, idx: int) -> float:
    """The true answer of a toy row: its idx, folded into the task's labels or scale."""
    return idx % TASKS[task].outputs if TASKS[task].labels else idx * 5 / (ROWS - 1)


def rows_of(task: str, split: str) -> list[dict]:
    labelled = not split.startswith("test")
    return [{"id": f"{task}/{split}/{idx}", "task": task, "split": split, "text_a": f"row {idx}", "text_b": None,
             "label": label(task, idx) if labelled else None} for idx in range(ROWS)]


def standing_of(task: str, split: str) -> dict:
    if (task, split) == ("mnli", "validation_mismatched"):
        return {"standing": "absent", "official": False, "rows": 0, "why": "the snapshot has no mismatched file."}
    if (task, split) == ("qqp", "validation"):
        return {"standing": "8 of 40430 rows", "official": False, "rows": ROWS, "why": "8 of the 40430 official rows."}
    return {"standing": "official rows", "official": True, "rows": ROWS, "why": "as many rows and bytes as the Hub's."}


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    folder, splits = tmp_path / "prepared", {}
    for task in TASKS.values():
        for split in task.splits:
            splits[f"{task.name}/{split}"] = standing_of(task.name, split)
            if splits[f"{task.name}/{split}"]["standing"] != "absent":
                write_rows(folder / task.name / f"{split}.parquet", PREPARED, rows_of(task.name, split))
    write_json(folder / "standing.json", {"source": "snapshot", "splits": splits})
    return folder


def variant(task: str, operator: str, idx: int, **others) -> dict:
    """What an operator made of a validation row, its label kept and accepted unless told otherwise."""
    return dict.fromkeys(ADVERSARIAL.names) | {
        "id": f"{task}/validation.{operator}/{idx}", "parent_id": f"{task}/validation/{idx}", "task": task,
        "split": "validation", "text_a": "made", "label": label(task, idx), "operator": operator, "family": "linguistic",
        "label_effect": "kept", "verdict": "accepted", **others}


@pytest.fixture
def around(prepared: Path, tmp_path: Path) -> tuple[Path, Path, Path]:
    """What score reads beside the tables: made rows of RTE, the verdict on them, and AdvGLUE's RTE and AX in toy sizes."""
    adversarial, quality, challenge = (tmp_path / name for name in ("adversarial", "quality", "challenge"))
    write_rows(adversarial / "rte.parquet", ADVERSARIAL, [
        *(variant("rte", "typing", idx) for idx in (0, 1, 2)), variant("rte", "typing", 3, verdict="fluency"),
        variant("rte", "negation", 1, family="counterfactual", label_effect="flipped", label=0.0)])
    write_json(quality / "verdict.json", {"passed": True, "suites": {}})
    standing = {name: challenges.standing_of(one, None, None) | {"learned": {}} for name, one in CHALLENGES.items()}
    for name in ("rte/validation_advglue", "ax/validation_labelled"):
        one, (task, split) = CHALLENGES[name], name.split("/")
        extra = dict.fromkeys(one.tags) | ({"logic": "Negation"} if one.tags else {})
        write_rows(challenge / f"{name}.parquet", schema_of(one), [row | extra for row in rows_of(task, split)])
        standing[name] = challenges.standing_of(one, ROWS, one.content) | {"learned": {f"{name}/3": "rte/train/1"}}
    write_json(challenge / "standing.json", standing)
    return adversarial, quality, challenge


@pytest.fixture
def teacher(tmp_path: Path) -> Path:
    write_json(tmp_path / "teachers" / "toy" / "teacher.json", {
        "backbone": "tiny", "sha256": "aa", "longest": 128, "curriculum": "cc", "seed": 7, "settings": {"threads": 1},
        "tasks": SERVED, "rows": {task: {"train": 5, "tune": 1} for task in SERVED}, "checkpoint": "ee",
        "unlabelled": {"rte": 3}})
    return tmp_path / "teachers" / "toy"


def right_answers(teacher, rows: list[dict], task: str, batch_tokens: int, progress: str | None) -> np.ndarray:
    """Logits of a teacher that is right about every row but idx 0, where it says the last label (or a score of 9)."""
    assert batch_tokens == SETTINGS.batch_tokens and len({row["task"] for row in rows}) == 1
    said = np.zeros((len(rows), TASKS[task].outputs), dtype=np.float32)
    for at, row in enumerate(rows):
        idx = int(row["id"].split("/")[2])
        if TASKS[task].labels:
            said[at, int(label(task, idx)) if idx else -1] = 3.0
        else:
            said[at, 0] = label(task, idx) if idx else 9.0
    return said


@pytest.fixture(autouse=True)
def known_teacher(monkeypatch) -> None:
    def known(folder: Path, teachers: tuple[str, ...]) -> SimpleNamespace:
        assert teachers == SETTINGS.teachers
        return SimpleNamespace(about=read_json(folder / "teacher.json"))

    monkeypatch.setattr(score, "load_model", known)
    monkeypatch.setattr(score, "logits_of", right_answers)


@pytest.fixture
def scored(prepared: Path, around: tuple, teacher: Path, tmp_path: Path) -> Path:
    score.main(SETTINGS, prepared, *around, teacher, tmp_path / "scores")
    return tmp_path / "scores"
