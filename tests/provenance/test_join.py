"""Of several processes that a launcher starts, the first observes the stage; the others only run its main."""

import subprocess
import sys
from pathlib import Path

import pytest
from provenance.house import environment

SAY = """
import os
from pathlib import Path


def main(numbers, out, partial):
    partial.mkdir(parents=True, exist_ok=True)
    (partial / f"rank {os.environ['RANK']}").write_text(f"{numbers} {out}")
    out.write_text("[]")
    if os.environ["RANK"] == "2":
        raise ValueError("from the third")
"""


def run(house: Path, key: str, rank: int) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "glueline", "run", key], cwd=house, capture_output=True, text=True,
                          env={**environment(house), "RANK": str(rank)})


@pytest.fixture
def saying(house):
    """The house with a `double` that notes in its partial folder what each process was given."""
    (house / "stages/double.py").write_text(SAY)
    assert run(house, "code", 0).returncode == 0
    return house


def test_a_process_that_joins_is_given_the_same_inputs_and_half_done_state_and_leaves_no_trace(saying):
    before = {path.relative_to(saying): path.read_bytes() for path in saying.rglob("*") if path.is_file()}
    done = run(saying, "double", 1)
    assert done.returncode == 0, done.stderr
    after = {path.relative_to(saying): path.read_bytes() for path in saying.rglob("*") if path.is_file()}
    new = {path: after[path] for path in after if before.get(path) != after[path] and "__pycache__" not in str(path)}
    [(path, text)] = new.items()
    assert path.parent.parent == Path("data/.partial") and path.name == "rank 1" and text.startswith(b"data/numbers ")
    assert b"data/double.json" in text and not (saying / "data/.staging/double-1").exists()


def test_the_first_process_observes_as_if_it_were_alone(saying):
    records = len(list((saying / "data/records/double").glob("*.json")))
    assert run(saying, "double", 0).returncode == 0
    assert (saying / "data/double.json").read_text() == "[]"
    assert len(list((saying / "data/records/double").glob("*.json"))) == records + 1


def test_a_process_that_joins_and_fails_says_so_by_its_exit_code(saying):
    assert run(saying, "double", 2).returncode == 1
    (saying / "data/numbers").rename(saying / "data/gone")
    assert run(saying, "double", 1).returncode == 2
