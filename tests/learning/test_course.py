"""A course shows every row once a pass, opens phases when it is told, and goes on after a stop as if there had been none."""

import json
from collections import Counter

import numpy as np
import pytest

from glueline.learning.course import Course, Pace
from glueline.refusal import Refused

ALL_AT_ONCE = (0, 0, 0, 0)
GRADUALLY = (0, 0.2, 0.35, 0.6)


def pace(**changed):
    return Pace(**{"rows": 8, "tokens": 64, "hardest": 1.0, "opens": ALL_AT_ONCE, **changed})


def course(rows=83, epochs=4, seed=1, **changed):
    random = np.random.default_rng(0)
    return Course(random.integers(3, 30, rows), random.integers(1, 5, rows).astype(np.int8), pace(**changed), epochs, seed)


def rows_of(batches):
    return np.concatenate(batches).tolist()


def steps_of(made, number):
    return [[batch.tolist() for batch in made.next()] for _ in range(number)]


def test_each_pass_shows_every_row_once_in_steps_of_one_size_but_the_last():
    made = course(rows=83, epochs=3)
    assert made.planned == 3 * 11
    for _ in range(5):  # past the planned ones too
        steps = [rows_of(made.next()) for _ in range(11)]
        assert [len(step) for step in steps] == [8] * 10 + [3]
        assert sorted(sum(steps, [])) == list(range(83))


def test_a_steps_rows_are_neighbours_in_length():
    made = course(rows=80)
    spans = [np.ptp(made.lengths[rows_of(made.next())]) for _ in range(10)]
    assert max(spans) <= 6  # 80 rows of 3 to 29 tokens in ten groups; the rows as they lie would span 20 and more


def test_micro_batches_make_up_the_step_within_the_budget_and_a_longer_row_is_alone():
    lengths = np.array([2, 3, 3, 5, 9, 40])
    made = Course(lengths, np.ones(6, np.int8), pace(rows=6, tokens=10), 1, 0)
    batches = [batch.tolist() for batch in made.next()]
    assert sorted(batches[0]) == [0, 1, 2] and batches[1:] == [[3], [4], [5]]


@pytest.mark.parametrize(("phase", "sizes"), [(1, [60]), (2, [50, 10]), (3, [40, 20]), (4, [30, 30])])
def test_harder_rows_come_in_smaller_micro_batches_while_the_step_keeps_its_rows(phase, sizes):
    made = Course(np.ones(60, int), np.full(60, phase, np.int8), pace(rows=60, tokens=60, hardest=0.5), 1, 0)
    assert [len(batch) for batch in made.next()] == sizes  # of rows of one token


def test_the_budget_follows_the_mean_phase_of_the_steps_rows():
    made = Course(np.ones(60, int), np.repeat([1, 4], 30).astype(np.int8), pace(rows=60, tokens=60, hardest=0.5), 1, 0)
    assert [len(batch) for batch in made.next()] == [45, 15]  # mean phase 2.5


def test_rows_of_a_phase_appear_only_once_it_has_opened():
    made = course(rows=200, epochs=4, opens=GRADUALLY)
    hardest = [max(made.phases[rows_of(made.next())]) for _ in range(made.planned)]
    for phase, opens in enumerate(GRADUALLY, 1):
        first = next(step for step, seen in enumerate(hardest) if seen >= phase)
        assert opens * made.planned <= first <= opens * made.planned + 3


def test_a_phase_opens_at_the_step_that_its_decimal_share_says():
    phases = np.array([1] * 50 + [2] * 50, np.int8)
    made = Course(np.full(100, 9), phases, pace(rows=10, tokens=999, opens=(0, 0.7, 0.7, 0.7)), 1, 0)
    shown = [bool((phases[rows_of(made.next())] == 2).any()) for _ in range(10)]
    assert not any(shown[:7]) and any(shown[7:])  # 0.7 * 10 is a little more than 7 in floating point


def test_rows_that_join_in_the_middle_of_a_pass_are_seen_once_in_it():
    phases = np.array([1] * 40 + [2] * 24, np.int8)
    made = Course(np.arange(64) % 7 + 3, phases, pace(opens=(0, 0.25, 0.25, 0.25)), 1, 0)
    assert made.planned == 8  # of which 2 have passed when the 24 rows join the 24 that wait
    before = [rows_of(made.next()) for _ in range(2)]
    after = [rows_of(made.next()) for _ in range(6)]
    assert all(row < 40 for row in sum(before, []))
    assert sorted(sum(before + after, [])) == list(range(64))
    assert any(row >= 40 for row in sum(after[:3], [])) and any(row < 40 for row in sum(after[3:], []))  # mixed, not appended


def test_where_phases_are_open_every_open_row_is_seen_once_before_any_is_seen_again():
    made = course(rows=150, epochs=6, opens=GRADUALLY)
    seen: Counter[int] = Counter()
    for step in range(made.planned):
        began = made.pass_began
        rows = rows_of(made.next())
        if made.pass_began != began or step == 0:
            seen.clear()
        seen.update(rows)
        assert max(seen.values()) == 1
        if not len(made.waiting):
            opened = sum(each <= step / made.planned for each in GRADUALLY)
            assert set(seen) == set(np.flatnonzero(made.phases <= opened).tolist())


def test_a_task_without_easy_rows_begins_with_the_easiest_it_has():
    made = Course(np.full(20, 5), np.array([3] * 10 + [4] * 10, np.int8), pace(rows=5, opens=(0, 0.3, 0.6, 0.9)), 2, 0)
    assert all(row < 10 for row in rows_of(made.next()))


@pytest.mark.parametrize("opens", [ALL_AT_ONCE, GRADUALLY])
def test_a_course_restored_anywhere_goes_on_as_if_it_had_never_stopped(opens):
    whole = steps_of(course(opens=opens), 60)
    for stop in (0, 1, 5, 11, 17, 22, 43, 44, 45):  # the ends of passes and the openings of phases among them
        killed = course(opens=opens)
        assert steps_of(killed, stop) == whole[:stop]
        again = course(opens=opens)
        steps_of(again, 7)  # whatever it has done before
        again.restore(json.loads(json.dumps(killed.state())))
        assert steps_of(again, 60 - stop) == whole[stop:]
        assert again.taken == 60


def test_a_state_is_a_copy_and_stays_small():
    made = course(rows=5000)
    state = made.state()
    text = json.dumps(state)
    steps_of(made, 100)
    assert json.dumps(state) == text and len(json.dumps(made.state())) < 500


def test_another_seed_gives_another_order():
    assert steps_of(course(seed=[1, 2]), 10) == steps_of(course(seed=[1, 2]), 10) != steps_of(course(seed=[1, 3]), 10)


@pytest.mark.parametrize(
    ("key", "value"),
    [("opens", (0.1, 0.2, 0.3, 0.4)), ("opens", (0, 0.5, 0.4, 0.6)), ("opens", (0, 0.2, 0.4, 1)), ("opens", (0, 0.5)),
     ("opens", (0, 0.2, float("nan"), 0.4)), ("hardest", 0), ("hardest", 1.5), ("rows", 0), ("tokens", 0)],
)  # fmt: skip
def test_a_pace_that_makes_no_sense_is_refused_by_its_key(key, value):
    with pytest.raises(Refused, match=rf"^params.yaml: teach: {key}: .*: must be .*$"):
        pace(**{key: value})
