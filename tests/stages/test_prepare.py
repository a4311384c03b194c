import json
from hashlib import sha256

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glueline.glue.tasks import TASKS, file_name
from glueline.refusal import Refused
from glueline.tables.examples import PREPARED, id_order
from glueline.tables.json_file import write_json
from stages import prepare

SETTINGS = prepare.Settings(seed=1, tune_share=0.1, tune_rows_at_most=500, leaked_train_rows="keep")
STANDING = {"source": "snapshot", "splits": {"cola/train": {"standing": "official rows", "official": True}}}


def write_raw(raw, task, split, rows):
    """Write rows (texts..., label, idx) as the Hub lays them out."""
    columns = [*TASKS[task].text_columns, "label", "idx"]
    label = pa.int64() if TASKS[task].labels else pa.float32()
    types = [*[pa.string()] * len(TASKS[task].text_columns), label, pa.int32()]
    path = raw / task / file_name(split)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table([pa.array(values, kind) for values, kind in zip(zip(*rows), types)], columns), path)


@pytest.fixture
def folders(tmp_path):
    """raw with a standing and no table yet, quality with a verdict that passed, prepared not there."""
    write_json(tmp_path / "raw" / "standing.json", STANDING)
    write_json(tmp_path / "quality" / "verdict.json", {"passed": True})
    return tmp_path / "raw", tmp_path / "quality", tmp_path / "prepared"


@pytest.fixture
def large(folders):
    """The same with 2,000 CoLA sentences to train on."""
    write_raw(folders[0], "cola", "train", [(f"Sentence {idx}.", idx % 2, idx) for idx in range(2000)])
    return folders


def ids(prepared, task, split):
    return pq.read_table(prepared / task / f"{split}.parquet")["id"].to_pylist()


def settings(**changes):
    return prepare.Settings(**{**vars(SETTINGS), **changes})


def test_tables_have_one_schema_with_the_source_s_idx_in_the_id(folders):
    write_raw(folders[0], "stsb", "test", [("A", "B", -1.0, 2), ("C", "D", 0.0, 9), ("E", "F", 3.5, 10)])
    write_raw(folders[0], "sst2", "validation", [("Good.", 1, 0), ("Bad.", 0, 7)])
    prepare.main(SETTINGS, *folders)
    prepared = folders[2]
    assert pq.read_table(prepared / "stsb/test.parquet").to_pylist() == [
        {"id": "stsb/test/2", "task": "stsb", "split": "test", "text_a": "A", "text_b": "B", "label": None},
        {"id": "stsb/test/9", "task": "stsb", "split": "test", "text_a": "C", "text_b": "D", "label": 0.0},
        {"id": "stsb/test/10", "task": "stsb", "split": "test", "text_a": "E", "text_b": "F", "label": 3.5}]
    sst2 = pq.read_table(prepared / "sst2/validation.parquet")
    assert sst2.schema == PREPARED
    assert sst2["text_b"].to_pylist() == [None, None] and sst2["label"].to_pylist() == [1.0, 0.0]


def test_absent_splits_are_skipped_and_the_standing_is_passed_on(folders):
    write_raw(folders[0], "sst2", "validation", [("Good.", 1, 0)])
    prepare.main(SETTINGS, *folders)
    files = sorted(str(path.relative_to(folders[2])) for path in folders[2].rglob("*"))
    assert files == ["leakage.parquet", "sst2", "sst2/validation.parquet", "standing.json", "summary.json"]
    assert json.loads((folders[2] / "standing.json").read_text()) == STANDING


def test_tune_is_cut_by_a_hash_of_seed_and_id_and_disjoint_from_train(large):
    prepare.main(SETTINGS, *large)
    train, tune = ids(large[2], "cola", "train"), ids(large[2], "cola", "tune")
    everything = [f"cola/train/{idx}" for idx in range(2000)]
    assert sorted(train + tune, key=id_order) == everything
    low = [identity for identity in everything if sha256(f"1:{identity}".encode()).hexdigest() < f"{int(0.1 * 2**64):016x}"]
    assert tune == low and 150 < len(tune) < 250  # 200 expected, 13 the standard deviation
    assert set(pq.read_table(large[2] / "cola/tune.parquet")["split"].to_pylist()) == {"tune"}


def test_tune_keeps_to_its_rows_at_most_and_another_seed_draws_others(large, tmp_path):
    prepare.main(settings(tune_rows_at_most=50), *large)
    prepare.main(settings(tune_rows_at_most=50, seed=2), *large[:2], tmp_path / "other")
    one, other = (set(ids(folder, "cola", "tune")) for folder in (large[2], tmp_path / "other"))
    assert 25 < len(one) < 75 and 25 < len(other) < 75  # 50 expected, 7 the standard deviation
    assert len(one & other) < 10


