"""Level 1 beside the cells: robustness, AX, calibration and agreement again from the stored predictions, and what the stored
ones differ by. What predictions do not say (draws of intervals, AX's tags where its rows are not here) stays bound by hash."""

from collections.abc import Mapping
from typing import Any

from glueline.audit.apart import UNKNOWN, differences
from glueline.audit.beside import Beside, Own
from glueline.audit.rederiving import agreement, by_tag, calibration, families
from glueline.audit.rescoring import averages, score
from glueline.audit.subjects import Subject
from glueline.audit.verdicts import WITHIN, Finding
from glueline.glue.challenges import ADVGLUE, AX, Challenge
from glueline.glue.tasks import TASKS

PARTS = ("robustness", "ax", "calibration", "agreement")
KNOWN, SYNTHETIC = "known rows", "synthetic"  # a set of these standings has a score


def rederive(subject: Subject, model: str, scores: dict, own: Own, tolerance: float) -> None:
    """Make the parts of a model's scores again and note what differs, by more than `tolerance` or not; `own`: the tables of
    validation splits as they were read for the cells. Scores made before there were such parts are let stand without them."""
    if not set(PARTS) & scores.keys() and not subject.tables(model).keys() - own.keys():
        return
    beside = Beside(subject, model, own)
    again = {
        "robustness": {"advglue": _advglue(beside, _inside(scores, "robustness", "advglue", "sets")),
                       "adversarial": _made_rows(beside, _inside(scores, "robustness", "adversarial"))},
        "ax": _ax(beside, _inside(scores, "ax")),
        "calibration": _calibration(scores["cells"], own),
        "agreement": _agreement(beside),
    }
    for part in PARTS:
        for place, says, difference in differences(scores.get(part, {}), again[part], part):
            where, of = subject.place(f"scores.json: {place}"), f"{model}/{part}"
            if difference <= tolerance:
                near = f"{model}: {says}: differs by {difference:.2g}, within {tolerance:g}"
                subject.findings.append(Finding(1, WITHIN, "scores", where, near, of))
            else:
                subject.fail(1, "scores", where, f"{model}: {says}, from the predictions", of)
    tags = ", AX by tag (its tagged rows are not here)" if again["ax"].get("categories") is UNKNOWN else ""
    left = f"intervals by bootstrap, rows that train holds too{tags}"
    subject.note(subject.place("scores.json"), f"{model}: {left}: bound by hash to the run, not computed a second time")


def _calibration(cells: Mapping[str, dict], own: Own) -> dict:
    tables = {name: f"{cell['task']}-{cell['split']}.parquet" for name, cell in cells.items() if cell["task"] in TASKS}
    there = {name: own[table] for name, table in tables.items() if table in own and TASKS[cells[name]["task"]].labels}
    return {name: calibration(rows.logits, rows.labels) | {"standing": cells[name]["standing"]} if rows else UNKNOWN
            for name, rows in there.items()}


def _advglue(beside: Beside, stored: Mapping[str, Any]) -> dict:
    sets = {one.name: _challenge(beside, one, _inside(stored, one.name)) for one in ADVGLUE}
    scored = {one.name: (one.task, sets[one.name]["score"]) for one in ADVGLUE}
    if any(value is UNKNOWN for _, value in scored.values()):
        return {"sets": sets, "mean": UNKNOWN}
    over = sorted(name for name, (_, value) in scored.items() if value is not None)
    return {"sets": sets, "mean": {"value": averages(scored)["glue"]["value"], "over": over}}


def _ax(beside: Beside, stored: Mapping[str, Any]) -> dict:
    made = _challenge(beside, AX, stored)
    if made["score"] is None:
        return made | {"categories": {}}
    rows = beside.challenge(AX)
    tags = beside.tags(rows.ids) if rows else None
    return made | {"categories": by_tag(AX.metrics, tags, rows.labels, rows.predictions) if rows and tags else UNKNOWN}


def _challenge(beside: Beside, one: Challenge, stored: Mapping[str, Any]) -> dict:
    """The figures of one set. Whether its rows are those known is what the hash of their content told the run: `standing`."""
    unsaid = {"rows": UNKNOWN, "standing": UNKNOWN}
    if not beside.has(one):
        return {**unsaid, "score": None, "metrics": {}}
    rows = beside.challenge(one)
    if rows is None:
        return {**unsaid, "score": UNKNOWN, "metrics": UNKNOWN, "aside": stored.get("aside", UNKNOWN)}
    found, known = score(one.metrics, rows.labels, rows.predictions), stored.get("standing") in (KNOWN, SYNTHETIC)
    about = {"rows": one.rows if stored.get("standing") == KNOWN else len(rows.ids), "standing": UNKNOWN}
    return about | (found if known else {"score": None, "metrics": {}, "aside": found})


def _made_rows(beside: Beside, stored: Mapping[str, Any]) -> dict:
    """By task what is left on rows made of its validation rows; nothing of a task that was served and had none."""
    found = {task: families(TASKS[task].metrics, not TASKS[task].labels, made) if made else UNKNOWN
             for task, made in beside.made_rows()}
    return {task: {"families": found.get(task, {})} for task in {**stored, **found}}


def _agreement(beside: Beside) -> dict:
    """By validation table and other task how far that task's head agrees with its own."""
    found: dict[str, dict] = {}
    for table, other, both in beside.related():
        found.setdefault(table, {})[other] = agreement(*both[:2]) | {"of": both[2]} if both else UNKNOWN
    return found


def _inside(value: Any, *names: str) -> dict:
    """What lies inside a value of any form by these names; nothing where it is not there."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
