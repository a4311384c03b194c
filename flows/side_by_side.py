"""Stages in the order of the graph, several at once."""

import queue
from collections.abc import Callable
from functools import partial

from prefect.futures import PrefectFuture

from flows.dvc_graph import Stage


def side_by_side(
    stages: list[Stage], at_once: int, start: Callable[[Stage, list[PrefectFuture]], PrefectFuture]
) -> dict[str, PrefectFuture]:
    """Start each stage when all its upstreams have ended, at most `at_once` running; `stages` stand upstream first.

    A stage whose upstream failed is started too: Prefect leaves it NotReady without running it.
    """
    futures: dict[str, PrefectFuture] = {}
    waiting, ended = list(stages), set[str]()
    events: queue.Queue[str] = queue.Queue()
    while len(ended) < len(stages):
        ready = [stage for stage in waiting if ended.issuperset(stage.upstream)]
        for stage in ready[: at_once - (len(futures) - len(ended))]:
            waiting.remove(stage)
            futures[stage.key] = start(stage, [futures[key] for key in stage.upstream])
            futures[stage.key].add_done_callback(partial(_told, events, stage.key))
        ended.add(events.get())
    return futures


def _told(events: queue.Queue[str], key: str, _: PrefectFuture) -> None:
    events.put(key)
