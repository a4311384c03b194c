"""What `glueline sign` and `glueline verify` refuse: envelopes that are none, broken entries, keys that cannot serve."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from securesystemslib.dsse import Envelope

from glueline.cli import main
from glueline.provenance.hashing import canonical
from glueline.provenance.keys import signer
from tests.provenance.signed_entries import entries, envelope, verify

__all__ = ["entries"]  # the fixture


@pytest.mark.parametrize("content, message", [
    (None, "missing; the entry is not signed"), ("{}", "no DSSE envelope"), ("not json", "no DSSE envelope"),
    ("[1]", "no DSSE envelope"), ("[" * 100_000, "no DSSE envelope"),
    ('{"payload": "e30=", "payloadType": "x", "signatures": []}', "signed by the key nobody"),
    ('{"payload": "e30=", "payloadType": "x", "signatures": [{"keyid": "a", "sig": "!"}]}', "signature.dsse.json: "),
])
def test_what_is_no_envelope_is_refused(entries, capsys, content, message):
    path, _ = envelope(entries)
    path.unlink()
    if content is not None:
        path.write_text(content)
    assert verify() == 2
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1


def test_an_entry_that_is_broken_is_not_signed(entries, capsys):
    (entries / "leaderboard/second/scores.json").write_text("{}")
    assert main(["sign", "leaderboard/second", "--key", "own.pem"]) == 2
    assert "scores.json: not as entry.json has it" in capsys.readouterr().err
    assert not (entries / "leaderboard/second/signature.dsse.json").exists()


def test_keys_that_cannot_serve_are_refused_by_name(entries, capsys):
    key = ed25519.Ed25519PrivateKey.generate()
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    (entries / "locked.pem").write_bytes(locked)
    (entries / "text.pem").write_text("no key")
    for name in ("locked", "text"):
        (entries / f"{name}.pem").chmod(0o600)
    (entries / "open.pem").write_bytes((entries / "own.pem").read_bytes())
    (entries / "open.pem").chmod(0o644)
    for file, message in (("locked.pem", "has a passphrase"), ("text.pem", "no private key"), ("own.public.pem", ""),
                          ("open.pem", "others may read"), ("none.pem", "No such file")):
        assert main(["sign", "leaderboard/second", "--key", file]) == 2
        assert file in (error := capsys.readouterr().err) and message in error
    assert verify(public="own.pem") == 2 and "own.pem: no public key" in capsys.readouterr().err
    assert verify("leaderboard/none") == 2 and verify("leaderboard") == 2


def test_a_statement_of_another_kind_signed_with_the_same_key_is_refused(entries, capsys):
    path, signed = envelope(entries)
    whole, in_toto = json.loads(base64.b64decode(signed["payload"])), "application/vnd.in-toto+json"
    for payload, kind, message in (
        (canonical(whole), "text/plain", "the payload is 'text/plain'"),
        (b"{}", in_toto, "no in-toto statement"),
        (b"not json", in_toto, "no in-toto statement"),
        (canonical(whole | {"predicateType": "https://x.example/y"}), in_toto, "https://x.example/y"),
        (canonical(whole | {"predicate": whole["predicate"] | {"records": {}}}), in_toto, "by hand"),
    ):
        made = Envelope(payload, kind, {})
        made.sign(signer(Path("own.pem")))
        path.write_bytes(canonical(made.to_dict()))
        assert verify() == 2 and message in capsys.readouterr().err
