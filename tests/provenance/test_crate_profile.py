"""The crate against its profile, by roc-validator and without a network. Skips where that is not installed."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

pytest.importorskip("rocrate_validator")

from rocrate_validator import services  # noqa: E402
from rocrate_validator.models import Severity  # noqa: E402

from glueline.provenance.crate import export  # noqa: E402
from tests.provenance.crate_contexts import CONTEXT, FILE, write_cache  # noqa: E402

ENTRY = "leaderboard/minilm-plain-epochs"
KEPT = sorted(path.parent.name for path in Path(__file__).parents[2].glob("leaderboard/*/entry.json"))


@pytest.fixture(scope="module")
def folder(repo, tmp_path_factory):
    """A crate, and beside it the cache."""
    folder = tmp_path_factory.mktemp("crates")
    export(repo, repo / ENTRY, folder / "crate")
    write_cache(folder / "cache")
    return folder


def issues(folder, crate: str) -> set[str]:
    settings = services.ValidationSettings(
        rocrate_uri=str(folder / crate), profile_identifier="provenance-run-crate-0.5", offline=True,
        requirement_severity=Severity.REQUIRED, cache_path=str(folder / "cache"))
    return {f"{one.check.identifier} {one.message}" for one in services.validate(settings).get_issues()}


@pytest.mark.parametrize("name", KEPT)
def test_every_kept_entrys_crate_meets_all_that_the_provenance_profile_requires(folder, repo, name):
    export(repo, repo / "leaderboard" / name, folder / f"of-{name}")
    assert issues(folder, f"of-{name}") == set()


@pytest.mark.parametrize("name, key, said", [
    ("dvc.lock", "step", "A HowToStep must be referred to from a ComputationalWorkflow via step"),
    ("dvc.lock", "programmingLanguage", "must refer to its language via programmingLanguage"),
    ("#control-teach@minilm", "instrument", "A ControlAction must reference a HowToStep"),
    ("#step-teach@minilm", "workExample", "A HowToStep must refer to its corresponding tool"),
    ("./", "license", "license"),
])
def test_a_crate_that_lacks_something_does_not(folder, tmp_path, name, key, said):
    shutil.copytree(folder / "crate", folder / tmp_path.name)
    path = folder / tmp_path.name / "ro-crate-metadata.json"
    metadata = json.loads(path.read_text())
    del next(one for one in metadata["@graph"] if one["@id"] == name)[key]
    path.write_text(json.dumps(metadata))
    assert any(said in one for one in issues(folder, tmp_path.name)), issues(folder, tmp_path.name)


def test_the_context_is_the_one_that_the_crate_and_the_validator_name(folder):
    """Version 1.1.0 as its wheels have it, and every type and property of the crate is a term of it or a full address."""
    content = FILE.read_bytes()
    context = json.loads(content)
    assert (context["@id"], context["version"]) == (CONTEXT, "1.1.0")
    assert hashlib.sha256(content).hexdigest() == "bb5dd0a79ebd5a3b074e2faf96f437503234f8a4b8e84c7149de91eae0d2222a"
    metadata = json.loads((folder / "crate/ro-crate-metadata.json").read_text())
    known = set(context["@context"]) | {name for part in metadata["@context"] if isinstance(part, dict) for name in part}
    assert CONTEXT in metadata["@context"]
    assert {name for one in metadata["@graph"] for name in one if not name.startswith(("@", "http"))} <= known
