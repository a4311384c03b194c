"""The student's losses by hand, their targets row by row, and how they mix with the label's."""

from math import log

import numpy as np
import pytest
import torch
from learning.small import lessons_of
from torch.nn import functional as F

from glueline.learning.distillation import Distillation, SoftTargets, soft_losses
from glueline.learning.freezing import Prefix
from glueline.learning.losses import row_losses, task_loss
from glueline.learning.aims import Consistency, Phrases
from glueline.learning.objective import Objective
from glueline.learning.syllabus import Turn
from glueline.learning.variants import Variants
from glueline.learning.world import World
from glueline.model.config import EncoderConfig
from glueline.model.encoder import Encoder
from glueline.model.id_transformer import IDTransformer
from glueline.refusal import Refused
from glueline.tables.shelf import Shelf

TASKS = {"rte": 2, "stsb": 1, "mnli": 3}
QUARTERS = torch.tensor([[0.75, 0.25]]).log()


def test_the_loss_is_t_squared_times_the_divergence_of_softened_answers():
    expected = 4 * (0.75 * log(0.75 / 0.5) + 0.25 * log(0.25 / 0.5))
    assert soft_losses(torch.zeros(1, 2), QUARTERS, 2.0).item() == pytest.approx(expected) == pytest.approx(0.5232, abs=1e-4)
    student = torch.tensor([[2 * log(3), 0.0]])  # softened by 2 it says (3/4, 1/4) too
    assert soft_losses(student, QUARTERS, 2.0).item() == pytest.approx(0, abs=1e-6)
    assert soft_losses(student, QUARTERS, 1.0).item() == pytest.approx(
        0.75 * log(0.75 / 0.9) + 0.25 * log(0.25 / 0.1), abs=1e-6)  # unsoftened it says (9/10, 1/10)


def test_the_divergence_is_from_the_teachers_to_the_student_and_not_the_other_way():
    sure = torch.tensor([[0.99, 0.01]]).log()
    assert soft_losses(torch.zeros(1, 2), sure, 1.0).item() == pytest.approx(0.99 * log(1.98) + 0.01 * log(0.02), abs=1e-6)


def test_each_row_has_its_own_loss_over_any_number_of_labels():
    targets = torch.tensor([[0.2, 0.3, 0.5], [1 / 3, 1 / 3, 1 / 3]]).log()
    found = soft_losses(torch.zeros(2, 3), targets, 1.0)
    assert found.tolist() == pytest.approx([0.2 * log(0.6) + 0.3 * log(0.9) + 0.5 * log(1.5), 0.0], abs=1e-6)


def test_grades_cost_their_squared_distance_whatever_the_temperature():
    assert soft_losses(torch.tensor([[2.5], [0.0]]), torch.tensor([[4.0], [-0.5]]), 3.0).tolist() == [2.25, 0.25]


def test_its_gradient_does_not_shrink_with_the_temperature():
    """Of small logits it tends to (student - teachers) / outputs (Hinton et al., equation 4), at any temperature."""
    for temperature in (5.0, 50.0):
        logits = torch.tensor([[0.02, -0.02]], dtype=torch.float64, requires_grad=True)
        targets = F.log_softmax(torch.tensor([[-0.04, 0.04]], dtype=torch.float64) / temperature, -1)
        soft_losses(logits, targets, temperature).sum().backward()
        assert logits.grad[0].tolist() == pytest.approx([0.03, -0.03], rel=1e-3)


@pytest.mark.parametrize(("alpha", "temperature", "message"), [
    (-0.1, 2.0, "alpha: -0.1: must be from 0 to 1"), (1.1, 2.0, "alpha: 1.1"), (float("nan"), 2.0, "alpha: nan"),
    (0.5, 0.0, "temperature: 0.0: must be above 0"), (0.5, float("nan"), "temperature: nan"), (0.5, float("inf"), "inf")])
def test_settings_that_make_no_sense_are_refused(alpha, temperature, message):
    with pytest.raises(Refused, match=f"params.yaml: distill: distillation: .*{message}"):
        Distillation(alpha, temperature)


