"""`glueline heal`: after a kill of DVC itself."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from provenance.house import dvc, glueline
from provenance.killing import lock_stages

from glueline.provenance.heal import _runs_stages, heal, working
from glueline.provenance.lockfile import mend, stages_in, whole_part
from glueline.refusal import Refused


def dead_pid() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def write_rwlock(house: Path, pid: int) -> Path:
    path = house / ".dvc/tmp/rwlock"
    path.write_text(json.dumps({"write": {str(house / "data/numbers"): {"pid": pid, "cmd": "dvc repro"}}, "read": {}}))
    return path


def committed(house: Path) -> Path:
    for command in ("git add dvc.lock", "git -c user.name=t -c user.email=t@t commit -q -m lock"):
        subprocess.run(command.split(), cwd=house, check=True)
    return house


def test_a_whole_house_has_nothing_to_heal(house):
    lock = (house / "dvc.lock").read_bytes()
    assert glueline(house, "heal").stdout == "nothing to heal\n"
    assert (house / "dvc.lock").read_bytes() == lock


def test_an_rwlock_of_the_dead_and_a_torn_one_are_removed(house):
    path = write_rwlock(house, pid := dead_pid())
    assert heal(house) == [f".dvc/tmp/rwlock: removed; it named dead processes {pid}"] and not path.exists()
    path.write_text('{"write": {"da')
    assert dvc(house, "repro", "--force", "numbers").returncode != 0  # so DVC stands still without heal
    assert heal(house) == [".dvc/tmp/rwlock: removed; it was torn"] and not path.exists()
    assert dvc(house, "repro").returncode == 0


@pytest.fixture
def somebody_at_work(house: Path):
    """A living process `python .../dvc repro` in the house, that only sleeps."""
    script = house.parent / "dvc"
    script.write_text("import time\nprint('up', flush=True)\ntime.sleep(120)\n")
    with subprocess.Popen([sys.executable, str(script), "repro"], cwd=house, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"up\n"
        yield process
        process.kill()


def test_nothing_is_touched_while_dvc_is_at_work_in_the_checkout(house, somebody_at_work):
    (house / "dvc.lock").write_text("")
    with pytest.raises(Refused, match=f"DVC is at work here .process {somebody_at_work.pid}."):
        heal(house)
    assert glueline(house, "heal").returncode == 2
    assert (house / "dvc.lock").read_text() == ""
    somebody_at_work.kill()
    somebody_at_work.wait()
    assert working(house) == [] and heal(house)


def test_a_living_process_in_the_rwlock_stops_it_unless_the_number_was_given_anew(house):
    process = subprocess.Popen(["sleep", "60"])  # it stands elsewhere, as DVC called through its Python interface may
    try:
        path = write_rwlock(house, process.pid)
        assert working(house) == [process.pid]
        os.utime(path, (1e9, 1e9))  # written long before that process began
        assert working(house) == []
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("words, works", [
    ("/venv/bin/python /venv/bin/dvc repro", True), ("dvc repro", True), ("python -m dvc repro", True),
    ("python -m glueline run teach@minilm", True), ("python /venv/bin/glueline run teach@minilm", True),
    ("glueline run code", True),
    ("python -m glueline heal", False), ("vim dvc.yaml", False), ("python -m pytest tests", False), ("", False),
])
def test_who_runs_stages_is_told_by_the_command_line(words, works):
    assert _runs_stages(words.split()) is works


def test_a_dvc_lock_emptied_by_a_kill_comes_back_from_the_copy_but_for_the_stage_that_ran(house):
    whole = lock_stages(house)
    (house / "dvc.lock").write_text("")
    [said] = heal(house)
    assert said == ("dvc.lock: was torn; restored code, double, numbers, total@sum; `dvc repro` runs the others again")
    assert lock_stages(house) == {key: whole[key] for key in whole if key != "total@largest"}
    again = dvc(house, "repro", "--no-run-cache")
    assert "Running stage 'total@largest'" in again.stdout and again.stdout.count("Running stage") == 1
    assert lock_stages(house) == whole


def test_a_dvc_lock_emptied_by_a_kill_comes_back_from_the_last_commit(house):
    whole = lock_stages(committed(house))
    shutil.rmtree(house / "data/.staging")
    (house / "dvc.lock").write_text("")
    assert "restored code, double, numbers, total@largest, total@sum" in heal(house)[0]
    assert lock_stages(house) == whole
    assert "up to date" in dvc(house, "repro").stdout


def test_a_lost_dvc_lock_with_no_copy_and_no_commit_is_made_anew(house):
    whole = lock_stages(house)
    shutil.rmtree(house / "data/.staging")
    (house / "dvc.lock").write_text("schema: '2.0'\nsta")
    assert heal(house) == ["dvc.lock: was torn; restored nothing; `dvc repro` runs the others again"]
    assert dvc(house, "repro", "--no-run-cache").returncode == 0
    assert lock_stages(house) == whole


def test_a_cut_at_any_place_keeps_only_whole_entries(finished_house):
    text = (finished_house / "dvc.lock").read_text()
    whole = stages_in(text)
    for cut in range(0, len(text), 29):
        kept = stages_in(whole_part(text[:cut])) if whole_part(text[:cut]) else {}
        later = [key for key in kept if kept[key] != whole[key]]
        # An entry cut between two of its outs reads as whole: DVC then knows no hash of an out, and runs the stage again.
        assert all(_lacks_outs(kept[key], whole[key]) for key in later), cut
        assert list(kept) == list(whole)[:len(kept)]
    assert whole_part(text) == text


def _lacks_outs(kept: dict, whole: dict) -> bool:
    outs = kept.get("outs", [])
    return outs == whole["outs"][:len(outs)] and len(outs) < len(whole["outs"])


def test_a_merges_conflict_is_left_to_a_person(finished_house):
    lock = finished_house / "dvc.lock"
    kept = lock.read_text()
    lock.write_text(f"<<<<<<< HEAD\n{kept}=======\n{kept}>>>>>>> other\n")
    try:
        with pytest.raises(Refused, match="dvc.lock: a merge left its conflict in it; take either side"):
            mend(finished_house)
        assert lock.read_text().startswith("<<<<<<< HEAD")
    finally:
        lock.write_text(kept)


def test_half_made_outputs_are_removed_and_named(house):
    (house / "data/.staging/teach@minilm/data").mkdir(parents=True)
    assert heal(house) == ["data/.staging: removed what was left of teach@minilm"]
    assert not (house / "data/.staging").exists() and (house / "data/numbers/1.json").exists()


def test_heal_outside_a_checkout_is_refused(tmp_path):
    with pytest.raises(Refused, match="dvc.yaml: missing"):
        heal(tmp_path)
