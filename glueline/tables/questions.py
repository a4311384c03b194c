"""What a teacher is asked when it is scored: which rows, for which head, and under which name the answers are kept."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from glueline.glue.challenges import CHALLENGES
from glueline.glue.relations import Relation, partners
from glueline.glue.tasks import TASKS, Task
from glueline.tables.capped import capped_rows
from glueline.tables.parquet import read_rows
from glueline.text.validity import ACCEPTED

ABSENT = "absent"


@dataclass(frozen=True)
class Question:
    """`name`: <task>-<split>, where the answers are kept; `task`: whose labels they are, by its head; `labelled`: whether every
    row must have its label."""

    name: str
    task: Task
    labelled: bool
    rows: Callable[[], Iterable[dict]]

    @property
    def head(self) -> str:
        return self.task.head or self.task.name

    @property
    def held_out(self) -> bool:
        """Whether something is made of the answers here: not of those to test rows, which a submission takes."""
        return self.name.split("-")[1].startswith("validation")


def named(table: str) -> str:
    """How the answers to a table (`task/split`) are called."""
    return table.replace("/", "-")


def made_of(task: str) -> str:
    """How the answers to what operators made of a task's validation rows are called."""
    return f"{task}-validation_adversarial"


def read_by(table: str, other: str) -> str:
    """How another task's head's answers to a table are called."""
    return f"{named(table)}_by_{other}"


def glue_questions(served: Collection[str], splits: Mapping[str, dict], prepared: Path, test_rows: bool) -> Iterator[Question]:
    """The validation splits there are (and test splits, if asked for) of the tasks whose head the teacher has."""
    purposes = ("validation", "test") if test_rows else ("validation",)
    for task in TASKS.values():
        for split in task.splits:
            if (task.head or task.name) in served and split.startswith(purposes) and _there(splits, task, split):
                path = prepared / task.name / f"{split}.parquet"
                yield Question(f"{task.name}-{split}", task, split.startswith("validation"), partial(read_rows, path))


def challenge_questions(served: Collection[str], sets: Mapping[str, dict], challenge: Path) -> Iterator[Question]:
    """The sets that are scored alone, where they are there."""
    for name, one in CHALLENGES.items():
        task = TASKS[one.task]
        if (task.head or task.name) in served and sets[name]["standing"] != ABSENT:
            yield Question(named(name), task, True, partial(read_rows, challenge / f"{name}.parquet"))


def adversarial_questions(served: Collection[str], adversarial: Path) -> Iterator[Question]:
    """The accepted rows that operators made of validation rows."""
    for task in TASKS.values():
        path = adversarial / f"{task.name}.parquet"
        if task.name in served and path.exists() and next(accepted(path), None):
            yield Question(made_of(task.name), task, True, partial(accepted, path))


def related_questions(served: Collection[str], splits: Mapping[str, dict], prepared: Path,
                      at_most: int, seed: int) -> Iterator[Question]:
    """Validation rows, at most so many of a split (0: none are asked), for the heads of related tasks."""
    for task in (TASKS[name] for name in TASKS if name in served):
        for split in task.validation_splits:
            for relation, other in partners(task.name, list(served)) if at_most and _there(splits, task, split) else ():
                read = partial(turned, relation, prepared / task.name / f"{split}.parquet", at_most, seed)
                yield Question(read_by(f"{task.name}/{split}", other), TASKS[other], False, read)


def accepted(path: Path) -> Iterator[dict]:
    """The rows of a table of made rows that passed."""
    return (row for row in read_rows(path) if row["verdict"] == ACCEPTED)


def turned(relation: Relation, path: Path, at_most: int, seed: int) -> Iterator[dict]:
    """Some of a table's rows as the head of the related task reads them: texts in its order, and no label, since theirs is the
    other task's."""
    for row in capped_rows(path, at_most, seed):
        texts = (row["text_b"], row["text_a"]) if relation.swapped else (row["text_a"], row["text_b"])
        yield row | {"text_a": texts[0], "text_b": texts[1], "label": None}


def _there(splits: Mapping[str, dict], task: Task, split: str) -> bool:
    return splits[f"{task.name}/{split}"]["standing"] != ABSENT
