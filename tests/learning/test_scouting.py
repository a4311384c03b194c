"""Who answers for a row."""

import math

import numpy as np
import pytest
import torch
from learning.small_scouts import scouts

from glueline.learning.scouting import answers
from glueline.model.config import PLAIN
from glueline.model.flops import forward_flops
from glueline.refusal import Refused

ROWS = [{"text_a": "the cat sat", "text_b": "no dog ran", "label": 1.0}, {"text_a": "a bird", "text_b": "a fish", "label": 0.0},
        {"text_a": "a bird", "text_b": "a fish", "label": 1.0}]


class Fixed(torch.nn.Module):
    """Heads of two folds that say the same of every row."""

    folds = 2

    def __init__(self, logits):
        super().__init__()
        self.logits = torch.tensor(logits)

    def forward(self, features):
        return self.logits[:, None].expand(-1, len(features), -1)


def test_a_row_is_answered_by_its_own_folds_model_and_one_of_no_fold_by_the_mean_of_all():
    heads = Fixed([[math.log(0.25), math.log(0.75)], [math.log(0.65), math.log(0.35)]])
    found = answers(heads, torch.zeros(3, 4), torch.tensor([1, 0, -1])).softmax(-1)
    assert torch.allclose(found, torch.tensor([[0.65, 0.35], [0.25, 0.75], [0.45, 0.55]]))
    grades = answers(Fixed([[1.0], [4.0]]), torch.zeros(3, 4), torch.tensor([1, 0, -1]))
    assert grades.tolist() == [[4.0], [1.0], [2.5]]


def test_the_judge_of_a_row_is_the_model_of_its_parents_fold():
    asked = scouts()
    found = asked.probability("mrpc", ["mrpc/train/0", "mrpc/train/4", "mrpc/train/4"], ROWS)
    with torch.no_grad():
        logits = asked.heads["mrpc"](asked.reader.features(ROWS)).softmax(-1)
    assert found.tolist() == pytest.approx([logits[0, 0, 1].item(), logits[1, 1, 0].item(), logits[1, 2, 1].item()], abs=1e-6)
    assert found[1] + found[2] == pytest.approx(1) and found.dtype == np.float64


def test_a_parent_that_no_model_learned_is_judged_by_all_and_attacked_on_one_by_its_id():
    asked = scouts(fold_of=lambda ids: np.array([-1 if "validation" in each else 2 for each in ids]))
    with torch.no_grad():
        logits = asked.heads["mrpc"](asked.reader.features(ROWS)).softmax(-1)
    found = asked.probability("mrpc", ["mrpc/validation/7"] * 3, ROWS)
    assert found.tolist() == pytest.approx(logits[:, [0, 1, 2], [1, 0, 1]].mean(0).tolist(), abs=1e-6)
    attacked = asked.attacked("mrpc", [f"mrpc/validation/{n}" for n in range(30)] + ["mrpc/train/1"])
    assert set(attacked[:30]) == {0, 1, 2} and attacked[30] == 2
    assert attacked[7] == asked.attacked("mrpc", ["mrpc/validation/7"])[0]


def test_judging_is_booked_with_the_texts_that_were_read_and_the_heads_of_every_fold():
    asked = scouts()
    asked.probability("mrpc", ["mrpc/train/0"], ROWS[:1])
    read = forward_flops(asked.reader.encoder.config, PLAIN, 2, 5)  # two texts of three words and two marks, in one batch
    heads = asked.heads["mrpc"]
    assert asked.flops == {"judging": read + 2 * (heads.inner.numel() + heads.outer.numel())}


def test_a_grades_probability_is_the_nearness_of_the_answer():
    asked = scouts()
    said = float(asked.answers("stsb", ["stsb/train/1"], ROWS[:1])[0, 0])
    assert asked.probability("stsb", ["stsb/train/1"], ROWS[:1])[0] == pytest.approx(max(0, 1 - abs(said - 1.0) / 5), abs=1e-6)


def test_no_rows_are_no_trouble_and_a_task_that_was_not_scouted_is_refused():
    assert scouts().probability("cola", [], []).shape == (0,)
    with pytest.raises(Refused, match="params.yaml: scout: tasks: rte: missing; only cola, mrpc, stsb were scouted"):
        scouts().probability("rte", ["rte/train/1"], ROWS[:1])
