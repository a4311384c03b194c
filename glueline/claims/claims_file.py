"""A claims file of kind `table`, read and held against the form. Whatever is not of it is refused by file and key."""

import re
from pathlib import Path
from typing import Any

from glueline.claims.form import fill
from glueline.claims.missing import refuse_unknown_items
from glueline.claims.plain_yaml import read_plain
from glueline.claims.readings import METRICS, SPLITS, UNSAID
from glueline.claims.rules import RULE_NAMES
from glueline.claims.table import COLUMNS, Row, Table
from glueline.refusal import Refused

DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?", re.ASCII)
# The kinds of claims in the text, and the keys that each cannot do without; statements.py looks at them.
KINDS: dict[str, tuple[str, ...]] = {
    "cell": ("figure", "rows"), "best": ("rows",), "average": ("figure",), "gains": ("rows",), "ahead": (),
    "count": ("figure",), "rank": ("figure",), "size": ("figure",), "relative": ("figure", "needs"), "words": ("needs",),
}


def read_table(path: Path) -> Table:
    """Read a claims file of kind `table`. Raises Refused, naming file and key, on anything that is not of the form."""
    return table_from(read_plain(path), str(path))


def table_from(content: Any, name: str) -> Table:
    """The table in plain YAML `content`; `name` leads messages."""
    unit = content.get("unit", "points") if isinstance(content, dict) else "points"
    _one_of(unit, ("points", "share"), f"{name}: unit")
    table = fill(Table, content, name, unit)
    _one_of(table.kind, ("table",), f"{name}: kind")
    _one_of(table.split, SPLITS, f"{name}: split")
    _date(table.source.date, f"{name}: source.date")
    if not table.rows:
        raise Refused(f"{name}: rows: none; a table has at least one")
    tasks = [row.task for row in table.rows]
    for at, row in enumerate(table.rows):
        _check_row(row, tasks, f"{name}: rows[{at}]")
    for at, average in enumerate(table.averages):
        _one_of(average.of, COLUMNS, f"{name}: averages[{at}].of")
        _one_of(average.rule, RULE_NAMES, f"{name}: averages[{at}].rule")
    _check_claims(table, tasks, name)
    for at, known in enumerate(table.known):
        _one_of(known.split, SPLITS[:2], f"{name}: known[{at}].split")
        if known.date:
            _date(known.date, f"{name}: known[{at}].date")
    refuse_unknown_items(table.given, name)
    return table


def _check_row(row: Row, tasks: list[str], name: str) -> None:
    if tasks.count(row.task) > 1:
        raise Refused(f"{name}.task: {row.task!r} stands there twice")
    _one_of(row.split or UNSAID, SPLITS, f"{name}.split")
    if not row.figures:
        raise Refused(f"{name}.figures: none; a row has at least one")
    for column in COLUMNS:
        for metric in getattr(row, column):
            _one_of(metric, METRICS, f"{name}.{column}")
    for column in ("examples", "positives"):
        for split in getattr(row, column):
            _one_of(split, SPLITS[:2], f"{name}.{column}")
    for split, count in row.positives.items():
        if count >= row.examples.get(split, count + 1):
            raise Refused(f"{name}.positives.{split}: {count} of {row.examples[split]} examples; some are of the other class")


def _check_claims(table: Table, tasks: list[str], name: str) -> None:
    for at, claim in enumerate(table.claims):
        _one_of(claim.kind, tuple(KINDS), f"{name}: claims[{at}].kind")
        for key in KINDS[claim.kind]:
            if not getattr(claim, key):
                raise Refused(f"{name}: claims[{at}].{key}: missing key; a claim of kind {claim.kind} needs it")
        for task in claim.rows:
            _one_of(task, tuple(tasks), f"{name}: claims[{at}].rows")


def _one_of(value: str, allowed: tuple[str, ...], name: str) -> None:
    if value not in allowed:
        raise Refused(f"{name}: {value!r} is none of {', '.join(allowed)}")


def _date(value: str, name: str) -> None:
    if not DATE.fullmatch(value):
        raise Refused(f"{name}: {value!r} is no date; write 2024-03-22 or 2024-03")
