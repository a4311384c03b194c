"""The finished house, and the count of what was tried on it."""

from collections import Counter
from pathlib import Path

import pytest
from tampering.house import build, copy

COUNTS: Counter = Counter()


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house with both entries kept and committed; not to be changed."""
    return build(tmp_path_factory.mktemp("tampering") / "house")


@pytest.fixture
def house(finished: Path, tmp_path: Path) -> Path:
    """A copy of it to tamper with."""
    return copy(finished, tmp_path / "house")


@pytest.fixture(scope="session")
def counts() -> Counter:
    """attacks, caught, harmless, alarms; printed at the end."""
    return COUNTS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if COUNTS:
        terminalreporter.write_line(
            f"tampering: {COUNTS['attacks']} attacks tried, {COUNTS['caught']} caught and located; "
            f"{COUNTS['harmless']} harmless changes, {COUNTS['alarms']} false alarms")
