"""How near texts are in meaning: unit vectors of a frozen sentence encoder, and their cosine.

Mean pooling over the tokens is what all-MiniLM-L6-v2 was trained with (Reimers and Gurevych 2019, "Sentence-BERT",
arXiv 1908.10084, section 3).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F
from transformers import PreTrainedTokenizerBase

from glueline.learning.batches import cut_by_budget
from glueline.learning.world import best_device, inputs_to
from glueline.model.config import PLAIN
from glueline.model.encoder import Encoder, has_bf16
from glueline.model.flops import forward_flops
from glueline.model.tokens import encode, padded


@dataclass
class Embedder:
    """A frozen encoder and how it is fed. `longest`: tokens it reads of a text; `batch_tokens`: of a batch, with padding;
    `flops`: of the matrix products of what it has read."""

    encoder: Encoder
    tokenizer: PreTrainedTokenizerBase
    longest: int
    batch_tokens: int
    flops: int = 0

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Texts -> unit vectors [texts, H] in fp32, in their order. The same texts, threads and device give the same bits; in
        other company a vector moves with the layers' precision."""
        device = best_device()
        encoded = encode(self.tokenizer, [{"text_a": text, "text_b": None} for text in texts], self.longest)
        vectors = np.zeros((len(texts), self.encoder.config.hidden), np.float32)
        with torch.inference_mode():
            for batch in cut_by_budget(np.argsort(encoded.lengths, kind="stable"), encoded.lengths, self.batch_tokens):
                inputs = inputs_to(padded(encoded, batch, self.tokenizer.pad_token_id), device)
                vectors[batch] = pooled(self.encoder(*inputs), inputs[2]).cpu().numpy()
                self.flops += forward_flops(self.encoder.config, PLAIN, len(batch), int(encoded.lengths[batch].max()))
        return vectors

    def similarities(self, pairs: Iterable[Sequence[tuple[str, str]]]) -> np.ndarray:
        """For each row its pairs of a text and what it was made from -> the lowest cosine of the row's pairs [rows]; 1 where a
        row has none. Each distinct text is read once."""
        rows = [list(row) for row in pairs]
        texts = sorted({text for row in rows for pair in row for text in pair})
        vectors, place = self.vectors(texts), {text: at for at, text in enumerate(texts)}
        return np.array([min((float(vectors[place[one]] @ vectors[place[other]]) for one, other in row), default=1.0)
                         for row in rows], np.float32)


def frozen(encoder: Encoder, tokenizer: PreTrainedTokenizerBase, longest: int, batch_tokens: int) -> Embedder:
    """An embedder of this encoder, which is moved to the GPU where there is one; its layers in bf16 where the processor has
    it."""
    encoder = encoder.to(best_device()).eval()
    if has_bf16():
        encoder.to_bf16()
    return Embedder(encoder, tokenizer, longest, batch_tokens)


def pooled(states: Tensor, mask: Tensor | None) -> Tensor:
    """States [B, T, H] and the mask of tokens [B, T], None where nothing is padded -> the unit vector of their mean [B, H], in
    fp32."""
    states = states.float()
    total = states.sum(1) if mask is None else (states * mask.unsqueeze(-1)).sum(1)
    return F.normalize(total, dim=-1)  # the mean's direction is the sum's
