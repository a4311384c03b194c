"""The deployment of prefect.yaml on a real Prefect server on loopback, run by a real process worker, on the toy house."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

PREFECT = [sys.executable, "-m", "prefect"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until(ask, seconds: float, what: str):
    """The first true answer of `ask()`; a failing answer after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if answer := ask():
                return answer
        except httpx.TransportError:
            pass
        time.sleep(0.3)
    pytest.fail(f"{what}: not within {seconds:.0f} s")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("deployment")


@pytest.fixture(scope="module")
def environment(folder) -> dict[str, str]:
    """Variables of a Prefect of its own, on a free port of loopback, with a database of its own."""
    return os.environ | {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{free_port()}/api",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }


@pytest.fixture(scope="module")
def api(environment, folder) -> Iterator[httpx.Client]:
    """A client of a running Prefect server."""
    url = environment["PREFECT_API_URL"]
    port = url.removesuffix("/api").rsplit(":", 1)[1]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", port], env=environment, stdout=log, stderr=log
        )
    try:
        with httpx.Client(base_url=url, timeout=30) as client:
            wait_until(lambda: client.get("/health").is_success, 60, "the server's start")
            yield client
    finally:
        stop(server)


@pytest.fixture(scope="module")
def deployed(blank_house, repo, api, environment, folder) -> Iterator[Path]:
    """The toy house with the repository's flows and prefect.yaml in it, deployed, and a worker at its pool."""
    house = shutil.copytree(blank_house, folder / "house", symlinks=True)
    for name in ("flows", "glueline", "prefect.yaml"):
        (house / name).symlink_to(repo / name)
    with (folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [*PREFECT, "worker", "start", "--pool", "glueline", "--type", "process"], env=environment, stdout=log, stderr=log
        )
    try:
        wait_until(lambda: api.get("/work_pools/glueline").is_success, 60, "the worker's pool")
        subprocess.run([*PREFECT, "--no-prompt", "deploy", "--all"], cwd=house, env=environment, check=True, timeout=60)
        yield house
    finally:
        stop(worker)


def run_deployment(api: httpx.Client, tasks: int) -> tuple[dict, dict[str, str]]:
    """Trigger the deployment and wait; the flow run as the server tells it, and its tasks' state names."""
    deployment = api.get("/deployments/name/reproduce/reproduce-weekly").raise_for_status().json()
    run = api.post(f"/deployments/{deployment['id']}/create_flow_run", json={}).raise_for_status().json()

    def ended() -> dict | None:
        told = api.get(f"/flow_runs/{run['id']}").json()
        return told if told["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None

    def all_tasks() -> dict[str, str] | None:
        told = api.post("/task_runs/filter", json={"flow_runs": {"id": {"any_": [run["id"]]}}}).json()
        final = {task["name"]: task["state_name"] for task in told if task["state_type"] == "COMPLETED"}
        return final if len(final) == tasks else None

    return wait_until(ended, 60, "the flow run's end"), wait_until(all_tasks, 20, "the task runs' ends")


@pytest.mark.slow
def test_a_deployed_run_completes_and_the_next_one_shows_what_is_up_to_date_as_cached(deployed, api):
    first, tasks = run_deployment(api, 4)
    assert first["state_type"] == "COMPLETED", first["state"]["message"]
    assert tasks == dict.fromkeys(["source", "side@left", "side@right", "join"], "Completed")
    assert (deployed / "join.txt").is_file(), "the worker works in the checkout that was deployed"
    again, tasks = run_deployment(api, 4)
    assert again["state"]["message"] == "4 stages: 3 Cached, 1 Completed"
    assert tasks == {"source": "Completed", "side@left": "Cached", "side@right": "Cached", "join": "Cached"}


@pytest.mark.slow
def test_the_weekly_deployment_names_its_time_zone_and_runs_one_at_a_time(deployed, api):
    told = api.get("/deployments/name/reproduce/reproduce-weekly").json()
    schedule, = told["schedules"]
    assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("0 3 * * 1", "Etc/UTC")
    assert schedule["active"] and told["global_concurrency_limit"]["limit"] == 1
    assert told["work_pool_name"] == "glueline"
