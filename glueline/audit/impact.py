"""From a row, a file or a parameter forward to every stage's output and every cell that it touched."""

import re
from pathlib import Path

from glueline.glue.tasks import TASKS
from glueline.audit.chain import MISSING, at
from glueline.audit.lineage import downstream, files_of, makes_weights, overlap, scorers
from glueline.audit.subjects import Subject
from glueline.audit.target import load_all
from glueline.refusal import Refused
from glueline.tables.files import file_sha256

ROW = re.compile(r"([a-z0-9]+)/[A-Za-z0-9_.]+/\d+")
SHA256 = re.compile("[0-9a-f]{64}")
Touched = dict[str, str]  # stage -> how it was touched


def impact(root: Path, what: str) -> dict:
    """{"what", "kind", "subjects": [{"subject", "stages": {stage: how}, "outputs", "cells", "not_here"}]}, for every entry and
    this run. Raises Refused on what nothing ever read, made or was set by."""
    subjects = load_all(root)
    row = ROW.fullmatch(what)
    if row and row[1] in TASKS:
        return _found(what, "row", [_of_row(subject, what) for subject in subjects])
    sha256 = what if SHA256.fullmatch(what) else file_sha256(root / what) if (root / what).is_file() else None
    files = [_downstream(subject, _readers(subject, what, sha256)) for subject in subjects]
    if any(each["stages"] for each in files):
        return _found(what, "file", files)
    return _found(what, "param", [_downstream(subject, _set_by(subject, what)) for subject in subjects])


def _found(what: str, kind: str, subjects: list[dict]) -> dict:
    touched = [each for each in subjects if each["stages"] or each["cells"]]
    if not touched:
        missing = sum(len(each["not_here"]) for each in subjects)
        unseen = f"; {missing} recorded tables are not here to be looked at" if missing else ""
        raise Refused(f"{what}: no record read it, made it, or was set by it; give a row's id (rte/train/12), a file or its "
                      f"sha256, or a dotted name of params.yaml{unseen}")
    return {"what": what, "kind": kind, "subjects": subjects if kind == "row" else touched}


def _readers(subject: Subject, path: str, sha256: str | None) -> Touched:
    """The stages that made a file, read it as an input, or could reach it as code; by path, or by the bytes."""
    found: Touched = {}
    for key, record in subject.records.items():
        paths = {**record["inputs"], **{out: content["sha256"] for out, content in record["outputs"].items()}}
        bytes_of = {*paths.values(), *(each for _, _, each in files_of(record))}
        backbones = [each for section in record["params"].values() for each in _texts(section)]
        if path in record["code"]["files"]:
            found[key] = "its code reaches it"
        elif sha256 and sha256 in bytes_of:
            found[key] = "made or read these bytes"
        elif sha256 and sha256 in backbones:
            found[key] = "its params name these bytes"
        elif any(overlap(each, path) for each in record["outputs"]) and _has(record, path):
            found[key] = "made it"
        elif path in record["inputs"]:
            found[key] = "read it"
    return found


def _set_by(subject: Subject, name: str) -> Touched:
    """The stages whose params have this name, one above it or one below it."""
    found: Touched = {}
    for key, record in subject.records.items():
        for section, value in record["params"].items():
            if section == name or section.startswith(f"{name}."):
                found[key] = f"its params are {section}"
            elif name.startswith(f"{section}."):
                there = at(value, name[len(section) + 1:])
                if there is not MISSING:
                    found[key] = f"{name} was {str(there)[:60]}"
    return found


def _downstream(subject: Subject, touched: Touched) -> dict:
    """The stages touched and all that rest on them, with their outputs and cells."""
    stages = dict(touched)
    for key in touched:
        for each in sorted(downstream(subject.records, key) - stages.keys()):
            stages[each] = f"rests on {key}"
    models = {model: "all of it" for model, (key, _) in scorers(subject.records).items() if key in stages}
    return _content(subject, stages, models, [])


def _of_row(subject: Subject, row: str) -> dict:
    """Where a row, or what was made of it, was held, learned or answered, and what rests on the weights that learned it."""
    from glueline.audit.rows import family, tables

    found, missing = tables(subject, set(subject.records))
    known = family(row, found)
    held = {table: rows for table in found for rows in [len(table.rows(known))] if rows}
    stepping = {table.stage for table in found if table.is_steps}
    stages: Touched = {}
    cells: dict[str, str] = {}
    below: set[str] = set()
    for key in dict.fromkeys(table.stage for table in held):
        own = [table for table in held if table.stage == key]
        learned = any(table.is_steps for table in own)
        perhaps = key not in stepping and makes_weights(subject.records[key])
        how = "learned" if learned else "may have learned" if perhaps else "holds"
        stages[key] = f"{how} {'it' if len(known) == 1 else 'it or what was made of it'}: {_places(held, own)}"
        below |= downstream(subject.records, key) - {key} if learned or perhaps else set()
    for each in sorted(below - stages.keys()):
        stages[each] = "rests on weights that learned it"
    for model, (key, out) in scorers(subject.records).items():
        cells |= {model: "rests on weights that learned it"} if key in below else {}
        cells |= {f"{model}/{table.name.removeprefix('predictions/').removesuffix('.parquet')}": "answered it"
                  for table in held if (table.stage, table.out) == (key, out)}
    return _content(subject, stages, cells, missing)


def _places(held: dict, own: list) -> str:
    return ", ".join(f"{table.place} ({held[table]} row{'s' * (held[table] > 1)})" for table in own)


def _content(subject: Subject, stages: Touched, how: dict[str, str], missing: list[str]) -> dict:
    """`how`: by model, or by model and table (model/task-split) for one cell."""
    cells = [{"model": model, "cell": name, "score": cell["score"], "how": why}
             for model, scores in sorted(subject.scores.items()) for name, cell in scores["cells"].items()
             for why in [how.get(f"{model}/{cell['task']}-{cell['split']}") or how.get(model)]
             if why and (cell["score"] is not None or "aside" in cell)]
    outputs = {out: content["sha256"] for key in stages for out, content in subject.records[key]["outputs"].items()}
    return {"subject": subject.name, "stages": stages, "outputs": outputs, "cells": cells, "not_here": missing}


def _has(record: dict, path: str) -> bool:
    return any(path in (out, f"{out}/{name}") or f"{out}/{name}".startswith(f"{path}/") for out, name, _ in files_of(record))


def _texts(value: object) -> list[str]:
    if isinstance(value, dict | list):
        return [text for each in (value.values() if isinstance(value, dict) else value) for text in _texts(each)]
    return [value] if isinstance(value, str) else []


