"""What every test may ask for: the checkout, and the local copy of GLUE where there is one; which tests share a process."""

import os
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

REPO = Path(__file__).resolve().parents[1]
LONGEST = ("main_job", "flows")  # folders of tests that share houses, a server, and minutes


@pytest.fixture(scope="session")
def repo() -> Path:
    """The checkout under test."""
    return REPO


@pytest.fixture(scope="session")
def snapshot_folder() -> Path:
    """A copy of GLUE in the Hub's layout: GLUELINE_GLUE, or ../shared/glue. Skips where there is none."""
    folder = Path(os.environ.get("GLUELINE_GLUE", REPO.parent / "shared" / "glue"))
    if not (folder / "rte").is_dir():
        pytest.skip("no local copy of GLUE; set GLUELINE_GLUE")
    return folder


def house_of(path: str) -> str:
    """What a test shares a process with, from its path below the checkout: all that build on the same houses; of the others,
    its file."""
    folder = path.split("/")[1]
    return folder if folder in LONGEST else path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first."""
    items.sort(key=lambda item: (*LONGEST, item.path.parent.name).index(item.path.parent.name))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Deals tests out to processes by house (xdist's own groups did not take marks that are set here)."""
    class ByHouse(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return house_of(nodeid.split("::")[0])

    return ByHouse(config, log)
