"""Kills of the main job: of DVC or a stage of a `dvc repro`, and of anybody where it is served."""

import random
import sys
import time
from pathlib import Path

import psutil
from main_job.real_house import change, differences
from main_job.soak import Round
from provenance.house import environment, glueline
from provenance.killing import Kill, kill_at_random, role
from serving import ENDS, Served, said, wait_until

REPRO = [sys.executable, "-m", "dvc", "repro", "--no-run-cache"]
VICTIMS = ("stage", "dvc", "worker", "server")


def kill_once(house: Path, rng: random.Random, longest: float, *options: str,
              victims: tuple[str, ...] = ("dvc", "stage")) -> tuple[Kill, list[str]]:
    """Kill DVC or a stage in the middle of `dvc repro`; heal if it was DVC. Returns the kill and the lines of `heal`."""
    kill = kill_at_random(house, [*REPRO, *options], rng, environment(house), longest, victims=victims)
    if kill.victim != "dvc":
        return kill, []  # DVC saw its stage die and put its own things in order
    healed = glueline(house, "heal")
    assert healed.returncode == 0, healed.stderr
    return kill, [line for line in healed.stdout.splitlines() if line != "nothing to heal"]


def play(served: Served, undisturbed: Path, seed: int, commit: str, rng: random.Random, longest: float) -> Round | None:
    """One round: ask for the built-in set of `seed`, start a run, kill somebody of it, and start the next, which gets no help.
    Then compare with the house where nobody was killed. None where the run had ended before the moment came."""
    started, before = time.monotonic(), len(said(served.house, "healed: "))
    change(served.house, "source.seed", seed)
    run, victim = served.trigger(), rng.choice(VICTIMS)
    time.sleep(rng.uniform(0, longest))
    family = killed(served, run, victim)
    first = served.ended(run, 900)["state_type"]
    if family is None:
        return None
    last = served.ended(wait_until(served.trigger, 120, "a run to be started"), 900)["state_type"]
    alive = [str(one) for one in psutil.wait_procs(family, timeout=10)[1]]
    healed = said(served.house, "healed: ")[before:]
    differ = differences(served.house, undisturbed)
    return Round(commit, victim, first, tuple(alive), tuple(healed), last, tuple(differ),
                 round(time.monotonic() - started, 1))


def killed(served: Served, run: str, victim: str) -> list[psutil.Process] | None:
    """kill -9 of one that plays the part of `victim` in the run, as soon as one lives; all processes of the run, as they were
    then. None where the run ends before."""
    while (told := wait_until(lambda: served.run(run), 120, "the server"))["state_type"] not in ENDS:
        family = of_the_run(served)
        chosen = [served.part(victim)] if victim in ("worker", "server") else [one for one in family if plays(one) == victim]
        if family and chosen:
            chosen[0].kill()
            return family
        time.sleep(0.05)
    assert told
    return None


def of_the_run(served: Served) -> list[psutil.Process]:
    """The process of the run under way, and all below it."""
    try:
        below = psutil.Process(served.process.pid).children(recursive=True)
        engines = [one for one in below if "prefect.engine" in one.cmdline()]
        return [each for one in engines for each in (one, *one.children(recursive=True))]
    except psutil.NoSuchProcess:
        return []


def plays(process: psutil.Process) -> str | None:
    """`stage`, `dvc`, or None."""
    try:
        return role(" ".join(process.cmdline()))
    except psutil.NoSuchProcess:
        return None
