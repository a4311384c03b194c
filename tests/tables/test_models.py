"""Whatever answers rows is loaded from its folder: a teacher, the student, or teachers together."""

from dataclasses import replace

import numpy as np
import pytest
from tables.untrained_teachers import MINILM, rows, save

from glueline.learning.predict import Ensemble, Teacher, logits_of
from glueline.refusal import Refused
from glueline.tables.checkpoints import STUDENT, TEACHER
from glueline.tables.json_file import read_json, write_json
from glueline.tables.models import load_model
from glueline.tables.teachers import read_teachers, weights_on_tune

SERVED = {"one": {"cola": 2, "stsb": 1}, "two": {"stsb": 1}, "three": {"cola": 2}}


@pytest.fixture
def teachers(tmp_path):
    """Three untrained teachers, of which two serve each task."""
    for seed, (name, outputs) in enumerate(SERVED.items()):
        save(tmp_path / name, outputs, seed)
    return tmp_path


def test_a_teacher_and_the_student_are_loaded_as_they_are(teachers):
    teacher = load_model(teachers / "one")
    assert isinstance(teacher, Teacher) and teacher.about == read_json(teachers / "one" / TEACHER)
    save(teachers / "student", {"cola": 2}, 7, STUDENT)
    assert load_model(teachers / "student", ("one",)).about == read_json(teachers / "student" / STUDENT)


def test_teachers_together_answer_with_the_log_of_their_mean_probability_and_their_mean_grade(teachers):
    ensemble = load_model(teachers, ("one", "two", "three"))
    assert isinstance(ensemble, Ensemble)
    alone = {name: load_model(teachers / name) for name in SERVED}
    said = [logits_of(alone[name], rows("cola", "test"), "cola", 100) for name in ("one", "three")]
    probabilities = [np.exp(each) / np.exp(each).sum(1, keepdims=True) for each in said]
    first, third = ensemble.weights["cola"]["one"], ensemble.weights["cola"]["three"]
    found = logits_of(ensemble, rows("cola", "test"), "cola", 100)
    assert found.dtype == np.float32
    assert np.exp(found) == pytest.approx(first * probabilities[0] + third * probabilities[1], abs=1e-6)
    grades = [logits_of(alone[name], rows("stsb", "test"), "stsb", 100) for name in ("one", "two")]
    share = ensemble.weights["stsb"]
    assert logits_of(ensemble, rows("stsb", "test"), "stsb", 100) == pytest.approx(
        share["one"] * grades[0] + share["two"] * grades[1], abs=1e-6)


def test_weights_come_from_tune_alone_and_are_those_that_distilling_finds(teachers):
    ensemble = load_model(teachers, ("one", "two", "three"))
    found = weights_on_tune(teachers, read_teachers(teachers, ("two", "one", "three")))
    assert ensemble.weights == {task: each["weights"] for task, each in found.items()}
    assert {task: set(each) for task, each in ensemble.weights.items()} == {"cola": {"one", "three"}, "stsb": {"one", "two"}}
    assert ensemble.about["settings"] == {"ensemble": found}


def test_a_teacher_that_nobody_names_is_left_out_and_one_that_counts_for_nothing_is_not_asked(teachers, monkeypatch):
    ensemble = load_model(teachers, ("one", "two"))
    assert ensemble.weights["cola"] == {"one": 1.0} and set(ensemble.members) == {"one", "two"}
    without = replace(ensemble, members={"one": ensemble.members["one"]}, weights={"stsb": {"one": 1.0, "two": 0.0}})
    expected = logits_of(ensemble.members["one"], rows("stsb", "test"), "stsb", 100)
    assert logits_of(without, rows("stsb", "test"), "stsb", 100) == pytest.approx(expected, abs=1e-6)


def test_what_an_ensemble_is_made_of_has_the_keys_of_a_teacher(teachers):
    about, one = load_model(teachers, ("one", "two")).about, load_model(teachers / "one").about
    assert {"backbone", "sha256", "checkpoint", "curriculum", "seed", "settings", "tasks", "rows", "unlabelled"} <= set(about)
    assert about["backbone"] == "all-MiniLM-L6-v2" and about["sha256"] == MINILM[1] and about["tasks"] == ["cola", "stsb"]
    assert about["seed"] == {"one": 0, "two": 1} and about["rows"]["cola"] == one["rows"]["cola"]
    assert about["checkpoint"] != load_model(teachers, ("one", "three")).about["checkpoint"]
    assert about["members"]["one"]["checkpoint"] == one["checkpoint"]


def test_a_folder_without_a_model_and_one_whose_members_are_not_named_are_refused(teachers):
    with pytest.raises(Refused, match="four/teacher.json: missing"):
        load_model(teachers, ("one", "four"))
    with pytest.raises(Refused, match="no teachers are named; params.yaml: teachers: name at least one"):
        load_model(teachers)


def test_a_student_with_another_tokenizer_is_refused(teachers):
    save(teachers / "student", {"cola": 2}, 7, STUDENT)
    path = teachers / "student" / "tokenizer.json"
    path.write_text(path.read_text().replace('"cat"', '"tac"'))
    with pytest.raises(Refused, match="student/tokenizer.json: not the tokenizer of this model, whose sha256 is"):
        load_model(teachers / "student")


@pytest.mark.parametrize(("file", "change", "says"), [
    (STUDENT, lambda about: about["labels"]["cola"].reverse(), r"student.json: cola: its outputs stand for \['acceptable', "),
    ("model.json", lambda shape: shape["encoder"].update(heads=4), "model.json: not the shape of this model, whose sha256 is"),
    ("model.json", lambda shape: shape["encoder"].update(heads=3), "config.json: 16 hidden units cannot be dealt to 3 heads"),
    ("model.json", lambda shape: shape["outputs"].update(cola=3), "model.json: cola: 3 outputs where 2 belong; teach it anew"),
])
def test_a_student_whose_outputs_stand_for_other_labels_is_refused(teachers, file, change, says):
    save(teachers / "student", {"cola": 2}, 7, STUDENT)
    content = read_json(teachers / "student" / file)
    change(content)
    write_json(teachers / "student" / file, content)
    with pytest.raises(Refused, match=says):
        load_model(teachers / "student")
