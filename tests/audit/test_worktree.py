"""A stage run again in a worktree: whoever kills the audit leaves nobody at work, and the next one clears up."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from glueline.audit.worktree import FOLDER, worktree

STAGE = "import os, time; from pathlib import Path; Path(os.environ['TOLD']).write_text(str(os.getpid())); time.sleep(300)"
AUDIT = """
from pathlib import Path
from glueline.audit.worktree import run_stage, worktree
with worktree(Path(), "HEAD", "long") as tree:
    run_stage(tree, Path(), "long", {"long": {"platform": {}, "params": {}}})
"""


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Path:
    """A repository whose `python -m glueline` writes its process number to TOLD and sleeps."""
    (tmp_path / "house/glueline").mkdir(parents=True)
    (tmp_path / "house/glueline/__main__.py").write_text(STAGE)
    (tmp_path / "house/.gitignore").write_text("/data/\n")
    monkeypatch.chdir(tmp_path / "house")
    for command in ("git init -q", "git add -A", "git -c user.name=t -c user.email=t@t commit -q -m house"):
        subprocess.run(command.split(), check=True)
    monkeypatch.setenv("TOLD", str(tmp_path / "pid"))
    return tmp_path / "house"


def number_in(path: Path) -> int:
    end = time.monotonic() + 60
    while not (path.is_file() and path.read_text()) and time.monotonic() < end:
        time.sleep(0.05)
    return int(path.read_text())


def test_the_stage_of_a_killed_audit_ends_with_it_and_the_next_audit_removes_its_worktree(checkout, repo, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(repo))
    with subprocess.Popen([sys.executable, "-P", "-c", AUDIT]) as audit:
        stage = psutil.Process(number_in(checkout.parent / "pid"))
        audit.kill()
    assert psutil.wait_procs([stage], timeout=30)[1] == []
    [left] = (checkout / FOLDER).iterdir()
    with worktree(checkout, "HEAD", "other") as tree:
        assert not left.exists() and (tree / "glueline/__main__.py").is_file()
    assert not (checkout / FOLDER).exists()
    assert subprocess.check_output(["git", "worktree", "list"], text=True).count("\n") == 1


def test_the_worktree_of_a_living_audit_is_left_alone(checkout):
    with worktree(checkout, "HEAD", "one") as one, worktree(checkout, "HEAD", "one") as same:
        assert one != same and (one / "glueline/__main__.py").is_file() and (same / "glueline/__main__.py").is_file()
    assert not (checkout / FOLDER).exists()
