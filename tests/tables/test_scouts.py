"""Scouts on disk: come back as they went, and are refused where they are not what scout.json names."""

import json

import numpy as np
import pytest
import torch
from safetensors import safe_open

from glueline.model.fold_heads import FoldHeads
from glueline.refusal import Refused
from glueline.tables.files import file_sha256
from glueline.tables.parquet import write_rows
from glueline.tables.scouts import SCOUTED, Folds, fold_of, head_path, load_heads, save_heads, scouted_rows

ROWS = [{"id": f"{task}/train/{n}", "task": task, "split": split, "label": 1.0, "text_a": "x", "text_b": None}
        for task in ("cola", "rte") for split, numbers in (("train", (2, 3, 7)), ("tune", (1, 5))) for n in numbers]
FOLDS = np.array([0, 1, 2, -1, -1] * 2)


def heads(folds=3):
    torch.manual_seed(0)
    made = FoldHeads(folds, 6, 4, 2)
    made.centre.normal_()
    return made


def test_a_row_its_repeats_and_rows_of_the_same_first_text_share_a_fold():
    row = {"text_a": "A dog ran.", "text_b": "The cat sat."}
    again, other = {"text_a": "a dog  RAN", "text_b": "the cat sat"}, {"text_a": "A dog ran!", "text_b": "A bird sang."}
    turned = {"text_a": "the cat sat", "text_b": "a dog ran"}
    for seed in range(20):
        assert fold_of(row, False, seed, 5) == fold_of(again, False, seed, 5) == fold_of(other, False, seed, 5)
        assert fold_of(row, True, seed, 5) == fold_of(turned, True, seed, 5)
    assert len({fold_of(row, False, seed, 5) for seed in range(40)}) == 5
    assert any(fold_of(row, False, seed, 5) != fold_of(turned, False, seed, 5) for seed in range(20))


def test_the_folds_are_of_about_one_size():
    counts = np.bincount([fold_of({"text_a": f"text {n}", "text_b": None}, False, 1, 5) for n in range(2000)])
    assert len(counts) == 5 and counts.min() > 350


def test_a_row_is_written_with_what_is_known_of_it_and_null_where_nothing_is():
    confidence = np.array([0.5, 0.5, 0.5, np.nan, np.nan])
    columns = {"fold": FOLDS[:5], "probability": np.full(5, 0.25, np.float32), "confidence": confidence}
    found = list(scouted_rows(ROWS[:5], columns))
    about = {"id": "cola/train/3", "task": "cola", "split": "train"}
    assert found[1] == {**about, "fold": 1, "probability": 0.25, "confidence": 0.5}
    assert found[4]["fold"] is None and found[4]["confidence"] is None and found[4]["probability"] == 0.25


def test_the_fold_of_a_row_is_found_by_its_id_and_none_has_a_row_that_no_model_learned(tmp_path):
    write_rows(tmp_path / "rows.parquet", SCOUTED, scouted_rows(ROWS, {"fold": FOLDS}))
    folds = Folds(tmp_path / "rows.parquet")
    assert folds(["rte/train/7", "cola/train/2", "cola/train/3"]).tolist() == [2, 0, 1]
    assert folds(["cola/train/1", "cola/train/4", "cola/train/99", "cola/validation/2", "qnli/train/2"]).tolist() == [-1] * 5
    assert folds([]).shape == (0,)


def test_heads_come_back_as_they_went_under_the_hashes_of_their_files(tmp_path):
    made = heads()
    hashes = save_heads(tmp_path, "cola", made, {"backbone": "ab", "layers": (2, 5)})
    assert hashes == [file_sha256(head_path(tmp_path, "cola", fold)) for fold in range(3)] and len(set(hashes)) == 3
    back = load_heads(tmp_path, "cola", hashes)
    assert all(torch.equal(tensor, back.state_dict()[name]) for name, tensor in made.state_dict().items())
    assert not any(each.requires_grad for each in back.parameters())
    with safe_open(head_path(tmp_path, "cola", 2), "pt") as file:
        assert json.loads(file.metadata()["made_of"]) == {"backbone": "ab", "layers": [2, 5], "task": "cola", "fold": 2}


def test_the_same_heads_on_another_encoder_have_another_hash(tmp_path):
    one, other = (save_heads(tmp_path, "cola", heads(), {"backbone": name}) for name in ("ab", "cd"))
    assert not set(one) & set(other)


def test_weights_that_were_changed_or_are_gone_are_refused_by_name(tmp_path):
    hashes = save_heads(tmp_path, "cola", heads(), {})
    with pytest.raises(Refused, match=r"cola-1.safetensors: wrong bytes: sha256 is [0-9a-f]{64}, scout.json says 00"):
        load_heads(tmp_path, "cola", [hashes[0], "00", hashes[2]])
    head_path(tmp_path, "cola", 2).unlink()
    with pytest.raises(Refused, match=r"cola-2.safetensors: not readable.*run `dvc repro scout`"):
        load_heads(tmp_path, "cola", hashes)
