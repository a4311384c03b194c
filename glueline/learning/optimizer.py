"""AdamW over fp32 masters: the model may compute in bf16, no update is lost to rounding.

Loshchilov and Hutter 2019 (arXiv 1711.05101), by torch's fused kernel. Parameters are laid side by side in a few long
tensors, so that a step is a few passes over memory instead of a few hundred small calls.
"""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

from glueline.learning.flat import Part
from glueline.learning.world import nowhere
from glueline.refusal import Refused

STATE = "optimizer/"  # the names in `state` begin with it
MOMENTS = ("step", "exp_avg", "exp_avg_sq")  # torch's names


class MasterAdamW:
    """One AdamW for all of a model's parameters that require a gradient now. Matrices decay; biases and norms do not."""

    def __init__(
        self, model: nn.Module, weight_decay: float, parts: Iterable[nn.Module] = (), betas: tuple[float, float] = (0.9, 0.98),
        all_reduce: Callable[[Tensor], object] = nowhere, fresh: Iterable[nn.Module] = (), boost: float = 1.0,
    ) -> None:
        """`fresh`: those of `parts` that learn at `boost` times the rate, because they start new. `parts`: pieces of the model
        that a step may not reach, such as a task's head or a layer that freezes later. One rests, momentum, decay and all, in
        a step that brings it no gradient; otherwise it would drift on old momentum while others learn. A parameter belongs to
        the first part that holds it; what is in none is one more part. `all_reduce` adds
        a tensor up over the processes that train together, in place; a step must reach the same parts in all of them."""
        self.all_reduce = all_reduce
        taken: set[nn.Parameter] = set()
        new = {parameter for module in fresh for parameter in module.parameters()}
        self.parts = [part for module in (*parts, model) if (part := Part(module, taken)).flats]
        self.flats = {f"{STATE}{at}.{name}": flat for at, part in enumerate(self.parts) for name, flat in part.flats.items()}
        groups: dict[tuple[str, float], list[Tensor]] = {}
        for part in self.parts:
            for kind, flat in part.flats.items():
                factor = boost if new.issuperset(part.parameters) else 1.0
                groups.setdefault((kind, factor), []).append(flat.master)
        self.adamw = torch.optim.AdamW(
            [{"params": masters, "weight_decay": weight_decay if kind == "matrices" else 0.0, "factor": factor}
             for (kind, factor), masters in groups.items()],
            lr=0.0, betas=betas, eps=1e-6, fused=True,
        )  # fmt: skip

    def collect(self) -> None:
        """Add the gradients that lie on the parameters to those of this step, in fp32, and clear them. To be called after
        the backward pass of each micro-batch: parameters in bf16 would lose what is small beside the sum so far."""
        for part in self.parts:
            part.collect()

    def step(self, rate: float, clip: float) -> Tensor:
        """Update with learning rate `rate` and what was collected, by all processes, clipped to the norm `clip`; clears it;
        returns its norm, a 0-dim tensor, and leaves the weights alone where that is not finite."""
        norm = torch.stack([gradient.norm() for gradient in self.reduced()]).norm()
        # The kernel divides gradients by the one, in the same pass, and skips the step where the other says so. AdamW reads
        # both where they are set, and declares neither.
        self.adamw.grad_scale = (norm / clip).clamp(min=1.0)  # type: ignore[attr-defined]
        self.adamw.found_inf = (~norm.isfinite()).float()  # type: ignore[attr-defined]
        for group in self.adamw.param_groups:
            group["lr"] = rate * group["factor"]
        self.adamw.step()
        for part in self.parts:
            if part.reached:
                part.end_step()
        return norm

    def reduced(self) -> list[Tensor]:
        """The flat gradients of this step, added up over the processes; once a step, which does it itself."""
        gradients = [flat.gradient for part in self.parts if part.reached for flat in part.flats.values()]
        assert gradients, "a step without any gradient: collect() comes after backward() and before step()"
        for gradient in gradients:
            self.all_reduce(gradient)
        return gradients

    def state(self) -> dict[str, Tensor]:
        """All that the next step depends on: masters, and moments and step counts of what has been reached. These are the
        live tensors, not copies: write or clone them before the next step."""
        state = {f"{name}.master": flat.master.detach() for name, flat in self.flats.items()}
        for name, flat in self.flats.items():
            state |= {f"{name}.{kind}": kept for kind, kept in self.adamw.state.get(flat.master, {}).items()}
        return state

    def restore(self, state: dict[str, Tensor]) -> None:
        """Go on from `state`, taken between two steps of an optimizer that was made alike; brings the values to the model.
        Names that are not of `state()` are passed over. Raises Refused, changing nothing, on tensors that do not fit."""
        assert not any(part.reached for part in self.parts), "restore between two steps"
        self._check(state)
        for name, flat in self.flats.items():
            self.adamw.state.pop(flat.master, None)
            with torch.no_grad():
                flat.master.copy_(state[f"{name}.master"])
            flat.scatter()
            if f"{name}.step" in state:
                self.adamw.state[flat.master] = {
                    kind: state[f"{name}.{kind}"].to(flat.master.device, copy=True) for kind in MOMENTS
                }

    def _check(self, state: dict[str, Tensor]) -> None:
        found = {name: tuple(tensor.shape) for name, tensor in state.items() if name.startswith(STATE)}
        fitting = {}
        for name, flat in self.flats.items():
            fitting[f"{name}.master"] = tuple(flat.master.shape)
            if f"{name}.step" in state:  # never reached: no moments yet
                fitting |= {f"{name}.{kind}": () if kind == "step" else tuple(flat.master.shape) for kind in MOMENTS}
        for name in sorted({*found, *fitting}):
            if found.get(name) != fitting.get(name):
                shapes = f"{found.get(name, 'nothing')} in the state, {fitting.get(name, 'nothing')} in the model"
                raise Refused(f"{name}: {shapes}: the state is of another model; start without it")


def masters(model: nn.Module, optimizer: MasterAdamW) -> dict[str, Tensor]:
    """The model's state with every trained parameter as its fp32 master."""
    flats = optimizer.flats.values()
    values = {p: value for flat in flats for p, value in zip(flat.parameters, flat.values, strict=True)}
    named = {name: values[p] for name, p in model.named_parameters() if p in values}
    return {name: named.get(name, tensor.float()) for name, tensor in model.state_dict().items()}
