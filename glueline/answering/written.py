"""Answers as they are written: CSV, JSON Lines or Parquet of any length, a piece at a time."""

import csv
import json
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from glueline.answering.requests import KINDS
from glueline.refusal import Refused


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
