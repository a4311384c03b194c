"""Levels above the tokens: phrases whose boundaries are learned, sentences, and how two sentences relate.

The article names four levels and says nothing of how they are found. Here a gap between neighbouring tokens has a strength
s >= 0, and two tokens are in one phrase to the degree exp(-sum of the strengths between them): a boundary of probability
1 - exp(-s) at each gap, soft enough to learn without a parser and without sampling. Neighbours that are alike belong together
(the cosine of two learned projections, as in Hwang et al. 2025, arXiv 2507.07955, who cut where it is low): a predictor that
starts at random instead has no reason to tell one gap from another, and does not come to. The relation of two sentences is that
of Conneau et al. 2017 (arXiv 1705.02364). Shapes: B rows, T tokens, H hidden.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from glueline.model.patterns import mean_state

CERTAIN = 30.0  # the strength of a gap that is a boundary for sure: exp(-30) is nothing in fp32
LEVELS = ("phrase", "sentence", "document")


class Hierarchy(nn.Module):
    """What the levels add to a row's pooled state, in fp32. At first the levels are 0 behind half open gates (one for each task
    and level): nothing is added, and the levels learn from the first step on. The other way round, closed gates before random
    levels, both stay small: neither has a reason to move while the other is of no use."""

    def __init__(self, hidden: int, phrase: int) -> None:
        super().__init__()
        self.before, self.after = (nn.Linear(hidden, phrase, bias=False) for _ in range(2))
        nn.init.orthogonal_(self.before.weight)
        self.after.load_state_dict(self.before.state_dict())  # at first, likeness is that of the states themselves
        self.threshold, self.sharpness = nn.Parameter(torch.tensor([0.05])), nn.Parameter(torch.tensor([10.0]))
        self.salience = nn.Linear(hidden, 1)
        self.phrase = nn.Linear(hidden, hidden)
        self.sentence = nn.Linear(2 * hidden, hidden)
        self.document = nn.Linear(2 * hidden, hidden)
        for level in (self.phrase, self.sentence, self.document):
            nn.init.zeros_(level.weight)
            nn.init.zeros_(level.bias)
        self.gates = nn.ParameterDict()

    def add_task(self, task: str) -> None:
        """Give a task its gates."""
        self.gates[task] = nn.Parameter(torch.full((len(LEVELS),), 0.5))

    def forward(self, states: Tensor, types: Tensor, mask: Tensor | None, task: str) -> tuple[Tensor, Tensor]:
        """states [B, T, H] fp32; types [B, T], 1 in the second sentence; mask [B, T] or None -> what is added to the pooled
        state [B, H], and the strengths of the gaps after each token but the last [B, T - 1]."""
        strengths = self.strengths(states - mean_state(states, mask)[:, None], types)
        together = togetherness(strengths, mask)
        size = together.sum(-1, keepdim=True)
        phrases = together @ states / size  # at each token, the mean of its phrase
        once = 1 / size if mask is None else mask[..., None] / size  # each phrase counts once, however long
        levels = self.levels(phrases, once, types)
        return (torch.tanh(self.gates[task])[:, None, None] * levels).sum(0), strengths

    def strengths(self, states: Tensor, types: Tensor) -> Tensor:
        """[B, T - 1], from states without what they have in common; the gap between two sentences is a boundary for sure."""
        alike = F.cosine_similarity(self.before(states[:, :-1]), self.after(states[:, 1:]), dim=-1)
        strengths = F.softplus(self.sharpness * (self.threshold - alike))
        return strengths.masked_fill(types[:, :-1] != types[:, 1:], CERTAIN)

    def levels(self, phrases: Tensor, once: Tensor, types: Tensor) -> Tensor:
        """phrases [B, T, H], their weights [B, T, 1], types -> [levels, B, H], each from -1 to 1."""
        salience = self.salience(phrases)
        highest = salience.detach().masked_fill(once == 0, -torch.inf).amax(1, keepdim=True)  # padding has no say in it
        salience = torch.exp((salience - highest).clamp(max=0)) * once
        second = (types == 1)[..., None]
        first, other = (weighted_mean(phrases, once * half) for half in (~second, second))
        return torch.tanh(torch.stack([
            self.phrase(weighted_mean(phrases, salience)),
            self.sentence(torch.cat([first, other], -1)),
            self.document(torch.cat([(first - other).abs(), first * other], -1)),
        ]))  # fmt: skip


def togetherness(strengths: Tensor, mask: Tensor | None) -> Tensor:
    """Strengths of the gaps [B, T - 1], mask of tokens [B, T] or None -> to which degree two tokens are in one phrase,
    [B, T, T]: 1 on the diagonal, 0 at padding elsewhere."""
    place = F.pad(strengths.cumsum(1), (1, 0))
    together = torch.exp(-(place[:, :, None] - place[:, None, :]).abs())
    if mask is None:
        return together
    both = mask[:, :, None] & mask[:, None, :]
    return torch.where(both, together, torch.eye(mask.shape[1], dtype=together.dtype, device=mask.device))


def weighted_mean(states: Tensor, weights: Tensor) -> Tensor:
    """[B, T, H] and weights [B, T, 1] -> [B, H]; 0 where nothing has weight (the second sentence of a single one)."""
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1e-6)


def boundary_rate(strengths: Tensor, types: Tensor, mask: Tensor | None) -> Tensor:
    """Of each row [B], the mean probability of a boundary at the gaps inside its sentences, padding and separators' gap left
    out; 0 where it has none."""
    inside = types[:, :-1] == types[:, 1:]
    if mask is not None:
        inside = inside & mask[:, 1:]
    return ((1 - torch.exp(-strengths)) * inside).sum(1) / inside.sum(1).clamp(min=1)
