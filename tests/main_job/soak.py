"""The report on kills at random moments of the main job: what a round is, and the page on all of them."""

import datetime
import os
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from glueline.provenance.platform import numeric_platform

@dataclass(frozen=True)
class Round:
    """One kill and what came after it: the victim, how the run that was under way ended, who of it lived on, what the next run
    healed, how that one ended, what then differed from an undisturbed house, and the seconds of all."""

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


def write_report(path: Path, rounds: Sequence[Round], seed: int) -> None:
    """What happened, as a page of Markdown that ends with the verdict. It names the kind of machine, not the machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ends = sorted((*who, times) for who, times in Counter((one.victim, one.ended) for one in rounds).items())
    lines = [*_head(), *_table(("what", "value"), _facts(rounds, seed)), "",
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
            "killed. The backbone is a tiny random one. `make soak` wrote this page.", ""]


def _facts(rounds: Sequence[Round], seed: int) -> list[tuple[str, object]]:
    machine = numeric_platform()
    lines = [line for one in rounds for line in one.healed]
    versions = ", ".join(f"{name} {version(name.lower())}" for name in ("DVC", "Prefect", "torch"))
    return [
        ("date", datetime.datetime.now(datetime.UTC).date()),
        ("machine", f"{machine['system']} {machine['machine']}, {machine['cores']} cores, {' '.join(machine['isa'])}"),
        ("software", f"Python {platform.python_version()}, {versions}"),
        ("seed of the moments", seed),
        ("kills", f"{len(rounds)} of {kills_wanted()}"),
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
