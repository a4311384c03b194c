"""`ingest` brings files byte for byte, says what each is, and refuses what cannot be one in one line."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hub_server import Hub
from huggingface_hub import close_session, constants

from glueline.glue.tasks import REVISION, TASKS, Split, file_name
from glueline.refusal import Refused
from glueline.tables import fetch
from glueline.tables.glue_files import features
from glueline.tables.json_file import read_json
from stages import ingest, source

SETTINGS = source.Settings(name="snapshot", folder="", revision=REVISION, seed=7,
                           rows={"train": 5, "validation": 3, "test": 2})
TRAIN = "cola/train-00000-of-00001.parquet"


@pytest.fixture(autouse=True)
def no_other_folder(monkeypatch):
    monkeypatch.delenv("GLUELINE_GLUE", raising=False)


def cola(rows=4, schema=None, **columns):
    """A table in CoLA's layout, with `columns` in place of its own."""
    given = {"sentence": [f"sentence {i}" for i in range(rows)], "label": [i % 2 for i in range(rows)],
             "idx": list(range(rows)), **columns}
    return pa.table(given, schema or features(TASKS["cola"]).arrow_schema)


def written(path, table):
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path)
    return path


@pytest.fixture
def folder(tmp_path):
    """A snapshot with small CoLA files."""
    for split in ("train", "validation", "test"):
        written(tmp_path / "glue" / "cola" / file_name(split), cola())
    return tmp_path / "glue"


def ingested(settings, tmp_path):
    """Run `source` and `ingest`; returns the folder and the splits' standing."""
    source.main(settings, tmp_path / "source")
    ingest.main(tmp_path / "source", tmp_path / "raw")
    return tmp_path / "raw", read_json(tmp_path / "raw" / "standing.json")["splits"]


def refusal(settings, tmp_path):
    """The one line that `ingest` refuses with."""
    with pytest.raises(Refused) as refused:
        ingested(settings, tmp_path)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "raw" / "standing.json").exists()
    return str(refused.value)


# the snapshot

def test_the_local_copy_of_glue_is_what_its_readme_says(snapshot_folder, tmp_path):
    raw, splits = ingested(replace(SETTINGS, folder=str(snapshot_folder)), tmp_path)
    assert len(splits) == 30
    assert {name for name, split in splits.items() if split["standing"] == "official bytes"} == {
        "rte/train", "rte/validation", "rte/test"}
    assert splits["cola/train"]["standing"] == "official rows" and splits["cola/train"]["official"]
    assert splits["qnli/train"]["standing"] == "8999 of 104743 rows" and not splits["qnli/train"]["official"]
    assert splits["qqp/validation"]["standing"] == "1000 of 40430 rows"
    assert splits["qqp/validation"]["why"] == "1,000 rows where the official split has 40,430: not the official split"
    assert {name for name, split in splits.items() if split["standing"] == "absent"} == {
        "mnli/validation_mismatched", "mnli/test_matched", "mnli/test_mismatched", "mrpc/test", "qqp/test"}
    assert (raw / TRAIN).read_bytes() == (snapshot_folder / TRAIN).read_bytes()


def test_files_come_byte_for_byte_and_absent_ones_leave_nothing(folder, tmp_path):
    raw, splits = ingested(replace(SETTINGS, folder=str(folder)), tmp_path)
    files = sorted(str(path.relative_to(raw)) for path in raw.rglob("*") if path.is_file())
    assert files == [f"cola/{file_name(split)}" for split in ("test", "train", "validation")] + ["standing.json"]
    assert (raw / TRAIN).read_bytes() == (folder / TRAIN).read_bytes()
    assert splits["cola/train"]["sha256"] == hashlib.sha256((folder / TRAIN).read_bytes()).hexdigest()
    assert (splits["cola/train"]["standing"], splits["cola/train"]["rows"]) == ("4 of 8551 rows", 4)
    assert splits["sst2/train"]["standing"] == "absent" and splits["sst2/train"]["why"] == "not in this copy"
    assert not (raw / "sst2").exists()


def content(*rows):
    """The sha256 of rows' content, by the words of the survey's docstring."""
    return hashlib.sha256("".join(json.dumps(list(row), ensure_ascii=False) + "\n" for row in rows).encode()).hexdigest()


