"""The graph of dvc.yaml as Prefect tasks, one a stage, side by side where the graph allows.

Reads:  the graph, and what has changed in it, from DVC, which alone decides
Writes: what the stages write, Prefect's artifacts (logs, costs, verdicts, a summary), and data/.flows (its own log)
Run:    python -m flows.reproduce [--at-once N] [--alone] [STAGE ...]
"""

import argparse
import os
import sys
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

from flows.artifacts import show_cost, show_log, show_outputs, show_rejected
from flows.checkout import alone
from flows.child import Children
from flows.cost import cost_of, journal_length
from flows.dvc_graph import Stage, changes, find_root, read_graph
from flows.logbook import logbook
from flows.outcome import is_locked, locked, outcome, summary, up_to_date
from flows.progress import Progress
from flows.side_by_side import side_by_side
from flows.summary import show_summary

TRIES_AT_A_LOCK, SECONDS_BETWEEN = 20, 3


@task(
    cache_policy=NO_CACHE, persist_result=False,  # DVC is the only authority on what is up to date
    retries=TRIES_AT_A_LOCK, retry_delay_seconds=SECONDS_BETWEEN,
    retry_condition_fn=lambda _task, _run, state: is_locked(state),  # a deterministic stage fails the same way again
)
def run_stage(stage: Stage, root: Path, children: Children) -> State:
    """Run one stage where DVC finds it changed. Ends as Completed, Cached, Restored (from DVC's cache), Failed or Locked."""
    os.chdir(root)  # DVC reads a stage's name from where it stands, and a machine of a cluster may start elsewhere
    try:
        reasons = changes(root, stage.key)
    except LockError as error:
        return locked(f"{stage.key}: {error}")
    except DvcException as error:
        return Failed(message=f"{stage.key}: {error}")
    state = repro(stage, root, children, "; ".join(reasons)) if reasons else up_to_date()
    if state.is_completed():
        show_outputs(root, stage.key, stage.outs)
    else:
        show_rejected(root, stage.key)
    return state


def repro(stage: Stage, root: Path, children: Children, why: str) -> State:
    """`dvc repro` on one stage alone, its output in Prefect's log as it comes, then its cost; the state it ended in."""
    logger, progress, before = get_run_logger(), Progress(stage.key), journal_length(root)
    logger.info("%s", why)

    def hear(_: str, line: str) -> None:
        logger.info("%s", line)
        progress.see(line)

    # DVC takes the repository's lock again after the command; without waiting it would drop hours of work after 3 seconds.
    code, lines = children.run_dvc(["--wait-for-lock", "repro", "--single-item", stage.key], root, hear)
    show_log(stage.key, lines)
    show_cost(stage.key, cost_of(root, stage.key, stage.outs, before))
    if code == 0:
        progress.done()
    return outcome(stage.key, code, lines, why)


@flow(name="reproduce", task_runner=ThreadPoolTaskRunner(), persist_result=False)  # type: ignore[arg-type]  # Prefect's
def reproduce(targets: list[str] | None = None, at_once: Annotated[int, Field(ge=1)] = 2, upstream: bool = True) -> State:
    """Bring stages up to date in the DVC repository around the working directory, after mending what a killed run left there.

    Two runs never work in one checkout at once: the second waits, and then finds most of it Cached.

    Args:
        targets: Stages to bring up to date, as `dvc repro` takes them: teach (every teacher), score@student. None: all.
        at_once: How many stages may run side by side; best kept to cores / threads, as each has the threads of params.yaml.
        upstream: Bring what the stages read up to date first. Off: these stages alone, on what lies there now.
    """  # Prefect's form shows what stands under Args
    root = find_root()
    with logbook(root), alone(root, get_run_logger().info):
        before = journal_length(root)
        stages = read_graph(root, targets, upstream)
        states = run_all(stages, root, at_once)
        ended = summary(states)
        show_summary(root, stages, states, ended, before)
    return ended


def run_all(stages: list[Stage], root: Path, at_once: int) -> dict[str, State]:
    """Every stage as a task of its name; the states they ended in. Nothing runs on when this run is interrupted."""
    children = Children()

    def start(stage: Stage, upstream: list[PrefectFuture]) -> PrefectFuture:
        named = run_stage.with_options(name=stage.key, task_run_name=stage.key, description=stage.desc)
        return named.submit(stage, root, children, wait_for=upstream)  # type: ignore[call-overload]  # Prefect's

    try:
        futures = side_by_side(stages, at_once, start)
    finally:
        children.end()  # some run on only when this run was interrupted, and Prefect would wait for them
    for future in futures.values():
        future.wait()
    return {key: future.state for key, future in futures.items()}


def main(arguments: list[str] | None = None) -> int:
    """Run the flow from a desk; Prefect brings up a server of its own where none is configured."""
    parser = argparse.ArgumentParser(prog="python -m flows.reproduce", description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="STAGE", help="stages as `dvc repro` takes them; none: all")
    parser.add_argument("--at-once", type=int, default=2, metavar="N", help="how many stages may run side by side")
    parser.add_argument("--alone", action="store_true", help="not what the stages need, on what lies there now")
    given = parser.parse_args(arguments)
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")  # its first start fills a database
    state = reproduce(given.targets or None, given.at_once, not given.alone, return_state=True)
    print(f"glueline: {state.message}", file=sys.stderr)
    return 0 if state.is_completed() else 1


if __name__ == "__main__":
    sys.exit(main())
