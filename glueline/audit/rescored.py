"""Level 1: every figure again from the stored predictions, cells and averages here and what stands beside them in rederived.py,
and what the stored ones differ by."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from glueline.glue.tasks import TASKS, Split
from glueline.audit.predictions import Predictions, read_predictions, refuse_odd_answers, refuse_odd_rows
from glueline.audit.rederived import rederive
from glueline.audit.rescoring import averages, score
from glueline.audit.subjects import Subject
from glueline.audit.verdicts import WITHIN, Finding
from glueline.refusal import Refused

TOLERANCE = 2e-4  # points: twice what rounding to four decimals may hide
SHORT = {"validation_matched": ("m",), "validation_mismatched": ("mm",)}  # of a split, in the name of its cell
BALANCE = 6e-4    # of a label's share: the official ones are rounded to three decimals


@dataclass(frozen=True)
class Rescored:
    """A cell's score as stored and as it came out again, in points; both None of an empty cell."""

    stored: float | None
    again: float | None
    rows: int


def rescore(subject: Subject) -> dict[tuple[str, str], Rescored]:
    """Score everything again; findings are noted in the subject. Returns every cell, by model and name."""
    found: dict[tuple[str, str], Rescored] = {}
    if subject.standing is not None:
        _check_standing(subject, subject.standing["splits"])
    for model, scores in subject.scores.items():
        scored = {(cell["task"], cell["split"]): name for name, cell in scores["cells"].items()}
        known = (subject.standing or {"splits": {}})["splits"]  # a task of one's own may be younger than the entry
        expected = [(task.name, split) for task in TASKS.values() for split in task.validation_splits
                    if not task.own or f"{task.name}/{split}" in known]
        for task, split in expected:
            if (task, split) not in scored:
                subject.fail(1, "scores", subject.place("scores.json"), f"{model}: no cell for {task}/{split}")
        read: dict[str, Predictions | None] = {}
        for name, cell in scores["cells"].items():
            found[model, name] = _cell(subject, model, name, cell, read)
        averaged = [pair for pair in expected if pair in scored and not TASKS[pair[0]].own]  # the rules are GLUE's
        _check_averages(subject, model, scores, {pair: scored[pair] for pair in averaged})
        rederive(subject, model, scores, read, TOLERANCE)
    return found


def _cell(subject: Subject, model: str, name: str, cell: dict, read: dict[str, Predictions | None]) -> Rescored:
    """One cell; its table goes to `read`, None where it cannot be read."""
    table = f"{cell['task']}-{cell['split']}.parquet"
    where, of = subject.place(f"predictions/{model}/{table}"), f"{model}/{table}"
    shown = cell if cell["score"] is not None else cell.get("aside")
    try:
        if cell["task"] not in TASKS or table not in subject.tables(model):
            if shown:
                raise Refused(f"{where}: the cell {name} is filled, and no predictions are on record")
            return Rescored(None, None, cell["rows"])
        read[table] = None
        read[table] = rows = _rows(subject, model, table, cell, where)
        again = score(TASKS[cell["task"]].metrics, rows.labels, rows.predictions)
    except Refused as refusal:
        subject.fail(1, "data", where, str(refusal).removeprefix(f"{where}: "), of)
        return Rescored(cell["score"], None, cell["rows"])
    _check_place(subject, name, cell, of)
    for says, difference in _differences(shown or {}, again):
        if difference <= TOLERANCE:
            says = f"{says}: differs by {difference:.2g} points, within {TOLERANCE:g}"
            subject.findings.append(Finding(1, WITHIN, "scores", subject.place(f"scores.json: {name}"), says, of))
        else:
            subject.fail(1, "scores", subject.place(f"scores.json: {name}"), f"{says}, from the predictions", of)
    return Rescored(cell["score"], again["score"] if cell["score"] is not None else None, cell["rows"])


