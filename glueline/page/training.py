"""How a model learned: its loss by step, the phases of its curriculum, the slices in which it fails; from a run's files."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

from glueline.glue.cells import CELLS
from glueline.glue.tasks import TASKS
from glueline.page import charts, charts_of_rows
from glueline.page.form import cut
from glueline.page.models import Shown
from glueline.tables.json_file import read_json

POINTS = 36  # of a curve


def curves(folder: Path, name: str) -> list[tuple[str, str]]:
    """A task and its chart each: the loss by step, each point the mean of a stretch of the task's steps."""
    steps = defaultdict(list)
    with (folder / "history.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if isfinite(float(line["loss"])):
                steps[line["task"]].append((int(line["step"]), float(line["loss"])))
    return [(task, _curve(task, found, f"{name}-{task}")) for task, found in sorted(steps.items()) if task in TASKS]


def _curve(task: str, found: list[tuple[int, float]], name: str) -> str:
    points = list(averaged(found, POINTS))
    ends = (f"{loss:.2f} at step {step:,}" for step, loss in (points[0], points[-1]))
    says = f"from {' to '.join(ends)}, {len(found):,} steps"
    return charts.curve(points, name, TASKS[task].title, says)


def averaged(found: list[tuple[int, float]], most: int) -> Iterator[tuple[int, float]]:
    """At most `most` points: means of stretches of the same length but for the last.

    >>> list(averaged([(0, 4.0), (1, 2.0), (2, 1.0)], 2))
    [(0, 3.0), (2, 1.0)]
    """
    length = -(-len(found) // most)
    for first in range(0, len(found), length):
        piece = found[first : first + length]
        yield sum(step for step, _ in piece) // len(piece), sum(loss for _, loss in piece) / len(piece)


def phases(curriculum: Path, shown: Shown, name: str) -> dict:
    """{"chart", "opens": when each phase joins, "made": rows that operators made, by phase} of the rows a learner saw."""
    found = {task: {int(number): rows for number, rows in by_phase.items()}
             for task, by_phase in sorted(read_json(curriculum / "summary.json")["phases"].items()) if task in TASKS}
    rows = [{"task": TASKS[task].title, "phase": number, "rows": _all(held)} for task, each in found.items()
            for number, held in each.items()]
    made = {number: sum(_all(each[number]) - each[number]["natural"] for each in found.values())
            for number in sorted({number for each in found.values() for number in each})}
    says = "; ".join(f"{TASKS[task].title} " + ", ".join(f"{_all(held):,}" for held in each.values())
                     for task, each in found.items())
    opens = shown.scores["lineage"]["settings"].get("method", {}).get("pace", {}).get("opens")
    return {"chart": charts_of_rows.phases(rows, name, "Train rows by task and phase", says), "made": made, "opens": opens}


def _all(held: dict) -> int:
    """The rows of a phase: natural ones, and those of each family by operator."""
    return sum(sum(each.values()) if isinstance(each, dict) else each for each in held.values())


def slices(analysis: Path, name: str) -> dict:
    """{"chart", "worse": the slices in which the model was shown to be worse, "looked": how many were tested, "method"}."""
    content = read_json(analysis / "slices.json")
    found = [one | {"title": CELLS[one["cell"]].title, "slice": cut(one["slice"], 22),
                    "ratio": one["inside"] / one["outside"] if one["outside"] else 1.0}
             for one in content["slices"]]
    worse = [one for one in found if one["worse"]]
    says = f"worse in {len(worse)} of {len(found)}" + "".join(f"; {one['title']}: {one['slice']}" for one in worse[:20])
    chart = charts_of_rows.slices(found, name, "Loss inside a slice over that outside", says) if found else None
    return {"chart": chart, "worse": worse[:40], "looked": len(found), "method": content["method"]}
