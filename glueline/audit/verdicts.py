"""What an audit may find: verdicts from best to worst, the causes a finding is traced to, and what both come to for a cell."""

from collections.abc import Iterable
from dataclasses import dataclass

IDENTICAL, WITHIN, SUPERSEDED, UNVERIFIED, FAILED = (
    "identical", "within tolerance", "superseded", "unverified", "not reproduced")
VERDICTS = (IDENTICAL, WITHIN, SUPERSEDED, UNVERIFIED, FAILED)
CAUSES = ("data", "code", "params", "weights", "environment", "threads", "ISA", "scores", "records")
HOLDS, DOES_NOT_HOLD, CANNOT_SAY = 0, 1, 3  # exit codes; 2 is bad input, as of every command


@dataclass(frozen=True)
class Finding:
    """One thing that was found. `where`: the file, record or key by name. `of`: the stage's key or the cell (teacher/cell) that
    it is about; None: all of the entry."""

    level: int
    verdict: str
    cause: str
    where: str
    says: str
    of: str | None = None

    def content(self) -> dict:
        """As JSON has it."""
        return {"level": self.level, "verdict": self.verdict, "cause": self.cause, "where": self.where, "says": self.says,
                "of": self.of}


@dataclass(frozen=True)
class Note:
    """What a reader should know and that changes no verdict."""

    where: str
    says: str


def worst(verdicts: Iterable[str]) -> str:
    """The worst of some verdicts; identical where there is none."""
    return max(verdicts, key=VERDICTS.index, default=IDENTICAL)


def exit_code(verdicts: Iterable[str]) -> int:
    """0: all hold (superseded ones too); 1: something is not reproduced; 3: nothing is, but something could not be verified."""
    return {FAILED: DOES_NOT_HOLD, UNVERIFIED: CANNOT_SAY}.get(worst(verdicts), HOLDS)