@pytest.mark.parametrize(("change", "standing"), [
    ({}, "official rows"), ({"label": [0, 0]}, "2 of 2 rows"), ({"idx": [0, 7]}, "2 of 2 rows"),
    ({"sentence": ["é", "日木"]}, "2 of 2 rows"),
])
def test_a_label_an_idx_or_a_letter_changed_is_not_official(change, standing, folder, tmp_path, monkeypatch):
    good = {"sentence": ["é", "日本"], "label": [0, 1], "idx": [0, 1]}
    written(folder / TRAIN, cola(2, **{**good, **change}))
    splits = {**TASKS["cola"].splits, "train": Split(2, (), "0" * 64, content([0, 0, "é"], [1, 1, "日本"]))}
    monkeypatch.setattr(ingest, "TASKS", {"cola": replace(TASKS["cola"], splits=splits)})
    assert ingested(replace(SETTINGS, folder=str(folder)), tmp_path)[1]["cola/train"]["standing"] == standing


def test_a_file_that_changed_after_source_is_refused(folder, tmp_path):
    source.main(replace(SETTINGS, folder=str(folder)), tmp_path / "source")
    written(folder / TRAIN, cola(5))
    with pytest.raises(Refused, match=f"{TRAIN}: changed since `source` hashed it"):
        ingest.main(tmp_path / "source", tmp_path / "raw")
    assert not (tmp_path / "raw" / TRAIN).exists()


def test_a_file_that_went_after_source_is_refused(folder, tmp_path):
    source.main(replace(SETTINGS, folder=str(folder)), tmp_path / "source")
    (folder / TRAIN).unlink()
    with pytest.raises(Refused, match=f"{TRAIN}: gone since `source` listed it"):
        ingest.main(tmp_path / "source", tmp_path / "raw")


def test_a_folder_without_a_file_of_glue_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    assert refusal(replace(SETTINGS, folder=str(tmp_path / "empty")), tmp_path).startswith(
        f"{tmp_path / 'empty'}: no file of GLUE in it")


def test_a_missing_train_split_beside_others_is_refused(folder, tmp_path):
    (folder / TRAIN).unlink()
    assert refusal(replace(SETTINGS, folder=str(folder)), tmp_path).startswith(f"{folder / TRAIN}: missing")


# what is no file of its task

def test_a_truncated_file_is_refused(folder, tmp_path):
    (folder / TRAIN).write_bytes((folder / TRAIN).read_bytes()[:-200])
    assert refusal(replace(SETTINGS, folder=str(folder)), tmp_path).startswith(f"{folder / TRAIN}: not a readable Parquet")


def test_a_file_damaged_in_its_middle_is_refused(folder, tmp_path):
    written(folder / TRAIN, cola(3000))
    damaged = bytearray((folder / TRAIN).read_bytes())
    damaged[500:600] = b"\xff" * 100
    (folder / TRAIN).write_bytes(damaged)
    assert refusal(replace(SETTINGS, folder=str(folder)), tmp_path).startswith(f"{folder / TRAIN}: not a readable Parquet")


@pytest.mark.parametrize("column", ["sentence", "label", "idx"])
def test_a_missing_column_is_refused(column, folder, tmp_path):
    written(folder / TRAIN, cola().drop_columns(column))
    assert f"{folder / TRAIN}: column '{column}' is missing" in refusal(replace(SETTINGS, folder=str(folder)), tmp_path)


def test_a_column_of_another_type_is_refused(folder, tmp_path):
    written(folder / TRAIN, cola(label=pa.array(["0", "1", "0", "1"]), schema=pa.schema([
        ("sentence", pa.string()), ("label", pa.string()), ("idx", pa.int32())])))
    assert f"{folder / TRAIN}: column 'label' holds string; CoLA needs int64" in refusal(
        replace(SETTINGS, folder=str(folder)), tmp_path)


def test_label_names_in_another_order_are_refused(folder, tmp_path):
    reversed_names = replace(TASKS["cola"], labels=TASKS["cola"].labels[::-1])
    written(folder / TRAIN, cola(schema=features(reversed_names).arrow_schema))
    assert "label' is declared as ['acceptable', 'unacceptable']; CoLA needs ['unacceptable', 'acceptable']" in refusal(
        replace(SETTINGS, folder=str(folder)), tmp_path)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_text_that_is_not_utf8_is_refused_with_its_row(kind, folder, tmp_path):
    rows = 5000  # more than one batch
    texts = [b"caf\xe9" if i == 4321 else b"coffee" for i in range(rows)]
    binary = pa.array(texts, pa.binary() if kind == pa.string() else pa.large_binary())
    broken = pa.Array.from_buffers(kind, rows, binary.buffers())
    schema = pa.schema([("sentence", kind), ("label", pa.int64()), ("idx", pa.int32())])
    written(folder / TRAIN, cola(rows, schema, sentence=broken))
    assert refusal(replace(SETTINGS, folder=str(folder)), tmp_path).startswith(
        f"{folder / TRAIN}: column 'sentence', row 4321 (from 0): not UTF-8")


