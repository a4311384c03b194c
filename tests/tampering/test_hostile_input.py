"""Files by strangers: the audit ends in a verdict or one clear line, whatever stands in them, and never leaves its folder."""

import json
import os
import random

import pytest
from tampering.tampering_tools import FIRST, audited, bless, edit_json, problems

from glueline.cli import main
from glueline.provenance.hashing import canonical
from glueline.audit.subjects import PRESENT
from glueline.refusal import Refused

SEED = 20261123
ODD = [None, True, -1, 2**70, 1e308, "", "../../etc/passwd", "/etc/passwd", "a\x00b", "\x1b[31m", "x" * 5000, [], {}, [[]],
       {"a": {}}]
OUTSIDE = ["../../../etc/passwd", "/etc/passwd", "predictions/../../second/scores.json", "a\\b", "", "a//b"]


def ends_well(house, *targets, **how) -> list[str]:
    """The problems that an audit finds; a refusal is one."""
    try:
        return problems(audited(house, *targets, **how))
    except Refused as refusal:
        assert "\n" not in str(refusal)
        return [str(refusal)]


@pytest.mark.parametrize("name", OUTSIDE)
def test_an_entry_that_names_a_file_outside_itself_is_refused(house, name):
    edit_json(house / FIRST / "entry.json", lambda about: about["sha256"].update({name: "0" * 64}))
    [line] = [line for line in ends_well(house, "first") if "no name that may stand here" in line]
    assert f"{FIRST}/entry.json" in line


def test_a_link_out_of_the_entry_is_not_followed(house):
    (house / FIRST / "params.yaml").unlink()
    (house / FIRST / "params.yaml").symlink_to(house / "params.yaml")
    assert any("params.yaml: a link" in line for line in ends_well(house, "first"))
    (house / FIRST / "predictions").rename(house / "elsewhere")
    (house / FIRST / "predictions").symlink_to(house / "elsewhere")
    assert any("predictions: a link" in line for line in ends_well(house, "first"))


def test_a_pipe_and_a_folder_where_files_should_be_do_not_stop_it(house):
    for name, make in (("dvc.lock", os.mkfifo), ("standing.json", os.mkdir)):
        (house / FIRST / name).unlink()
        make(house / FIRST / name)
    found = ends_well(house, "first")
    assert any("dvc.lock: not a regular file" in line for line in found)
    assert any("standing.json" in line for line in found)


@pytest.mark.parametrize("file, content, says", [
    ("scores.json", b"[" * 100_000, "not readable as JSON"),
    ("scores.json", b'{"one": NaN}', "NaN is no number"),
    ("scores.json", b'{"one": 1e999}', "no number"),
    ("scores.json", b'{"one": {}, "one": {}}', "a key stands twice"),
    ("scores.json", b'{"one": "\\ud800"}', "not readable as JSON"),
    ("scores.json", b"9" * 5000, "not readable as JSON"),
    ("scores.json", b"\xff\xfe", "not readable as JSON"),
    ("scores.json", b"{}", "scores are missing"),
    ("params.yaml", b"a: !!python/object/apply:os.system ['echo']", "not readable as YAML"),
    ("params.yaml", b"a: !secret b", "not readable as YAML"),
    ("params.yaml", b"a: 2026-11-23T00:00:00\n? [x, y]\n: z", "not readable as YAML"),
    ("params.yaml", b"[" * 100_000, "nested too deep"),
    ("params.yaml", b"a: 1\na: 2", "a key stands twice: a"),
    ("params.yaml", b"a: &a [1,1,1,1,1,1,1,1,1]\n" + b"".join(
        b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in range(98, 110)), "its aliases multiply"),
    ("params.yaml", b"a: &a [*a]", "its aliases multiply"),
    ("dvc.lock", b"stages: {teach@one: {cmd: [rm, -rf]}}", "expected a text"),
    ("dvc.lock", b"stages: {teach@one: {cmd: x, deps: {a: b}}}", "expected a list"),
    ("predictions/one/rte-validation.parquet", b"\x80\x04cos\nsystem\n(S'echo'\ntR.", "not readable as predictions"),
    ("predictions/one/rte-validation.parquet", b"PAR1" + b"\xff" * 100 + b"PAR1", "not readable as predictions"),
])
def test_bytes_that_are_no_such_file_are_one_line_that_names_it(house, file, content, says):
    (house / FIRST / file).write_bytes(content)
    bless(house / FIRST, file)
    found = ends_well(house, "first")
    assert any(f"{FIRST}/{file}" in line and says in line for line in found), found


