"""What a row's variants cost: their answers against their parents', and nothing where there is nothing to compare."""

from math import log

import numpy as np
import pytest
import torch
from learning.small import lessons_of

from glueline.learning.freezing import Phase, Prefix
from glueline.learning.lessons import kept_parents
from glueline.learning.aims import Consistency, Phrases
from glueline.learning.objective import Objective
from glueline.learning.syllabus import Turn
from glueline.learning.variants import Variants, disagreements
from glueline.model.config import PLAIN, EncoderConfig
from glueline.model.encoder import Encoder
from glueline.model.flops import forward_flops
from glueline.model.id_transformer import IDTransformer
from glueline.refusal import Refused
from glueline.tables.shelf import Shelf

CONFIG = EncoderConfig(30522, 16, 2, 2, 32, 40, 0, 2, 0, 1e-12, 0.0)


@pytest.fixture
def made(tmp_path):
    """A function that gives an objective over RTE and STS-B, whose RTE rows 4, 6 and 7 are variants of 1, 0 and 1."""
    def make(variants=Variants(1, 0.0), pairs=((4, 1), (6, 0), (7, 1)), phases=()):
        torch.manual_seed(0)
        model, lessons = IDTransformer(Encoder(CONFIG), {"rte": 2, "stsb": 1}), lessons_of({"rte": 8, "stsb": 6})
        torch.nn.init.normal_(model.heads["rte"].weight)  # answers that differ from row to row
        for variant, parent in pairs:
            lessons.parents["rte"][variant] = parent
        return Objective(Prefix(model, lessons, phases, Shelf(tmp_path)), Phrases(0.4, 0.0), Consistency(1, 0.0), variants, {})
    return make


def turn(*batches, task="rte", number=0):
    return Turn(number, task, tuple(np.array(rows) for rows in batches), 1e-4, 0.0)


def loss(objective, given):
    return sum(objective.losses(given)).item()


def likely(objective, row):
    batch = objective.lessons.batch("rte", np.array([row]))
    return objective.model("rte", batch.ids, batch.types, batch.mask).softmax(-1)[0]


def test_two_answers_disagree_by_the_squared_difference_of_their_probabilities():
    variants, parents = torch.tensor([[0.0, log(3)], [1.0, 1.0]]), torch.tensor([[2.0, 2.0], [5.0, 5.0]])
    assert disagreements(variants, parents).tolist() == pytest.approx([1 / 16, 0], abs=1e-7)


def test_two_grades_disagree_by_the_squared_difference_over_the_scale():
    assert disagreements(torch.tensor([[4.0], [0.0]]), torch.tensor([[1.5], [5.0]])).tolist() == [0.25, 1.0]


def test_variant_and_parent_both_move_towards_each_other():
    variants, parents = (torch.tensor([[grade]], requires_grad=True) for grade in (4.0, 1.5))
    disagreements(variants, parents).sum().backward()
    assert (variants.grad.item(), parents.grad.item()) == pytest.approx((2 * 2.5 / 25, -2 * 2.5 / 25))


def test_a_row_has_a_parent_if_it_keeps_its_label_and_the_parent_is_there():
    rows = [("a/1", None, None), ("a.typing/7", "a/7", "kept"), ("a.typing/9", "a/9", "kept"), ("a/9", None, None),
            ("a.negation/9", "a/9", "flipped")]  # fmt: skip
    named = [dict(zip(("id", "parent_id", "label_effect"), row, strict=True)) for row in rows]
    assert kept_parents(named).tolist() == [-1, -1, 3, -1, -1]


@pytest.mark.parametrize("batches", [[[0, 2, 4, 6, 7]], [[7], [2, 6], [4, 0]], [[6], [4], [0], [7], [2]]])
def test_the_squared_differences_of_a_steps_variants_are_shared_out_over_all_its_rows(made, batches):
    without, with_variants = made(), made(Variants(1, 2.0))
    of = {row: likely(without, row) for row in (0, 1, 4, 6, 7)}
    apart = [((of[variant] - of[parent]) ** 2).mean().item() for variant, parent in ((4, 1), (6, 0), (7, 1))]
    extra = loss(with_variants, turn(*batches)) - loss(without, turn(*batches))
    assert extra == pytest.approx(2.0 * sum(apart) / 5, abs=1e-6) and extra > 1e-3


def test_a_rows_weight_leaves_its_agreement_alone(made):
    found = []
    for weight in (1.0, 5.0):
        without, with_variants = made(), made(Variants(1, 2.0))
        for objective in (without, with_variants):
            objective.lessons.weights["rte"][4] = weight
        found.append(loss(with_variants, turn([4, 2])) - loss(without, turn([4, 2])))
    assert found[0] == pytest.approx(found[1], abs=1e-6)


def test_parents_are_read_in_every_third_step(made):
    without, with_variants = made(), made(Variants(3, 2.0))
    more = [loss(with_variants, turn([4, 6], number=n)) > loss(without, turn([4, 6], number=n)) for n in range(6)]
    assert more == [True, False, False, True, False, False]


@pytest.mark.parametrize(("variants", "given"), [
    (Variants(1, 0.0), turn([0, 4, 6])),
    (Variants(1, 2.0), turn([0, 1, 2], [5])),
    (Variants(1, 2.0), turn([1, 2], task="stsb")),
])
def test_where_nothing_is_to_be_compared_the_loss_is_what_it_was_and_nothing_more_is_read(made, variants, given, monkeypatch):
    natural, objective, reads = made(pairs=()), made(variants), []
    expected, read = loss(natural, given), objective.model.read
    monkeypatch.setattr(objective.model, "read", lambda *inputs: reads.append(len(inputs[1])) or read(*inputs))
    assert loss(objective, given) == expected and objective.flops == natural.flops
    assert reads == [len(rows) for rows in given.batches]


def test_reading_the_parents_is_booked_by_their_number_and_length(made):
    objective = made(Variants(1, 2.0))
    loss(objective, turn([4, 7, 2], [6], [3]))
    lengths = objective.lessons.encoded["rte"].lengths
    both = forward_flops(CONFIG, PLAIN, 2, int(lengths[1])), forward_flops(CONFIG, PLAIN, 1, int(lengths[0]))
    assert lengths[1] != lengths[4:].max() and objective.flops["variants"] == 3 * sum(both)


def test_above_a_frozen_prefix_agreement_is_the_same_and_costs_less(made, monkeypatch):
    whole, frozen = made(Variants(1, 2.0)), made(Variants(1, 2.0), phases=(Phase("first", 1.0, 2),))
    expected, steps = loss(whole, turn([4, 6, 2])), dict(whole.flops)
    frozen.prefix.enter(0.0)
    monkeypatch.setattr(frozen.model.encoder.embeddings, "forward", None)  # not to be asked again once its states are known
    assert loss(frozen, turn([4, 6, 2])) == pytest.approx(expected, abs=1e-6)
    assert 0 < frozen.flops["variants"] < steps["variants"] / 1.9


@pytest.mark.parametrize(("every", "weight", "message"), [(0, 0.5, "every: 0: must be at least 1"),
                                                         (1, -0.5, "weight: -0.5: must be 0")])
def test_settings_that_make_no_sense_are_refused(every, weight, message):
    with pytest.raises(Refused, match=f"params.yaml: teach: variants: {message}"):
        Variants(every, weight)
