"""The losses of a turn add up to what they should, whatever its micro-batches."""

import numpy as np
import pytest
import torch
from learning.small import lessons_of

from glueline.learning.consistency import consistency_loss
from glueline.learning.flat import Part
from glueline.learning.freezing import Phase, Prefix
from glueline.learning.loop import train
from glueline.learning.losses import task_loss
from glueline.learning.aims import Consistency, Phrases
from glueline.learning.objective import Objective
from glueline.learning.optimizer import MasterAdamW
from glueline.learning.pieces import resting
from glueline.learning.syllabus import Turn
from glueline.learning.variants import Variants
from glueline.learning.world import ALONE, World
from glueline.model.config import PLAIN, EncoderConfig, Parts
from glueline.model.encoder import Encoder
from glueline.model.flops import forward_flops
from glueline.model.hierarchy import boundary_rate
from glueline.model.id_transformer import IDTransformer
from glueline.tables.agreements import agreements
from glueline.tables.shelf import Shelf

CONFIG = EncoderConfig(30522, 16, 2, 2, 32, 40, 0, 2, 0, 1e-12, 0.0)
EVERYTHING = Parts(4, 4, 4, 4)
TASKS = {"mnli": 3, "qnli": 2, "rte": 2, "stsb": 1, "cola": 2}


@pytest.fixture
def made(tmp_path):
    """A function that gives an objective over five small tasks."""
    def make(parts=PLAIN, phrases=Phrases(0.4, 0.0), consistency=Consistency(2, 0.0), variants=Variants(1, 0.0)):
        torch.manual_seed(0)
        model, lessons = IDTransformer(Encoder(CONFIG), TASKS, parts), lessons_of(dict.fromkeys(TASKS, 8))
        prefix = Prefix(model, lessons, (), Shelf(tmp_path))
        return Objective(prefix, phrases, consistency, variants, agreements(lessons.tasks))
    return make


def turn(task, *batches, number=0):
    return Turn(number, task, tuple(np.array(rows) for rows in batches), 1e-4, 0.0)


def logits(objective, task, rows, swapped=False, head=None):
    batch = objective.lessons.batch(task, np.array(rows), swapped)
    return objective.model(head or task, batch.ids, batch.types, batch.mask), batch


def test_micro_batches_of_any_size_add_up_to_the_mean_over_the_turns_rows(made):
    objective = made()
    whole = sum(objective.losses(turn("rte", [0, 1, 2, 3, 4])))
    parts = sum(objective.losses(turn("rte", [3], [0, 4, 1, 2])))
    answers, batch = logits(objective, "rte", [0, 1, 2, 3, 4])
    assert whole.item() == pytest.approx(task_loss(answers, batch.labels, batch.weights).item(), abs=1e-6)
    assert parts.item() == pytest.approx(whole.item(), abs=1e-6)


def test_rows_count_by_their_weight_however_they_are_cut(made):
    objective = made()
    objective.lessons.weights["rte"][:3] = torch.tensor([1.0, 5.0, 0.5])
    answers, batch = logits(objective, "rte", [0, 1, 2])
    expected = task_loss(answers, batch.labels, batch.weights).item()  # of single rows and their own weights it would differ
    for batches in ([[0, 1, 2]], [[1], [2, 0]], [[2], [1], [0]]):
        assert sum(objective.losses(turn("rte", *batches))).item() == pytest.approx(expected, abs=1e-6)


def gradients(objective, given, world):
    """What one process of `world` collects in a turn, by parameter, and its loss."""
    objective.world = world
    loss = sum((loss.backward(), loss.detach())[1] for loss in objective.losses(given))
    found = {name: p.grad for name, p in objective.model.named_parameters() if p.grad is not None}
    objective.model.zero_grad(set_to_none=True)
    return loss, found


@pytest.mark.parametrize("size", [2, 3, 7])
def test_the_shares_of_all_processes_add_up_to_what_one_alone_collects_and_reach_the_same(made, size, monkeypatch):
    monkeypatch.setattr(torch.Tensor, "float", torch.Tensor.double)  # the model's own casts would hide what is wrong
    objective = made(EVERYTHING, Phrases(0.9, 2.0), Consistency(1, 0.5), Variants(1, 3.0))
    objective.lessons.parents["rte"][[0, 4]] = [6, 2]  # some processes have no variant
    objective.model.double()
    torch.nn.init.normal_(objective.model.hierarchy.gates["rte"])
    objective.lessons.weights["rte"][:3] = torch.tensor([1.0, 5.0, 0.5])
    given = turn("rte", [0, 5, 2], [3], [1, 4])  # of seven processes one has no row
    loss, whole = gradients(objective, given, ALONE)
    shares = [gradients(objective, given, World(torch.device("cpu"), rank, size)) for rank in range(size)]
    assert sum(share for share, _ in shares).item() == pytest.approx(loss.item(), abs=1e-12)
    for _, share in shares:
        assert share.keys() == whole.keys()
    for name, gradient in whole.items():
        assert torch.allclose(sum(share[name] for _, share in shares), gradient, rtol=0, atol=1e-12), name
    assert (size > 6) == any(all((gradient == 0).all() for gradient in share.values()) for _, share in shares)


def test_every_process_books_what_one_alone_would(made):
    alone, beside = (made(consistency=Consistency(1, 0.5), variants=Variants(1, 0.5)) for _ in range(2))
    beside.world = World(torch.device("cpu"), 1, 2)
    for objective in (alone, beside):
        objective.lessons.parents["rte"][0] = 7  # of a row that the second process does not read
        list(objective.losses(turn("rte", [0, 1, 2], [3])))
    assert alone.flops == beside.flops and alone.flops["variants"]


