from collections import Counter
from math import log

import numpy as np
import pytest
from scipy.stats import percentileofscore

from glueline.learning.curriculum import measure, percentile_rank, rarity, rate, words

SENTENCES = ["a", "a A", "a b c", "a b c d"]
COUNTS = Counter(a=5, b=2, c=2, d=1)  # of the four sentences: ten words


def measures(sentences):
    return measure((words(sentence, None) for sentence in sentences), COUNTS)


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


def test_measures_are_the_number_of_words_and_their_rarity():
    lengths, rarities = measures(["a A", "d"])
    assert lengths.tolist() == [2, 1]
    assert rarities.tolist() == pytest.approx([log(2), log(10)])


def test_four_sentences_rated_by_hand():
    rated = rate(*measures(SENTENCES), train=np.full(4, True))
    assert rated.length.tolist() == [0.125, 0.375, 0.625, 0.875]
    assert rated.rarity.tolist() == [0.25, 0.25, 0.625, 0.875]      # the first two are as rare as each other
    assert rated.difficulty.tolist() == [0.125, 0.375, 0.625, 0.875]  # of the means 0.1875, 0.3125, 0.625, 0.875
    assert rated.phase.tolist() == [1, 2, 3, 4] and rated.phase.dtype == np.int8


def test_a_row_outside_train_is_rated_by_train_and_moves_nothing():
    alone = rate(*measures(SENTENCES), train=np.full(4, True))
    rated = rate(*measures([*SENTENCES, "d d d d d"]), train=np.array([True] * 4 + [False]))
    for part in ("difficulty", "length", "rarity", "phase"):
        assert getattr(rated, part)[:4].tolist() == getattr(alone, part).tolist()
    assert (rated.difficulty[4], rated.length[4], rated.rarity[4], rated.phase[4]) == (1, 1, 1, 4)


def test_percentile_rank_agrees_with_scipy_with_ties_and_values_from_outside():
    random = np.random.default_rng(1)
    among, values = random.integers(0, 20, 57), random.integers(-3, 25, 40)
    expected = [percentileofscore(among, value, kind="mean") / 100 for value in values]
    assert percentile_rank(values, among) == pytest.approx(expected)


def test_the_phases_of_many_rows_are_quarters_but_for_ties():
    random = np.random.default_rng(2)
    rated = rate(random.random(1000), random.random(1000), np.full(1000, True))
    sizes = np.bincount(rated.phase, minlength=5)
    assert sizes[0] == 0 and np.abs(sizes[1:] - 250).max() <= 2
    assert 0 < rated.difficulty.min() and rated.difficulty.max() < 1
