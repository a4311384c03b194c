"""One model of the page, section by section; what a section lacks is said in a line of its own, with the reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glueline.glue.averages import RULES
from glueline.glue.cells import CELLS
from glueline.page import answers, diagnosis, layout, lineage, readings, training
from glueline.page.form import cut
from glueline.page.models import Shown
from glueline.refusal import Refused

UNSEEN: dict[str, Any] = {"verdict": "unverified", "level": None, "findings": [], "cells": {}, "models": {}, "alone": False}
BROKEN = (Refused, KeyError, TypeError, AttributeError, ValueError, ZeroDivisionError, OSError)


@dataclass(frozen=True)
class Around:
    """What is known of the models beside their files, where the page is made by a command: by entry what the auditor found
    ("alone": by the entry's own files), the runs of each record; `texts`: whether the page may hold real sentences."""

    looked: Mapping[str, dict] = field(default_factory=dict)
    runs: Mapping[str, list[dict]] = field(default_factory=dict)
    texts: bool = True


def model_view(shown: Shown, label: str, place: int, around: Around) -> dict:
    """Everything that the page says of one model, as plain values."""
    name, absent = f"m{place}", {}
    audit = UNSEEN | _of_model(around.looked.get(shown.entry, {}), shown.model)

    def section(title: str, make: Callable[[], Any], why: str | None = None) -> Any:
        if why:
            absent[title] = why
            return None
        try:
            found = make()
        except BROKEN as error:
            known = isinstance(error, Refused)
            absent[title] = cut(str(error) if known else f"of another form ({type(error).__name__}: {error})", 300)
            return None
        if not found:
            absent[title] = "its scores are older than this measure, or have nothing for it"
        return found

    worst, no_texts = answers.worst_rows(shown, around.texts)
    nodes, why_no_records = lineage.nodes_of(shown, around.runs)
    return {
        "name": name, "label": label, "entry": shown.entry, "model": shown.model, "note": shown.note, "commit": shown.commit,
        "dirty": shown.dirty, "present": shown.present, "standing": shown.standing, "source": shown.scores["data"]["source"],
        "averages": {rule: shown.scores["averages"][rule] for rule in RULES}, "cells": _cells(shown, audit),
        "settings": shown.scores["lineage"]["settings"], "seed": shown.scores["lineage"].get("seed"),
        "weights": shown.scores["lineage"]["weights"], "audit": audit, "absent": absent,
        "graph": layout.placed(nodes), "why_no_records": why_no_records,
        "worst": worst, "no_texts": no_texts,
        "released": None if shown.folder else shown.released, "unlabelled": shown.scores["lineage"].get("unlabelled"),
        "cost": section("Cost", lambda: audit["models"][shown.model], _no_cost(shown, audit)),
        "curves": section("Learning curves", lambda: training.curves(there(shown.folder), f"{name}-c"), _no_curves(shown)),
        "phases": section("Curriculum phases", lambda: training.phases(there(shown.curriculum), shown, f"{name}-p"),
                          None if shown.curriculum else _not_here(shown, "the curriculum")),
        "robustness": section("Robustness", lambda: diagnosis.robustness(shown.scores, f"{name}-r")),
        "calibration": section("Calibration", lambda: diagnosis.calibration(shown.scores, f"{name}-k")),
        "slices": section("Slices", lambda: training.slices(there(shown.analysis), f"{name}-s"),
                          None if shown.analysis else _not_here(shown, "the analysis")),
        "readings": section("Phrases and heads", lambda: readings.readings(there(shown.folder or shown.released), f"{name}-h"),
                            _no_readings(shown)),
    }


def _of_model(looked: dict, model: str) -> dict:
    """What the auditor says of an entry, for one of its models; of scores that lie there and that it was never shown, that."""
    if looked.get("cells") and not any(name.startswith(f"{model}/") for name in looked["cells"]):
        return {"level": looked["level"], "findings": ["no stage of dvc.lock made these scores, so nobody has looked at them"]}
    return looked


def _cells(shown: Shown, audit: Mapping) -> list[dict]:
    """The cells in the order of the table, each with its name, title, training rows and the auditor's word."""
    training_rows = shown.scores["lineage"]["training"]
    return [{"aside": None} | shown.scores["cells"][name] | {
                "name": name, "title": cell.title, "trained": training_rows.get(cell.task),
                "verdict": audit["cells"].get(f"{shown.model}/{name}")}
            for name, cell in CELLS.items() if name in shown.scores["cells"]]


def there(folder: Path | None) -> Path:
    """The folder, which is one where a section is made of it."""
    assert folder is not None, "a section whose folder is not at hand has a reason instead"
    return folder


def _not_here(shown: Shown, what: str) -> str:
    if not shown.present:
        return f"{what} is not kept with an entry: it lies in data/ of the run that made it"
    return f"{what} does not lie in data/" if shown.folder else "it is made of others: look at those"


def _no_cost(shown: Shown, audit: Mapping) -> str | None:
    if shown.model in audit["models"]:
        return None
    return audit.get("no_cost") or ("seconds and memory stand in the journal of runs, which no stage may read: "
                                    "`glueline page` shows them")


def _no_curves(shown: Shown) -> str | None:
    if shown.folder is None:
        return _not_here(shown, "the course of its training")
    return None if (shown.folder / "history.csv").is_file() else "the course of its training does not lie in data/"


def _no_readings(shown: Shown) -> str | None:
    if not (folder := shown.folder or shown.released):
        return _not_here(shown, "the model itself")
    return None if readings.has_parts(folder) else "it has neither phrases nor factors of attention: its parts are off"
