"""Test texts without label in a curriculum: which there are, what they are rated by, and that learners draw them alike."""

from dataclasses import replace
from hashlib import sha256

import pytest
from test_order import COLA, SETTINGS, STANDING, ordered, prepared, summary_of, write_table  # noqa: F401

from glueline.curriculum.mixture import FAMILIES, Mixture
from glueline.tables.examples import ADVERSARIAL, id_order
from glueline.tables.json_file import write_json
from glueline.tables.leakage import LEDGER
from glueline.tables.parquet import write_rows

# ruff: noqa: F811 - fixtures are imported under the names of their arguments


@pytest.fixture
def tests(prepared):
    """Test texts: of CoLA whose labels the file gives away, of SST-2 as many as its train rows."""
    write_table(prepared, "cola", "test", ["a", "zebra", "a b c d e"])
    write_table(prepared, "sst2", "test", ["a b"] * 40)
    write_rows(prepared / "leakage.parquet", LEDGER, [])


def test_test_texts_stand_last_without_label_and_weight_and_are_rated_by_their_text_alone(prepared, tests, tmp_path):
    settings = replace(COLA, unlabelled="test", adversarial=Mixture(1.0, 0.5, FAMILIES))
    rows = ordered(settings, prepared, tmp_path).to_pylist()
    assert [(row["id"], row["split"], row["label"], row["weight"], row["parent_id"]) for row in rows[-3:]] == [
        (f"cola/test/{n}", "test", None, 0.0, None) for n in range(3)]
    assert [row["length"] for row in rows[-3:]] == [0.125, 0.125, 1.0]  # among the train rows'; each as long as two of four
    assert [row["phase"] for row in rows[-3:]] == [1, 3, 4]             # a zebra is rarer than all
    assert {row[part] for row in rows[-3:] for part in ("loss", "doubt", "variability")} == {None}  # though scouts read train/0
    assert rows[:-3] == ordered(replace(settings, unlabelled="none"), prepared, tmp_path, "without").to_pylist()


def test_the_summary_says_how_many_test_texts_there_are_and_how_many_are_used(prepared, tests, tmp_path):
    settings = replace(SETTINGS, unlabelled="test", rows_at_most={"sst2": 10}, seed=7)
    ids = ordered(settings, prepared, tmp_path)["id"].to_pylist()
    hashed = sorted((f"sst2/test/{n}" for n in range(40)), key=lambda identity: sha256(f"7:{identity}".encode()).digest())
    assert ids[-10:] == sorted(hashed[:10], key=id_order)
    assert [each["unlabelled"] for each in summary_of(tmp_path)["rows"].values()] == [3, 10]
    assert summary_of(tmp_path)["unlabelled"] == {"split": "test", "there": {"cola": 3, "sst2": 40}}


def test_a_task_without_test_texts_has_none_and_every_test_split_of_one_is_taken(prepared, tmp_path):
    write_rows(prepared / "leakage.parquet", LEDGER, [])
    for split in ("train", "tune", "test_matched", "test_mismatched"):
        write_table(prepared, "mnli", split, ["a", "b"], text_b="c", first=2 * (split == "tune"))
    write_json(prepared / "standing.json", {"splits": STANDING["splits"] | {"mnli/train": STANDING["splits"]["rte/train"]}})
    ids = ordered(replace(SETTINGS, tasks=("cola", "mnli"), unlabelled="test"), prepared, tmp_path)["id"].to_pylist()
    assert [identity for identity in ids if "test" in identity] == [
        "mnli/test_matched/0", "mnli/test_matched/1", "mnli/test_mismatched/0", "mnli/test_mismatched/1"]


def test_a_test_text_that_stands_in_a_validation_split_is_never_learned_from(prepared, tests, tmp_path):
    entry = {"id": "cola/test/1", "other_id": "mrpc/validation/3", "kind": "exact", "action": "kept",
             "where": "between tasks: validation and test"}
    own = entry | {"id": "cola/test/2", "other_id": "cola/test/0", "where": "within split"}
    write_rows(prepared / "leakage.parquet", LEDGER, [entry, own])
    rows = ordered(replace(COLA, unlabelled="test"), prepared, tmp_path)["id"].to_pylist()
    assert rows[-2:] == ["cola/test/0", "cola/test/2"]
    assert summary_of(tmp_path)["rows"]["cola"]["unlabelled"] == 2 and summary_of(tmp_path)["unlabelled"]["there"]["cola"] == 3


def test_learners_of_the_same_draw_see_the_same_rows_of_a_task_they_share(prepared, tests, tmp_path):
    write_rows(tmp_path / "adversarial" / "train" / "sst2.parquet", ADVERSARIAL, [])
    settings = replace(SETTINGS, unlabelled="test", rows_at_most={"cola": 3}, adversarial=Mixture(1.0, 0.5, FAMILIES), seed=3)
    one, both = (ordered(replace(settings, tasks=tasks), prepared, tmp_path, str(len(tasks)))["id"].to_pylist()
                 for tasks in (("cola",), ("cola", "sst2")))
    assert one == [identity for identity in both if identity.startswith("cola/")]
