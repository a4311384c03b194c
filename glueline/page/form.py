"""The form that the page needs scores to have; a file of an older or a broken form is told by its first wrong key."""

from math import isfinite
from typing import Any

from glueline.glue.averages import RULES
from glueline.glue.cells import CELLS
from glueline.refusal import Refused

LARGEST = 1e6  # no score, bound or count of rows that anyone means lies beyond
LONGEST = 80   # letters of a name that is shown

Kinds = type | tuple[type, ...]


def check_scores(scores: Any, where: str) -> None:
    """Raises Refused, naming the key, where `scores` (of one model, from scores.json) cannot be shown."""
    for key in ("teacher", "data.source", "data.standing"):
        of_kind(scores, key, str, where)
    for key in ("cells", "averages", "lineage.training", "lineage.settings", "lineage.prepared"):
        of_kind(scores, key, dict, where)
    for key in ("lineage.weights.backbone", "lineage.weights.sha256", "lineage.checkpoint", "lineage.curriculum"):
        of_kind(scores, key, str, where)
    for name in CELLS:
        if name in scores["cells"]:
            _check_cell(scores["cells"][name], f"{where}: cells.{name}")
    for name in RULES:
        one = of_kind(scores["averages"], name, dict, f"{where}: averages")
        number(one, "value", f"{where}: averages.{name}")
        for key in ("over", "of"):
            of_kind(one, key, int, f"{where}: averages.{name}")
    for name, one in scores["lineage"]["training"].items():
        for key, kind in (("rows", int), ("of", int), ("standing", str)):
            of_kind(one, key, kind, f"{where}: lineage.training.{name}")


def _check_cell(cell: Any, where: str) -> None:
    for key, kind in (("task", str), ("split", str), ("standing", str), ("rows", int), ("metrics", dict)):
        of_kind(cell, key, kind, where)
    shown = [cell, *([of_kind(cell, "aside", dict, where)] if "aside" in cell else [])]
    for one in shown:
        bounds = [number(one, key, where) for key in ("score", "low", "high")]
        if (bounds[0] is None) != (bounds[1] is None) or (bounds[1] is None) != (bounds[2] is None):
            raise Refused(f"{where}: a score without its interval, or the other way round")
        for name, value in of_kind(one, "metrics", dict, where).items():
            finite(value, f"{where}: metrics.{name}")
    if cell["score"] is None:
        of_kind(cell, "why", str, where)


def of_kind(content: Any, path: str, kind: Kinds, where: str) -> Any:
    """What stands at the dotted `path`. Raises Refused where it is missing or no `kind`."""
    for key in path.split("."):
        if not isinstance(content, dict) or key not in content:
            raise Refused(f"{where}: {path}: missing: of an older form, or broken")
        content = content[key]
    if not isinstance(content, kind) or (isinstance(content, bool) and kind is int):
        raise Refused(f"{where}: {path}: not of the form that is read here")
    return content


def number(content: dict, key: str, where: str) -> float | None:
    """The finite number at `key`, or None. Raises Refused on anything else."""
    value = of_kind(content, key, (int, float, type(None)), where)
    return None if value is None else finite(value, f"{where}: {key}")


def finite(value: Any, where: str) -> float:
    """Raises Refused on what is no number, or none that can be drawn."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or abs(value) > LARGEST:
        raise Refused(f"{where}: no number that can be shown")
    return value


def cut(text: str, length: int = LONGEST) -> str:
    """The text in one line without control characters, cut to so many letters.

    >>> cut("a\\nlong name", 6)
    'a lon…'
    """
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in str(text)).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
