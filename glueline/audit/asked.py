"""What a model was asked for each of its tables of predictions: the rows, as the recorded tables at hand have them, and whose
head answered. The names of tables are those of `glueline.tables.questions`."""

from dataclasses import dataclass
from pathlib import Path

from glueline.audit.beside import MADE, parts_of
from glueline.audit.holdings import Holdings
from glueline.audit.lineage import overlap
from glueline.audit.related import relation_of
from glueline.audit.subjects import Subject
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused

AT_MOST = "related_rows_at_most"  # in the params of `score`
COLUMNS = ["id", "text_a", "text_b", "label"]


@dataclass(frozen=True)
class Asked:
    """Rows in the order in which they were asked, and the task whose head answered; `labelled`: whether the labels are its."""

    task: str
    labelled: bool
    rows: list[dict]


def asked(subject: Subject, key: str, table: str, holdings: Holdings) -> Asked:
    """What the stage `key` asked for a table (`<task>-<split>.parquet`, made rows of a task, or a split `_by_` another task's
    head). Raises Refused where the rows are not here, or the table is none of these."""
    from glueline.tables.parquet import read_rows
    from glueline.tables.questions import accepted

    task, split, other = parts_of(table)
    if task not in TASKS or other and other not in TASKS:
        raise Refused(f"{table}: no task of the table of tasks answered it")
    if table.endswith(MADE):
        path = recorded_file(subject, key, f"{task}.parquet", holdings)
        try:
            return Asked(task, True, list(accepted(path)))
        except KeyError as error:
            raise Refused(f"{path}: no column {error}; it is no table of made rows") from None
    path = recorded_file(subject, key, f"{task}/{split}.parquet", holdings)
    if other:
        return Asked(other, False, _turned(subject.records[key], path, task, other))
    return Asked(task, True, list(read_rows(path, COLUMNS)))


def recorded_file(subject: Subject, key: str, name: str, holdings: Holdings) -> Path:
    """Where a recorded table lies that the stage read, by its path inside of an input. Raises Refused where it is not here."""
    for path in subject.records[key]["inputs"]:
        for out, content in ((out, each) for record in subject.records.values() for out, each in record["outputs"].items()):
            inside = f"{path}/{name}"[len(out) + 1:] if overlap(out, path) and f"{path}/{name}".startswith(f"{out}/") else ""
            if inside in (content["files"] or {}):
                there = holdings.file(out, inside, content["files"][inside])
                if there is None:
                    raise Refused(f"{path}/{name}: not here with the recorded sha256 {content['files'][inside][:12]}")
                return there
    raise Refused(f"{name}: no record of the table that was predicted")


def _turned(record: dict, path: Path, task: str, other: str) -> list[dict]:
    """The rows of a split that a related task's head read, drawn and turned as the record's params say."""
    from glueline.tables.questions import turned

    section = next((each for each in record["params"].values() if isinstance(each, dict) and AT_MOST in each), {})
    at_most, seed = section.get(AT_MOST), section.get("seed")
    if not (isinstance(at_most, int) and isinstance(seed, int) and 0 <= at_most < 2**63):
        raise Refused(f"{path.name}: the record's params do not say which rows another head read")
    return list(turned(relation_of(task, other, path.name), path, at_most, seed))
