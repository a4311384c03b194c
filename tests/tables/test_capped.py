from hashlib import sha256

import pytest

from glueline.tables.capped import capped_rows
from glueline.tables.examples import PREPARED
from glueline.tables.parquet import write_rows


def table(tmp_path, number=30):
    row = {"task": "cola", "split": "train", "text_a": "a", "text_b": None, "label": 1.0}
    write_rows(tmp_path / "train.parquet", PREPARED, [{"id": f"cola/train/{n}", **row} for n in range(number)])
    return tmp_path / "train.parquet"


@pytest.mark.parametrize("number", [30, 9000])  # the latter are read in three batches
def test_the_rows_of_the_lowest_hashes_are_kept_in_the_tables_order(tmp_path, number):
    lowest = sorted((f"cola/train/{n}" for n in range(number)), key=lambda each: sha256(f"3:{each}".encode()).digest())[:8]
    kept = [row["id"] for row in capped_rows(table(tmp_path, number), 8, 3)]
    assert kept == sorted(lowest, key=lambda each: int(each.split("/")[2]))


def test_no_cap_a_cap_beyond_the_rows_and_one_of_none(tmp_path):
    path = table(tmp_path)
    assert [len(list(capped_rows(path, cap, 1))) for cap in (None, 30, 31, 0)] == [30, 30, 30, 0]


def test_a_row_kept_under_a_cap_is_kept_under_every_larger_one(tmp_path):
    path = table(tmp_path)
    kept = [{row["id"] for row in capped_rows(path, cap, 5)} for cap in range(31)]
    assert all(few < more for few, more in zip(kept, kept[1:]))
