from math import nan

import pytest

from glueline.text.validity import ACCEPTED, Evidence, Thresholds, reason_of, verdict, wrong_label

LIMITS = Thresholds(similarity=0.8, fluency=-0.3, judged=0.05)
SOUND = {"similarity": 0.8, "fluency": -0.3, "judged": 0.05}


def test_a_candidate_that_just_reaches_every_threshold_is_accepted():
    assert verdict(Evidence(**SOUND), LIMITS) == ACCEPTED


@pytest.mark.parametrize("parent, outcome", [(0.5, "label contradicted"), (0.49, ACCEPTED), (None, "label contradicted")])
def test_judges_contradict_a_label_only_where_they_believed_the_parents(parent, outcome):
    assert verdict(Evidence(**SOUND | {"judged": 0.04, "parent_judged": parent}), LIMITS) == outcome


@pytest.mark.parametrize("evidence, reason", [
    ({"similarity": 0.799}, "too far from its parent"),
    ({"fluency": -0.301}, "not fluent"),
    ({"judged": 0.049}, "label contradicted"),
    ({"similarity": nan}, "too far from its parent"),
    ({"repeats": True}, "repeats another row"),
    ({"overlap": "rte/test/5"}, "repeats a held-out row"),
    ({"wrong_label": "label not flipped"}, "label not flipped"),
    ({"unchanged": True}, "unchanged"),
    ({"failed": "KeyError: 'x'"}, "failed: KeyError: 'x'"),
])
def test_each_kind_of_evidence_is_a_reason_of_its_own(evidence, reason):
    assert verdict(Evidence(**SOUND | evidence), LIMITS) == reason


def test_the_first_reason_is_the_one_that_settles_most():
    every = {"failed": "x", "unchanged": True, "wrong_label": "no such label", "overlap": "id", "repeats": True,
             "similarity": 0, "fluency": -9, "judged": 0}
    reasons = []
    for name, sound in [("failed", None), ("unchanged", False), ("wrong_label", None), ("overlap", None), ("repeats", False),
                        ("fluency", 0), ("similarity", 1), ("judged", 1)]:
        reasons.append(verdict(Evidence(**every), LIMITS))
        every[name] = sound
    assert reasons == ["failed: x", "unchanged", "no such label", "repeats a held-out row", "repeats another row", "not fluent",
                       "too far from its parent", "label contradicted"]
    assert verdict(Evidence(**every), LIMITS) == ACCEPTED


def test_what_was_not_asked_for_is_no_reason_against_a_candidate():
    assert verdict(Evidence(), LIMITS) == ACCEPTED


def test_the_message_of_a_failure_is_no_part_of_its_reason():
    assert [reason_of(word) for word in ("failed: ValueError: 3", "failed: ", ACCEPTED, "not fluent")] == [
        "failed", "failed", ACCEPTED, "not fluent"]


TWO = ("entailment", "not_entailment")


@pytest.mark.parametrize("label, parent, effect, labels, wrong", [
    (1.0, 0.0, "flipped", TWO, None),
    (0.0, 0.0, "kept", TWO, None),
    (0.0, 0.0, "flipped", TWO, "label not flipped"),
    (1.0, 0.0, "kept", TWO, "label not kept"),
    (2.0, 0.0, "flipped", TWO, "no such label"),
    (0.5, 0.0, "flipped", TWO, "no such label"),
    (-1.0, 0.0, "flipped", TWO, "no such label"),
    (nan, 0.0, "flipped", TWO, "no such label"),
    (2.5, 2.5, "kept", (), None),
    (1.0, 4.8, "flipped", (), None),
    (5.1, 2.5, "flipped", (), "no such label"),
    (nan, 2.5, "flipped", (), "no such label"),
])
def test_a_label_is_the_tasks_and_as_the_operator_says(label, parent, effect, labels, wrong):
    assert wrong_label(label, parent, effect, labels) == wrong
