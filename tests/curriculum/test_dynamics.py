import numpy as np

from glueline.curriculum.dynamics import UNKNOWN, read_dynamics
from glueline.tables.parquet import write_rows
from glueline.tables.scouts import SCOUTED


def row(identity, split="train", **known):
    return {"id": identity, "task": identity.split("/")[0], "split": split, **known}


def test_what_scouts_know_is_found_by_idx_whatever_stands_around(tmp_path):
    write_rows(tmp_path / "rows.parquet", SCOUTED, [
        row("cola/train/2", loss=9.0, confidence=9.0),
        row("rte/train/3", loss=0.5, confidence=0.75, variability=0.25, correctness=1.0),
        row("rte/train/11", loss=0.25, confidence=0.5, variability=0.125, correctness=0.5),
        row("rte/train/7", "tune", loss=2.0)])
    found = read_dynamics(tmp_path / "rows.parquet", "rte")
    known = found.of(np.array([11, 2, 3, UNKNOWN, 7, 12]))
    nan = np.nan
    expected = {"loss": [0.25, nan, 0.5, nan, 2, nan], "confidence": [0.5, nan, 0.75, nan, nan, nan],
                "variability": [0.125, nan, 0.25, nan, nan, nan], "correctness": [0.5, nan, 1, nan, nan, nan]}
    assert len(found) == 3 and list(known) == list(expected)
    for name, values in expected.items():
        np.testing.assert_array_equal(known[name], values)


def test_a_task_that_was_not_scouted_is_all_unknown(tmp_path):
    write_rows(tmp_path / "rows.parquet", SCOUTED, [row("cola/train/2", loss=9.0)])
    found = read_dynamics(tmp_path / "rows.parquet", "rte")
    assert len(found) == 0 and np.isnan(found.of(np.array([2, 0]))["loss"]).all()
