"""A release is the trained model in bf16, with its record and scores of the very weights it holds."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from export.test_hugging_face import make
from safetensors.torch import load_file

from glueline.cli import main
from glueline.export.card import USE_OF_RELEASE, card, spent
from glueline.export.release import release
from glueline.glue.standing import Found, standing
from glueline.glue.tasks import TASKS
from glueline.learning.predict import logits_of
from glueline.model.config import Parts
from glueline.provenance.hashing import canonical
from glueline.provenance.records import write
from glueline.refusal import Refused
from glueline.tables.checkpoints import about_model, load_teacher
from glueline.tables.examples import PREPARED
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import write_rows

WORDS = "A cat sleeps on the mat while it rains and two dogs run home across a wide green field".split()
ROWS = [{"id": f"rte/validation/{n}", "task": "rte", "split": "validation", "text_a": " ".join(WORDS[: 4 + n % 9]),
         "text_b": " ".join(WORDS[n % 7 :: 2]), "label": float(n % 2)} for n in range(40)]
BOOTSTRAP = {"resamples": 20, "seed": 1}


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A trained model, what it was scored on, its scores and its record."""
    monkeypatch.chdir(tmp_path)
    model = make(tmp_path / "data/student", Parts(8, 8, 8, 8))
    (model / "teacher.json").rename(model / "student.json")
    write_json(model / "student.json", read_json(model / "student.json") | {"tasks": ["rte"]})
    official = {f"{task.name}/{split}": standing(one, None, split)
                for task in TASKS.values() for split, one in task.splits.items()}
    split = TASKS["rte"].splits["validation"]
    official["rte/validation"] = standing(split, Found("00", 40, "00"), "validation", synthetic=True)
    write_json(tmp_path / "data/prepared/standing.json", {"source": "builtin", "splits": official})
    write_rows(tmp_path / "data/prepared/rte/validation.parquet", PREPARED, ROWS)
    scores = {"teacher": "student", "data": {"source": "builtin", "standing": "synthetic"}, "bootstrap": BOOTSTRAP,
              "cells": {"rte": {"score": 12.5}}, "lineage": {
                  "checkpoint": about_model(model)["checkpoint"], "seed": 1,
                  "prepared": {"rte/validation": file_sha256(tmp_path / "data/prepared/rte/validation.parquet")}}}
    (tmp_path / "data/scores/student").mkdir(parents=True)
    write_json(tmp_path / "data/scores/student/scores.json", scores)
    files = {path.name: file_sha256(path) for path in model.iterdir()}
    write(tmp_path, {"stage": "distill", "outputs": {"data/student": {"sha256": "00", "files": files}}})
    return tmp_path


def released(house: Path) -> Path:
    assert main(["release", "data/student"]) == 0
    return house / "release/student"


def test_its_weights_are_the_trained_ones_to_bf16s_own_precision_and_it_loads(house):
    before, after = load_file(house / "data/student/model.safetensors"), load_file(released(house) / "model.safetensors")
    assert set(before) == set(after) and {tensor.dtype for tensor in after.values()} == {torch.bfloat16}
    for name, kept in before.items():
        assert torch.allclose(after[name].float(), kept, rtol=2**-8, atol=0), name
    here, there = (load_teacher(house / folder) for folder in ("data/student", "release/student"))
    assert here.about["checkpoint"] == there.about["rounded_from"] != there.about["checkpoint"]
    assert np.allclose(logits_of(here, ROWS, "rte", 8192), logits_of(there, ROWS, "rte", 8192), atol=0.2)


def test_its_scores_are_those_of_the_weights_it_holds_beside_the_trained_ones(house):
    scores = read_json(released(house) / "scores.json")
    right = logits_of(load_teacher(house / "release/student"), ROWS, "rte", 8192).argmax(1) == [row["label"] for row in ROWS]
    assert scores["cells"]["rte"]["score"] == pytest.approx(100 * right.mean()) and scores["cells"]["rte"]["trained"] == 12.5
    assert scores["lineage"]["checkpoint"] == file_sha256(house / "release/student/model.safetensors")
    assert scores["cells"]["cola"]["score"] is None


def test_it_carries_the_record_that_made_it_under_its_own_hash(house):
    (record,) = released(house).glob("record-*.json")
    assert json.loads(record.read_bytes())["stage"] == "distill"
    assert record.read_bytes() == canonical(json.loads(record.read_bytes()))
    assert record.stem == f"record-{file_sha256(record)}"


def test_its_card_has_its_scores_and_an_export_of_it_takes_them(house, capsys):
    folder = released(house)
    said = (folder / "README.md").read_text()
    assert "| RTE |" in said and "glueline export --hf OUT" in said and "from_pretrained" not in said, "no modelling file here"
    assert main(["export", "--hf", "hf", "--model", "release/student", "--task", "rte"]) == 0
    said = (house / "hf/README.md").read_text()
    assert "| RTE |" in said and "from_pretrained" in said


