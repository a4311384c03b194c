"""The order of tasks, their rates and the end of a training, by hand where they can be and by property where they are drawn."""

import json
from collections import Counter

import numpy as np
import pytest

from glueline.learning.course import Course, Pace
from glueline.learning.schedule import Schedule
from glueline.learning.syllabus import Syllabus
from glueline.refusal import Refused

ROWS = {"a": 480, "b": 240, "c": 80}  # 60, 30 and 10 steps an epoch


def syllabus(epochs=1, seed=5, rows=ROWS, opens=(0, 0, 0, 0), **changed):
    schedule = {"rate": 2.0, "warmup": 0.1, "adaptive": True, "reviews": 3, "cooldown": 0.2, "rest": 0.25, **changed}
    numbers = {task: np.arange(number) for task, number in rows.items()}
    pace = Pace(rows=8, tokens=40, hardest=0.5, opens=opens)
    courses = {task: Course(each % 9 + 4, (each % 4 + 1).astype(np.int8), pace, epochs, seed) for task, each in numbers.items()}
    return Syllabus(courses, Schedule(**schedule), seed)


def skills(**means):
    """Four tune rows a task, with the given means."""
    return {task: mean + np.array([-0.02, -0.01, 0.01, 0.02]) for task, mean in means.items()}


def run(made, answers, turns=10**9):
    """The turns until the end or until `turns`, reviews answered in order."""
    taken = []
    while len(taken) < turns:
        if made.review_due():
            made.review(answers[len(made.log) // len(made.courses)])
        turn = next(made, None)
        if turn is None:
            break
        taken.append(turn)
    return taken


def counts(turns):
    return Counter(turn.task for turn in turns)


def plain(turns):
    return [(turn.task, [batch.tolist() for batch in turn.batches], turn.rate, turn.progress) for turn in turns]


STILL = skills(a=0.5, b=0.5, c=0.5)
RISING = [skills(a=0.5 + by, b=0.5 + by, c=0.5 + by) for by in (0, 0.1, 0.2)]


def test_without_adaptation_each_task_gets_exactly_its_planned_steps_and_all_its_rows():
    turns = list(syllabus(epochs=3, adaptive=False))
    assert counts(turns) == {"a": 180, "b": 90, "c": 30}
    for task, number in ROWS.items():
        seen = np.concatenate([batch for turn in turns if turn.task == task for batch in turn.batches])
        assert np.bincount(seen).tolist() == [3] * number


def test_without_adaptation_the_tasks_are_mixed_evenly_from_the_first_step_to_the_last():
    turns = list(syllabus(epochs=10, adaptive=False))
    for start in range(0, 1000, 250):  # 150, 75 and 25 of each on average; four standard deviations
        each = counts(turns[start : start + 250])
        assert abs(each["a"] - 150) < 32 and abs(each["b"] - 75) < 28 and abs(each["c"] - 25) < 19


def test_without_adaptation_the_rate_rises_then_falls_and_no_review_comes():
    made = syllabus(rows={"a": 32}, warmup=0.5, adaptive=False)
    turns = [turn for turn in made if not made.review_due()]
    assert [turn.rate for turn in turns] == pytest.approx([1.0, 2.0, 4 / 3, 2 / 3])
    assert [turn.progress for turn in turns] == [0, 0.25, 0.5, 0.75] and made.log == []


def test_while_tasks_improve_the_rate_is_warmup_stable_and_cooldown_over_the_whole_budget():
    turns = run(syllabus(), RISING)
    expected = [2 * (step + 1) / 10 for step in range(10)] + [2] * 70 + [2 * (100 - step) / 21 for step in range(80, 100)]
    assert [turn.rate for turn in turns] == pytest.approx(expected)
    assert [turn.progress for turn in turns] == pytest.approx([step / 100 for step in range(100)])


def test_reviews_stand_at_equal_distances_in_the_stable_part():
    made = syllabus()
    run(made, RISING)
    assert [entry["step"] for entry in made.log if entry["task"] == "a"] == [27, 45, 62]  # stretches of 17.5 from 10 to 80


def test_a_turn_is_not_given_while_a_review_is_due():
    made = syllabus()
    for _ in range(27):
        next(made)
    with pytest.raises(AssertionError, match="step 27: a review is due"):
        next(made)


def test_without_reviews_the_adaptive_schedule_gives_the_planned_shares():
    assert counts(run(syllabus(epochs=3, reviews=0), [])) == {"a": 180, "b": 90, "c": 30}


def test_a_review_worked_by_hand():
    made = syllabus()
    run(made, [skills(a=0.5, b=0.5, c=0.8), skills(a=0.7, b=0.5, c=0.8)], turns=46)
    second = {entry.pop("task"): entry for entry in made.log[3:]}
    # lacking 0.3, 0.5 and 0.2, a third on average: difficulties 0.9, 1.5 and 0.6; b and c rest at a quarter
    weights = {"a": 0.6 * 0.9, "b": 0.3 * 1.5 / 4, "c": 0.1 * 0.6 / 4}
    for task, gain, difficulty, factor in (("a", 0.2, 0.9, 1.0), ("b", 0.0, 1.5, 0.5), ("c", 0.0, 0.6, 0.5)):
        found = second[task]
        assert (found["step"], found["improving"], found["factor"]) == (45, task == "a", factor)
        assert found["gain"] == pytest.approx(gain) and found["standard_error"] == pytest.approx(0, abs=1e-12)
        assert found["difficulty"] == pytest.approx(difficulty)
        assert found["share"] == pytest.approx(weights[task] / sum(weights.values()))
    assert json.loads(json.dumps(made.log)) == made.log


def test_steps_move_to_hard_tasks_that_improve():
    made = syllabus(epochs=20, reviews=2)  # stable from step 200 to 1600: reviews at 666 and 1133
    turns = run(made, [STILL, skills(a=0.5, b=0.7, c=0.5)])
    stretch = counts(turns[1133:1600])
    shares = {entry["task"]: entry["share"] for entry in made.log[3:]}
    assert sum(stretch.values()) == 467 and all(abs(stretch[task] - 467 * shares[task]) < 1 for task in ROWS)
    assert stretch["b"] > stretch["a"] and counts(turns[:666])["b"] < counts(turns[:666])["a"]


def test_a_task_that_rests_at_nothing_gets_no_step_until_the_cooldown():
    turns = run(syllabus(epochs=20, reviews=2, rest=0), [STILL, skills(a=0.5, b=0.7, c=0.5)])
    assert counts(turns[1133:1600]) == {"b": 467}
    assert counts(turns[1600:]) == {"a": 240, "b": 120, "c": 40}  # planned shares again


def test_a_tasks_rate_halves_at_each_review_without_progress_returns_with_it_and_keeps_in_the_cooldown():
    made = syllabus(epochs=20, reviews=4)  # reviews at 480, 760, 1040 and 1320
    means = [(0.5, 0.5, 0.5), (0.5, 0.5, 0.6), (0.5, 0.6, 0.7), (0.5, 0.6, 0.8)]
    turns = run(made, [skills(a=a, b=b, c=c) for a, b, c in means])
    rates = {task: [entry["factor"] for entry in made.log if entry["task"] == task] for task in ROWS}
    assert rates == {"a": [1, 0.5, 0.25, 0.125], "b": [1, 0.5, 1, 0.5], "c": [1, 1, 1, 1]}
    for start, end, at in ((480, 760, 0), (760, 1040, 1), (1040, 1320, 2), (1320, 1600, 3)):
        assert {(turn.task, turn.rate) for turn in turns[start:end]} == {(task, 2 * rates[task][at]) for task in ROWS}
    falling = [2 * rates[turn.task][3] * (2000 - step) / 401 for step, turn in enumerate(turns[1600:], 1600)]
    assert [turn.rate for turn in turns[1600:]] == pytest.approx(falling)


def test_a_swing_back_to_what_was_reached_before_is_no_progress():
    made = syllabus(epochs=20, reviews=4)
    run(made, [skills(a=a, b=0.5, c=0.2 + 0.1 * number) for number, a in enumerate((0.6, 0.5, 0.6, 0.7))])
    found = [(entry["gain"], entry["improving"]) for entry in made.log if entry["task"] == "a"]
    assert found == [(None, True), (pytest.approx(-0.1), False), (pytest.approx(0), False), (pytest.approx(0.1), True)]


def test_once_no_task_improves_the_cooldown_begins_with_its_share_of_the_steps():
    made = syllabus(epochs=20, reviews=3)  # reviews at 550, 900 and 1250
    turns = run(made, [STILL, STILL])
    assert len(turns) == made.end == 900 + 225  # 225 of 1125 are a fifth
    assert counts(turns[900:]) == {"a": 135, "b": pytest.approx(67.5, abs=1), "c": pytest.approx(22.5, abs=1)}
    falling = [2 * 0.5 * (1125 - step) / 226 for step in range(900, 1125)]
    assert [turn.rate for turn in turns[900:]] == pytest.approx(falling)
    # of what is left once it is to end early
    assert [turns[step].progress for step in (450, 1124)] == [450 / 2000, 1124 / 1125]
    assert len(made.log) == 6 and not made.review_due()


def test_without_a_cooldown_a_training_that_no_longer_improves_ends_there():
    assert len(run(syllabus(epochs=20, cooldown=0.0, reviews=3), [STILL, STILL])) == 200 + 2 * 450


@pytest.mark.parametrize("adaptive", [True, False])
def test_a_syllabus_restored_anywhere_gives_the_turns_that_would_have_followed(adaptive):
    answers = [skills(a=0.5, b=0.5, c=0.5), skills(a=0.6, b=0.5, c=0.55), skills(a=0.6, b=0.5, c=0.55)]

    def fresh():
        return syllabus(epochs=2, adaptive=adaptive, opens=(0, 0.2, 0.4, 0.6))

    undisturbed = fresh()
    whole = plain(run(undisturbed, answers))
    assert len(whole) == (156 if adaptive else 200)  # the third review, at step 125, ends the stable part
    for stop in (0, 1, 33, 55, 56, 90, 91, 120, 125, 126, 150, len(whole)):
        killed = fresh()
        run(killed, answers, turns=stop)
        again = fresh()
        again.restore(json.loads(json.dumps(killed.state())))
        assert again.step == stop
        assert plain(run(again, answers)) == whole[stop:], stop
        assert (again.log, again.end) == (undisturbed.log, undisturbed.end)


def test_a_state_kept_between_a_review_and_the_next_turn_holds_what_was_decided():
    made = syllabus()
    run(made, RISING, turns=27)
    made.review(STILL)
    again = syllabus()
    again.restore(json.loads(json.dumps(made.state())))
    assert not again.review_due() and again.owed == made.owed and again.log == made.log


def test_a_state_does_not_change_with_what_follows():
    made = syllabus()
    run(made, RISING, turns=30)
    state = made.state()
    text = json.dumps(state)
    run(made, RISING)
    assert json.dumps(state) == text


def test_another_seed_gives_another_order():
    assert plain(run(syllabus(seed=1), RISING)) == plain(run(syllabus(seed=1), RISING))
    assert counts(run(syllabus(seed=1), RISING, 20)) != counts(run(syllabus(seed=2), RISING, 20))


def test_a_review_must_see_every_task_and_the_same_rows():
    made = syllabus()
    run(made, RISING, turns=27)
    with pytest.raises(Refused, match="tune_share: c has 0 tune rows"):
        made.review(skills(a=0.5, b=0.5))
    made.review(STILL)
    run(made, [], turns=18)
    with pytest.raises(AssertionError, match="the same rows"):
        made.review({task: each[:3] for task, each in STILL.items()})


def test_a_training_of_one_step_is_still_a_training():
    for adaptive in (True, False):
        turn, = run(syllabus(rows={"a": 5}, adaptive=adaptive), [])
        assert (turn.rate, turn.progress) == (2.0, 0.0)
