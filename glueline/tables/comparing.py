"""Two entrants compared wherever both have scores: GLUE's cells and averages, those aside, AdvGLUE, AX, made rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from glueline.glue.averages import RULES
from glueline.glue.cells import CELLS
from glueline.glue.challenges import ACCURACY, ADVGLUE, AX
from glueline.glue.comparison import Pair, compare, mean_difference
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused
from glueline.tables.kept import Entrant
from glueline.tables.predictions import joined, parents_of, read_answers
from glueline.tables.questions import made_of, named

TASKS_ONCE = {"mean": [("mnli_m", "mnli_mm"), *((name,) for name in TASKS)]}  # MNLI's two cells as one task
MEANS: dict[str, Mapping[str, Sequence[Sequence[str]]]] = {
    "glue": {name: rule.groups for name, rule in RULES.items()}, "advglue": TASKS_ONCE, "adversarial": TASKS_ONCE,
}


@dataclass(frozen=True)
class Table:
    """One table to compare: its section, name and title there, the predictions' name, its metrics, how many rows each run's
    scores count (None: not told), whether its rows hang together by parent."""

    section: str
    name: str
    title: str
    file: str
    metrics: tuple[str, ...]
    rows: int | None
    by_parent: bool = False


def compare_entrants(base: Entrant, other: Entrant, resamples: int, seed: int) -> dict:
    """{"base", "other" (name, teachers, seeds), "matched", "sections": {name: {"tables": {name: what `compare` says, "title"},
    "means": {name: `mean_difference`}}}, "left_out": [tables that one side alone was scored on, or made rows that differ]}.
    Seeds are matched where both sides have the same ones.

    Raises Refused where the data is not the same, and where predictions do not fit (`glueline.tables.predictions.joined`)."""
    standings = [{run.scores["data"]["standing"] for run in side.runs} for side in (base, other)]
    if standings[0] != standings[1]:
        raise Refused(f"{base.name}, {other.name}: one on {min(standings[0])}, one on {min(standings[1])}: not the same rows")
    matched = base.seeds == other.seeds
    ours, theirs = ({(each.section, each.name): each for each in tables_of(side)} for side in (base, other))
    shared = {key: table for key, table in ours.items() if key in theirs}
    shared = {key: table for key, table in shared.items() if not table.by_parent or made_alike(table, base, other)}
    sections = {}
    for section in dict.fromkeys(section for section, _ in shared):
        tables = {name: table for (where, name), table in shared.items() if where == section}
        pairs = {name: pair_of(table, base, other) for name, table in tables.items()}
        made, draws = compare(pairs, matched, resamples, [seed, *section.encode()])
        means = {rule: mean_difference(groups, made, draws) for rule, groups in MEANS.get(section, {}).items()}
        titled = {name: found | {"title": tables[name].title} for name, found in made.items()}
        sections[section] = {"tables": titled, "means": {rule: found for rule, found in means.items() if found}}
    left_out = sorted({f"{section}/{name}" for section, name in set(ours) | set(theirs)} - {f"{a}/{b}" for a, b in shared})
    return {"base": _about(base), "other": _about(other), "matched": matched, "sections": sections, "left_out": left_out,
            "bootstrap": {"resamples": resamples, "seed": seed}}


def tables_of(side: Entrant) -> Iterator[Table]:
    """Every table that all runs of a side have a score on."""
    for cell in CELLS.values():
        task, found = TASKS[cell.task], [run.scores["cells"][cell.name] for run in side.runs]
        sections = {"glue": all(one["score"] is not None for one in found), "aside": all("aside" in one for one in found)}
        for section in (name for name, scored in sections.items() if scored):
            yield Table(section, cell.name, cell.title, named(cell.table), task.metrics, found[0]["rows"])
    yield from _harder(side)


def _harder(side: Entrant) -> Iterator[Table]:
    if not all("robustness" in run.scores for run in side.runs):
        return
    for one in ADVGLUE:
        found = [run.scores["robustness"]["advglue"]["sets"][one.name] for run in side.runs]
        if all(each["score"] is not None for each in found):
            yield Table("advglue", one.name, CELLS[one.name].title, named(one.table), one.metrics, found[0]["rows"])
    if all(run.scores["ax"]["score"] is not None for run in side.runs):
        yield Table("ax", AX.name, TASKS[AX.task].title, named(AX.table), AX.metrics, side.runs[0].scores["ax"]["rows"])
    for task in TASKS.values():
        found = [run.scores["robustness"]["adversarial"].get(task.name, {}).get("families") for run in side.runs]
        if all(found):
            metrics, rows = ACCURACY if task.labels else task.metrics, found[0]["all"]["rows"]
            yield Table("adversarial", task.name, task.title, made_of(task.name), metrics, rows, by_parent=True)


def pair_of(table: Table, base: Entrant, other: Entrant) -> Pair:
    """A table's labels and both sides' predictions."""
    paths = [run.predictions / f"{table.file}.parquet" for side in (base, other) for run in side.runs]
    ids, labels, said = joined(paths, table.rows)
    first = len(base.runs)
    return Pair(table.metrics, labels, said[:first], said[first:], parents_of(ids) if table.by_parent else None)


def made_alike(table: Table, base: Entrant, other: Entrant) -> bool:
    """Whether both sides were asked the same made rows: other settings of `perturb` make other rows, and that is no fault."""
    first, second = (read_answers(side.runs[0].predictions / f"{table.file}.parquet") for side in (base, other))
    return set(first.ids) == set(second.ids)


def _about(side: Entrant) -> dict:
    return {"name": side.name, "teachers": [run.teacher for run in side.runs], "seeds": side.seeds}
