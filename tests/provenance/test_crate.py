"""`glueline export --ro-crate`: the crate of a kept entry, read back, and checked by roc-validator where it is installed."""

import json
import shutil
from pathlib import Path

import pytest

from glueline.cli import main
from glueline.provenance.hashing import file_sha256

ENTRY = "leaderboard/minilm-plain-epochs"
STAGES = ["check@raw", "code", "ingest", "order@minilm", "prepare", "score@minilm", "source", "teach@minilm"]


@pytest.fixture
def house(repo, tmp_path, monkeypatch) -> Path:
    shutil.copytree(repo / ENTRY, tmp_path / ENTRY)
    shutil.copy(repo / "leaderboard/runs.jsonl", tmp_path / "leaderboard")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def graph(house) -> dict[str, dict]:
    assert main(["export", ENTRY, "--ro-crate", "crate"]) == 0
    return read(house / "crate")


def read(crate: Path) -> dict[str, dict]:
    return {one["@id"]: one for one in json.loads((crate / "ro-crate-metadata.json").read_text())["@graph"]}


def ids(value: object) -> list[str]:
    return [one["@id"] for one in (value if isinstance(value, list) else [value])]


def test_the_crate_holds_every_file_of_the_entry_with_its_sha256(house, graph):
    files = [path.relative_to(house / ENTRY).as_posix() for path in (house / ENTRY).rglob("*") if path.is_file()]
    listed = {one["name"]: one for one in graph.values() if "File" in one["@type"] and one["@id"] != "dvc.lock"}
    assert sorted([*listed, "dvc.lock"]) == sorted(files)
    for name, one in (listed | {"dvc.lock": graph["dvc.lock"]}).items():
        assert one["sha256"] == file_sha256(house / "crate" / name) == file_sha256(house / ENTRY / name)
        assert one["contentSize"] == str((house / ENTRY / name).stat().st_size)


def test_each_stage_has_its_action_tool_and_step_after_those_it_needs(graph):
    steps = ids(graph["dvc.lock"]["step"])
    assert sorted(step.removeprefix("#step-") for step in steps) == STAGES
    order = [step.removeprefix("#step-") for step in steps]
    for before, after in (("source", "ingest"), ("ingest", "check@raw"), ("check@raw", "prepare"),
                          ("order@minilm", "teach@minilm"), ("teach@minilm", "score@minilm")):
        assert order.index(before) < order.index(after)
    teach = graph["#run-teach@minilm"]
    assert ids(teach["instrument"]) == ["#tool-teach"] and ids(teach["subjectOf"]) == ["records/teach%40minilm.json"]
    assert graph["#tool-teach"]["version"].startswith("e7c612351d50")
    assert graph["#step-teach@minilm"]["position"] == str(order.index("teach@minilm") + 1)


def test_data_that_is_not_there_is_named_by_its_hash_and_joins_the_stages(house, graph):
    record = json.loads((house / ENTRY / "records/teach@minilm.json").read_text())
    curriculum, = [one for one in ids(graph["#run-teach@minilm"]["object"]) if "curriculum" in one]
    assert curriculum in ids(graph["#run-order@minilm"]["result"])
    assert graph[curriculum]["sha256"] == record["inputs"]["data/curriculum/minilm"]


def test_times_are_those_of_the_journal(graph):
    """runs.jsonl: teach ended at 08:59:00 after 2,130.91 s, score last, at 09:02:34."""
    teach = graph["#run-teach@minilm"]
    assert (teach["startTime"], teach["endTime"]) == ("2026-11-23T08:23:29+00:00", "2026-11-23T08:59:00+00:00")
    assert graph["#run"]["endTime"] == "2026-11-23T09:02:34+00:00" and graph["./"]["datePublished"] == "2026-11-23"


def test_every_reference_leads_to_an_entity_of_the_crate_or_to_an_address(graph):
    def references(value):
        if isinstance(value, dict):
            yield from [value["@id"]] if set(value) == {"@id"} else [one for item in value.values() for one in references(item)]
        elif isinstance(value, list):
            yield from (one for item in value for one in references(item))
    assert not {one for one in references(list(graph.values())) if one not in graph and "://" not in one}


def test_the_same_entry_gives_the_same_bytes_and_a_folder_that_is_there_is_not_touched(house, graph, capsys):
    assert main(["export", ENTRY, "--ro-crate", "again"]) == 0
    for path in (house / "crate").rglob("*"):
        if path.is_file():
            assert (house / "again" / path.relative_to(house / "crate")).read_bytes() == path.read_bytes()
    assert main(["export", ENTRY, "--ro-crate", "crate"]) == 2
    assert "crate: exists already" in capsys.readouterr().err
    assert not [path for path in house.iterdir() if path.name.endswith(".part")]


def test_without_a_journal_a_date_is_asked_for_and_no_time_is_made_up(house, capsys):
    (house / "leaderboard/runs.jsonl").write_text('{"record": "torn\n{"record": "x"}\n[]\n')
    assert main(["export", ENTRY, "--ro-crate", "crate"]) == 2
    assert "give --date" in capsys.readouterr().err
    assert main(["export", ENTRY, "--ro-crate", "crate", "--date", "yesterday"]) == 2
    assert main(["export", ENTRY, "--ro-crate", "crate", "--date", "2026-01-31"]) == 0
    made = read(house / "crate")
    assert made["./"]["datePublished"] == "2026-01-31"
    assert not any("endTime" in one or "startTime" in one for one in made.values())


def test_what_is_no_entry_is_refused(house, capsys):
    assert main(["export", "leaderboard", "--ro-crate", "crate"]) == 2
    (house / ENTRY / "records/teach@minilm.json").unlink()
    assert main(["export", ENTRY, "--ro-crate", "crate"]) == 2
    assert "teach@minilm.json: missing" in capsys.readouterr().err and not (house / "crate").exists()
