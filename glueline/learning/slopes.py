"""Where a scout is steep: the loss of each row, and its gradient at every word piece that goes in.

Shapes: B rows, T tokens, H hidden.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from glueline.learning.cross_fitting import hit
from glueline.learning.frozen_reader import FrozenReader
from glueline.learning.losses import row_losses
from glueline.learning.scouting import Scouts, answers
from glueline.model.comparison import Text, features
from glueline.model.fold_heads import heads_flops
from glueline.model.tokens import Encoded


@dataclass(frozen=True)
class Pieces:
    """One of the texts of each row. ids [B][T]; `places` [B][T]: first character of each piece and the one behind its last,
    both 0 of those that are not from the text; gradients [B, T, H] of the row's loss at the pieces' embeddings."""

    ids: Sequence[np.ndarray]
    places: Sequence[Sequence[tuple[int, int]]]
    gradients: Tensor


@dataclass(frozen=True)
class Slopes:
    """losses [B]; right [B]: whether the scout answers the label; the first texts of the rows, and the second ones in pairs,
    where gradients were asked for."""

    losses: np.ndarray
    right: np.ndarray
    texts: tuple[Pieces, ...]


def slopes(
    scouts: Scouts, task: str, texts: Sequence[tuple[str, str | None]], labels: Tensor, folds: Tensor, gradients: bool
) -> Slopes:
    """One batch of rows through the models of their `folds` [B], forward, and backward where gradients are asked for. Labels
    [B] in fp32."""
    reader, heads = scouts.reader, scouts.of(task)
    before = reader.flops
    with torch.set_grad_enabled(gradients), watched(reader.encoder.embeddings.words) as words:
        tokens = [cut(reader, side) for side in zip(*texts, strict=True) if side[0] is not None]
        sides = [on_host(reader.states(*reader.inputs(encoded, range(len(texts))))) for encoded, _ in tokens]
        logits = answers(heads, features(sides[0], sides[1] if len(sides) == 2 else None), folds)
        losses = row_losses(logits, labels)
    found = torch.autograd.grad(losses.sum(), words) if gradients else []
    forward = reader.flops - before + heads_flops(heads, len(texts), training=False)
    scouts.flops["attacks"] += 2 * forward if gradients else forward  # back to the inputs alone: as many again
    pieces = tuple(Pieces(encoded.ids, places, each.cpu()) for (encoded, places), each in zip(tokens, found, strict=False))
    return Slopes(losses.detach().numpy(), hit(logits.detach(), labels).numpy(), pieces)


def cut(reader: FrozenReader, texts: Sequence[str]) -> tuple[Encoded, list[list[tuple[int, int]]]]:
    """The word pieces of each text, and where they stand in it."""
    out = reader.tokenizer([*texts], truncation=True, max_length=reader.reading.longest, return_offsets_mapping=True)
    ids = [np.asarray(each, np.int32) for each in out["input_ids"]]
    return Encoded(ids, [np.zeros_like(each) for each in ids]), out["offset_mapping"]


def on_host(text: Text) -> Text:
    return Text(*(each.cpu() for each in text))


@contextmanager
def watched(embedding: nn.Embedding) -> Iterator[list[Tensor]]:
    """What the embedding gives meanwhile, each time it is asked; gradients can be taken at it though its weights have none."""
    seen: list[Tensor] = []

    def note(_: nn.Module, __: tuple, given: Tensor) -> None:
        if torch.is_grad_enabled():
            seen.append(given.requires_grad_())

    handle = embedding.register_forward_hook(note)
    try:
        yield seen
    finally:
        handle.remove()
