"""The work pool of a checkout, as the server at `url` keeps it: one run at a time, and none of the dead.

Of Prefect's limits it is the pool's own that holds runs back: a worker is not given a second run while one is Pending or
Running, and the second waits as Late. The limits of deployments hold one deployment each, and end a run whose lease could not
be renewed: a server that is away for a minute would cost hours of training.
"""

import time
from typing import Any

import httpx

POOL = "glueline"
BUSY_TRIES = 30  # a second apart; the server says 503 while its database is locked
UNDER_WAY = {"PENDING": "Crashed", "RUNNING": "Crashed", "CANCELLING": "Cancelled"}  # and what such a run is without its worker


def is_healthy(url: str) -> bool:
    """Whether a server answers at `url`, which ends in /api."""
    try:
        return httpx.get(f"{url}/health", timeout=5).is_success
    except httpx.TransportError:
        return False


def make_pool(url: str) -> None:
    """The process work pool of prefect.yaml, one run at a time; one that is there keeps its runs."""
    settings = {"concurrency_limit": 1}
    made = ask("POST", f"{url}/work_pools/", {"name": POOL, "type": "process", **settings})
    if made.status_code == httpx.codes.CONFLICT:
        made = ask("PATCH", f"{url}/work_pools/{POOL}", settings)
    made.raise_for_status()


def bury(url: str, why: str) -> list[str]:
    """Tell the server of runs whose worker is gone, and they with it: Crashed, or Cancelled where that was under way. It would
    take them for Running for ever, and the pool for full. Returns their names."""
    asked = {"work_pools": {"name": {"any_": [POOL]}}, "flow_runs": {"state": {"type": {"any_": list(UNDER_WAY)}}}}
    runs = ask("POST", f"{url}/flow_runs/filter", asked).raise_for_status().json()
    for run in runs:
        within = {"flow_runs": {"id": {"any_": [run["id"]]}}, "task_runs": {"state": {"type": {"any_": list(UNDER_WAY)}}}}
        for task in ask("POST", f"{url}/task_runs/filter", within).raise_for_status().json():
            _set_state(f"{url}/task_runs/{task['id']}", "Crashed", why)
        _set_state(f"{url}/flow_runs/{run['id']}", UNDER_WAY[run["state_type"]], why)
    return [run["name"] for run in runs]


def _set_state(address: str, name: str, why: str) -> None:
    state = {"type": name.upper(), "name": name, "message": why}
    ask("POST", f"{address}/set_state", {"state": state, "force": True}).raise_for_status()


def ask(method: str, address: str, content: Any = None) -> httpx.Response:
    """What the server answers, asked again while it is busy. Raises httpx.TransportError where it is not there."""
    for tries in range(BUSY_TRIES):
        answer = httpx.request(method, address, json=content, timeout=60)
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            break
        time.sleep(min(tries, 1))
    return answer
