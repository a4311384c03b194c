"""From a cell back to what it rests on: its scores, predictions, checkpoint, curriculum and data, down to single rows."""

from pathlib import Path
from typing import Any

from glueline.audit.lineage import makers, scorers, upstream
from glueline.audit.runs import Journal, read_journal
from glueline.audit.subjects import Subject
from glueline.refusal import Refused

WEIGHTS = ".safetensors"


def trace(root: Path, target: str, row: str | None) -> dict:
    """All that a cell (entry/cell or entry/model/cell) rests on, the stage that scored it first; of `row`, where it was and
    what it did. Raises Refused on what is no cell."""
    from glueline.audit.target import cell_of, load

    name, _, rest = target.partition("/")
    subject = load(root, name)
    model, cell = cell_of(subject, rest)
    key, out = scorers(subject.records).get(model, (None, None))
    if key is None:
        raise Refused(f"{target}: no record of the run that scored {model}; `glueline audit` says what became of it")
    about = subject.scores[model]["cells"][cell]
    stages = upstream(subject.records, key)
    table = f"{about['task']}-{about['split']}.parquet"
    found: dict[str, Any] = {
        "subject": subject.name, "model": model, "cell": cell,
        **{each: about[each] for each in ("task", "split", "score", "rows", "standing")},
        "predictions": {"file": f"{out}/predictions/{table}", "sha256": subject.tables(model).get(table)},
        "findings": [finding.content() for finding in subject.findings],
        "stages": [_stage(subject, each, read_journal(root)) for each in _in_order(subject, key, stages)],
        "training": subject.scores[model]["lineage"].get("training", {}),
        "made_rows": made_rows(subject, stages),
    }
    return found | ({"row": row_story(subject, stages, row)} if row else {})


def _stage(subject: Subject, key: str, journal: Journal) -> dict:
    """One stage's run: its record, when it ran and at what cost, what it read and made."""
    record, sha256 = subject.records[key], subject.made[key]
    return {
        "stage": key, "record": sha256, "commit": record["commit"], "dirty": record["dirty"],
        "code": record["code"]["fingerprint"], "params": record["params"],
        "runs": [{name: line.content[name] for name in ("time", "seconds", "peak_mib", "host")} | {"line": line.number}
                 for line in journal.by_record.get(sha256, ())],
        "reads": {path: {"sha256": each, "made_by": makers(subject.records, path)} for path, each in record["inputs"].items()},
        "made": {out: {"sha256": content["sha256"], "files": len(content["files"] or [0])}
                 for out, content in record["outputs"].items()},
        "weights": {f"{out}/{name}": each for out, content in record["outputs"].items()
                    for name, each in (content["files"] or {}).items() if name.endswith(WEIGHTS)},
    }


def _in_order(subject: Subject, key: str, stages: set[str]) -> list[str]:
    """The stages back from `key`, each after all that read what it made."""
    order: list[str] = []

    def visit(each: str) -> None:
        if each not in order:
            read = {maker for path in subject.records[each]["inputs"] for maker in makers(subject.records, path)}
            for maker in sorted(read & stages - {each}):
                visit(maker)
            order.append(each)

    visit(key)
    return order[::-1]


def made_rows(subject: Subject, stages: set[str]) -> dict:
    """Of every made row that a training read: its parent and operator, and the steps that used it. {"rows", "not_here"}."""
    from glueline.audit.rows import tables

    found, missing = tables(subject, stages)
    trained = {table.stage for table in found if table.is_steps}
    read = {maker for key in trained for path in subject.records[key]["inputs"] for maker in makers(subject.records, path)}
    rows = {row["id"]: row for table in found if table.stage in read for row in table.made_rows()}
    steps: dict[str, dict[str, list[int]]] = {}
    for table in (table for table in found if table.is_steps and rows):
        for identity, used in table.steps(set(rows)).items():
            steps.setdefault(identity, {})[table.stage] = used
    shown = [{"id": identity, **{name: row[name] for name in ("parent_id", "operator", "label_effect") if name in row},
              "steps": steps.get(identity, {})} for identity, row in sorted(rows.items())]
    return {"rows": shown, "not_here": missing}


def row_story(subject: Subject, stages: set[str], row: str) -> dict:
    """Where a row lies on the way to the cell, what was made of it, and which steps used it or what was made of it. Raises
    Refused where no table that is here has it."""
    from glueline.audit.rows import NAMES, family, tables

    found, missing = tables(subject, stages)
    known = family(row, found)
    tables_with = [{"stage": table.stage, "table": table.place, "rows": rows} for table in found if not table.is_steps
                   for rows in [table.rows({row}, NAMES)] if rows]
    if not tables_with:
        nowhere = f"; {len(missing)} recorded tables are not here, `dvc pull` may bring them" if missing else ""
        raise Refused(f"{row}: in none of the {len(found)} tables at hand that this cell rests on{nowhere}")
    return {"id": row, "made_of_it": sorted(known - {row}), "tables": tables_with, "not_here": missing,
            "steps": {table.place: steps for table in found for steps in [table.steps(known)] if steps}}
