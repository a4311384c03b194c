"""Parquet that is byte-stable and read in batches, and damage that is refused."""

import pyarrow as pa
import pytest

from glueline.refusal import Refused
from glueline.tables.parquet import BATCH, read_batches, read_rows, write_rows

SCHEMA = pa.schema([("id", pa.string()), ("label", pa.float32())])


def rows(count):
    return ({"id": f"cola/train/{n}", "label": float(n % 2)} for n in range(count))


def test_rows_come_back_as_written_over_several_batches(tmp_path):
    assert write_rows(tmp_path / "a" / "rows.parquet", SCHEMA, rows(2 * BATCH + 3)) == 2 * BATCH + 3
    assert list(read_rows(tmp_path / "a" / "rows.parquet")) == list(rows(2 * BATCH + 3))
    assert all(batch.num_rows <= BATCH for batch in read_batches(tmp_path / "a" / "rows.parquet"))


def test_equal_rows_are_equal_bytes(tmp_path):
    write_rows(tmp_path / "one.parquet", SCHEMA, rows(100))
    write_rows(tmp_path / "two.parquet", SCHEMA, list(rows(100)))
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_no_rows_make_a_file_with_columns(tmp_path):
    assert write_rows(tmp_path / "none.parquet", SCHEMA, []) == 0
    assert list(read_rows(tmp_path / "none.parquet")) == []


@pytest.mark.parametrize("damage", [
    lambda whole: whole[: len(whole) // 2], lambda whole: b"no parquet at all", lambda whole: b""])
def test_a_damaged_file_is_refused_by_name(tmp_path, damage):
    path = tmp_path / "rows.parquet"
    write_rows(path, SCHEMA, rows(1000))
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(Refused, match=r"rows.parquet: not a readable Parquet file \("):
        list(read_rows(path))
