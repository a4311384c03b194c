"""What goes wrong around a run ends in one clear message, with earlier outputs whole, and the next run needs no help.

Kills stand in test_kills.py, bad input in tests/main_job. The counts are printed at the end of the run.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from provenance.counted import COUNTS
from provenance.house import dvc, environment
from provenance.killing import lock_stages, start

REPRO = [sys.executable, "-m", "dvc", "repro"]
MASTER_KEY = "-dac_override,-dac_read_search"  # what lets root write where modes say no
WITHOUT_A_MASTER_KEY = [] if os.geteuid() else ["setpriv", f"--bounding-set={MASTER_KEY}", f"--inh-caps={MASTER_KEY}"]
SMALL_DISK = 'mount -t tmpfs -o size=64k tmpfs data/.staging && exec "$@"'  # in a mount namespace of its own: gone with it
WHOLE_DISK = """
mkdir ../disk && mount -t tmpfs -o size=32m tmpfs ../disk && cp -a . ../disk/house && cp -a ../house.state ../disk/ || exit 1
here=$PWD; cd ../disk/house; export DVC_SITE_CACHE_DIR=$PWD.state
head -c $((($(df --output=avail -k . | tail -n 1) - LEFT) * 1024)) /dev/zero > ../ballast
"$@" > "$here.said" 2>&1 && echo done >> "$here.said"
rm ../ballast; sed -i 's/last: 20/last: 3/' params.yaml
"$@" && cp -a data dvc.lock params.yaml "$here/"
"""
JUMP = """
import datetime
import time

real = time.time
time.time = lambda: real() + {seconds}


class Jumped(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + datetime.timedelta(seconds={seconds})


datetime.datetime = Jumped
"""


def numbers(house: Path, **settings: float) -> None:
    """Other settings for the stage `numbers`."""
    wanted = {"first": 1, "last": 3, "pause": 0.0} | settings
    text = (house / "params.yaml").read_text()
    line = f"numbers: {{{', '.join(f'{name}: {value}' for name, value in wanted.items())}}}"
    lines = [line if each.startswith("numbers:") else each for each in text.splitlines()]
    (house / "params.yaml").write_text("\n".join(lines) + "\n")


def said(stderr: str) -> list[str]:
    return [line for line in stderr.splitlines() if line.startswith("glueline: ")]


def repro_ends_as(house: Path, finished: Path) -> None:
    """The next `dvc repro` completes, and the house is as the one to which nothing happened."""
    COUNTS["tried"] += 1
    done = dvc(house, "repro", "--no-run-cache")
    assert done.returncode == 0, done.stderr
    assert lock_stages(house) == lock_stages(finished)
    for name in ("numbers/1.json", "double.json", "total/sum/total.json"):
        assert (house / "data" / name).read_bytes() == (finished / "data" / name).read_bytes()
    COUNTS["recovered"] += 1


def still_there(house: Path) -> None:
    """The numbers of the first run are whole."""
    assert sorted(path.name for path in (house / "data/numbers").iterdir()) == ["1.json", "2.json", "3.json"]
    assert [path.read_text() for path in sorted((house / "data/numbers").iterdir())] == ["1\n", "2\n", "3\n"]


def cached(house: Path, path: str) -> Path:
    """Where DVC's cache holds an output that is a file."""
    outs = {out["path"]: out["md5"] for stage in lock_stages(house).values() for out in stage["outs"]}
    return house / ".dvc/cache/files/md5" / outs[path][:2] / outs[path][2:]


@pytest.fixture(scope="session")
def _can_mount() -> None:
    done = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True)
    if done.returncode:
        pytest.skip("no right to mount")


def test_a_full_disk_is_named_and_the_old_output_stays(house, finished_house, _can_mount):
    numbers(house, last=50)  # a page of the disk each, and there are 16
    done = subprocess.run(["unshare", "-m", "sh", "-c", SMALL_DISK, "sh", *REPRO, "numbers"], cwd=house, env=environment(house),
                          capture_output=True, text=True)
    [line] = said(done.stderr)
    assert done.returncode != 0 and line.startswith("glueline: numbers: data"), line
    assert line.endswith(": No space left on device; make room and run again, earlier outputs are as they were")
    assert "Traceback" not in done.stderr
    still_there(house)
    numbers(house)
    repro_ends_as(house, finished_house)


