"""The files that GLUE's server takes: their names, how an answer is written, and which rows in which order.

Source: "How do I submit" of gluebenchmark.com's FAQ and the benchmark's sample submission: one TSV a test set, header
`index<TAB>prediction`, indices from 0 without gaps, label words for the inference tasks and numbers for the others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isfinite

from glueline.glue.tasks import TASKS, Task
from glueline.refusal import Refused

HEADER = "index\tprediction"


@dataclass(frozen=True)
class File:
    """One TSV of a submission. `words`: answers are label words; otherwise a label's number, or a score."""

    name: str
    task: str
    split: str
    words: bool = False

    @property
    def rows(self) -> int:
        """How many the server expects."""
        return TASKS[self.task].splits[self.split].rows

    @property
    def table(self) -> str:
        """Its predictions' file stem."""
        return f"{self.task}-{self.split}"


FILES = (
    File("CoLA.tsv", "cola", "test"),
    File("SST-2.tsv", "sst2", "test"),
    File("MRPC.tsv", "mrpc", "test"),
    File("STS-B.tsv", "stsb", "test"),
    File("MNLI-m.tsv", "mnli", "test_matched", words=True),
    File("MNLI-mm.tsv", "mnli", "test_mismatched", words=True),
    File("QNLI.tsv", "qnli", "test", words=True),
    File("QQP.tsv", "qqp", "test"),
    File("RTE.tsv", "rte", "test", words=True),
    File("WNLI.tsv", "wnli", "test"),
    File("AX.tsv", "ax", "test", words=True),
)


def answer(task: Task, prediction: float, words: bool) -> str:
    """How the server wants one prediction (a label's number, or a score from 0 to 5) written."""
    if not task.labels:
        return f"{min(max(prediction, 0.0), 5.0):.3f}"
    return task.labels[int(prediction)] if words else str(int(prediction))


class Short(Refused):
    """Sound rows that are not all of the server's test set: no file can be made of them."""


def lines(file: File, rows: Iterable[dict]) -> Iterator[str]:
    """The file's lines from rows {id, prediction} in the order of their idx. Raises Refused on a row of another split, doubled
    or out of order, and on an answer that the task does not have; Short where the rows are not all that the server expects."""
    yield HEADER
    task, prefix, before, at = TASKS[file.task], f"{file.task}/{file.split}/", -1, -1
    for at, row in enumerate(rows):
        index, said = row["id"].removeprefix(prefix), row["prediction"]
        if not index.isdecimal() or int(index) <= before:
            after = f", after {prefix}{before}" if at else ""
            raise Refused(f"{file.name}: row {at} is {row['id']}{after}; run `dvc repro score` anew")
        if said is None or not isfinite(said) or task.labels and said not in range(len(task.labels)):
            raise Refused(f"{file.name}: {row['id']}: {said} is no {'label' if task.labels else 'score'} of {task.title}")
        before = int(index)
        yield f"{before}\t{answer(task, said, file.words)}"
    if at + 1 != file.rows or before != at:
        missing = f", the last of index {before:,}" if before != at else ""
        raise Short(f"{file.name}: {at + 1:,} rows{missing} where the server expects {file.rows:,}")
