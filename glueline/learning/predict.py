"""Logits of rows, in batches cut by length from the rows asked for. The same rows, token budget, threads and device give the
same bits; otherwise a row's logits move by about 1e-6."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import torch
from tqdm import tqdm
from transformers import PreTrainedTokenizerBase

from glueline.learning.batches import cut_by_budget
from glueline.learning.world import best_device, to_device
from glueline.model.id_transformer import IDTransformer
from glueline.model.tokens import encode, padded


BATCH_TOKENS = 8192


@dataclass(frozen=True)
class Teacher:
    """A model ready to answer. `longest`: tokens it reads of a row; `outputs`: width of each task's head."""

    model: IDTransformer
    tokenizer: PreTrainedTokenizerBase
    outputs: dict[str, int]
    longest: int
    settings: dict

    @property
    def padding(self) -> int:
        return self.tokenizer.pad_token_id


def logits_of(
    teacher: Teacher, rows: Sequence[dict], task: str, batch_tokens: int, progress: str | None = None
) -> np.ndarray:
    """Rows of one task (with text_a, text_b) -> [rows, outputs] in fp32, in the rows' order. Moves the teacher to the GPU where
    there is one.

    `progress` names the bar on stderr, None shows none.
    """
    device = best_device()
    model, encoded = teacher.model.to(device), encode(teacher.tokenizer, rows, teacher.longest)
    logits = np.zeros((len(rows), teacher.outputs[task]), np.float32)
    with torch.inference_mode(), tqdm(total=len(rows), desc=progress, unit="row", disable=progress is None) as bar:
        for batch in cut_by_budget(np.argsort(encoded.lengths, kind="stable"), encoded.lengths, batch_tokens):
            inputs = [each if each is None else to_device(each, device) for each in padded(encoded, batch, teacher.padding)]
            logits[batch] = model(task, *inputs).cpu().numpy()
            bar.update(len(batch))
    return logits


def logits_by_id(teacher: Teacher, rows: Sequence[dict], batch_tokens: int = BATCH_TOKENS) -> Iterator[dict]:
    """Rows of several tasks, sorted by task -> rows of the LOGITS table, in their order."""
    for task, group in groupby(rows, key=lambda row: row["task"]):
        kept = list(group)
        answers = logits_of(teacher, kept, task, batch_tokens, f"logits {task}")
        yield from ({"id": row["id"], "logits": answer.tolist()} for row, answer in zip(kept, answers, strict=True))
