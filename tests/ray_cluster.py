"""A Ray cluster of two machines on loopback."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ |= {  # before ray is imported
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # else it takes 127.0.0.1 for the network card's address, where nothing listens
}
MACHINES = ("left", "right")


def started(start: Callable[[], Any], tries: int = 4) -> Any:
    """A node, at the first try that succeeds: Ray gives its processes 30 seconds to come up; a busy machine needs more."""
    for left in reversed(range(tries)):
        try:
            return start()
        except Exception as error:  # Ray raises no narrower one
            if not left or "timed out during startup" not in str(error):
                raise
    raise AssertionError("the last try returns or raises")


@contextmanager
def cluster() -> Iterator[tuple[Any, dict[str, Any]]]:
    """Two machines of one GPU each, as Ray counts them, on loopback; and each one's node by name."""
    from ray.cluster_utils import Cluster

    os.environ["RAY_TMPDIR"] = folder = tempfile.mkdtemp(prefix="ray-")  # short: Ray makes sockets in it
    (Path(folder) / "ray").mkdir()
    common = {"num_cpus": 2, "num_gpus": 1, "node_ip_address": "127.0.0.1", "include_dashboard": False}
    found = Cluster()
    try:
        nodes = {name: started(lambda name=name: found.add_node(env_vars={"MACHINE": name}, **common)) for name in MACHINES}
        yield found, nodes
    finally:
        found.shutdown()
        del os.environ["RAY_TMPDIR"]
        shutil.rmtree(folder, ignore_errors=True)
