"""`glueline keep` on a toy checkout: a DVC graph of five stages whose outputs lie there, with their records."""

from pathlib import Path

import pytest
from dvc.repo import Repo

from glueline.cli import main
from glueline.provenance import records
from glueline.provenance.hashing import digest, file_sha256
from glueline.tables.examples import PREDICTIONS, PREPARED
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows, write_rows

GRAPH = """
stages:
  code: {cmd: "true", outs: [data/code: {persist: true}]}
  source: {cmd: "true", always_changed: true, outs: [data/source: {persist: true}]}
  prepare:
    cmd: "true"
    params: [prepare]
    deps: [data/code/teach.json, data/source]
    outs: [data/prepared: {persist: true}]
  score:
    foreach: {large: teachers/large, small: student}
    do:
      cmd: "true"
      deps: [data/prepared]
      outs: ["data/scores/${key}": {persist: true}]
  publish: {cmd: "true", deps: [data/scores, leaderboard], outs: [data/leaderboard]}
"""
OUTS = {"code": "data/code", "source": "data/source", "prepare": "data/prepared",
        "score@large": "data/scores/large", "score@small": "data/scores/small"}
DATA = {"source": "builtin", "standing": "built-in, synthetic"}
PREDICTED = [{"id": "rte/validation/0", "logits": [0.5, -1.0], "prediction": 0.0, "label": 1.0}]
TEXT = "A sentence that must not leave this machine."


def build(root: Path) -> None:
    """A checkout whose every output is up to date and on record."""
    (root / "dvc.yaml").write_text(GRAPH)
    (root / "params.yaml").write_text("prepare: {seed: 1}\n")
    (root / "leaderboard").mkdir()
    for stage in ("teach", "distill", "score"):
        write_json(root / "data/code" / f"{stage}.json", {"stage": stage, "fingerprint": f"print of {stage}"})
    write_json(root / "data/source/files.json", {"files": []})
    write_json(root / "data/prepared/standing.json", {"source": "builtin", "splits": {}})
    write_rows(root / "data/prepared/rte/validation.parquet", PREPARED, [
        {"id": "rte/validation/0", "task": "rte", "split": "validation", "text_a": TEXT, "text_b": TEXT, "label": 1.0}])
    for teacher in ("large", "small"):
        scores = root / "data/scores" / teacher
        write_json(scores / "scores.json", {"teacher": teacher, "data": DATA})
        for table in ("rte-validation", "rte-test", "mnli-validation_matched"):
            write_rows(scores / "predictions" / f"{table}.parquet", PREDICTIONS, PREDICTED)
    for key, out in OUTS.items():
        put_on_record(root, key, out)
    with Repo.init(str(root), no_scm=True) as repo:
        repo.config["core"]["analytics"] = False
        for key in OUTS:
            repo.commit(key, force=True)


def put_on_record(root: Path, key: str, out: str) -> str:
    made = digest(root / out)
    return records.write(root, {"stage": key, "outputs": {out: {"sha256": made.sha256, "files": made.files}},
                               "commit": "c0ffee" if key != "prepare" else "beef", "dirty": key == "prepare"})


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    build(tmp_path)
    return tmp_path


def test_an_entry_holds_what_defends_the_run_and_no_text(checkout, capsys):
    assert main(["keep", "first", "--note", "the plain teacher"]) == 0
    entry = checkout / "leaderboard/first"
    files = sorted(path.relative_to(entry).as_posix() for path in entry.rglob("*") if path.is_file())
    assert files == sorted([
        "params.yaml", "dvc.lock", "entry.json", "scores.json", "standing.json",
        *(f"records/{key}.json" for key in OUTS),
        *(f"predictions/{teacher}/{table}.parquet" for teacher in ("large", "small")
          for table in ("rte-validation", "mnli-validation_matched"))])
    assert not any(TEXT.encode() in (entry / file).read_bytes() for file in files)
    assert list(read_rows(entry / "predictions/small/rte-validation.parquet")) == PREDICTED
    assert "dvc repro publish" in capsys.readouterr().out


