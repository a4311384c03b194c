"""Parquet as Glueline keeps it: byte-stable, written in batches, read in batches, refused in one line when damaged."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from glueline.refusal import Refused

BATCH = 4096  # rows in memory at a time


def write_batches(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch | pa.Table]) -> int:
    """Write record batches of `schema` as one file; returns the rows written. The bytes depend on the
    rows, on how they are cut into batches, and on pyarrow's version (which the lock file pins)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False, write_statistics=True) as writer:
        for batch in batches:
            table = pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
            writer.write_table(table.cast(schema))
            rows += table.num_rows
    return rows


def write_rows(path: Path, schema: pa.Schema, rows: Iterable[dict]) -> int:
    """Write dictionaries as one file of `schema`, BATCH rows at a time; returns the rows written."""
    return write_batches(path, schema, _batched(schema, rows))


def read_batches(path: Path, columns: list[str] | None = None, rows: int = BATCH) -> Iterator[pa.RecordBatch]:
    """Yield the file's rows, `rows` at a time. Raises Refused on a file that is truncated or is no Parquet."""
    try:
        # Flat memory whatever the file's size: pages through a small buffer (else Arrow holds a row group's whole column),
        # one thread, and what the allocator keeps given back.
        with pq.ParquetFile(path, memory_map=False, pre_buffer=False, buffer_size=1 << 16) as file:
            for batch in file.iter_batches(rows, columns=columns, use_threads=False):
                yield batch
                pa.default_memory_pool().release_unused()
    except (pa.ArrowException, OSError) as error:
        raise Refused(f"{path}: not a readable Parquet file ({str(error).splitlines()[0]})") from error


def read_rows(path: Path, columns: list[str] | None = None) -> Iterator[dict]:
    """Yield the file's rows as dictionaries."""
    for batch in read_batches(path, columns):
        yield from batch.to_pylist()


def _batched(schema: pa.Schema, rows: Iterable[dict]) -> Iterator[pa.RecordBatch]:
    held: list[dict] = []
    for row in rows:
        held.append(row)
        if len(held) == BATCH:
            yield pa.RecordBatch.from_pylist(held, schema)
            held = []
    if held:
        yield pa.RecordBatch.from_pylist(held, schema)
