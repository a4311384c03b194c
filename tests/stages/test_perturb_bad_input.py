"""The stage with toy operators: rows, operators and settings that are not as they should be."""

import pytest
from perturb_house import SETTINGS, ledger, prepared, run, write  # noqa: F401 (a fixture)

from glueline.refusal import Refused
from glueline.tables.lexicons import LexiconChoice
from glueline.text.validity import Thresholds


def test_an_operator_that_crashes_on_one_sentence_leaves_its_message_and_the_run_goes_on(prepared, tmp_path):
    write(prepared, "rte", "train", {0: "the cat slept", 1: "the boom came", 2: "the cow slept"})
    before = {row["id"]: row for row in run(prepared, tmp_path / "out", processes=2)["train/rte.parquet"]}
    failed = before["rte/train.swapping/1"]
    assert failed["verdict"] == "failed: KeyError: 'no such\\nword'" and failed["text_a"] is None and failed["label"] is None
    assert [row for row in before.values() if row["verdict"].startswith("failed")] == [failed]
    assert before["rte/train.negating/1"]["verdict"] == before["rte/train.swapping/2"]["verdict"] == "accepted"
    assert ledger(tmp_path / "out")["train"]["rte"]["operators"]["swapping"]["rejected"] == {"failed": 1}


def test_empty_and_foreign_parents_have_no_candidates_and_are_counted(prepared, tmp_path):
    foreign = {2: "Das ist ein sehr schöner Film über die Liebe.", 3: "猫は寝た。"}
    write(prepared, "rte", "train", {0: "the cat slept", 1: "  ", **foreign})
    rows = run(prepared, tmp_path / "out")["train/rte.parquet"]
    assert {row["parent_id"] for row in rows} == {"rte/train/0"}
    assert ledger(tmp_path / "out")["train"]["rte"]["skipped"] == {"empty": 1, "not English": 2}


def test_a_table_without_rows_makes_a_table_without_rows(prepared, tmp_path):
    write(prepared, "rte", "validation", {})
    assert run(prepared, tmp_path / "out")["validation/rte.parquet"] == []
    assert ledger(tmp_path / "out")["validation"]["rte"] == {"parents": 0, "skipped": {}, "operators": {}}


@pytest.mark.parametrize("changes, message", [
    ({"operators": {"juggling": 1.0}}, "operators: juggling: no such operator; known are shouting, swapping"),
    ({"operators": {"swapping": 1.5}}, "operators: swapping: 1.5: a share of the parents"),
    ({"thresholds": {"linguistic": Thresholds(0, 0, 0)}}, "thresholds: counterfactual: missing; negating is of this family"),
    ({"thresholds": SETTINGS.thresholds | {"swoping": Thresholds(0, 0, 0)}}, "thresholds: swoping: neither an operator nor a"),
    ({"lexicon": LexiconChoice("wordnet-3.0-00", "/nowhere")}, "/nowhere/index.noun: not found"),
    ({"tasks": ("cola", "sst2")}, "sst2 was not scouted"),
    ({"tasks": ("cola",), "train_rows_at_most": {"rte": 5}}, "train_rows_at_most: rte: not among the tasks"),
])
def test_settings_that_cannot_be_met_are_refused_before_anything_is_written(prepared, tmp_path, changes, message):
    with pytest.raises(Refused, match=message):
        run(prepared, tmp_path / "out", **changes)
    assert not (tmp_path / "out").exists()
