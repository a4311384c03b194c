"""Some of a table's rows, always the same ones: those whose ids hash lowest."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from glueline.tables.examples import id_hash
from glueline.tables.parquet import read_batches, read_rows


def capped_rows(path: Path, at_most: int | None, seed: int) -> Iterator[dict]:
    """The `at_most` rows (all where None) of the lowest hashes under `seed`, in the table's order. A row kept under a cap is
    kept under every larger one."""
    if at_most is None:
        yield from read_rows(path)
        return
    kept = np.zeros(0, np.uint64)
    for batch in read_batches(path, ["id"]):  # so that no more hashes are held than rows are kept
        hashes = np.array([id_hash(seed, identity) for identity in batch.column("id").to_pylist()], np.uint64)
        kept = np.sort(np.concatenate([kept, hashes]))[:at_most]
    yield from (row for row in read_rows(path) if len(kept) and id_hash(seed, row["id"]) <= kept[-1])
