"""A leaderboard of two small entries, the first of them signed, and two pairs of keys."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from glueline.cli import main
from glueline.provenance.hashing import file_sha256
from glueline.tables.json_file import write_json

FILES = {"params.yaml": "seed: 1\n", "scores.json": '{"rte": 81.3}\n', "predictions/a/rte-validation.parquet": "PAR1",
         "records/teach@a.json": '{"stage": "teach@a", "rate": 1e-4}'}


def build(entry: Path) -> Path:
    for name, text in FILES.items():
        (entry / name).parent.mkdir(parents=True, exist_ok=True)
        (entry / name).write_text(text)
    write_json(entry / "entry.json", {"name": entry.name, "sha256": {name: file_sha256(entry / name) for name in FILES}})
    return entry


def write_keys(folder: Path, name: str, key) -> None:
    (folder / f"{name}.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / f"{name}.pem").chmod(0o600)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / f"{name}.public.pem").write_bytes(public)


@pytest.fixture
def entries(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("first", "second"):
        build(tmp_path / "leaderboard" / name)
    for name in ("own", "other"):
        write_keys(tmp_path, name, ed25519.Ed25519PrivateKey.generate())
    assert main(["sign", "leaderboard/first", "--key", "own.pem"]) == 0
    return tmp_path


def verify(entry: str = "leaderboard/first", public: str = "own.public.pem") -> int:
    return main(["verify", entry, "--public", public])


def envelope(entries: Path) -> tuple[Path, dict]:
    path = entries / "leaderboard/first/signature.dsse.json"
    return path, json.loads(path.read_text())
