"""Teachers that do not fit the student or each other are refused in one line, and nothing is written."""

from dataclasses import replace

import pytest
from test_distill import TASKS, says, student, taught_by, teachers  # noqa: F401
from test_teach import backbones, curriculum, settings  # noqa: F401
from toy_teachers import changed, write_teacher

from glueline.refusal import Refused
from glueline.tables.examples import CURRICULUM
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows, write_rows

# ruff: noqa: F811 - fixtures are imported under the names of their arguments


def refused(settings, curriculum, folder, tmp_path, message, **others):
    (tmp_path / "student").mkdir()
    (tmp_path / "student" / "model.safetensors").write_bytes(b"an earlier student")
    with pytest.raises(Refused, match=message) as line:
        student(replace(taught_by(settings), **others), curriculum, folder, tmp_path)
    assert "\n" not in str(line.value)
    assert [path.read_bytes() for path in (tmp_path / "student").iterdir()] == [b"an earlier student"]


def at(row_id, **columns):
    return lambda rows: [row | columns if row["id"] == row_id else row for row in rows]


def without(row_id):
    return lambda rows: [row for row in rows if row["id"] != row_id]


def doubled(row_id):
    return lambda rows: [*rows, *(row for row in rows if row["id"] == row_id)]


def added(row_id, width=2):
    return lambda rows: [*rows, {"id": row_id, "logits": [0.0] * width, "label": 0.0}]


NAN, SAME = float("nan"), "give order's teachers and student the same seed, rows_at_most, adversarial and unlabelled"


@pytest.mark.parametrize(("file", "change", "message"), [
    ("logits", at("cola/train/3", logits=[0.5, NAN]), r"cola/train/3: logits \[0.5, nan\], where 2 finite numbers belong"),
    ("logits", at("cola/test/1", logits=[float("inf"), 0.0]), "cola/test/1: logits"),
    ("logits", at("stsb/train/3", logits=[0.5, 1.0]), "stsb/train/3: logits .*, where 1 finite numbers belong; teach it anew"),
    ("logits", without("cola/train/3"), f"cola/train/3: missing, with 0 more that the student has; {SAME}"),
    ("logits", without("cola/test/0"), "cola/test/0: missing"),
    ("logits", without("cola/train.typing/2"), "cola/train.typing/2: missing"),
    ("logits", without("cola/train/22"), "cola/train/22: missing"),  # of tune
    ("logits", lambda rows: [row for row in rows if not row["id"].startswith("stsb")], "stsb/train/0: missing, with 29 more"),
    ("logits", doubled("cola/train/3"), "cola/train/3: there twice"),
    ("logits", added("cola/train/99"), f"cola/train/99: not a row of the student's; {SAME}"),
    ("logits", added("cola/validation/0"), "cola/validation/0: not a row of the student's"),
    ("logits", added("cola/train.typing/99"), "cola/train.typing/99: not a row of the student's"),
    ("logits", added("cola"), "cola: not a row of the student's"),
    ("tune", at("cola/train/21", logits=[NAN, 0.0]), r"tune.parquet: cola/train/21: logits \[nan, 0.0\]"),
    ("tune", without("stsb/train/21"), "tune.parquet: stsb/train/21: missing, and two has it; give both the same rows"),
    ("tune", added("stsb/train/7", 1), "two/tune.parquet: stsb/train/7: missing, and one has it"),
    ("tune", doubled("cola/train/21"), "one/tune.parquet: cola/train/21: there twice"),
    ("tune", at("cola/train/21", logits=[None, 0.0]), r"one/tune.parquet: cola/train/21: logits \[None, 0.0\], where 2 finite"),
    ("tune", at("cola/train/21", label=None), "one/tune.parquet: cola/train/21: label None; teach it anew"),
    ("tune", at("cola/train/21", id="poem/train/21"), "one/tune.parquet: poem/train/21: of no task"),
    ("tune", at("cola/train/21", label=3.0), "one/tune.parquet: cola/train/21: not answered, no tune row of the"),
    ("tune", at("cola/train/21", id="cola/validation/21"), "one/tune.parquet: cola/train/21: not answered, no tune row"),
    ("logits", at("cola/train/3", logits=[None, 0.5]), r"cola/train/3: logits \[None, 0.5\], where 2 finite numbers belong"),
    ("tune", at("stsb/train/21", label=3.0), "two/tune.parquet: stsb/train/21: another label than one has"),
])
def test_answers_that_are_wrong_missing_doubled_or_unknown(settings, curriculum, teachers, tmp_path, file, change, message):
    changed(teachers / "one" / f"{file}.parquet", change)
    refused(settings, curriculum, teachers, tmp_path, message)


@pytest.mark.parametrize("file", ["logits.parquet", "tune.parquet", "teacher.json"])
def test_a_file_that_is_missing_and_a_teacher_that_is(settings, curriculum, teachers, tmp_path, file):
    (teachers / "one" / file).unlink()
    refused(settings, curriculum, teachers, tmp_path, f"one/{file}: ")


def test_a_teacher_that_was_never_taught_and_none_at_all(settings, curriculum, teachers, tmp_path):
    refused(settings, curriculum, teachers, tmp_path, "three/teacher.json: missing", teachers=("one", "three"))
    with pytest.raises(Refused, match="no teachers are named"):
        student(replace(taught_by(settings), teachers=()), curriculum, teachers, tmp_path, "other")


def test_outputs_that_stand_for_labels_in_another_order(settings, curriculum, teachers, tmp_path):
    about = read_json(teachers / "two" / "teacher.json")
    about["labels"]["mrpc"].reverse()
    write_json(teachers / "two" / "teacher.json", about)
    message = r"two/teacher.json: mrpc: its outputs stand for \['equivalent', 'not_equivalent'\], here for \['not_equivalent'"
    refused(settings, curriculum, teachers, tmp_path, message)


def test_a_task_that_no_teacher_serves(settings, curriculum, teachers, tmp_path):
    refused(settings, curriculum, teachers, tmp_path, "order: student: tasks: mrpc: no teacher serves it", teachers=("one",))


def test_a_teacher_of_another_draw(settings, curriculum, teachers, tmp_path):
    rows = list(read_rows(curriculum / "rows.parquet"))
    write_teacher(teachers / "one", TASKS["one"], [row for row in rows if row["id"] != "cola/train/5"], says)
    refused(settings, curriculum, teachers, tmp_path, "one/logits.parquet: cola/train/5: missing")
    write_teacher(teachers / "one", TASKS["one"], rows, says)
    write_rows(curriculum / "rows.parquet", CURRICULUM, [row for row in rows if row["id"] != "cola/train/5"])
    with pytest.raises(Refused, match="one/logits.parquet: cola/train/5: not a row of the student's"):
        student(taught_by(settings), curriculum, teachers, tmp_path, "other")
