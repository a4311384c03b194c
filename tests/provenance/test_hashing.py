"""Hashes that can be worked out with any sha256 tool."""

import hashlib

import pytest

from glueline.provenance.hashing import canonical, digest, file_sha256, folder_digest, part
from glueline.refusal import Refused


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_hash_of_abc_is_the_published_one(tmp_path):
    (tmp_path / "abc").write_bytes(b"abc")  # FIPS 180-2, appendix B.1
    assert file_sha256(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_canonical_json_does_not_depend_on_the_order_of_keys_and_refuses_nan():
    assert canonical({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'.encode()
    with pytest.raises(ValueError):
        canonical(float("nan"))


def test_a_folder_is_the_hash_of_its_manifest_less_what_is_ignored(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "b").write_bytes(b"1")
    (tmp_path / "sub/a").write_bytes(b"2")
    (tmp_path / "runs.jsonl").write_bytes(b"3")
    found = digest(tmp_path, lambda path: path.name == "runs.jsonl")
    assert found.files == {"b": sha(b"1"), "sub/a": sha(b"2")}
    assert found.sha256 == sha(f'{{"b":"{sha(b"1")}","sub/a":"{sha(b"2")}"}}'.encode())


def test_a_part_of_a_folder_has_the_hash_it_would_have_alone(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a").write_bytes(b"2")
    (tmp_path / "subway").write_bytes(b"3")
    whole = digest(tmp_path)
    assert part(whole, "sub") == digest(tmp_path / "sub") == folder_digest({"a": sha(b"2")})
    assert part(whole, "sub/a") == digest(tmp_path / "sub/a")
    assert part(whole, "elsewhere") is None


def test_what_is_missing_is_refused_by_name(tmp_path):
    with pytest.raises(Refused, match="gone: missing; run `dvc repro`"):
        digest(tmp_path / "gone")
