"""Related tasks as what the learning room needs of them: whose head reads whose rows, and the mapping between them."""

from collections.abc import Sequence

from glueline.glue.relations import matrix, partners, same_label
from glueline.learning.consistency import Agreement, graded, summed


def agreements(tasks: Sequence[str]) -> dict[str, list[Agreement]]:
    """By task, the heads among `tasks` that can read its rows."""
    found: dict[str, list[Agreement]] = {}
    for task in tasks:
        for relation, other in partners(task, list(tasks)):
            same = same_label(relation)
            mapping = summed(matrix(relation)) if same is None else graded(same)
            found.setdefault(task, []).append(Agreement(other, other == relation.wide, relation.swapped, mapping))
    return found
