"""Artefacts shared through a remote: a fresh clone pulls them and has every number answered again, and trains nothing."""

import json
import shutil
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from main_job.real_house import SCORED, copy, journal, outputs
from main_job.remotes import KEYS, folder, s3
from provenance.house import dvc, environment, glueline

pytestmark = pytest.mark.slow
REMOTES = {"folder": folder, "s3": s3}


@pytest.fixture(scope="module")
def kept(finished_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished house with its run kept as an entry and committed, as it would be pushed; not to be changed."""
    house = copy(finished_house, tmp_path_factory.mktemp("kept") / "house")
    commit(house, "lock")
    assert glueline(house, "keep", "shared", "--note", "to be shared").returncode == 0
    commit(house, "entry")
    return house


def commit(house: Path, message: str) -> None:
    git(house, "add", "-A")
    git(house, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "--allow-empty", "-m", message)


def git(house: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=house, env=environment(house), check=True, capture_output=True)


def succeeded(house: Path, *words: str) -> str:
    """DVC's words; keys for S3 are in no file of the checkout but .dvc/config.local, which git ignores."""
    done = dvc(house, *words, **{key: value for key, value in KEYS.items() if "DISABLED" in key})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def use(house: Path, options: dict[str, str]) -> None:
    """Make the remote the house's default one; what is secret in a file that git ignores."""
    succeeded(house, "remote", "add", "-d", "--local", "shared", options["url"])
    for name, value in options.items():
        succeeded(house, "remote", "modify", "--local", "shared", name, value)


@pytest.mark.parametrize("remote", REMOTES.values(), ids=REMOTES)
def test_a_fresh_clone_pulls_everything_and_answers_every_row_again_without_training(
        kept: Path, tmp_path: Path, remote: Callable[[Path], AbstractContextManager[dict[str, str]]]):
    with remote(tmp_path) as options:
        house = copy(kept, tmp_path / "house")
        use(house, options)
        succeeded(house, "push", "-q")
        clone = tmp_path / "clone"
        git(tmp_path, "clone", "-q", str(house), str(clone))
        shutil.rmtree(house)
        use(clone, options)
        succeeded(clone, "pull", "-q")
    assert outputs(clone) == outputs(kept)
    before = journal(clone)
    done = glueline(clone, "audit", "shared", "--level", "2", "--json")
    found = json.loads(done.stdout)["subjects"][0]
    assert (done.returncode, found["verdict"]) == (0, "identical"), found["findings"]
    assert {cell["model"] for cell in found["cells"]} == set(SCORED) and journal(clone) == before
    assert "secret" not in (clone / ".dvc/config").read_text()


def test_weights_that_nobody_pulled_are_unverified_and_what_to_do_is_said(kept: Path, tmp_path: Path):
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(kept), str(clone))
    done = glueline(clone, "audit", "shared", "--level", "2", "--json")
    says = [finding["says"] for finding in json.loads(done.stdout)["subjects"][0]["findings"]]
    assert done.returncode == 3 and any("data/teachers/one/model.safetensors: not here" in each for each in says)
    assert any("`dvc pull` may bring it" in each for each in says)
