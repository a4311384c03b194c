"""Holds a table against its Great Expectations suites; a failed gate stops the run.

Reads:  data/<table>
Writes: data/quality/<table>/verdict.json; undeclared, data/docs/<table> (Data Docs), data/rejected/<table> (failed rows)
Run:    dvc repro check@<table>
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import starmap
from pathlib import Path

from great_expectations.expectations.expectation import Expectation

from glueline.adversarial.expectations import AdversarialLimits, adversarial_suites
from glueline.glue.tasks import TASKS
from glueline.progress import over
from glueline.refusal import Refused
from glueline.tables.expectations import suite_of
from glueline.tables.frames import count, read_frames
from glueline.tables.gates import quiet_context, run_suite
from glueline.tables.json_file import read_json, write_json
from glueline.tables.quality_site import suite_name, write_site
from glueline.tables.raw import raw_path
from glueline.tables.rejected import Rejected


@dataclass(frozen=True)
class Settings:
    balance_tolerance: float
    characters_at_most: int
    duplicates_at_most: float
    damaged_at_most: float
    adversarial: AdversarialLimits


@dataclass(frozen=True)
class Part:
    """One file of a table: its name (task/split), where it lies, and its suite, given the number of its rows."""

    name: str
    file: Path
    suite: Callable[[int], list[Expectation]]


def main(settings: Settings, table_in: Path, quality_out: Path) -> None:
    """Check `table_in`; raises Refused with the first failed gate, after all splits were looked at and the docs written."""
    if table_in.name not in TABLES:
        raise Refused(f"{table_in}: no suites for this table; known are {', '.join(TABLES)}")
    parts = list(TABLES[table_in.name](settings, table_in))

    context, rejected, outcomes = quiet_context(), Rejected(table_in.parent / "rejected" / table_in.name), {}
    for part in over(parts, "check", "split"):
        suite = part.suite(count(part.file))
        outcomes[part.name] = run_suite(context, suite_name(part.name), read_frames(part.file), suite)
        rejected.add(part.file, suite_name(part.name), read_frames(part.file), outcomes[part.name])

    write_site(context, table_in.parent / "docs" / table_in.name, table_in.name, outcomes)
    if rejected.lines:
        rejected.write_gates()
        raise Refused(rejected.message())
    suites = {name: [outcome.verdict() for outcome in found] for name, found in outcomes.items()}
    write_json(quality_out / "verdict.json", {"passed": True, "suites": suites})


def raw_parts(settings: Settings, table_in: Path) -> Iterator[Part]:
    """Every split of the task table that data/raw holds, by its standing."""
    limits = {name: value for name, value in asdict(settings).items() if name != "adversarial"}
    standings = read_json(table_in / "standing.json")["splits"]
    for name, task, split in ((f"{task.name}/{split}", task, split) for task in TASKS.values() for split in task.splits):
        if name not in standings:
            raise Refused(f"{table_in / 'standing.json'}: {name}: missing; run `dvc repro ingest`")
        if standings[name]["standing"] != "absent":
            suite = partial(suite_of, task, split, official=standings[name]["official"], **limits)
            yield Part(name, raw_path(table_in, task.name, split), suite)


def adversarial_parts(settings: Settings, table_in: Path) -> Iterator[Part]:
    """Every file of rows made of train, and of validation rows."""
    return starmap(Part, adversarial_suites(table_in, settings.adversarial))


TABLES = {"raw": raw_parts, "adversarial": adversarial_parts}  # by the name of the table's folder
