import pytest

from glueline.text.language import is_english


@pytest.mark.parametrize("text", [
    "It 's a charming and often affecting journey .",
    "Barack Obama visited Kyoto on Monday.",
    "How do I learn C++ in 30 days?",
    "grand", "n/a", "161", "...", "",
])
def test_english_and_what_is_in_no_language_is_english(text):
    assert is_english(text)


@pytest.mark.parametrize("text", [
    "Das ist ein sehr schöner Film über die Liebe.",
    "C'est un voyage plein de charme.",
    "¿Dónde está la biblioteca de la ciudad?",
    "Questo è un film molto bello.",
    "Dit is een heel mooie film.",
    "Este é um filme muito bonito.",
    "Это очень хороший фильм.",
    "魅力的な旅だ。",
    "هذا فيلم جميل",
])
def test_other_languages_are_not(text):
    assert not is_english(text)


def test_an_english_sentence_with_foreign_words_is_english():
    assert is_english("The film La Dolce Vita was shown in the Teatro alla Scala last week.")
    assert is_english("What does 'Schadenfreude' mean in German and how do I use it?")
