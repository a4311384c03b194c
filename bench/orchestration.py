"""What Prefect adds to plain `dvc repro`, with a server running, and what a scheduled run costs in which nothing has changed.

    python -m bench.orchestration [--rounds 1] [--builtin] [--at-once 1]

The same house from nothing (no outputs, empty cache) in turn: `dvc repro`, then `python -m flows.reproduce`, each a process of
its own and timed from outside, imports and all; after that a run of `reproduce-weekly` by the worker of `flows.serve` finds
nothing to do. The house is the small one of the tests (a tiny random backbone, about a minute); --builtin takes params.yaml as
it is. The last line is one JSON object; `ratio` is the sum of the flow's seconds over the sum of DVC's, `processor ratio` the
same of processor seconds, those of all processes below the command (not of the server). Seconds compare only on one quiet
machine.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests")]

from main_job.real_house import build  # noqa: E402
from provenance.house import environment  # noqa: E402
from serving import Served, serving  # noqa: E402


def house_in(folder: Path, builtin: bool) -> Path:
    """A house in which nothing has run."""
    house = build(folder / "blank")
    if builtin:
        shutil.copy(ROOT / "params.yaml", house / "params.yaml")
    return house


def spent(words: list[str], house: Path, **settings: str) -> tuple[float, float]:
    """The seconds, and the processor seconds, of `python -m WORDS` in a house; it must succeed."""
    before, started = processor_seconds(), time.perf_counter()
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=house, env=environment(house) | settings, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return seconds, processor_seconds() - before


def processor_seconds() -> float:
    """Those of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def scheduled(served: Served) -> tuple[float, float]:
    """Seconds of a run by the worker: from the moment it was asked for, and from its own beginning, to its end."""
    started = time.perf_counter()
    told = served.ended(served.trigger(), 600)
    waited = time.perf_counter() - started
    assert told["state_type"] == "COMPLETED", told["state"]["message"]
    begun, ended = (datetime.fromisoformat(told[key]) for key in ("start_time", "end_time"))
    return waited, (ended - begun).total_seconds()


def one_round(folder: Path, blank: Path, number: int, at_once: int) -> dict[str, float]:
    """Both sides from nothing, each in a copy of its own, and the runs in which nothing has changed."""
    plain, flow = (Path(shutil.copytree(blank, folder / f"{side}{number}", symlinks=True)) for side in ("plain", "flow"))
    found: dict[str, float] = {}
    found["dvc"], found["dvc, processor"] = spent(["dvc", "repro"], plain)
    found["dvc, no change"], _ = spent(["dvc", "repro"], plain)
    with serving(flow, **environment(flow)) as served:
        own = {"PREFECT_API_URL": served.url, "PREFECT_HOME": str(flow / ".prefect")}
        found["flow"], found["flow, processor"] = spent(["flows.reproduce", "--at-once", str(at_once)], flow, **own)
        found["scheduled, no change, asked to end"], found["scheduled, no change"] = scheduled(served)
    for house in (plain, flow):
        shutil.rmtree(house)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--builtin", action="store_true", help="params.yaml as it is, not the small house of the tests")
    parser.add_argument("--at-once", type=int, default=1, help="stages side by side in the flow; `dvc repro` has one")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        blank = house_in(Path(folder), args.builtin)
        rounds = []
        for number in range(args.rounds):
            rounds.append(one_round(Path(folder), blank, number, args.at_once))
            print({name: round(seconds, 1) for name, seconds in rounds[-1].items()}, flush=True)
    figures = {f"{name}, seconds": round(median(each[name] for each in rounds), 1) for name in rounds[0]}
    print(json.dumps({"house": "built-in" if args.builtin else "small", "rounds": args.rounds, "at once": args.at_once,
                      "ratio": ratio(rounds, "flow", "dvc"),
                      "processor ratio": ratio(rounds, "flow, processor", "dvc, processor"),
                      **figures, "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}))


def ratio(rounds: list[dict[str, float]], one: str, other: str) -> float:
    """The sum of one figure over the sum of another."""
    return round(sum(each[one] for each in rounds) / sum(each[other] for each in rounds), 3)


if __name__ == "__main__":
    main()
