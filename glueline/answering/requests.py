"""Rows that someone wants answered: CSV, JSON Lines or Parquet of any length, a piece at a time.

A row has the task's own text columns (sentence1, sentence2 ...) or text_a and text_b; a column `id` is handed on.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from glueline.glue.tasks import Task
from glueline.refusal import Refused
from glueline.tables.parquet import read_rows

PIECE = 1024  # rows answered at a time
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
