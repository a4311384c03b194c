"""The main job on a Ray cluster of two nodes, one of which is lost while it teaches: the end is that of plain `dvc repro`."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from main_job.real_house import TEACHERS, copy, differences, journal
from provenance.house import environment
from ray_cluster import MACHINES, cluster
from serving import serving

pytest.importorskip("ray", reason="the extra `ray` is not installed")
pytest.importorskip("prefect_ray", reason="the extra `ray` is not installed")
pytestmark = pytest.mark.slow


def teachers(house: Path) -> dict[str, psutil.Process]:
    """The processes that teach in the house, by the machine they are on."""
    found = {}
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
            if words[2:4] == ["glueline", "run"] and words[4].startswith("teach@") and process.cwd() == str(house):
                found[process.environ()["MACHINE"]] = process
        except (psutil.Error, IndexError):
            continue
    return found


def both_at_once(house: Path, flow: subprocess.Popen, seconds: float = 600.0) -> dict[str, psutil.Process]:
    """The teachers, one on each machine; whichever begins first is stopped until the other is there."""
    end = time.monotonic() + seconds
    while len(found := teachers(house)) < len(TEACHERS):
        assert flow.poll() is None and time.monotonic() < end, "the teachers never ran at once"
        for process in found.values():
            process.suspend()
        time.sleep(0.05)
    return found


def test_a_node_lost_while_both_teachers_are_taught_changes_nothing_in_the_end(
        fresh_house: Path, finished_house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    house = copy(fresh_house, tmp_path / "house")
    for name, value in (environment(house) | {"PYTHONPATH": str(house)}).items():
        monkeypatch.setenv(name, value)  # for the machines too
    with cluster() as (found, nodes), serving(house) as served, (tmp_path / "said").open("wb") as said:
        monkeypatch.setenv("PREFECT_API_URL", served.url)
        command = [sys.executable, "-m", "flows.on_ray", "--address", found.address]
        flow = subprocess.Popen(command, cwd=house, stdout=said, stderr=said)
        try:
            began = both_at_once(house, flow)
            assert set(began) == set(MACHINES)
            lost = began["right"].cmdline()[4]
            found.remove_node(nodes["right"], allow_graceful=False)  # kill -9
            assert psutil.wait_procs([began["right"]], timeout=60)[1] == []
            began["left"].resume()
            assert flow.wait(900) == 0, (tmp_path / "said").read_text()[-3000:]
        finally:
            flow.kill()
            flow.wait()
    assert [line["status"] for line in journal(house) if line["stage"] == lost] == ["finished"]
    assert differences(house, finished_house) == []
