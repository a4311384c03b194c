"""Half-done state of a stage: found again by the same work after a kill or a refusal, by no other, and gone when it is done."""

import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from provenance.house import environment, glueline

COUNTING = '''
import time
from dataclasses import dataclass
from pathlib import Path

from glueline.refusal import Refused
from glueline.tables.json_file import write_json


@dataclass(frozen=True)
class Settings:
    first: int
    last: int
    pause: float


def main(settings: Settings, out: Path, partial: Path) -> None:
    """Keep each number as it is reached; at 2, wait or refuse while a file of that name lies in the house."""
    kept = []
    for number in range(settings.first, settings.last + 1):
        kept.append((partial / f"{number}.json").exists())
        while number == 2 and Path("wait").exists():
            time.sleep(0.05)
        if number == 2 and Path("refuse").exists():
            raise Refused("2: refused")
        write_json(partial / f"{number}.json", number)
    write_json(out / "kept.json", kept)
'''


@pytest.fixture
def counting(house: Path) -> Path:
    """A house whose `numbers` keeps half-done state and has not run since."""
    (house / "stages/numbers.py").write_text(COUNTING)
    assert glueline(house, "run", "code").returncode == 0
    return house


def partials(house: Path) -> dict[str, list[str]]:
    """The folders of half-done state and the names in them."""
    return {folder.name: sorted(path.name for path in folder.iterdir()) for folder in (house / "data/.partial").glob("*")}


def last_work(house: Path) -> str:
    return json.loads((house / "leaderboard/runs.jsonl").read_text().splitlines()[-1])["work"]


def kept(house: Path) -> list[bool]:
    """For each number, whether the run that made the output had found it."""
    return json.loads((house / "data/numbers/kept.json").read_text())


def stop_at_two(house: Path, flag: str) -> None:
    """A run that ends after its first number, by kill -9 (`wait`) or by its own refusal (`refuse`)."""
    (house / flag).touch()
    process = subprocess.Popen([sys.executable, "-m", "glueline", "run", "numbers"], cwd=house, env=environment(house),
                               stderr=subprocess.DEVNULL)
    while flag == "wait" and not list(house.glob("data/.partial/*/1.json")):
        assert process.poll() is None, "it ended before it was killed"
        time.sleep(0.02)
    if flag == "wait":
        process.kill()
    assert process.wait() == (-9 if flag == "wait" else 2)
    (house / flag).unlink()


@pytest.mark.parametrize("flag", ["wait", "refuse"])
def test_what_a_killed_or_refused_run_had_done_is_found_by_the_next_and_removed_by_success(counting, flag):
    stop_at_two(counting, flag)
    [(name, content)] = partials(counting).items()
    assert content == ["1.json"] and (counting / "data/numbers/3.json").exists()
    done = glueline(counting, "run", "numbers")
    assert done.returncode == 0, done.stderr
    assert name == f"numbers-{last_work(counting)[:16]}"
    assert kept(counting) == [True, False, False] and partials(counting) == {}


def test_the_folder_is_named_by_a_hash_one_can_work_out_by_hand(counting):
    stop_at_two(counting, "refuse")
    code = json.loads((counting / "data/code/numbers.json").read_text())
    own = hashlib.sha256((counting / "data/code/numbers.json").read_bytes()).hexdigest()
    inputs = f'{{"data/code/numbers.json":"{own}"}}'
    work = f'[{inputs},"{code["fingerprint"]}",{{"numbers":{{"first":1,"last":3,"pause":0.0}}}}]'
    assert list(partials(counting)) == [f"numbers-{hashlib.sha256(work.encode()).hexdigest()[:16]}"]


def test_other_params_begin_anew_and_leave_the_state_of_others_alone(counting):
    stop_at_two(counting, "refuse")
    before, params = partials(counting), (counting / "params.yaml").read_text()
    (counting / "params.yaml").write_text(params.replace("last: 3", "last: 2"))
    assert glueline(counting, "run", "numbers").returncode == 0
    assert kept(counting) == [False, False] and partials(counting) == before
    (counting / "params.yaml").write_text(params)
    assert glueline(counting, "run", "numbers").returncode == 0
    assert kept(counting) == [True, False, False] and partials(counting) == {}


def test_healing_keeps_half_done_state(counting):
    stop_at_two(counting, "wait")
    before = partials(counting)
    assert glueline(counting, "heal").returncode == 0 and partials(counting) == before


def test_a_stage_that_asks_for_no_partial_is_given_none(house):
    assert glueline(house, "run", "numbers").returncode == 0
    assert not (house / "data/.partial").exists()
