"""A run that is killed is noted all the same, by the next one: what it cost until it was last seen."""

import json
import os
import socket
import subprocess
import sys
import time

import pytest
from provenance.house import build, dvc, environment, glueline
from provenance.killing import start, wait_gone

from glueline.provenance import journal, pulse

LINE = {"stage": "teach@a", "work": "w", "record": None, "status": "finished", "message": None}
BEATS = """
import sys, time
from pathlib import Path
from glueline.provenance import pulse
pulse.EVERY = 0.05
with pulse.beating(Path(sys.argv[1]), {"stage": "teach@a", "work": "w", "record": None, "status": "finished", "message": None},
                   time.monotonic() - 100):
    print("begun", flush=True)
    sum(range(10**7))
    time.sleep(60)
"""


def running(root) -> list[dict]:
    return [json.loads(said) for path in (root / pulse.RUNNING).iterdir() if (said := path.read_bytes())]


def wait_until(fits, seconds=20.0) -> None:
    end = time.monotonic() + seconds
    while not fits():
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.02)


def test_a_killed_run_is_noted_as_failed_with_what_it_had_cost(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", BEATS, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begun\n"
    wait_until(lambda: any(one["line"]["seconds"] > 100.2 for one in running(tmp_path)))
    assert pulse.book_killed(tmp_path) == [] and journal.read(tmp_path) == [], "it is alive"
    process.kill()
    process.wait()
    told = pulse.book_killed(tmp_path)
    [line] = journal.read(tmp_path)
    assert line | LINE == line | {"status": "finished", "message": None}, "what was to be done is in the line"
    assert line["status"] == "failed" and line["message"] == f"killed; last seen at {line['time']}" and line["attempt"] == 1
    assert 100.2 < line["seconds"] < 130 and 0 < line["processor_seconds"] < 30 and line["peak_mib"] > 1
    assert told == [f"teach@a: {line['message']}, after {line['seconds']:.0f} s: noted as failed in leaderboard/runs.jsonl"]
    assert pulse.book_killed(tmp_path) == [] and len(journal.read(tmp_path)) == 1, "noted once"
    assert not [*(tmp_path / pulse.RUNNING).iterdir()]


@pytest.mark.parametrize("error", [None, ValueError])
def test_a_run_that_ends_by_itself_leaves_no_sign(tmp_path, error):
    try:
        with pulse.beating(tmp_path, LINE, time.monotonic()):
            wait_until(lambda: (tmp_path / pulse.RUNNING / f"teach@a-{os.getpid()}.json").stat().st_size > 0)
            if error:
                raise error
    except ValueError:
        assert error
    assert not [*(tmp_path / pulse.RUNNING).iterdir()] and pulse.book_killed(tmp_path) == []


def leave(root, host, seconds_ago, pid=2**22 + 1, born=0.0):
    path = root / pulse.RUNNING / "teach@a-1.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"line": LINE | {"time": "t", "host": host, "seconds": 7.0}, "pid": pid, "born": born}))
    os.utime(path, (time.time() - seconds_ago,) * 2)


def test_a_run_of_another_machine_is_dead_when_it_has_not_beaten_for_long(tmp_path):
    leave(tmp_path, "elsewhere", seconds_ago=pulse.GONE - 30)
    assert pulse.book_killed(tmp_path) == []
    leave(tmp_path, "elsewhere", seconds_ago=pulse.GONE + 1)
    assert len(pulse.book_killed(tmp_path)) == 1


def test_another_process_with_the_number_of_the_dead_is_not_the_run(tmp_path):
    leave(tmp_path, socket.gethostname(), seconds_ago=0, pid=os.getpid(), born=time.time() - 10**6)
    assert len(pulse.book_killed(tmp_path)) == 1


def test_a_sign_that_says_nothing_stops_nobody(tmp_path):
    leave(tmp_path, "x", seconds_ago=0)
    (tmp_path / pulse.RUNNING / "teach@a-1.json").write_text("")
    assert pulse.book_killed(tmp_path) == []


@pytest.mark.slow
def test_the_stage_after_a_kill_notes_it_and_so_does_heal(tmp_path):
    for ending in ("run", "heal"):
        house = build(tmp_path / ending)
        text = (house / "params.yaml").read_text()
        (house / "params.yaml").write_text(text.replace("pause: 0.0", "pause: 60.0"))
        process = start(house, [sys.executable, "-m", "dvc", "repro", "--no-run-cache"], environment(house))
        wait_until(lambda house=house: any(p.name.startswith("numbers-") and p.stat().st_size
                                           for p in (house / pulse.RUNNING).glob("*.json")), 60)
        process.kill()
        process.wait()
        assert wait_gone(process.pid) == []
        (house / "params.yaml").write_text(text)
        if ending == "heal":
            healed = glueline(house, "heal")
            assert "numbers: killed; last seen at" in healed.stdout, healed.stdout + healed.stderr
        else:
            assert dvc(house, "repro", "--no-run-cache").returncode == 0
        ends = [(line["stage"], line["status"]) for line in journal.read(house)]
        assert ends.count(("numbers", "failed")) == 1, ends
