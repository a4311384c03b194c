"""What `glueline compare` refuses, in one line that names the file and the row."""

import pytest
from tables.compared_house import GOOD, LABELS, checkout, keep, present, refused, spoil  # noqa: F401, a fixture

from glueline.cli import main
from glueline.glue.cells import BUILT_IN
from glueline.tables.examples import LOGITS
from glueline.tables.parquet import write_rows


def lost(rows):
    return rows[:-1]


def doubled(rows):
    return [*rows, rows[3]]


def renamed(rows):
    return [*rows[:-1], rows[-1] | {"id": "rte/validation/77"}]


def relabelled(rows):
    return [*rows[:5], rows[5] | {"label": 1 - LABELS[5]}, *rows[6:]]


def no_number(rows):
    return [rows[0] | {"prediction": float("nan")}, *rows[1:]]


@pytest.mark.parametrize(("change", "says"), [
    (lost, "leaderboard/good/predictions/minilm/rte-validation.parquet: rte/validation/39: missing, but it stands in "
           "leaderboard/poor"),
    (doubled, "leaderboard/good/predictions/minilm/rte-validation.parquet: rte/validation/3: stands there 2 times"),
    (renamed, "leaderboard/good/predictions/minilm/rte-validation.parquet: rte/validation/39: missing, but it stands in"),
    (relabelled, "rte-validation.parquet: rte/validation/5: label 0, but 1 in leaderboard/poor"),
    (no_number, "rte-validation.parquet: rte/validation/0: its prediction is no number"),
    (lambda rows: [], "rte-validation.parquet: no rows"),
])
def test_predictions_that_do_not_fit_are_refused_by_file_and_row(checkout, capsys, change, says):
    spoil(checkout / "leaderboard/good", change)
    assert says in refused(capsys, "poor", "good")


def test_a_row_that_both_sides_lost_is_missed_by_the_count(checkout, capsys):
    for name in ("poor", "good"):
        spoil(checkout / "leaderboard" / name, lost)
    assert "rte-validation.parquet: 39 rows where its scores count 40" in refused(capsys, "poor", "good")


def test_a_table_that_is_missing_or_is_another_is_refused(checkout, capsys):
    path = present(checkout, "mpnet", GOOD["said"]) / "predictions/rte-validation.parquet"
    write_rows(path, LOGITS, [{"id": "rte/validation/0", "logits": [0.0]}])
    said = refused(capsys, "poor", "mpnet")
    assert "rte-validation.parquet: columns id, logits; expected id, logits, prediction, label" in said
    path.unlink()
    assert "rte-validation.parquet: missing; restore it with git" in refused(capsys, "poor", "mpnet")


def test_an_edited_entry_an_unknown_name_and_other_data_are_refused(checkout, capsys):
    keep(checkout, "toy", minilm=GOOD | {"standing": BUILT_IN})
    assert "poor, toy: one on GLUE's official validation splits, one on built-in, synthetic" in refused(capsys, "poor", "toy")
    said = refused(capsys, "poor", "none")
    assert "none: no entry in leaderboard and no teacher in data/scores; there are: good, poor, toy" in said
    assert "this run: no entry" in refused(capsys, "this run", "poor")
    (checkout / "leaderboard/good/predictions/minilm/rte-validation.parquet").write_bytes(b"")
    assert "rte-validation.parquet: not the file that was kept" in refused(capsys, "poor", "good")
    assert main(["compare", "poor", "poor", "--resamples", "5"]) == 2
