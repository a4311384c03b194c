"""The main job from end to end: the same bytes from the same start, and after a change exactly what the change affects."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from main_job.real_house import (
    ALWAYS, SCORED, TEACHERS, change, copy, differences, edit, outputs, ran, read_snapshot, side_by_side)
from provenance.house import dvc

from glueline.glue.tasks import TASKS

pytestmark = pytest.mark.slow
TRAIN = "cola/train-00000-of-00001.parquet"


@dataclass(frozen=True)
class Change:
    """Something done to a finished house, what DVC is then asked for, the stages that run, and the outputs that differ by
    the first two parts of their paths."""

    name: str
    make: Callable[[Path], None]
    runs: frozenset[str]
    touches: frozenset[str] = frozenset()
    arguments: tuple[str, ...] = ()
    always: frozenset[str] = frozenset(ALWAYS)


def nothing(house: Path) -> None:
    pass


def a_teachers_rate(house: Path) -> None:
    change(house, "teach.one.method.schedule.rate", 1e-3)


def a_teachers_rows(house: Path) -> None:
    for learner in ("two", "student"):  # whoever shares a task must draw the same rows of it
        change(house, f"order.{learner}.rows_at_most", {"stsb": 20})


def a_comment_and_a_docstring(house: Path) -> None:
    edit(house / "glueline/model/encoder.py", '"""', '"""Said anew. ')
    edit(house / "glueline/model/encoder.py", "\nclass ", "\n# a reason\nclass ")


def a_helper_of_score(house: Path) -> None:
    with (house / "glueline/glue/intervals.py").open("a") as file:
        file.write("\nEDITED = True\n")


def a_deleted_output(house: Path) -> None:
    shutil.rmtree(house / "data/scores/one")


def another_source(house: Path) -> None:
    read_snapshot(house)


PAGES = {"leaderboard/leaderboard.json", "leaderboard/leaderboard.md"}
BEHIND = {"distill", "score@ensemble", "score@student", "analyse", "publish"}  # whatever teacher is taught anew
MADE_BEHIND = {"student", *(f"{made}/{name}" for made in ("scores", "analysis") for name in ("ensemble", "student")),
               "analysis/report.md", "leaderboard/leaderboard.html", "leaderboard/metrics.json", *PAGES}
CHANGES = [
    Change("nothing", nothing, frozenset()),
    Change("a teacher's rate", a_teachers_rate, frozenset({"teach@one", "score@one", *BEHIND}),
           frozenset({"teachers/one", "scores/one", "analysis/one", *MADE_BEHIND})),
    Change("a teacher's rows", a_teachers_rows, frozenset({"order@two", "teach@two"}),
           frozenset({"curriculum/two", "teachers/two"}), ("teach@two",), always=frozenset({"source"})),
    Change("a comment and a docstring", a_comment_and_a_docstring, frozenset({"code"})),
    Change("a helper of score", a_helper_of_score,
           frozenset({"code", *(f"score@{name}" for name in SCORED), "analyse", "publish"}),
           frozenset({"code/score.json", "code/analyse.json", "code/publish.json", *PAGES})),
    Change("a deleted output", a_deleted_output, frozenset({"score@one"}), arguments=("--no-run-cache",)),
    Change("another source", another_source, frozenset({"ingest", "check@raw", "prepare"}),
           frozenset({"source/files.json", "raw/standing.json", "prepared/standing.json"}), ("prepare",),
           frozenset({"source"})),
]


@dataclass(frozen=True)
class Changed:
    """The house after a change and one `dvc repro`, and the stages that ran."""

    house: Path
    ran: set[str]


@pytest.fixture(scope="module")
def changed(finished_house: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Changed]:
    """Every change by name, each in a copy of the finished house that the tests may go on with."""
    calls = [partial(after, one, copy(finished_house, tmp_path_factory.mktemp("changed") / "house")) for one in CHANGES]
    return dict(zip([one.name for one in CHANGES], side_by_side(*calls), strict=True))


def after(one: Change, house: Path) -> Changed:
    one.make(house)
    return Changed(house, ran(house, *one.arguments))


def touched(house: Path, other: Path) -> set[str]:
    """The outputs in which two houses differ, by the first two parts of their paths; the student is one."""
    files, others = outputs(house), outputs(other)
    differ = {"/".join(name.split("/")[:2]) for name in {**files, **others} if files.get(name) != others.get(name)}
    return {"student" if name.startswith("student/") else name for name in differ}


def test_two_runs_from_two_fresh_houses_give_the_same_outputs_byte_for_byte_though_one_was_killed_four_times(twins):
    one, killed = twins
    assert outputs(one) == outputs(killed.house)
    assert differences(one, killed.house) == []
    assert [kill.victim for kill in killed.kills] == ["stage", "dvc", "stage", "stage"]
    assert [kill.survivors for kill in killed.kills] == [[], [], [], []]


def test_the_road_leads_from_files_of_every_task_to_the_predictions_of_each_teacher(finished_house):
    names = set(outputs(finished_house))
    assert {f"raw/{task.name}/{split}-00000-of-00001.parquet" for task in TASKS.values() for split in task.splits} <= names
    everything = sorted({task for tasks in TEACHERS.values() for task in tasks})
    for scored, tasks in {**TEACHERS, "ensemble": everything, "student": everything}.items():
        assert {f"scores/{scored}/predictions/{task}-validation.parquet" for task in tasks} <= names
    assert PAGES <= names


@pytest.mark.parametrize("one", CHANGES, ids=[one.name for one in CHANGES])
def test_a_change_runs_exactly_the_stages_it_reaches_and_touches_their_outputs_alone(changed, finished_house, one):
    assert changed[one.name].ran == one.always | one.runs
    assert touched(changed[one.name].house, finished_house) == one.touches


def test_with_nothing_to_do_the_lock_keeps_every_byte(changed, finished_house):
    assert (changed["nothing"].house / "dvc.lock").read_bytes() == (finished_house / "dvc.lock").read_bytes()


def test_one_row_less_in_the_snapshots_folder_is_ingested_anew(changed):
    house = changed["another source"].house
    file = house.parent / "glue" / TRAIN
    rows = pq.read_table(file)
    pq.write_table(rows.slice(0, len(rows) - 1), file)
    assert ran(house, "ingest") == {"source", "ingest"}
    assert (house / "data/raw" / TRAIN).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("teacher", TEACHERS)
def test_a_teacher_knows_no_row_of_validation_and_learns_none_of_test(finished_house, teacher):
    made, train = finished_house / "data/teachers" / teacher, {(task, "train") for task in TEACHERS[teacher]}
    assert splits(made / "steps.parquet") == train
    for table in (finished_house / "data/curriculum" / teacher / "rows.parquet", made / "logits.parquet"):
        assert splits(table) == {*train, *((task, "test") for task in TEACHERS[teacher])}, table


def test_a_student_learns_from_test_texts_without_labels_and_from_no_row_of_validation(finished_house):
    rows = pq.read_table(finished_house / "data/curriculum/student/rows.parquet", columns=["id", "label"]).to_pylist()
    assert {row["label"] for row in rows if "/test/" in row["id"]} == {None}
    served = {task for tasks in TEACHERS.values() for task in tasks}
    learned = {(task, split) for task in served for split in ("train", "test")}
    assert splits(finished_house / "data/student/steps.parquet") == learned


def splits(table: Path) -> set[tuple[str, ...]]:
    """Task and split of every id in a table."""
    return {tuple(name.split("/")[:2]) for name in pq.read_table(table, columns=["id"])["id"].to_pylist()}


def test_teacher_and_student_can_be_taught_without_validation_but_not_scored(house, finished_house):
    graph = yaml.safe_load((house / "dvc.yaml").read_text())["stages"]
    assert graph["teach"]["deps"] == ["data/code/teach.json", "data/curriculum/${item.teacher}"]
    assert graph["distill"]["deps"] == ["data/code/distill.json", "data/curriculum/student", "data/teachers"]
    for path in (house / "data/prepared").rglob("*.parquet"):
        if path.stem.startswith(("validation", "test")):
            path.unlink()
    taught, distilled, scored = (forced(house, stage) for stage in ("teach@one", "distill", "score@one"))
    assert taught.returncode == 0, taught.stderr
    assert distilled.returncode == 0, distilled.stderr
    assert {name.split("/")[0] for name in touched(house, finished_house)} == {"prepared"}
    assert scored.returncode != 0
    assert "glueline: score@one: data/prepared/cola/validation.parquet: " in scored.stderr


def forced(house: Path, stage: str) -> subprocess.CompletedProcess:
    """Run one stage alone, whatever DVC finds up to date."""
    return dvc(house, "repro", "--force", "--single-item", "--no-run-cache", stage)
