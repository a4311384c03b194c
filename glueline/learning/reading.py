"""What a teacher makes of one row: where its phrases end, how much each level counts, which words its attention favours."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from glueline.learning.predict import Teacher
from glueline.model.hierarchy import LEVELS
from glueline.model.id_transformer import IDTransformer
from glueline.model.tokens import encode, padded

LIKELY = 0.5  # a gap whose boundary is more probable than this ends a phrase


@dataclass(frozen=True)
class Place:
    """Where a token stands: in which text (0 or 1), in which of its words, and its first and behind its last character."""

    text: int
    word: int
    start: int
    stop: int


@dataclass(frozen=True)
class RowReading:
    """T tokens, separators among them; L layers, A heads. What the teacher has no part for is None.

    `places`: None for separators. `boundaries` [T - 1]: the probability that a phrase ends after a token, 1 between two
    texts. `gates`: by level, from -1 to 1, 0 where the level adds nothing. `key_weights` [L, A, T] multiply the content
    scores of a token, `head_weights` [L, A] those of a whole head; both from 0 to 2, and 1 where nothing is changed.
    """

    tokens: list[str]
    places: list[Place | None]
    logits: np.ndarray
    boundaries: np.ndarray | None
    gates: dict[str, float] | None
    key_weights: np.ndarray | None
    head_weights: np.ndarray | None

    @property
    def phrases(self) -> list[list[str]]:
        """The tokens, cut where a boundary is likely; one phrase where there is no hierarchy."""
        ends = [] if self.boundaries is None else (np.flatnonzero(self.boundaries > LIKELY) + 1).tolist()
        return [self.tokens[start:stop] for start, stop in zip([0, *ends], [*ends, len(self.tokens)])]


@dataclass(frozen=True)
class Gap:
    """Between two words of a text: where the second one starts, and the probability of a boundary."""

    text: int
    start: int
    boundary: float


def read_row(teacher: Teacher, task: str, text_a: str, text_b: str | None = None) -> RowReading:
    """A row of the task as the teacher reads it, cut to its `longest` tokens. No label is needed, and no other row."""
    encoded = encode(teacher.tokenizer, [{"text_a": text_a, "text_b": text_b}], teacher.longest)
    ids, types, _ = padded(encoded, [0], teacher.padding)
    device = next(teacher.model.parameters()).device
    with torch.inference_mode(), weights_of(teacher.model) as weights:
        reading = teacher.model.read(task, ids.to(device), types.to(device), None)
    hierarchy, strengths = teacher.model.hierarchy, reading.strengths
    return RowReading(
        tokens=[*teacher.tokenizer.convert_ids_to_tokens(ids[0].tolist())],
        places=places(teacher, text_a, text_b),
        logits=reading.logits[0].cpu().numpy(),
        boundaries=None if strengths is None else (1 - torch.exp(-strengths[0])).cpu().numpy(),
        gates=None if hierarchy is None else dict(zip(LEVELS, torch.tanh(hierarchy.gates[task]).tolist(), strict=True)),
        key_weights=np.stack([keys[0, :, :, 0].float().cpu().numpy() for keys, _ in weights]) if weights else None,
        head_weights=np.stack([heads[0, :, 0, 0].float().cpu().numpy() for _, heads in weights]) if weights else None,
    )


def word_gaps(reading: RowReading) -> list[Gap]:
    """The gaps between neighbouring words of one text; a word is what the tokenizer cuts into pieces. None are between the
    pieces of a word, at separators, or between two texts."""
    assert reading.boundaries is not None, "a teacher without a hierarchy has no phrases"
    pairs = zip(reading.places[:-1], reading.places[1:], reading.boundaries.tolist(), strict=True)
    return [Gap(right.text, right.start, boundary) for left, right, boundary in pairs
            if left and right and left.word != right.word]


def places(teacher: Teacher, text_a: str, text_b: str | None) -> list[Place | None]:
    """Where each token of the row stands, None for separators."""
    row = teacher.tokenizer(text_a, text_b, truncation="longest_first", max_length=teacher.longest).encodings[0]
    found = zip(row.sequence_ids, row.word_ids, row.offsets, strict=True)
    return [None if text is None else Place(text, word, *span) for text, word, span in found]


@contextmanager
def weights_of(model: IDTransformer) -> Iterator[list[tuple[Tensor, Tensor]]]:
    """The weights of keys [B, A, T, 1] and heads [B, A, 1, 1] that each layer's patterns give while the block runs."""
    given: list[tuple[Tensor, Tensor]] = []
    layers = [layer.patterns for layer in model.encoder.layers if layer.patterns is not None]
    hooks = [patterns.register_forward_hook(lambda _, __, weights: given.append(weights)) for patterns in layers]
    try:
        yield given
    finally:
        for hook in hooks:
            hook.remove()
