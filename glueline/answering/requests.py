"""Rows that someone wants answered, and the answers: CSV, JSON Lines or Parquet of any length, a piece at a time.

A row has the task's own text columns (sentence1, sentence2 ...) or text_a and text_b; a column `id` is handed on.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from glueline.glue.tasks import Task
from glueline.refusal import Refused
from glueline.tables.parquet import read_rows

PIECE = 1024  # rows answered, and written, at a time
KINDS = (".csv", ".jsonl", ".parquet")
csv.field_size_limit(1 << 24)


def read_requests(path: Path, task: Task) -> Iterator[dict]:
    """Rows {row, id, text_a, text_b} of a file of one of KINDS; `row` counts from 1, a CSV's header not among them. Raises
    Refused, naming file and row, on a column or text that is missing."""
    columns = None
    for number, row in enumerate(_rows(path), 1):
        columns = columns or _columns(path, task, row)
        texts = [row.get(column) for column in columns]
        for column, text in zip(columns, texts):
            if not isinstance(text, str) or not text.strip():
                raise Refused(f"{path}: row {number}: {column}: no text in it")
        yield {"row": number, "id": row.get("id"), "text_a": texts[0], "text_b": texts[1] if len(texts) > 1 else None}


def in_pieces(rows: Iterable[dict]) -> Iterator[list[dict]]:
    """PIECE rows at a time; where a row is refused, those before it come first."""
    held: list[dict] = []
    try:
        for row in rows:
            held.append(row)
            if len(held) == PIECE:
                yield held
                held = []
    except Refused:
        if held:
            yield held
        raise
    if held:
        yield held


def _columns(path: Path, task: Task, first: dict) -> tuple[str, ...]:
    for wanted in (task.text_columns, ("text_a", "text_b")[: len(task.text_columns)]):
        if set(wanted) <= set(first):
            return wanted
    missing = [name for name in task.text_columns if name not in first]
    raise Refused(f"{path}: column {missing[0]!r} is missing; {task.title} needs {' and '.join(task.text_columns)} "
                  "(or text_a and text_b)")


def _rows(path: Path) -> Iterator[dict]:
    if path.suffix not in KINDS:
        raise Refused(f"{path}: expected a name that ends in {', '.join(KINDS)}")
    if not path.is_file():
        raise Refused(f"{path}: missing")
    return {".csv": _csv_rows, ".jsonl": _json_rows, ".parquet": read_rows}[path.suffix](path)


def _csv_rows(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            for number, row in enumerate(csv.DictReader(file, strict=True), 1):
                if None in row:
                    extra = ",".join(row[None])
                    raise Refused(f"{path}: row {number}: more fields than the header has columns ({extra[:60]!r} is left "
                                  "over); put text that holds a comma in quotes")
                yield row
        except (csv.Error, UnicodeDecodeError) as error:
            raise Refused(f"{path}: not readable as CSV in UTF-8 ({error})") from error


def _json_rows(path: Path) -> Iterator[dict]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise Refused(f"{path}: row {number}: not readable as JSON ({error})") from error
            if not isinstance(row, dict):
                raise Refused(f"{path}: row {number}: expected an object, found {type(row).__name__}")
            yield row


def write_answers(path: Path, pieces: Iterable[list[dict]]) -> int:
    """Write the answers as they come, in the form that the name asks for; returns how many. They get the name when all are
    there: where a row is refused an older file stays as it was, and those before it are in a file beside it, which the message
    names."""
    if path.suffix not in KINDS:
        raise Refused(f"{path}: expected a name that ends in {', '.join(KINDS)}")
    pieces = iter(pieces)
    first = next(pieces, [])
    path.parent.mkdir(parents=True, exist_ok=True)
    write = {".csv": _write_csv, ".jsonl": _write_json, ".parquet": _write_parquet}[path.suffix]
    begun = path.with_stem(f"{path.stem}.begun")
    try:
        count = write(begun, chain([first], pieces))
    except Refused as refusal:
        raise Refused(f"{refusal}; the rows before it are answered in {begun}") from refusal
    if begun.exists():  # of no rows there is no Parquet
        begun.replace(path)
    return count


def _write_csv(path: Path, pieces: Iterable[list[dict]]) -> int:
    def put(file: IO[str], rows: list[dict], first: bool) -> None:
        writer = csv.DictWriter(file, rows[0])
        if first:
            writer.writeheader()
        writer.writerows(rows)

    return _write_text(path, pieces, put)


def _write_json(path: Path, pieces: Iterable[list[dict]]) -> int:
    return _write_text(path, pieces, lambda file, rows, _: file.writelines(json.dumps(row) + "\n" for row in rows))


def _write_text(path: Path, pieces: Iterable[list[dict]], put: Callable[[IO[str], list[dict], bool], None]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for rows in filter(None, pieces):
            put(file, rows, count == 0)
            file.flush()
            count += len(rows)
    return count


def _write_parquet(path: Path, pieces: Iterable[list[dict]]) -> int:
    writer, count = None, 0
    try:
        for rows in filter(None, pieces):
            rows = [{**row, "id": None if row["id"] is None else str(row["id"])} for row in rows]
            writer = writer or pq.ParquetWriter(path, _schema(rows[0]))
            writer.write_table(pa.Table.from_pylist(rows, writer.schema))
            count += len(rows)
    finally:
        if writer:
            writer.close()
    return count


def _schema(row: dict) -> pa.Schema:
    kinds = {"row": pa.int64(), "id": pa.string(), "prediction": pa.string(), "model": pa.string()}
    return pa.schema([(name, kinds.get(name, pa.float32())) for name in row])
