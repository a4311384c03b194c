"""Which rows are in which slice."""

import numpy as np
import pytest

from glueline.analysis.phenomena import COMMONEST, phenomena
from glueline.analysis.slices import by_others, others_of, textual


@pytest.mark.parametrize(("text", "kinds"), [
    ("She didn't come.", {"negation"}), ("Every dog barked.", {"quantifier"}), ("It cost 30 dollars.", {"number"}),
    ("Twelve men came.", {"number"}), ("He left because it rained.", {"link"}), ("The cat sat.", set()),
    ("Nobody paid more than two dollars unless asked.", {"negation", "quantifier", "number", "link"}),
])  # fmt: skip
def test_words_point_to_kinds_of_reasoning(text, kinds):
    found = phenomena(text, None)
    assert {name for name in ("negation", "quantifier", "number", "link") if getattr(found, name)} == kinds
    assert found.kinds == len(kinds) and found.apart is None


def test_the_rarest_word_leaves_names_aside():
    assert phenomena("The cat sat.", None).rarest == pytest.approx(phenomena("Xyzzy the cat sat.", None).rarest)
    assert phenomena("The zygote sat.", None).rarest < phenomena("The cat sat.", None).rarest
    assert phenomena("ACME.", None).rarest == COMMONEST


def test_pairs_are_sliced_by_overlap_and_reasoning_and_single_sentences_are_not():
    pairs = [phenomena("Two dogs ran.", other) for other in ("Two dogs ran.", "No cat slept.", "Dogs ran.", "Two cats sat.")]
    found = textual(pairs)
    assert found["much overlap"].tolist() == [True, False, False, False]
    assert found["little overlap"].tolist() == [False, True, False, False]
    assert found["multi-step inference"].tolist() == [False, True, False, False]  # a number and a denial
    single = textual([phenomena("Two dogs ran.", None), phenomena("It rained all day long.", None)])
    assert "much overlap" not in single and "multi-step inference" not in single
    assert single["long"].tolist() == [False, True] and single["short"].tolist() == [True, False]


def test_every_row_is_in_one_phase_and_the_phases_are_of_one_size():
    rows = [phenomena(" ".join(["word"] * number), None) for number in range(1, 41)]
    phases = np.array([mask for name, mask in textual(rows).items() if name.startswith("phase")])
    assert (phases.sum(0) == 1).all() and phases.sum(1).tolist() == [10, 10, 10, 10]
    assert phases[3, -1] and phases[0, 0]


def test_what_is_ambiguous_other_models_decide():
    answers = {"own": np.array([0, 0, 0, 0]), "b": np.array([0, 1, 0, 0]), "c": np.array([0, 0, 0, 0])}
    sure = {"own": np.array([0.5, 1, 1, 1]), "b": np.array([1, 1, 1, 0.5]), "c": np.array([1, 1, 1, 0.6])}
    found = by_others(["b", "c"], answers, sure)
    assert found["ambiguous"].tolist() == [False, False, False, True]
    assert found["others disagree"].tolist() == [False, True, False, False]
    assert by_others(["b"], {"own": answers["own"]}, {"own": sure["own"]}) == {}


def test_an_ensemble_is_no_other_model_to_its_members_nor_they_to_it():
    scored = {"a": "teachers/a", "b": "teachers/b", "ensemble": "teachers", "student": "student"}
    assert others_of("a", scored) == ["b", "student"] and others_of("student", scored) == ["a", "b"]
    assert others_of("ensemble", scored) == ["student"]
