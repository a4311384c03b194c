import json
from hashlib import sha256

import pyarrow.parquet as pq
import pytest

from glueline.refusal import Refused
from glueline.tables.examples import CURRICULUM, PREPARED, id_order
from glueline.tables.json_file import write_json
from glueline.tables.parquet import write_rows
from stages import order

SETTINGS = order.Settings(tasks=("sst2", "cola"), rows_at_most={}, seed=1)
STANDING = {"source": "builtin", "splits": {f"{task}/{split}": {"standing": "synthetic", "rows": 1}
                                            for task in ("cola", "sst2", "rte") for split in ("train", "validation")}}
FOUR = ["a", "a A", "a b c", "a b c d"]


def write_table(prepared, task, split, texts, first=0):
    source = "train" if split == "tune" else split
    write_rows(prepared / task / f"{split}.parquet", PREPARED, (
        {"id": f"{task}/{source}/{first + n}", "task": task, "split": split, "text_a": text, "text_b": None, "label": n % 2}
        for n, text in enumerate(texts)))


@pytest.fixture
def prepared(tmp_path):
    """Four CoLA and forty SST-2 rows to train on, some to tune, and validation tables that cannot be read."""
    folder = tmp_path / "prepared"
    write_json(folder / "standing.json", STANDING)
    write_table(folder, "cola", "train", FOUR)
    write_table(folder, "cola", "tune", ["zebra zebra zebra zebra zebra"], first=4)
    write_table(folder, "sst2", "train", ["a b"] * 40)
    write_table(folder, "sst2", "tune", ["a b"] * 3, first=40)
    for task in ("cola", "sst2"):
        (folder / task / "validation.parquet").write_text("not to be opened")
    return folder


def ordered(settings, prepared, tmp_path, name="curriculum"):
    order.main(settings, prepared, tmp_path / name)
    return pq.read_table(tmp_path / name / "rows.parquet")


def test_rows_are_sorted_by_task_split_and_idx_and_hold_only_train_and_tune(prepared, tmp_path):
    table = ordered(SETTINGS, prepared, tmp_path)
    assert table.schema == CURRICULUM
    rows = table.to_pylist()
    assert [(row["task"], row["split"], id_order(row["id"])[2]) for row in rows] == [
        *[("cola", "train", n) for n in range(4)], ("cola", "tune", 4),
        *[("sst2", "train", n) for n in range(40)], *[("sst2", "tune", n) for n in range(40, 43)]]
    assert {row["id"].split("/")[1] for row in rows} == {"train"}
    assert {row["weight"] for row in rows} == {1.0}


def test_four_sentences_are_rated_as_worked_by_hand(prepared, tmp_path):
    rows = ordered(order.Settings(("cola",), {}, 1), prepared, tmp_path).to_pylist()
    assert [row["length"] for row in rows[:4]] == [0.125, 0.375, 0.625, 0.875]
    assert [row["rarity"] for row in rows[:4]] == [0.25, 0.25, 0.625, 0.875]
    assert [row["difficulty"] for row in rows[:4]] == [0.125, 0.375, 0.625, 0.875]
    assert [row["phase"] for row in rows] == [1, 2, 3, 4, 4]


def test_frequencies_are_those_of_all_the_teacher_s_train_rows(prepared, tmp_path):
    write_table(prepared, "sst2", "train", ["c c c c c c c c c c c c", "d"])
    write_table(prepared, "cola", "train", ["a a", "c d"])
    alone = ordered(order.Settings(("cola",), {}, 1), prepared, tmp_path, "alone")["rarity"].to_pylist()
    both = ordered(SETTINGS, prepared, tmp_path, "both")["rarity"].to_pylist()
    assert alone[:2] == [0.25, 0.75]  # of four words two are a, one c, one d
    assert both[:2] == [0.75, 0.25]   # of seventeen two are a, thirteen c, two d


def test_what_stands_in_tune_changes_no_train_row(prepared, tmp_path):
    before = ordered(SETTINGS, prepared, tmp_path, "before").to_pylist()
    write_table(prepared, "cola", "tune", ["a", "b c d", "d d d d"], first=4)
    after = ordered(SETTINGS, prepared, tmp_path, "after").to_pylist()
    assert [row for row in before if row["split"] == "train"] == [row for row in after if row["split"] == "train"]


def test_a_cap_keeps_the_rows_of_the_lowest_hashes_and_all_of_tune(prepared, tmp_path):
    settings = order.Settings(("cola", "sst2"), {"sst2": 10, "cola": 100}, seed=7)
    ids = ordered(settings, prepared, tmp_path)["id"].to_pylist()
    hashed = sorted((f"sst2/train/{n}" for n in range(40)), key=lambda identity: sha256(f"7:{identity}".encode()).digest())
    assert ids[5:] == [*sorted(hashed[:10], key=id_order), "sst2/train/40", "sst2/train/41", "sst2/train/42"]
    summary = json.loads((tmp_path / "curriculum" / "summary.json").read_text())
    assert summary == {
        "rows": {"cola": {"train": 4, "tune": 1}, "sst2": {"train": 10, "tune": 3}},
        "capped": {"sst2": {"kept": 10, "of": 40}},
        "standing": {f"{task}/train": STANDING["splits"][f"{task}/train"] for task in ("cola", "sst2")}}


def test_a_tune_that_is_empty_is_no_obstacle(prepared, tmp_path):
    write_table(prepared, "cola", "tune", [])
    assert ordered(order.Settings(("cola",), {}, 1), prepared, tmp_path).num_rows == 4


def test_the_same_rows_give_the_same_bytes(prepared, tmp_path):
    for name in ("one", "two"):
        ordered(SETTINGS, prepared, tmp_path, name)
    for file in ("rows.parquet", "summary.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


@pytest.mark.parametrize("settings, message", [
    (order.Settings(("cola", "imdb"), {}, 1), "imdb: no such task"),
    (order.Settings(("cola", "rte"), {}, 1), "rte/train.parquet: no train rows of rte"),
    (order.Settings(("cola",), {"sst2": 5}, 1), "rows_at_most: sst2: not among the teacher's tasks"),
    (order.Settings(("cola",), {"cola": 0}, 1), "cola/train.parquet: no train rows of cola"),
])
def test_tasks_that_cannot_be_learned_are_refused(prepared, tmp_path, settings, message):
    with pytest.raises(Refused, match=message):
        order.main(settings, prepared, tmp_path / "curriculum")
    assert not (tmp_path / "curriculum").exists()
