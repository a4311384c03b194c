"""Teachers on two machines of a real Ray cluster at once, one of which is lost; the results are those of one machine."""

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from ray_cluster import MACHINES, cluster
from ray_house import machines, made, make, reproduced_here

pytest.importorskip("ray", reason="the extra `ray` is not installed")
pytest.importorskip("prefect_ray", reason="the extra `ray` is not installed")

from flows.on_ray import main, on_cluster  # noqa: E402, after it is known to be there
from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: E402


@pytest.fixture(scope="module")
def local(blank_house, tmp_path_factory) -> dict[str, str]:
    """What the house makes on one machine, without a flow."""
    return reproduced_here(make(shutil.copytree(blank_house, tmp_path_factory.mktemp("local") / "house", symlinks=True)))


@pytest.fixture(scope="module")
def ray_cluster():
    """The cluster and its nodes; a node that a test ends is gone for the next."""
    with cluster() as found:
        yield found


@pytest.fixture
def taught(house) -> Path:
    """A house in which each teacher waits for the other to begin."""
    (make(house) / "meet").touch()
    return house


def started(house: Path, seconds: float = 300.0) -> dict[str, list[str]]:
    """The teachers' machines, once both teachers have begun."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if all((house / f"{name}.machines").is_file() for name in ("one", "two")) and all(machines(house).values()):
            return machines(house)
        time.sleep(0.1)
    pytest.fail("the teachers never ran at once")


def test_two_teachers_are_taught_at_once_on_two_machines_to_the_same_bytes(taught, ray_cluster, local, prefect):
    found, _ = ray_cluster
    ends = on_cluster(found.address)(None, 16)
    assert ends == dict.fromkeys(["order", "teach@one", "teach@two", "join"], "Completed")
    assert sorted(each for on in machines(taught).values() for each in on) == sorted(MACHINES)
    assert made(taught) == local
    assert on_cluster(found.address)(None, 16) == dict.fromkeys(ends, "Cached")


def test_what_listens_listens_on_loopback_alone(ray_cluster):
    ours = psutil.Process().children(recursive=True)
    open_to = {(process.name(), connection.laddr.ip) for process in ours for connection in process.net_connections("inet")
               if connection.status == psutil.CONN_LISTEN}
    assert open_to and {address for _, address in open_to} <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}, sorted(open_to)


def test_from_a_desk_a_stage_that_no_machine_can_take_is_refused_at_once(taught, ray_cluster, prefect, capfd, monkeypatch):
    found, _ = ray_cluster
    (taught / "ray.yaml").write_text("teach: {num_gpus: 2}\n")
    assert main(["--address", found.address]) == 2
    says = "ray.yaml: teach@one asks for {'num_gpus': 2}, and no machine of the cluster has that (they have CPU 2, GPU 1"
    assert f"glueline: on_ray: {says}" in capfd.readouterr().err
    (taught / "meet").unlink()
    (taught / "ray.yaml").write_text("teach: {num_gpus: 1}\n")
    assert main(["--address", found.address, "teach@one"]) == 0


def test_a_machine_that_is_lost_takes_its_stage_along_which_then_runs_on_another(taught, ray_cluster, local, prefect):
    found, nodes = ray_cluster
    lost: dict[str, object] = {}

    def lose() -> None:
        try:
            began = started(taught)
            lost["teacher"] = next(name for name, on in began.items() if on == ["right"])
            lost["pid"] = int((taught / f"{lost['teacher']}.pid").read_text())
            found.remove_node(nodes["right"], allow_graceful=False)  # kill -9
        finally:  # else a failure here would leave the flow waiting for ever
            for machine in MACHINES if "pid" not in lost else ("left",):
                (taught / f"hold-{machine}").unlink()

    for machine in MACHINES:
        (taught / f"hold-{machine}").touch()
    thread = threading.Thread(target=lose)
    thread.start()
    ends = on_cluster(found.address)(None, 16)
    thread.join()
    assert ends == dict.fromkeys(["order", "teach@one", "teach@two", "join"], "Completed")
    assert machines(taught)[lost["teacher"]] == ["right", "left"] and not psutil.pid_exists(lost["pid"])
    assert made(taught) == local


def test_without_a_server_to_report_to_nothing_is_started(taught, capfd):
    with temporary_settings(restore_defaults={PREFECT_API_URL}):
        assert main([]) == 2
    assert "PREFECT_API_URL: not set" in capfd.readouterr().err


WORKER = """
import os, signal, time
from pathlib import Path
import psutil
from flows.on_ray import BETWEEN
from flows.child import start_dvc
child = start_dvc(["repro", "long"], Path(), BETWEEN)
while not Path("stage.pid").is_file() or not Path("stage.pid").read_text().strip():
    time.sleep(0.05)
for each in psutil.Process().children():  # as a worker of Ray's does when its machine's raylet is gone
    each.kill()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_worker_that_kills_its_own_children_leaves_no_stage_behind(house, repo):
    (house / "dvc.yaml").write_text("stages: {long: {cmd: 'echo $$ > stage.pid; sleep 300; true'}}")
    subprocess.run([sys.executable, "-c", WORKER], cwd=house, env=os.environ | {"PYTHONPATH": str(repo)}, timeout=300)
    stage, end = int((house / "stage.pid").read_text()), time.monotonic() + 60
    while psutil.pid_exists(stage) and time.monotonic() < end:
        time.sleep(0.1)
    assert not psutil.pid_exists(stage)
