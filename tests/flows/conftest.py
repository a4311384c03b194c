"""A toy house of shell commands with a DVC graph of its own, and one Prefect server for the session."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

PREFECT_HOME = tempfile.mkdtemp(prefix="prefect-home-")
os.environ |= {  # before prefect is imported
    "PREFECT_HOME": PREFECT_HOME,
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "DVC_NO_ANALYTICS": "1",
    "DVC_SITE_CACHE_DIR": f"{PREFECT_HOME}/dvc",
}

GRAPH = """
stages:
  source:
    desc: what comes in
    cmd: cp seed.txt source.txt; echo source >> runs.log
    always_changed: true
    deps: [seed.txt]
    outs: [source.txt: {persist: true}]
  side:
    desc: one of two branches
    matrix:
      name: [left, right]
    cmd: sh side.sh ${item.name}
    deps: [source.txt]
    params: ["${item.name}"]
    outs: ["${item.name}.txt": {persist: true}]
  join:
    desc: both branches
    cmd: cat left.txt right.txt > join.txt; echo join >> runs.log
    deps: [left.txt, right.txt]
    outs: [join.txt]
"""
SIDE = """echo "side@$1" >> runs.log
date +%s.%N > $1.began
while [ -e meet ] && [ $(ls *.began | wc -l) -lt 2 ]; do sleep 0.1; done  # while `meet` is there, wait for the other branch
[ -e $1.stay ] && echo $$ > $1.pid && sleep 300  # while `left.stay` is there, side@left does not end; likewise right
cat source.txt params.yaml > $1.txt
date +%s.%N > $1.ended
"""


def build_house(folder: Path) -> Path:
    """git, DVC and a graph source -> side@left, side@right -> join; each command appends its name to runs.log."""
    folder.mkdir(parents=True)
    for command in (["git", "init", "-q"], [sys.executable, "-m", "dvc", "init", "-q"]):
        subprocess.run(command, cwd=folder, check=True, timeout=60)
    (folder / "dvc.yaml").write_text(GRAPH)
    (folder / "side.sh").write_text(SIDE)
    (folder / "params.yaml").write_text("left: 1\nright: 1\n")
    (folder / "seed.txt").write_text("seed\n")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _leave_nothing_behind():
    yield
    shutil.rmtree(PREFECT_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def blank_house(tmp_path_factory) -> Path:
    """A house in which nothing has run; not to be changed."""
    return build_house(tmp_path_factory.mktemp("blank") / "house")


@pytest.fixture
def house(blank_house, tmp_path, monkeypatch) -> Path:
    """A fresh copy of the house, as working directory."""
    shutil.copytree(blank_house, tmp_path / "house", symlinks=True)
    monkeypatch.chdir(tmp_path / "house")
    return tmp_path / "house"


@pytest.fixture
def held_by_another_dvc():
    """Call it with a house and an output: DVC then takes that output for one that process 1 is writing."""
    def hold(house: Path, out: str) -> Path:
        lock = house / ".dvc/tmp/rwlock"
        lock.write_text(json.dumps({"write": {str(house / out): {"pid": 1, "cmd": "dvc repro"}}, "read": {}}))
        return lock

    return hold


@pytest.fixture(scope="session")
def prefect():
    """A Prefect server of the tests' own, with an empty database."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield
