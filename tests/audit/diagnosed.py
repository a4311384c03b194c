"""A run whose scores have everything beside the cells, made by the first implementation from answers drawn at random."""

import numpy as np

from glueline.audit.subjects import PRESENT, Subject
from glueline.glue.answers import Answers
from glueline.glue.averages import averages
from glueline.glue.cells import CELLS, fill, label_of
from glueline.glue.challenges import ADVGLUE, AX, CHALLENGES, TAGS
from glueline.glue.tasks import TASKS
from glueline.provenance.hashing import digest
from glueline.tables.challenge_files import schema_of
from glueline.tables.diagnosis import Diagnosis
from glueline.tables.examples import ADVERSARIAL, PREDICTIONS, id_order, variant_id
from glueline.tables.parquet import read_rows, write_rows

SERVED = ("cola", "mrpc", "stsb", "qqp", "mnli", "rte")
OPERATORS = {"synonyms": "linguistic", "gradient": "targeted", "negation": "counterfactual", "typing": "linguistic"}
BY = [("mnli/validation_matched", "rte"), ("rte/validation", "mnli"), ("stsb/validation", "mrpc"), ("qqp/validation", "stsb"),
      ("mrpc/validation", "qqp")]
SCORER, SCORES, CHALLENGE = "score@m", "data/scores/m", "data/challenge"


def build(root, seed=0, harder=(*ADVGLUE, AX)):
    """The run in `root`, as level 1 sees it; `harder`: the sets that are there."""
    random = np.random.default_rng(seed)
    predictions, splits = root / SCORES / "predictions", {}
    for task in TASKS.values():
        for split in task.splits:
            here = task.name in SERVED and split in ("validation", "validation_matched")
            splits[f"{task.name}/{split}"] = {"standing": "synthetic" if here else "absent", "official": False,
                                              "rows": 90 if here else 0, "sha256": None, "why": "made up"}
            if here:
                answer(random, predictions, f"{task.name}-{split}", task, ids(f"{task.name}/{split}", 90, random))
    for one in harder:
        if one.task in SERVED or one is AX:
            rows = 200 if one is AX else 40
            answer(random, predictions, one.table.replace("/", "-"), TASKS[one.task],
                   [f"{one.table}/{at}" for at in range(rows)])
    tagged(random, root / CHALLENGE)
    for task in SERVED[:-1]:
        made_of(random, root / "adversarial", predictions, TASKS[task])
    for table, other in BY:
        rows = list(read_rows(predictions / f"{table.replace('/', '-')}.parquet"))[::2]
        answer(random, predictions, f"{table.replace('/', '-')}_by_{other}", TASKS[other], [row["id"] for row in rows], None)
    return subject(root, splits, scores(root, splits, predictions))


def ids(table, rows, random):
    return [f"{table}/{at}" for at in sorted(random.choice(1000, rows, replace=False).tolist())]


def answer(random, folder, name, task, ids, labels=()):
    """One table; labels drawn where none are given, none where None is. Two answers of three are right."""
    rows = []
    for at, identity in enumerate(ids):
        drawn = float(random.integers(len(task.labels))) if task.labels else round(random.uniform(0, 5), 1)
        label = None if labels is None else labels[at] if labels else drawn
        logits = random.normal(size=task.outputs).astype(np.float32)
        if label is not None and random.random() < 0.6:
            logits = logits * 0.3 + (np.eye(task.outputs)[int(label)] * 3 if task.labels else label)
        logits = logits.astype(np.float32)
        rows.append({"id": identity, "logits": logits.tolist(), "prediction": label_of(task, logits), "label": label})
    write_rows(folder / f"{name}.parquet", PREDICTIONS, rows)


def made_of(random, folder, predictions, task):
    split = "validation_matched" if task.name == "mnli" else "validation"
    made = []
    for row in read_rows(predictions / f"{task.name}-{split}.parquet"):
        for operator in random.choice(list(OPERATORS), 2, replace=False):
            flips = OPERATORS[operator] == "counterfactual"
            if flips and not task.labels:
                continue
            label = (row["label"] + 1) % len(task.labels) if flips else row["label"]
            made.append(dict.fromkeys(ADVERSARIAL.names) | {
                "id": variant_id(row["id"], operator), "parent_id": row["id"], "task": task.name, "split": split,
                "label": label, "operator": operator, "family": OPERATORS[operator],
                "label_effect": "flipped" if flips else "kept", "verdict": "accepted"})
    made.sort(key=lambda row: id_order(row["id"]))
    write_rows(folder / f"{task.name}.parquet", ADVERSARIAL, made)
    answer(random, predictions, f"{task.name}-validation_adversarial", task, [row["id"] for row in made],
           [row["label"] for row in made])


def tagged(random, folder):
    rows = [dict.fromkeys(schema_of(AX).names) | {"id": f"{AX.table}/{at}"} | {
        tag: random.choice([None, "a", "b;c", "c; d"], p=[0.5, 0.2, 0.25, 0.05]) for tag in TAGS[:-1]} for at in range(200)]
    write_rows(folder / f"{AX.table}.parquet", schema_of(AX), rows)


def scores(root, splits, predictions):
    answers = {path.stem: Answers.of(list(read_rows(path))) for path in sorted(predictions.glob("*.parquet"))}
    cells = {}
    for cell in CELLS.values():
        found = answers.get(f"{cell.task}-{cell.split}")
        cells[cell.name] = fill(cell, splits[cell.table], (found.labels, found.predictions) if found else None, 20, 1)
    sets = {name: {"standing": "synthetic" if name.replace("/", "-") in answers else "absent", "note": "", "why": "made up",
                   "known": True, "rows": len(answers[name.replace("/", "-")].ids) if name.replace("/", "-") in answers else 0,
                   "learned": {}} for name in CHALLENGES}
    beside = Diagnosis(answers, SERVED, 20, 1).content(sets, splits, root / CHALLENGE, root / "adversarial")
    return {"teacher": "m", "data": {"source": "builtin", "standing": "made up"}, "cells": cells, "lineage": {}, **beside,
            "averages": averages({name: cell["score"] for name, cell in cells.items()})}


def subject(root, splits, scores):
    found, files = Subject(PRESENT, root), {**digest(root / SCORES).files, "scores.json": "0" * 64}
    outs = {path: {"sha256": digest(root / path).sha256, "files": digest(root / path).files} for path in (CHALLENGE,)}
    found.records = {SCORER: {"inputs": {CHALLENGE: "0" * 64}, "outputs": {SCORES: {"sha256": "0" * 64, "files": files}}},
                     "challenge": {"inputs": {}, "outputs": outs}}
    found.table = lambda model, table: (root / SCORES / "predictions" / table).read_bytes()
    found.standing, found.scores = {"source": "builtin", "splits": splits}, {"m": scores}
    return found