def test_what_is_there_is_replaced_only_if_asked_and_whole(house, capsys):
    folder = released(house)
    assert main(["release", "data/student"]) == 2 and "--replace" in capsys.readouterr().err
    (folder / "old").touch()
    assert main(["release", "data/student", "--replace", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["megabytes"] > 0 and not (folder / "old").exists()


def test_a_folder_that_is_no_release_is_not_replaced(house, capsys):
    (house / "mine").mkdir()
    (house / "mine/notes.txt").write_text("kept")
    assert main(["release", "data/student", "--out", "mine", "--replace"]) == 2
    assert "mine: is no release, so it is not replaced" in capsys.readouterr().err and (house / "mine/notes.txt").exists()


def test_other_rows_than_those_that_were_scored_are_refused(house, capsys):
    write_rows(house / "data/prepared/rte/validation.parquet", PREPARED, [row | {"label": 1.0} for row in ROWS])
    assert main(["release", "data/student"]) == 2
    assert "rte/validation.parquet: not the rows that the model was scored on" in capsys.readouterr().err


def test_scores_of_another_checkpoint_and_a_model_without_record_are_refused(house, capsys):
    scores = read_json(house / "data/scores/student/scores.json")
    scores["lineage"]["checkpoint"] = "another"
    with pytest.raises(Refused, match="scores are of another checkpoint"):
        release(house / "data/student", house / "out", scores, house / "data/prepared", 8192)
    for record in (house / "data/records/distill").iterdir():
        record.unlink()
    assert main(["release", "data/student"]) == 2 and "no record in data/records made it" in capsys.readouterr().err
    assert not (house / "release").exists()


ABOUT = {"backbone": "tiny", "sha256": "ab", "checkpoint": "cd", "longest": 64, "seed": 1, "rows": {
    "rte": {"train": 2233, "generated": 223, "tune": 0, "unlabelled": 3000}, "cola": {"train": 10, "generated": 0}}}


def test_a_card_counts_made_rows_and_test_texts_and_names_the_teachers():
    students = card(ABOUT | {"unlabelled": {"rte": 3000}, "teachers": {"one": "12" * 32}}, ["rte"], None)
    assert "| trained on | RTE 2,233, CoLA 10 |" in students and "| made rows, beside those | RTE 223 |" in students
    assert "| GLUE test texts, without labels | RTE 3,000 |" in students and "| taught by | one `121212121212` |" in students
    plain = card(ABOUT, ["rte"], None)
    assert "| GLUE test texts, without labels | none |" in plain and "| taught by | labels alone |" in plain
    assert "| cost of its own training | not booked beside this model |" in plain


def test_a_card_says_what_its_own_training_took():
    took = {"flops": {"steps": 3.5e14, "consistency": 0.25e14}, "steps": 5610, "tokens": 5521711}
    said = "| 3.75e+14 floating point operations, 5,610 steps, 5,521,711 tokens; of what led to it: `glueline disclose` |"
    assert said in card(ABOUT, ["rte"], None, took=took)


def test_the_release_in_git_is_what_its_record_made_rounded_and_fits(repo):
    """Its weights by hash, the record whose outputs were rounded, the card that is derived from both; predict's own default."""
    folder = repo / "release/student"
    about, record = read_json(folder / "student.json"), next(folder.glob("record-*.json"))
    assert file_sha256(folder / "model.safetensors") == about["checkpoint"]
    assert (folder / "model.safetensors").stat().st_size < 50e6
    made = json.loads(record.read_bytes())
    assert record.stem == f"record-{file_sha256(record)}" and made["stage"] == "distill"
    assert about["rounded_from"] in json.dumps(made["outputs"])
    scores = read_json(folder / "scores.json")
    assert scores["lineage"]["checkpoint"] == about["checkpoint"]
    assert (folder / "README.md").read_text("utf-8") == card(about, about["tasks"], scores, USE_OF_RELEASE, spent(folder))
    assert file_sha256(folder / "summary.json") in json.dumps(made["outputs"])


def test_predict_answers_with_the_release_of_a_fresh_clone(repo, tmp_path, monkeypatch, capsys):
    (tmp_path / "release").symlink_to(repo / "release")
    monkeypatch.chdir(tmp_path)
    assert main(["predict", "--task", "stsb", "--json", "A man is eating.", "A man is eating."]) == 0
    alike = json.loads(capsys.readouterr().out)
    assert main(["predict", "--task", "stsb", "--json", "A man is eating.", "The stock fell sharply."]) == 0
    apart = json.loads(capsys.readouterr().out)
    assert "release/student" in json.dumps(alike)
    assert alike["score"] > 4 > 1 > apart["score"]
