"""Raw files as the source left them (the Hub's columns and layout), read as rows of the one schema."""

from collections.abc import Iterator
from pathlib import Path

from glueline.glue.tasks import TASKS, file_name
from glueline.refusal import Refused
from glueline.tables.examples import row_id
from glueline.tables.parquet import read_batches

UNLABELLED = -1  # in the Hub's files


def raw_path(raw: Path, task: str, split: str) -> Path:
    """Where a split's file lies below data/raw."""
    return raw / task / file_name(split)


def count_rows(raw: Path, task: str, split: str) -> int:
    """Rows of a split, counted."""
    return sum(batch.num_rows for batch in read_batches(raw_path(raw, task, split), ["idx"]))


def raw_rows(raw: Path, task: str, split: str) -> Iterator[dict]:
    """Yield a split's rows in order of idx: the columns of PREPARED, and `idx`. Labels of -1 become None.

    Raises Refused where a column is missing or an idx does not rise above the one before.
    """
    path = raw_path(raw, task, split)
    columns = [*TASKS[task].text_columns, "label", "idx"]
    last = -1
    for batch in read_batches(path, columns):
        for column in columns:
            if column not in batch.schema.names:
                raise Refused(f"{path}: column {column}: missing; mend the source")
        for *texts, label, idx in zip(*(batch.column(column).to_pylist() for column in columns)):
            if idx is None or idx <= last:
                raise Refused(f"{path}: idx {idx} after {last}: idx must rise from row to row; sort the source by idx")
            last = idx
            yield {"id": row_id(task, split, idx), "idx": idx, "task": task, "split": split, "text_a": texts[0],
                   "text_b": texts[1] if len(texts) == 2 else None, "label": None if label == UNLABELLED else label}
