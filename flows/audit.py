"""The leaderboard checked again on a schedule: all of it at one level, or one cheap stage, drawn by lot, run again.

Reads:  leaderboard/, and what of data/ belongs to its entries
Writes: Prefect's artifacts (a table of verdicts, a page), and data/.flows (the verdicts, for the next audit)
Run:    python -m flows.audit [--level N] [ENTRY ...]
"""

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")  # read when prefect is imported
os.environ.setdefault("DO_NOT_TRACK", "1")

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field

from flows.artifacts import artifact_key, shown
from flows.checkout import alone
from flows.dvc_graph import find_root
from flows.last_audit import alarms, recall, remember, verdicts_of
from flows.logbook import logbook
from flows.lots import cheap_stages, draw
from glueline.audit.audit import audit as check
from glueline.audit.audit_page import summary
from glueline.audit.plan import Plan
from glueline.audit.report import Report
from glueline.refusal import Refused


@task(cache_policy=NO_CACHE, persist_result=False)
def look(root: Path, plan: Plan) -> list[Report]:
    """Audit as planned, and say what was found. Raises Refused on an entry that is not there."""
    reports = check(root, plan)
    for report in reports:
        for finding in report.subject.findings:
            get_run_logger().info("%s: level %d: %s: %s: %s", report.subject.name, finding.level, finding.verdict,
                                  finding.where, finding.says)
    return reports


@flow(name="audit", persist_result=False)
def audit(level: Annotated[int, Field(ge=0, le=3)] = 1, entries: list[str] | None = None,
          seconds_at_most: Annotated[float, Field(gt=0)] = 60) -> State:
    """Check numbers of the leaderboard again; fails, naming the cell, where a verdict is another than last time.

    Args:
        level: How deep. 0: hashes and records. 1: scores again from stored predictions. 2: predictions again from the stored
            models. 3: one cheap stage of one entry, drawn by the date, run again by its own command.
        entries: Entries of the leaderboard, or cells of them (minilm-plain/cola). None: all. Level 3 draws instead.
        seconds_at_most: For level 3. A stage is cheap whose recorded run took at most so many seconds.
    """  # Prefect's form shows what stands under Args
    root = find_root()
    with logbook(root), alone(root, get_run_logger().info):
        try:
            plan = Plan(tuple(entries or ()), level) if level < 3 else lot(root, seconds_at_most)
            question = f"level {level}" + (f", {plan.targets[0]}: {plan.stage}" if plan.stage else "")
            reports = look.with_options(name=question, task_run_name=question)(root, plan)
        except Refused as refusal:
            return Failed(message=str(refusal))
        show(reports, plan, question)
        now = verdicts_of(reports)
        found = alarms(recall(root, question), now, whole=not plan.targets)
        remember(root, question, now, whole=not plan.targets)
    return Failed(message="; ".join(found)) if found else Completed(message=f"{question}: {summary(reports, plan)}")


def lot(root: Path, seconds: float) -> Plan:
    """The plan to run today's stage again. Raises Refused where no kept stage is cheap enough."""
    cheap = cheap_stages(root, seconds)
    if not cheap:
        raise Refused(f"audit: no kept stage ran in {seconds:g} s or less; raise `seconds_at_most`")
    entry, stage = draw(cheap, date.today())
    get_run_logger().info("drawn by lot: stage %s of entry %s", stage, entry)
    return Plan((entry,), 3, stage=stage)


def show(reports: list[Report], plan: Plan, question: str) -> None:
    """The verdicts as the artifacts `audit-<question>` (a page with the counts and notes) and `verdicts-<question>`."""
    lines = [f"# {question}", summary(reports, plan)]
    rows: list[dict[str, Any]] = []
    for report in reports:
        name = report.subject.name
        counts = ", ".join(f"{count:,} {what}" for what, count in sorted(report.counts.items()))
        lines.append(f"- **{name}: {report.verdict}** ({counts})")
        lines += [f"  - {note.where}: {note.says}" for note in report.subject.notes]
        rows += [{"cell": f"{name}/{cell.model}/{cell.cell}", "score": cell.score, "again": cell.again, "verdict": cell.verdict,
                  "cause": cell.cause, "says": cell.says} for cell in report.cells]
    shown(create_markdown_artifact, "\n".join(lines), artifact_key("audit", question), f"audit: {question}")
    shown(create_table_artifact, rows, artifact_key("verdicts", question), f"every cell: {question}")


def main(arguments: list[str] | None = None) -> int:
    """Run the flow from a desk."""
    parser = argparse.ArgumentParser(prog="python -m flows.audit", description=__doc__.splitlines()[0])
    parser.add_argument("entries", nargs="*", metavar="ENTRY[/CELL]", help="none: every entry")
    parser.add_argument("--level", type=int, choices=range(4), default=1, help="3: one cheap stage, drawn by the date")
    given = parser.parse_args(arguments)
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")  # its first start fills a database
    state = audit(given.level, given.entries or None, return_state=True)
    print(f"glueline: {state.message}", file=sys.stderr)
    return 0 if state.is_completed() else 1


if __name__ == "__main__":
    sys.exit(main())
