"""The rows that scouts learn from or answer: their labels, folds and features, and what reading them costs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from glueline.learning.frozen_reader import ROWS, FrozenReader
from glueline.model.config import PLAIN
from glueline.model.flops import forward_flops
from glueline.model.tokens import encode
from glueline.progress import bar
from glueline.refusal import Refused
from glueline.tables.capped import capped_rows
from glueline.tables.parquet import read_rows
from glueline.tables.scouts import fold_of
from glueline.tables.shelf import Shelf

TEACHER_EPOCHS = 4  # of a teacher that a scout's cost is compared with: about the fewest that one learns for
STEP = 3            # forward passes that a training step takes (Kaplan et al. 2020, arXiv 2001.08361)

Rows = Callable[[], Iterator[dict]]  # begins a task's rows of PREPARED anew


@dataclass(frozen=True)
class ScoutRows:
    """N rows of a task, train before tune: labels [N] (float32), folds [N] (int64; -1 of tune rows), features [N, D] (float16,
    on disk). `flops`: of `reading` them once, and of a `teacher` learning the train rows among them."""

    labels: np.ndarray
    folds: np.ndarray
    features: np.ndarray
    flops: dict[str, int]


def rows_of(prepared: Path, task: str, at_most: int | None, seed: int) -> Iterator[dict]:
    """The task's train rows under a cap, then all of tune. Raises Refused where there are no train rows."""
    path = prepared / task / "train.parquet"
    if not path.exists() or at_most == 0 or next(read_rows(path, ["id"]), None) is None:
        raise Refused(f"{path}: no train rows of {task}; take it out of scout's tasks, or choose a source that has them")
    yield from capped_rows(path, at_most, seed)
    yield from read_rows(prepared / task / "tune.parquet")


def read_scout_rows(
    task: str, rows: Rows, symmetric: bool, seed: int, folds: int, reader: FrozenReader, shelf: Shelf
) -> ScoutRows:
    """Features that lie on the shelf whole are not made again."""
    found = [(row["label"], -1 if row["split"] == "tune" else fold_of(row, symmetric, seed, folds)) for row in rows()]
    name, pair = f"{task}-features", next(rows())["text_b"] is not None
    features = shelf.array(name, (len(found), reader.width(pair)), np.float16)
    if not shelf.whole(name):
        _fill(features, rows(), reader, task)
        shelf.finish(name)
    labels, numbers = np.array([label for label, _ in found], np.float32), np.array([fold for _, fold in found], np.int64)
    return ScoutRows(labels, numbers, features, _flops(rows(), reader))


def booked(flops: Sequence[dict[str, int]]) -> dict[str, dict]:
    """The operations that were spent over all tasks, and beside them those of a teacher's training, which nobody spent here,
    with the scouts' share of it."""
    spent = {name: sum(each[name] for each in flops) for name in ("reading", "heads")}
    teacher = sum(each["teacher"] for each in flops)
    return {"flops": spent, "teacher": {"flops": teacher, "share": round(sum(spent.values()) / max(teacher, 1), 4)}}


def _fill(features: np.ndarray, rows: Iterator[dict], reader: FrozenReader, task: str) -> None:
    """Write each row's features."""
    done = 0
    with bar(f"read {task}", len(features), "row") as shown:
        for chunk in _chunks(rows):
            found = reader.features(chunk).numpy()
            if not np.isfinite(found).all():
                raise Refused(f"{task}: {chunk[0]['id']} ff.: features that are not finite; look at the backbone's weights")
            features[done : done + len(chunk)] = found
            done += len(chunk)
            shown.move(len(chunk))


def _flops(rows: Iterator[dict], reader: FrozenReader) -> dict[str, int]:
    """Of reading the rows, and of a teacher that learns the train rows among them, pairs read together, without any padding."""
    reading, lengths = 0, []
    for chunk in _chunks(rows):
        reading += reader.flops_of(chunk)
        train = [row for row in chunk if row["split"] == "train"]
        lengths += encode(reader.tokenizer, train, reader.reading.longest).lengths.tolist()
    once = sum(forward_flops(reader.encoder.config, PLAIN, 1, length) for length in lengths)
    return {"reading": reading, "teacher": TEACHER_EPOCHS * STEP * once}


def _chunks(rows: Iterator[dict]) -> Iterator[list[dict]]:
    """As many rows as are read together."""
    while chunk := list(islice(rows, ROWS)):
        yield chunk
