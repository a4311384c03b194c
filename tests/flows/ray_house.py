"""A toy house of two teachers on one shared checkout, and a Ray cluster of two machines on loopback to teach them on."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ |= {  # before ray is imported
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # else it takes 127.0.0.1 for the network card's address, where nothing listens
}
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
MACHINES = ("left", "right")


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


def started(start: Callable[[], Any], tries: int = 4) -> Any:
    """A node, at the first try that succeeds: Ray gives its processes 30 seconds to come up; a busy machine needs more."""
    for left in reversed(range(tries)):
        try:
            return start()
        except Exception as error:  # Ray raises no narrower one
            if not left or "timed out during startup" not in str(error):
                raise
    raise AssertionError("the last try returns or raises")


@contextmanager
def cluster() -> Iterator[tuple[Any, dict[str, Any]]]:
    """Two machines of one GPU each, as Ray counts them, on loopback; and each one's node by name."""
    from ray.cluster_utils import Cluster

    os.environ["RAY_TMPDIR"] = folder = tempfile.mkdtemp(prefix="ray-")  # short: Ray makes sockets in it
    (Path(folder) / "ray").mkdir()
    common = {"num_cpus": 2, "num_gpus": 1, "node_ip_address": "127.0.0.1", "include_dashboard": False}
    found = Cluster()
    try:
        nodes = {name: started(lambda name=name: found.add_node(env_vars={"MACHINE": name}, **common)) for name in MACHINES}
        yield found, nodes
    finally:
        found.shutdown()
        del os.environ["RAY_TMPDIR"]
        shutil.rmtree(folder, ignore_errors=True)
