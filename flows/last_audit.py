"""What the last audit said, and what is otherwise now.

Kept in data/.flows/last_audit.json and not in git, since a verdict is about one machine (weights that are not here leave a
number unverified). One table of verdicts for each depth of audit, and for each stage run again: only the same question asked
twice can have another answer.
"""

from collections.abc import Iterable
from pathlib import Path

from flows.notes import keep_note, read_note
from glueline.audit.report import Report
from glueline.audit.verdicts import FAILED

LAST = "last_audit.json"
Verdicts = dict[str, str]


def verdicts_of(reports: Iterable[Report]) -> Verdicts:
    """The verdict of each cell by entry/model/cell, and of each entry by its name."""
    found: Verdicts = {}
    for report in reports:
        found |= {f"{report.subject.name}/{cell.model}/{cell.cell}": cell.verdict for cell in report.cells}
        found[report.subject.name] = report.verdict
    return found


def recall(root: Path, question: str) -> Verdicts | None:
    """The verdicts that the last audit of this kind gave; None where this is the first."""
    return (read_note(root, LAST) or {}).get(question)


def remember(root: Path, question: str, verdicts: Verdicts, whole: bool) -> None:
    """Keep the verdicts for the next audit of this kind; of one that was not of the whole leaderboard, beside older ones."""
    kept = read_note(root, LAST) or {}
    keep_note(root, LAST, kept | {question: verdicts if whole else {**kept.get(question, {}), **verdicts}})


def alarms(last: Verdicts | None, now: Verdicts, whole: bool) -> list[str]:
    """A line for each verdict that is another than last time, better or worse; for each that stays `not reproduced`: a failure
    is no less one for being known; and, where the `whole` leaderboard was audited, for each that is gone. An entry is named
    where none of its cells is."""
    gone = (last or {}).keys() - now.keys() if whole else set()
    said = {name: f"{name}: {(last or {})[name]} last time, not there now" for name in sorted(gone)}
    for name, verdict in now.items():
        then = (last or {}).get(name, verdict)
        if then != verdict:
            said[name] = f"{name}: {then} last time, {verdict} now"
        elif verdict == FAILED:
            said[name] = f"{name}: {'still ' if last and name in last else ''}{verdict}"
    return [line for name, line in said.items() if "/" in name or not any(other.startswith(f"{name}/") for other in said)]