def test_a_row_without_idx_is_refused(folder, tmp_path):
    written(folder / TRAIN, cola(idx=[0, 1, None, 3]))
    assert refusal(replace(SETTINGS, folder=str(folder)), tmp_path).startswith(
        f"{folder / TRAIN}: column 'idx', row 2 (from 0): null")


def test_features_that_cannot_be_read_are_refused(folder, tmp_path):
    unknown = {"huggingface": '{"info": {"features": {"label": {"_type": "X"}}}}'}
    written(folder / TRAIN, cola().replace_schema_metadata(unknown))
    assert refusal(replace(SETTINGS, folder=str(folder)), tmp_path).startswith(f"{folder / TRAIN}: its declared features")


def test_an_output_that_cannot_be_written_is_an_os_error_that_names_it(folder, tmp_path):
    (tmp_path / "raw").write_text("a file where the folder should be")
    with pytest.raises(OSError, match=str(tmp_path / "raw")):
        ingested(replace(SETTINGS, folder=str(folder)), tmp_path)


# the built-in set

def generated(task, split, rows, seed):
    text = TASKS[task].text_columns
    for i in range(rows):
        yield {**dict.fromkeys(text, f"{task} {split} {seed}"), "label": -1 if split.startswith("test") else 1, "idx": i}


def test_the_built_in_set_has_every_split_in_the_hubs_columns(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch.builtin, "generate", generated)
    raw, splits = ingested(replace(SETTINGS, name="builtin"), tmp_path)
    assert {split["standing"] for split in splits.values()} == {"synthetic"}
    assert {name: split["rows"] for name, split in splits.items() if name.startswith("mnli")} == {
        "mnli/train": 5, "mnli/validation_matched": 3, "mnli/validation_mismatched": 3, "mnli/test_matched": 2,
        "mnli/test_mismatched": 2}
    scores = pq.read_table(raw / "stsb" / file_name("train"))
    assert [str(kind) for kind in scores.schema.types] == ["string", "string", "float", "int32"]
    assert pq.read_table(raw / TRAIN).to_pylist()[4] == {"sentence": "cola train 7", "label": 1, "idx": 4}


def test_the_built_in_set_is_the_same_bytes_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch.builtin, "generate", generated)
    first = ingested(replace(SETTINGS, name="builtin"), tmp_path / "a")[0]
    second = ingested(replace(SETTINGS, name="builtin"), tmp_path / "b")[0]
    assert [path.read_bytes() for path in sorted(first.rglob("*.*"))] == [
        path.read_bytes() for path in sorted(second.rglob("*.*"))]


# the Hub

