"""A table of predictions read with distrust: its columns, its rows by id, its answers as its logits give them."""

import re
from dataclasses import dataclass
from functools import cached_property
from operator import lt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from glueline.audit.untrusted import TABLE_AT_MOST
from glueline.refusal import Refused

VARIANT = re.compile(r"(?P<task>[^/.]+)/(?P<split>validation[^/.]*)\.(?P<operator>[^/.]+)/(?P<idx>0|[1-9][0-9]{0,17})")
COLUMNS = ["id", "logits", "prediction", "label"]
ROWS_AT_MOST = 10_000_000


@dataclass(frozen=True)
class Predictions:
    """Rows of one table: ids [N], logits [N, outputs] (float32), predictions [N] and labels [N] (float64; NaN where a table has
    none)."""

    ids: list[str]
    logits: np.ndarray
    predictions: np.ndarray
    labels: np.ndarray

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each id stands."""
        return {name: at for at, name in enumerate(self.ids)}


def read_predictions(content: bytes, where: str, labelled: bool = True) -> Predictions:
    """Read a table's bytes, called `where` in messages. Raises Refused on what is no such table, or has gaps in it: all of its
    rows have a label, or, unless `labelled`, none."""
    try:
        with pq.ParquetFile(pa.BufferReader(content), memory_map=False) as file:
            groups = [file.metadata.row_group(at).total_byte_size for at in range(file.metadata.num_row_groups)]
            if file.schema_arrow.names != COLUMNS:
                raise Refused(f"{where}: columns {file.schema_arrow.names[:8]}; expected {COLUMNS}")
            if file.metadata.num_rows > ROWS_AT_MOST or sum(groups) > 2 * TABLE_AT_MOST or min(groups, default=0) < 0:
                raise Refused(f"{where}: claims {file.metadata.num_rows:,} rows in {sum(groups):,} bytes; too many to read")
            table = file.read(use_threads=False)
        table.validate(full=True)
        ids, prediction, label = (table.column(name) for name in ("id", "prediction", "label"))
        if ids.null_count or prediction.null_count or label.null_count != (0 if labelled else len(label)):
            raise Refused(f"{where}: a row without id, prediction or label" + ("" if labelled else ", or one label too many"))
        said, labels = (_plain(column.cast(pa.float64()), np.float64) for column in (prediction, label))
        return Predictions(ids.cast(pa.string()).to_pylist(), _logits(table.column("logits"), where), said,
                           labels if labelled else np.full(len(said), np.nan))
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise Refused(f"{where}: not readable as predictions ({' '.join(str(error).split())[:120]})") from None


def refuse_odd_rows(found: Predictions, task: str, split: str, where: str) -> None:
    """Raise Refused unless every id is of this split, each once and in order."""
    prefix, last = f"{task}/{split}/", -1
    try:
        numbers = [int(identity[len(prefix):]) for identity in found.ids]
    except ValueError:
        numbers = [_number(identity[len(prefix):]) for identity in found.ids]
    ascending = all(map(lt, [-1, *numbers], numbers))
    if not ascending or [f"{prefix}{number}" for number in numbers] != found.ids:
        for identity, number in zip(found.ids, numbers, strict=True):
            if number <= last or identity != f"{prefix}{number}":
                raise Refused(f"{where}: {identity[:60]!r}: not a row of {prefix[:-1]}, or out of order")
            last = number


def refuse_odd_variants(found: Predictions, task: str, where: str) -> tuple[list[str], list[str]]:
    """The parents and the operators of rows made of a task's validation rows (task/split.operator/idx), each once and in order.
    Raises Refused on an id that is no such row's."""
    parents, operators, last = [], [], ("", -1)
    for identity in found.ids:
        given = VARIANT.fullmatch(identity)
        place = (given["split"] + "." + given["operator"], _number(given["idx"])) if given else last
        if not given or given["task"] != task or place <= last:
            raise Refused(f"{where}: {identity[:60]!r}: no row made of {task}'s validation rows, or out of order")
        last = place
        parents.append(f"{task}/{given['split']}/{place[1]}")
        operators.append(given["operator"])
    return parents, operators


def refuse_odd_answers(found: Predictions, labels: int, where: str, labelled: bool = True) -> None:
    """Raise Refused unless every number is finite and each row's prediction is what its logits say: one logit for each of the
    task's `labels`, or one alone where it has none (0)."""
    outputs = max(labels, 1)
    for name in ("logits", "predictions", "labels") if labelled else ("logits", "predictions"):
        if not np.isfinite(getattr(found, name)).all():
            raise Refused(f"{where}: {name} that are no finite numbers")
    if labels and labelled and not np.isin(found.labels, np.arange(labels)).all():
        raise Refused(f"{where}: labels that are none of the task's {labels}")
    if found.logits.shape[1] != outputs:
        raise Refused(f"{where}: {found.logits.shape[1]} logits a row, the task has {outputs}")
    wrong = answers(found.logits, labels) != found.predictions
    if wrong.any():
        raise Refused(f"{where}: {first_difference(found.ids, wrong)}: not the prediction that the logits give")


def answers(logits: np.ndarray, labels: int) -> np.ndarray:
    """What logits [N, outputs] say: the number of the largest, the first of equals; of a task without `labels` the score
    itself, held within 0 and 5."""
    if labels:
        return np.argmax(logits, axis=1).astype(np.float64)
    return np.minimum(np.maximum(logits[:, 0], np.float32(0)), np.float32(5)).astype(np.float64)


def first_difference(ids: list[str], differs: np.ndarray) -> str:
    """The first row that differs, by id, and how many do."""
    at = np.flatnonzero(differs)
    return f"{ids[at[0]]}" + (f" and {len(at) - 1} more rows" if len(at) > 1 else "")


def _number(text: str) -> int:
    """A row's idx; -1 where it is none."""
    return int(text) if len(text) < 19 and text.isdecimal() else -1


def _logits(column: pa.ChunkedArray, where: str) -> np.ndarray:
    lengths = pc.min_max(pc.list_value_length(column)).as_py()
    width = lengths["min"] or 0
    values = pc.list_flatten(column)
    if len(column) and (column.null_count or values.null_count or width < 1 or width != lengths["max"]):
        raise Refused(f"{where}: rows without logits, or of several widths")
    return _plain(values.cast(pa.float32()), np.float32).reshape(len(column), width)


def _plain(column: pa.ChunkedArray, kind: type) -> np.ndarray:
    """Numbers without gaps as an array; Arrow's own way would bring pandas."""
    parts: list[np.ndarray] = [np.frombuffer(chunk.buffers()[1], kind)[chunk.offset:chunk.offset + len(chunk)]
                               for chunk in column.chunks if len(chunk)]
    return np.concatenate(parts) if parts else np.zeros(0, kind)
