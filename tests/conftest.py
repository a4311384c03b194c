"""What every test may ask for: the checkout, and the local copy of GLUE where there is one; which tests share a process."""

import os
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]


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


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that build on the same houses stay in one process; of the others each file does."""
    for item in items:
        folder = item.path.parent
        item.add_marker(pytest.mark.xdist_group(folder.name if folder.name in ("main_job", "flows") else str(item.path)))
