"""A checkout that is served: flows.serve as a process of its own on a free port of loopback, and its server's API."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from flows.pool import ask

ENDS = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@dataclass(frozen=True)
class Served:
    """A house, the process that serves it, and the address of its server's API."""

    house: Path
    process: subprocess.Popen
    url: str

    def ask(self, method: str, path: str, content: Any = None) -> Any:
        """What the server answers to a request, which must succeed."""
        return ask(method, f"{self.url}{path}", content).raise_for_status().json()

    def trigger(self, deployment: str = "reproduce/reproduce-weekly", **parameters: Any) -> str:
        """Start a run of a deployment; its id."""
        found = self.ask("GET", f"/deployments/name/{deployment}")
        return self.ask("POST", f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters})["id"]

    def run(self, run: str) -> dict:
        """A run as the server tells it."""
        return self.ask("GET", f"/flow_runs/{run}")

    def ended(self, run: str, seconds: float = 300) -> dict:
        """A run, once it has ended."""
        return wait_until(lambda: (told := self.run(run))["state_type"] in ENDS and told, seconds, "the flow run's end")

    def tasks(self, run: str, count: int) -> dict[str, str]:
        """The names of the states that the tasks of a run ended in, once `count` have."""
        def all_ended() -> dict[str, str] | None:
            told = self.ask("POST", "/task_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})
            final = {task["name"]: task["state_name"] for task in told if task["state_type"] in ENDS}
            return final if len(final) == count else None

        return wait_until(all_ended, 60, "the task runs' ends")

    def part(self, word: str) -> psutil.Process:
        """The process `prefect server ...` or `prefect worker ...` itself, once there is one."""
        def look() -> psutil.Process | None:
            for process in psutil.Process(self.process.pid).children(recursive=True):
                words = process.cmdline() if process.is_running() else []
                if words[1:4] == ["-m", "prefect", word]:
                    return process
            return None

        return wait_until(look, 120, f"a {word}")


def wait_until(ask: Callable[[], Any], seconds: float, what: str) -> Any:
    """The first true answer of `ask()`; a failing answer after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if answer := ask():
                return answer
        except (httpx.TransportError, psutil.NoSuchProcess):
            pass
        time.sleep(0.2)
    pytest.fail(f"{what}: not within {seconds:.0f} s")


def said(house: Path, beginning: str) -> list[str]:
    """What the runs in a house have said that begins so, from their logs."""
    logs = sorted((house / "data/.flows/logs").glob("*.jsonl"))
    lines = [json.loads(line)["says"] for log in logs for line in log.read_text().splitlines()]
    return [line for line in lines if line.startswith(beginning)]


def inhabit(house: Path, repo: Path) -> Path:
    """Give a toy house the repository's flows and deployments."""
    for name in ("flows", "glueline", "prefect.yaml"):
        (house / name).symlink_to(repo / name)
    return house


@contextmanager
def serving(house: Path, stop: signal.Signals = signal.SIGTERM, **settings: str) -> Iterator[Served]:
    """Serve a house (`settings` are environment variables); afterwards end it with `stop`, and see that it goes in order and
    that nobody lives on."""
    output = house.with_name(f"{house.name}.serve")
    own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    with output.open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "flows.serve", "--port", "0"], cwd=house, stdout=log, stderr=log,
                                   env=own | {"PREFECT_WORKER_QUERY_SECONDS": "1", "DVC_NO_ANALYTICS": "1"} | settings)
    family: set[psutil.Process] = set()
    try:
        url = wait_until(lambda: _url(output, process), 400, "the server's address")
        yield Served(house, process, url)
        family = set(psutil.Process(process.pid).children(recursive=True))
        process.send_signal(stop)
        assert process.wait(timeout=60) == 0, output.read_text()
        assert psutil.wait_procs(family, timeout=30)[1] == []
    finally:
        process.kill()  # its pipes close, and what it tends ends
        process.wait()


def _url(output: Path, process: subprocess.Popen) -> str | None:
    assert process.poll() is None, output.read_text()
    words = output.read_text().split()
    return next((word.removeprefix("PREFECT_API_URL=") for word in words if word.startswith("PREFECT_API_URL=")), None)


def copied(house: Path, target: Path) -> Path:
    return Path(shutil.copytree(house, target, symlinks=True))
