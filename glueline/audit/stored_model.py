"""The model and the tables that a run scored, as they are at hand, and its answers in the batches they were first given in."""

import os
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from glueline.glue.tasks import TASKS
from glueline.audit.holdings import Holdings
from glueline.audit.lineage import overlap
from glueline.audit.subjects import Subject
from glueline.refusal import Refused

WEIGHTS, ANSWERS_ON_TUNE = "model.safetensors", "tune.parquet"  # of an ensemble the second too: its members are weighed by it
BATCH_TOKENS = 8192  # where a record's params do not say


def stored_model(subject: Subject, key: str, holdings: Holdings, folder: Path) -> Any:
    """The model whose predictions the stage scored, a teacher, the student, or the teachers together; `folder`: an empty one to
    gather its files in. Raises Refused where a file of it is not here, or the stage read no model or several apart."""
    by_input = {path: models for path in subject.records[key]["inputs"] if (models := _models(subject, path))}
    if len(by_input) != 1:
        raise Refused(f"{key}: reads {len(by_input)} stored models apart; only a run anew (level 3) can check what comes of it")
    (path, models), = by_input.items()
    alone = {out: files for out, files in models.items() if overlap(path, out) and not out.startswith(f"{path}/")}
    members = [] if alone else _members(subject.records[key], path, models)
    for out, files in (alone or {f"{path}/{name}": models[f"{path}/{name}"] for name in members}).items():
        _gather(out, files, holdings, folder / out[len(path) + 1:], needed=(WEIGHTS,) if alone else (WEIGHTS, ANSWERS_ON_TUNE))
    from glueline.tables.models import load_model

    try:
        return load_model(folder, members)
    except Refused as refusal:
        raise Refused(str(refusal).replace(str(folder), path)) from None
    except (KeyError, TypeError, ValueError, OSError, RuntimeError, MemoryError) as error:
        raise Refused(f"{path}: the code here cannot load it ({' '.join(str(error).split())[:100]})") from error


def _models(subject: Subject, path: str) -> dict[str, dict[str, str]]:
    """Of an input of a stage the outputs in it that are models: each one's files by sha256."""
    return {out: content["files"] for record in subject.records.values() for out, content in record["outputs"].items()
            if overlap(out, path) and WEIGHTS in (content["files"] or {})}


def _members(record: dict, path: str, models: Mapping[str, Any]) -> list[str]:
    """The teachers that answered together: those that the record's params name, else all in the folder."""
    there = [out[len(path) + 1:] for out in models]
    named = next((section["teachers"] for section in record["params"].values()
                  if isinstance(section, dict) and "teachers" in section), there)
    if not isinstance(named, list) or not set(map(str, named)) <= set(there):
        says = f"{str(named)[:100]} answered together, of which not all are on record"
        raise Refused(f"{path}: {says}; there are {', '.join(there)}")
    return named


def _gather(out: str, files: Mapping[str, str], holdings: Holdings, folder: Path, needed: Sequence[str]) -> None:
    """Link the files of one model into `folder`. Raises Refused where one that is `needed` is not here."""
    for name, sha256 in files.items():
        there = holdings.file(out, name, sha256)
        if there is None and name in needed:
            raise Refused(f"{out}/{name}: not here with the recorded sha256 {sha256[:12]}; `dvc pull` may bring it")
        if there is None:
            continue  # what is needed of it, loading will miss
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(there.resolve(), folder / name)


def answers_for(model: Any) -> Mapping[str, Any]:
    """The tasks that a stored model has an answer for, and what it knows of each."""
    return getattr(model, "outputs", None) or model.weights


def answer_again(record: dict, teacher: Any, rows: list[dict], task: str, sample: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Logits [N, outputs] of the rows in whole recorded batches, `sample` of them or all, and which rows were done [N]. An
    ensemble whose members read other batches each answers all."""
    import torch

    from glueline.learning.predict import logits_of

    torch.set_num_threads(_whole((record["platform"].get("torch") or {}).get("threads"), 1))
    head, budget = TASKS[task].head or task, _batch_tokens(record)
    batches = None if sample is None else _batches(teacher, rows, head, budget)
    if batches is None:
        return logits_of(teacher, rows, head, budget), np.ones(len(rows), bool)
    logits, done = np.zeros((len(rows), _asked(teacher, head)[0].outputs[head]), np.float32), np.zeros(len(rows), bool)
    for batch in random.Random(rows[0]["id"] if rows else 0).sample(batches, min(sample or 0, len(batches))):
        logits[batch] = logits_of(teacher, [rows[at] for at in batch], head, float("inf"))
        done[batch] = True
    return logits, done


def _batches(model: Any, rows: Sequence[dict], head: str, budget: int) -> list[np.ndarray] | None:
    """The batches the rows were answered in; None where the members of an ensemble read them in different ones."""
    from glueline.learning.batches import cut_by_budget
    from glueline.model.tokens import encode

    each = [encode(one.tokenizer, rows, one.longest).lengths for one in _asked(model, head)]
    if any((lengths != each[0]).any() for lengths in each):
        return None
    return cut_by_budget(np.argsort(each[0], kind="stable"), each[0], budget)


def _asked(model: Any, head: str) -> list[Any]:
    """The single models that answer."""
    if hasattr(model, "outputs"):
        return [model]
    return [model.members[name] for name, weight in model.weights[head].items() if weight > 0]


def _batch_tokens(record: dict) -> int:
    return next((_whole(section["batch_tokens"], BATCH_TOKENS) for section in record["params"].values()
                 if isinstance(section, dict) and "batch_tokens" in section), BATCH_TOKENS)


def _whole(value: Any, otherwise: int) -> int:
    return value if type(value) is int and 0 < value < 2**20 else otherwise
