"""The whole model: an encoder and one linear head per task, on the mean of the token states."""

from torch import Tensor, nn

from glueline.model.dropout import Dropout
from glueline.model.encoder import Encoder


class Classifier(nn.Module):
    """Rows of one task at a time to that task's outputs. Mean pooling, as the sentence-transformers backbones were
    trained (Reimers and Gurevych 2019, arXiv 1908.10084); heads and pooling in fp32."""

    def __init__(self, encoder: Encoder, outputs: dict[str, int]) -> None:
        """`outputs`: the width of the head of each task."""
        super().__init__()
        self.encoder = encoder
        self.dropout = Dropout(encoder.config.dropout)
        self.heads = nn.ModuleDict({task: nn.Linear(encoder.config.hidden, width) for task, width in outputs.items()})
        for head in self.heads.values():
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, task: str, ids: Tensor, types: Tensor, mask: Tensor | None) -> Tensor:
        """ids, types [B, T]; mask [B, T] or None -> [B, outputs of the task] in fp32."""
        states = self.encoder(ids, types, mask).float()
        return self.heads[task](self.dropout(mean_state(states, mask)))


def mean_state(states: Tensor, mask: Tensor | None) -> Tensor:
    """[B, T, H] and the mask of tokens [B, T] -> the mean over the tokens, [B, H]."""
    if mask is None:
        return states.mean(1)
    kept = mask[:, :, None].to(states.dtype)
    return (states * kept).sum(1) / kept.sum(1)
