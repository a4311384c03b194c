"""The gates on made rows: what each is there to stop."""

import pytest
from made_rows_house import data, kept, refusal, rows_of, run, write_made, write_prepared  # noqa: F401 (a fixture)

from glueline.tables.adversarial import table_path
from glueline.tables.examples import ADVERSARIAL
from glueline.tables.parquet import read_rows, write_rows


def test_a_sound_table_passes_with_every_gate_in_its_verdict(data):
    verdict = run(data)
    assert verdict["passed"] and list(verdict["suites"]) == ["rte/train", "rte/validation"]
    says = {gate["says"] for gate in verdict["suites"]["rte/train"]}
    assert {"every parent is among the prepared rows it may be chosen from", "label is one of 0 entailment, 1 not_entailment",
            "no accepted row repeats a row of any tune, validation or test split",
            "negation made rows of at most 50% of 80 parents", "operators failed on at most 5.00% of the rows",
            "at least 10.0% of negation's rows are accepted"} <= says


def test_a_parent_that_was_deleted_between_the_stages_is_named(data):
    write_prepared(data, "train", [idx for idx in range(80) if idx not in (6, 7)])
    assert "expect_column_values_to_not_be_in_set on parent_id: 3 of 120 rows" in refusal(data)
    assert sorted(kept(data)) == ["rte/train.negation/6", "rte/train.voice/6", "rte/train.voice/7"]


@pytest.mark.parametrize("parent", ["rte/train/80", "rte/validation/3", "rte/test/3"])
def test_a_row_made_of_a_tune_validation_or_test_row_has_no_place_in_train(data, parent):
    write_made(data, "train", rows_of({"rte/train.voice/7": {"parent_id": parent}}))
    assert "on parent_id: 1 of 120 rows" in refusal(data)


@pytest.mark.parametrize("text, offends", [("tune text 84", True), ("VALIDATION text: 3", True), ("train text 9", False)])
def test_an_accepted_row_that_repeats_a_held_out_row_is_a_leak(data, text, offends):
    write_made(data, "train", rows_of({"rte/train.voice/7": {"text_a": text}, "rte/train.voice/8": {"text_a": "tune text 81"}}))
    if offends:
        assert "on id: 1 of 120 rows" in refusal(data) and kept(data) == ["rte/train.voice/7"]  # voice/8 is not accepted
    else:
        run(data)


def test_an_accepted_row_that_repeats_one_made_of_a_validation_row_is_a_leak(data):
    write_made(data, "train", rows_of({"rte/train.voice/7": {"text_a": "voice validation 3"}}))
    assert "on id: 1 of 120 rows" in refusal(data) and kept(data) == ["rte/train.voice/7"]


@pytest.mark.parametrize("changes, message", [
    ({"label": 2.0}, "values_to_be_in_set on label: 1 of 120 rows"),
    ({"label": 0.5}, "values_to_be_in_set on label: 1 of 120 rows"),
    ({"operator": "juggling"}, "values_to_be_in_set on operator: 1 of 120 rows"),
    ({"verdict": None}, "values_to_not_be_null on verdict: 1 of 120 rows"),
    ({"judged": None}, "expected: no accepted row lacks its judged"),
    ({"rule": None}, "expected: no accepted row lacks its rule"),
    ({"id": "rte/train.voice/6"}, "values_to_be_unique on id: 2 of 120 rows"),
])
def test_a_row_that_is_not_whole_is_refused(data, changes, message):
    write_made(data, "train", rows_of({"rte/train.voice/7": changes}))
    assert message in refusal(data)


def test_a_file_that_the_ledger_names_and_is_not_there_is_refused(data):
    table_path(data / "adversarial", "train", "rte").unlink()
    assert refusal(data).endswith("train/rte.parquet: missing; run `dvc repro perturb`")


def test_a_table_that_lost_rows_of_an_operator_is_refused(data):
    path = table_path(data / "adversarial", "train", "rte")
    write_rows(path, ADVERSARIAL, [row for row in read_rows(path) if row["operator"] != "negation"])
    assert "train/rte.parquet: negation: 0 rows, and the ledger counts 40; run" in refusal(data)


@pytest.mark.parametrize("parent", [None, "rte/train", "rte/train/x"])
def test_a_parent_that_is_no_id_is_refused_by_the_gates(data, parent):
    write_made(data, "train", rows_of({"rte/train.voice/7": {"parent_id": parent}}))
    assert "parent_id: 1 of 120 rows" in refusal(data) and kept(data) == ["rte/train.voice/7"]


def test_the_table_is_left_as_it_was(data):
    before = list(read_rows(table_path(data / "adversarial", "train", "rte")))
    run(data)
    assert list(read_rows(table_path(data / "adversarial", "train", "rte"))) == before
