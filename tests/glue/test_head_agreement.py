"""Agreement of related heads, by hand and against scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from glueline.glue.agreement import SAME_FROM, agreement, mapped
from glueline.glue.relations import RELATIONS
from glueline.learning import consistency

BY_NAMES = {(one.wide, one.narrow): one for one in RELATIONS}


def test_three_labels_are_mapped_to_two_by_what_they_amount_to():
    assert mapped(BY_NAMES["mnli", "rte"], np.array([0.0, 1.0, 2.0])).tolist() == [0, 1, 1]
    assert mapped(BY_NAMES["qqp", "mrpc"], np.array([0.0, 1.0])).tolist() == [0, 1]


def test_a_grade_says_the_same_from_half_way_between_roughly_and_mostly():
    assert mapped(BY_NAMES["stsb", "mrpc"], np.array([0.0, 3.49, 3.5, 5.0])).tolist() == [0, 0, 1, 1]
    assert SAME_FROM == consistency.SAME_FROM  # as the consistency loss has it


def test_the_share_and_kappa_are_counted_by_hand():
    """RTE 0 0 1 1, MNLI 0 2 1 0: the first and third agree; by chance half would."""
    found = agreement(BY_NAMES["mnli", "rte"], np.array([0.0, 0, 1, 1]), np.array([0.0, 2, 1, 0]))
    assert (found["rows"], found["share"], found["kappa"]) == (4, 0.5, 0.0)
    assert found["low"] == pytest.approx(0.15, abs=1e-3) and found["high"] == pytest.approx(0.85, abs=1e-3)  # Wilson, 2 of 4


def test_kappa_is_scikit_learns():
    random = np.random.default_rng(3)
    narrow, wide = random.integers(2, size=200).astype(float), random.integers(3, size=200).astype(float)
    found = agreement(BY_NAMES["mnli", "rte"], narrow, wide)
    assert found["kappa"] == pytest.approx(cohen_kappa_score(narrow, np.minimum(wide, 1)), abs=1e-4)


def test_heads_that_can_do_nothing_but_agree_have_no_kappa():
    found = agreement(BY_NAMES["rte", "qnli"], np.zeros(5), np.zeros(5))
    assert (found["share"], found["kappa"]) == (1.0, None)
