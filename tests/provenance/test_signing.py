"""Signed entries: what verifies, and what was changed since is found and named. The entries are small ones of made files."""

import base64
import json
import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from glueline.cli import main
from glueline.provenance.hashing import canonical, file_sha256
from glueline.tables.json_file import write_json
from tests.provenance.signed_entries import FILES, entries, envelope, verify, write_keys

__all__ = ["entries"]  # the fixture


def test_a_signed_entry_verifies_with_the_public_key_alone_and_moved_and_touched(entries, capsys):
    (entries / "own.pem").unlink()
    assert verify() == 0
    assert "none of its 5 files has changed" in capsys.readouterr().out
    shutil.copytree(entries / "leaderboard/first", entries / "elsewhere/first")
    for path in (entries / "elsewhere/first").rglob("*"):
        path.touch()
    assert verify("elsewhere/first") == 0


def test_it_is_an_in_toto_statement_of_every_file_and_says_what_the_entry_says(entries):
    _, signed = envelope(entries)
    statement = json.loads(base64.b64decode(signed["payload"]))
    assert signed["payloadType"] == "application/vnd.in-toto+json" and statement["_type"] == "https://in-toto.io/Statement/v1"
    assert {one["name"]: one["digest"]["sha256"] for one in statement["subject"]} == {
        name: file_sha256(entries / "leaderboard/first" / name) for name in (*FILES, "entry.json")}
    assert statement["predicate"]["entry"]["name"] == "first"
    assert statement["predicate"]["records"] == {"teach@a": {"stage": "teach@a", "rate": 1e-4}}


def test_signing_again_gives_the_same_bytes(entries):
    before = envelope(entries)[0].read_bytes()
    assert main(["sign", "leaderboard/first", "--key", "own.pem"]) == 0
    assert envelope(entries)[0].read_bytes() == before


@pytest.mark.parametrize("key", [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)],
                         ids=["ECDSA", "RSA"])
def test_other_kinds_of_keys_do_too(entries, key):
    write_keys(entries, "kind", key)
    assert main(["sign", "leaderboard/second", "--key", "kind.pem"]) == 0
    assert verify("leaderboard/second", "kind.public.pem") == 0 and verify("leaderboard/second") == 2


def test_another_key_is_refused_by_name(entries, capsys):
    assert verify(public="other.public.pem") == 2
    assert "signature.dsse.json: signed by the key" in (error := capsys.readouterr().err) and "other.public.pem" in error


@pytest.mark.parametrize("name", [*FILES, "entry.json"])
def test_any_byte_of_any_file_changed_is_found_and_named(entries, name, capsys):
    path = entries / "leaderboard/first" / name
    whole = path.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 6)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
        assert verify() == 2
        assert f"leaderboard/first/{name}: altered since it was signed" in capsys.readouterr().err
    path.write_bytes(whole)
    assert verify() == 0


def test_a_file_removed_added_or_linked_is_found_and_named(entries, capsys):
    entry = entries / "leaderboard/first"
    (entry / "extra.json").write_text("{}")
    assert verify() == 2 and "extra.json: not among the files" in capsys.readouterr().err
    (entry / "extra.json").unlink()
    (entry / "extra.json").symlink_to(entry / "params.yaml")
    assert verify() == 2 and "extra.json: a link" in capsys.readouterr().err
    (entry / "extra.json").unlink()
    (entry / "params.yaml").unlink()
    assert verify() == 2 and "params.yaml: signed, and no longer there" in capsys.readouterr().err


def test_the_envelope_of_another_entry_is_refused(entries, capsys):
    shutil.copy(entries / "leaderboard/first/signature.dsse.json", entries / "leaderboard/second/")
    assert verify("leaderboard/second") == 2
    assert "it is the signature of the entry 'first', not of 'second'" in capsys.readouterr().err


def test_a_chain_rewritten_consistently_without_the_key_is_found(entries, capsys):
    """Scores, entry.json, and the statement inside the envelope all agree; the signature alone does not."""
    entry = entries / "leaderboard/first"
    (entry / "scores.json").write_text('{"rte": 91.3}\n')
    listed = json.loads((entry / "entry.json").read_text())
    listed["sha256"]["scores.json"] = file_sha256(entry / "scores.json")
    write_json(entry / "entry.json", listed)
    assert verify() == 2 and "altered since it was signed" in capsys.readouterr().err
    path, signed = envelope(entries)
    statement = json.loads(base64.b64decode(signed["payload"]))
    for one in statement["subject"]:
        one["digest"]["sha256"] = file_sha256(entry / one["name"])
    statement["predicate"]["entry"] = listed
    path.write_text(json.dumps(signed | {"payload": base64.b64encode(canonical(statement)).decode()}))
    assert verify() == 2 and "the envelope was altered" in capsys.readouterr().err


def test_any_byte_of_the_envelope_changed_is_refused_or_changes_nothing(entries, capsys):
    path, _ = envelope(entries)
    whole = path.read_bytes()
    for at in range(0, len(whole) - 1, len(whole) // 40):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 2]) + whole[at + 1:])
        assert verify() == 2
        assert capsys.readouterr().err.count("\n") == 1
