import pytest

from glueline.text.grammar import article, number, plural, sentence, third


@pytest.mark.parametrize("phrase, expected", [
    ("owl", "an owl"), ("nurse", "a nurse"), ("honest clerk", "an honest clerk"), ("hour", "an hour"), ("house", "a house"),
    ("unicycle", "a unicycle"), ("uninspired plot", "an uninspired plot"), ("unhappy man", "an unhappy man"),
    ("umbrella", "an umbrella"), ("uplifting film", "an uplifting film"), ("unfunny film", "an unfunny film"),
    ("unconvincing remake", "an unconvincing remake"), ("unbearable film", "an unbearable film"),
    ("European city", "a European city"),
    ("one-act play", "a one-act play"), ("old box", "an old box"), ("useful map", "a useful map"),
    ("universal joke", "a universal joke"),
])
def test_the_article_follows_the_sound_and_not_the_letter(phrase, expected):
    assert article(phrase) == expected


@pytest.mark.parametrize("one, many", [
    ("nurse", "nurses"), ("box", "boxes"), ("lady", "ladies"), ("boy", "boys"), ("policewoman", "policewomen"),
    ("waitress", "waitresses"), ("old woman", "old women"), ("wolf", "wolves"), ("bench", "benches"),
])
def test_plurals(one, many):
    assert plural(one) == many


@pytest.mark.parametrize("base, expected", [
    ("carry", "carries"), ("go", "goes"), ("have", "has"), ("play", "plays"), ("watch", "watches")])
def test_the_third_person(base, expected):
    assert third(base) == expected


def test_numbers_are_words_up_to_twelve():
    assert [number(value) for value in (1, 12, 13, 40000)] == ["one", "twelve", "13", "40,000"]


def test_a_sentence_keeps_its_inner_capitals():
    assert sentence("on Monday Ada left") == "On Monday Ada left."
