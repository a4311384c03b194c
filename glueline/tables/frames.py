"""A Parquet file as pandas frames, a piece at a time, so that no more of a table is held than is looked at."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from glueline.refusal import Refused
from glueline.tables.parquet import read_batches

PIECE = 16384  # rows of a piece


def count(path: Path) -> int:
    """The rows of a file. Raises Refused where it is no Parquet."""
    return sum(batch.num_rows for batch in read_batches(path, []))


def read_frames(path: Path) -> Iterator[pd.DataFrame]:
    """A file, PIECE rows at a time, one empty piece where it has none. Raises Refused where it is no Parquet or its text is not
    UTF-8."""
    pieces = read_batches(path, rows=PIECE)
    piece = next(pieces, None) or pa.RecordBatch.from_pylist([], pq.read_schema(path))
    while piece is not None:
        try:
            piece.validate(full=True)
        except pa.ArrowInvalid as error:
            raise Refused(f"{path}: {' '.join(str(error).split())}; mend the source") from error
        yield piece.to_pandas(ignore_metadata=True)
        piece = next(pieces, None)
