"""A checkout of its own for a bench's runs: a clone of this one's HEAD with other params, where DVC keeps what is done.

Not a program of its own.
"""

import os
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import yaml

from glueline.provenance import journal


def over(base: dict, changes: dict) -> dict:
    """`base` with `changes` in place of what it has, level by level; `epochs` are replaced as a whole."""
    return base | {key: over(base[key], value) if isinstance(value, dict) and key != "epochs" else value
                   for key, value in changes.items()}


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, _) -> bool:
        return True


def set_up(checkout: Path, params: dict) -> None:
    """Clone this checkout's HEAD if need be, and give the clone these params, each section written out."""
    if not checkout.exists():
        subprocess.run(["git", "clone", "-q", ".", str(checkout)], check=True)
    (checkout / "params.yaml").write_text(yaml.dump(params, sort_keys=False, Dumper=_Plain))


def homes(checkout: Path) -> dict[str, str]:
    """Where a checkout elsewhere finds its own code, and the data and backbones that this one has: in the environment, since
    its params and records are kept, and are to name no folder of one machine."""
    params = yaml.safe_load(Path("params.yaml").read_text())
    here = {"GLUELINE_GLUE": params["source"]["folder"], "GLUELINE_GLUE_EXTRA": params["challenge"]["folder"],
            "GLUELINE_BACKBONES": "data/backbones"}
    return {"PYTHONPATH": str(checkout.resolve())} | {
        name: str(Path(os.environ.get(name) or folder).resolve()) for name, folder in here.items()}


def repro(checkout: Path, stage: str) -> None:
    """Bring a stage of the checkout up to date, with its own code."""
    subprocess.run([sys.executable, "-m", "dvc", "repro", stage], cwd=checkout, check=True, env=os.environ | homes(checkout))


def runs_of(checkout: Path, stage: str) -> list[dict]:
    """The lines of the checkout's journal that led to a stage's last finished run, in order: that run, and tries at the same
    work (inputs, code, params) that were broken off or killed right before it."""
    lines = [line for line in journal.read(checkout) if line["stage"] == stage]
    last = max(at for at, line in enumerate(lines) if line["status"] == "finished")
    tries = takewhile(lambda line: line["status"] != "finished" and line["work"] == lines[last]["work"], reversed(lines[:last]))
    return [*reversed([*tries]), lines[last]]


def spent(checkout: Path, stage: str) -> dict:
    """{"seconds" (the processor's), "peak_mib", "record"} of those runs."""
    lines = runs_of(checkout, stage)
    return {"seconds": round(sum(line["processor_seconds"] for line in lines), 1),
            "peak_mib": max(line["peak_mib"] for line in lines), "record": lines[-1]["record"]}
