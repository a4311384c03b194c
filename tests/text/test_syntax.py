import pytest

from glueline.text.syntax import complexity, difference


@pytest.mark.parametrize(("text", "marks"), [
    ("The cat sat on the mat.", 0),
    ("The cat that sat there is mine.", 1),          # a clause inside another
    ("I know what she wants.", 1),
    ("She did not sleep.", 1),
    ("She didn't sleep.", 1),
    ("She didn’t sleep.", 1),
    ("she did n't sleep .", 1),                      # in tokens
    ("All cats sleep.", 1),
    ("Nobody said that every cat which purrs sleeps.", 4),
    ("What does she want?", 0),                      # asks, and opens no clause inside another
    ("What does she want to know, and why?", 1),
    ("What she wants is clear.", 1),
    ("Everyone's cat.", 0),                          # a word of its own
    ("THAT IS ALL", 2),
    ("", 0),
    ("...", 0),
])
def test_a_sentence_s_marks_are_counted(text, marks):
    assert complexity(text, None) == marks


def test_marks_are_counted_a_sentence_over_both_texts():
    assert complexity("She said that it rained. It didn't.", "It rained.") == pytest.approx(2 / 3)
    assert complexity("She said that it rained. It didn't. ...", None) == 1  # a sentence has words


def test_difference_is_one_less_the_share_of_common_words():
    assert difference("the cat sat", "the dog sat down") == pytest.approx(1 - 2 / 5)
    assert difference("The cat, the cat.", "the CAT") == 0  # words count once, without capitals and marks
    assert difference("one two", "three") == 1
    assert difference("In 1999 it's", "in 2000 it's") == 0.5


def test_texts_without_words_are_no_different():
    assert difference("", "...") == 0
    assert difference("", "a") == 1


def test_difference_does_not_ask_which_text_is_first():
    assert difference("a b c", "c d") == difference("c d", "a b c")
