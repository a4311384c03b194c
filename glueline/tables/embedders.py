"""The sentence encoder that params name."""

from dataclasses import dataclass

from glueline.learning.embedding import Embedder, frozen
from glueline.tables.backbones import find_backbone, load_encoder
from glueline.tables.checkpoints import load_tokenizer


@dataclass(frozen=True)
class EncoderChoice:
    """A backbone and the sha256 of its weights; `longest`: tokens it reads of a text; `batch_tokens`: of a batch."""

    backbone: str
    sha256: str
    longest: int
    batch_tokens: int


def load_embedder(choice: EncoderChoice) -> Embedder:
    """Raises Refused where the backbone is not found or has other bytes."""
    backbone = find_backbone(choice.backbone, choice.sha256)
    return frozen(load_encoder(backbone, 0.0), load_tokenizer(backbone.folder), choice.longest, choice.batch_tokens)
