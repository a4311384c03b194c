"""What a teacher leaves for a student: logits of rows that it did not learn from, and its skill on tune."""

import json
from dataclasses import replace

import pytest
from test_teach import backbones, curriculum, settings  # noqa: F401

from glueline.refusal import Refused
from glueline.tables.checkpoints import load_teacher
from glueline.tables.examples import CURRICULUM
from glueline.tables.parquet import read_rows, write_rows
from stages.teach import main

# ruff: noqa: F811 - fixtures are imported under the names of their arguments


def with_test_texts(curriculum):
    """Add two unlabelled rows of CoLA and one of STS-B, in their places."""
    rows = list(read_rows(curriculum / "rows.parquet"))
    for task, numbers in (("cola", (0, 1)), ("stsb", (7,))):
        like = next(row for row in rows if row["task"] == task)
        last = max(at for at, row in enumerate(rows) if row["task"] == task)
        rows[last + 1 : last + 1] = [
            like | {"id": f"{task}/test/{n}", "split": "test", "text_a": f"a text of {n}", "label": None, "weight": 0.0}
            for n in numbers]
    write_rows(curriculum / "rows.parquet", CURRICULUM, rows)
    return [row["id"] for row in rows]


def test_test_texts_are_answered_and_change_nothing_that_is_learned(settings, curriculum, tmp_path):
    main(settings, curriculum, tmp_path / "without", tmp_path / "partial of without")
    ids = with_test_texts(curriculum)
    main(settings, curriculum, tmp_path / "made", tmp_path / "partial")
    for file in ("model.safetensors", "steps.parquet", "history.csv", "tune.parquet"):
        assert (tmp_path / "made" / file).read_bytes() == (tmp_path / "without" / file).read_bytes()
    assert [row["id"] for row in read_rows(tmp_path / "made" / "logits.parquet")] == ids
    made = json.loads((tmp_path / "made" / "teacher.json").read_text())
    assert [made["rows"][task]["unlabelled"] for task in made["tasks"]] == [2, 0, 1] and made["unlabelled"] == {}
    assert made["labels"]["mrpc"] == ["not_equivalent", "equivalent"] and made["labels"]["stsb"] == []


def test_skill_on_tune_stands_beside_the_logits_with_labels(settings, curriculum, tmp_path):
    main(settings, curriculum, tmp_path / "made", tmp_path / "partial")
    logits = {row["id"]: row["logits"] for row in read_rows(tmp_path / "made" / "logits.parquet")}
    tune = list(read_rows(tmp_path / "made" / "tune.parquet"))
    assert [row["id"] for row in tune] == [f"{task}/train/{n}" for task in ("cola", "mrpc", "stsb") for n in range(20, 24)]
    assert [row["label"] for row in tune] == [n % 2 for n in range(20, 24)] * 3
    assert all(row["logits"] == logits[row["id"]] for row in tune)
    skill = json.loads((tmp_path / "made" / "tune.json").read_text())
    said = [(row["logits"][1] > row["logits"][0]) == row["label"] for row in tune[4:8]]
    assert skill["mrpc"]["metrics"]["accuracy"] == 100 * sum(said) / 4 and skill["mrpc"]["rows"] == 4
    assert skill["mrpc"]["score"] == (skill["mrpc"]["metrics"]["accuracy"] + skill["mrpc"]["metrics"]["f1"]) / 2


def test_a_row_without_label_that_has_a_weight_is_refused(settings, curriculum, tmp_path):
    rows = list(read_rows(curriculum / "rows.parquet"))
    write_rows(curriculum / "rows.parquet", CURRICULUM, [rows[0] | {"label": None}, *rows[1:]])
    with pytest.raises(Refused, match="cola/train/0: no label, and a weight of 1.0"):
        main(settings, curriculum, tmp_path / "made", tmp_path / "partial")


@pytest.mark.parametrize("file, what", [("tokenizer.json", "tokenizer"), ("model.safetensors", "checkpoint")])
def test_a_model_whose_tokenizer_or_checkpoint_is_anothers_is_refused(settings, curriculum, tmp_path, file, what):
    main(settings, curriculum, tmp_path / "made", tmp_path / "partial")
    main(replace(settings, seed=2), curriculum, tmp_path / "other", tmp_path / "partial of other")
    content = (tmp_path / "other" / file).read_bytes()
    (tmp_path / "made" / file).write_bytes(content.replace(b'"the"', b'"tha"') if what == "tokenizer" else content)
    with pytest.raises(Refused, match=f"made/{file}: not the {what} of this model, whose sha256 is"):
        load_teacher(tmp_path / "made")