def test_a_command_on_record_is_never_run(house):
    """Level 3 runs stages of Glueline at commits of this history, and nothing that a record might name."""
    record = json.loads((house / FIRST / "records/score@one.json").read_text())
    for change, says in (({"command": "touch owned"}, "which is no stage of Glueline; it was not run"),
                         ({"commit": "f" * 40}, "not in the history of HEAD; no other code is ever run")):
        (house / FIRST / "records/score@one.json").write_bytes(canonical(record | change))
        bless(house / FIRST, "records/score@one.json")
        assert any(says in line for line in ends_well(house, "first", level=3, stage="score@one"))
    assert not list(house.rglob("owned"))


def test_what_a_file_says_cannot_move_the_cursor(house, monkeypatch, capsys):
    edit_json(house / FIRST / "entry.json", lambda about: about.update(commit="\x1b[2J[red]gone[/red]"))
    monkeypatch.chdir(house)
    assert main(["audit", "first"]) == 1
    shown = capsys.readouterr().out
    assert "\x1b" not in shown and "[red]gone[/red]" in shown


@pytest.mark.parametrize("file", ["entry.json", "scores.json", "standing.json", "records/score@one.json", "records/code.json"])
def test_any_value_in_place_of_any_other_ends_in_a_verdict_or_a_refusal(house, file):
    """A small fuzzer over structure: values and keys are replaced, dropped and repeated, and the rest is kept consistent."""
    source, path = random.Random(f"{SEED} {file}"), house / FIRST / file
    whole = path.read_bytes()
    about = (house / FIRST / "entry.json").read_bytes()
    for _ in range(40):
        content = json.loads(whole)
        disturb(content, source)
        path.write_text(json.dumps(content, sort_keys=True, separators=(",", ":")))
        if file != "entry.json":
            bless(house / FIRST, file)
        assert ends_well(house, "first"), f"unnoticed: {content}"
        path.write_bytes(whole)
        (house / FIRST / "entry.json").write_bytes(about)


@pytest.mark.parametrize("file", [
    "params.yaml", "dvc.lock", "predictions/one/rte-validation.parquet", "records/teach@one.json"])
def test_any_bytes_in_place_of_any_others_end_in_a_verdict_or_a_refusal(house, file):
    """A small fuzzer over bytes; entry.json lists the result, so that it is read."""
    source, path = random.Random(f"{SEED} {file}"), house / FIRST / file
    whole = path.read_bytes()
    for _ in range(40):
        content = bytearray(whole)
        for _ in range(source.choice([1, 1, 3, 30])):
            at = source.randrange(len(content))
            content[at:at + source.choice([0, 1, 1, 8])] = source.randbytes(source.choice([0, 1, 1, 8]))
        path.write_bytes(content[:source.choice([len(content), source.randrange(len(content))])])
        bless(house / FIRST, file)
        assert ends_well(house, "first") or path.read_bytes() == whole or file.endswith((".yaml", ".lock"))


def test_records_of_this_run_are_read_with_the_same_distrust(house):
    [path] = (house / "data/records/order@two").glob("*.json")
    path.write_bytes(b"[" * 100_000)
    assert any(path.name in line for line in ends_well(house, PRESENT))
    text = (house / "dvc.lock").read_text()
    (house / "dvc.lock").write_text(text.replace("path: data/scores/one", "path: ../../outside"))
    assert any("no path inside this checkout" in line for line in ends_well(house, PRESENT))


def disturb(content: object, source: random.Random) -> None:
    """Change one thing somewhere in nested lists and mappings."""
    while True:
        keys = list(content) if isinstance(content, dict) else list(range(len(content)))
        if not keys:
            return
        key = source.choice(keys)
        if isinstance(content[key], dict | list) and content[key] and source.random() < 0.8:
            content = content[key]
            continue
        if source.random() < 0.2:
            del content[key]
        else:
            content[key] = source.choice([value for value in ODD if value != content[key]])
        return
