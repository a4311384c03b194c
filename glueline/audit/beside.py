"""The tables of predictions beside the cells, read with distrust: harder sets, made rows, rows that a related head read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from glueline.audit.predictions import Predictions, read_predictions, refuse_odd_answers, refuse_odd_rows, refuse_odd_variants
from glueline.audit.rederiving import Made
from glueline.audit.related import in_narrow_labels, relation_of
from glueline.audit.subjects import Subject
from glueline.audit.tags import recorded_tags
from glueline.glue.challenges import Challenge
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused

MADE, BY = "-validation_adversarial.parquet", "_by_"

Own = Mapping[str, Predictions | None]  # by table of a validation split; None where it could not be read


@dataclass
class Beside:
    """What a model answered beside its cells, from `own` and from the other tables on record. What cannot be read is a finding
    of the subject, once, and None here."""

    subject: Subject
    model: str
    own: Own
    read: dict[str, Predictions | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tables = sorted(self.subject.tables(self.model))

    def has(self, one: Challenge) -> bool:
        """Whether a set was answered."""
        return _table_of(one) in self.tables

    def challenge(self, one: Challenge) -> Predictions | None:
        """The answers to a set."""
        return self._once(_table_of(one), one.task, one.split)

    def tags(self, ids: list[str]) -> dict[str, list[str | None]] | None:
        """Of each of AX's categories the tags of these rows; None where they are not here, or may not be
        read."""
        if self.subject.alone:
            return None
        try:
            return recorded_tags(self.subject, self.model, ids)
        except Refused as refusal:
            self.subject.fail(1, "data", str(refusal).partition(":")[0], str(refusal), f"{self.model}/ax")
            return None

    def made_rows(self) -> Iterator[tuple[str, Made | None]]:
        """By task the rows that operators made of its validation rows, with their parents' answers."""
        for table in (table for table in self.tables if table.endswith(MADE)):
            task = table.removesuffix(MADE)
            try:
                yield task, self._with_parents(table, task)
            except Refused as refusal:
                self._fail(table, refusal)
                yield task, None

    def related(self) -> Iterator[tuple[str, str, tuple[list[int], list[int], int] | None]]:
        """By table (`task/split`) and other task both heads' answers to the rows that both read, as numbers of the narrower
        task's labels, and of how many rows."""
        for table, (task, split, other) in ((table, parts_of(table)) for table in self.tables):
            if not other:
                continue
            try:
                yield f"{task}/{split}", other, self._both(table, task, split, other)
            except Refused as refusal:
                self._fail(table, refusal)
                yield f"{task}/{split}", other, None

    def _with_parents(self, table: str, task: str) -> Made | None:
        made = self._table(table, task, None)
        parents, operators = refuse_odd_variants(made, task, self._place(table))
        own = [each for split in TASKS[task].validation_splits if (each := self.own.get(f"{task}-{split}.parquet"))]
        if not own:
            return None  # said where the cells were looked at
        found = [(each, each.places[name]) for name in parents for each in own if name in each.places]
        if len(found) < len(parents):
            strange = next(name for name in parents if not any(name in each.places for each in own))
            raise Refused(f"{self._place(table)}: {strange[:60]}: a parent that is no validation row")
        labels, said = (np.array([getattr(each, what)[at] for each, at in found]) for what in ("labels", "predictions"))
        return Made(made.labels, made.predictions, labels, said, np.array(parents), np.array(operators))

    def _both(self, table: str, task: str, split: str, other: str) -> tuple[list[int], list[int], int] | None:
        relation, ours = relation_of(task, other, self._place(table)), self.own.get(f"{task}-{split}.parquet")
        theirs = self._table(table, other, None, labelled=False)
        refuse_odd_rows(theirs, task, split, self._place(table))
        if ours is None:
            return None
        if strange := next((name for name in theirs.ids if name not in ours.places), None):
            raise Refused(f"{self._place(table)}: {strange[:60]}: not among the rows of {task}/{split}")
        mine, narrow = ours.predictions[[ours.places[name] for name in theirs.ids]], relation.narrow == task
        wide, other_side = (theirs.predictions, mine) if narrow else (mine, theirs.predictions)
        return other_side.astype(int).tolist(), in_narrow_labels(relation, wide.tolist()), len(ours.ids)

    def _once(self, table: str, task: str, split: str) -> Predictions | None:
        if table not in self.read:
            self.read[table] = None
            try:
                self.read[table] = self._table(table, task, split)
            except Refused as refusal:
                self._fail(table, refusal)
        return self.read[table]

    def _table(self, table: str, task: str, split: str | None, labelled: bool = True) -> Predictions:
        """The answers of a task's head; of rows of `split`, where one is named. Raises Refused on what does not hang
        together."""
        where = self._place(table)
        if task not in TASKS:
            raise Refused(f"{where}: {task[:40]}: no task")
        rows = read_predictions(self.subject.table(self.model, table), where, labelled)
        if split:
            refuse_odd_rows(rows, task, split, where)
        if not rows.ids:
            raise Refused(f"{where}: no rows")
        refuse_odd_answers(rows, len(TASKS[task].labels), where, labelled)
        return rows

    def _place(self, table: str) -> str:
        return self.subject.place(f"predictions/{self.model}/{table}")

    def _fail(self, table: str, refusal: Refused) -> None:
        where = self._place(table)
        self.subject.fail(1, "data", where, str(refusal).removeprefix(f"{where}: "), f"{self.model}/{table}")


def parts_of(table: str) -> tuple[str, str, str]:
    """Task and split of a table of predictions, and the task whose head read it, if that is another.

    >>> parts_of("mnli-validation_matched_by_rte.parquet"), parts_of("rte-validation.parquet")
    (('mnli', 'validation_matched', 'rte'), ('rte', 'validation', ''))
    """
    task, _, rest = table.removesuffix(".parquet").partition("-")
    split, _, other = rest.partition(BY)
    return task, split, other


def _table_of(one: Challenge) -> str:
    return f"{one.task}-{one.split}.parquet"