def test_the_same_rows_give_the_same_bytes(large, tmp_path):
    for folder in ("one", "two"):
        prepare.main(SETTINGS, *large[:2], tmp_path / folder)
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert len(files) == 5
    assert all((tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files)


@pytest.fixture
def leaky(folders):
    """Two tasks; CoLA's train/1 stands in its validation, train/2 in SST-2's test, train/3 repeats train/0."""
    write_raw(folders[0], "cola", "train", [("A b.", 1, 0), ("C d.", 0, 1), ("E f.", 1, 2), ("a b", 0, 3)])
    write_raw(folders[0], "cola", "validation", [("C d.", 0, 0)])
    write_raw(folders[0], "sst2", "test", [("e f", -1, 5)])
    return folders


@pytest.mark.parametrize("tune_share, split", [(0.0, "train"), (1.0, "tune")])
def test_leaked_rows_are_removed_from_train_and_from_tune_and_named(leaky, tune_share, split):
    prepare.main(settings(leaked_train_rows="remove", tune_share=tune_share), *leaky)
    assert ids(leaky[2], "cola", split) == ["cola/train/0", "cola/train/3"]
    assert pq.read_table(leaky[2] / "leakage.parquet").to_pylist() == [
        {"id": "cola/train/1", "other_id": "cola/validation/0", "kind": "exact", "where": f"{split} and validation",
         "action": "removed"},
        {"id": "cola/train/2", "other_id": "sst2/test/5", "kind": "normalised", "where": f"between tasks: {split} and test",
         "action": "removed"},
        {"id": "cola/train/3", "other_id": "cola/train/0", "kind": "normalised", "where": "within split", "action": "kept"}]
    summary = json.loads((leaky[2] / "summary.json").read_text())
    assert summary["removed"] == {"cola": 2} and summary["rows"]["cola"][split] == 2
    assert summary["rows"]["sst2"] == {"test": 1}


def test_leaked_rows_may_be_kept_and_are_named_all_the_same(leaky):
    prepare.main(settings(tune_share=0.0), *leaky)
    assert len(ids(leaky[2], "cola", "train")) == 4 and ids(leaky[2], "cola", "tune") == []
    ledger = pq.read_table(leaky[2] / "leakage.parquet")
    assert ledger["id"].to_pylist() == ["cola/train/1", "cola/train/2", "cola/train/3"]
    assert ledger["action"].to_pylist() == ["kept"] * 3
    assert json.loads((leaky[2] / "summary.json").read_text())["ledger"] == {
        "train and validation": {"exact": 1}, "between tasks: train and test": {"normalised": 1},
        "within split": {"normalised": 1}}


def test_raw_tables_that_did_not_pass_are_refused(large):
    write_json(large[1] / "verdict.json", {"passed": False})
    with pytest.raises(Refused, match="verdict.json: the quality tables did not pass"):
        prepare.main(SETTINGS, *large)
    assert not large[2].exists()


def test_an_unknown_policy_is_refused(large):
    with pytest.raises(Refused, match="prepare.leaked_train_rows: 'drop' is neither keep nor remove"):
        prepare.main(settings(leaked_train_rows="drop"), *large)


@pytest.mark.parametrize("second", [3, 4])
def test_rows_that_are_not_in_order_of_idx_are_refused(folders, second):
    write_raw(folders[0], "cola", "train", [("A", 1, 4), ("B", 1, second)])
    with pytest.raises(Refused, match=f"cola/train-00000-of-00001.parquet: idx {second} after 4"):
        prepare.main(SETTINGS, *folders)


def test_a_missing_column_is_refused(folders):
    path = folders[0] / "cola" / file_name("test")
    path.parent.mkdir()
    pq.write_table(pa.table({"text": ["A"], "label": [-1], "idx": [0]}), path)
    with pytest.raises(Refused, match="cola/test-00000-of-00001.parquet: column sentence: missing"):
        prepare.main(SETTINGS, *folders)


@pytest.mark.slow
def test_the_whole_of_glue_keeps_every_row_and_finds_mrpc_in_sts_b(snapshot_folder, folders):
    for task in TASKS:
        if (snapshot_folder / task).is_dir():
            (folders[0] / task).symlink_to(snapshot_folder / task)
    prepare.main(SETTINGS, *folders)
    rows = json.loads((folders[2] / "summary.json").read_text())["rows"]
    train = {task: splits["train"] + splits["tune"] for task, splits in rows.items() if "train" in splits}
    complete = {"cola": 8551, "sst2": 67349, "mrpc": 3668, "stsb": 5749, "rte": 2490, "wnli": 635}
    assert {task: train[task] for task in complete} == complete
    assert rows["rte"]["validation"] == 277 and rows["ax"] == {"test": 1104}
    # STS-B took some of its pairs from MRPC's corpus; its tokens are joined otherwise, so none is an exact repeat.
    ledger = pq.read_table(folders[2] / "leakage.parquet").to_pylist()
    between = {(row["id"].split("/")[0], row["other_id"].split("/")[0])
               for row in ledger if row["where"].startswith("between")}
    assert ("mrpc", "stsb") in between