def test_a_frozen_phase_begins_in_the_main_process_and_then_in_the_others(made, monkeypatch):
    for rank, expected in ((0, ["phase", "wait", "loss", "loss"]), (1, ["wait", "phase", "loss", "loss"])):
        objective, seen = made(), []
        objective.prefix.phases = (Phase("first", 1.0, 1),)
        enter = objective.prefix.enter
        monkeypatch.setattr(objective.prefix, "enter", lambda at, enter=enter, seen=seen: seen.append("phase") or enter(at))
        objective.world = World(torch.device("cpu"), rank, 2, lambda tensor, seen=seen: seen.append("wait"))
        for _ in range(2):
            seen += ["loss" for _ in objective.losses(turn("rte", [0, 1, 2]))]
        assert seen == expected


def test_every_second_step_a_related_head_reads_the_rows_too_and_each_comes_in_its_turn(made):
    plain, company = made(), made(consistency=Consistency(2, 0.5))
    turns = [turn("rte", [0, 1, 2], number=n) for n in range(5)]
    extra = [(sum(company.losses(each)) - sum(plain.losses(each))).item() for each in turns]
    (mnli, qnli), (own, _) = agreements(list(TASKS))["rte"], logits(plain, "rte", [0, 1, 2])
    with_mnli = consistency_loss(own, logits(plain, "rte", [0, 1, 2], head="mnli")[0], mnli.mapping).item()
    with_qnli = consistency_loss(logits(plain, "rte", [0, 1, 2], True, "qnli")[0], own, qnli.mapping).item()
    assert extra == pytest.approx([with_mnli / 2, 0, with_qnli / 2, 0, with_mnli / 2], abs=1e-6)
    assert sum(company.losses(turn("cola", [0, 1]))).item() == pytest.approx(sum(plain.losses(turn("cola", [0, 1]))).item())


def test_swapped_rows_are_read_with_their_texts_in_the_other_order(made):
    lessons = made().lessons
    plain, swapped = lessons.batch("qnli", np.array([1])), lessons.batch("qnli", np.array([1]), swapped=True)
    first = plain.ids[0, 1 : int((plain.types[0] == 0).sum()) - 1].tolist()
    assert swapped.ids[0, swapped.types[0] == 1].tolist()[:-1] == first


def test_a_row_whose_phrases_are_far_from_their_rate_costs_the_squared_distance(made):
    parts = Parts(0, 8, 0, 0)
    without, with_rate = made(parts), made(parts, Phrases(0.9, 2.0))
    batch = without.lessons.batch("rte", np.array([0, 1]))
    strengths = without.model.read("rte", batch.ids, batch.types, batch.mask).strengths
    extra = 2 * ((boundary_rate(strengths, batch.types, batch.mask) - 0.9) ** 2).mean()
    found = sum(with_rate.losses(turn("rte", [0, 1]))) - sum(without.losses(turn("rte", [0, 1])))
    assert found.item() == pytest.approx(extra.item(), abs=1e-6) and extra > 0.01


def test_costs_are_booked_by_purpose(made):
    objective = made(consistency=Consistency(1, 1.0))
    list(objective.losses(turn("rte", [0, 1])))
    shape = objective.lessons.batch("rte", np.array([0, 1])).ids.shape
    assert objective.flops["steps"] == 3 * forward_flops(CONFIG, PLAIN, *shape) == objective.flops["consistency"]
    objective.book_review(*shape)
    assert objective.flops["reviews"] == forward_flops(CONFIG, PLAIN, *shape)


def trained(made, device, shelf):
    """An objective with everything on, two storeys frozen, and the model and the batches on `device`."""
    objective = made(EVERYTHING, Phrases(0.4, 0.1), Consistency(1, 0.5), Variants(1, 0.5))
    objective.lessons.parents["rte"][[0, 3]] = objective.lessons.parents["stsb"][2] = 5
    objective.prefix.phases, objective.prefix.shelf = (Phase("first", 1.0, 2),), Shelf(shelf)
    objective.lessons.device = device
    objective.model.to(device).train()
    return objective


def test_a_turn_asks_nothing_of_the_device_and_leaves_nothing_off_it(made, tmp_path):
    """A tensor on `meta` has no values to be read, and mixes with none of another device."""
    list(trained(made, torch.device("cpu"), tmp_path / "kept").losses(turn("rte", [0, 1, 2])))  # fills the shelf
    objective = trained(made, torch.device("meta"), tmp_path / "kept")
    parts = [Part(module, taken) for taken in [set()] for module in [*resting(objective.model), objective.model]]
    for given in (turn("rte", [0, 1, 2], [3]), turn("rte", [0, 1], number=1), turn("stsb", [1, 2]), turn("cola", [1, 2, 5])):
        for loss in objective.losses(given):
            loss.backward()
            for part in parts:
                part.collect()
    assert sum(part.reached for part in parts) > 5


def test_a_whole_step_reads_no_number_from_the_device(made, tmp_path):
    class NoReading(torch.utils._python_dispatch.TorchDispatchMode):
        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            assert function is not torch.ops.aten._local_scalar_dense.default, "a host synchronisation"
            return function(*args, **(kwargs or {}))

    objective = trained(made, torch.device("cpu"), tmp_path / "kept")
    optimizer = MasterAdamW(objective.model, 0.1, resting(objective.model))
    with NoReading():
        list(train([turn("rte", [0, 1, 2], [3]), turn("mnli", [0, 1], number=1)], objective.losses, optimizer, 1.0))
