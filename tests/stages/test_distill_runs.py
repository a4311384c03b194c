"""Distilling again: what makes the same student, what another, and what a kill leaves."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from test_distill import TASKS, files, says, student, taught_by, teachers  # noqa: F401
from test_teach import Killed, backbones, curriculum, everything, settings  # noqa: F401
from toy_teachers import changed, write_teacher

import stages.teach
from glueline.refusal import Refused
from glueline.tables.examples import CURRICULUM
from glueline.tables.history import History
from glueline.tables.json_file import read_json
from glueline.tables.parquet import read_rows, write_rows
from glueline.tables.partial import Partial

# ruff: noqa: F811 - fixtures are imported under the names of their arguments


def test_logits_in_another_order_give_the_identical_student(settings, curriculum, teachers, tmp_path):
    one = files(student(taught_by(settings), curriculum, teachers, tmp_path, "one"))
    random = np.random.default_rng(0)
    for name in TASKS:
        for file in ("logits.parquet", "tune.parquet"):
            changed(teachers / name / file, lambda rows: [rows[at] for at in random.permutation(len(rows))])
    assert files(student(taught_by(settings), curriculum, teachers, tmp_path, "two")) == one


def test_logits_that_are_swapped_among_ids_give_a_worse_student(settings, curriculum, teachers, tmp_path):
    rows = [row for row in read_rows(curriculum / "rows.parquet") if row["task"] == "cola"]
    write_rows(curriculum / "rows.parquet", CURRICULUM, rows)
    schedule = replace(settings.method.schedule, rate=1e-2)
    method = replace(settings.method, epochs={"cola": 15}, schedule=schedule)
    given = replace(taught_by(replace(settings, method=method, dropout=0.0), alpha=1.0), teachers=("one",))
    right = student(given, curriculum, teachers, tmp_path, "right")

    def swapped(answers):
        cola = [row for row in answers if row["id"].startswith("cola")]
        logits = [row["logits"] for row in cola]  # labels alternate, so that most become wrong
        return [row | {"logits": other} for row, other in zip(cola, logits[1:] + logits[:1])]

    changed(teachers / "one" / "logits.parquet", swapped)
    wrong = student(given, curriculum, teachers, tmp_path, "wrong")
    score, worse = (read_json(folder / "tune.json")["cola"]["score"] for folder in (right, wrong))
    assert score == pytest.approx(100) and worse < 50


@pytest.fixture
def short(everything):
    """Everything on, over one pass."""
    return replace(everything, method=replace(everything.method, epochs={"cola": 1, "mrpc": 1, "stsb": 1}))


def test_without_alpha_and_test_texts_the_student_is_a_teacher(short, curriculum, tmp_path):
    rows = list(read_rows(curriculum / "rows.parquet"))
    for name, tasks in TASKS.items():
        write_teacher(tmp_path / "teachers" / name, tasks, rows, says)
    stages.teach.main(short, curriculum, tmp_path / "taught", tmp_path / "partial")
    made = student(taught_by(short, alpha=0.0), curriculum, tmp_path / "teachers", tmp_path)
    assert (made / "model.safetensors").read_bytes() == (tmp_path / "taught" / "model.safetensors").read_bytes()
    other = student(taught_by(short, alpha=0.1), curriculum, tmp_path / "teachers", tmp_path, "other")
    assert (other / "model.safetensors").read_bytes() != (made / "model.safetensors").read_bytes()


@pytest.mark.parametrize("at", [1, 9])
def test_a_distillation_killed_anywhere_ends_as_the_one_that_was_not(short, curriculum, teachers, tmp_path, monkeypatch, at):
    given = taught_by(short)
    whole = files(student(given, curriculum, teachers, tmp_path, "whole"))
    taken, add = [], History.add

    def killed(self, turn, step):
        add(self, turn, step)
        taken.append(turn.number)
        if len(taken) == at + 3:
            raise Killed

    monkeypatch.setattr(Partial, "due", lambda self: len(taken) == at)  # saved 3 steps before the kill
    monkeypatch.setattr(History, "add", killed)
    with pytest.raises(Killed):
        student(given, curriculum, teachers, tmp_path, "made")
    taken.clear()
    monkeypatch.setattr(History, "add", lambda self, turn, step: (taken.append(turn.number), add(self, turn, step)))
    torch.manual_seed(99)
    made = files(student(given, curriculum, teachers, tmp_path, "made"))
    assert taken[0] == at and {name for name in whole if whole[name] != made[name]} == set()


def test_half_trained_state_of_other_answers_is_refused(settings, curriculum, teachers, tmp_path):
    student(taught_by(settings), curriculum, teachers, tmp_path)
    changed(teachers / "one" / "logits.parquet", lambda rows: [rows[0] | {"logits": [5.0, 0.0]}, *rows[1:]])
    with pytest.raises(Refused, match="half-trained on other rows; delete the folder"):
        student(taught_by(settings), curriculum, teachers, tmp_path)
