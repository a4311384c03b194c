"""Values in the records and results of the checkout, by dotted path."""

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

from glueline.claims.plain_yaml import read_plain
from glueline.refusal import Refused

SIZE = 8 * 1024 * 1024
ROW = re.compile(r"^\| *([^|]+?) *\| *([^|]+?) *\|$", re.MULTILINE)


def read_values(root: Path, file: str) -> Any:
    """The content of `file` below `root`: JSON and YAML as they are; of JSON lines, {record: its line}; of Markdown, the rows
    of its tables of two columns.

    Raises Refused where it lies outside of `root`, is too large, or of another kind.
    """
    path = root / file
    if Path(file).is_absolute() or not path.resolve().is_relative_to(root.resolve()):
        raise Refused(f"{file}: outside of the checkout; bind figures to what lies in it")
    if not path.is_file() or path.stat().st_size > SIZE:
        raise Refused(f"{file}: missing, or more than {SIZE:,} bytes")
    if path.suffix in (".yaml", ".yml"):
        return read_plain(path)
    try:
        text = path.read_text("utf-8")
        if path.suffix == ".json":
            return json.loads(text)
        if path.suffix == ".jsonl":
            lines = [json.loads(line) for line in text.splitlines() if line.strip()]
            return {line["record"]: line for line in lines if line.get("record")}
    except (ValueError, RecursionError) as error:
        raise Refused(f"{file}: not readable ({error})") from None
    if path.suffix == ".md":
        return dict(ROW.findall(text))
    raise Refused(f"{file}: figures are bound to .json, .jsonl, .yaml or .md")


def value_at(values: Any, path: str, under: str = "") -> Fraction | None:
    """The number at a dotted path below `under`, as in `cells.cola.score` or `rows.0`, or the sum over several joined by
    " + "; None where there is none."""
    total = Fraction()
    for part in path.split(" + "):
        found = _one(values, f"{under}.{part}" if under else part)
        if found is None:
            return None
        total += found
    return total


def _one(values: Any, path: str) -> Fraction | None:
    for step in path.split("."):
        if isinstance(values, dict) and step in values:
            values = values[step]
        elif isinstance(values, list) and step.isdigit() and int(step) < len(values):
            values = values[int(step)]
        else:
            return None
    if isinstance(values, bool) or not isinstance(values, int | float | str):
        return None
    try:
        return Fraction(str(values))
    except ValueError:
        return None
