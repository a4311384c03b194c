"""What every test may ask for: the checkout, and the local copy of GLUE where there is one."""

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
