"""Which head's labels two tasks share, from the table of relations alone."""

from collections.abc import Iterable

from glueline.glue.relations import RELATIONS, Relation
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused

SAME_FROM = 3.5  # of STS-B: half way between "roughly" and "mostly" equivalent


def relation_of(task: str, other: str, where: str) -> Relation:
    """The relation of two tasks. Raises Refused where there is none."""
    for relation in RELATIONS:
        if {relation.wide, relation.narrow} == {task, other}:
            return relation
    raise Refused(f"{where}: {task} and {other} are not related")


def in_narrow_labels(relation: Relation, answers: Iterable[float]) -> list[int]:
    """Answers of the wide task's head as numbers of the narrow task's labels: by name, or the same from SAME_FROM on."""
    narrow, wide, mapping = TASKS[relation.narrow].labels, TASKS[relation.wide].labels, relation.mapping
    if isinstance(mapping, str):
        same = narrow.index(mapping)
        return [same if grade >= SAME_FROM else 1 - same for grade in answers]
    numbers = [narrow.index(mapping[label]) for label in wide]
    return [numbers[int(answer)] for answer in answers]
