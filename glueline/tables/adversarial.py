"""The adversarial tables on disk: which rows may be parents; rows that come by parent, written in order of their ids."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

import pyarrow as pa

from glueline.glue.tasks import TASKS
from glueline.refusal import Refused
from glueline.tables.capped import capped_rows
from glueline.tables.examples import ADVERSARIAL
from glueline.tables.parquet import write_rows
from glueline.tables.repeats import Part

USES = ("validation", "train")  # in this order: what is made of validation rows is held out from what is made of train rows
CHUNK = 512  # parents at a time: what is judged together, and so the rows' bits, hang on it


@dataclass(frozen=True)
class Parents:
    """One prepared table whose rows may be parents, at most so many (all where None). `use`: train, or validation, whose
    candidates are for scoring alone."""

    use: str
    task: str
    split: str
    path: Path
    at_most: int | None

    def chunks(self, seed: int) -> Iterator[list[dict]]:
        """The rows taken, in order, CHUNK at a time; one chunk without rows where there are none."""
        rows = capped_rows(self.path, self.at_most, seed)
        yield list(islice(rows, CHUNK))
        while chunk := list(islice(rows, CHUNK)):
            yield chunk


def parts_of(prepared: Path) -> list[Part]:
    """Every prepared table there is."""
    return [Part(task, path.stem, TASKS[task].symmetric)
            for task in TASKS for path in sorted((prepared / task).glob("*.parquet"))]


def parent_tables(prepared: Path, tasks: Collection[str], rows_at_most: Mapping[str, Mapping[str, int]]) -> list[Parents]:
    """The tables of these tasks, by use, task and split. `rows_at_most`: of each table, by use and task. Raises Refused on a
    cap for another task."""
    for use, task in ((use, task) for use in USES for task in sorted(set(rows_at_most[use]) - set(tasks))):
        raise Refused(f"params.yaml: perturb: {use}_rows_at_most: {task}: not among the tasks; add it or drop this")
    return [Parents(use, part.task, part.split, part_path(prepared, part), rows_at_most[use].get(part.task))
            for use in USES for part in parts_of(prepared) if part.purpose == use and part.task in tasks]


def part_path(prepared: Path, part: Part) -> Path:
    """Where a prepared table lies."""
    return prepared / part.task / f"{part.split}.parquet"


def train_texts(prepared: Path, rows_at_most: int, seed: int) -> Iterator[str]:
    """The texts of train rows of every task, of each at most so many rows."""
    for part in parts_of(prepared):
        if part.split == "train":
            for row in capped_rows(part_path(prepared, part), rows_at_most, seed):
                yield from (text for text in (row["text_a"], row["text_b"]) if text is not None)


def table_path(adversarial: Path, use: str, task: str) -> Path:
    """Where the rows made of a task's train rows, or of its validation rows, lie."""
    return adversarial / use / f"{task}.parquet"


def write_sorted(path: Path, rows: Iterable[dict], scratch: Path) -> int:
    """Write rows of ADVERSARIAL, which come by parent (idx rises within a split and operator), sorted by id; returns how many.
    They wait in `scratch` (emptied by its owner), a file a split and operator, CHUNK of them at a time in memory."""
    with ExitStack() as stack:
        files: dict[str, pa.RecordBatchStreamWriter] = {}
        rows = iter(rows)
        while chunk := sorted(islice(rows, CHUNK), key=_drawer):  # stable
            for name, kept in groupby(chunk, key=_drawer):
                if name not in files:
                    files[name] = stack.enter_context(pa.ipc.new_stream(str(scratch / f"{name}.arrow"), ADVERSARIAL))
                files[name].write_batch(pa.RecordBatch.from_pylist(list(kept), ADVERSARIAL))
    return write_rows(path, ADVERSARIAL, _emptied([scratch / f"{name}.arrow" for name in sorted(files)]))


def _emptied(drawers: list[Path]) -> Iterator[dict]:
    for drawer in drawers:
        with drawer.open("rb") as file, pa.ipc.open_stream(file) as batches:
            for batch in batches:
                yield from batch.to_pylist()
                pa.default_memory_pool().release_unused()  # as in `read_batches`
        drawer.unlink()


def _drawer(row: dict) -> str:
    """The split and operator in a row's id."""
    return row["id"].split("/")[1]

