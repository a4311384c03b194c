"""The own encoder against transformers on the same weights, and its parts against hand-worked numbers."""

import pytest
import torch
from transformers import AutoModel, BertConfig, BertModel, MPNetConfig, MPNetModel
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

from glueline.model.attention import attend, relative_bucket
from glueline.model.config import EncoderConfig
from glueline.model.encoder import Encoder
from glueline.tables.backbones import Backbone, find_backbone, load_encoder

MINILM = ("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
SMALL = {"vocab_size": 90, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}


def published(kind, folder):
    """A small random model of transformers, saved as published ones are."""
    torch.manual_seed(3)
    model = {
        "bert": lambda: BertModel(BertConfig(**SMALL, max_position_embeddings=300)),
        "mpnet": lambda: MPNetModel(MPNetConfig(**SMALL, max_position_embeddings=300)),
    }[kind]().eval()
    for parameter in model.parameters():  # published norms and biases are not ones and zeros
        parameter.data.add_(torch.randn_like(parameter) * 0.05)
    model.save_pretrained(folder)
    return model


def inputs(tokens, padding):
    """Three rows, the first with its last third padded."""
    ids = torch.randint(5, 90, (3, tokens))
    types = (torch.arange(tokens) > tokens // 2).long().expand(3, tokens)
    mask = torch.ones(3, tokens, dtype=torch.bool)
    mask[0, 2 * tokens // 3 :] = False
    return ids.masked_fill(~mask, padding), types, mask


@pytest.mark.parametrize("tokens", [7, 40, 280])  # below and above where the fused attention takes over
@pytest.mark.parametrize(("kind", "padding"), [("bert", 0), ("mpnet", 1)])
def test_states_are_those_of_transformers_in_training_and_evaluation(kind, padding, tokens, tmp_path):
    theirs = published(kind, tmp_path)
    ours = load_encoder(Backbone(kind, tmp_path, ""), dropout=0.0)
    ids, types, mask = inputs(tokens, padding)
    extra = {"token_type_ids": types} if kind == "bert" else {}
    with torch.no_grad():
        expected = theirs(input_ids=ids, attention_mask=mask.long(), **extra).last_hidden_state
        evaluated = ours.eval()(ids, types, mask)
    trained = ours.train()(ids, types, mask)
    assert (evaluated - expected)[mask].abs().max() < 1e-4
    assert (trained - expected)[mask].abs().max() < 1e-4


def test_states_on_the_real_minilm_weights_are_those_of_transformers():
    backbone = find_backbone(*MINILM)
    theirs = AutoModel.from_pretrained(backbone.folder).eval()
    ids, types, mask = inputs(60, 0)
    ids = ids + 2000 * mask
    with torch.no_grad():
        expected = theirs(input_ids=ids, token_type_ids=types, attention_mask=mask.long()).last_hidden_state
        ours = load_encoder(backbone, dropout=0.0).eval()(ids, types, mask)
    assert (ours - expected)[mask].abs().max() < 1e-4


@pytest.mark.parametrize("masked", [False, True])
def test_plain_products_and_the_fused_kernel_agree_in_value_and_gradient(masked):
    torch.manual_seed(0)
    query, key, value = (torch.randn(2, 4, 9, 8, dtype=torch.float64, requires_grad=True) for _ in range(3))
    bias = torch.zeros(2, 1, 1, 9, dtype=torch.float64)
    bias[0, ..., 6:] = -torch.inf
    bias = bias if masked else None
    plain = attend(query, key, value, bias)
    fused = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
    assert torch.allclose(plain, fused, atol=1e-12)
    direction = torch.randn_like(plain)
    ours = torch.autograd.grad(plain, (query, key, value), direction)
    theirs = torch.autograd.grad(fused, (query, key, value), direction)
    assert all(torch.allclose(a, b, atol=1e-12) for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("tokens", [9, 140])
def test_answers_in_bf16_are_those_of_the_fused_kernel(tokens):
    torch.manual_seed(0)
    query, key, value = (torch.randn(2, 4, tokens, 32).bfloat16() for _ in range(3))
    bias = torch.zeros(2, 1, 1, tokens, dtype=torch.bfloat16)
    bias[0, ..., 6:] = -torch.inf
    with torch.inference_mode():
        for given in (None, bias):
            fused = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=given)
            assert torch.allclose(attend(query, key, value, given).float(), fused.float(), atol=0.03)


def test_relative_buckets_are_those_of_mpnet_at_every_distance():
    distances = torch.arange(-300, 301)
    assert torch.equal(relative_bucket(distances, 32), MPNetEncoder.relative_position_bucket(distances, num_buckets=32))


def test_bf16_is_for_the_layers_alone():
    config = EncoderConfig(50, 32, 2, 4, 64, 40, 0, 2, 0, 1e-12, 0.0)
    encoder = Encoder(config)
    encoder.to_bf16()
    kinds = {name: parameter.dtype for name, parameter in encoder.named_parameters()}
    assert kinds["layers.0.inner.weight"] == kinds["layers.1.attention.output.bias"] == torch.bfloat16
    assert kinds["embeddings.words.weight"] == kinds["layers.0.outer_norm.weight"] == torch.float32
    assert encoder(torch.ones(2, 5, dtype=torch.long), torch.zeros(2, 5, dtype=torch.long), None).dtype == torch.bfloat16
