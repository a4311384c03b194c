"""What an attack may put in place of which words."""

import pytest

from glueline.text.choices import KEPT, Choices, lookalikes, opposite, synonyms, turned
from glueline.text.lexicon import WordLists


class Few:
    """A lexicon of a few words."""

    name = "few"

    def synonyms(self, lemma, pos):
        return {("movie", "noun"): ("film",)}.get((lemma, pos), ())

    def antonyms(self, lemma, pos):
        return {("increase", "verb"): ("decrease",), ("hard", "adjective"): ("easy",)}.get((lemma, pos), ())

    def hypernyms(self, lemma, pos):
        return {("rifle", "noun"): ("firearm", "weapon")}.get((lemma, pos), ())


def found(choices, text):
    return {text[start:stop]: words for start, stop, words in choices.choices(text)}


def test_synonyms_are_offered_in_the_form_of_the_word_they_would_replace():
    assert found(synonyms(Few()), "They watched the movies.") == {"movies": ("films",)}


def test_a_kind_word_is_never_replaced_by_an_unkind_one():
    anything = Choices(lambda sentence, number: ("nice", "evil") if number == 3 else ())
    assert found(anything, "It is a good dog.") == {"good": ("nice",)}
    near = {"good": ("bad", "excellent", "terrible")}
    assert found(lookalikes(near, Few()), "It is a good dog.") == {"good": ("excellent",)}
    assert turned("good", "bad") and turned("movie", "bad")
    assert not turned("good", "excellent") and not turned("movie", "film")


def test_words_that_are_near_are_offered_in_the_same_form_but_not_as_another_form_of_the_same_word():
    near = {"bought": ("buy", "purchased", "buying", "bought", "sold"), "movies": ("movie", "films", "film")}
    assert found(lookalikes(near, Few()), "They bought two movies.") == {"bought": ("purchased", "sold"), "movies": ("films",)}


def test_what_the_lexicon_has_as_the_opposite_is_not_offered_whatever_its_part_of_speech():
    near = {"increased": ("decreased", "raised"), "harder": ("easier", "tougher")}
    assert found(lookalikes(near, Few()), "They increased the price, and it got harder.") == {
        "increased": ("raised",), "harder": ("tougher",)}
    assert opposite(Few(), "easy", "hard") and opposite(Few(), "hard", "easy") and not opposite(Few(), "hard", "tough")


def test_what_the_lexicon_has_as_a_kind_of_it_is_not_offered():
    near = {"rifles": ("weapons", "muskets"), "weapons": ("rifles", "arms")}
    assert found(lookalikes(near, Few()), "They sold the rifles and weapons.") == {"rifles": ("muskets",), "weapons": ("arms",)}


@pytest.mark.parametrize("word", sorted(KEPT & {"be", "have", "do", "not", "never", "more", "most"}))
def test_words_that_the_sense_of_a_sentence_hangs_on_stay(word):
    assert found(lookalikes({word: ("go", "make", "often", "gladly", "big")}, Few()), f"They {word} see it.") == {}


def test_names_numbers_and_words_of_the_closed_classes_stay():
    near = {"paris": ("london",), "the": ("this",), "two": ("three",), "with": ("without",)}
    assert found(lookalikes(near, Few()), "He saw Paris with the two.") == {}


def test_capital_and_article_are_mended_and_all_else_stays_to_the_byte():
    choices = synonyms(WordLists())
    assert choices.replaced("Movies  are a  big thing .", 0, "films") == "Films  are a  big thing ."
    assert choices.replaced("It's a big dog!", 7, "enormous") == "It's an enormous dog!"
