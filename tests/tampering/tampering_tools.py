"""What an attacker does: edit, bless, commit; and what the audit makes of it."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from dvc.repo import Repo
from tampering.house import commit

from glueline.audit.audit import audit
from glueline.audit.report import Report
from glueline.audit.plan import Plan
from glueline.provenance.hashing import canonical, pretty
from glueline.audit.verdicts import FAILED, UNVERIFIED
from glueline.tables.parquet import write_rows

FIRST, SECOND = "leaderboard/first", "leaderboard/second"


def edit_json(path: Path, change: Callable[[Any], None], form: Callable[[Any], bytes] = pretty) -> None:
    """Change what a JSON file says; written as Glueline writes it."""
    content = json.loads(path.read_bytes())
    change(content)
    path.write_bytes(form(content))


def edit_record(path: Path, change: Callable[[Any], None]) -> str:
    """Change what a record says; returns the new hash of its bytes."""
    edit_json(path, change, canonical)
    return sha256(path)


def edit_table(path: Path, change: Callable[[list[dict]], list[dict]]) -> None:
    """Change the rows of a table; written as Glueline writes it."""
    table = pq.read_table(path)
    write_rows(path, pa.schema([(field.name, field.type) for field in table.schema]), change(table.to_pylist()))


def bless(entry: Path, *files: str, **said: Any) -> None:
    """Make entry.json list files as they are now, and say what an attacker likes it to say."""
    def change(about: dict) -> None:
        for file in files:
            about["sha256"][file] = sha256(entry / file)
            if file.startswith("records/"):
                about["records"][file.removeprefix("records/").removesuffix(".json")] = sha256(entry / file)
        about.update(said)
    edit_json(entry / "entry.json", change)


def bless_in_dvc(house: Path) -> None:
    """`dvc commit -f`: DVC holds what lies there to be what its stages made."""
    with Repo(str(house)) as repo:
        repo.commit(force=True)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def audited(house: Path, *targets: str, **how: Any) -> list[Report]:
    """Level 1 of every entry, or of the targets."""
    return audit(house, Plan(targets, **{"level": 1, **how}))


def problems(reports: list[Report]) -> list[str]:
    """All that does not hold or cannot be told, as one line each."""
    return [f"{finding.cause}: {finding.where}: {finding.says}" for report in reports for finding in report.subject.findings
            if finding.verdict in (FAILED, UNVERIFIED)]


def must_catch(counts: Counter, house: Path, where: str, *targets: str, committed: bool = True, **how: Any) -> list[Report]:
    """Audit after an attack, which is committed like honest work: it must be found, and located at `where`."""
    if committed:
        commit(house, "attack")
    counts["attacks"] += 1
    reports = audited(house, *targets, **how)
    found = problems(reports)
    assert {report.verdict for report in reports} & {FAILED, UNVERIFIED}, "not noticed"
    assert any(where in line for line in found), f"not located at {where}: {found}"
    counts["caught"] += 1
    return reports


def must_not_alarm(counts: Counter, house: Path, *targets: str) -> list[Report]:
    """Audit after a harmless change: nothing may be said to be wrong."""
    counts["harmless"] += 1
    reports = audited(house, *targets)
    if problems(reports):
        counts["alarms"] += 1
    assert problems(reports) == []
    return reports


def cell(reports: list[Report], model: str, name: str) -> str:
    """The verdict of a cell."""
    return next(each.verdict for report in reports for each in report.cells if (each.model, each.cell) == (model, name))
