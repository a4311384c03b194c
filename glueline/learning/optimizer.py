"""AdamW over fp32 masters: the model may compute in bf16, no update is lost to rounding.

Loshchilov and Hutter 2019 (arXiv 1711.05101), by torch's fused kernel. Parameters are laid side by side in a few long
tensors, so that a step is a few passes over memory instead of a few hundred small calls.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn


class MasterAdamW:
    """One AdamW for all parameters of a model. Matrices decay; biases and norms do not."""

    def __init__(self, model: nn.Module, weight_decay: float, betas: tuple[float, float] = (0.9, 0.98)) -> None:
        trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        matrices = [parameter for parameter in trained if parameter.ndim > 1]
        vectors = [parameter for parameter in trained if parameter.ndim <= 1]
        self.groups = [_Flat(group) for group in (matrices, vectors) if group]
        decays = [decay for group, decay in ((matrices, weight_decay), (vectors, 0.0)) if group]
        self.adamw = torch.optim.AdamW(
            [{"params": [flat.master], "weight_decay": decay} for flat, decay in zip(self.groups, decays, strict=True)],
            lr=0.0, betas=betas, eps=1e-6, fused=True,
        )  # fmt: skip

    def step(self, rate: float, clip: float) -> Tensor:
        """Update with learning rate `rate` and gradients clipped to the norm `clip`; clears them; returns their norm."""
        for flat in self.groups:
            flat.gather()
        norm = torch.stack([flat.master.grad.norm() for flat in self.groups]).norm()
        self.adamw.grad_scale = (norm / clip).clamp(min=1.0)  # the kernel divides gradients by it, in the same pass
        self.adamw.found_inf = torch.zeros(())
        for group in self.adamw.param_groups:
            group["lr"] = rate
        self.adamw.step()
        for flat in self.groups:
            flat.scatter()
        return norm


def masters(model: nn.Module, optimizer: MasterAdamW) -> dict[str, Tensor]:
    """The model's state with every trained parameter as its fp32 master."""
    values = {p: value for flat in optimizer.groups for p, value in zip(flat.parameters, flat.values, strict=True)}
    named = dict(model.named_parameters())
    return {name: values.get(named.get(name), tensor.float()) for name, tensor in model.state_dict().items()}


class _Flat:
    """Parameters of any type as views of one fp32 master and one fp32 gradient."""

    def __init__(self, parameters: Iterable[nn.Parameter]) -> None:
        self.parameters = list(parameters)
        self.master = nn.Parameter(torch.cat([parameter.detach().float().flatten() for parameter in self.parameters]))
        self.master.grad = torch.zeros_like(self.master)
        self.values = self._views(self.master.data)
        self.gradients = self._views(self.master.grad)
        for parameter, value in zip(self.parameters, self.values, strict=True):
            if parameter.dtype == torch.float32:
                parameter.data = value  # no copy to keep in step

    def _views(self, flat: Tensor) -> list[Tensor]:
        pieces = flat.split([parameter.numel() for parameter in self.parameters])
        return [piece.view(parameter.shape) for piece, parameter in zip(pieces, self.parameters, strict=True)]

    def gather(self) -> None:
        """Bring the parameters' gradients into the flat one; a parameter without one (another task's head) counts 0."""
        present = [(view, p.grad) for view, p in zip(self.gradients, self.parameters, strict=True) if p.grad is not None]
        for view, parameter in zip(self.gradients, self.parameters, strict=True):
            if parameter.grad is None:
                view.zero_()
        torch._foreach_copy_([view for view, _ in present], [gradient for _, gradient in present])
        for parameter in self.parameters:
            parameter.grad = None

    @torch.no_grad()
    def scatter(self) -> None:
        """Bring the new values to the parameters that keep a copy in bf16."""
        copies = [(p, value) for p, value in zip(self.parameters, self.values, strict=True) if p.dtype != torch.float32]
        if copies:
            torch._foreach_copy_([p for p, _ in copies], [value for _, value in copies])
