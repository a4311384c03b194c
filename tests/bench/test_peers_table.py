"""The peers' table: means over seeds, and ours minus theirs on the same rows."""

import pytest

from bench.peers.table import beside, peer
from glueline.refusal import Refused
from glueline.tables.examples import PREDICTIONS
from glueline.tables.files import file_sha256
from glueline.tables.json_file import write_json
from glueline.tables.parquet import write_rows

LABELS = [0, 1] * 10


def answered(path, task, wrong):
    """Rows of a task, the first `wrong` of them answered wrongly."""
    said = [1 - label if at < wrong else label for at, label in enumerate(LABELS)]
    write_rows(path, PREDICTIONS, [
        {"id": f"{task}/validation/{at}", "logits": [1.0 - one, float(one)], "prediction": float(one), "label": float(label)}
        for at, (one, label) in enumerate(zip(said, LABELS, strict=True))])


def taught(results, task, seed, wrong, official=True):
    """A peer's result with so many wrong answers."""
    folder = results / f"{task}-tiny-{seed}"
    answered(folder / f"{task}-validation.parquet", task, wrong)
    write_json(folder / "result.json", {"task": task, "seed": seed, "flops": 100, "seconds": 2.0 * seed, "peak_mib": 7.0 + seed,
                                        "standing": {"validation": {"official": official}},
                                        "scores": {"validation": {"rows": 20, "score": 100 - 5.0 * wrong}}})


@pytest.fixture
def results(tmp_path):
    """Two seeds of two tasks: RTE 60 and 70, SST-2 80 and 90, in per cent."""
    for task, seed, wrong in (("rte", 1, 8), ("rte", 2, 6), ("sst2", 1, 4), ("sst2", 2, 2)):
        taught(tmp_path / "results", task, seed, wrong)
    return tmp_path / "results"


def entry(folder, **wrong):
    """An entry `ours` whose one model answers so many rows of each task wrongly; WNLI it has too."""
    for task, count in wrong.items():
        answered(folder / f"ours/predictions/one/{task}-validation.parquet", task, count)
    cells = {task: {"task": task, "split": "validation", "score": 1.0} for task in wrong}
    scores = {"one": {"cells": cells, "lineage": {"seed": 1}, "data": {"standing": "x"}}}
    write_json(folder / "ours/scores.json", scores)
    files = {path.relative_to(folder / "ours").as_posix(): file_sha256(path)
             for path in sorted((folder / "ours").rglob("*")) if path.is_file()}
    write_json(folder / "ours/entry.json", {"sha256": files})
    return folder


def test_a_peer_is_the_mean_of_its_seeds_and_costs_what_one_seed_of_all_tasks_does(results):
    found = peer(results, "tiny")
    assert {cell: each["mean"] for cell, each in found["cells"].items()} == {"rte": 65.0, "sst2": 85.0}
    assert (found["flops"], found["seconds"], found["peak_mib"]) == (200, 6.0, 9.0)


def test_ours_minus_theirs_is_taken_on_the_same_rows_without_wnli(results, tmp_path):
    taught(results, "wnli", 1, 20), taught(results, "wnli", 2, 20)
    found = beside(results, "tiny", "ours/one", entry(tmp_path / "board", rte=3, sst2=3, wnli=0))
    assert set(found) == {"rte", "sst2", "mean"}
    assert (found["rte"]["difference"], found["sst2"]["difference"], found["mean"]["difference"]) == (20.0, 0.0, 10.0)
    assert found["rte"]["low"] < 0 < found["rte"]["high"]  # two seeds, 10 points apart, leave much unsure


def test_a_split_that_is_not_the_official_one_fills_no_cell(results, tmp_path):
    taught(results, "qqp", 1, 2, official=False)
    assert set(peer(results, "tiny")["cells"]) == {"rte", "sst2"}
    with pytest.raises(Refused, match="tiny: no cell in which ours/one has a score too"):
        beside(results, "tiny", "ours/one", entry(tmp_path / "board", cola=3))


def test_a_task_with_more_seeds_costs_no_more(results):
    taught(results, "rte", 3, 6)
    assert (peer(results, "tiny")["flops"], peer(results, "tiny")["seconds"]) == (200, 4.0 + 3.0)


def test_a_peer_that_is_not_finished_is_told(results, tmp_path):
    board = entry(tmp_path / "board", rte=3, sst2=3)
    taught(results, "rte", 3, 6)
    with pytest.raises(Refused, match="tiny: not every task has the same seeds yet"):
        beside(results, "tiny", "ours/one", board)
    with pytest.raises(Refused, match="no result of the peer large"):
        beside(results, "large", "ours/one", board)


def test_a_row_that_one_side_lacks_is_named(results, tmp_path):
    board = entry(tmp_path / "board", rte=3, sst2=3)
    path = results / "rte-tiny-2/rte-validation.parquet"
    answered(path, "rte", 6)
    write_rows(path, PREDICTIONS, [{"id": "rte/validation/0", "logits": [1.0, 0.0], "prediction": 0.0, "label": 0.0}])
    with pytest.raises(Refused, match="rte-tiny-2/rte-validation.parquet: rte/validation/1: missing"):
        beside(results, "tiny", "ours/one", board)
