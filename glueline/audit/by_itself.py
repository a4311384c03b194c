"""A kept entry by its own files alone: what of levels 0 and 1 needs no git, no journal and none of this checkout's code, so
that the same entry gets the same words everywhere. What these say is for `glueline audit`."""

from pathlib import Path

from glueline.audit.agreement import check_entry, check_listed, check_scores
from glueline.audit.chain import check_chain
from glueline.audit.kept import entry_names, load_entry, where_bytes_belong
from glueline.audit.lock_agreement import check_lock
from glueline.audit.report import Report, told, verdict_of
from glueline.audit.rescored import rescore
from glueline.audit.verdicts import FAILED
from glueline.refusal import Refused


def by_themselves(root: Path) -> dict[str, dict]:
    """Every kept entry of a checkout by name, as `report.told` has them, with {"alone": True}."""
    known = where_bytes_belong(root)
    return {name: {"models": {}, "alone": True} | _by_itself(root, name, known) for name in entry_names(root)}


def _by_itself(root: Path, name: str, known: dict[str, str]) -> dict:
    try:
        subject = load_entry(root, name, known)
    except Refused as refusal:
        return {"verdict": FAILED, "level": 0, "findings": [f"{FAILED}: records: {refusal}"], "cells": {}}
    subject.alone = True
    check_chain(subject)
    check_entry(subject)
    check_listed(subject)
    check_scores(subject)
    check_lock(subject, None)
    again = rescore(subject)
    cells = [verdict_of(subject, model, cell, again.get((model, cell)))
             for model, scores in subject.scores.items() for cell in scores["cells"]]
    return told(Report(subject, cells), 1)
