"""What the auditor and the journal say of every entry and of this run, as plain values for a page to show."""

from collections.abc import Iterable
from pathlib import Path

from glueline.audit.audit import audit
from glueline.audit.disclosure import disclose
from glueline.audit.present import load_present
from glueline.audit.plan import Plan
from glueline.audit.report import told
from glueline.audit.runs import read_journal
from glueline.refusal import Refused

SHOWN = ("time", "seconds", "peak_mib")


def looked_at(root: Path, names: Iterable[str], level: int) -> dict[str, dict]:
    """By name {"verdict", "level", "findings", "cells": {"model/cell": {"verdict", "says"}}, "models": {model: cost and what
    was tried}, "no_cost": why there is none}, from an audit to `level`. What cannot be audited or disclosed says why."""
    return {name: _one(root, name, level) for name in names}


def _one(root: Path, name: str, level: int) -> dict:
    try:
        [report] = audit(root, Plan((name,), level))
        found = told(report, level)
    except Refused as refusal:
        found = {"verdict": "unverified", "level": level, "findings": [str(refusal)], "cells": {}}
    try:
        disclosed = disclose(root, name)["models"]
        models = {model: {key: each[key] for key in ("cost", "tried")} for model, each in disclosed.items()}
        return found | {"models": models, "no_cost": "no record of the run that scored it"}
    except Refused as refusal:
        return found | {"models": {}, "no_cost": str(refusal)}


def runs_by_record(root: Path) -> dict[str, list[dict]]:
    """The finished runs of the journal that made each record, by its sha256."""
    return {sha256: [{key: line.content[key] for key in SHOWN} for line in lines if line.content["status"] == "finished"]
            for sha256, lines in read_journal(root).by_record.items() if sha256}


def records_of_present(root: Path) -> dict[str, dict]:
    """The records of this run by stage, each {"sha256", "record"}; none where there is no run."""
    try:
        subject = load_present(root)
    except Refused:
        return {}
    return {key: {"sha256": subject.made[key], "record": record} for key, record in subject.records.items()}
