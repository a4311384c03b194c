from math import log10

import pytest

from glueline.text.fluency import NUMBER, START, count, words_of


def mean(found, text):
    logs = found.scored(text).logs
    return sum(logs) / len(logs) if logs else 0.0


def change(found, before, after):
    return found.change(found.scored(before), after)


TEXTS = ["The cat sat.", "The cat ran.", "A dog sat on the cat."]  # 12 words: the 3, cat 3, sat 2, ran 1, a 1, dog 1, on 1


@pytest.mark.parametrize("text, words", [
    ("Don't pay $5!", ["do", "n't", "pay", NUMBER]),
    ("do n't pay $ 5 !", ["do", "n't", "pay", NUMBER]),
    ("Mary’s book can't", ["mary", "'s", "book", "ca", "n't"]),
    ("it 's 3.5 , isn't it", ["it", "'s", NUMBER, NUMBER, "is", "n't", "it"]),
    ("well-known — 2nd", ["well", "known", NUMBER]),
    ("...", []),
])
def test_words_are_cut_alike_whether_the_text_was_cut_before_or_not(text, words):
    assert words_of(text) == words


def test_seen_pairs_score_their_relative_frequency():
    found = count(TEXTS)
    assert (found.total, int(found.words[found.numbers[START]])) == (12, 3)
    # the after START: 2 of 3; cat after the: 3 of 3; sat after cat: 1 of 3
    assert mean(found, "The cat sat.") == pytest.approx((log10(2 / 3) + log10(1) + log10(1 / 3)) / 3)


def test_unseen_pairs_back_off_to_the_word_and_unseen_words_to_their_frequency_in_english():
    found = count(TEXTS)
    # dog after START: unseen, dog is 1 of 12 words; the after dog: unseen, 3 of 12
    assert mean(found, "Dog the") == pytest.approx((log10(0.4 / 12) + log10(0.4 * 3 / 12)) / 2)
    assert mean(found, "of") == pytest.approx(log10(0.4 * 0.4 * 10 ** -1.6), abs=0.05)  # "of" is 2.5 % of English
    assert mean(found, "xqzzv") == pytest.approx(log10(0.4 * 0.4 * 1e-9))
    assert mean(found, "!") == 0


def test_where_nothing_was_counted_words_have_their_frequency_in_english():
    nothing = count([])
    assert nothing.change(nothing.scored("the cat"), "the zyzzyva") < 0


def test_the_order_of_words_counts():
    found = count(TEXTS)
    assert mean(found, "The cat sat on the dog") > mean(found, "cat The on sat dog the")


@pytest.mark.parametrize("before, after", [
    ("The cat sat.", "The dog sat."),
    ("A dog sat on the cat.", "The dog sat on the cat."),
    ("A dog sat on the cat.", "A dog sat on the mat"),
    ("A dog sat on the cat.", "A dog sat on the big cat."),
    ("A dog sat on the cat.", "A dog sat."),
    ("A dog sat on the cat.", "the cat"),
    ("the cat", "the cat the cat"),
    ("the cat the cat", "the cat"),
    ("the the the", "the the"),
    ("The cat sat.", "..."),
    ("...", "The cat sat."),
    ("The cat sat.", "the cat sat"),
    ("a", "a"),
])
def test_the_change_is_the_difference_of_the_means_though_only_what_differs_is_looked_up(before, after):
    found = count(TEXTS)
    assert change(found, before, after) == pytest.approx(mean(found, after) - mean(found, before), abs=1e-12)


def test_where_too_many_pairs_are_held_the_rarest_go():
    """Seven different pairs are seen once and "the cat", three times, with "<start> the", twice, more often."""
    whole, pruned = count(TEXTS), count(TEXTS, pairs_at_most=2)
    assert (len(whole.pairs), sorted(pruned.counts.tolist())) == (9, [2, 3])
    assert mean(pruned, "The cat sat.") == pytest.approx((log10(2 / 3) + log10(1) + log10(0.4 * 2 / 12)) / 3)


def test_texts_counted_in_parts_count_as_they_do_together(monkeypatch):
    together = count(TEXTS)
    monkeypatch.setattr("glueline.text.fluency.TEXTS_AT_A_TIME", 1)
    apart = count(iter(TEXTS))
    assert (apart.numbers, apart.total) == (together.numbers, together.total)
    for name in ("words", "pairs", "counts"):
        assert getattr(apart, name).tolist() == getattr(together, name).tolist()


def test_a_text_is_less_fluent_with_an_error_in_it():
    found = count(["the book was written by john", "the book was read by mary", "mary was late", "the car was sold by john"])
    for worse in ("the book was wrote by john", "the bok was written by john", "book the was by written john"):
        assert change(found, "the book was written by john", worse) < -0.1
