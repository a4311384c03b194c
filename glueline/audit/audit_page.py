"""What an audit found, for people (a tree) and for scripts (JSON). Text from files is shown without control characters."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from glueline.audit.report import CellVerdict, Report
from glueline.audit.plan import Plan
from glueline.audit.page import console, styled, tree
from glueline.audit.verdicts import FAILED, IDENTICAL, SUPERSEDED, UNVERIFIED, VERDICTS, WITHIN, Finding, exit_code

if TYPE_CHECKING:
    from rich.text import Text

COLOURS = {IDENTICAL: "green", WITHIN: "green", SUPERSEDED: "cyan", UNVERIFIED: "yellow", FAILED: "bold red"}
LEVELS = ("hashes and the chain of records", "scores again from stored predictions", "predictions again from the stored model",
          "a stage run again")


def content(reports: Iterable[Report], plan: Plan) -> dict:
    """The audit as JSON has it; equal audits are equal bytes."""
    reports = list(reports)
    return {
        "level": plan.level,
        "exit": exit_code(report.verdict for report in reports),
        "subjects": [{
            "name": report.subject.name,
            "verdict": report.verdict,
            "looked_at": report.counts,
            "cells": [vars(cell) for cell in report.cells],
            "findings": [finding.content() for finding in report.subject.findings],
            "notes": [vars(note) for note in report.subject.notes],
        } for report in reports],
    }


def show(reports: Iterable[Report], plan: Plan) -> None:
    """Print a tree an entry to the terminal, in colour where it is one."""
    reports, out = list(reports), console()
    for report in reports:
        counts = ", ".join(f"{count:,} {name}" for name, count in sorted(report.counts.items()))
        top = tree(report.subject.name, ("  ", ""), _coloured(report.verdict), (f"  ({counts})", "dim"))
        for model in sorted({cell.model for cell in report.cells}):
            branch = top.add(styled((model, "")))
            for cell in report.cells:
                if cell.model == model and (cell.score is not None or cell.verdict not in (IDENTICAL, SUPERSEDED)):
                    branch.add(_cell(cell))
        for line in _findings(report.subject.findings):
            top.add(line)
        for note in report.subject.notes:
            top.add(styled((f"note  {note.where}: {note.says}", "dim")))
        out.print(top)
    out.print(styled((summary(reports, plan), "")))


def summary(reports: list[Report], plan: Plan) -> str:
    """One line: how many cells have which verdict, and what was asked for."""
    cells = Counter(cell.verdict for report in reports for cell in report.cells if cell.score is not None)
    found = ", ".join(f"{cells[verdict]} {verdict}" for verdict in VERDICTS if cells[verdict]) or "no cell could be read"
    levels = sorted({0, min(plan.level, 1), plan.level})
    return f"levels {', '.join(map(str, levels))} ({'; '.join(LEVELS[level] for level in levels)}): cells with a score: {found}"


def _cell(cell: CellVerdict) -> "Text":
    again = f", again {cell.again:.4f}" if cell.again is not None else ""
    score = f"{cell.score:.4f}{again}" if cell.score is not None else "empty"
    says = f"  {cell.cause}: {cell.says}" if cell.verdict not in (IDENTICAL, SUPERSEDED) else ""
    return styled((f"{cell.cell:8} {score:26} ", ""), _coloured(cell.verdict), (says, ""))


def _findings(findings: list[Finding]) -> Iterator["Text"]:
    """A line each, the superseded stages in one."""
    newer = [finding for finding in findings if finding.verdict == SUPERSEDED]
    for finding in findings:
        if finding.verdict != SUPERSEDED:
            yield styled((f"level {finding.level}  ", "dim"), _coloured(finding.verdict),
                        (f"  {finding.cause}: {finding.where}: {finding.says}", ""))
    if newer:
        stages = ", ".join(sorted({str(finding.of) for finding in newer}))
        yield styled(_coloured(SUPERSEDED), (f"  code: this checkout has newer code for {stages} (--json names the files)", ""))


def _coloured(verdict: str) -> tuple[str, str]:
    return verdict, COLOURS[verdict]

