"""Fifty kills of the main job as it is served: each next run completes by itself, and the end is that of an undisturbed run.

A few kills come with every test run: one of the two houses of test_main_job.py is killed on its way, and tests/flows kill a
worker and a server.
"""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest
from main_job.kills import play
from main_job.real_house import change, copy, ran
from main_job.soak import Round, keep, kills_wanted, read_rounds, verdict, write_report
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
    house, kept = copy(first, tmp_path / "house"), repo / "docs/soak.jsonl"
    commit = subprocess.check_output(["git", "rev-parse", "--short", "HEAD"], cwd=repo, text=True).strip()
    with serving(house, **environment(house)) as served:
        one_more = partial(play, served, commit=commit, rng=random.Random(), longest=longest)
        try:
            _play_all(kept, one_more, dict(zip(SEEDS, (other, first))))
        finally:  # what was seen until then, where the soak is broken off
            write_report(repo / "docs/soak.md", read_rounds(kept))
    assert all(one.clean for one in read_rounds(kept)), verdict(read_rounds(kept))


def _play_all(kept: Path, one_more: Callable[..., Round | None], undisturbed: dict[int, Path]) -> None:
    """Play rounds, the seeds in turn, until as many with a kill are kept as are wanted; each is told on stderr."""
    seeds = cycle(SEEDS)
    while (number := len(read_rounds(kept))) < kills_wanted():
        seed = next(seeds)
        one = one_more(undisturbed[seed], seed)
        if one:
            keep(kept, one)
            print(f"soak: {number + 1} of {kills_wanted()}: {one}", file=sys.stderr, flush=True)
