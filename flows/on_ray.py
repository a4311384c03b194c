"""The same flow with its stages on the machines of a Ray cluster, over one checkout that all of them see at the same path.

Reads:  ray.yaml of the checkout: what each stage asks of a machine; else as flows.reproduce
Writes: as flows.reproduce
Run:    python -m flows.on_ray [--address HOST:PORT] [--at-once N] [STAGE ...]
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # read when ray is imported

import ray
from prefect.settings import PREFECT_API_URL
from prefect_ray import RayTaskRunner
from prefect_ray.context import remote_options

from flows.asks import asks_of, read_asks, refuse_unmeetable
from flows.child import Children
from flows.dvc_graph import find_root, read_graph
from flows.reproduce import reproduce
from glueline.refusal import Refused

QUIET: dict[str, Any] = {"log_to_driver": False, "logging_level": "warning", "namespace": "glueline"}
TRIES = 3  # of a stage whose machine was lost; a stage that fails by itself is not tried again


# A worker of Ray's that ends kills its own children first. Killed, a tether ends nobody; so a shell stands between.
BETWEEN = ("sh", "-c", 'exec 3<&0; "$@" <&3 & exec 3<&-; wait $!', "sh")


class ChildrenElsewhere(Children):
    """DVC commands on a machine of the cluster. They die with Ray's worker there, and that with its machine or flow."""

    through = BETWEEN

    def __init__(self, threads: str | None) -> None:
        super().__init__()
        self.threads = threads

    def run_dvc(self, arguments: list[str], root: Path, say: Callable[..., None]) -> tuple[int, list[str]]:
        """As `Children` does, and says where. OMP_NUM_THREADS is that of the machine that started the flow: Ray sets its own,
        and numbers change with it."""
        os.environ.pop("OMP_NUM_THREADS", None)
        os.environ.update({"OMP_NUM_THREADS": self.threads} if self.threads else {})
        say("%s", f"on {os.uname().nodename}, node {ray.get_runtime_context().get_node_id()[:8]}, GPUs {ray.get_gpu_ids()}")
        return super().run_dvc(arguments, root, say)


class StageRunner(RayTaskRunner):
    """Prefect's runner for Ray: each stage gets what ray.yaml says it asks for, and runs anew where its machine is lost."""

    asks: Mapping[str, dict[str, Any]] = {}

    def __enter__(self) -> "StageRunner":
        self.asks = read_asks(find_root())
        return super().__enter__()

    def submit(self, task: Any, parameters: dict[str, Any], wait_for: Iterable[Any] | None = None,
               dependencies: dict[str, set] | None = None) -> Any:
        """Start a stage's task on a machine that has what it asks for."""
        elsewhere = parameters | {"children": ChildrenElsewhere(os.environ.get("OMP_NUM_THREADS"))}
        with remote_options(max_retries=TRIES, **asks_of(self.asks, parameters["stage"].key)):
            return super().submit(task, elsewhere, wait_for, dependencies)


def on_cluster(address: str | None) -> Any:
    """The flow `reproduce` on the cluster at `address`; None: the one that RAY_ADDRESS names or that runs on this machine."""
    return reproduce.with_options(name="reproduce-on-ray", task_runner=StageRunner(address, QUIET))


reproduce_on_ray = on_cluster(None)  # for a deployment


def main(arguments: list[str] | None = None) -> int:
    """Run the flow on a cluster from a desk."""
    parser = argparse.ArgumentParser(prog="python -m flows.on_ray", description=reproduce.description)
    parser.add_argument("targets", nargs="*", metavar="STAGE", help="stages as `dvc repro` takes them; none: all")
    parser.add_argument("--address", default="auto", metavar="HOST:PORT", help="of the cluster; unless told, this machine's")
    parser.add_argument("--at-once", type=int, default=16, metavar="N", help="how many stages may run or wait for a machine")
    given = parser.parse_args(arguments)
    try:
        return _run(given.address, given.targets or None, given.at_once)
    except (Refused, ConnectionError) as error:
        print(f"glueline: on_ray: {error}", file=sys.stderr)
        return 2


def _run(address: str, targets: list[str] | None, at_once: int) -> int:
    if not PREFECT_API_URL.value():
        raise Refused("PREFECT_API_URL: not set; stages report to a running server: `make serve`, and name its address")
    ray.init(address, **QUIET)
    try:
        root = find_root()
        refuse_unmeetable(read_asks(root), [stage.key for stage in read_graph(root, targets)],
                          [node["Resources"] for node in ray.nodes() if node["Alive"]])
        state = on_cluster(address)(targets, at_once, return_state=True)
    finally:
        ray.shutdown()
    print(f"glueline: {state.message}", file=sys.stderr)
    return 0 if state.is_completed() else 1


if __name__ == "__main__":
    sys.exit(main())
