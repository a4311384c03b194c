"""Stages in the order of the graph, several at once."""

import queue
from collections.abc import Callable

from prefect.futures import PrefectFuture

from flows.dvc_graph import Stage


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
