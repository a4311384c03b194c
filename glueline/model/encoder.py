"""The encoder: BERT's and MPNet's layers in one post-norm transformer, with fused query-key-value projections and
`scaled_dot_product_attention` for both (`transformers` runs MPNet's relative bias eagerly only).

Shapes: B rows, T tokens, H hidden, A heads, D head size (H = A * D). Sources: Devlin et al. 2019 (arXiv 1810.04805);
Song et al. 2020, MPNet (arXiv 2004.09297), whose relative position buckets are those of T5 (arXiv 1910.10683).
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from glueline.model.dropout import Dropout


LONGEST_PLAIN = 256  # tokens; beyond, the plain products' [T, T] scores cost more than the fused backward (bench/throughput.py)


@dataclass(frozen=True)
class EncoderConfig:
    """What an encoder is made of. `token_types` is 0 where sentences are told apart by separators alone (MPNet), and
    `relative_buckets` is 0 where there is no relative position bias (BERT)."""

    vocabulary: int
    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    first_position: int
    token_types: int
    relative_buckets: int
    norm_epsilon: float
    dropout: float


class Encoder(nn.Module):
    """Token ids to token states."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.config = config
        self.embeddings = Embeddings(config)
        self.dropout = Dropout(config.dropout)
        self.relative = RelativeBias(config) if config.relative_buckets else None
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))

    @property
    def precision(self) -> torch.dtype:
        """What the layers compute in; embeddings, norms and heads stay in fp32."""
        return self.layers[0].inner.weight.dtype

    def to_bf16(self) -> None:
        """Keep the layers' matrices and their biases in bf16."""
        for module in self.layers.modules():
            if isinstance(module, nn.Linear):
                module.to(torch.bfloat16)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor | None) -> Tensor:
        """ids, types [B, T]; mask [B, T], True at tokens, or None where no row is padded -> states [B, T, H]."""
        states = self.dropout(self.embeddings(ids, types).to(self.precision))
        bias = attention_bias(self.relative, mask, ids.shape[1], self.precision)
        for layer in self.layers:
            states = layer(states, bias)
        return states


class Embeddings(nn.Module):
    """Words, positions and (BERT) token types, added and normed."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.first_position = config.first_position
        self.words = nn.Embedding(config.vocabulary, config.hidden)
        self.positions = nn.Embedding(config.positions, config.hidden)
        self.types = nn.Embedding(config.token_types, config.hidden) if config.token_types else None
        self.norm = Norm(config.hidden, config.norm_epsilon)

    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        # Padding stands at the end of a row, so positions simply count; padded ones are masked out of attention.
        place = self.positions.weight[self.first_position : self.first_position + ids.shape[1]]
        states = self.words(ids) + place
        if self.types is not None:
            states = states + self.types(types)
        return self.norm(states)


class Norm(nn.LayerNorm):
    """Layer norm whose weights stay in fp32 while the states are in bf16 (its sums are fp32 inside)."""

    def forward(self, states: Tensor) -> Tensor:
        weight, bias = self.weight.to(states.dtype), self.bias.to(states.dtype)
        return F.layer_norm(states, self.normalized_shape, weight, bias, self.eps)


class Layer(nn.Module):
    """Self-attention, then a two-layer network, each added to its input and normed after."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.attention = SelfAttention(config)
        self.attention_norm = Norm(config.hidden, config.norm_epsilon)
        self.inner = nn.Linear(config.hidden, config.inner)
        self.outer = nn.Linear(config.inner, config.hidden)
        self.outer_norm = Norm(config.hidden, config.norm_epsilon)
        self.dropout = Dropout(config.dropout)

    def forward(self, states: Tensor, bias: Tensor | None) -> Tensor:
        states = self.attention_norm(states + self.dropout(self.attention(states, bias)))
        return self.outer_norm(states + self.dropout(self.outer(F.gelu(self.inner(states)))))


class SelfAttention(nn.Module):
    """All heads at once. Dropout of attention weights is left out: it would force the slow path and costs more random
    numbers than all the rest."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.query_key_value = nn.Linear(config.hidden, 3 * config.hidden)
        self.output = nn.Linear(config.hidden, config.hidden)

    def forward(self, states: Tensor, bias: Tensor | None) -> Tensor:
        rows, tokens, hidden = states.shape
        projected = self.query_key_value(states).view(rows, tokens, 3, self.heads, hidden // self.heads)
        query, key, value = projected.permute(2, 0, 3, 1, 4)  # each [B, A, T, D]
        mixed = attend(query, key, value, bias)
        return self.output(mixed.transpose(1, 2).reshape(rows, tokens, hidden))


def attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> Tensor:
    """softmax(query key^T / sqrt(D) + bias) value, [B, A, T, D], by `scaled_dot_product_attention`, except where its
    backward pass is the slow one: on a CPU, for short rows, it takes ten times as long as these three products."""
    if query.requires_grad and query.device.type == "cpu" and query.shape[2] <= LONGEST_PLAIN:
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
