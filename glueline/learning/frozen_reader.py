"""Rows of texts as features of a frozen encoder: each distinct text is read once, the rows' features are made from that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from transformers import PreTrainedTokenizerBase

from glueline.learning.batches import cut_by_budget
from glueline.learning.world import best_device, inputs_to
from glueline.model.comparison import Text, features, width
from glueline.model.config import PLAIN
from glueline.model.encoder import Encoder, has_bf16
from glueline.model.flops import forward_flops
from glueline.model.tokens import Encoded, encode, padded
from glueline.refusal import Refused

ROWS = 1024  # whose token states are in memory at a time


@dataclass(frozen=True)
class Reading:
    """What is read of a text. `layers`: those looked at, ascending, from 1; `longest`: tokens of a text; `batch_tokens`: of a
    batch, padding included."""

    layers: tuple[int, ...]
    longest: int
    batch_tokens: int


class FrozenReader:
    """An encoder that learns nothing, up to the highest layer that is looked at; `flops` of what it has read. A row's features
    move by the encoder's precision with the rows it is read with."""

    def __init__(self, encoder: Encoder, tokenizer: PreTrainedTokenizerBase, reading: Reading) -> None:
        """Moves the encoder to the GPU where there is one, and its layers to bf16 where the processor has it."""
        known = range(1, encoder.config.layers + 1)
        if not reading.layers or [*reading.layers] != sorted({*reading.layers} & {*known}):
            raise Refused(f"params.yaml: scout: reading: layers: {[*reading.layers]}: some of 1 to {known[-1]}, ascending")
        self.device = best_device()
        self.encoder = encoder.to(self.device).eval().requires_grad_(False)
        if has_bf16():
            self.encoder.to_bf16()
        self.tokenizer, self.reading = tokenizer, reading
        self.flops = 0

    def width(self, pair: bool) -> int:
        """How many features a row has."""
        return width(self.encoder.config.hidden, len(self.reading.layers), pair)

    def features(self, rows: Sequence[dict]) -> Tensor:
        """Rows of one task (with text_a, text_b) -> [rows, width] in fp32, in the rows' order."""
        parts = [self._features(rows[start : start + ROWS]) for start in range(0, len(rows), ROWS)]
        return torch.cat(parts) if parts else torch.zeros(0, 0)

    def flops_of(self, rows: Sequence[dict]) -> int:
        """Of reading these rows together, at most ROWS."""
        encoded = self._encoded(texts_of(rows))
        return sum(self._flops(len(batch), int(encoded.lengths[batch].max())) for batch in self._batches(encoded.lengths))

    def states(self, ids: Tensor, types: Tensor, mask: Tensor | None) -> Text:
        """ids, types [B, T]; mask [B, T], True at tokens, or None -> the states of the layers looked at, in fp32."""
        layers, found, below = self.reading.layers, [], None
        for start, stop in zip((0, *layers), layers, strict=False):
            below = self.encoder(ids, types, mask, below=below, layers=slice(start, stop))
            found.append(below.float())
        self.flops += self._flops(*ids.shape)
        return Text(torch.stack(found, 1), torch.ones_like(ids, dtype=torch.bool) if mask is None else mask)

    def inputs(self, encoded: Encoded, rows: Sequence[int] | np.ndarray) -> tuple[Tensor, Tensor, Tensor | None]:
        """Chosen texts as ids, types and mask on the device."""
        return inputs_to(padded(encoded, rows, self.tokenizer.pad_token_id), self.device)

    @torch.inference_mode()
    def _features(self, rows: Sequence[dict]) -> Tensor:
        texts, pair = texts_of(rows), rows[0]["text_b"] is not None
        states = dict(zip(texts, self._token_states(self._encoded(texts)), strict=True))
        sides = [[states[row[side]] for row in rows] for side in (("text_a", "text_b") if pair else ("text_a",))]
        found = torch.zeros(len(rows), self.width(pair))
        for batch in self._batches(np.array([sum(map(len, row)) for row in zip(*sides, strict=True)])):
            given = [padded_text([side[at] for at in batch]) for side in sides]
            found[batch] = features(given[0], given[1] if pair else None).cpu()
        return found

    def _token_states(self, encoded: Encoded) -> list[Tensor]:
        """Of each text [T, L, H], as precise as the encoder is."""
        found: list[Tensor] = [torch.empty(0)] * len(encoded.ids)
        for batch in self._batches(encoded.lengths):
            states = self.states(*self.inputs(encoded, batch)).states.to(self.encoder.precision).transpose(1, 2)
            for at, text in zip(batch, states, strict=True):
                found[at] = text[: len(encoded.ids[at])].clone()  # a copy, so that the padding is given up
        return found

    def _encoded(self, texts: Sequence[str]) -> Encoded:
        return encode(self.tokenizer, [{"text_a": text, "text_b": None} for text in texts], self.reading.longest)

    def _batches(self, lengths: np.ndarray) -> list[np.ndarray]:
        return cut_by_budget(np.argsort(lengths, kind="stable"), lengths, self.reading.batch_tokens)

    def _flops(self, rows: int, tokens: int) -> int:
        return forward_flops(replace(self.encoder.config, layers=self.reading.layers[-1]), PLAIN, rows, tokens)


def texts_of(rows: Sequence[dict]) -> list[str]:
    """Each distinct text of the rows once."""
    return sorted({row[side] for row in rows for side in ("text_a", "text_b") if row[side] is not None})


def padded_text(states: Sequence[Tensor]) -> Text:
    """One text of each row: states [T, L, H] each -> padded, in fp32."""
    lengths = torch.tensor([len(each) for each in states])
    together = pad_sequence(list(states), batch_first=True).float().transpose(1, 2)
    return Text(together, (torch.arange(int(lengths.max()))[None] < lengths[:, None]).to(together.device))
