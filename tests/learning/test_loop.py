"""The loop and its losses."""

import math
from dataclasses import dataclass

import pytest
import torch
from torch import nn

from glueline.learning.loop import check_finite, stretches, train
from glueline.learning.losses import task_loss
from glueline.learning.optimizer import MasterAdamW
from glueline.refusal import Refused


@dataclass(frozen=True)
class Turn:
    batches: tuple[torch.Tensor, ...]
    rate: float = 1.0


def test_labels_are_taught_by_weighted_cross_entropy_and_scores_by_squared_error():
    logits = torch.tensor([[0.0, 0.0], [0.0, math.log(3)]])
    loss = task_loss(logits, torch.tensor([0.0, 1.0]), torch.tensor([1.0, 3.0]))
    assert loss.item() == pytest.approx((math.log(2) + 3 * math.log(4 / 3)) / 4)
    assert task_loss(torch.tensor([[4.5]]), torch.tensor([5.0]), torch.ones(1)).item() == pytest.approx(0.25)


def test_training_takes_any_module_and_any_loss_and_learns():
    torch.manual_seed(0)
    model = nn.Linear(3, 1)
    x = torch.randn(64, 3)
    y = x @ torch.tensor([[1.0], [-2.0], [0.5]])
    turns = [Turn((x,), 0.03)] * 300
    steps = [step for _, step in train(turns, lambda _: [((model(x) - y) ** 2).mean()], MasterAdamW(model, 0.0), 10.0)]
    assert steps[-1].loss < 1e-3 < steps[0].loss
    assert [step.number for step in steps] == list(range(300)) and steps[0].rate == 0.03


def test_the_losses_of_micro_batches_add_up_to_those_of_the_rows_in_one_batch():
    torch.manual_seed(0)
    whole, cut = nn.Linear(3, 1), nn.Linear(3, 1)
    cut.load_state_dict(whole.state_dict())
    rows = torch.randn(10, 3)
    for model, batches in ((whole, (rows,)), (cut, rows.split(4))):
        def losses_of(turn, model=model):
            return (model(batch).pow(2).sum() / 10 for batch in turn.batches)

        turns = [Turn(batches, rate) for rate in (0.1, 0.01)]
        model.steps = [step for _, step in train(turns, losses_of, MasterAdamW(model, 0.1), 1.0)]
    for one, many in zip(whole.steps, cut.steps, strict=True):
        assert torch.isclose(one.loss, many.loss) and torch.isclose(one.gradient_norm, many.gradient_norm)
    assert torch.allclose(whole.weight, cut.weight, atol=1e-6)


def test_gradients_of_micro_batches_are_added_in_fp32_whatever_the_weights_are_in():
    model = nn.Linear(1, 1, bias=False).to(torch.bfloat16)
    turn = Turn(tuple(torch.full((1, 1), gradient, dtype=torch.bfloat16) for gradient in [1.0] + 8 * [2**-9]))

    def losses_of(turn):
        return (model(batch).float().sum() for batch in turn.batches)

    [(_, step)] = train([turn], losses_of, MasterAdamW(model, 0.0), 9.0)
    assert step.gradient_norm.item() == 1 + 8 * 2**-9  # in bf16, 1 + 2**-9 is 1


def test_a_turn_is_drawn_only_when_its_step_begins_and_numbers_go_on_from_the_first():
    model, drawn = nn.Linear(1, 1), []

    def turns():
        for number in range(3):
            drawn.append(number)
            yield Turn((torch.ones(1, 1),))

    steps = train(turns(), lambda turn: [model(turn.batches[0]).sum()], MasterAdamW(model, 0.0), 1.0, first=7)
    for done, (_, step) in enumerate(steps, 1):
        assert drawn == list(range(done)) and step.number == 6 + done


