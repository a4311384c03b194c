"""The audit: every subject through the levels asked for, and a verdict with its cause for every cell."""

from pathlib import Path

from glueline.audit.agreement import check_committed, check_entry, check_listed, check_scores
from glueline.audit.appended import check_appended
from glueline.audit.chain import check_chain
from glueline.audit.code_standing import PresentCode, check_commits, check_superseded
from glueline.audit.commits import Commits
from glueline.audit.kept import entry_names, load_entry, read_about, where_bytes_belong
from glueline.audit.lock_agreement import check_lock, check_lock_bytes
from glueline.audit.plan import Plan
from glueline.audit.present import load_present
from glueline.audit.report import Report, verdict_of
from glueline.audit.runs import Journal, check_runs, read_journal
from glueline.audit.signature import check_signature
from glueline.audit.subjects import LEADERBOARD, PRESENT, Subject
from glueline.refusal import Refused


def audit(root: Path, plan: Plan) -> list[Report]:
    """Audit the checkout `root`. Raises Refused on a name that is no entry or cell, and where there is nothing to audit."""
    chosen: dict[str, list[str]] = {}
    for target in plan.targets or entry_names(root):
        name, _, cell = target.partition("/")
        chosen.setdefault(name, []).append(cell)
    if not chosen:
        raise Refused(f"{root / LEADERBOARD}: no entry; `glueline keep NAME` makes one; `audit this run` sees data/")
    for name in chosen.keys() - {*entry_names(root), PRESENT}:
        raise Refused(f"{name}: no such entry; there are {', '.join([*entry_names(root), PRESENT])}")
    known, journal, commits, code = where_bytes_belong(root), read_journal(root), Commits(root), PresentCode(root)
    try:
        return [_single_out(_audited(root, name, plan, known, journal, commits, code), cells) for name, cells in chosen.items()]
    finally:
        commits.close()


def _single_out(report: Report, cells: list[str]) -> Report:
    if "" in cells:
        return report
    there = {f"{cell.model}/{cell.cell}" for cell in report.cells} | {cell.cell for cell in report.cells}
    for name in cells if there else ():
        if name not in there:
            raise Refused(f"{report.subject.name}/{name}: no such cell; there are {', '.join(sorted(there))}")
    report.whole = False
    report.cells = [cell for cell in report.cells if cell.cell in cells or f"{cell.model}/{cell.cell}" in cells]
    return report


def _audited(root: Path, name: str, plan: Plan, known: dict[str, str], journal: Journal, commits: Commits,
             code: PresentCode) -> Report:
    subject = _loaded(root, name, known)
    report = Report(subject)
    if subject.records:
        report.counts["links"] = check_chain(subject)
        report.counts["runs"] = check_runs(subject, journal)
    check_appended(subject, journal, commits)
    if subject.kept and subject.about:
        check_entry(subject)
        check_listed(subject)
        check_committed(subject, read_about(root, name)[1], commits)
        if plan.public:
            report.counts["files signed"] = check_signature(subject, plan.public)
    elif not subject.kept:
        check_lock_bytes(subject)
    check_scores(subject)
    check_lock(subject, commits)
    check_commits(subject, commits)
    check_superseded(subject, code)
    again = {}
    if plan.level >= 1:
        from glueline.audit.rescored import rescore  # brings numpy and Arrow
        again = rescore(subject)
    if plan.level == 2:
        from glueline.audit.repredicted import repredict  # brings torch
        report.counts["rows predicted again"] = repredict(subject, plan.sample)
    if plan.level == 3:
        from glueline.audit.rerun import run_again
        run_again(subject, commits, plan.stage, plan.upstream)
    report.counts |= {"bytes": subject.read, "records": len(subject.records)}
    report.cells = [verdict_of(subject, model, name, again.get((model, name)))
                    for model, scores in subject.scores.items() for name in scores["cells"]]
    return report


def _loaded(root: Path, name: str, known: dict[str, str]) -> Subject:
    """The subject; of an entry whose entry.json cannot be read, one with nothing but that finding."""
    if name == PRESENT:
        return load_present(root)
    try:
        return load_entry(root, name, known)
    except Refused as refusal:
        subject = Subject(name, root)
        subject.fail(0, "records", subject.place("entry.json"), str(refusal))
        return subject
