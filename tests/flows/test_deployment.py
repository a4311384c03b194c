"""The deployments of prefect.yaml, served as `make serve` serves them, run by a real process worker on the toy house."""

import datetime
import os
import signal

import psutil
import pytest
from serving import Served, copied, inhabit, serving, wait_until

pytestmark = pytest.mark.slow
EVERY = ["source", "side@left", "side@right", "join"]


@pytest.fixture(scope="module")
def served(blank_house, repo, tmp_path_factory):
    """The toy house, served; ended by Ctrl-C after these tests."""
    house = inhabit(copied(blank_house, tmp_path_factory.mktemp("served") / "house"), repo)
    with serving(house, stop=signal.SIGINT) as served:
        yield served


def change(served: Served, number: int) -> None:
    """Make side@left (and so join) run again."""
    (served.house / "params.yaml").write_text(f"left: {number}\nright: 1\n")


def at_work(served: Served, number: int, **parameters) -> tuple[str, psutil.Process]:
    """Start a run whose stage side@left sleeps, and wait until it does; the run's id, and the stage's process."""
    (served.house / "left.pid").unlink(missing_ok=True)
    (served.house / "left.stay").touch()
    change(served, number)
    run = served.trigger(**parameters)
    path = served.house / "left.pid"
    pid = wait_until(lambda: path.is_file() and path.read_text().strip(), 200, "the stage's start")
    return run, psutil.Process(int(pid))


def group_of(process: psutil.Process) -> list[psutil.Process]:
    """All living processes of the same session: the flow run, its DVC, the stage and the stage's children."""
    session = os.getsid(process.pid)
    return [one for one in psutil.process_iter() if _session(one.pid) == session]


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def test_a_deployed_run_completes_and_the_next_one_shows_what_is_up_to_date_as_cached(served):
    first = served.trigger()
    assert served.ended(first)["state_type"] == "COMPLETED", served.run(first)["state"]["message"]
    assert served.tasks(first, 4) == dict.fromkeys(EVERY, "Completed")
    assert (served.house / "join.txt").is_file(), "the worker works in the checkout that was deployed"
    again = served.trigger()
    assert served.ended(again)["state"]["message"] == "4 stages: 3 Cached, 1 Completed"
    assert served.tasks(again, 4) == {"source": "Completed", "side@left": "Cached", "side@right": "Cached", "join": "Cached"}


def test_three_deployments_name_their_time_zone_and_share_a_pool_that_takes_one_run_at_a_time(served):
    found = {one["name"]: one for one in served.ask("POST", "/deployments/filter", {})}
    assert {name: {(each["schedule"]["cron"], each["schedule"]["timezone"], str(each["parameters"]))
                   for each in one["schedules"]} for name, one in found.items()} == {
        "reproduce-weekly": {("0 3 * * 1", "Etc/UTC", "{}")},
        "score-daily": {("0 5 * * *", "Etc/UTC", "{}")},
        "audit-nightly": {("0 1 * * *", "Etc/UTC", "{}"), ("30 1 * * 0", "Etc/UTC", "{'level': 3}")},
    }
    assert {one["work_pool_name"] for one in found.values()} == {"glueline"}
    assert all(each["active"] for one in found.values() for each in one["schedules"])
    assert served.ask("GET", "/work_pools/glueline")["concurrency_limit"] == 1


def test_the_schedules_have_runs_waiting(served):
    """With SQLAlchemy 2.1 Prefect 3.8's scheduler inserts none: no schedule would ever fire."""
    asked = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    waiting = wait_until(lambda: served.ask("POST", "/flow_runs/filter", asked), 90, "runs on the schedules")
    assert all(run["auto_scheduled"] for run in waiting)


def test_prefects_form_has_a_name_a_type_and_a_sentence_for_every_parameter(served):
    for one in served.ask("POST", "/deployments/filter", {}):
        fields = one["parameter_openapi_schema"]["properties"]
        assert set(fields) == set(one["parameters"])
        for name, field in fields.items():
            assert field["title"] == name and field["description"].endswith("."), f"{one['name']}: {name}"
            assert "type" in field or "anyOf" in field
    weekly = served.ask("GET", "/deployments/name/reproduce/reproduce-weekly")["parameter_openapi_schema"]["properties"]
    assert (weekly["at_once"]["type"], weekly["at_once"]["minimum"], weekly["upstream"]["type"]) == ("integer", 1, "boolean")


def test_of_two_runs_started_at_once_one_begins_when_the_other_has_ended(served):
    change(served, 2)
    runs = [served.trigger(), served.trigger("audit/audit-nightly"), served.trigger()]
    told = sorted((served.ended(run) for run in runs), key=lambda run: run["start_time"])
    said = [run["state"]["message"] for run in told if "at_once" in run["parameters"]]
    assert said == ["4 stages: 1 Cached, 3 Completed", "4 stages: 3 Cached, 1 Completed"]
    times = [[datetime.datetime.fromisoformat(run[key]) for key in ("start_time", "end_time")] for run in told]
    assert all(before[1] <= after[0] for before, after in zip(times, times[1:]))


def test_cancelling_a_run_ends_its_whole_process_group_and_the_next_run_completes(served):
    run, stage = at_work(served, 3)
    group = group_of(stage)
    assert len(group) >= 4, "flow run, tether, DVC, shell"
    state = {"type": "CANCELLING", "name": "Cancelling"}
    served.ask("POST", f"/flow_runs/{run}/set_state", {"state": state})
    assert served.ended(run)["state_type"] == "CANCELLED"
    assert psutil.wait_procs(group, timeout=30)[1] == []
    (served.house / "left.stay").unlink()
    assert served.ended(next_run := served.trigger())["state_type"] == "COMPLETED", served.run(next_run)["state"]["message"]
    assert served.tasks(next_run, 4)["side@left"] == "Completed"


@pytest.mark.parametrize("victim", ["worker", pytest.param("server", marks=pytest.mark.soak)])
def test_a_killed_worker_or_server_comes_back_and_the_next_run_completes(served, victim):
    run, stage = at_work(served, {"worker": 4, "server": 5}[victim])
    group, killed = group_of(stage), served.part(victim)
    killed.kill()
    wait_until(lambda: served.part(victim).pid != killed.pid, 300, f"another {victim}")
    (served.house / "left.stay").unlink()
    if victim == "worker":
        assert psutil.wait_procs(group, timeout=30)[1] == [], "the run goes with its worker"
        assert served.ended(run)["state_type"] == "CRASHED"
    else:
        stage.kill()  # it would sleep for minutes
        wait_until(lambda: served.ended(run), 300, "the run's end")
    last = served.trigger()
    assert served.ended(last)["state_type"] == "COMPLETED", served.run(last)["state"]["message"]
    assert psutil.wait_procs(group, timeout=30)[1] == []