def test_the_entry_names_its_run_and_every_file_by_hash(checkout):
    main(["keep", "first", "--note", "the plain teacher"])
    entry = checkout / "leaderboard/first"
    about = read_json(entry / "entry.json")
    assert (about["name"], about["note"], about["teachers"]) == ("first", "the plain teacher", ["large", "small"])
    assert about["data"] == DATA
    assert about["code"] == {"score": "print of score"}, "no run of a teacher or a student led here"
    assert (about["commit"], about["dirty"]) == ("beef c0ffee", True)  # of the runs, whatever is checked out now
    assert set(about["records"]) == set(OUTS)
    assert about["records"]["prepare"] == file_sha256(entry / "records/prepare.json")
    assert about["sha256"] == {path.relative_to(entry).as_posix(): file_sha256(path) for path in entry.rglob("*")
                               if path.is_file() and path.name != "entry.json"}
    assert read_json(entry / "scores.json")["large"] == read_json(checkout / "data/scores/large/scores.json")


def test_the_record_kept_is_of_the_run_that_made_the_present_output(checkout):
    """A later record of other content, as after `dvc checkout` of an older run, is passed over."""
    extra = checkout / "data/prepared/summary.json"
    write_json(extra, {"rows": 2})
    later = put_on_record(checkout, "prepare", "data/prepared")
    extra.unlink()
    main(["keep", "first"])
    kept = read_json(checkout / "leaderboard/first/entry.json")["records"]["prepare"]
    assert kept != later
    assert read_json(checkout / "leaderboard/first/records/prepare.json")["outputs"]["data/prepared"]["sha256"] == digest(
        checkout / "data/prepared").sha256


def test_a_taken_name_is_refused_and_replaced_only_on_request(checkout, capsys):
    assert main(["keep", "first", "--note", "one"]) == 0
    assert main(["keep", "first", "--note", "two"]) == 2
    assert "leaderboard/first: exists already; choose another name, or --replace it" in capsys.readouterr().err
    assert read_json(checkout / "leaderboard/first/entry.json")["note"] == "one"
    (checkout / "leaderboard/first/stray").write_text("from an older layout")
    assert main(["keep", "first", "--note", "two", "--replace"]) == 0
    assert read_json(checkout / "leaderboard/first/entry.json")["note"] == "two"
    assert not (checkout / "leaderboard/first/stray").exists()


@pytest.mark.parametrize("name", ["", "../out", ".hidden", "this run", "First"])
def test_a_name_that_is_no_folder_name_is_refused(checkout, capsys, name):
    assert main(["keep", name]) == 2
    assert "no name for an entry" in capsys.readouterr().err
    assert list((checkout / "leaderboard").iterdir()) == []


def test_a_changed_parameter_is_out_of_date_and_refused(checkout, capsys):
    (checkout / "params.yaml").write_text("prepare: {seed: 2}\n")
    assert main(["keep", "first"]) == 2
    assert capsys.readouterr().err == (
        "glueline: prepare: out of date, so the scores are not of this checkout; run `dvc repro` first\n")
    assert not (checkout / "leaderboard/first").exists()


def test_a_hand_made_score_is_out_of_date_and_refused(checkout, capsys):
    scores = checkout / "data/scores/small/scores.json"
    scores.write_text(scores.read_text().replace("builtin", "hub"))
    assert main(["keep", "first"]) == 2
    assert "score@small: out of date" in capsys.readouterr().err


def test_a_blessed_hand_made_score_has_no_record_and_is_refused(checkout, capsys):
    """`dvc commit -f` makes DVC call it up to date; the records know better."""
    scores = checkout / "data/scores/small/scores.json"
    scores.write_text(scores.read_text().replace("builtin", "hub"))
    with Repo(str(checkout)) as repo:
        repo.commit("score@small", force=True)
    assert main(["keep", "first"]) == 2
    assert "data/scores/small: no record of the run that made it; run `dvc repro" in capsys.readouterr().err
    assert not (checkout / "leaderboard/first").exists()


def test_predictions_with_a_text_column_are_refused(checkout, capsys):
    table = checkout / "data/scores/large/predictions/rte-validation.parquet"
    table.write_bytes((checkout / "data/prepared/rte/validation.parquet").read_bytes())
    put_on_record(checkout, "score@large", "data/scores/large")
    with Repo(str(checkout)) as repo:
        repo.commit("score@large", force=True)
    assert main(["keep", "first"]) == 2
    assert "only ids, logits, predictions and labels are kept" in capsys.readouterr().err
    assert not (checkout / "leaderboard/first").exists()


def test_a_folder_without_the_graph_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["keep", "first"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and said[0].startswith("glueline: .: DVC cannot say what is up to date")
