"""What an audit says of one subject: a verdict with its cause for every cell, and the same as plain values for a page."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from glueline.audit.lineage import scorers, upstream
from glueline.audit.subjects import Subject
from glueline.audit.verdicts import SUPERSEDED, worst

if TYPE_CHECKING:
    from glueline.audit.rescored import Rescored

FINDINGS = 12  # of an entry that are named


@dataclass(frozen=True)
class CellVerdict:
    """What the findings come to for one cell; `cause`: of the worst of them. Scores in points."""

    model: str
    cell: str
    verdict: str
    cause: str | None
    says: str | None
    score: float | None
    again: float | None


@dataclass
class Report:
    """One subject's findings and verdicts. `counts`: what was looked at; `whole`: no cell was singled out."""
    subject: Subject
    cells: list[CellVerdict] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    whole: bool = True

    @property
    def verdict(self) -> str:
        """The worst of the cells', and of what was found beside them if none was singled out."""
        beside = self.subject.findings if self.whole or not self.cells else ()
        return worst([*(cell.verdict for cell in self.cells), *(finding.verdict for finding in beside)])


def verdict_of(subject: Subject, model: str, name: str, again: "Rescored | None") -> CellVerdict:
    """The worst of what was found on the way to a cell. `again`: the cell as it was scored again, if it was."""
    cell = subject.scores[model]["cells"][name]
    table = f"{model}/{cell['task']}-{cell['split']}.parquet"
    key = scorers(subject.records).get(model, (None, None))[0]
    stages = upstream(subject.records, key) if key else set(subject.about.get("records", ()))
    found = [finding for finding in subject.findings if finding.of in (None, table) or finding.of in stages]
    verdict = worst(finding.verdict for finding in found)
    first = next((finding for finding in found if finding.verdict == verdict), None)
    return CellVerdict(model, name, verdict, first.cause if first else None, f"{first.where}: {first.says}" if first else None,
                       cell["score"], again.again if again else None)


def told(report: Report, level: int) -> dict:
    """{"verdict", "level", "findings", "cells": {"model/cell": {"verdict", "says"}}} for a page to show. Findings of newer code
    alone are one line: every file of it would be one."""
    findings = [finding for finding in report.subject.findings if finding.verdict != SUPERSEDED]
    lines = [f"{finding.verdict}: {finding.cause}: {finding.where}: {finding.says}" for finding in findings]
    newer = sorted({str(finding.of) for finding in report.subject.findings if finding.verdict == SUPERSEDED})
    lines += [f"superseded: this checkout has newer code for {', '.join(newer)}"] if newer else []
    more = [f"and {len(lines) - FINDINGS} more; `glueline audit --json` has them"] if len(lines) > FINDINGS else []
    cells = {f"{cell.model}/{cell.cell}": {"verdict": cell.verdict, "says": cell.says} for cell in report.cells}
    return {"verdict": report.verdict, "level": level, "findings": [*lines[:FINDINGS], *more], "cells": cells}