@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A Hub on loopback with small CoLA files, which the task table takes for the official ones."""
    files = {f"cola/{file_name(split)}": written(tmp_path / "hub" / split, cola(3000 + i)).read_bytes()
             for i, split in enumerate(("train", "validation", "test"))}
    splits = {split: Split(3000 + i, (), hashlib.sha256(files[f"cola/{file_name(split)}"]).hexdigest(), None)
              for i, split in enumerate(("train", "validation", "test"))}
    for stage in (source, ingest):
        monkeypatch.setattr(stage, "TASKS", {"cola": replace(TASKS["cola"], splits=splits)})
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    for switch, value in (("HF_HUB_OFFLINE", False), ("HF_HUB_DISABLE_IMPLICIT_TOKEN", True),
                          ("HF_HUB_DISABLE_TELEMETRY", True), ("HF_HUB_DISABLE_XET", True)):
        monkeypatch.setattr(constants, switch, value)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    close_session()
    with Hub(REVISION, files) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server
    close_session()


FROM_HUB = replace(SETTINGS, name="hub")


def test_the_hub_gives_its_bytes_and_they_are_official(hub, tmp_path):
    raw, splits = ingested(FROM_HUB, tmp_path)
    assert {path: (raw / path).read_bytes() for path in hub.files} == hub.files
    assert {split["standing"] for split in splits.values()} == {"official bytes"}
    assert splits["cola/validation"]["rows"] == 3001


def test_a_second_run_asks_the_hub_for_nothing(hub, tmp_path):
    ingested(FROM_HUB, tmp_path / "first")
    hub.requests.clear()
    ingested(FROM_HUB, tmp_path / "second")
    assert hub.requests == []


def test_another_revision_is_marked_by_what_is_found(hub, tmp_path):
    hub.revision = "0" * 40
    hub.files[TRAIN] = written(tmp_path / "other", cola(10)).read_bytes()
    splits = ingested(replace(FROM_HUB, revision="0" * 40), tmp_path)[1]
    assert splits["cola/train"]["standing"] == "10 of 3000 rows"
    assert splits["cola/test"]["standing"] == "official bytes"


def test_wrong_bytes_are_refused_and_not_kept(hub, tmp_path):
    right = hub.files[TRAIN]
    hub.files[TRAIN] = written(tmp_path / "other", cola(10)).read_bytes()
    message = refusal(FROM_HUB, tmp_path)
    assert f"nyu-mll/glue/{TRAIN}: wrong bytes: expected sha256 {hashlib.sha256(right).hexdigest()}" in message
    assert hashlib.sha256(hub.files[TRAIN]).hexdigest() in message
    assert not (tmp_path / "raw" / TRAIN).exists()
    hub.files[TRAIN] = right
    assert ingested(FROM_HUB, tmp_path)[1]["cola/train"]["standing"] == "official bytes"


def test_a_missing_file_is_refused_at_once(hub, tmp_path):
    del hub.files[TRAIN]
    assert refusal(FROM_HUB, tmp_path).startswith(f"nyu-mll/glue/{TRAIN}: no such file at revision {REVISION}")
    assert hub.requests.count(f"HEAD {TRAIN}") == 1


def test_a_cut_transfer_is_taken_up_where_it_broke(hub, tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 1024)  # what was received is kept in such pieces
    hub.faults[TRAIN] = ["cut"]
    raw, splits = ingested(FROM_HUB, tmp_path)
    assert splits["cola/train"]["standing"] == "official bytes"
    assert f"GET {TRAIN} bytes={len(hub.files[TRAIN]) // 2 // 1024 * 1024}-" in hub.requests


def test_a_transfer_that_is_always_cut_is_refused_and_leaves_nothing(hub, tmp_path):
    hub.faults[TRAIN] = ["cut", *["cut at once"] * 100]
    assert refusal(FROM_HUB, tmp_path).startswith(f"nyu-mll/glue/{TRAIN}: cannot be fetched from {hub.endpoint}")
    assert not (tmp_path / "raw" / TRAIN).exists()
    assert not list((tmp_path / "cache").rglob("*.incomplete"))


@pytest.mark.parametrize("request_for", [TRAIN, f"HEAD {TRAIN}"])
def test_a_503_that_clears_up_is_waited_for(request_for, hub, tmp_path):
    hub.faults[request_for] = ["503", "503"]
    assert ingested(FROM_HUB, tmp_path)[1]["cola/train"]["standing"] == "official bytes"
    assert hub.faults[request_for] == []


@pytest.mark.parametrize("request_for", [TRAIN, f"HEAD {TRAIN}"])
def test_a_503_that_stays_is_refused_after_a_bounded_number_of_tries(request_for, hub, tmp_path):
    hub.faults[request_for] = ["503"] * 100
    message = refusal(FROM_HUB, tmp_path)
    assert message.startswith(f"nyu-mll/glue/{TRAIN}: cannot be fetched from {hub.endpoint}") and "503" in message
    assert len(hub.faults[request_for]) >= 90


def test_a_hub_out_of_reach_is_refused(hub, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert "cannot be fetched from http://127.0.0.1:9" in refusal(FROM_HUB, tmp_path)


# memory

PEAK = r"""
import re, sys
from pathlib import Path
from stages import ingest, source
place = Path(sys.argv[1])
rows = {"train": 1, "validation": 1, "test": 1}
source.main(source.Settings("snapshot", str(place / "glue"), "", 1, rows), place / "source")
ingest.main(place / "source", place / "raw")
print(1024 * int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]))
"""  # not ru_maxrss: Linux keeps it across exec, so it holds the size of the process that runs the tests


def test_peak_memory_grows_by_less_than_32_bytes_a_row_from_one_to_four_sst2(repo, tmp_path):
    peaks = []
    for rows in (67349, 4 * 67349):
        table = cola(rows, sentence=[f"a sentence of the length that {i} has in this set" for i in range(rows)])
        place = tmp_path / str(rows)
        path = place / "glue" / "sst2" / file_name("train")
        path.parent.mkdir(parents=True)
        pq.write_table(table.replace_schema_metadata(), path, row_group_size=rows)
        run = subprocess.run([sys.executable, "-c", PEAK, str(place)], cwd=repo, capture_output=True, text=True, check=True)
        peaks.append(int(run.stdout))
    assert (peaks[1] - peaks[0]) / (3 * 67349) < 32
