"""By how much an output that came out otherwise differs from the recorded one, where the recorded bytes are at hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from glueline.provenance.hashing import pretty
from glueline.audit.holdings import Holdings
from glueline.audit.subjects import Subject
from glueline.refusal import Refused

TOLERANCE = 1e-3  # of a number in a table or a JSON file; everything else must be the same


def apart(subject: Subject, name: tuple[str, str], sha256: str | None, tree: Path) -> tuple[str, bool] | None:
    """What an output's file (output, name inside) differs by, in words, and whether that is within tolerance; None where it
    cannot be said."""
    made = tree / name[0] / name[1] if name[1] else tree / name[0]
    old = _recorded(subject, name, sha256) if sha256 and made.is_file() else None
    if old is None:
        return None
    try:
        if made.suffix == ".parquet":
            pairs = zip(_numbers(_table(old)), _numbers(_table(made.read_bytes())), strict=True)
        elif made.suffix == ".json":
            pairs = zip(_numbers(json.loads(old)), _numbers(json.loads(made.read_bytes())), strict=True)
        else:
            return None
        largest = 0.0
        for one, other in pairs:
            if one != other:
                if not isinstance(one, int | float) or not isinstance(other, int | float):
                    return f"{name[1]}: {str(one)[:30]!r} came out as {str(other)[:30]!r}", False
                largest = max(largest, abs(one - other))
    except ValueError:
        return f"{name[1]}: of another shape", False
    return f"{name[1]}: by up to {largest:.2g}, tolerance {TOLERANCE:g}", largest <= TOLERANCE


def _recorded(subject: Subject, name: tuple[str, str], sha256: str) -> bytes | None:
    """The recorded bytes: of the entry's own predictions or scores, or as they lie in the checkout or DVC's cache."""
    import hashlib

    model = name[0].rpartition("/")[2]
    candidates = []
    if name[1] == "scores.json" and model in subject.scores:
        candidates.append(pretty(subject.scores[model]))
    if name[1].startswith("predictions/"):
        try:
            candidates.append(subject.table(model, name[1].removeprefix("predictions/")))
        except (Refused, KeyError):
            pass  # of a test split, which no entry keeps
    there = Holdings(subject.root, subject.lock).file(name[0], name[1], sha256)
    candidates += [there.read_bytes()] if there else []
    return next((content for content in candidates if hashlib.sha256(content).hexdigest() == sha256), None)


def _table(content: bytes) -> list[dict]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(pa.BufferReader(content)).to_pylist()
    except pa.ArrowException as error:
        raise ValueError(str(error)) from error


def _numbers(value: Any) -> Iterator[Any]:
    """Every leaf in order, keys included, so that another shape shows."""
    if isinstance(value, dict):
        for key in sorted(value):
            yield key
            yield from _numbers(value[key])
    elif isinstance(value, list):
        for each in value:
            yield from _numbers(each)
    else:
        yield value
