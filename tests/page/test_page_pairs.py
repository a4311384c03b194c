"""All pairs at once are what `glueline compare` says of each."""

import pytest

from bench.made_entries import keep_made
from glueline.page.models import models_of
from glueline.page.pairs import compare_all
from glueline.page.pairs_view import TABLE, embedded, matrices
from glueline.tables.comparing import compare_entrants
from glueline.tables.kept import find_entrant


@pytest.fixture
def board(tmp_path):
    for seed, name in enumerate(("one", "two", "three")):
        keep_made(tmp_path, name, seed=seed, skill=0.5 * seed)
    return tmp_path


def shown(board, *names):
    return [model for name in names for model in models_of(board / name)]


def test_every_figure_of_every_pair_is_that_of_glueline_compare(board):
    pairs, _ = compare_all(shown(board, "one", "two", "three"), 200, 1)
    assert set(pairs) == {(0, 1), (0, 2), (1, 2)}
    sides = [find_entrant(name, board, board / "none") for name in ("one", "two", "three")]
    for (base, other), sections in pairs.items():
        missing = {"adversarial"}  # a made-up entry has no predictions of made rows
        alone = [type(side)(side.name, tuple(without(run, missing) for run in side.runs))
                 for side in (sides[base], sides[other])]
        assert sections == compare_entrants(*alone, 200, 1)["sections"]


def without(run, missing):
    robustness = {key: {} if key in missing else each for key, each in run.scores["robustness"].items()}
    return type(run)(run.teacher, run.scores | {"robustness": robustness}, run.predictions)


def test_tables_without_predictions_are_left_out_and_named(board):
    models = shown(board, "one", "two")
    (board / "one/predictions/made/rte-validation.parquet").unlink()
    pairs, missing = compare_all(models, 100, 1)
    assert "rte" not in pairs[0, 1]["glue"]["tables"] and "cola" in pairs[0, 1]["glue"]["tables"]
    assert "rte-validation.parquet is not here" in missing[0]


def test_models_that_answered_other_rows_are_not_compared(board):
    keep_made(board, "four", rows=30)
    pairs, _ = compare_all(shown(board, "one", "four"), 100, 1)
    assert pairs == {}


def test_the_matrix_has_each_pair_twice_with_opposite_signs(board):
    pairs, _ = compare_all(shown(board, "one", "two", "three"), 200, 1)
    rows = matrices([0, 1, 2], pairs)["matrix"]
    for row in range(3):
        assert rows[row]["cells"][row] is None
        for column in range(row):
            one, turned = rows[row]["cells"][column], rows[column]["cells"][row]
            assert one["difference"] == -turned["difference"] and (one["low"], one["high"]) == (-turned["high"], -turned["low"])
    assert rows[2]["cells"][0]["kind"] == "better" and rows[0]["cells"][2]["kind"] == "worse"  # skill 1.0 against 0


def test_what_is_embedded_is_what_was_found(board):
    pairs, _ = compare_all(shown(board, "one", "two"), 100, 1)
    found = embedded(pairs)
    [[base, other, [section, tables, means]]] = found["pairs"]
    first = dict(zip(TABLE, tables[0], strict=True))
    whole = pairs[0, 1]["glue"]["tables"]["cola"]
    assert (base, other, found["sections"][section]["name"], found["titles"][first["title"]]) == (0, 1, "glue", "CoLA")
    assert first["difference"] == round(whole["difference"], 2) and first["a"] == round(whole["base"]["mean"], 1)
    assert len(means) == 2
