"""What a model with the parts for it makes of a few sentences of the project's own: phrases, levels, attention's factors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from glueline.glue.tasks import TASKS
from glueline.page import charts_of_rows
from glueline.tables.json_file import read_json

if TYPE_CHECKING:
    from glueline.learning.reading import RowReading

# Written for this page; in no corpus.
EXAMPLES = (
    ("cola", "The committee that the mayor appointed last spring resigned yesterday.", None),
    ("sst2", "The film was slow at first, but its quiet ending more than made up for it.", None),
    ("rte", "No one in the village had crossed the new bridge before it fell.", "Somebody from the village was on the bridge."),
    ("mrpc", "The bakery opened a second shop near the station.", "Near the station, the bakery has opened another shop."),
)
LIKELY = 0.5  # a gap whose boundary is more probable ends a phrase
STEPS = 5     # of shade, either side of 1


def has_parts(folder: Path) -> bool:
    """Whether the model of a folder has phrases or attention's factors to show."""
    parts = read_json(folder / "model.json")["parts"] if (folder / "model.json").is_file() else {}
    return bool(parts.get("phrase") or parts.get("pattern"))


def readings(folder: Path, name: str) -> list[dict]:
    """Of each example that the model has a head for: {"task", "answer", "phrases", "pieces": [{"text", "joined", "factor",
    "shade", "gap"}], "gates", "heads" (a chart)}; None for what it has no part for. Raises Refused as `load_teacher`."""
    import torch

    from glueline.learning.reading import read_row
    from glueline.tables.checkpoints import load_teacher

    before = torch.get_num_threads()
    torch.set_num_threads(1)  # figures change with the number of threads, and this page's bytes are to stay
    try:
        teacher = load_teacher(folder)
        served = [(task, *texts) for task, *texts in EXAMPLES if task in teacher.about["tasks"]]
        return [_shown(task, read_row(teacher, task, *texts), f"{name}-{task}") for task, *texts in served]
    finally:
        torch.set_num_threads(before)


def _shown(name: str, reading: RowReading, chart: str) -> dict:
    task = TASKS[name]
    raised = np.exp(reading.logits.astype(np.float64) - reading.logits.max())
    likely = float(raised.max() / raised.sum())
    answer = f"{task.labels[int(reading.logits.argmax())]}, {likely:.0%}" if task.labels else f"{reading.logits[0]:.1f}"
    return {
        "task": task.title, "answer": answer, "pieces": _pieces(reading), "gates": reading.gates,
        "phrases": None if reading.boundaries is None else [spoken for each in reading.phrases if (spoken := _spoken(each))],
        "heads": None if reading.head_weights is None else _heads(reading.head_weights, chart, task.title),
    }


def _pieces(reading: RowReading) -> list[dict]:
    """The tokens without separators, each with its mean factor over layers and heads, and whether a phrase ends after it."""
    weights = reading.key_weights
    factors: list[float | None] = [None] * len(reading.tokens)
    if weights is not None:
        factors = weights.mean((0, 1)).tolist()
    gaps = [0.0] * len(reading.tokens) if reading.boundaries is None else [*reading.boundaries.tolist(), 0.0]
    kept = [at for at, place in enumerate(reading.places) if place is not None]
    furthest = max((abs((factors[at] or 1.0) - 1) for at in kept), default=0.0) or 1.0
    return [{
        "text": reading.tokens[at].removeprefix("##"), "joined": reading.tokens[at].startswith("##"),
        "factor": factors[at], "shade": round(STEPS * ((factors[at] or 1.0) - 1) / furthest),
        "gap": round(gaps[at], 2), "ends": gaps[at] > LIKELY, "apart": at + 1 not in kept,
    } for at in kept]


def _spoken(tokens: Sequence[str]) -> str:
    """The words of a phrase, without separators."""
    return " ".join(token for token in tokens if token[0] + token[-1] not in ("[]", "<>")).replace(" ##", "")


def _heads(factors: np.ndarray, name: str, title: str) -> dict:
    low, high = float(factors.min()), float(factors.max())
    layer, head = np.unravel_index(int(np.abs(factors - 1).argmax()), factors.shape)
    says = f"from {low:.3f} to {high:.3f}; furthest from 1 is head {head + 1} of layer {layer + 1}, {factors[layer, head]:.3f}"
    return {"chart": charts_of_rows.heads(factors.tolist(), name, f"{title}: factor of each head", says), "says": says}
