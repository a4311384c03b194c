"""Rows by id in the recorded tables that are at hand: who holds a row, what was made of it, which steps used it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from glueline.audit.holdings import Holdings
from glueline.audit.lineage import files_of
from glueline.audit.subjects import Subject
from glueline.refusal import Refused

T = TypeVar("T")
NAMES = ("id", "parent_id", "other_id")  # columns that name rows
OPERATOR, PARENT, STEP = "operator", "parent_id", "step"


@dataclass(frozen=True)
class Table:
    """A recorded table that is at hand, made by the stage `stage`."""

    stage: str
    out: str
    name: str
    content: Path | bytes

    @property
    def place(self) -> str:
        return f"{self.out}/{self.name}"

    @cached_property
    def columns(self) -> list[str]:
        return _opened(self, lambda source: pq.read_schema(source).names)

    def rows(self, ids: set[str], named: tuple[str, ...] = ("id",)) -> list[dict]:
        """Its rows that one of the columns `named` calls by one of the ids."""
        there = [name for name in named if name in self.columns]
        if not there:
            return []
        found = _opened(self, lambda source: pq.read_table(source, columns=there))
        wanted = pa.array(sorted(ids), pa.string())
        masks = [pc.fill_null(pc.is_in(found.column(name).cast(pa.string()), value_set=wanted), False) for name in there]
        mask = masks[0]
        for each in masks[1:]:
            mask = pc.or_(mask, each)
        places = pc.indices_nonzero(mask)
        return _opened(self, lambda source: pq.read_table(source).take(places).to_pylist()) if len(places) else []

    def made_rows(self) -> list[dict]:
        """Its rows that an operator made: id, parent_id, operator and what stands beside them, without texts."""
        if not {PARENT, OPERATOR} <= set(self.columns):
            return []
        names = [name for name in self.columns if not name.startswith("text_")]
        rows = _opened(self, lambda source: pq.read_table(source, columns=names).to_pylist())
        return [row for row in rows if row[PARENT] is not None]

    def used(self) -> set[str]:
        """Of a table of steps, every row that some step used."""
        return set(pc.unique(_opened(self, lambda source: pq.read_table(source, columns=["id"])).column("id")).to_pylist())

    def steps(self, ids: set[str]) -> dict[str, list[int]]:
        """Of a table of steps, those that used each of the ids, in order."""
        used: dict[str, list[int]] = {}
        for row in self.rows(ids) if self.is_steps else ():
            used.setdefault(row["id"], []).append(row[STEP])
        return used

    @property
    def is_steps(self) -> bool:
        return STEP in self.columns and "id" in self.columns


def tables(subject: Subject, stages: set[str]) -> tuple[list[Table], list[str]]:
    """The tables that these stages made and that are at hand, and the names of those that are not. Those with no ids in them
    are left out."""
    here, missing, holdings = [], [], Holdings(subject.root, subject.lock)
    for key in sorted(stages & subject.records.keys()):
        for out, name, sha256 in files_of(subject.records[key]):
            if not name.endswith(".parquet"):
                continue
            content = holdings.file(out, name, sha256) or _kept(subject, out, name, sha256)
            if content is None:
                missing.append(f"{out}/{name}")
            elif "id" in Table(key, out, name, content).columns:
                here.append(Table(key, out, name, content))
    return here, missing


def family(row: str, found: list[Table]) -> set[str]:
    """A row and all rows that were made of it."""
    known, new = {row}, {row}
    while new:
        new = {each["id"] for table in found if PARENT in table.columns for each in table.rows(new, (PARENT,))} - known
        known |= new
    return known


def _kept(subject: Subject, out: str, name: str, sha256: str) -> bytes | None:
    """The bytes of predictions that an entry keeps."""
    model, file = out.rpartition("/")[2], name.removeprefix("predictions/")
    if not subject.kept or subject.tables(model).get(file) != sha256:
        return None
    try:
        return subject.table(model, file)
    except Refused:
        return None


def _opened(table: Table, read: Callable[[Any], T]) -> T:
    source = pa.BufferReader(table.content) if isinstance(table.content, bytes) else table.content
    try:
        return read(source)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Refused(f"{table.place}: not readable as a table ({' '.join(str(error).split())[:100]})") from error

