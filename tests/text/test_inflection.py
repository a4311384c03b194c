import pytest

from glueline.text.inflection import can_be, inflected, known, lemma


@pytest.mark.parametrize("word, tag, base", [
    ("bought", "VBD", "buy"), ("Children", "NNS", "child"), ("bigger", "JJR", "big"),
    ("chased", "VBN", "chase"), ("is", "VBZ", "be"), ("are", "VBP", "be"),
    ("running", "VBG", "run"), ("better", "JJR", "good"), ("film", "NN", "film"), ("zorps", "NNS", "zorps"),
])
def test_lemmas(word, tag, base):
    assert lemma(word, tag) == base


@pytest.mark.parametrize("base, like, tag, form", [
    ("purchase", "bought", "VBD", "purchased"), ("give", "donated", "VBN", "given"), ("child", "kids", "NNS", "children"),
    ("large", "bigger", "JJR", "larger"), ("find", "LOCATED", "VBD", "FOUND"), ("zorp", "bought", "VBD", None),
    ("inexpensive", "cheaper", "JJR", None),
])
def test_forms_are_those_of_the_word_replaced(base, like, tag, form):
    assert inflected(base, like, tag) == form


def test_the_dictionary_knows_which_tags_a_word_can_have():
    assert can_be("shot", "VBN") and can_be("shot", "NN") and not can_be("shot", "VBG") and not can_be("table", "VBD")
    assert known("table") and not known("zorp")
