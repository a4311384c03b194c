"""The report on kills at random moments of the main job: what a round is, and the page on all of them.

Rounds are kept as they end (docs/soak.jsonl), so that a soak that was broken off goes on where it was.
"""

import datetime
import json
import os
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from glueline.provenance.platform import numeric_platform


@dataclass(frozen=True)
class Round:
    """One kill and what came after it: the commit that was tried, the victim, how the run that was under way ended, who of it
    lived on, what the next run healed, how that one ended, what then differed from an undisturbed house, the seconds of all."""

    commit: str
    victim: str
    ended: str
    survivors: tuple[str, ...]
    healed: tuple[str, ...]
    next_ended: str
    differences: tuple[str, ...]
    seconds: float

    @property
    def clean(self) -> bool:
        return self.next_ended == "COMPLETED" and not self.survivors and not self.differences


def keep(path: Path, one: Round) -> None:
    """Add a round to those of earlier."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(one)) + "\n")


def read_rounds(path: Path) -> list[Round]:
    """The rounds kept so far, oldest first; none where there is no file."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return [Round(**{name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(line).items()})
            for line in lines]


def write_report(path: Path, rounds: Sequence[Round]) -> None:
    """What happened, as a page of Markdown that ends with the verdict. It names the kind of machine, not the machine."""
    ends = sorted((*who, times) for who, times in Counter((one.victim, one.ended) for one in rounds).items())
    lines = [*_head(), *_table(("what", "value"), _facts(rounds)), "",
             *_table(("killed", "its run ended as", "times"), ends), "", verdict(rounds)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def verdict(rounds: Sequence[Round]) -> str:
    """One line: clean, or the first round that was not."""
    bad = [(number, one) for number, one in enumerate(rounds, 1) if not one.clean]
    if not bad:
        return f"**Verdict: clean.** All {len(rounds)} kills were followed by the outputs and lock of an undisturbed run."
    number, one = bad[0]
    return f"**Verdict: not clean.** {len(bad)} of {len(rounds)} rounds; the first is {number}: {one}"


def _head() -> list[str]:
    return ["# Soak: kills at random moments of the main job", "",
            "The house is served (`python -m flows.serve`): a Prefect server, a worker, the deployments. Each round asks for",
            "other data (the two seeds of the built-in set in turn), starts a run of `reproduce-weekly`, sends SIGKILL at a",
            "random moment to the running stage, to its DVC, to the worker or to the server, and starts the next run. Nobody",
            "helps: what has to be brought up again or mended, `flows.serve` and the next run bring up and mend. Then every",
            "output, byte for byte, and `dvc.lock`, its stages sorted, are compared with those of a house in which nobody was",
            "killed. The backbone is a tiny random one. `make soak` wrote this page; broken off, it goes on from the rounds in",
            "`docs/soak.jsonl`, and begins anew where that is removed.", ""]


def _facts(rounds: Sequence[Round]) -> list[tuple[str, object]]:
    machine = numeric_platform()
    lines = [line for one in rounds for line in one.healed]
    commits = Counter(one.commit for one in rounds)
    versions = ", ".join(f"{name} {version(name.lower())}" for name in ("DVC", "Prefect", "torch"))
    return [
        ("date", datetime.datetime.now(datetime.UTC).date()),
        ("machine", f"{machine['system']} {machine['machine']}, {machine['cores']} cores, {' '.join(machine['isa'])}"),
        ("software", f"Python {platform.python_version()}, {versions}"),
        ("kills", f"{len(rounds)} of {kills_wanted()}"),
        ("of them at commit", ", ".join(f"{commit}: {times}" for commit, times in commits.items())),
        ("completed by the next run", sum(one.next_ended == "COMPLETED" for one in rounds)),
        ("outputs and lock as undisturbed", sum(not one.differences for one in rounds)),
        ("processes that lived on", sum(len(one.survivors) for one in rounds)),
        ("torn `dvc.lock` healed", sum("dvc.lock:" in line for line in lines)),
        ("stale `rwlock` healed", sum("rwlock:" in line for line in lines)),
        ("seconds", round(sum(one.seconds for one in rounds))),
    ]


def _table(header: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> list[str]:
    return ["| " + " | ".join(map(str, row)) + " |" for row in (header, ("---",) * len(header), *rows)]


def kills_wanted() -> int:
    """GLUELINE_KILLS, or 50."""
    return int(os.environ.get("GLUELINE_KILLS", "50"))
