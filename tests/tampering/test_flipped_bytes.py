"""A property over all files that a number rests on: any single byte changed is found, and the file named."""

import random
from pathlib import Path

import pytest
from tampering.tampering_tools import audited, problems

from glueline.audit.present import load_present
from glueline.audit.subjects import PRESENT

PLACES = 2  # in each file: a random byte, and its first or last
SEED = 20261123


def flip(path: Path, at: int, bits: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= bits
    path.write_bytes(content)


def flips(path: Path, source: random.Random) -> list[tuple[int, int]]:
    """Places in a file and the bits to turn there."""
    size = path.stat().st_size
    places = [source.randrange(size), source.choice([0, size - 1])][:PLACES]
    return [(at, 1 << source.randrange(8)) for at in places]


def test_any_byte_of_any_file_of_an_entry(house, counts):
    source, entry = random.Random(SEED), house / "leaderboard/first"
    files = sorted(path for path in entry.rglob("*") if path.is_file())
    assert {path.suffix for path in files} == {".json", ".parquet", ".yaml", ".lock"} and len(files) == 19
    for path in files:
        kept = path.read_bytes()
        for at, bits in flips(path, source):
            flip(path, at, bits)
            counts["attacks"] += 1
            found = problems(audited(house, "first", level=0))
            assert any(path.relative_to(house).as_posix() in line for line in found), f"{path} at {at}: {found}"
            counts["caught"] += 1
            path.write_bytes(kept)


def test_any_byte_of_any_output_or_record_of_this_run(house, counts):
    """Every file in data/ that a stage made: tables, model, logits, steps, predictions, scores; and every record in use."""
    source, subject = random.Random(SEED), load_present(house)
    files = [house / out / name for record in subject.records.values() for out, content in record["outputs"].items()
             for name in content["files"]]
    files += [house / f"data/records/{key}/{sha256}.json" for key, sha256 in subject.made.items()]
    assert {path.suffix for path in files} == {".json", ".parquet", ".safetensors", ".txt"} and len(files) > 50
    for path in sorted(files):
        kept = path.read_bytes()
        [(at, bits), *_] = flips(path, source)
        flip(path, at, bits)
        counts["attacks"] += 1
        found = [f"{finding.where}: {finding.says}" for finding in load_present(house).findings]
        assert any(path.relative_to(house).as_posix() in line for line in found), f"{path} at {at}: {found}"
        counts["caught"] += 1
        path.write_bytes(kept)
    assert load_present(house).findings == []


@pytest.mark.parametrize("file", ["params.yaml", "dvc.lock"])
def test_any_letter_of_params_and_lock_that_means_something(house, counts, file):
    """A byte in a blank or a quote may mean nothing to YAML; a digit always does."""
    path, source = house / file, random.Random(SEED)
    content = path.read_bytes()
    digits = [at for at, byte in enumerate(content) if chr(byte).isdigit() and b"schema" not in content[max(0, at - 10):at]]
    for at in source.sample(digits, 12):
        path.write_bytes(content[:at] + (b"7" if content[at:at + 1] != b"7" else b"8") + content[at + 1:])
        counts["attacks"] += 1
        found = problems(audited(house, PRESENT, level=0))
        assert any(file in line or "data/" in line for line in found), f"{content[at - 30:at + 10]!r}"
        counts["caught"] += 1
