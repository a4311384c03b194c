"""A toy house, run once and copied for each test that changes it."""

import shutil
from pathlib import Path

import pytest
from provenance.counted import COUNTS
from provenance.house import build, reproduce


@pytest.fixture(scope="session")
def finished_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy house under git after one `dvc repro`; not to be changed."""
    folder = build(tmp_path_factory.mktemp("finished") / "house", git=True)
    reproduce(folder)
    return folder


@pytest.fixture
def house(finished_house: Path, tmp_path: Path) -> Path:
    """A copy of the finished house to work in."""
    return Path(shutil.copytree(finished_house, tmp_path / "house", symlinks=True))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if COUNTS:
        terminalreporter.write_line(
            f"mishaps: {COUNTS['tried']} tried, each told in a clear message; {COUNTS['recovered']} made good by the next run")
