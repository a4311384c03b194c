"""Rates and reviews over the steps, worked by hand."""

import pytest

from glueline.learning.schedule import Schedule, review_steps, rise_and_fall
from glueline.refusal import Refused


def test_the_rate_rises_over_the_warmup_and_falls_at_once_towards_nothing():
    assert [rise_and_fall(step, 2, 2, 4) for step in range(4)] == pytest.approx([1 / 2, 1, 2 / 3, 1 / 3])


def test_the_rate_rises_stays_and_falls_towards_nothing():
    assert [rise_and_fall(step, 2, 5, 8) for step in range(8)] == pytest.approx([1 / 2, 1, 1, 1, 1, 3 / 4, 1 / 2, 1 / 4])


def test_without_a_cooldown_the_rate_stays_to_the_end():
    assert [rise_and_fall(step, 1, 4, 4) for step in range(4)] == [1, 1, 1, 1]


def test_reviews_cut_the_stable_part_into_equal_stretches():
    assert review_steps(10, 90, 3) == [30, 50, 70]
    assert review_steps(10, 90, 0) == []


def test_there_are_no_two_reviews_at_one_step_and_none_where_the_rate_falls():
    assert review_steps(1, 3, 9) == [1, 2]
    assert review_steps(2, 2, 4) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("rate", 0), ("warmup", 1), ("warmup", -0.1), ("reviews", -1), ("cooldown", 1), ("cooldown", 0.95), ("cooldown", -0.1),
     ("rest", 1.1), ("rest", float("nan"))],
)  # fmt: skip
def test_a_schedule_that_makes_no_sense_is_refused_by_its_key(key, value):
    sound = {"rate": 1e-4, "warmup": 0.06, "adaptive": True, "reviews": 8, "cooldown": 0.2, "rest": 0.25}
    Schedule(**sound)
    with pytest.raises(Refused, match=rf"^params.yaml: teach: {key}: .*: must be .*$"):
        Schedule(**{**sound, key: value})
