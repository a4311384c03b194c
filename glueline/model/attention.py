"""Self-attention for BERT and for MPNet's relative positions, fused where that is faster.

Shapes: B rows, T tokens, H hidden, A heads, D head size (H = A * D). Sources: Vaswani et al. 2017 (arXiv 1706.03762); the
relative position buckets are those of T5 (Raffel et al. 2020, arXiv 1910.10683).
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from glueline.model.config import EncoderConfig

# Plain products, forward and backward, against the fused kernel's on a CPU: 1/7 of the time at 53 tokens, 1/3 at 170, more
# than it at 500.
LONGEST_PLAIN = 256
# Without a backward pass, in bf16: 3/4 of its time at 32 tokens, 2/3 at 64, 3/4 at 128; in fp32 the kernel is the faster.
LONGEST_ANSWERED = 128


class SelfAttention(nn.Module):
    """All heads at once. Dropout of attention weights is left out: it would force the slow path and costs more random
    numbers than all the rest."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.query_key_value = nn.Linear(config.hidden, 3 * config.hidden)
        self.output = nn.Linear(config.hidden, config.hidden)

    def forward(self, states: Tensor, bias: Tensor | None, weights: tuple[Tensor, Tensor] | None = None) -> Tensor:
        """`weights` multiply the content scores: those of keys [B, A, T, 1] and of heads [B, A, 1, 1]."""
        rows, tokens, hidden = states.shape
        projected = self.query_key_value(states).view(rows, tokens, 3, self.heads, hidden // self.heads)
        query, key, value = projected.permute(2, 0, 3, 1, 4)  # each [B, A, T, D]
        if weights is not None:
            key, query = key * weights[0], query * weights[1]
        mixed = attend(query, key, value, bias)
        return self.output(mixed.transpose(1, 2).reshape(rows, tokens, hidden))


def attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> Tensor:
    """softmax(query key^T / sqrt(D) + bias) value, [B, A, T, D], by `scaled_dot_product_attention`, except where that
    is the slow one: on a CPU, for short rows, its backward pass takes up to ten times as long as these products."""
    longest = LONGEST_PLAIN if query.requires_grad else LONGEST_ANSWERED if query.dtype == torch.bfloat16 else 0
    if query.device.type == "cpu" and query.shape[2] <= longest:
        scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
        return torch.softmax(scores if bias is None else scores + bias, -1) @ value
    return F.scaled_dot_product_attention(query, key, value, attn_mask=bias)


class RelativeBias(nn.Module):
    """MPNet's position bias: a learned number per head and bucket of the distance between two tokens."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.buckets = config.relative_buckets
        self.bias = nn.Embedding(config.relative_buckets, config.heads)

    def forward(self, tokens: int) -> Tensor:
        """-> [1, A, T, T]"""
        place = torch.arange(tokens, device=self.bias.weight.device)
        return self.bias(relative_bucket(place[None, :] - place[:, None], self.buckets)).permute(2, 0, 1)[None]


def relative_bucket(distance: Tensor, buckets: int, furthest: int = 128) -> Tensor:
    """Bucket of key position minus query position: half for each direction; small distances exact, larger ones by
    logarithm up to `furthest`, beyond which all share the last."""
    half = buckets // 2
    exact = half // 2
    away = distance.abs()
    scaled = torch.log(away.clamp(min=1).float() / exact) / math.log(furthest / exact) * (half - exact)
    far = (exact + scaled.long()).clamp(max=half - 1)
    return torch.where(away < exact, away, far) + half * (distance > 0).long()


def attention_bias(relative: RelativeBias | None, mask: Tensor | None, tokens: int, dtype: torch.dtype) -> Tensor | None:
    """What is added to the scaled scores, [B or 1, A or 1, T or 1, T]: relative positions, and -inf at padding."""
    hidden = None
    if mask is not None:
        hidden = torch.zeros(mask.shape, dtype=dtype, device=mask.device).masked_fill(~mask, -torch.inf)[:, None, None]
    if relative is None:
        return hidden
    bias = relative(tokens).to(dtype)
    return bias if hidden is None else bias + hidden
