"""What can only be known of made rows by looking elsewhere: whether their parents are there, and what they leak."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from glueline.adversarial.known_texts import KnownTexts
from glueline.glue.tasks import TASKS
from glueline.tables.adversarial import part_path, parts_of
from glueline.tables.parquet import read_batches, read_rows
from glueline.tables.repeats import digests
from glueline.text.validity import ACCEPTED

NAMED = 1000  # offenders that are named at most


@dataclass(frozen=True)
class Facts:
    """`orphans`: parents' ids that are not among the rows they may be chosen from; `leaks`: ids of accepted rows that repeat a
    held-out row. Of either no more than NAMED."""

    orphans: list[str]
    leaks: list[str]


def note_held_out(known: KnownTexts, prepared: Path) -> None:
    """Note every row of every task but those of train."""
    for part in parts_of(prepared):
        if part.split != "train":
            known.add(part, read_rows(part_path(prepared, part)))


def facts_of(file: Path, use: str, task: str, prepared: Path, known: KnownTexts) -> Facts:
    """The facts of the file of one use and task, against the prepared tables as they lie there now. Accepted rows made of
    validation rows are known as held out from then on."""
    places = {part.split: _places(part_path(prepared, part)) for part in parts_of(prepared)
              if part.task == task and part.purpose == use}
    return Facts(sorted(_orphans(file, places))[:NAMED], list(_leaks(file, use, task, known))[:NAMED])


def _places(path: Path) -> np.ndarray:
    """The idx of a table's rows; they ascend."""
    return np.array([int(row["id"].rpartition("/")[2]) for row in read_rows(path, ["id"])], np.int64)


def _orphans(file: Path, places: dict[str, np.ndarray]) -> set[str]:
    found: set[str] = set()
    for batch in read_batches(file, ["parent_id"]):
        for parent in set(batch.column("parent_id").to_pylist()):
            _, split, idx = (*str(parent).split("/"), "", "")[:3]
            if not idx.isdecimal():
                found.add(str(parent))
                continue
            there = places.get(split, np.zeros(0, np.int64))
            at = int(np.searchsorted(there, int(idx)))
            if at == len(there) or there[at] != int(idx):
                found.add(parent)
    return found


def _leaks(file: Path, use: str, task: str, known: KnownTexts) -> Iterator[str]:
    for row in read_rows(file, ["id", "text_a", "text_b", "verdict"]):
        if row["verdict"] == ACCEPTED:
            normal, _, turned = digests(row["text_a"], row["text_b"], TASKS[task].symmetric)
            if known.repeated(task, normal, turned)[0] is not None:
                yield row["id"]
            elif use != "train":
                known.note(task, row["id"], True, normal, turned)