def test_a_step_asks_nothing_of_the_device():
    """No tensor is made a Python number in the loop: on a GPU each would wait for all that is queued."""
    class NoWaiting(torch.utils._python_dispatch.TorchDispatchMode):
        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            assert function is not torch.ops.aten._local_scalar_dense.default, "a host synchronisation"
            return function(*args, **(kwargs or {}))

    model = nn.Linear(2, 1)
    with NoWaiting():
        list(train([Turn((torch.ones(1, 2),))] * 2, lambda turn: [model(turn.batches[0]).sum()], MasterAdamW(model, 0.1), 1.0))


def broken_at(step, factor):
    """Four steps of a small model, of which the loss of one is multiplied by `factor`; and what the model was before it."""
    model, seen = nn.Linear(2, 1), []

    def losses_of(turn):
        seen.append(model.weight.clone())
        loss = model(turn.batches[0]).sum()
        yield loss * factor(loss) if len(seen) == step + 1 else loss

    turns = [Turn((torch.full((1, 2), float(number)),)) for number in (1, 2, 3, 4)]
    steps = []
    for turn, taken in train(turns, losses_of, MasterAdamW(model, 0.0), 1.0):
        steps.append((turn, taken))
        if taken.number == step:
            assert torch.equal(model.weight, seen[step])
    return steps


@pytest.mark.parametrize(("factor", "what"), [
    (lambda _: math.nan, "the loss is nan"),
    (lambda _: math.inf, "the loss is -?inf"),
    (lambda loss: torch.sqrt(loss * 0), "the gradient's norm is nan"),  # 0, with the gradient 0 * inf
])
def test_what_is_not_finite_leaves_the_weights_and_is_refused_with_its_step_and_its_rows(factor, what):
    steps, kept = broken_at(2, factor), []
    assert [taken.number for _, taken in check_finite(steps[:2], kept.append)] == [0, 1] and not kept
    with pytest.raises(Refused, match=rf"^step 2: {what}: its rows are in rows.json; a lower rate may help$"):
        check_finite(steps, lambda turn: kept.append(turn) or "rows.json")
    assert [turn.batches[0][0, 0].item() for turn in kept] == [3]


def test_checked_steps_hold_numbers():
    model = nn.Linear(2, 1, bias=False)
    nn.init.ones_(model.weight)
    turns = [Turn((torch.tensor([[3.0, 4.0]]),), 0.5)]
    steps = list(train(turns, lambda turn: [model(turn.batches[0]).sum()], MasterAdamW(model, 0.0), 1.0))
    [(turn, step)] = check_finite(steps, str)
    assert turn is turns[0] and (step.number, step.loss, step.rate, step.gradient_norm) == (0, 7.0, 0.5, 5.0)
    assert isinstance(step.loss, float) and check_finite([], str) == []


def test_steps_are_read_in_stretches_shorter_where_something_wants_them_read():
    taken = []
    steps = (taken.append(number) or number for number in range(120))
    cuda = torch.device("cuda")
    found = list(stretches(steps, cuda, lambda: taken[-1] in (59, 60)))
    assert [len(stretch) for stretch in found] == [50, 10, 1, 50, 9] and sum(found, []) == list(range(120))
    assert list(stretches(iter("abc"), torch.device("cpu"), lambda: False)) == [["a"], ["b"], ["c"]]


def test_the_loss_and_the_gradient_of_a_step_are_those_of_all_processes():
    model, seen = nn.Linear(2, 1, bias=False), []

    def twice(tensor):  # as if another process had found the same
        seen.append(tensor.numel())
        tensor.mul_(2)

    optimizer = MasterAdamW(model, 0.0, all_reduce=twice)
    nn.init.ones_(model.weight)
    [(_, step)] = train([Turn((torch.tensor([[3.0, 4.0]]),))], lambda turn: [model(turn.batches[0]).sum()], optimizer, 1.0)
    assert (step.loss.item(), step.gradient_norm.item(), seen) == (14.0, 10.0, [1, 2])
