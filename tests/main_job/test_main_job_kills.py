"""Fifty kills of the main job: each next `dvc repro` finishes, and the end is that of an undisturbed run.

A few kills come with every test run: one of the two houses of test_main_job.py is killed on its way.
"""

import random
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest
from main_job.real_house import change, copy, ran
from main_job.soak import Round, kills_wanted, play, verdict, write_report

SEEDS = (2, 1)  # of the built-in set; the finished house has 1

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc and prctl are Linux")


@pytest.mark.soak
def test_soak_every_kill_is_followed_by_the_end_of_an_undisturbed_run(finished_house, tmp_path, repo):
    other = copy(finished_house, tmp_path / "other/house")
    change(other, "source.seed", SEEDS[0])
    started = time.monotonic()
    ran(other, "--no-run-cache", "--force")
    longest = time.monotonic() - started
    house, seed, rounds = copy(finished_house, tmp_path / "house"), time.time_ns() % 10**6, []
    one_more = partial(play, house, rng=random.Random(seed), longest=longest)
    try:
        _play_all(rounds, one_more, dict(zip(SEEDS, (other, finished_house))))
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
