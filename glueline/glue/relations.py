"""Which tasks' answers say something about each other's, and how: the wider task's labels by what they amount to in the
narrower.

The article enforces consistency "across related tasks" through a mapping between their output spaces that it does not give.
"""

from dataclasses import dataclass

from glueline.glue.tasks import TASKS
from glueline.refusal import Refused

Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Relation:
    """`mapping`: the label of `narrow` that each label of `wide` amounts to; of a graded task, the label of "the same".
    `swapped`: the first text of the one task is the second of the other."""

    wide: str
    narrow: str
    mapping: dict[str, str] | str
    swapped: bool = False

    def __hash__(self) -> int:
        return hash((self.wide, self.narrow))


ENTAILMENT = {"entailment": "entailment", "neutral": "not_entailment", "contradiction": "not_entailment"}
TWO_WAY = {"entailment": "entailment", "not_entailment": "not_entailment"}
RELATIONS = (
    Relation("mnli", "rte", ENTAILMENT),
    Relation("mnli", "qnli", ENTAILMENT, swapped=True),  # QNLI asks first; the sentence is the premise
    Relation("rte", "qnli", TWO_WAY, swapped=True),
    Relation("qqp", "mrpc", {"not_duplicate": "not_equivalent", "duplicate": "equivalent"}),
    Relation("stsb", "qqp", "duplicate"),
    Relation("stsb", "mrpc", "equivalent"),
)


def partners(task: str, tasks: list[str]) -> list[tuple[Relation, str]]:
    """The relations of a task to others among `tasks`, each with the other's name."""
    found = [(relation, {relation.wide: relation.narrow, relation.narrow: relation.wide}.get(task)) for relation in RELATIONS]
    return [(relation, other) for relation, other in found if other in tasks]


def same_label(relation: Relation) -> int | None:
    """Of a graded wide task, the number of the narrow task's label that a full grade means; None for a task with labels.
    Raises Refused on a label that is not the narrow task's."""
    if not isinstance(relation.mapping, str):
        return None
    _refuse(relation, {relation.mapping} - set(TASKS[relation.narrow].labels))
    return TASKS[relation.narrow].labels.index(relation.mapping)


def matrix(relation: Relation) -> Matrix:
    """A row for each narrow label, a column for each wide one: 1 where the one amounts to the other. Raises Refused on a
    label of either that the mapping misses or that is unknown."""
    mapping, narrow, wide = relation.mapping, TASKS[relation.narrow].labels, TASKS[relation.wide].labels
    if isinstance(mapping, str):
        raise Refused(f"relations: {relation.wide} to {relation.narrow}: grades have no matrix; ask for `same_label`")
    _refuse(relation, set(mapping) ^ set(wide))
    _refuse(relation, set(mapping.values()) ^ set(narrow))
    return tuple(tuple(float(mapping[other] == label) for other in wide) for label in narrow)


def _refuse(relation: Relation, wrong: set[str]) -> None:
    if wrong:
        raise Refused(f"relations: {relation.wide} to {relation.narrow}: {min(wrong)}: not mapped, or not the task's label; "
                      f"map every label of both tasks")