@pytest.mark.parametrize("left", [0, 200, 380], ids=lambda left: f"{left} KiB left")
def test_a_disk_full_of_house_cache_and_all_is_named_and_with_room_again_the_next_run_completes(
        house, finished_house, _can_mount, left):
    """What runs into it differs by what is left: DVC's database, a stage, or the cache."""
    numbers(house, last=20)
    shutil.copytree(finished_house.with_name("house.state"), house.with_name("house.state"))
    words = ["unshare", "-m", "sh", "-c", WHOLE_DISK.replace("LEFT", str(left)), "sh", *REPRO, "--no-run-cache"]
    done = subprocess.run(words, cwd=house, env=environment(house), capture_output=True, text=True)
    first = house.with_name("house.said").read_text()
    assert any(words in first for words in ("disk is full", "is the disk full?", "No space left on device")), first
    assert "Traceback" not in first and "done" not in first.splitlines()
    assert done.returncode == 0, done.stderr
    repro_ends_as(house, finished_house)


def test_a_full_disk_is_named_where_nothing_can_be_mounted_too(house, finished_house):
    code = (house / "stages/numbers.py").read_text()
    full = "    out.mkdir()\n    (out / '1.json').symlink_to('/dev/full')\n    for number"  # every write there ends in ENOSPC
    (house / "stages/numbers.py").write_text(code.replace("    for number", full))
    done = dvc(house, "repro")
    assert done.returncode != 0 and said(done.stderr) == [
        "glueline: numbers: data: No space left on device; make room and run again, earlier outputs are as they were"]
    still_there(house)
    (house / "stages/numbers.py").write_text(code)
    repro_ends_as(house, finished_house)


@pytest.mark.parametrize("which", ["data", "data and all below it"])
def test_a_data_folder_that_cannot_be_written_is_named_and_the_old_outputs_stay(house, finished_house, which):
    numbers(house, last=50)
    folders = [house / "data"] if which == "data" else [path for path in (house / "data").rglob("") if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    done = subprocess.run([*WITHOUT_A_MASTER_KEY, *REPRO], cwd=house, env=environment(house), capture_output=True, text=True)
    [line] = said(done.stderr)
    assert done.returncode != 0 and line.startswith("glueline: numbers: data") and line.endswith(": Permission denied")
    assert "Traceback" not in done.stderr
    still_there(house)
    for folder in folders:
        folder.chmod(0o755)
    numbers(house)
    repro_ends_as(house, finished_house)


def test_a_cache_object_that_was_deleted_is_made_anew_when_it_is_needed(house, finished_house):
    cached(house, "data/double.json").unlink()
    (house / "data/double.json").unlink()
    asked = dvc(house, "checkout", "data/double.json")
    assert asked.returncode != 0 and "data/double.json" in asked.stderr and "Is your cache up to date?" in asked.stderr
    repro_ends_as(house, finished_house)
    assert cached(house, "data/double.json").is_file()


def test_a_cache_object_that_was_corrupted_is_found_out_and_replaced(house, finished_house):
    spoiled = cached(house, "data/double.json")
    spoiled.chmod(0o644)
    spoiled.write_bytes(b"[2, 4, 7]\n")
    (house / "data/double.json").unlink()
    repro_ends_as(house, finished_house)
    assert cached(house, "data/double.json").read_bytes() == (finished_house / "data/double.json").read_bytes()


def test_of_two_runs_from_a_desk_the_second_says_who_is_in_its_way(house, finished_house):
    numbers(house, pause=2.0)
    first = start(house, [*REPRO, "numbers"], environment(house))
    end = time.monotonic() + 60
    while not (house / "data/.staging/numbers").is_dir() and time.monotonic() < end:
        time.sleep(0.05)
    second = dvc(house, "repro", "numbers")
    assert second.returncode != 0 and "is busy, it is being blocked by" in second.stderr
    assert f"(PID {first.pid}):" in second.stderr
    assert first.wait(60) == 0
    numbers(house)
    repro_ends_as(house, finished_house)


@pytest.mark.parametrize("seconds", [-400 * 86400, 400 * 86400], ids=["back", "forward"])
def test_a_clock_that_jumps_by_a_year_changes_no_result_and_no_duration(house, finished_house, tmp_path, seconds):
    (tmp_path / "jump").mkdir()
    (tmp_path / "jump/sitecustomize.py").write_text(JUMP.format(seconds=seconds))
    (house / "data/double.json").unlink()
    done = dvc(house, "repro", "--no-run-cache", PYTHONPATH=str(tmp_path / "jump"))
    assert done.returncode == 0, done.stderr
    last = (house / "leaderboard/runs.jsonl").read_text().splitlines()[-1]
    year = time.gmtime(time.time() + seconds).tm_year
    assert f'"time":"{year}-' in last and float(last.split('"seconds":')[1].split(",")[0]) >= 0
    for path in (house / "data").rglob("*"):
        os.utime(path, (time.time() + seconds,) * 2)
    assert "Running stage" not in dvc(house, "repro").stdout
    repro_ends_as(house, finished_house)
