"""The files of sets that are scored alone: JSON lines in a folder beside GLUE, read as rows of the one schema."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from glueline.glue.challenges import TAGS, Challenge
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused
from glueline.tables.examples import PREPARED, row_id

DIAGNOSTIC = pa.schema([*PREPARED, *((tag, pa.string()) for tag in TAGS)])  # of AX; a tag is null where a row has none
NAMED = "GLUELINE_GLUE_EXTRA"


def locate_extra(folder: str) -> Path | None:
    """Where the folder lies on this machine: GLUELINE_GLUE_EXTRA if that is set, else `folder`; None where it does not.
    Raises Refused where the variable names no folder."""
    named = os.environ.get(NAMED)
    if named and not Path(named).is_dir():
        raise Refused(f"{NAMED}: {named}: no such folder; mend the variable or unset it")
    place = Path(named or folder)
    return place if place.is_dir() else None


def schema_of(challenge: Challenge) -> pa.Schema:
    """The columns of a set's table."""
    return DIAGNOSTIC if challenge.tags else PREPARED


def read_challenge(path: Path, challenge: Challenge) -> tuple[list[dict], str]:
    """A set's rows (columns of `schema_of`), in order of idx, and the sha256 of their content.

    Raises Refused, naming file and line, on text that is no UTF-8 or no JSON object, a column missing, a value of another
    type, an empty text, an unknown label, or an idx that does not rise; and on a file without rows."""
    rows, content, last = [], hashlib.sha256(), -1
    columns = TASKS[challenge.task].text_columns
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        found = _checked(f"{path}: line {number}", line, challenge)
        if found["idx"] <= last:
            raise Refused(f"{path}: line {number}: idx {found['idx']} after {last}: idx must rise from row to row; sort it")
        last = found["idx"]
        kept = [found[name] for name in ("idx", "label", *columns, *challenge.tags)]
        content.update(json.dumps(kept, ensure_ascii=False).encode() + b"\n")
        rows.append(as_row(found, challenge))
    if not rows:
        raise Refused(f"{path}: no rows; restore the file, or remove it")
    return rows, content.hexdigest()


def as_row(found: dict, challenge: Challenge) -> dict:
    """A row of the set's own columns as one of `schema_of`. Tags that it lacks, or that are empty, become null."""
    texts = [found[name] for name in TASKS[challenge.task].text_columns]
    return {"id": row_id(challenge.task, challenge.split, found["idx"]), "task": challenge.task, "split": challenge.split,
            "text_a": texts[0], "text_b": texts[1] if len(texts) == 2 else None, "label": float(found["label"]),
            **{tag: found.get(tag) or None for tag in challenge.tags}}


def _checked(where: str, line: bytes, challenge: Challenge) -> dict:
    task = TASKS[challenge.task]
    found = _object(where, line)
    for name, kind in _columns(challenge):
        if name not in found:
            raise Refused(f"{where}: column {name!r} is missing; it needs {', '.join(name for name, _ in _columns(challenge))}")
        if type(found[name]) is not kind:
            raise Refused(f"{where}: column {name!r}: expected {kind.__name__}, found {json.dumps(found[name])[:40]}")
        if kind is str and not _is_text(found[name]):
            raise Refused(f"{where}: column {name!r}: not UTF-8; encode the file again")
    if not 0 <= found["label"] < len(task.labels):
        raise Refused(f"{where}: label {found['label']}: {task.title} has {', '.join(task.labels)}, numbered from 0")
    for name in task.text_columns:
        if not found[name].strip():
            raise Refused(f"{where}: column {name!r} is empty; restore the file")
    return found


def _columns(challenge: Challenge) -> Iterator[tuple[str, type]]:
    yield from ((name, str) for name in (*TASKS[challenge.task].text_columns, *challenge.tags))
    yield from (("label", int), ("idx", int))


def _object(where: str, line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refused(f"{where}: not UTF-8; encode the file again") from None
    except ValueError as error:
        raise Refused(f"{where}: no JSON ({error}); restore the file") from None
    if not isinstance(found, dict):
        raise Refused(f"{where}: no JSON object; a line a row")
    return found


def _is_text(value: str) -> bool:
    """Whether it can be written as UTF-8: JSON may escape half a character."""
    return not any("\ud800" <= character <= "\udfff" for character in value)
