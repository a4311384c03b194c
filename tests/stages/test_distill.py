"""A student from a handful of rows, a tiny backbone, and teachers whose answers are known."""

import numpy as np
import pytest
from test_teach import backbones, curriculum, settings  # noqa: F401
from test_teach_answers import with_test_texts
from toy_teachers import believes, changed, write_teacher

import stages.distill
from glueline.learning.distillation import Distillation, SoftTargets
from glueline.learning.ensemble import together
from glueline.tables.examples import CURRICULUM
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json
from glueline.tables.parquet import read_rows, write_rows
from stages.distill import Settings, main

# ruff: noqa: F811 - fixtures are imported under the names of their arguments

TASKS = {"one": ["cola", "stsb"], "two": ["mrpc", "stsb"]}


def taught_by(plain, alpha=0.5, temperature=2.0):
    """The settings of a student, from those of a teacher."""
    return Settings(tuple(TASKS), Distillation(alpha, temperature), **vars(plain))


def says(row):
    """What the toy teachers believe: of each text always the same, right for most."""
    right = row["label"] if row["label"] is not None else 1.0
    return believes(row, right if row["id"] != "mrpc/train/3" else 1 - right)


@pytest.fixture
def teachers(curriculum, tmp_path):
    """Two teachers of all rows, test texts too, and a stale one that nobody names."""
    with_test_texts(curriculum)
    rows = list(read_rows(curriculum / "rows.parquet"))
    for name, tasks in TASKS.items():
        write_teacher(tmp_path / "teachers" / name, tasks, rows, says)
    write_teacher(tmp_path / "teachers" / "stale", ["rte"], rows, says)
    return tmp_path / "teachers"


def student(settings, curriculum, teachers, tmp_path, name="student"):
    main(settings, curriculum, teachers, tmp_path / name, tmp_path / f"partial of {name}")
    return tmp_path / name


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_student_learns_train_rows_and_test_texts_and_no_tune_row(settings, curriculum, teachers, tmp_path):
    made = student(taught_by(settings), curriculum, teachers, tmp_path)
    rows = list(read_rows(curriculum / "rows.parquet"))
    used = [row["id"] for row in read_rows(made / "steps.parquet")]
    epochs = settings.method.epochs
    assert sorted(used) == sorted(row["id"] for row in rows if row["split"] != "tune" for _ in range(epochs[row["task"]]))
    assert [row["id"] for row in read_rows(made / "logits.parquet")] == [row["id"] for row in rows]


def test_its_lineage_names_rows_teachers_and_the_test_texts_it_learned_from(settings, curriculum, teachers, tmp_path):
    made = student(taught_by(settings), curriculum, teachers, tmp_path)
    about = read_json(made / "student.json")
    assert about["rows"]["cola"] == {"train": 20, "generated": 5, "tune": 4, "unlabelled": 2}
    assert about["unlabelled"] == {"cola": 2, "stsb": 1}
    assert about["curriculum"] == file_sha256(curriculum / "rows.parquet")
    assert about["checkpoint"] == file_sha256(made / "model.safetensors")
    assert about["teachers"] == {"one": "of one", "two": "of two"}
    assert about["settings"]["distillation"] == {"alpha": 0.5, "temperature": 2.0}
    assert set(files(made)) == {"student.json", "model.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json",
                                "logits.parquet", "tune.parquet", "tune.json", "steps.parquet", "history.csv", "summary.json",
                                "reviews.json", "ensemble.json"}


def test_the_ensemble_is_reported_with_weights_and_skill_on_tune(settings, curriculum, teachers, tmp_path):
    def wrong(rows):
        return [row | {"logits": [3.0 - row["logits"][0]] if row["id"].startswith("stsb") else row["logits"]} for row in rows]

    for file in ("logits.parquet", "tune.parquet"):
        changed(teachers / "two" / file, wrong)
    found = read_json(student(taught_by(settings), curriculum, teachers, tmp_path) / "ensemble.json")
    assert found["tasks"]["cola"] == {"rows": 4, "weights": {"one": 1.0}, "tune": {
        "members": {"one": 100.0}, "uniform": 100.0, "weighted": 100.0}}
    graded = found["tasks"]["stsb"]
    assert graded["tune"]["members"] == {"one": pytest.approx(100), "two": pytest.approx(-100)}
    assert graded["tune"]["uniform"] == 0 and graded["tune"]["weighted"] == pytest.approx(100)
    assert graded["weights"] == {"one": 0.6, "two": 0.4}  # the first that ranks as labels do: nearest to equal ones
    assert found["teachers"]["two"]["checkpoint"] == "of two" and found["unused"] == {"one": 0, "two": 0}


def test_targets_are_what_the_weighted_teachers_say_of_each_row_softened(settings, curriculum, teachers, tmp_path, monkeypatch):
    seen = {}
    monkeypatch.setattr(
        stages.distill, "SoftTargets", lambda given, targets: seen.update(targets) or SoftTargets(given, targets))
    student(taught_by(settings, temperature=3.0), curriculum, teachers, tmp_path)
    learned = [row for row in read_rows(curriculum / "rows.parquet") if row["split"] != "tune"]
    for task in ("cola", "mrpc"):
        expected = [together(np.array([[says(row)]]), (1.0,), 3.0)[0] for row in learned if row["task"] == task]
        assert np.exp(seen[task].numpy()) == pytest.approx(np.exp(expected), abs=1e-6)
    assert np.exp(seen["cola"][0].numpy()) == pytest.approx([0.6608, 0.3392], abs=1e-4)  # e to the 2/3 against 1
    assert seen["stsb"][:, 0].tolist() == [row["label"] if row["label"] is not None else 1.0
                                           for row in learned if row["task"] == "stsb"]


def test_generated_rows_and_test_texts_that_a_student_leaves_out_are_unused(settings, curriculum, teachers, tmp_path):
    rows = [row for row in read_rows(curriculum / "rows.parquet") if row["parent_id"] is None and row["split"] != "test"]
    write_rows(curriculum / "rows.parquet", CURRICULUM, rows)
    made = student(taught_by(settings), curriculum, teachers, tmp_path)
    assert read_json(made / "ensemble.json")["unused"] == {"one": 5 + 2 + 5 + 1, "two": 5 + 5 + 1}
    assert read_json(made / "student.json")["unlabelled"] == {}
