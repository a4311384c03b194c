"""Logits of rows, in batches cut by length from the rows asked for. The same rows, token budget, threads and device give the
same bits; otherwise a row's logits move by about 1e-6."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import torch
from transformers import PreTrainedTokenizerBase

from glueline.learning.batches import cut_by_budget
from glueline.learning.ensemble import together
from glueline.learning.world import best_device, inputs_to
from glueline.model.id_transformer import IDTransformer
from glueline.model.tokens import encode, padded
from glueline.progress import bar
from glueline.refusal import Refused

BATCH_TOKENS = 2048  # on two CPU cores 8 % faster than 4096, a third faster than 8192, and 1024 is no faster


@dataclass(frozen=True)
class Teacher:
    """A model ready to answer, a teacher or the student. `longest`: tokens it reads of a row; `outputs`: width of each task's
    head; `about`: what it is made of."""

    model: IDTransformer
    tokenizer: PreTrainedTokenizerBase
    outputs: dict[str, int]
    longest: int
    about: dict

    @property
    def padding(self) -> int:
        return self.tokenizer.pad_token_id


@dataclass(frozen=True)
class Ensemble:
    """Teachers that answer together. `weights`: of each task how much each of them that has its head counts, by name; they sum
    to 1. `about`: what it is made of."""

    members: Mapping[str, Teacher]
    weights: Mapping[str, Mapping[str, float]]
    about: dict


def logits_of(
    teacher: Teacher | Ensemble, rows: Sequence[dict], task: str, batch_tokens: float, progress: str | None = None
) -> np.ndarray:
    """Rows of one task (with text_a, text_b) -> [rows, outputs] in fp32, in the rows' order. Moves the teacher to the GPU where
    there is one. Of an ensemble the log of the members' mean probability, or their mean grade; members that count for nothing
    are not asked.

    `progress` names the bar, None shows none.
    """
    if isinstance(teacher, Ensemble):
        counted = {name: weight for name, weight in teacher.weights[task].items() if weight > 0}
        said = [logits_of(teacher.members[name], rows, task, batch_tokens, progress and f"{progress} {name}")
                for name in counted]
        return together(np.stack(said), [*counted.values()]).astype(np.float32)
    device = best_device()
    model, encoded = teacher.model.to(device), encode(teacher.tokenizer, rows, teacher.longest)
    logits = np.zeros((len(rows), teacher.outputs[task]), np.float32)
    with torch.inference_mode(), bar(progress or "", len(rows), "row", shown=progress is not None) as shown:
        for batch in cut_by_budget(np.argsort(encoded.lengths, kind="stable"), encoded.lengths, batch_tokens):
            inputs = inputs_to(padded(encoded, batch, teacher.padding), device)
            logits[batch] = model(task, *inputs).cpu().numpy()
            shown.move(len(batch))
    return logits


def logits_by_id(teacher: Teacher, rows: Sequence[dict], batch_tokens: int = BATCH_TOKENS) -> Iterator[dict]:
    """Rows of several tasks, sorted by task -> rows of the LOGITS table, in their order. Raises Refused on an answer that is
    not finite."""
    for task, group in groupby(rows, key=lambda row: row["task"]):
        kept = list(group)
        answers = logits_of(teacher, kept, task, batch_tokens, f"logits {task}")
        wrong = np.flatnonzero(~np.isfinite(answers).all(1))
        if len(wrong):
            said = f"the teacher answers {answers[wrong[0]].tolist()}"
            raise Refused(f"{kept[wrong[0]]['id']}: {said}; look at its losses, a lower rate may help")
        yield from ({"id": row["id"], "logits": answer.tolist()} for row, answer in zip(kept, answers, strict=True))
