"""The score stage on a toy set of tables, with a teacher whose answers are known."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from glueline.glue.tasks import TASKS
from glueline.refusal import Refused
from glueline.tables.examples import PREDICTIONS, PREPARED
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows, write_rows
from stages import score

SETTINGS = score.Settings(teachers=("toy",), resamples=30, seed=1, threads=1, batch_tokens=64, test_rows=True)
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


@pytest.fixture
def teacher(tmp_path: Path) -> Path:
    write_json(tmp_path / "teachers" / "toy" / "teacher.json", {
        "backbone": "tiny", "sha256": "aa", "longest": 128, "curriculum": "cc", "seed": 7, "settings": {"threads": 1},
        "tasks": SERVED, "rows": {task: {"train": 5, "tune": 1} for task in SERVED}, "checkpoint": "ee",
        "unlabelled": {"rte": 3}})
    return tmp_path / "teachers" / "toy"


def right_answers(teacher, rows: list[dict], task: str, batch_tokens: int, progress: str | None) -> np.ndarray:
    """Logits of a teacher that is right about every row but idx 0, where it says the last label (or a score of 9)."""
    assert batch_tokens == SETTINGS.batch_tokens and all(row["task"] == task or task == "mnli" for row in rows)
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
def scored(prepared: Path, teacher: Path, tmp_path: Path) -> Path:
    score.main(SETTINGS, prepared, teacher, tmp_path / "scores")
    return tmp_path / "scores"


def test_every_table_there_of_a_served_task_is_predicted_and_no_other(scored):
    assert sorted(path.stem for path in (scored / "predictions").iterdir()) == [
        "ax-test", "cola-test", "cola-validation", "mnli-test_matched", "mnli-test_mismatched", "mnli-validation_matched",
        "qqp-test", "qqp-validation", "rte-test", "rte-validation", "stsb-test", "stsb-validation"]


def test_test_rows_are_left_alone_where_nobody_asks_for_them_and_the_scores_stay(scored, prepared, teacher, tmp_path):
    score.main(replace(SETTINGS, test_rows=False), prepared, teacher, tmp_path / "less" / "scores")
    assert sorted(path.stem for path in (tmp_path / "less" / "scores" / "predictions").iterdir()) == [
        "cola-validation", "mnli-validation_matched", "qqp-validation", "rte-validation", "stsb-validation"]
    assert read_json(tmp_path / "less" / "scores" / "scores.json") == read_json(scored / "scores.json")


def test_predictions_stand_by_id_with_logits_and_no_text(scored):
    first, second = list(read_rows(scored / "predictions" / "stsb-validation.parquet"))[:2]
    assert set(first) == set(PREDICTIONS.names)
    assert first == {"id": "stsb/validation/0", "logits": [9.0], "prediction": 5.0, "label": 0.0}
    assert second["prediction"] == second["label"] == pytest.approx(5 / 7)
    ax = list(read_rows(scored / "predictions" / "ax-test.parquet"))
    assert [row["prediction"] for row in ax[:3]] == [2.0, 1.0, 2.0] and {row["label"] for row in ax} == {None}


def test_cells_hold_the_scores_of_the_stored_predictions(scored):
    """One wrong row of eight is 87.5; CoLA's MCC with 3 hits, 1 miss of label 0 and 4 hits of label 1 is sqrt(0.6)."""
    cells = read_json(scored / "scores.json")["cells"]
    assert cells["rte"]["score"] == cells["mnli_m"]["score"] == 87.5
    assert cells["cola"]["score"] == pytest.approx(100 * 0.6**0.5, abs=1e-4)
    assert set(cells["stsb"]["metrics"]) == {"pearson", "spearman"}


def test_empty_cells_say_why_and_stay_out_of_both_averages(scored):
    got = read_json(scored / "scores.json")
    cells, averages = got["cells"], got["averages"]
    assert cells["mnli_mm"]["why"] == "the snapshot has no mismatched file."
    assert cells["sst2"]["why"] == "the teacher does not serve SST-2"
    assert cells["qqp"]["score"] is None and cells["qqp"]["aside"]["metrics"]["accuracy"] == 87.5
    assert averages["glue"]["in"] == ["cola", "stsb", "mnli_m", "rte"]
    four = [cells[name]["score"] for name in averages["glue"]["in"]]
    assert averages["glue"]["value"] == averages["article"]["value"] == pytest.approx(sum(four) / 4, abs=1e-4)
    assert (averages["article"]["over"], averages["article"]["of"]) == (4, 9)


def test_the_lineage_names_what_the_scores_rest_on(scored, prepared):
    got = read_json(scored / "scores.json")
    assert got["teacher"] == "scores"  # the folder's name
    assert got["data"] == {"source": "snapshot", "standing": "GLUE's official validation splits"}
    lineage = got["lineage"]
    assert lineage["weights"] == {"backbone": "tiny", "sha256": "aa"}
    assert (lineage["curriculum"], lineage["seed"], lineage["settings"]) == ("cc", 7, {"threads": 1})
    assert (lineage["checkpoint"], lineage["unlabelled"]) == ("ee", {"rte": 3})
    assert set(lineage["prepared"]) == {"cola/validation", "stsb/validation", "qqp/validation", "mnli/validation_matched",
                                        "rte/validation"}
    assert lineage["training"]["cola"] == {"rows": 5, "of": ROWS, "standing": "official rows"}


def test_synthetic_data_is_called_so(prepared, teacher, tmp_path):
    said = json.loads((prepared / "standing.json").read_text())
    for standing in said["splits"].values():
        standing.update(standing="synthetic" if standing["rows"] else "absent", official=False)
    write_json(prepared / "standing.json", said | {"source": "builtin"})
    score.main(SETTINGS, prepared, teacher, tmp_path / "scores")
    got = read_json(tmp_path / "scores" / "scores.json")
    assert got["data"] == {"source": "builtin", "standing": "built-in, synthetic"}
    assert got["cells"]["qqp"]["score"] is not None and "aside" not in got["cells"]["qqp"]


def test_two_runs_write_the_same_bytes(scored, prepared, teacher, tmp_path):
    score.main(SETTINGS, prepared, teacher, tmp_path / "again" / "scores")
    for path in sorted(path for path in scored.rglob("*") if path.is_file()):
        assert path.read_bytes() == (tmp_path / "again" / "scores" / path.relative_to(scored)).read_bytes()


def test_an_answer_that_is_no_number_is_refused_with_its_row(prepared, teacher, tmp_path, monkeypatch):
    def broken(*arguments) -> np.ndarray:
        logits = right_answers(*arguments)
        logits[3, 0] = np.nan
        return logits

    monkeypatch.setattr(score, "logits_of", broken)
    with pytest.raises(Refused, match="cola/validation/3: the teacher answers"):
        score.main(SETTINGS, prepared, teacher, tmp_path / "scores")


def test_a_validation_row_without_label_is_refused(prepared, teacher, tmp_path):
    rows = rows_of("rte", "validation")
    rows[5]["label"] = None
    write_rows(prepared / "rte" / "validation.parquet", PREPARED, rows)
    with pytest.raises(Refused, match="rte/validation/5: a validation row without label"):
        score.main(SETTINGS, prepared, teacher, tmp_path / "scores")
