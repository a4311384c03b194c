"""Parameters laid side by side in long fp32 tensors, in parts that step or rest together."""

import torch
from torch import Tensor, nn


class Part:
    """The trained parameters of one piece of a model: its matrices in one long tensor, its vectors in another."""

    def __init__(self, module: nn.Module, taken: set[nn.Parameter]) -> None:
        """Those of `module` that require a gradient and are in no part yet; they are added to `taken`."""
        self.parameters = [p for p in module.parameters() if p.requires_grad and p not in taken]
        taken.update(self.parameters)
        kinds = {
            "matrices": [parameter for parameter in self.parameters if parameter.ndim > 1],
            "vectors": [parameter for parameter in self.parameters if parameter.ndim <= 1],
        }
        self.flats = {kind: Flat(parameters) for kind, parameters in kinds.items() if parameters}
        self.reached = False  # whether a gradient was collected since the last step

    def collect(self) -> None:
        """Bring the parameters' gradients, if there are any, into the flat ones and clear them."""
        if all(parameter.grad is None for parameter in self.parameters):
            return
        for flat in self.flats.values():
            if self.reached:
                flat.add()
            else:
                flat.copy()
        for parameter in self.parameters:
            parameter.grad = None
        self.reached = True

    def end_step(self) -> None:
        """Bring the new values to the parameters and forget what was collected."""
        for flat in self.flats.values():
            flat.scatter()
            flat.master.grad = None  # AdamW passes over what has none
        self.reached = False


class Flat:
    """Parameters of any type as views of one fp32 master and one fp32 gradient."""

    def __init__(self, parameters: list[nn.Parameter]) -> None:
        self.parameters = parameters
        self.master = nn.Parameter(torch.cat([parameter.detach().float().flatten() for parameter in parameters]))
        self.gradient = torch.empty_like(self.master.data)  # copy() writes all of it; until then it takes no memory
        self.values = self._views(self.master.data)
        self.gradients = self._views(self.gradient)
        for parameter, value in zip(self.parameters, self.values, strict=True):
            if parameter.dtype == torch.float32:
                parameter.data = value  # no copy to keep in step

    def _views(self, flat: Tensor) -> list[Tensor]:
        pieces = flat.split([parameter.numel() for parameter in self.parameters])
        return [piece.view(parameter.shape) for piece, parameter in zip(pieces, self.parameters, strict=True)]

    def copy(self) -> None:
        """The first gradients of a step. A parameter without one counts 0."""
        for view, parameter in zip(self.gradients, self.parameters, strict=True):
            if parameter.grad is None:
                view.zero_()
        self._bring(torch._foreach_copy_)
        self.master.grad = self.gradient

    def add(self) -> None:
        """The gradients of a further micro-batch, added in fp32."""
        self._bring(torch._foreach_add_)

    def _bring(self, into) -> None:
        present = [(view, p.grad) for view, p in zip(self.gradients, self.parameters, strict=True) if p.grad is not None]
        if present:
            into([view for view, _ in present], [gradient for _, gradient in present])

    @torch.no_grad()
    def scatter(self) -> None:
        """Bring the values to the parameters that keep a copy in bf16."""
        copies = [(p, value) for p, value in zip(self.parameters, self.values, strict=True) if p.dtype != torch.float32]
        if copies:
            torch._foreach_copy_([p for p, _ in copies], [value for _, value in copies])
