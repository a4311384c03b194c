from collections import Counter
from math import log

import numpy as np
import pytest
from scipy.stats import percentileofscore

from glueline.curriculum.difficulty import PARTS, PHASES, percentile_rank, rarity, rate, words

SENTENCES = ["a", "a A", "a b c", "a b c d"]
COUNTS = Counter(a=5, b=2, c=2, d=1)  # of the four sentences: ten words
NAN = np.nan


def measured(sentences):
    tokens = [words(sentence, None) for sentence in sentences]
    return {"length": np.array([float(len(each)) for each in tokens]),
            "rarity": np.array([rarity(each, COUNTS, COUNTS.total()) for each in tokens])}


def rated(measures, weights, natural=None):
    rows = len(next(iter(measures.values())))
    return rate(measures, dict.fromkeys(PARTS, 0.0) | weights, np.full(rows, True) if natural is None else natural)


def test_words_are_lower_cased_and_cut_at_white_space_over_both_texts():
    assert words("Dogs  bark.", None) == ["dogs", "bark."]
    assert words("Dogs bark.", "Do they?") == ["dogs", "bark.", "do", "they?"]


def test_rarity_is_the_mean_negative_log_of_relative_frequency():
    assert rarity(["a"], COUNTS, 10) == pytest.approx(log(2))
    assert rarity(["a", "b", "c"], COUNTS, 10) == pytest.approx((log(2) + 2 * log(5)) / 3)


def test_a_word_that_train_does_not_have_counts_as_seen_once():
    assert rarity(["zebra"], COUNTS, 10) == pytest.approx(log(10))


def test_a_row_without_words_is_not_rare():
    assert rarity([], COUNTS, 10) == 0.0


def test_four_sentences_rated_by_hand():
    found = rated(measured(SENTENCES), {"length": 1, "rarity": 1})
    assert found.parts["length"].tolist() == [0.125, 0.375, 0.625, 0.875]
    assert found.parts["rarity"].tolist() == [0.25, 0.25, 0.625, 0.875]   # the first two are as rare as each other
    assert found.difficulty.tolist() == [0.125, 0.375, 0.625, 0.875]      # of the means 0.1875, 0.3125, 0.625, 0.875
    assert found.phase.tolist() == [1, 2, 3, 4] and found.phase.dtype == np.int8


def test_weights_decide_what_a_part_counts():
    parts = {"length": np.array([1.0, 2, 3, 4]), "loss": np.array([9.0, 1, 3, 2])}  # ranks 1 3 5 7 and 7 1 5 3, in eighths
    assert rated(parts, {"length": 1}).difficulty.tolist() == [0.125, 0.375, 0.625, 0.875]
    assert rated(parts, {"loss": 0.1}).difficulty.tolist() == [0.875, 0.125, 0.625, 0.375]
    assert rated(parts, {"length": 1, "loss": 3}).difficulty.tolist() == [0.875, 0.125, 0.625, 0.375]  # of 22, 6, 20, 16
    assert rated(parts, {"length": 3, "loss": 1}).difficulty.tolist() == [0.25, 0.25, 0.625, 0.875]    # of 10, 10, 20, 24


def test_a_part_that_weighs_nothing_is_reported_and_changes_no_bit_of_the_difficulty():
    random = np.random.default_rng(3)
    two = {"length": random.integers(1, 9, 200) * 1.0, "rarity": random.random(200)}
    three = two | {"loss": np.where(np.arange(200) < 50, NAN, random.random(200))}
    alone, beside = (rated(parts, {"length": 1, "rarity": 1}) for parts in (two, three))
    assert alone.difficulty.tolist() == beside.difficulty.tolist() and alone.phase.tolist() == beside.phase.tolist()
    np.testing.assert_array_equal(beside.parts["loss"], percentile_rank(three["loss"], three["loss"]))


def test_a_row_that_is_not_natural_is_rated_by_the_natural_ones_and_moves_nothing():
    weights = {"length": 1, "rarity": 1}
    alone = rated(measured(SENTENCES), weights)
    found = rated(measured([*SENTENCES, "d d d d d"]), weights, np.array([True] * 4 + [False]))
    assert (found.difficulty[:4].tolist(), found.phase[:4].tolist()) == (alone.difficulty.tolist(), alone.phase.tolist())
    assert {name: found.parts[name][:4].tolist() for name in alone.parts} == {
        name: places.tolist() for name, places in alone.parts.items()}
    assert (found.difficulty[4], found.parts["length"][4], found.parts["rarity"][4], found.phase[4]) == (1, 1, 1, 4)


def test_a_row_of_which_less_is_known_takes_its_place_by_what_is_known_of_all():
    parts = {"length": np.array([1.0, 2, 3, 4, 4]), "loss": np.array([4.0, 3, 2, 1, NAN])}
    found = rated(parts, {"length": 1, "loss": 1})
    assert found.parts["loss"][:4].tolist() == [0.875, 0.625, 0.375, 0.125] and np.isnan(found.parts["loss"][4])
    assert found.difficulty[4] == 0.8  # by length alone, among all five: three are shorter, two as long
    assert (found.phase[4], found.parts["length"][4]) == (4, 0.8)


def test_rows_of_which_less_is_known_are_in_no_phase_more_often_than_the_others():
    random = np.random.default_rng(5)
    parts = {name: random.random(4000) for name in ("length", "rarity", "syntax", "loss", "doubt", "variability")}
    unread = random.random(4000) < 0.5
    parts |= {name: np.where(unread, NAN, parts[name]) for name in ("loss", "doubt", "variability")}
    found = rated(parts, dict.fromkeys(parts, 1.0))
    assert np.bincount(found.phase[unread], minlength=5)[1:] / unread.sum() == pytest.approx([0.25] * 4, abs=0.02)


def test_a_row_of_which_nothing_that_counts_is_known_has_no_difficulty_and_the_last_phase():
    found = rated({"length": np.array([1.0, 2]), "loss": np.array([1.0, NAN])}, {"loss": 1})
    assert found.difficulty[0] == 0.5 and np.isnan(found.difficulty[1])
    assert found.phase.tolist() == [3, PHASES]


def test_percentile_rank_agrees_with_scipy_with_ties_and_values_from_outside():
    random = np.random.default_rng(1)
    among, values = random.integers(0, 20, 57) * 1.0, random.integers(-3, 25, 40) * 1.0
    expected = [percentileofscore(among, value, kind="mean") / 100 for value in values]
    assert percentile_rank(values, among) == pytest.approx(expected)


def test_what_is_unknown_has_no_place_and_takes_none():
    found = percentile_rank(np.array([1.0, NAN, 3.0]), np.array([NAN, 1.0, 3.0, NAN]))
    assert found[[0, 2]].tolist() == [0.25, 0.75] and np.isnan(found[1])
    assert np.isnan(percentile_rank(np.array([1.0]), np.array([NAN]))).all()


def test_the_phases_of_many_rows_are_quarters_but_for_ties():
    random = np.random.default_rng(2)
    found = rated({"length": random.random(1000), "rarity": random.random(1000)}, {"length": 1, "rarity": 1})
    sizes = np.bincount(found.phase, minlength=5)
    assert sizes[0] == 0 and np.abs(sizes[1:] - 250).max() <= 2
    assert 0 < found.difficulty.min() and found.difficulty.max() < 1
