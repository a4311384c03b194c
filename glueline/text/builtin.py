"""The built-in set: GLUE's nine tasks and AX from the project's own grammars, labels true by construction.

Synthetic, and called so wherever its scores appear. It has the columns, labels and splits of the task table.
"""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random

from glueline.glue.tasks import TASKS, Task
from glueline.refusal import Refused
from glueline.text import acceptability, duplicates, inference, paraphrase, pronouns, questions, sentiment, similarity
from glueline.text.inference_words import MATCHED, MISMATCHED
from glueline.text.partition import Owned, key_number, normal, owned_by

Draw = Callable[[Random, int, Owned], tuple[str, ...]]

# A task's grammar: the texts of a row that has this label. A graded task gets the number of half points instead.
GRAMMARS: dict[str, Draw] = {
    "cola": acceptability.row,
    "sst2": sentiment.row,
    "mrpc": paraphrase.row,
    "stsb": similarity.row,
    "qqp": duplicates.row,
    "mnli": partial(inference.row, MATCHED),
    "qnli": questions.row,
    "rte": partial(inference.two_way_row, MATCHED),
    "wnli": pronouns.row,
    "ax": partial(inference.row, MATCHED),
}
MISMATCHED_GRAMMARS: dict[str, Draw] = {"mnli": partial(inference.row, MISMATCHED)}
# Tasks with one grammar share out its word combinations, so that they repeat nothing of each other either.
FAMILIES = [("mnli", "rte", "ax")]
TRAIN_SHARE = 2  # of the word combinations, where any other split has 1
GRADES = 11      # 0, 0.5 ... 5
TRIES = 5000     # in a row that gave nothing new: the grammar has run dry


def generate(task: str, split: str, rows: int, seed: int, tell: bool = False) -> Iterator[dict]:
    """Yield `rows` rows of a split of a task: its text columns, `label` (an int, or a score from 0 to 5; -1 in test splits,
    unless asked to `tell`) and `idx` from 0 on. The same for the same arguments, whatever else is generated; no row twice.

    Raises Refused when the grammar has fewer different rows than asked for.
    """
    table = TASKS[task]
    rng = Random(f"{seed}/{task}/{split}")
    draw = MISMATCHED_GRAMMARS[task] if split.endswith("_mismatched") else GRAMMARS[task]
    owned = owned_by(f"{task}/{split}", _shares(task))
    seen: set[int] = set()
    for idx, label in enumerate(_labels(rng, _balance(table, split), rows)):
        texts = _unseen(partial(draw, rng, label, owned), seen, table.symmetric)
        if texts is None:
            raise Refused(f"built-in {task}/{split}: the grammar has no more than {idx} different rows; "
                          f"ask for fewer in params.yaml at source.rows")
        said = _label(table, "" if tell else split, label)
        yield {**dict(zip(table.text_columns, texts, strict=True)), "label": said, "idx": idx}


def _shares(task: str) -> dict[str, int]:
    family = next((names for names in FAMILIES if task in names), (task,))
    return {f"{name}/{split}": TRAIN_SHARE if split == "train" else 1 for name in family for split in TASKS[name].splits}


def _balance(table: Task, split: str) -> tuple[float, ...]:
    """The official shares of the labels, the training split's where the split is unlabelled; equal ones for grades."""
    official = table.splits[split].balance or TASKS[table.head or table.name].splits["train"].balance
    return official or (1 / GRADES,) * GRADES


def _labels(rng: Random, balance: tuple[float, ...], rows: int) -> Iterator[int]:
    """Labels in random order whose numbers are `balance` of `rows`, to within one."""
    exact = [share / sum(balance) * rows for share in balance]
    left = [int(part) for part in exact]
    for label in sorted(range(len(exact)), key=lambda label: left[label] - exact[label])[:rows - sum(left)]:
        left[label] += 1
    for _ in range(rows):
        label = rng.choices(range(len(left)), left)[0]
        left[label] -= 1
        yield label


def _label(table: Task, split: str, label: int) -> int | float:
    if split.startswith("test"):
        return -1 if table.labels else -1.0
    return label if table.labels else label / 2


def _unseen(draw: Callable[[], tuple[str, ...]], seen: set[int], symmetric: bool) -> tuple[str, ...] | None:
    """The next texts that are not among `seen`, to which they are added; None after TRIES repeats."""
    for _ in range(TRIES):
        texts = draw()
        plain = [normal(text) for text in texts]
        key = key_number("|".join(sorted(plain) if symmetric else plain))
        if key not in seen:
            seen.add(key)
            return texts
    return None
