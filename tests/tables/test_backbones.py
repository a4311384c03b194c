"""Weights are found by name and accepted by content alone."""

import json

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertModel

from glueline.refusal import Refused
from glueline.tables.backbones import Backbone, find_backbone, load_encoder
from glueline.tables.files import file_sha256

SMALL = BertConfig(vocab_size=30, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """A backbone named tiny in the folder of backbones."""
    monkeypatch.setenv("GLUELINE_BACKBONES", str(tmp_path))
    BertModel(SMALL).save_pretrained(tmp_path / "tiny")
    return tmp_path / "tiny"


def test_a_folder_with_the_right_bytes_is_found(tiny):
    sha256 = file_sha256(tiny / "model.safetensors")
    assert find_backbone("tiny", sha256).folder == tiny


def test_wrong_bytes_are_refused_with_both_hashes(tiny):
    with pytest.raises(Refused, match=r"tiny/model.safetensors: wrong bytes: sha256 is [0-9a-f]{64}, params ask for 00"):
        find_backbone("tiny", "00")


def test_a_pickle_is_refused(tiny):
    (tiny / "model.safetensors").rename(tiny / "pytorch_model.bin")
    with pytest.raises(Refused, match="tiny: weights are a pickle; only model.safetensors is ever loaded"):
        find_backbone("tiny", "00")


def test_an_unknown_backbone_is_refused_with_where_to_put_it(tmp_path, monkeypatch):
    monkeypatch.setenv("GLUELINE_BACKBONES", str(tmp_path))
    with pytest.raises(Refused, match="backbone nobody: not found; put its folder into"):
        find_backbone("nobody", "00")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.pop("embeddings.LayerNorm.bias"), "embeddings.LayerNorm.bias: missing tensor"),
        (lambda t: t.update({"encoder.layer.9.extra": torch.ones(1)}), "encoder.layer.9.extra: unknown tensor"),
        (lambda t: t.update({"embeddings.LayerNorm.bias": torch.ones(3)}), r"config.json asks for \(8,\), found \(3,\)"),
    ],
)
def test_tensors_that_do_not_match_the_config_are_refused_by_name(tiny, change, message):
    tensors = load_file(tiny / "model.safetensors")
    change(tensors)
    save_file(tensors, tiny / "model.safetensors")
    with pytest.raises(Refused, match=message):
        load_encoder(Backbone("tiny", tiny, ""), 0.1)


def test_truncated_weights_are_refused(tiny):
    whole = (tiny / "model.safetensors").read_bytes()
    (tiny / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refused, match="not readable as safetensors"):
        load_encoder(Backbone("tiny", tiny, ""), 0.1)


def test_a_model_that_is_neither_bert_nor_mpnet_is_refused(tiny):
    config = json.loads((tiny / "config.json").read_text())
    (tiny / "config.json").write_text(json.dumps({**config, "model_type": "gpt2"}))
    with pytest.raises(Refused, match="model_type: 'gpt2' is not one of bert, mpnet"):
        load_encoder(Backbone("tiny", tiny, ""), 0.1)
