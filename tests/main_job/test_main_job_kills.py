"""Fifty kills of the main job as it is served: each next run completes by itself, and the end is that of an undisturbed run.

A few kills come with every test run: one of the two houses of test_main_job.py is killed on its way, and tests/flows kill a
worker and a server.
"""

import random
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest
from main_job.kills import play
from main_job.real_house import change, copy, ran
from main_job.soak import Round, kills_wanted, verdict, write_report
from provenance.house import environment
from serving import serving

SEEDS = (2, 1)  # of the built-in set; the house that is killed has 1

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc and prctl are Linux")


@pytest.mark.soak
def test_soak_every_kill_is_followed_by_the_end_of_an_undisturbed_run(fresh_house, tmp_path, repo):
    first = copy(fresh_house, tmp_path / "first/house")
    ran(first)
    other = copy(first, tmp_path / "other/house")
    change(other, "source.seed", SEEDS[0])
    started = time.monotonic()
    ran(other, "--no-run-cache", "--force")
    longest = time.monotonic() - started
    house, seed, rounds = copy(first, tmp_path / "house"), time.time_ns() % 10**6, []
    with serving(house, **environment(house)) as served:
        one_more = partial(play, served, rng=random.Random(seed), longest=longest)
        try:
            _play_all(rounds, one_more, dict(zip(SEEDS, (other, first))))
        finally:  # what was seen until then, where the soak is broken off
            write_report(repo / "docs/soak.md", rounds, seed)
    assert all(one.clean for one in rounds), verdict(rounds)


def _play_all(rounds: list[Round], one_more: Callable[..., Round | None], undisturbed: dict[int, Path]) -> None:
    """Add as many rounds with a kill as are wanted, the seeds in turn, each told on stderr."""
    seeds = cycle(SEEDS)
    while len(rounds) < kills_wanted():
        seed = next(seeds)
        one = one_more(undisturbed[seed], seed)
        rounds += [one] if one else []
        print(f"soak: {len(rounds)} of {kills_wanted()}: {one}", file=sys.stderr, flush=True)
