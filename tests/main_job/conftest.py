"""The real house, run twice from nothing (once undisturbed, once killed on its way), and copied for tests that change it."""

import random
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from main_job.kills import kill_once
from main_job.real_house import build, copy, ran, side_by_side
from provenance.closed import watched
from provenance.house import dvc
from provenance.killing import Kill

LONGEST = 8.0  # seconds before a kill; a run goes through some twenty stages in about a minute


@dataclass(frozen=True)
class Killed:
    """A house whose first run was killed again and again before it was let finish."""

    house: Path
    kills: list[Kill]


@pytest.fixture(scope="session")
def asked_of_the_network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which every Python of the houses writes down what it asks of the network."""
    return tmp_path_factory.mktemp("watch")


@pytest.fixture(scope="session")
def _alone(asked_of_the_network: Path):
    """No folder of this machine's and no network: what a test shows holds in any clone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        for name, value in watched(asked_of_the_network).items():
            patch.setenv(name, value)
        for name in ("GLUELINE_GLUE", "GLUELINE_GLUE_EXTRA", "GLUELINE_BACKBONES"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def fresh_house(_alone, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house before its first run; not to be changed."""
    return build(tmp_path_factory.mktemp("fresh") / "house")


@pytest.fixture(scope="session")
def twins(fresh_house: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Killed]:
    """Two houses, each run from an empty cache, the second one killed four times on its way; not to be changed."""
    one, other = (copy(fresh_house, tmp_path_factory.mktemp(name) / "house") for name in ("finished", "killed"))
    _, killed = side_by_side(partial(ran, one), partial(killed_and_finished, other))
    return one, killed


def killed_and_finished(house: Path) -> Killed:
    """Kill the house's first run four times at random moments, then let it finish."""
    moments = random.Random(4)
    kills = [kill_once(house, moments, LONGEST, victims=(victim,))[0] for victim in ("stage", "dvc", "stage", "stage")]
    done = dvc(house, "repro", "--no-run-cache")
    assert done.returncode == 0, done.stderr
    return Killed(house, kills)


@pytest.fixture(scope="session")
def finished_house(twins: tuple[Path, Killed]) -> Path:
    """The house after one `dvc repro`; not to be changed."""
    return twins[0]


@pytest.fixture
def house(finished_house: Path, tmp_path: Path) -> Path:
    """A copy of the finished house to work in."""
    return copy(finished_house, tmp_path / "house")
