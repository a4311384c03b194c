"""Adaptive attention: the article's own formula, and a start that changes nothing."""

import math

import pytest
import torch
from torch.nn import functional as F

from glueline.model.attention import SelfAttention
from glueline.model.config import EncoderConfig
from glueline.model.patterns import Patterns, weight

CONFIG = EncoderConfig(50, 16, 1, 4, 32, 40, 0, 2, 0, 1e-12, 0.0)


def article(query, key, value, pattern_weights, bias):
    """The article's `adaptive_attention`, with what is added to the scores after them."""
    scores = torch.matmul(query, key.transpose(-2, -1)) / math.sqrt(key.size(-1))
    modulated = scores * pattern_weights.unsqueeze(1).unsqueeze(1)
    return torch.matmul(F.softmax(modulated + bias, dim=-1), value)


@pytest.mark.parametrize("training", [True, False])  # plain products, and the fused kernel
def test_weights_folded_into_keys_are_the_articles_weights_on_scores(training):
    torch.manual_seed(0)
    attention = SelfAttention(CONFIG).double()
    states, weights = torch.randn(3, 7, 16, dtype=torch.float64), torch.rand(3, 7, dtype=torch.float64) * 2
    bias = torch.randn(1, 4, 7, 7, dtype=torch.float64)  # MPNet's relative positions: added after the weights
    with torch.set_grad_enabled(training):
        by_key = weights[:, None, :, None].expand(3, 4, 7, 1)
        ours = attention(states, bias, (by_key, torch.ones(3, 4, 1, 1, dtype=torch.float64)))
    query, key, value = attention.query_key_value(states).view(3, 7, 3, 4, 4).permute(2, 0, 3, 1, 4)
    mixed = article(query, key, value, weights, bias)
    assert torch.allclose(ours, attention.output(mixed.transpose(1, 2).reshape(3, 7, 16)), atol=1e-12)


def test_a_heads_weight_multiplies_all_scores_of_that_head():
    torch.manual_seed(0)
    attention = SelfAttention(CONFIG).double()
    states, heads = torch.randn(2, 5, 16, dtype=torch.float64), torch.tensor([0.5, 1.0, 2.0, 0.0], dtype=torch.float64)
    weights = torch.ones(2, 4, 5, 1, dtype=torch.float64), heads.view(1, 4, 1, 1).expand(2, 4, 1, 1)
    query, key, value = attention.query_key_value(states).view(2, 5, 3, 4, 4).permute(2, 0, 3, 1, 4)
    scores = query @ key.transpose(-1, -2) / 2 * heads.view(1, 4, 1, 1)
    mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(2, 5, 16)
    assert torch.allclose(attention(states, None, weights), attention.output(mixed), atol=1e-12)


def test_weights_start_at_exactly_one_in_either_precision():
    for dtype in (torch.float32, torch.bfloat16):
        patterns = Patterns(16, 4, 8, 6).to(dtype)
        keys, heads = patterns(torch.randn(2, 5, 16, dtype=dtype), torch.randn(6), None)
        assert keys.shape == (2, 4, 5, 1) and heads.shape == (2, 4, 1, 1)
        assert (keys == 1).all() and (heads == 1).all()


def test_a_weight_is_twice_the_sigmoid():
    assert weight(torch.tensor([0.0, math.log(3)])).tolist() == pytest.approx([1.0, 1.5])


def test_padding_changes_no_weight():
    torch.manual_seed(0)
    patterns = Patterns(16, 4, 8, 6)
    for classifier in (patterns.key_classifier, patterns.head_classifier):
        torch.nn.init.normal_(classifier.weight)
    states, task = torch.randn(1, 5, 16), torch.randn(6)
    longer = torch.cat([states, torch.randn(1, 2, 16)], 1)
    mask = torch.tensor([[True] * 5 + [False] * 2])
    short, padded = patterns(states, task, None), patterns(longer, task, mask)
    assert torch.allclose(short[0], padded[0][:, :, :5], atol=1e-6) and torch.allclose(short[1], padded[1], atol=1e-6)
