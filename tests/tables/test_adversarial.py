import pyarrow.parquet as pq
import pytest

from glueline.glue.tasks import TASKS
from glueline.refusal import Refused
from glueline.tables.adversarial import CHUNK, parent_tables, parts_of, train_texts, write_sorted
from glueline.tables.examples import ADVERSARIAL, PREPARED, id_hash, id_order, variant_id
from glueline.tables.parquet import write_rows

NO_CAPS = {"train": {}, "validation": {}}


def prepared_of(folder, **tables):
    """Tables of so many rows; `rte_train=3` is rte/train.parquet."""
    for name, rows in tables.items():
        task, _, split = name.partition("_")
        source = "train" if split == "tune" else split
        write_rows(folder / task / f"{split}.parquet", PREPARED, (
            {"id": f"{task}/{source}/{idx}", "task": task, "split": split, "text_a": f"text {idx}", "text_b": None,
             "label": 1.0}
            for idx in range(rows)))
    return folder


def test_train_and_validation_rows_are_parents_and_tune_and_test_rows_never(tmp_path):
    prepared = prepared_of(tmp_path, cola_train=3, cola_tune=2, cola_validation=2, cola_test=2, mnli_validation_matched=1,
                           mnli_validation_mismatched=1, mnli_test_matched=1, ax_test=1)
    (tmp_path / "leakage.parquet").write_text("no table of rows")
    assert len(parts_of(prepared)) == 8
    found = [(table.use, table.task, table.split, sum(map(len, table.chunks(1))))
             for table in parent_tables(prepared, TASKS, NO_CAPS)]
    assert found == [("validation", "cola", "validation", 2), ("validation", "mnli", "validation_matched", 1),
                     ("validation", "mnli", "validation_mismatched", 1), ("train", "cola", "train", 3)]
    assert {table.task for table in parent_tables(prepared, ["cola"], NO_CAPS)} == {"cola"}


def test_a_cap_takes_the_rows_of_the_lowest_hashes_in_their_order(tmp_path):
    prepared = prepared_of(tmp_path, cola_train=50, rte_train=3)
    cola, rte = parent_tables(prepared, ["rte", "cola"], {"train": {"cola": 10, "rte": 10}, "validation": {}})
    lowest = sorted((f"cola/train/{idx}" for idx in range(50)), key=lambda identity: id_hash(7, identity))[:10]
    assert [row["id"] for chunk in cola.chunks(7) for row in chunk] == sorted(lowest, key=id_order)
    assert [row["id"] for chunk in rte.chunks(7) for row in chunk] == ["rte/train/0", "rte/train/1", "rte/train/2"]


def test_rows_come_a_chunk_at_a_time(tmp_path):
    prepared = prepared_of(tmp_path, cola_train=2 * CHUNK + 1)
    table, = parent_tables(prepared, ["cola"], NO_CAPS)
    assert [len(chunk) for chunk in table.chunks(1)] == [CHUNK, CHUNK, 1]
    nothing, = parent_tables(prepared, ["cola"], {"train": {"cola": 0}, "validation": {}})
    assert list(nothing.chunks(1)) == [[]]  # so that a table without rows is written


def test_a_cap_for_a_task_that_is_not_asked_for_is_refused(tmp_path):
    with pytest.raises(Refused, match="validation_rows_at_most: rte: not among the tasks"):
        parent_tables(prepared_of(tmp_path, cola_train=1), ["cola"], {"train": {"cola": 1}, "validation": {"rte": 1}})


def test_the_texts_to_count_are_those_of_train_rows_alone(tmp_path):
    prepared = prepared_of(tmp_path, cola_train=30, cola_tune=3, cola_validation=3, rte_train=2, rte_test=3)
    texts = list(train_texts(prepared, 5, seed=1))
    assert len(texts) == 7 and texts[-2:] == ["text 0", "text 1"] and len(set(texts[:5])) == 5


def made(operators, idx, split="train"):
    return [{"id": variant_id(f"mnli/{split}/{idx}", name), "operator": name, "label": 1.0, "digests": (b"", b"", 0)}
            for name in operators]


def test_rows_that_come_by_parent_are_written_sorted_by_id(tmp_path):
    """Agreement, the first by name, makes its first row long after the others."""
    rows = [row for split in ("validation_matched", "validation_mismatched") for idx in range(CHUNK)
            for row in made(["typing", "voice"] + ["agreement"] * (idx > CHUNK // 2), idx, split)]
    path = tmp_path / "table.parquet"
    (tmp_path / "scratch").mkdir()
    assert write_sorted(path, iter(rows), tmp_path / "scratch") == len(rows)
    table = pq.read_table(path)
    ids = table["id"].to_pylist()
    assert ids == sorted((row["id"] for row in rows), key=id_order) and len(set(ids)) == len(rows)
    assert id_order(ids[0]) == ("mnli", "validation_matched.agreement", CHUNK // 2 + 1)
    assert table.schema == ADVERSARIAL and list((tmp_path / "scratch").iterdir()) == []


def test_no_rows_are_a_table_without_rows(tmp_path):
    assert write_sorted(tmp_path / "table.parquet", [], tmp_path) == 0
    assert pq.read_table(tmp_path / "table.parquet").schema == ADVERSARIAL
