"""The model and the tables that a run scored, as they are at hand, and its answers in the batches they were first given in."""

import os
import random
from pathlib import Path
from typing import Any

import numpy as np

from glueline.glue.tasks import TASKS
from glueline.audit.holdings import Holdings
from glueline.audit.lineage import overlap
from glueline.audit.subjects import Subject
from glueline.refusal import Refused

WEIGHTS = "model.safetensors"
BATCH_TOKENS = 8192  # where a record's params do not say


def stored_model(subject: Subject, key: str, holdings: Holdings, folder: Path) -> Any:
    """The model whose predictions the stage scored; `folder`: an empty one to gather its files in. Raises Refused where it is
    not here, or is not one stored model."""
    found = [(out, content) for path in subject.records[key]["inputs"] for record in subject.records.values()
             for out, content in record["outputs"].items() if overlap(out, path) and WEIGHTS in (content["files"] or {})]
    if len(found) != 1:
        raise Refused(f"{key}: reads {len(found)} stored models; only a run anew (level 3) can check what is made of several")
    out, content = found[0]
    for name, sha256 in content["files"].items():
        there = holdings.file(out, name, sha256)
        if there is None and name == WEIGHTS:
            raise Refused(f"{out}/{name}: not here with the recorded sha256 {sha256[:12]}; `dvc pull` may bring it")
        if there is None:
            continue  # what is needed of it, loading will miss
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(there.resolve(), folder / name)
    from glueline.tables.checkpoints import load_teacher

    try:
        return load_teacher(folder)
    except (KeyError, TypeError, ValueError, OSError, RuntimeError, MemoryError) as error:
        raise Refused(f"{out}: the code here cannot load it ({' '.join(str(error).split())[:100]})") from error


def recorded_rows(subject: Subject, key: str, name: str, holdings: Holdings) -> list[dict]:
    """The rows of a recorded table that the stage read. Raises Refused where it is not here."""
    from glueline.tables.parquet import read_rows

    for path in subject.records[key]["inputs"]:
        for record in subject.records.values():
            files = (record["outputs"].get(path) or {"files": None})["files"] or {}
            if name in files:
                there = holdings.file(path, name, files[name])
                if there is None:
                    raise Refused(f"{path}/{name}: not here with the recorded sha256 {files[name][:12]}")
                return list(read_rows(there, ["id", "text_a", "text_b", "label"]))
    raise Refused(f"{name}: no record of the table that was predicted")


def answer_again(record: dict, teacher: Any, rows: list[dict], task: str, sample: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Logits [N, outputs] of the rows in whole recorded batches, `sample` of them or all, and which rows were done [N]."""
    import torch

    from glueline.learning.batches import cut_by_budget
    from glueline.learning.predict import logits_of
    from glueline.model.tokens import encode

    torch.set_num_threads(_whole((record["platform"].get("torch") or {}).get("threads"), 1))
    head, budget = TASKS[task].head or task, _batch_tokens(record)
    if sample is None:
        return logits_of(teacher, rows, head, budget), np.ones(len(rows), bool)
    lengths = encode(teacher.tokenizer, rows, teacher.longest).lengths
    batches = cut_by_budget(np.argsort(lengths, kind="stable"), lengths, budget)
    logits, done = np.zeros((len(rows), teacher.outputs[head]), np.float32), np.zeros(len(rows), bool)
    for batch in random.Random(rows[0]["id"] if rows else 0).sample(batches, min(sample, len(batches))):
        logits[batch] = logits_of(teacher, [rows[at] for at in batch], head, float("inf"))
        done[batch] = True
    return logits, done


def _batch_tokens(record: dict) -> int:
    return next((_whole(section["batch_tokens"], BATCH_TOKENS) for section in record["params"].values()
                 if isinstance(section, dict) and "batch_tokens" in section), BATCH_TOKENS)


def _whole(value: Any, otherwise: int) -> int:
    return value if type(value) is int and 0 < value < 2**20 else otherwise
