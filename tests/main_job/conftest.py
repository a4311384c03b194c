"""The real house, run twice from nothing and copied for each test that changes it."""

from functools import partial
from pathlib import Path

import pytest
from main_job.real_house import build, copy, ran, side_by_side


@pytest.fixture(scope="session")
def _alone():
    """No folder of this machine's and no network: what a test shows holds in any clone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        for name in ("GLUELINE_GLUE", "GLUELINE_GLUE_EXTRA", "GLUELINE_BACKBONES"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def fresh_house(_alone, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house before its first run; not to be changed."""
    return build(tmp_path_factory.mktemp("fresh") / "house")


@pytest.fixture(scope="session")
def twins(fresh_house: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two houses, each after one `dvc repro` from an empty cache; not to be changed."""
    houses = [copy(fresh_house, tmp_path_factory.mktemp(name) / "house") for name in ("finished", "twin")]
    side_by_side(*(partial(ran, house) for house in houses))
    return houses


@pytest.fixture(scope="session")
def finished_house(twins: list[Path]) -> Path:
    """The house after one `dvc repro`; not to be changed."""
    return twins[0]


@pytest.fixture
def house(finished_house: Path, tmp_path: Path) -> Path:
    """A copy of the finished house to work in."""
    return copy(finished_house, tmp_path / "house")
