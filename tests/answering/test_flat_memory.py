"""Files of any length in flat memory: what reading and writing hold at their highest does not grow with the rows."""

import csv
import json
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glueline.answering.requests import PIECE, in_pieces, read_requests
from glueline.answering.written import write_answers
from glueline.glue.tasks import TASKS

TEXT = "A text of a common length, as reviews and sentences of the news have it, and another clause. "
SHORT, LONG = 4 * PIECE, 16 * PIECE


def write(path: Path, rows: int) -> Path:
    made = ({"sentence": f"{TEXT}{at}", "id": f"n{at}"} for at in range(rows))
    if path.suffix == ".parquet":
        with pq.ParquetWriter(path, pa.schema({"sentence": pa.string(), "id": pa.string()})) as writer:
            for start in range(0, rows, PIECE):
                writer.write_table(pa.Table.from_pylist([next(made) for _ in range(min(PIECE, rows - start))]))
        return path
    with path.open("w", newline="") as file:
        if path.suffix == ".csv":
            writer = csv.DictWriter(file, ("sentence", "id"))
            writer.writeheader()
            writer.writerows(made)
        else:
            file.writelines(json.dumps(row) + "\n" for row in made)
    return path


def peak(path: Path) -> int:
    """Bytes at the highest, Arrow's among them, while a file's rows are read and as many answers written."""
    held, before = 0, pa.total_allocated_bytes()

    def answered(piece: list[dict]) -> list[dict]:
        nonlocal held
        held = max(held, pa.total_allocated_bytes() - before)
        return [{"row": row["row"], "id": row["id"], "prediction": "positive", "positive": 0.5} for row in piece]

    tracemalloc.start()
    try:
        rows = in_pieces(read_requests(path, TASKS["sst2"]))
        count = write_answers(path.with_stem("out"), map(answered, rows))
        return tracemalloc.get_traced_memory()[1] + held if count else 0
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_four_times_the_rows_hold_no_more_at_their_highest(tmp_path, kind):
    few, many = (peak(write(tmp_path / f"{rows}.{kind}", rows)) for rows in (SHORT, LONG))
    assert 0 < many < few + 20 * (LONG - SHORT)  # a row's text alone takes some hundred bytes