def _rows(subject: Subject, model: str, table: str, cell: dict, where: str) -> Predictions:
    """The rows of a cell. Raises Refused where they are not those of its split."""
    rows, task = read_predictions(subject.table(model, table), where), TASKS[cell["task"]]
    refuse_odd_rows(rows, cell["task"], cell["split"], where)
    if len(rows.ids) != cell["rows"]:
        raise Refused(f"{where}: {len(rows.ids):,} rows, scores.json counts {cell['rows']:,}")
    refuse_odd_answers(rows, len(task.labels), where)
    official = task.splits.get(cell["split"])
    if official and cell["standing"].startswith("official") and official.balance:
        share = np.array([np.mean(rows.labels == label) for label in range(len(official.balance))])
        if np.abs(share - official.balance).max() > BALANCE:
            has = f"the official split has {list(official.balance)}"
            raise Refused(f"{where}: labels in shares {share.round(3).tolist()}, {has}")
    return rows


def _check_place(subject: Subject, name: str, cell: dict, of: str) -> None:
    """A cell is filled where its split counts, and only there; rows and standing are standing.json's, its name its own."""
    standing = (subject.standing or {"splits": {}})["splits"].get(f"{cell['task']}/{cell['split']}")
    where = subject.place(f"scores.json: {name}")
    if name != "_".join([cell["task"], *SHORT.get(cell["split"], ())]):
        subject.fail(1, "scores", where, f"holds {cell['task']}/{cell['split']}, which is another cell's", of)
    if standing is None:
        subject.fail(1, "data", where, "its split has no standing in standing.json", of)
        return
    for what in ("rows", "standing"):
        if cell[what] != standing[what]:
            subject.fail(1, "data", where, f"{what} {cell[what]!r}, standing.json has {standing[what]!r}", of)
    counts = standing["official"] or standing["standing"] == "synthetic"
    if counts != (cell["score"] is not None):
        says = f"is {'empty' if counts else 'filled'}, though its split is {standing['standing']}"
        subject.fail(1, "scores", where, says, of)


def _check_standing(subject: Subject, splits: dict[str, dict]) -> None:
    """What is called official has the official rows; what is called its bytes has their hash."""
    for name, found in splits.items():
        task, _, split = name.partition("/")
        official: Split | None = TASKS[task].splits.get(split) if task in TASKS else None
        if official is None:
            subject.fail(1, "data", subject.place(f"standing.json: {name}"), "no split of GLUE")
        elif found["official"] and (found["rows"] != official.rows or found["standing"] == "official bytes"
                                    and found["sha256"] != official.sha256):
            says = f"called official with {found['rows']:,} rows, the official split has {official.rows:,} (or other bytes)"
            subject.fail(1, "data", subject.place(f"standing.json: {name}"), says)


def _check_averages(subject: Subject, model: str, scores: dict, cells: dict[tuple[str, str], str]) -> None:
    given = {name: (task, scores["cells"][name]["score"]) for (task, _), name in cells.items()}
    for rule, again in averages(given).items():
        where, stored, of = subject.place(f"scores.json: averages.{rule}"), scores["averages"].get(rule), f"{model}/averages"
        if stored is None:
            subject.fail(1, "scores", where, f"{model}: missing", of)
            continue
        parts = [name for name in ("over", "of") if stored[name] != again[name]]
        parts += [name for name in ("in", "missing") if sorted(stored[name]) != sorted(again[name])]
        values = [stored["value"], again["value"]]
        says = f"{model}: {values[0]} over {stored['over']}, its cells come to {values[1]} over {again['over']}"
        if parts or values.count(None) == 1 or None not in values and abs(values[0] - values[1]) > TOLERANCE:
            subject.fail(1, "scores", where, says, of)
        elif values[0] != values[1]:
            subject.findings.append(Finding(1, WITHIN, "scores", where, f"{says}; tolerance {TOLERANCE:g}", of))


def _differences(stored: dict, again: dict) -> Iterator[tuple[str, float]]:
    """What a stored figure and its second one differ by, in points; infinitely where one of them is missing."""
    names = {**stored.get("metrics", {}), **again["metrics"]}
    pairs = [("score", stored.get("score"), again["score"])]
    pairs += [(name, stored.get("metrics", {}).get(name), again["metrics"].get(name)) for name in sorted(names)]
    for name, one, other in pairs:
        if one != other:
            yield f"{name} {one}, again {other}", abs(one - other) if None not in (one, other) else float("inf")
