"""An entry of the leaderboard, signed: an in-toto statement (v1) in a DSSE envelope, leaderboard/<entry>/signature.dsse.json.

The statement's subjects are all files of the entry by sha256, its predicate what entry.json and the records say. No clock and
no host are in it, so the same entry and an Ed25519 key give the same bytes. Sources: in-toto Attestation Framework, Statement
v1; secure-systems-lab/dsse, protocol v1.
"""

import json
import os
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict, Parse, ParseError
from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as Message
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import FormatError, VerificationError

from glueline.provenance.entry_files import SIGNATURE, entry_files
from glueline.provenance.hashing import canonical
from glueline.provenance.keys import public_key, signer
from glueline.refusal import Refused
from glueline.tables.json_file import read_json

PAYLOAD = "application/vnd.in-toto+json"
PREDICATE = "https://glueline.example/entry/v1"  # a name for the shape of the predicate; nothing lies there
SIZE = 16 * 1024 * 1024


def sign(entry: Path, key: Path) -> Path:
    """Sign the entry's folder with the private key in the file `key`; returns the envelope's path.

    Raises Refused where a file is not as entry.json has it: what is broken already is not signed.
    """
    whole = _refuse_broken(entry)
    content = Statement([ResourceDescriptor(name=name, digest={"sha256": sha256}).pb for name, sha256 in whole.items()],
                        PREDICATE, _predicate(entry))
    content.validate()
    envelope = Envelope(canonical(MessageToDict(content.pb)), PAYLOAD, {})
    envelope.sign(signer(key))
    beside = entry / f"{SIGNATURE}.part"
    beside.write_bytes(canonical(envelope.to_dict()) + b"\n")
    os.replace(beside, entry / SIGNATURE)
    return entry / SIGNATURE


def verify(entry: Path, public: Path) -> int:
    """Check the entry's folder against its signature with the public key in `public`; returns how many files it covers.

    Raises Refused, naming the file and what is wrong: no signature, one by another key, of another entry, or a file that was
    altered, added or removed since.
    """
    path, key = entry / SIGNATURE, public_key(public)
    envelope = _envelope(path)
    signed_by = ", ".join(keyid[:12] for keyid in envelope.signatures) or "nobody"
    if key.keyid not in envelope.signatures:
        raise Refused(f"{path}: signed by the key {signed_by}, not by {key.keyid[:12]} of {public}")
    try:
        envelope.verify([key], 1)
    except VerificationError:
        raise Refused(f"{path}: not what {public} has signed; the envelope was altered") from None
    statement = _statement(envelope, path)
    name = statement["predicate"].get("entry", {}).get("name")
    if name != entry.resolve().name:
        raise Refused(f"{path}: it is the signature of the entry {name!r}, not of {entry.resolve().name!r}")
    _refuse_differences(entry, {one["name"]: one["digest"].get("sha256") for one in statement["subject"]})
    if statement["predicate"] != _predicate(entry):
        raise Refused(f"{path}: its predicate is not what entry.json and the records say; it was signed by hand")
    return len(statement["subject"])


def _refuse_broken(entry: Path) -> dict[str, str]:
    there, listed = entry_files(entry), read_json(entry / "entry.json")["sha256"]
    for name in sorted({*there, *listed} - {"entry.json"}):
        if there.get(name) != listed.get(name):
            raise Refused(f"{entry / name}: not as entry.json has it; what is broken is not signed")
    return there


def _predicate(entry: Path) -> dict[str, Any]:
    records = {path.stem: read_json(path) for path in sorted((entry / "records").glob("*.json"))}
    return {"entry": read_json(entry / "entry.json"), "records": records}


def _envelope(path: Path) -> Envelope:
    if not path.is_file():
        raise Refused(f"{path}: missing; the entry is not signed")
    if path.stat().st_size > SIZE:
        raise Refused(f"{path}: more than {SIZE:,} bytes; that is no signature")
    try:
        return Envelope.from_dict(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, FormatError) as error:
        raise Refused(f"{path}: no DSSE envelope ({type(error).__name__})") from None


def _statement(envelope: Envelope, path: Path) -> dict[str, Any]:
    """What was signed, once the signature is known to be right."""
    if envelope.payload_type != PAYLOAD:
        raise Refused(f"{path}: the payload is {envelope.payload_type!r}, not an in-toto statement")
    try:
        message = Parse(envelope.payload, Message())
        Statement.copy_from_pb(message).validate()
    except (ParseError, ValueError) as error:
        raise Refused(f"{path}: no in-toto statement ({str(error).splitlines()[0]})") from None
    if message.predicate_type != PREDICATE:
        raise Refused(f"{path}: a statement of the type {message.predicate_type!r}, not about an entry of a leaderboard")
    return MessageToDict(message)


def _refuse_differences(entry: Path, signed: dict[str, str | None]) -> None:
    there = entry_files(entry)
    for name in sorted({*there, *signed}):
        if name not in there:
            raise Refused(f"{entry / name}: signed, and no longer there")
        if name not in signed:
            raise Refused(f"{entry / name}: not among the files that were signed")
        if there[name] != signed[name]:
            raise Refused(f"{entry / name}: altered since it was signed (its sha256 is {there[name][:12]} now)")
