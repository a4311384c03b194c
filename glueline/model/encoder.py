"""The encoder: BERT's and MPNet's layers in one post-norm transformer.

Shapes: B rows, T tokens, H hidden. Sources: Devlin et al. 2019 (arXiv 1810.04805); Song et al. 2020
(arXiv 2004.09297).
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from glueline.model.attention import RelativeBias, SelfAttention, attention_bias
from glueline.model.config import EncoderConfig
from glueline.model.dropout import Dropout
from glueline.model.patterns import Patterns
from glueline.refusal import Refused


def has_bf16() -> bool:
    """Whether this processor multiplies bf16 matrices itself; elsewhere bf16 is emulated, and slower than fp32."""
    if torch.cuda.is_available():
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


class Task(NamedTuple):
    """Whose rows are read, and its embedding [E]."""

    name: str
    embedding: Tensor


class Encoder(nn.Module):
    """Token ids to token states."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.config = config
        self.embeddings = Embeddings(config)
        self.dropout = Dropout(config.dropout)
        self.relative = RelativeBias(config) if config.relative_buckets else None
        self.layers: Sequence[Layer] = nn.ModuleList(  # type: ignore[assignment]  # torch does not say what a list holds
            Layer(config) for _ in range(config.layers))

    @property
    def precision(self) -> torch.dtype:
        """What the layers compute in; embeddings, heads and the weights of norms are kept in fp32."""
        return self.layers[0].inner.weight.dtype

    def to_bf16(self) -> None:
        """Keep the layers' matrices and their biases in bf16."""
        for module in (module for layer in self.layers for module in layer.modules()):
            if isinstance(module, nn.Linear):
                module.to(torch.bfloat16)

    def forward(
        self, ids: Tensor, types: Tensor, mask: Tensor | None, task: Task | None = None, below: Tensor | None = None,
        layers: slice = slice(None),
    ) -> Tensor:
        """ids, types [B, T]; mask [B, T], True at tokens, or None where nothing is padded -> states [B, T, H].

        `task` is read by patterns and adapters. `layers` runs some layers alone: on the embeddings, or on `below`, the states
        that the layers under them gave. Raises Refused on rows longer than the table of positions.
        """  # fmt: skip
        room = self.config.positions - self.config.first_position
        if ids.shape[1] > room:
            raise Refused(f"a row of {ids.shape[1]} tokens: this encoder has {room} positions; set `longest` to that")
        states = self.dropout(self.embeddings(ids, types).to(self.precision)) if below is None else below
        bias = attention_bias(self.relative, mask, ids.shape[1], self.precision)
        for layer in self.layers[layers]:
            states = layer(states, mask, bias, task)
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
    """Layer norm whose weights are kept in fp32 and used in the states' type; its sums are fp32 inside."""

    def forward(self, states: Tensor) -> Tensor:
        weight, bias = self.weight.to(states.dtype), self.bias.to(states.dtype)
        return F.layer_norm(states, self.normalized_shape, weight, bias, self.eps)


class Layer(nn.Module):
    """Self-attention, then a two-layer network, each added to its input and normed after. Patterns weigh the attention and
    adapters work on the network's output, where a model has been given any."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.attention = SelfAttention(config)
        self.attention_norm = Norm(config.hidden, config.norm_epsilon)
        self.inner = nn.Linear(config.hidden, config.inner)
        self.outer = nn.Linear(config.inner, config.hidden)
        self.outer_norm = Norm(config.hidden, config.norm_epsilon)
        self.dropout = Dropout(config.dropout)
        self.patterns: Patterns | None = None
        self.adapters = nn.ModuleDict()

    def forward(self, states: Tensor, mask: Tensor | None, bias: Tensor | None, task: Task | None) -> Tensor:
        weights = None
        if self.patterns is not None:
            assert task is not None, "patterns read the task's embedding"
            weights = self.patterns(states, task.embedding, mask)
        states = self.attention_norm(states + self.dropout(self.attention(states, bias, weights)))
        update = self.outer(F.gelu(self.inner(states)))
        if task is not None and task.name in self.adapters:
            update = self.adapters[task.name](update, task.embedding)
        return self.outer_norm(states + self.dropout(update))