@pytest.fixture
def made(tmp_path):
    """A function that gives an objective over eight rows of each task, taught by what `alpha` and the temperature say."""
    def make(alpha=None, temperature=2.0):
        torch.manual_seed(0)
        model = IDTransformer(Encoder(EncoderConfig(30522, 16, 1, 2, 32, 40, 0, 2, 0, 1e-12, 0.0)), TASKS)
        lessons = lessons_of(dict.fromkeys(TASKS, 8))
        random = torch.Generator().manual_seed(1)
        targets = {task: torch.randn(8, width, generator=random) for task, width in TASKS.items()}
        targets = {task: each if each.shape[1] == 1 else F.log_softmax(each, -1) for task, each in targets.items()}
        teachers = None if alpha is None else SoftTargets(Distillation(alpha, temperature), targets)
        prefix = Prefix(model, lessons, (), Shelf(tmp_path))
        return Objective(prefix, Phrases(0.4, 0.0), Consistency(2, 0.0), Variants(1, 0.0), {}, teachers=teachers)
    return make


def turn(task, *batches):
    return Turn(0, task, tuple(np.array(rows) for rows in batches), 1e-4, 0.0)


def answered(objective, task, rows):
    batch = objective.lessons.batch(task, np.array(rows))
    return objective.model(task, batch.ids, batch.types, batch.mask), batch


@pytest.mark.parametrize("task", TASKS)
def test_a_step_mixes_both_parts_and_each_row_meets_its_own_target(made, task):
    objective, rows = made(0.3), [5, 0, 6]
    logits, batch = answered(objective, task, rows)
    soft = soft_losses(logits, objective.teachers.targets[task][rows], 2.0).mean()
    expected = (0.3 * soft + 0.7 * task_loss(logits, batch.labels, batch.weights)).item()
    for batches in ([rows], [[0], [6, 5]]):
        assert sum(objective.losses(turn(task, *batches))).item() == pytest.approx(expected, abs=1e-6)


def test_without_alpha_labels_teach_alone_and_with_all_of_it_they_count_for_nothing(made):
    given = turn("rte", [0, 1, 2], [3])
    assert sum(made(0.0).losses(given)).item() == sum(made().losses(given)).item()
    other = made(1.0)
    other.lessons.labels["rte"] = 1 - other.lessons.labels["rte"]
    assert sum(other.losses(given)).item() == sum(made(1.0).losses(given)).item()


def test_rows_without_label_join_the_teachers_part_alone_and_generated_ones_count_by_weight_in_the_labels(made):
    objective, rows = made(0.5), [0, 1, 2, 3]
    objective.lessons.weights["rte"][:4] = torch.tensor([1.0, 0.5, 0.0, 0.0])  # natural, generated, and two test texts
    logits, batch = answered(objective, "rte", rows)
    hard = row_losses(logits, batch.labels)
    soft = soft_losses(logits, objective.teachers.targets["rte"][rows], 2.0)
    expected = 0.5 * soft.mean() + 0.5 * (hard[0] + 0.5 * hard[1]) / 1.5
    assert sum(objective.losses(turn("rte", [0, 2], [3, 1]))).item() == pytest.approx(expected.item(), abs=1e-6)


def test_a_step_of_test_texts_alone_is_one_of_the_teachers_alone_and_without_teachers_it_is_not_finite(made):
    for alpha in (0.5, None):
        objective = made(alpha)
        objective.lessons.weights["rte"][:2] = 0
        loss = sum(objective.losses(turn("rte", [0, 1])))
        if alpha is None:
            assert not torch.isfinite(loss)
        else:
            logits, _ = answered(objective, "rte", [0, 1])
            soft = soft_losses(logits, objective.teachers.targets["rte"][:2], 2.0)
            assert loss.item() == pytest.approx(0.5 * soft.mean().item(), abs=1e-6)


def test_a_weight_that_is_no_number_is_not_finite_with_teachers_either(made):
    objective = made(0.5)
    objective.lessons.weights["rte"][0] = float("nan")
    assert not torch.isfinite(sum(objective.losses(turn("rte", [0, 1]))))


@pytest.mark.parametrize("size", [2, 3])
def test_the_shares_of_all_processes_add_up(made, size):
    given, objective = turn("mnli", [0, 5, 2], [3]), made(0.3)
    whole = sum(objective.losses(given)).item()
    shares = []
    for rank in range(size):
        objective.world = World(torch.device("cpu"), rank, size)
        shares.append(sum(objective.losses(given)).item())
    assert sum(shares) == pytest.approx(whole, abs=1e-5)
