"""What an examination finds: one verdict a thing looked at, with its arithmetic."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

HOLDS, FAILS, OPEN, AMBIGUOUS = "holds", "does not hold", "cannot be checked", "ambiguous"
VERDICTS = (HOLDS, FAILS, AMBIGUOUS, OPEN)


@dataclass(frozen=True)
class Finding:
    """`about`: what was looked at; `why`: the reason in a sentence; `steps`: the arithmetic, a line each."""

    about: str
    verdict: str
    why: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """All findings of one check. `method` says how it looks, `headline` what it found, `points` the worst of it."""

    name: str
    title: str
    method: str
    headline: str
    findings: tuple[Finding, ...] = field(default=())
    points: tuple[str, ...] = field(default=())

    def plain(self) -> dict:
        return asdict(self)


def verdict_of(verdicts: list[str]) -> str:
    """One verdict over several readings of the same thing: theirs where they agree, else ambiguous."""
    return verdicts[0] if len(set(verdicts)) == 1 else AMBIGUOUS


def points(findings: Iterable[Finding], *verdicts: str) -> tuple[str, ...]:
    """The findings of these verdicts, a sentence each."""
    return tuple(f"{finding.about}: {finding.verdict}; {finding.why}" for finding in findings if finding.verdict in verdicts)


def counted(findings: Iterable[Finding]) -> str:
    """How many of each verdict: "7 hold, 2 do not hold" and so on, nothing of what there is none of."""
    words = {HOLDS: ("holds", "hold"), FAILS: ("does not hold", "do not hold"), AMBIGUOUS: ("is ambiguous", "are ambiguous"),
             OPEN: ("cannot be checked", "cannot be checked")}
    counts = Counter(finding.verdict for finding in findings)
    return ", ".join(f"{counts[verdict]} {words[verdict][counts[verdict] > 1]}" for verdict in VERDICTS if counts[verdict])
