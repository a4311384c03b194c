"""Kills at random moments of the main job, one a round, and the report on them."""

import datetime
import os
import platform
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from main_job.real_house import change, differences
from provenance.house import dvc, environment, glueline
from provenance.killing import Kill, kill_at_random

from glueline.provenance.platform import numeric_platform

REPRO = [sys.executable, "-m", "dvc", "repro", "--no-run-cache"]


@dataclass(frozen=True)
class Round:
    """One kill and what came after it: the victim (`dvc` or a stage's key), who lived on, what `heal` did, whether the next
    `dvc repro` finished, what then differed from an undisturbed run, and the seconds of all."""

    victim: str
    survivors: tuple[str, ...]
    healed: tuple[str, ...]
    finished: bool
    differences: tuple[str, ...]
    seconds: float

    @property
    def clean(self) -> bool:
        return self.finished and not self.survivors and not self.differences


def kill_once(house: Path, rng: random.Random, longest: float, *options: str,
              victims: tuple[str, ...] = ("dvc", "stage")) -> tuple[Kill, list[str]]:
    """Kill DVC or a stage in the middle of `dvc repro`; heal if it was DVC. Returns the kill and the lines of `heal`."""
    kill = kill_at_random(house, [*REPRO, *options], rng, environment(house), longest, victims=victims)
    if kill.victim != "dvc":
        return kill, []  # DVC saw its stage die and put its own things in order
    healed = glueline(house, "heal")
    assert healed.returncode == 0, healed.stderr
    return kill, [line for line in healed.stdout.splitlines() if line != "nothing to heal"]


def play(house: Path, undisturbed: Path, seed: int, rng: random.Random, longest: float) -> Round | None:
    """One round: ask for the built-in set of `seed`, kill, finish, and compare with the house where nobody was killed.

    None where the run had ended before the moment came.
    """
    started = time.monotonic()
    change(house, "source.seed", seed)
    kill, healed = kill_once(house, rng, longest, "--force")
    done = dvc(house, "repro", "--no-run-cache")
    if kill.victim == "nobody":
        return None
    stage = kill.words.split()[-1] if kill.victim == "stage" else "dvc"
    return Round(stage, tuple(kill.survivors), tuple(healed), done.returncode == 0,
                 tuple(differences(house, undisturbed)), time.monotonic() - started)


def write_report(path: Path, rounds: Sequence[Round], seed: int) -> None:
    """What happened, as a page of Markdown that ends with the verdict. It names the kind of machine, not the machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [*_head(), *_table(("what", "value"), _facts(rounds, seed)), "",
             *_table(("killed", "times"), sorted(Counter(one.victim for one in rounds).items())), "", verdict(rounds)]
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
            "Each round asks the finished house for other data (the two seeds of the built-in set in turn), starts",
            "`dvc repro --force --no-run-cache`, sends SIGKILL to DVC or to the running stage at a random moment, calls",
            "`glueline heal` if it was DVC, and lets `dvc repro --no-run-cache` finish. Then every output, byte for byte,",
            "and `dvc.lock`, its stages sorted, are compared with those of a house in which nobody was killed. The backbone",
            "is a tiny random one. `make soak` wrote this page.", ""]


def _facts(rounds: Sequence[Round], seed: int) -> list[tuple[str, object]]:
    machine = numeric_platform()
    lines = [line for one in rounds for line in one.healed]
    return [
        ("date", datetime.datetime.now(datetime.UTC).date()),
        ("machine", f"{machine['system']} {machine['machine']}, {machine['cores']} cores, {' '.join(machine['isa'])}"),
        ("software", f"Python {platform.python_version()}, DVC {version('dvc')}, torch {version('torch')}"),
        ("seed of the moments", seed),
        ("kills", f"{len(rounds)} of {kills_wanted()}"),
        ("finished by the next `dvc repro`", sum(one.finished for one in rounds)),
        ("outputs and lock as undisturbed", sum(not one.differences for one in rounds)),
        ("processes that lived on", sum(len(one.survivors) for one in rounds)),
        ("torn `dvc.lock` healed", sum(line.startswith("dvc.lock") for line in lines)),
        ("stale `rwlock` healed", sum("rwlock" in line for line in lines)),
        ("seconds", round(sum(one.seconds for one in rounds))),
    ]


def _table(header: tuple[str, str], rows: Sequence[tuple[str, object]]) -> list[str]:
    return ["| " + " | ".join(map(str, row)) + " |" for row in (header, ("---", "---"), *rows)]


def kills_wanted() -> int:
    """GLUELINE_KILLS, or 50."""
    return int(os.environ.get("GLUELINE_KILLS", "50"))
