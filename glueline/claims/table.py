"""The form of a published results table. docs/claims.md describes it; `claims/` has examples."""

from dataclasses import dataclass, field

from glueline.claims.missing import Given
from glueline.claims.printed import Printed
from glueline.claims.readings import UNSAID

COLUMNS = ("figures", "previous", "improvement")


@dataclass(frozen=True)
class Source:
    """Where the table was published."""

    title: str
    date: str
    url: str = ""
    read: str = ""   # what was read: the page, a copy, a table of a paper


@dataclass(frozen=True)
class Row:
    """One line of the table. Columns hold a figure a metric, as printed; `unsaid` where the table names no metric."""

    task: str
    figures: dict[str, Printed]
    previous: dict[str, Printed] = field(default_factory=dict)
    improvement: dict[str, Printed] = field(default_factory=dict)
    title: str = ""
    split: str = ""                                           # the table's, unless said here
    examples: dict[str, int] = field(default_factory=dict)    # by split; GLUE's own are known
    positives: dict[str, int] = field(default_factory=dict)   # rows of the class that F1 is of


@dataclass(frozen=True)
class PrintedAverage:
    """An average as printed: of which column, and by which rule the table says it was taken."""

    of: str
    printed: Printed
    rule: str = UNSAID
    says: str = ""


@dataclass(frozen=True)
class Claim:
    """A sentence of the text, and what it is bound to; `kind` says how it is looked at (statements.py)."""

    says: str
    kind: str
    figure: str = ""
    rows: tuple[str, ...] = ()
    ours: str = ""      # amounts that a relative claim is about, where they are given
    theirs: str = ""
    needs: str = ""     # what would have to be known to look at it
    note: str = ""


@dataclass(frozen=True)
class Known:
    """What was published elsewhere, to stand beside the table."""

    model: str
    source: str
    split: str
    date: str = ""
    parameters: str = ""
    average: dict[str, Printed] = field(default_factory=dict)                 # by rule, as in `glue: "90.3"`
    figures: dict[str, dict[str, Printed]] = field(default_factory=dict)      # by task and metric


@dataclass(frozen=True)
class Table:
    """A whole claims file."""

    kind: str
    source: Source
    model: str
    split: str
    rows: tuple[Row, ...]
    unit: str = "points"
    averages: tuple[PrintedAverage, ...] = ()
    claims: tuple[Claim, ...] = ()
    known: tuple[Known, ...] = ()
    given: dict[str, Given] = field(default_factory=dict)
    note: str = ""

    def row(self, task: str) -> Row:
        return next(row for row in self.rows if row.task == task)
