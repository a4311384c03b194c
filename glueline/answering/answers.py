"""A model's answers as others read them: a label's name with the probability of each, or a score."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from scipy.special import softmax

from glueline.glue.tasks import Task
from glueline.learning.predict import BATCH_TOKENS, Teacher, logits_of
from glueline.refusal import Refused

DECIMALS = 6


def answers(teacher: Teacher, task: Task, rows: Sequence[dict], model: str) -> list[dict]:
    """Rows {row, id, text_a, text_b} -> {row, id, prediction, a probability for each label (or the score from 0 to 5), model}.
    Rows of one call share batches, so that their numbers move by about 1e-6 with what they are asked beside."""
    logits = logits_of(teacher, rows, task.head or task.name, BATCH_TOKENS)
    if not np.isfinite(logits).all():
        raise Refused(f"{model}: answers {task.title} with numbers that are not finite; take another model")
    return [{"row": row["row"], "id": row["id"], **worded(task, each), "model": model}
            for row, each in zip(rows, logits, strict=True)]


def worded(task: Task, logits: np.ndarray) -> dict:
    """The answer that a row's logits [outputs] stand for.

    >>> from glueline.glue.tasks import TASKS
    >>> worded(TASKS["rte"], np.zeros(2))
    {'prediction': 'entailment', 'entailment': 0.5, 'not_entailment': 0.5}
    """
    if not task.labels:
        score = round(float(logits[0].clip(0, 5)), DECIMALS)
        return {"prediction": str(score), "score": score}
    shares = softmax(logits.astype(np.float64))
    return {"prediction": task.labels[int(logits.argmax())],
            **{label: round(float(share), DECIMALS) for label, share in zip(task.labels, shares, strict=True)}}


def fitting(teacher: Teacher, rows: Iterable[dict], where: str) -> Iterator[dict]:
    """The rows as they come. Raises Refused at one that has more tokens than the model reads."""
    for row in rows:
        texts = [text for text in (row["text_a"], row["text_b"]) if text is not None]
        marks = teacher.tokenizer.num_special_tokens_to_add(pair=len(texts) > 1)
        short = all(map(str.isascii, texts)) and sum(map(len, texts)) <= teacher.longest - marks  # a character a token, or more
        if not short:
            tokens = len(teacher.tokenizer(*texts, truncation=False, verbose=False)["input_ids"])
            if tokens > teacher.longest:
                raise Refused(f"{where}: row {row['row']}: {tokens} tokens, and the model reads {teacher.longest}; shorten it, "
                              "or let --cut cut the longer text")
        yield row
