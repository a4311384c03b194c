"""The main job from end to end: the same bytes from the same start, and after a change exactly what the change affects."""

import shutil
import subprocess
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from main_job.real_house import ALWAYS, TASKS, change, copy, differences, edit, outputs, ran, side_by_side
from provenance.house import dvc

from glueline.glue.tasks import TASKS as ALL_TASKS

pytestmark = pytest.mark.slow
TRAIN = "train-00000-of-00001.parquet"


def test_two_runs_from_two_fresh_houses_give_the_same_outputs_byte_for_byte(twins):
    one, other = twins
    assert outputs(one) == outputs(other)
    assert differences(one, other) == []


def test_the_road_leads_from_files_of_every_task_to_a_cell_of_each_teacher(finished_house):
    names = set(outputs(finished_house))
    assert {f"raw/{task.name}/{split}-00000-of-00001.parquet" for task in ALL_TASKS.values() for split in task.splits} <= names
    for teacher, tasks in TASKS.items():
        assert {f"scores/{teacher}/predictions/{task}-validation.parquet" for task in tasks} <= names
    assert "leaderboard/leaderboard.md" in names


def test_with_nothing_to_do_only_source_runs_and_nothing_changes(house, finished_house):
    lock = (house / "dvc.lock").read_bytes()
    assert ran(house) == ALWAYS
    assert (house / "dvc.lock").read_bytes() == lock
    assert differences(house, finished_house) == []


def test_a_change_in_one_teachers_params_runs_that_teacher_and_what_follows(finished_house, tmp_path):
    taught, ordered = (copy(finished_house, tmp_path / name / "house") for name in ("taught", "ordered"))
    change(taught, "teach.one.rate", 1e-3)
    change(ordered, "order.two.rows_at_most", {"rte": 20})
    done = side_by_side(partial(ran, taught), partial(ran, ordered))
    assert done == [ALWAYS | {"teach@one", "score@one", "publish"},
                    ALWAYS | {"order@two", "teach@two", "score@two", "publish"}]
    assert changed_folders(taught, finished_house) == {"teachers/one", "scores/one", "leaderboard/leaderboard.json",
                                                       "leaderboard/leaderboard.md"}


def changed_folders(house: Path, other: Path) -> set[str]:
    """The outputs in which two houses differ, by the first two parts of their paths."""
    files, others = outputs(house), outputs(other)
    return {"/".join(name.split("/")[:2]) for name in {**files, **others} if files.get(name) != others.get(name)}


def test_a_comment_and_a_docstring_run_nothing_but_code(house, finished_house):
    edit(house / "glueline/model/encoder.py", '"""', '"""Said anew. ')
    edit(house / "glueline/model/encoder.py", "\nclass ", "\n# a reason\nclass ")
    assert ran(house) == ALWAYS | {"code"}
    assert outputs(house) == outputs(finished_house)


def test_an_edit_in_a_helper_runs_the_stages_that_reach_it(house):
    with (house / "glueline/glue/intervals.py").open("a") as file:
        file.write("\nEDITED = True\n")
    assert ran(house) == ALWAYS | {"code", "score@one", "score@two", "publish"}


def test_another_source_and_one_changed_row_in_its_folder_are_ingested_anew(house, finished_house):
    folder = house.parent / "glue"
    shutil.copytree(house / "data/raw", folder, ignore=shutil.ignore_patterns("standing.json"))
    change(house, "source.name", "snapshot")
    change(house, "source.folder", "../glue")
    assert ran(house, "prepare") == ALWAYS | {"ingest", "check@raw", "prepare"}
    assert changed_folders(house, finished_house) == {"source/files.json", "raw/standing.json", "prepared/standing.json"}
    assert ran(house, "prepare") == ALWAYS
    rows = pq.read_table(folder / "cola" / TRAIN)
    pq.write_table(rows.slice(0, len(rows) - 1), folder / "cola" / TRAIN)
    assert ran(house, "ingest") == ALWAYS | {"ingest"}
    assert (house / "data/raw/cola" / TRAIN).read_bytes() == (folder / "cola" / TRAIN).read_bytes()


def test_a_deleted_output_is_made_again(house, finished_house):
    shutil.rmtree(house / "data/scores/one")
    assert ran(house, "--no-run-cache") == ALWAYS | {"score@one"}
    assert differences(house, finished_house) == []


def test_a_teacher_knows_no_row_of_validation_or_test(finished_house):
    for teacher, tasks in TASKS.items():
        seen = [finished_house / "data/curriculum" / teacher / "rows.parquet",
                *(finished_house / "data/teachers" / teacher / name for name in ("logits.parquet", "steps.parquet"))]
        for table in seen:
            ids = pq.read_table(table, columns=["id"])["id"].to_pylist()
            assert {tuple(name.split("/")[:2]) for name in ids} == {(task, "train") for task in tasks}, table


def test_a_teacher_can_be_taught_without_validation_and_never_be_scored(house, finished_house):
    graph = yaml.safe_load((house / "dvc.yaml").read_text())["stages"]
    assert graph["teach"]["deps"] == ["data/code/teach.json", "data/curriculum/${item.teacher}"]
    gone = [path for path in (house / "data/prepared").rglob("*.parquet") if path.stem.startswith(("validation", "test"))]
    for path in gone:
        path.unlink()
    taught, scored = side_by_side(*(partial(forced, house, stage) for stage in ("teach@one", "score@two")))
    assert taught.returncode == 0 and "data/teachers/one" not in changed_folders(house, finished_house)
    assert scored.returncode != 0
    assert "glueline: score@two: data/prepared/rte/validation.parquet: " in scored.stderr


def forced(house: Path, stage: str) -> subprocess.CompletedProcess:
    """Run one stage alone, whatever DVC finds up to date."""
    return dvc(house, "repro", "--force", "--single-item", "--no-run-cache", stage)
