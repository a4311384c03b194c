"""The losses of a turn add up to what they should, whatever its micro-batches."""

import numpy as np
import pytest
import torch

from glueline.learning.consistency import consistency_loss
from glueline.learning.freezing import Prefix
from glueline.learning.losses import task_loss
from glueline.learning.objective import Consistency, Objective, Phrases
from glueline.learning.syllabus import Turn
from glueline.model.config import PLAIN, EncoderConfig, Parts
from glueline.model.encoder import Encoder
from glueline.model.flops import forward_flops
from glueline.model.hierarchy import boundary_rate
from glueline.model.id_transformer import IDTransformer
from glueline.tables.agreements import agreements
from glueline.tables.shelf import Shelf
from learning.small import lessons_of

CONFIG = EncoderConfig(30522, 16, 2, 2, 32, 40, 0, 2, 0, 1e-12, 0.0)
TASKS = {"mnli": 3, "qnli": 2, "rte": 2, "stsb": 1, "cola": 2}


@pytest.fixture
def made(tmp_path):
    """A function that gives an objective over five small tasks."""
    def make(parts=PLAIN, phrases=Phrases(0.4, 0.0), consistency=Consistency(2, 0.0)):
        torch.manual_seed(0)
        model, lessons = IDTransformer(Encoder(CONFIG), TASKS, parts), lessons_of(dict.fromkeys(TASKS, 8))
        prefix = Prefix(model, lessons, (), Shelf(tmp_path))
        return Objective(model, lessons, prefix, phrases, consistency, agreements(lessons.tasks))
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


def test_every_second_step_a_related_head_reads_the_rows_too_and_each_comes_in_its_turn(made):
    plain, company = made(), made(consistency=Consistency(2, 0.5))
    extra = [(sum(company.losses(turn("rte", [0, 1, 2], number=n))) - sum(plain.losses(turn("rte", [0, 1, 2], number=n)))).item()
             for n in range(5)]
    (mnli, qnli), (own, _) = agreements(list(TASKS))["rte"], logits(plain, "rte", [0, 1, 2])
    with_mnli = consistency_loss(own, logits(plain, "rte", [0, 1, 2], head="mnli")[0], mnli.mapping).item()
    with_qnli = consistency_loss(logits(plain, "rte", [0, 1, 2], True, "qnli")[0], own, qnli.mapping).item()
    assert extra == pytest.approx([with_mnli / 2, 0, with_qnli / 2, 0, with_mnli / 2], abs=1e-6)
    assert sum(company.losses(turn("cola", [0, 1]))).item() == pytest.approx(sum(plain.losses(turn("cola", [0, 1]))).item())


def test_swapped_rows_are_read_with_their_texts_in_the_other_order(made):
    lessons = made().lessons
    plain, swapped = lessons.batch("qnli", np.array([1])), lessons.batch("qnli", np.array([1]), swapped=True)
    first = plain.ids[0, 1 : int((plain.types[0] == 0).sum()) - 1].tolist()
    assert swapped.ids[0, swapped.types[0] == 1].tolist()[:-1] == first and plain.row_ids == swapped.row_ids


def test_phrases_far_from_their_rate_cost_the_squared_distance(made):
    parts = Parts(0, 8, 0, 0)
    without, with_rate = made(parts), made(parts, Phrases(0.9, 2.0))
    batch = without.lessons.batch("rte", np.array([0, 1]))
    strengths = without.model.read("rte", batch.ids, batch.types, batch.mask).strengths
    extra = 2 * (boundary_rate(strengths, batch.types, batch.mask) - 0.9) ** 2
    found = sum(with_rate.losses(turn("rte", [0, 1]))) - sum(without.losses(turn("rte", [0, 1])))
    assert found.item() == pytest.approx(extra.item(), abs=1e-6) and extra > 0.01


def test_costs_are_booked_by_purpose(made):
    objective = made(consistency=Consistency(1, 1.0))
    list(objective.losses(turn("rte", [0, 1])))
    shape = objective.lessons.batch("rte", np.array([0, 1])).ids.shape
    assert objective.flops["steps"] == 3 * forward_flops(CONFIG, PLAIN, *shape) == objective.flops["consistency"]
    objective.book_review(objective.lessons.batch("rte", np.array([0, 1])))
    assert objective.flops["reviews"] == forward_flops(CONFIG, PLAIN, *shape)
