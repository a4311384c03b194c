"""A toy house of two teachers on one shared checkout."""

import os
import subprocess
import sys
from pathlib import Path

GRAPH = """
stages:
  order:
    cmd: cp seed.txt rows.txt
    deps: [seed.txt]
    outs: [rows.txt: {persist: true}]
  teach:
    matrix: {teacher: [one, two]}
    cmd: sh teach.sh ${item.teacher}
    deps: [rows.txt]
    outs: ["${item.teacher}.txt": {persist: true}]
  join:
    cmd: cat one.txt two.txt > join.txt
    deps: [one.txt, two.txt]
    outs: [join.txt: {persist: true}]
"""
TEACH = """echo $$ > $1.pid
echo "$MACHINE" >> $1.machines
while [ -e meet ] && [ $(ls *.machines | wc -l) -lt 2 ]; do sleep 0.1; done  # until both have begun
while [ -e hold-$MACHINE ]; do sleep 0.1; done
{ cat rows.txt; echo "taught $1 with ${OMP_NUM_THREADS:-all} threads"; } > $1.txt
"""


def make(house: Path) -> Path:
    """Put the graph into a blank house."""
    asks = "teach: {num_cpus: 1, num_gpus: 1}\n"
    for name, text in {"dvc.yaml": GRAPH, "teach.sh": TEACH, "ray.yaml": asks, "params.yaml": ""}.items():
        (house / name).write_text(text)
    return house


def reproduced_here(house: Path) -> dict[str, str]:
    """What plain `dvc repro` makes of the house, by file, its lock with it."""
    environment = os.environ | {"MACHINE": "here"}
    subprocess.run([sys.executable, "-m", "dvc", "repro", "-q"], cwd=house, env=environment, check=True, timeout=300)
    return made(house)


def made(house: Path) -> dict[str, str]:
    """Outputs and lock; the lock's stages sorted, since they stand in order of completion."""
    import yaml

    lock = yaml.safe_load((house / "dvc.lock").read_text())["stages"]
    return {**{name: (house / name).read_text() for name in ("rows.txt", "one.txt", "two.txt", "join.txt")}, **{
        f"lock of {key}": str(lock[key]) for key in sorted(lock)}}


def machines(house: Path) -> dict[str, list[str]]:
    """Of each teacher the machines that it began on."""
    return {name: (house / f"{name}.machines").read_text().split() for name in ("one", "two")}
