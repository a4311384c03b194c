"""Level 2: predictions again from the stored model, in the batches they were first made in, since a row's logits change with
the batch it sits in (pytorch#128062) and with the number of threads (pytorch#88718)."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from glueline.glue.tasks import TASKS
from glueline.audit.asked import asked
from glueline.audit.causes import platform_causes
from glueline.audit.holdings import Holdings
from glueline.audit.lineage import scorers
from glueline.provenance.platform import environment, numeric_platform
from glueline.audit.predictions import Predictions, answers, first_difference, read_predictions
from glueline.audit.stored_model import answer_again, answers_for, stored_model
from glueline.audit.subjects import Subject
from glueline.audit.verdicts import FAILED, SUPERSEDED, UNVERIFIED, WITHIN, Finding
from glueline.refusal import Refused

TOLERANCE = 1e-3  # of a logit; another batch, thread count or instruction set moves fp32 ones by 1e-6 to 1e-4


def repredict(subject: Subject, sample: int | None) -> int:
    """Predict again with every model that was scored, and note what differs; returns how many rows were predicted."""
    rows = 0
    for model, (key, _) in scorers(subject.records).items():
        holdings = Holdings(subject.root, subject.lock)
        with tempfile.TemporaryDirectory() as folder:
            try:
                teacher = stored_model(subject, key, holdings, Path(folder))
            except Refused as refusal:
                _unverified(subject, "weights", f"record of {key}", str(refusal), key)
                continue
            for table in sorted(subject.tables(model)):
                rows += _table(subject, model, key, table, teacher, holdings, sample)
    return rows


def _table(subject: Subject, model: str, key: str, table: str, teacher: Any, holdings: Holdings, sample: int | None) -> int:
    """Compare one table's predictions; returns how many rows."""
    where, of = subject.place(f"predictions/{model}/{table}"), f"{model}/{table}"
    try:
        question = asked(subject, key, table, holdings)
        stored, rows = read_predictions(subject.table(model, table), where, question.labelled), question.rows
        task = question.task
        if (TASKS[task].head or task) not in answers_for(teacher):
            raise Refused("the stored model has no answer for this task")
    except Refused as refusal:
        _unverified(subject, "data", where, str(refusal), of)
        return 0
    if [row["id"] for row in rows] != stored.ids:
        subject.fail(2, "data", where, f"its rows are not those of the recorded table ({len(rows):,} rows)", of)
        return 0
    wrong = np.array([row["label"] for row in rows], np.float64) != stored.labels
    if question.labelled and wrong.any():
        subject.fail(2, "data", where, f"{first_difference(stored.ids, wrong)}: not the label of the recorded table", of)
    again, done = answer_again(subject.records[key], teacher, rows, task, sample)
    for finding in _compared(subject, key, stored, again, done, len(TASKS[task].labels), where, of):
        subject.findings.append(finding)
    return int(done.sum())


def _compared(subject: Subject, key: str, stored: Predictions, again: np.ndarray, done: np.ndarray, labels: int, where: str,
              of: str) -> Iterator[Finding]:
    if stored.logits.shape != again.shape:
        says = f"{stored.logits.shape[1]} logits a row, the model gives {again.shape[1]}"
        yield Finding(2, FAILED, "weights", where, says, of)
        return
    apart = np.abs(stored.logits - again).max(axis=1) * done
    if not apart.any():
        return
    turned = int((answers(again, labels) != stored.predictions)[done].sum()) if labels else 0
    causes = platform_causes(subject.records[key], environment(), numeric_platform())
    cause = causes[0][0] if causes else None
    says = f"logits differ by up to {apart.max():.2g} (tolerance {TOLERANCE:g}), {turned} of {int(done.sum())} predictions turn"
    why = "; ".join(says for _, says in causes)
    if apart.max() <= TOLERANCE:
        says = f"{says}; {why or 'nothing on record differs'}"
        yield Finding(2, WITHIN, cause or "environment", where, says, of)
    elif any(finding.verdict == SUPERSEDED and finding.of == key for finding in subject.findings):
        yield Finding(2, UNVERIFIED, "code", where, f"{says}; the code here is newer, so only level 3 can tell", of)
    else:
        says = f"{says}; {why or 'the stored model does not give them'}"
        yield Finding(2, FAILED, cause or "weights", where, f"{first_difference(stored.ids, apart > TOLERANCE)}: {says}", of)


def _unverified(subject: Subject, cause: str, where: str, says: str, of: str) -> None:
    subject.findings.append(Finding(2, UNVERIFIED, cause, where, says, of))
