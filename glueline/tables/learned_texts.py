"""Which rows of sets that nobody may learn from stand in train or tune all the same, but for case, punctuation, white space."""

from collections.abc import Iterable
from pathlib import Path

from glueline.tables.adversarial import part_path, parts_of
from glueline.tables.parquet import read_rows
from glueline.tables.repeats import Part, digests


def learned(rows: Iterable[dict], symmetric: dict[str, bool], prepared: Path) -> dict[str, str]:
    """By id of the rows (columns of PREPARED, of tasks that are `symmetric` or not) whose whole text, or pair, stands in the
    train or tune split of any task: the id of the first row there. Order in a pair counts within a task, never between tasks.

    The rows are held as digests; train is read past them, so memory does not grow with it."""
    held: dict[bytes, list[tuple[str, str, int]]] = {}
    for row in rows:
        normal, _, turned = digests(row["text_a"], row["text_b"], symmetric[row["task"]])
        held.setdefault(normal, []).append((row["id"], row["task"], turned))
    found: dict[str, str] = {}
    for part in parts_of(prepared) if held else ():
        if part.learns:
            for normal, turned, identity in _digested(part, part_path(prepared, part)):
                for name, task, order in held.get(normal, ()):
                    if task != part.task or order == turned:
                        found.setdefault(name, identity)
    return found


def _digested(part: Part, path: Path) -> Iterable[tuple[bytes, int, str]]:
    for row in read_rows(path, ["id", "text_a", "text_b"]):
        normal, _, turned = digests(row["text_a"], row["text_b"], part.symmetric)
        yield normal, turned, row["id"]
