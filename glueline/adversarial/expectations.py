"""What a table of made rows must be: the Great Expectations suite of the rows made of a task's train, or validation rows."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from math import sqrt
from pathlib import Path
from tempfile import TemporaryDirectory

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.row_conditions import Column

from glueline.adversarial.facts import Facts, facts_of, note_held_out
from glueline.adversarial.known_texts import KnownTexts
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused
from glueline.tables.adversarial import USES, table_path
from glueline.tables.examples import ADVERSARIAL
from glueline.tables.expectations import GRADES
from glueline.tables.json_file import read_json
from glueline.tables.parquet import read_rows
from glueline.text.validity import ACCEPTED, FAILED

NEVER_NULL = ("id", "parent_id", "task", "split", "operator", "family", "label_effect", "verdict")
OF_ACCEPTED = ("text_a", "label", "rule", "similarity", "fluency", "judged")  # a row without evidence is not accepted
SPREAD = 4  # standard deviations by which a share drawn by hash may miss


Suite = Callable[[int], list[Expectation]]


@dataclass(frozen=True)
class AdversarialLimits:
    """Shares of a file's rows: accepted, at least and at most; failed, at most. Of an operator's rows: accepted, at least,
    where it made `rows_to_judge` or more."""

    accepted_at_least: float
    accepted_at_most: float
    failed_at_most: float
    operator_accepted_at_least: float
    rows_to_judge: int


@dataclass(frozen=True)
class Made:
    """What the ledger says: of how many parents a file's rows were made, how many each operator made, and the share of the
    parents on which each was to be tried."""

    parents: int
    rows: Mapping[str, int]
    shares: Mapping[str, float]


def adversarial_suites(adversarial: Path, limits: AdversarialLimits) -> Iterator[tuple[str, Path, Suite]]:
    """Name, file and suite (given the number of rows) of every file below `adversarial`, held against the prepared tables
    beside it. Raises Refused where a file of the ledger is missing."""
    ledger, prepared = read_json(adversarial / "ledger.json"), adversarial.parent / "prepared"
    with TemporaryDirectory() as folder, KnownTexts(Path(folder)) as known:
        note_held_out(known, prepared)
        for use, task in ((use, task) for use in USES for task in sorted(ledger.get(use, {}))):
            file = table_path(adversarial, use, task)
            if not file.is_file():
                raise Refused(f"{file}: missing; run `dvc repro perturb`")
            rows = {name: each["made"] for name, each in ledger[use][task]["operators"].items()}
            refuse_lost(file, rows)
            made = Made(ledger[use][task]["parents"], rows, ledger["settings"]["operators"])
            yield f"{task}/{use}", file, partial(suite_of, task, made, facts_of(file, use, task, prepared, known), limits)


def refuse_lost(file: Path, made: Mapping[str, int]) -> None:
    """Raise Refused where an operator has other than the rows in a file that the ledger counts."""
    found = Counter(row["operator"] for row in read_rows(file, ["operator"]))
    for name in sorted(found.keys() | made.keys()):
        if found[name] != made.get(name, 0):
            raise Refused(f"{file}: {name}: {found[name]:,} rows, and the ledger counts {made.get(name, 0):,}; "
                          "run `dvc repro --force --single-item perturb`")


def suite_of(task: str, made: Made, facts: Facts, limits: AdversarialLimits, rows: int) -> list[Expectation]:
    """The expectations on a file of so many rows, the most telling first."""
    accepted = Column("verdict") == ACCEPTED
    return [
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=ADVERSARIAL.names, description="columns are those of made rows"),
        *[gxe.ExpectColumnValuesToNotBeNull(column=name, description=f"{name} is never null") for name in NEVER_NULL],
        gxe.ExpectColumnValuesToBeUnique(column="id", description="no id stands twice"),
        gxe.ExpectColumnValuesToNotBeInSet(column="parent_id", value_set=facts.orphans,
                                           description="every parent is among the prepared rows it may be chosen from"),
        gxe.ExpectColumnValuesToNotBeInSet(column="id", value_set=facts.leaks,
                                           description="no accepted row repeats a row of any tune, validation or test split"),
        _label(task),
        *[gxe.ExpectColumnValuesToNotBeNull(column=name, row_condition=accepted,
                                            description=f"no accepted row lacks its {name}") for name in OF_ACCEPTED],
        *_quotas(rows, made),
        *_rates(rows, made, limits),
    ]


def _label(task: str) -> Expectation:
    labels = TASKS[task].labels
    if labels:
        words = ", ".join(f"{number} {name}" for number, name in enumerate(labels))
        return gxe.ExpectColumnValuesToBeInSet(column="label", value_set=list(range(len(labels))),
                                               description=f"label is one of {words}")
    low, high = GRADES
    return gxe.ExpectColumnValuesToBeBetween(column="label", min_value=low, max_value=high,
                                             description=f"label lies from {low} to {high}")


def _quotas(rows: int, made: Made) -> Iterator[Expectation]:
    """No operator without a quota, and of each no more rows than its share of the parents."""
    yield gxe.ExpectColumnValuesToBeInSet(column="operator", value_set=sorted(made.shares),
                                          description="every operator has a quota")
    for name in sorted(made.rows):
        share = made.shares.get(name, 0.0)
        most = share * made.parents + SPREAD * sqrt(made.parents * share * (1 - share))
        yield gxe.ExpectColumnValuesToNotBeInSet(
            column="operator", value_set=[name], mostly=max(0.0, round(1 - most / max(rows, 1), 9)),
            description=f"{name} made rows of at most {share:.0%} of {made.parents} parents")


def _rates(rows: int, made: Made, limits: AdversarialLimits) -> Iterator[Expectation]:
    yield gxe.ExpectColumnValuesToNotMatchRegex(
        column="verdict", regex=f"^{FAILED}: ", mostly=round(1 - limits.failed_at_most, 9),
        description=f"operators failed on at most {limits.failed_at_most:.2%} of the rows")
    if rows >= limits.rows_to_judge:
        yield gxe.ExpectColumnValuesToBeInSet(
            column="verdict", value_set=[ACCEPTED], mostly=limits.accepted_at_least,
            description=f"at least {limits.accepted_at_least:.1%} of the rows are accepted")
        yield gxe.ExpectColumnValuesToNotBeInSet(
            column="verdict", value_set=[ACCEPTED], mostly=round(1 - limits.accepted_at_most, 9),
            description=f"at most {limits.accepted_at_most:.1%} of the rows are accepted: the checks tell something")
    for name in (name for name in sorted(made.rows) if made.rows[name] >= limits.rows_to_judge):
        yield gxe.ExpectColumnValuesToBeInSet(
            column="verdict", value_set=[ACCEPTED], mostly=limits.operator_accepted_at_least,
            row_condition=Column("operator") == name,
            description=f"at least {limits.operator_accepted_at_least:.1%} of {name}'s rows are accepted")
