"""When a cell holds a score, and what it says when it does not."""

import numpy as np
import pytest

from glueline.glue.cells import CELLS, EMPTY, data_standing, fill, label_of, with_every
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused

OFFICIAL = {"standing": "official bytes", "official": True, "rows": 4, "why": "the Hub's own bytes"}
SYNTHETIC = {"standing": "synthetic", "official": False, "rows": 4, "why": "made by the built-in grammar"}
SUBSET = {"standing": "4 of 40430 rows", "official": False, "rows": 4, "why": "4 of the 40430 official rows are there."}
ABSENT = {"standing": "absent", "official": False, "rows": 0, "why": "the snapshot has no such file."}

LABELS, SAID = np.array([1.0, 1, 0, 0]), np.array([1.0, 0, 0, 0])   # accuracy 75, F1 2/3


def qqp(standing: dict, answers: tuple | None = (LABELS, SAID)) -> dict:
    return fill(CELLS["qqp"], standing, answers, resamples=50, seed=1)


def test_a_cell_is_the_mean_of_its_tasks_metrics_with_an_interval():
    got = qqp(OFFICIAL)
    assert got["metrics"] == {"accuracy": 75.0, "f1": 66.6667}
    assert got["score"] == 70.8333     # mean of 75 and 66.667
    assert got["low"] <= got["score"] <= got["high"] and got["low"] < got["high"]
    assert (got["task"], got["split"], got["rows"], got["standing"]) == ("qqp", "validation", 4, "official bytes")
    assert got["why"] is None and "aside" not in got


def test_official_rows_and_synthetic_splits_fill_a_cell_alike():
    assert qqp(SYNTHETIC)["score"] == qqp({**OFFICIAL, "standing": "official rows"})["score"] == 70.8333


def test_a_part_of_a_split_stays_out_of_the_cell_and_stands_aside():
    got = qqp(SUBSET)
    assert {key: got[key] for key in EMPTY} == EMPTY
    assert got["why"] == SUBSET["why"] and got["standing"] == "4 of 40430 rows"
    assert got["aside"]["score"] == 70.8333 and got["aside"]["note"] == "not the official validation split"


def test_an_absent_split_leaves_an_empty_cell_with_its_reason():
    got = qqp(ABSENT, None)
    assert got["score"] is None and got["why"] == ABSENT["why"] and got["rows"] == 0 and "aside" not in got


def test_a_task_that_the_teacher_does_not_serve_leaves_an_empty_cell():
    assert qqp(OFFICIAL, None)["why"] == "the teacher does not serve QQP"


def test_ax_is_never_scored():
    got = fill(CELLS["ax"], {**OFFICIAL, "rows": 1104}, None, resamples=50, seed=1)
    assert got["score"] is None and "GLUE publishes no labels" in got["why"] and got["rows"] == 1104


def test_rows_missing_from_a_split_that_calls_itself_official_are_refused():
    with pytest.raises(Refused, match="qqp/validation: 4 rows where standing.json counts 40430"):
        qqp({**OFFICIAL, "rows": 40430})


def test_intervals_of_two_cells_are_drawn_apart_and_repeat():
    rows = np.random.default_rng(0).integers(0, 2, (2, 200)).astype(float)
    standing = {**OFFICIAL, "rows": 200}
    one, two = (fill(CELLS[name], standing, tuple(rows), resamples=40, seed=1) for name in ("rte", "wnli"))
    assert one["score"] == two["score"] and (one["low"], one["high"]) != (two["low"], two["high"])
    assert fill(CELLS["rte"], standing, tuple(rows), resamples=40, seed=1) == one


def test_an_answer_is_the_likeliest_label_or_the_score_within_its_scale():
    assert label_of(TASKS["mnli"], np.array([0.1, -3.0, 0.2])) == 2.0
    assert [label_of(TASKS["stsb"], np.array([value])) for value in (-0.3, 2.25, 5.1)] == [0.0, 2.25, 5.0]


def test_built_in_data_says_so():
    assert data_standing({"a/train": SYNTHETIC, "a/validation": SYNTHETIC}) == "built-in, synthetic"
    assert data_standing({"a/train": SUBSET, "a/validation": OFFICIAL}) == "GLUE's official validation splits"


def test_scores_from_before_a_task_was_in_the_table_get_its_cell_empty_with_the_reason():
    before = {"cola": {"score": 30.0}}
    cells = with_every(before)
    assert cells["cola"] is before["cola"] and set(cells) == set(CELLS)
    assert cells["rte"]["score"] is None and cells["rte"]["why"] == "scored before there was RTE in the task table"
