"""Closed by default: no secret of the environment is kept anywhere, nothing listens or speaks beyond this machine."""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import yaml
from provenance import house as toy
from provenance.closed import SECRETS, asked, holding, watched

from glueline.glue.tasks import TASKS

LOOPBACK = {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
OUR_OWN = ("PREFECT_API_URL", "PREFECT_SERVER_ANALYTICS_ENABLED", "DO_NOT_TRACK", "DVC_NO_ANALYTICS",
           "HF_HUB_DISABLE_TELEMETRY")


@dataclass(frozen=True)
class Run:
    """A flow's run: where it ran, what it and its server said, and the addresses on which any of its processes listened."""

    folder: Path
    said: str
    listened: set[str]


@pytest.fixture(scope="module")
def run(tmp_path_factory, repo) -> Run:
    """The toy house of Glueline's own runner, run by the flow and a server of its own, secrets in the environment, and no
    switch against telemetry but the project's own."""
    folder = tmp_path_factory.mktemp("closed")
    house = toy.build(folder / "house", git=True)
    (house / "flows").symlink_to(repo / "flows")
    (house / "glueline/glue").symlink_to(repo / "glueline/glue")  # the summary of a run has the task table
    environment = {name: value for name, value in toy.environment(house).items() if name not in OUR_OWN}
    environment |= {**SECRETS, **watched(folder / "watch"), "PREFECT_HOME": str(folder / "prefect"),
                    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300"}
    with (folder / "said.log").open("wb") as log:
        flow = subprocess.Popen([sys.executable, "-m", "flows.reproduce"], cwd=house, env=environment, stdout=log, stderr=log)
        listened = listening_while(flow)
    assert flow.returncode == 0, (folder / "said.log").read_text()[-3000:]
    return Run(folder, (folder / "said.log").read_text(), listened)


def listening_while(flow: subprocess.Popen) -> set[str]:
    """The addresses on which the process or any below it listens, until it ends."""
    found: set[str] = set()
    while flow.poll() is None:
        for process in [psutil.Process(flow.pid), *psutil.Process(flow.pid).children(recursive=True)]:
            try:
                found |= {each.laddr.ip for each in process.net_connections("inet") if each.status == psutil.CONN_LISTEN}
            except psutil.Error:
                continue
        time.sleep(0.3)
    return found


def test_a_planted_secret_is_in_no_record_log_output_or_database(run):
    made = [path.name for path in (run.folder / "prefect").rglob("*.db")]
    made += [*(run.folder / "house/data/records").rglob("*.json")]
    assert len(made) >= 5 and (run.folder / "house/leaderboard/runs.jsonl").is_file() and "5 stages" in run.said
    assert holding(run.folder) == []


def test_a_secret_that_a_stage_prints_would_be_found(tmp_path):
    name, secret = next(iter(SECRETS.items()))
    (tmp_path / "runs.log").write_text(f"{name}={secret}\n")
    assert holding(tmp_path) == [str(tmp_path / "runs.log")]


def test_the_flow_its_server_and_every_stage_speak_to_this_machine_alone(run):
    assert asked(run.folder / "watch") == []
    assert run.listened and run.listened <= LOOPBACK


def test_a_call_beyond_this_machine_would_be_seen_and_refused(tmp_path):
    program = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    done = subprocess.run([sys.executable, "-c", program], env=os.environ | watched(tmp_path), capture_output=True, text=True)
    assert done.returncode == 1 and "lets nothing out" in done.stderr
    assert asked(tmp_path)[0].startswith("socket.getaddrinfo 192.0.2.1")


def test_dvcs_reports_home_are_off_in_the_checkouts_own_config(repo):
    config = (repo / ".dvc/config").read_text().split()
    assert " ".join(config) == "[core] analytics = false check_update = false"


def test_what_is_downloaded_is_pinned_by_a_full_revision_and_hashes(repo):
    params = yaml.safe_load((repo / "params.yaml").read_text())
    assert re.fullmatch("[0-9a-f]{40}", params["source"]["revision"])
    named = dict(of_key(params, "sha256"))
    assert len(named) >= 6 and all(re.fullmatch("[0-9a-f]{64}", value) for value in named.values()), named
    assert set(of_key(params, "backbone")) and {path.rpartition(".")[0] for path, _ in of_key(params, "backbone")} == {
        path.rpartition(".")[0] for path in named}
    for task in TASKS.values():
        for split in task.splits.values():
            assert re.fullmatch("[0-9a-f]{64}", split.sha256), task.name


def of_key(node: object, key: str, path: str = "") -> list[tuple[str, str]]:
    """Every value of `key` in nested mappings, with its path."""
    if not isinstance(node, dict):
        return []
    here = [(f"{path}.{key}", node[key])] if isinstance(node.get(key), str) else []
    return here + [found for name, below in node.items() for found in of_key(below, key, f"{path}.{name}")]
