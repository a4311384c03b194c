"""`source` names what `ingest` will read, and its output changes with any byte of it."""

import hashlib
from dataclasses import replace

import pytest

from glueline.glue.tasks import REVISION, TASKS, file_name
from glueline.refusal import Refused
from glueline.tables.json_file import read_json
from stages import source

SETTINGS = source.Settings(name="snapshot", folder="", revision=REVISION, seed=1,
                           rows={"train": 300, "validation": 100, "test": 100})


@pytest.fixture(autouse=True)
def no_other_folder(monkeypatch):
    monkeypatch.delenv("GLUELINE_GLUE", raising=False)


@pytest.fixture
def folder(tmp_path):
    """A snapshot of two files; `source` does not look inside them."""
    place = tmp_path / "glue"
    for split in ("train", "validation"):
        (place / "cola").mkdir(parents=True, exist_ok=True)
        (place / "cola" / file_name(split)).write_bytes(split.encode())
    return place


def files_json(settings, out):
    source.main(settings, out)
    return read_json(out / "files.json")


def test_a_snapshot_is_listed_with_the_hash_and_size_of_each_file(folder, tmp_path):
    found = files_json(replace(SETTINGS, folder=str(folder)), tmp_path / "source")
    assert found == {
        "name": "snapshot", "folder": str(folder), "revision": None, "seed": None, "rows": None, "files": [
            {"task": "cola", "split": "train", "path": "cola/train-00000-of-00001.parquet", "bytes": 5,
             "sha256": hashlib.sha256(b"train").hexdigest()},
            {"task": "cola", "split": "validation", "path": "cola/validation-00000-of-00001.parquet", "bytes": 10,
             "sha256": hashlib.sha256(b"validation").hexdigest()}]}


def test_one_changed_byte_changes_the_output_and_an_unchanged_folder_does_not(folder, tmp_path):
    settings = replace(SETTINGS, folder=str(folder))
    source.main(settings, tmp_path / "first")
    source.main(settings, tmp_path / "again")
    (folder / "cola" / file_name("train")).write_bytes(b"trait")
    source.main(settings, tmp_path / "changed")
    first, again, changed = [(tmp_path / name / "files.json").read_bytes() for name in ("first", "again", "changed")]
    assert first == again != changed


def test_the_environment_may_locate_the_folder_but_leaves_no_trace(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("GLUELINE_GLUE", str(folder))
    found = files_json(replace(SETTINGS, folder="../glue"), tmp_path / "source")
    assert found["folder"] == "../glue" and len(found["files"]) == 2
    assert str(folder) not in (tmp_path / "source" / "files.json").read_text()


def test_the_hub_is_listed_with_the_official_hash_of_every_split(tmp_path):
    found = files_json(replace(SETTINGS, name="hub"), tmp_path / "source")
    assert (found["revision"], found["folder"], found["seed"]) == (REVISION, None, None)
    assert len(found["files"]) == sum(len(task.splits) for task in TASKS.values()) == 30
    assert found["files"] == sorted(found["files"], key=lambda entry: (entry["task"], entry["split"]))
    assert {"task": "rte", "split": "train", "path": "rte/train-00000-of-00001.parquet", "bytes": None,
            "sha256": "a6252ab17015d718f6de1effe0980f7b158df63e3d16207cd8bd396b608e5147"} in found["files"]


def test_hashes_are_unknown_at_another_revision_of_the_hub(tmp_path):
    found = files_json(replace(SETTINGS, name="hub", revision="0" * 40), tmp_path / "source")
    assert {entry["sha256"] for entry in found["files"]} == {None}


def test_the_built_in_set_is_its_seed_and_rows(tmp_path):
    assert files_json(replace(SETTINGS, name="builtin"), tmp_path / "source") == {
        "name": "builtin", "folder": None, "revision": None, "seed": 1, "files": [],
        "rows": {"train": 300, "validation": 100, "test": 100}}


@pytest.mark.parametrize(("change", "message"), [
    ({"name": "kaggle"}, "params.yaml: source.name: expected hub, snapshot or builtin, found 'kaggle'"),
    ({"name": "hub", "revision": "main"}, "params.yaml: source.revision: 'main' may move"),
    ({"rows": {"train": 3}}, "params.yaml: source.rows: expected train, validation, test"),
    ({"rows": {"train": 3, "validation": 0, "test": 1}}, "params.yaml: source.rows: .*each 1 or more"),
    ({"folder": "nowhere/at/all"}, "nowhere/at/all: no such folder; set source.folder in params.yaml, or GLUELINE_GLUE"),
])
def test_what_names_no_source_is_refused_in_one_line(change, message, tmp_path):
    with pytest.raises(Refused, match=message) as refused:
        source.main(replace(SETTINGS, **change), tmp_path / "source")
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "source").exists()
