"""Skill, difficulty and paired progress, worked by hand or against scipy."""

import numpy as np
import pytest
from scipy.stats import ttest_rel

from glueline.learning.reviews import difficulties, findings, paired_gain, quotas
from glueline.refusal import Refused


def test_a_paired_gain_worked_by_hand():
    before, after = np.array([0.25, 0.5, 0.75, 0.5]), np.array([0.5, 0.5, 1.0, 0.5])
    gain, error = paired_gain(before, after)  # differences 1/4 0 1/4 0: mean 1/8, variance 4/64 / 3
    assert gain == 0.125 and error == pytest.approx((1 / 48 / 4) ** 0.5)


def test_gain_over_its_standard_error_is_the_paired_t_statistic():
    random = np.random.default_rng(3)
    before = random.random(57)
    after = np.clip(before + random.normal(0.02, 0.1, 57), 0, 1)
    gain, error = paired_gain(before, after)
    assert gain / error == pytest.approx(ttest_rel(after, before).statistic)


def test_a_small_gain_that_all_rows_share_is_seen_though_rows_differ_far_more():
    before = np.linspace(0.05, 0.9, 100)
    after = before + 0.01 + np.where(np.arange(100) % 2, 0.005, -0.005)
    found = findings({"a": after}, {"a": before})["a"]
    assert found.improving and found.gain < before.std() / 100**0.5


@pytest.mark.parametrize(
    ("gains", "improving"), [((0.30, 0.08), True), ((0.30, -0.01), False), ((0, 0), False), ((-0.2, -0.1), False)]
)
def test_a_task_improves_when_its_gain_exceeds_one_standard_error(gains, improving):
    before = np.array([0.25, 0.5])  # of two rows the standard error is half their distance: 0.11 of 0.19, 0.155 of 0.145
    assert findings({"a": before + gains}, {"a": before})["a"].improving is improving


def test_the_first_review_compares_with_nothing_and_takes_every_task_as_improving():
    found = findings({"a": np.array([0.25, 0.75])}, None)["a"]
    assert (found.skill, found.gain, found.standard_error, found.improving) == (0.5, None, None, True)


def test_difficulty_is_what_a_task_lacks_over_the_average_and_is_clipped():
    assert difficulties({"a": 0.5, "b": 0.75, "c": 0.75}) == pytest.approx({"a": 1.5, "b": 0.75, "c": 0.75})
    assert difficulties({"a": 0.25, "b": 0.75, "c": 1.0}) == pytest.approx({"a": 2.0, "b": 0.75, "c": 0.5})


def test_tasks_that_lack_nothing_are_all_of_average_difficulty():
    assert difficulties({"a": 1.0, "b": 1.0}) == {"a": 1.0, "b": 1.0}


@pytest.mark.parametrize("rows", [0, 1])
def test_a_task_with_too_few_tune_rows_is_refused_by_name(rows):
    with pytest.raises(Refused, match=f"tune_share: wnli has {rows} tune rows and a review needs 2"):
        findings({"wnli": np.full(rows, 0.5)}, None)


def test_a_skill_that_is_no_probability_is_not_accepted():
    for wrong in (1.5, -0.1, float("nan")):
        with pytest.raises(AssertionError, match="a: a skill"):
            findings({"a": np.array([0.5, wrong])}, None)


def test_quotas_add_up_and_are_right_within_a_step_and_on_average():
    shares = np.array([0.5, 0.013, 0.3, 0.187])
    drawn = np.array([quotas(shares, 37, np.random.default_rng(seed)) for seed in range(4000)])
    assert (drawn.sum(axis=1) == 37).all() and (np.abs(drawn - shares * 37) < 1).all()
    assert drawn.mean(axis=0) == pytest.approx(shares * 37, abs=0.03)  # 0.481 of a step for the second: no more, no less


def test_a_task_without_a_share_gets_no_step():
    assert quotas(np.array([0.0, 1.0, 0.0]), 9, np.random.default_rng(0)) == [0, 9, 0]
