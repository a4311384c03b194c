"""Recorded bytes are found in DVC's cache wherever this checkout has it, by their sha256 alone."""

import hashlib
import json

import pytest

from glueline.audit.holdings import Holdings
from glueline.refusal import Refused

CONTENT = b"weights"
MD5, SHA256 = hashlib.md5(CONTENT).hexdigest(), hashlib.sha256(CONTENT).hexdigest()
LISTED = json.dumps([{"md5": MD5, "relpath": "model.safetensors"}]).encode()
FOLDER = hashlib.md5(LISTED).hexdigest() + ".dir"
LOCK = {"teach@one": {"outs": [{"path": "data/teachers/one", "md5": FOLDER}]}}


def put(cache, md5, content):
    path = cache / "files/md5" / md5[:2] / md5[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("said, where", [("", "checkout/.dvc/cache"), ("[cache]\n    dir = ../../shared\n", "shared")])
def test_a_file_is_found_in_the_caches_own_folder_and_in_one_that_checkouts_share(tmp_path, said, where):
    checkout = tmp_path / "checkout"
    (checkout / ".dvc").mkdir(parents=True)
    (checkout / ".dvc/config").write_text(said)
    put(tmp_path / where, FOLDER, LISTED)
    stored = put(tmp_path / where, MD5, CONTENT)
    found = Holdings(checkout, LOCK).file("data/teachers/one", "model.safetensors", SHA256)
    assert found is not None and found.resolve() == stored.resolve()
    stored.write_bytes(b"other")
    assert Holdings(checkout, LOCK).file("data/teachers/one", "model.safetensors", SHA256) is None


def test_a_config_that_dvc_cannot_read_is_named(tmp_path):
    (tmp_path / ".dvc").mkdir()
    (tmp_path / ".dvc/config").write_text("[cache]\n    dirr = x\n")
    with pytest.raises(Refused, match="config: "):
        Holdings(tmp_path, LOCK).file("data/teachers/one", "model.safetensors", SHA256)
