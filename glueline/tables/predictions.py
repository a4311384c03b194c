"""Stored predictions of several runs, joined by id: the same rows, each once with one label, or a line that says why not."""

from collections import Counter
from pathlib import Path

import numpy as np

from glueline.glue.answers import Answers
from glueline.refusal import Refused
from glueline.tables.examples import PREDICTIONS, id_order
from glueline.tables.parquet import read_batches


def read_answers(path: Path) -> Answers:
    """The rows of one PREDICTIONS table. Raises Refused where it is missing or no such table, on a row that stands there twice,
    and on a label or prediction that is no number."""
    if not path.is_file():
        raise Refused(f"{path}: missing; restore it with git, or run `dvc repro score`")
    rows = []
    for batch in read_batches(path):
        if batch.schema.names != PREDICTIONS.names:
            raise Refused(f"{path}: columns {', '.join(batch.schema.names)}; expected {', '.join(PREDICTIONS.names)}")
        rows += batch.to_pylist()
    if not rows:
        raise Refused(f"{path}: no rows; run `dvc repro score` again")
    found = Answers.of(rows)
    name, times = Counter(found.ids).most_common(1)[0]
    if times > 1:
        raise Refused(f"{path}: {name}: stands there {times} times; run `dvc repro score` again")
    for values, word in ((found.labels, "label"), (found.predictions, "prediction")):
        if not np.isfinite(values).all():
            raise Refused(f"{path}: {found.ids[int(np.argmin(np.isfinite(values)))]}: its {word} is no number")
    return found


def joined(paths: list[Path], rows: int | None = None) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """The tables of several runs: ids in order [N], labels [N], predictions [runs, N]. `rows`: how many there must be.

    Raises Refused as `read_answers` does, and naming file and id where one has a row that another lacks, or another label."""
    tables = [read_answers(path) for path in paths]
    ids = tuple(sorted(tables[0].ids, key=id_order))
    for path, table in zip(paths, tables, strict=True):
        for file, missing, other in ((path, set(ids) - set(table.ids), paths[0]), (paths[0], set(table.ids) - set(ids), path)):
            if missing:
                raise Refused(f"{file}: {min(missing, key=id_order)}: missing, but it stands in {other}; not the same rows")
    aligned = [table.at(ids) for table in tables]
    if rows is not None and len(ids) != rows:
        raise Refused(f"{paths[0]}: {len(ids)} rows where its scores count {rows}; run `dvc repro score` again")
    for path, table in zip(paths, aligned, strict=True):
        apart = np.flatnonzero(table.labels != aligned[0].labels)
        if len(apart):
            here, there = (each.labels[int(apart[0])] for each in (table, aligned[0]))
            raise Refused(f"{path}: {ids[int(apart[0])]}: label {here:g}, but {there:g} in {paths[0]}")
    return ids, aligned[0].labels, np.array([table.predictions for table in aligned])


def parents_of(ids: tuple[str, ...]) -> np.ndarray:
    """The number of each row's parent [N], from 0 on, by ids as `variant_id` makes them: rows made of one row hang together."""
    parents = []
    for name in ids:
        task, split, idx = name.split("/")
        parents.append(f"{task}/{split.partition('.')[0]}/{idx}")
    return np.unique(parents, return_inverse=True)[1]
