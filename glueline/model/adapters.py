"""Task adapters: a bottleneck for each task in every layer, modulated by the task embedding.

The bottleneck of Houlsby et al. 2019 (arXiv 1902.00751), once a layer and on the output of the inner network before its
residual is added, as Pfeiffer et al. 2021 found enough (arXiv 2005.00247). The modulation is the article's.
"""

from torch import Tensor, nn
from torch.nn import functional as F


class TaskAdapter(nn.Module):
    """states + up(gelu(down(states) * modulation(task))). Starts at identity: the way up is zero, the modulation near 1."""

    def __init__(self, hidden: int, adapter: int, task: int) -> None:
        super().__init__()
        self.down = nn.Linear(hidden, adapter)
        self.modulation = nn.Linear(task, adapter)
        self.up = nn.Linear(adapter, hidden)
        nn.init.normal_(self.down.weight, std=0.02)
        nn.init.normal_(self.modulation.weight, std=0.02)
        nn.init.zeros_(self.down.bias)
        nn.init.ones_(self.modulation.bias)  # the article has no bias to hold a factor up: a new task would start at 0
        nn.init.zeros_(self.up.weight)
        nn.init.zeros_(self.up.bias)

    def forward(self, states: Tensor, task: Tensor) -> Tensor:
        """states [B, T, H], task [E] -> [B, T, H]"""
        factors = self.modulation(task.to(states.dtype))
        return states + self.up(F.gelu(self.down(states) * factors))
