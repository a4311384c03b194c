"""A real browser for tests: Debian's Chromium, driven by Playwright; found, or installed where that can be done."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"]


def chromium() -> str:
    """Where Chromium lies. Installs Debian's where there is none and this may be done; else skips and says why."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if not shutil.which("apt-get") or os.geteuid():
        pytest.skip("no Chromium, and it cannot be installed here: apt-get install chromium")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(INSTALL, capture_output=True, text=True, timeout=600, env=quiet)
    if done.returncode or not shutil.which(NAMES[0]):
        pytest.skip(f"no Chromium, and apt-get did not bring it: {done.stderr.strip().splitlines()[-1:]}")
    return shutil.which(NAMES[0])


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """One browser for all tests of a file."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install -e .[dev]")
    path = chromium()
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


def axe_source() -> str:
    """axe-core, from the package that carries it."""
    package = pytest.importorskip("axe_playwright_python", reason="no axe-core: pip install -e .[dev]")
    return (Path(package.__path__[0]) / "axe.min.js").read_text("utf-8")
