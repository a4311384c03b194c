"""The graph of dvc.yaml as Prefect tasks, one a stage, side by side where the graph allows.

Reads:  the graph, and what has changed in it, from DVC, which alone decides
Writes: what the stages write, and Prefect's artifacts (logs, verdicts, the leaderboard)
Run:    python -m flows.reproduce [--at-once N] [STAGE ...]
"""

import argparse
import os
import queue
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")  # read when prefect is imported
os.environ.setdefault("DO_NOT_TRACK", "1")

from dvc.exceptions import DvcException
from dvc.lock import LockError
from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.states import Failed
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from flows.artifacts import show_log, show_outputs
from flows.child import Children
from flows.dvc_graph import Stage, changes, find_root, read_graph
from flows.outcome import is_locked, locked, outcome, summary, up_to_date

TRIES_AT_A_LOCK, SECONDS_BETWEEN = 20, 3


@task(
    cache_policy=NO_CACHE, persist_result=False,  # DVC is the only authority on what is up to date
    retries=TRIES_AT_A_LOCK, retry_delay_seconds=SECONDS_BETWEEN,
    retry_condition_fn=lambda _task, _run, state: is_locked(state),  # a deterministic stage fails the same way again
)
def run_stage(stage: Stage, root: Path, children: Children) -> State:
    """Run one stage where DVC finds it changed. Ends as Completed, Cached, Restored (from DVC's cache), Failed or Locked."""
    try:
        reasons = changes(root, stage.key)
    except LockError as error:
        return locked(f"{stage.key}: {error}")
    except DvcException as error:
        return Failed(message=f"{stage.key}: {error}")
    state = repro(stage.key, root, children, "; ".join(reasons)) if reasons else up_to_date()
    if state.is_completed():
        show_outputs(root, stage.key, stage.outs)
    return state


def repro(key: str, root: Path, children: Children, why: str) -> State:
    """`dvc repro` on stage `key` alone, its output in Prefect's log as it comes; the state it ended in."""
    logger = get_run_logger()
    logger.info("%s", why)
    # DVC takes the repository's lock again after the command; without waiting it would drop hours of work after 3 seconds.
    code, lines = children.run_dvc(["--wait-for-lock", "repro", "--single-item", key], root, logger.info)
    show_log(key, lines)
    return outcome(key, code, lines, why)


def side_by_side(
    stages: list[Stage], at_once: int, start: Callable[[Stage, list[PrefectFuture]], PrefectFuture]
) -> dict[str, PrefectFuture]:
    """Start each stage when all its upstreams have ended, at most `at_once` running; `stages` stand upstream first.

    A stage whose upstream failed is started too: Prefect leaves it NotReady without running it.
    """
    futures: dict[str, PrefectFuture] = {}
    waiting, ended, events = list(stages), set(), queue.Queue()
    while len(ended) < len(stages):
        ready = [stage for stage in waiting if ended.issuperset(stage.upstream)]
        for stage in ready[: at_once - (len(futures) - len(ended))]:
            waiting.remove(stage)
            futures[stage.key] = start(stage, [futures[key] for key in stage.upstream])
            futures[stage.key].add_done_callback(lambda _, key=stage.key: events.put(key))
        ended.add(events.get())
    return futures


@flow(name="reproduce", task_runner=ThreadPoolTaskRunner(), persist_result=False)
def reproduce(targets: list[str] | None = None, at_once: Annotated[int, Field(ge=1)] = 2) -> State:
    """Bring `targets` (stage names as `dvc repro` takes them; none: all) up to date, at most `at_once` stages at a time.

    Each trains with the threads that params.yaml gives it, so `at_once` is best kept to cores / threads. Works in the
    DVC repository around the working directory; two runs at once in one checkout wait for each other's locks.
    """
    root, children = find_root(), Children()

    def start(stage: Stage, upstream: list[PrefectFuture]) -> PrefectFuture:
        named = run_stage.with_options(name=stage.key, task_run_name=stage.key, description=stage.desc)
        return named.submit(stage, root, children, wait_for=upstream)

    try:
        futures = side_by_side(read_graph(root, targets), at_once, start)
    finally:
        children.end()  # some run on only when this run was interrupted, and Prefect would wait for them
    for future in futures.values():
        future.wait()
    return summary({key: future.state for key, future in futures.items()})


def main(arguments: list[str] | None = None) -> int:
    """Run the flow from a desk; Prefect brings up a server of its own where none is configured."""
    parser = argparse.ArgumentParser(prog="python -m flows.reproduce", description=reproduce.description)
    parser.add_argument("targets", nargs="*", metavar="STAGE", help="stages as `dvc repro` takes them; none: all")
    parser.add_argument("--at-once", type=int, default=2, metavar="N", help="how many stages may run side by side")
    given = parser.parse_args(arguments)
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")  # its first start fills a database
    state = reproduce(given.targets or None, given.at_once, return_state=True)
    print(f"glueline: {state.message}", file=sys.stderr)
    return 0 if state.is_completed() else 1


if __name__ == "__main__":
    sys.exit(main())
