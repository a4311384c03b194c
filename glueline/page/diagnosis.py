"""What scores say beside their cells, made ready to be shown: harder rows, AX, calibration. Numbers are copied."""

from collections.abc import Mapping
from typing import Any

from glueline.glue.cells import CELLS
from glueline.glue.robustness import FEWEST
from glueline.glue.tasks import TASKS
from glueline.page import charts, charts_of_rows

FAMILIES = ("linguistic", "counterfactual", "targeted")


def robustness(scores: Mapping, name: str) -> dict | None:
    """{"chart", "rows": a task each with its families, "advglue", "ax"}; None of scores that are older than that."""
    if "robustness" not in scores:
        return None
    made = {task: one["families"] for task, one in scores["robustness"]["adversarial"].items()
            if one["families"] and task in TASKS}
    rows: list[dict[str, Any]] = [{"task": TASKS[task].title, "families": [_figures(found.get(family)) for family in FAMILIES],
             "all": _figures(found.get("all")), **_moved(found["all"])}
            for task, found in made.items()]
    drawn = [{"label": row["task"], **{key: each[key] for key in ("parents", "score", "low", "high")}}
             for row in rows for each in [row["all"]] if each is not None]
    says = "; ".join(f"{row['label']} {row['parents']:.0f} to {row['score']:.0f}" for row in drawn)
    title = "Score on rows made of validation rows, against that on their parents"
    whys = sorted({one["why"] for one in scores["robustness"]["adversarial"].values() if one["why"]})
    return {"chart": charts_of_rows.drops(drawn, name, title, says) if drawn else None, "rows": rows, "whys": whys,
            "families": FAMILIES, "advglue": _advglue(scores["robustness"]["advglue"]), "ax": scores["ax"]}


def _moved(found: dict) -> dict:
    return {what: found[what] if found["parents"] >= FEWEST else None for what in ("flips", "moves")}


def _figures(found: dict | None) -> dict | None:
    """A family's accuracy, or of grades its score, with the number of its rows; None of one made of too few parents to tell."""
    if found is None or found["parents"] < FEWEST or not (shown := found["accuracy"] or found["score"]):
        return None
    return shown | {"rows": found["rows"]}


def _advglue(found: dict) -> dict:
    scored = {CELLS[name].title: one for name, one in found["sets"].items() if one["score"] is not None and name in CELLS}
    whys = (one["why"] for one in found["sets"].values() if one["why"])
    return {"sets": scored, "mean": found["mean"], "why": min(whys, default="")}


def calibration(scores: Mapping, name: str) -> list[dict] | None:
    """A cell each: {"title", "chart", "ece", "brier", "confidence", "accuracy", "rows"}; None of scores older than that."""
    if "calibration" not in scores:
        return None
    return [one | {"title": CELLS[cell].title, "chart": _curve(one, f"{name}-{cell}", CELLS[cell].title)}
            for cell, one in scores["calibration"].items() if cell in CELLS]


def _curve(one: dict, name: str, title: str) -> str:
    says = (f"right {one['accuracy']:.0%}, sure {one['confidence']:.0%} in mean; "
            + ", ".join(f"{each['confidence']:.0%} sure: {each['accuracy']:.0%} right of {each['rows']}"
                        for each in one["bins"] if each["rows"]))
    return charts.reliability(one["bins"], name, title, says)
