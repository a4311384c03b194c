"""AdamW over fp32 masters: the model may compute in bf16, no update is lost to rounding.

Loshchilov and Hutter 2019 (arXiv 1711.05101), by torch's fused kernel. Parameters are laid side by side in a few long
tensors, so that a step is a few passes over memory instead of a few hundred small calls.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn


class MasterAdamW:
    """One AdamW for all parameters of a model. Matrices decay; biases, norms and what stands apart do not."""

    def __init__(
        self, model: nn.Module, weight_decay: float, apart: Iterable[nn.Module] = (), betas: tuple[float, float] = (0.9, 0.98)
    ) -> None:
        """`apart`: parts of the model that only some batches reach, such as the head of a task. One rests, momentum and all,
        in a step that brings it no gradient; otherwise it would drift on old momentum while others learn."""
        parts = [[parameter for parameter in part.parameters() if parameter.requires_grad] for part in apart]
        theirs = {parameter for part in parts for parameter in part}
        shared = [parameter for parameter in model.parameters() if parameter.requires_grad and parameter not in theirs]
        matrices = [parameter for parameter in shared if parameter.ndim > 1]
        vectors = [parameter for parameter in shared if parameter.ndim <= 1]
        groups = [(matrices, weight_decay), (vectors, 0.0), *((part, 0.0) for part in parts)]
        self.groups = [_Flat(group) for group, _ in groups if group]
        decays = [decay for group, decay in groups if group]
        self.adamw = torch.optim.AdamW(
            [{"params": [flat.master], "weight_decay": decay} for flat, decay in zip(self.groups, decays, strict=True)],
            lr=0.0, betas=betas, eps=1e-6, fused=True,
        )  # fmt: skip

    def step(self, rate: float, clip: float) -> Tensor:
        """Update with learning rate `rate` and gradients clipped to the norm `clip`; clears them; returns their norm, and
        leaves the weights alone where that is not finite."""
        reached = [flat for flat in self.groups if flat.gather()]
        norm = torch.stack([flat.master.grad.norm() for flat in reached]).norm()
        self.adamw.grad_scale = (norm / clip).clamp(min=1.0)  # the kernel divides gradients by it, in the same pass
        self.adamw.found_inf = (~norm.isfinite()).float()  # tells the kernel to skip the step
        for group in self.adamw.param_groups:
            group["lr"] = rate
        self.adamw.step()
        for flat in reached:
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
        self.gradient = torch.zeros_like(self.master)
        self.values = self._views(self.master.data)
        self.gradients = self._views(self.gradient)
        for parameter, value in zip(self.parameters, self.values, strict=True):
            if parameter.dtype == torch.float32:
                parameter.data = value  # no copy to keep in step

    def _views(self, flat: Tensor) -> list[Tensor]:
        pieces = flat.split([parameter.numel() for parameter in self.parameters])
        return [piece.view(parameter.shape) for piece, parameter in zip(pieces, self.parameters, strict=True)]

    def gather(self) -> bool:
        """Bring the parameters' gradients into the flat one, where a parameter without one counts 0. Without any, the master
        has no gradient, which AdamW passes over; returns whether there was one."""
        present = [(view, p.grad) for view, p in zip(self.gradients, self.parameters, strict=True) if p.grad is not None]
        self.master.grad = self.gradient if present else None
        if not present:
            return False
        for view, parameter in zip(self.gradients, self.parameters, strict=True):
            if parameter.grad is None:
                view.zero_()
        torch._foreach_copy_([view for view, _ in present], [gradient for _, gradient in present])
        for parameter in self.parameters:
            parameter.grad = None
        return True

    @torch.no_grad()
    def scatter(self) -> None:
        """Bring the new values to the parameters that keep a copy in bf16."""
        copies = [(p, value) for p, value in zip(self.parameters, self.values, strict=True) if p.dtype != torch.float32]
        if copies:
            torch._foreach_copy_([p for p, _ in copies], [value for _, value in copies])
