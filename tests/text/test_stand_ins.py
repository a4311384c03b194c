import pytest

from glueline.text.stand_ins import ROWS, may_stand_for


@pytest.mark.parametrize("word, other", [
    ("car", "automobile"), ("funny", "humorous"), ("begins", "starts"), ("prison", "jail"), ("completely", "totally"),
    ("several", "various"), ("films", "movies"),
])
def test_words_of_one_form_that_mean_the_same_may_stand_for_each_other(word, other):
    assert may_stand_for(word, other) and may_stand_for(other, word)


@pytest.mark.parametrize("word, other, why", [
    ("active", "inactive", "one denies the other"),
    ("reliable", "unreliable", "one denies the other"),
    ("biography", "autobiography", "one is a kind of the other"),
    ("critic", "criticism", "one stem, another sense"),
    ("northeast", "northwest", "one stem, another sense"),
    ("sale", "sell", "another part of speech"),
    ("person", "people", "another number"),
    ("today", "yesterday", "one row"),
    ("thousands", "millions", "one row"),
    ("anybody", "nobody", "one row"),
    ("actor", "actress", "one row"),
    ("third", "second", "one row"),
    ("boyfriend", "girlfriend", "one row"),
    ("northeastern", "southwestern", "one row"),
    ("poetry", "poem", "one stem, another sense"),
])
def test_words_that_are_near_in_use_alone_may_not(word, other, why):
    assert not may_stand_for(word, other) and not may_stand_for(other, word), why


def test_the_words_of_a_row_are_lower_case_words():
    assert all(word.isalpha() and word.islower() for row in ROWS for word in row)
