"""The whole model: an encoder, the article's parts grafted onto it, and one linear head a task.

With no parts it is the plain encoder with mean pooling, as the sentence-transformers backbones were trained (Reimers and
Gurevych 2019, arXiv 1908.10084). Every part starts as if it were not there.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from glueline.model.adapters import TaskAdapter
from glueline.model.config import PLAIN, Parts
from glueline.model.dropout import Dropout
from glueline.model.encoder import Encoder, Task
from glueline.model.hierarchy import Hierarchy
from glueline.model.patterns import Patterns, mean_state


@dataclass(frozen=True)
class Reading:
    """logits [B, outputs of the task] in fp32, and the strengths of the gaps between tokens [B, T - 1] (None where there is
    no hierarchy)."""

    logits: Tensor
    strengths: Tensor | None


class IDTransformer(nn.Module):
    """Rows of one task at a time to that task's outputs. Heads, pooling and hierarchy in fp32."""

    def __init__(self, encoder: Encoder, outputs: dict[str, int], parts: Parts = PLAIN) -> None:
        """`outputs`: the width of the head of each task."""
        super().__init__()
        self.parts, hidden = parts, encoder.config.hidden
        self.encoder = encoder
        if parts.pattern:
            for layer in encoder.layers:
                layer.patterns = Patterns(hidden, encoder.config.heads, parts.pattern, parts.task)
        self.hierarchy = Hierarchy(hidden, parts.phrase) if parts.phrase else None
        self.embeddings = nn.ParameterDict()
        self.dropout = Dropout(encoder.config.dropout)
        self.heads = nn.ModuleDict()
        for task, width in outputs.items():
            self.add_task(task, width)

    def add_task(self, task: str, width: int) -> None:
        """Give a task all that is its own: embedding, gates, adapters, head. No other task's answers change, whatever these
        learn."""
        hidden, dtype = self.encoder.config.hidden, self.encoder.precision
        if self.parts.task:
            self.embeddings[task] = nn.Parameter(torch.randn(self.parts.task))
        if self.hierarchy is not None:
            self.hierarchy.add_task(task)
        if self.parts.adapter:
            for layer in self.encoder.layers:
                layer.adapters[task] = TaskAdapter(hidden, self.parts.adapter, self.parts.task).to(dtype)
        self.heads[task] = head = nn.Linear(hidden, width)
        nn.init.normal_(head.weight, std=0.02)
        nn.init.zeros_(head.bias)

    def own(self, task: str) -> list[nn.Parameter]:
        """What serves this task alone."""
        modules = [self.heads[task], *(layer.adapters[task] for layer in self.encoder.layers if task in layer.adapters)]
        single = [self.embeddings] if self.parts.task else []
        single += [self.hierarchy.gates] if self.hierarchy is not None else []
        return [*(each[task] for each in single), *(parameter for module in modules for parameter in module.parameters())]

    def below(self, task: str, ids: Tensor, types: Tensor, mask: Tensor | None, depth: int) -> Tensor:
        """What the `depth` lowest storeys (the embeddings, then layers) give: states [B, T, H]."""
        return self.encoder(ids, types, mask, self._reader(task), layers=slice(0, depth - 1))

    def read(
        self, task: str, ids: Tensor, types: Tensor, mask: Tensor | None, below: Tensor | None = None, depth: int = 0
    ) -> Reading:
        """ids, types [B, T]; mask [B, T], True at tokens, or None where nothing is padded. `below`: what the `depth` lowest
        storeys gave, where that is known."""
        layers = slice(max(0, depth - 1), None)
        states = self.encoder(ids, types, mask, self._reader(task), below, layers).float()
        pooled, strengths = mean_state(states, mask), None
        if self.hierarchy is not None:
            added, strengths = self.hierarchy(states, types, mask, task)
            pooled = pooled + added
        return Reading(self.heads[task](self.dropout(pooled)), strengths)

    def _reader(self, task: str) -> Task | None:
        return Task(task, self.embeddings[task]) if self.parts.task else None

    def forward(self, task: str, ids: Tensor, types: Tensor, mask: Tensor | None) -> Tensor:
        """ids, types [B, T]; mask [B, T] or None -> [B, outputs of the task] in fp32."""
        return self.read(task, ids, types, mask).logits
