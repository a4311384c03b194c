"""A split's file in the Hub's layout: which columns it must have, and one pass over it that counts and refuses."""

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from datasets import ClassLabel, Features, Value

from glueline.glue.tasks import Task
from glueline.refusal import Refused
from glueline.tables.parquet import read_batches


def features(task: Task) -> Features:
    """The Hub's columns of a task: its texts, `label` (int64 with names, float32 where graded), `idx` (int32)."""
    label = ClassLabel(names=list(task.labels)) if task.labels else Value("float32")
    return Features({**{name: Value("string") for name in task.text_columns}, "label": label, "idx": Value("int32")})


def survey(path: Path, task: Task) -> tuple[int, str]:
    """Read the file once, a batch at a time; returns its rows and the sha256 of their content: a line a row, in the file's
    order, of the JSON list [idx, label, text, ...].

    Raises Refused naming the file and the column or row: no readable Parquet, a column missing or of another type or with
    other label names, text that is not UTF-8, a row without idx. What the rows say is left to `check`.
    """
    _require_columns(path, task)
    rows, content = 0, hashlib.sha256()
    columns = ["idx", "label", *task.text_columns]
    for batch in read_batches(path, columns):
        for name in task.text_columns:
            _require_utf8(path, name, batch.column(name), rows)
        _require_idx(path, batch.column("idx"), rows)
        rows += batch.num_rows
        for row in zip(*(batch.column(name).to_pylist() for name in columns), strict=True):
            content.update(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return rows, content.hexdigest()


def _require_columns(path: Path, task: Task) -> None:
    schema = _schema(path)
    expected = features(task)
    for field in expected.arrow_schema:
        if field.name not in schema.names:
            raise Refused(f"{path}: column {field.name!r} is missing; {task.title} needs {', '.join(expected)}")
        found = schema.field(field.name).type
        if found != field.type and (field.type, found) != (pa.string(), pa.large_string()):
            raise Refused(f"{path}: column {field.name!r} holds {found}; {task.title} needs {field.type}")
    declared = _declared(path, schema)["label"]
    if isinstance(declared, ClassLabel) and tuple(declared.names) != task.labels:
        raise Refused(f"{path}: column 'label' is declared as {declared.names}; {task.title} needs {list(task.labels)}")


def _schema(path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except pa.ArrowException as error:
        raise Refused(f"{path}: not a readable Parquet file ({str(error).splitlines()[0]})") from error


def _declared(path: Path, schema: pa.Schema) -> Features:
    try:
        return Features.from_arrow_schema(schema)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"{path}: its declared features cannot be read ({error}); write it again with `datasets`") from error


def _require_utf8(path: Path, name: str, column: pa.Array, before: int) -> None:
    try:
        column.validate(full=True)  # Arrow reads, counts and compares broken text without a word
    except pa.ArrowInvalid as error:
        row = before + next(i for i, text in enumerate(column.cast(pa.large_binary())) if not _is_utf8(text.as_py()))
        raise Refused(f"{path}: column {name!r}, row {row} (from 0): not UTF-8; encode the text again") from error


def _is_utf8(text: bytes | None) -> bool:
    try:
        return text is None or text.decode("utf-8") is not None
    except UnicodeDecodeError:
        return False


def _require_idx(path: Path, column: pa.Array, before: int) -> None:
    if column.null_count:
        row = before + pc.index(column.is_null(), True).as_py()
        raise Refused(f"{path}: column 'idx', row {row} (from 0): null; every row needs its number")
