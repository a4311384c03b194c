"""Whoever is killed, the next `dvc repro` finishes as if nothing had been, and nobody goes on in the dark."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from provenance.house import build, dvc, environment, glueline
from provenance.killing import Kill, alive, kill_at_random, lock_stages, role, start, wait_gone

REPRO = [sys.executable, "-m", "dvc", "repro", "--no-run-cache"]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc and prctl are Linux")


def artefacts(house: Path) -> dict[str, bytes]:
    """Every output by path; not records (of what happened) nor staging."""
    kept = [path for path in (house / "data").rglob("*") if path.is_file()]
    names = {path.relative_to(house / "data").as_posix(): path for path in kept}
    return {name: path.read_bytes() for name, path in names.items() if not name.startswith(("records/", ".staging/"))}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def wait_for_stage(session: int, key: str, made: Path, seconds: float = 60.0) -> int:
    """The process of the stage `key`, once it has written `made`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = [pid for pid, words in alive(session).items() if role(words) == "stage" and key in words]
        if found and made.exists():
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"{key} never wrote {made}")


@pytest.fixture
def slow_house(house: Path) -> Path:
    """A house whose stage `numbers` will sleep before its first number, at the next run."""
    edit(house / "stages/numbers.py", "    for number", "    write_json(out / 'begun.json', 1)\n    for number")
    edit(house / "params.yaml", "pause: 0.0", "pause: 60.0")
    return house


def test_kill_9_of_dvc_kills_its_stage_too(slow_house):
    _dvc_takes_its_stage_along(slow_house)


def test_kill_9_of_dvc_kills_its_stage_even_with_a_shell_in_between(slow_house):
    edit(slow_house / "dvc.yaml", "cmd: python -m glueline run numbers", "cmd: python -m glueline run numbers && true")
    _dvc_takes_its_stage_along(slow_house)


def _dvc_takes_its_stage_along(house: Path) -> None:
    process = start(house, REPRO, environment(house))
    wait_for_stage(process.pid, "numbers", house / "data/.staging/numbers/data/numbers/begun.json")
    process.kill()
    process.wait()
    assert wait_gone(process.pid) == []
    assert sorted(path.name for path in (house / "data/numbers").iterdir()) == ["1.json", "2.json", "3.json"]


def test_a_stage_whose_dvc_died_while_it_started_ends_at_once(house):
    done = subprocess.run([sys.executable, "-m", "glueline", "run", "numbers"], cwd=house, start_new_session=True,
                          env={**environment(house), "DVC_STAGE": "numbers"})
    assert done.returncode == -9


def test_kill_9_of_a_stage_keeps_its_old_output_and_the_next_repro_finishes(slow_house, finished_house):
    process = start(slow_house, REPRO, environment(slow_house))
    stage = wait_for_stage(process.pid, "numbers", slow_house / "data/.staging/numbers/data/numbers/begun.json")
    subprocess.run(["kill", "-9", str(stage)], check=True)
    assert process.wait(60) != 0 and wait_gone(process.pid) == []
    assert sorted(path.name for path in (slow_house / "data/numbers").iterdir()) == ["1.json", "2.json", "3.json"]
    shutil.copy(finished_house / "params.yaml", slow_house)
    shutil.copy(finished_house / "stages/numbers.py", slow_house / "stages/numbers.py")
    done = dvc(slow_house, "repro", "--no-run-cache")
    assert done.returncode == 0, done.stderr
    assert lock_stages(slow_house) == lock_stages(finished_house)


@pytest.mark.slow
@pytest.mark.parametrize("kills", [4, pytest.param(50, marks=pytest.mark.soak)])
def test_after_kills_at_random_moments_the_next_repro_ends_where_an_undisturbed_one_would(tmp_path, finished_house, kills):
    rng = random.Random(kills)
    house = build(tmp_path / "house")
    started = time.monotonic()
    assert dvc(house, "repro", "--no-run-cache", "--force").returncode == 0
    longest = time.monotonic() - started
    done = [_kill_and_heal(house, rng, longest) for _ in range(kills)]
    assert not [kill for kill in done if kill.survivors], done
    assert [kill for kill in done if kill.victim != "nobody"], done
    last = dvc(house, "repro", "--no-run-cache")
    assert last.returncode == 0, last.stderr
    assert lock_stages(house) == lock_stages(finished_house)
    assert artefacts(house) == artefacts(finished_house)


def _kill_and_heal(house: Path, rng: random.Random, longest: float) -> Kill:
    kill = kill_at_random(house, [*REPRO, "--force"], rng, environment(house), longest)
    healed = glueline(house, "heal")
    assert healed.returncode == 0, healed.stderr
    return kill
