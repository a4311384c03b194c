"""The project's own lists, and what may take a word's place."""

import pytest

from glueline.text.analysis import analyse
from glueline.text.articles import with_articles
from glueline.text.inflection import known
from glueline.text.lexicon import WordLists, pos_of
from glueline.text.lexicon_words import ANTONYMS, HYPERNYMS, SYNONYMS, arrows, groups
from glueline.text.substitutes import substitutes
from glueline.text.trust import trusted

LISTS = WordLists()


def test_lists_are_read_as_they_are_written():
    assert groups("big large | sad unhappy low") == {
        "big": ("large",), "large": ("big",), "sad": ("unhappy", "low"), "unhappy": ("sad", "low"), "low": ("sad", "unhappy")}
    assert arrows("a b > c | d > e f") == {"a": ("c",), "b": ("c",), "d": ("e", "f")}


@pytest.mark.parametrize("relation", [SYNONYMS, ANTONYMS, HYPERNYMS])
def test_every_word_is_english_and_none_is_related_to_itself(relation):
    assert set(relation) == {"noun", "verb", "adjective", "adverb"}
    for words in relation.values():
        for word, others in words.items():
            assert others and word not in others and len(set(others)) == len(others), word
            assert all(known(each) for each in (word, *others)), (word, others)


def test_no_word_is_both_the_same_and_the_opposite_of_another():
    for pos, words in SYNONYMS.items():
        for word, others in words.items():
            assert not set(others) & set(ANTONYMS[pos].get(word, ())), word


def test_opposites_hold_both_ways_where_both_are_listed_as_a_group():
    assert LISTS.antonyms("win", "verb") == ("lose",) and LISTS.antonyms("lose", "verb") == ("win",)
    assert LISTS.hypernyms("puppy", "noun") == ("dog", "animal")
    assert LISTS.synonyms("zorp", "noun") == ()


@pytest.mark.parametrize("tag, pos", [("NNS", "noun"), ("VBD", "verb"), ("JJR", "adjective"), ("RB", "adverb"), ("NNP", None),
                                      ("PRP", None), ("MD", None)])
def test_parts_of_speech(tag, pos):
    assert pos_of(tag) == pos


def substituted(text, word):
    sentence = analyse(text)
    return substitutes(sentence, [token.text for token in sentence.tokens].index(word), LISTS)


@pytest.mark.parametrize("text, word, found", [
    ("She bought a car.", "bought", ("purchased",)),
    ("She saw two cars.", "cars", ("automobiles",)),
    ("It was a bigger house.", "bigger", ("larger",)),
    ("They moved quickly.", "quickly", ("rapidly",)),
])
def test_substitutes_have_the_form_of_the_word(text, word, found):
    assert substituted(text, word) == found


@pytest.mark.parametrize("text, word", [
    ("She started to sing.", "started"),          # what follows is no object
    ("He works for a car company.", "car"),       # a compound
    ("It came as no big deal.", "big"),           # a fixed phrase
    ("The new Big Company grows.", "Big"),        # a name
    ("By car it takes long.", "car"),             # bare behind a preposition
    ("A zorp bought it.", "zorp"),
])
def test_words_whose_sense_hangs_on_their_neighbours_are_left_alone(text, word):
    assert substituted(text, word) == ()


@pytest.mark.parametrize("text, changes, expected", [
    ("an automobile", {1: "car"}, "a car"), ("a car", {1: "automobile"}, "an automobile"),
    ("A car", {1: "automobile"}, "An automobile"),
    ("the car", {1: "automobile"}, "the automobile"), ("a big car", {1: "enormous"}, "an enormous car"),
    ("an old car", {2: "automobile"}, "an old automobile"),
])
def test_articles_follow_the_sound_of_the_next_word(text, changes, expected):
    sentence = analyse(text)
    assert sentence.replaced(with_articles(sentence, changes)) == expected


def test_a_large_lexicon_is_believed_only_where_its_words_are_usual_and_not_known_to_mislead():
    assert trusted("quickly", "adverb", ["rapidly", "apace"]) == ("rapidly",)   # nobody says apace
    assert trusted("john", "noun", ["toilet"]) == ()                            # never
    assert trusted("huge", "adjective", ["vast", "immense"]) == ("immense",)    # not this one
    assert trusted("main", "adjective", ["master"]) == ()                       # mostly a noun
