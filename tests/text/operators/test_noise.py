"""Slips and misspellings: what they may be, and that they are read over."""

from random import Random

import pytest
from text.operators.rows import built_in, edited, row_of

from glueline.text.analysis import analyse
from glueline.text.frequency import zipf
from glueline.text.inflection import known
from glueline.text.misspellings import LISTED, misspelt
from glueline.text.operators.noise import NEIGHBOURS, SPELLING, TYPING, slip


def slips(word):
    """All slips of a word between its ends, by the definition."""
    found = set()
    for at in range(1, len(word) - 2):
        found.add(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
        found.add(word[:at] + word[at + 1 :])
        found.add(word[: at + 1] + word[at:])
        found |= {word[:at] + key + word[at + 1 :] for key in NEIGHBOURS[word[at]]}
    return found


def test_keys_have_the_neighbours_that_they_have_on_a_keyboard():
    assert set(NEIGHBOURS["g"]) == set("fhtyvb") and set(NEIGHBOURS["q"]) == set("wa") and set(NEIGHBOURS["p"]) == set("ol")
    assert all(key in NEIGHBOURS[other] for key, others in NEIGHBOURS.items() for other in others)


def test_a_slip_swaps_misses_drops_or_doubles_one_inner_letter():
    drawn = {slip("wonderful", Random(seed)) for seed in range(2000)}
    assert drawn == slips("wonderful")
    assert {"wodnerful", "wonerful", "wondderful", "wonserful"} <= drawn


@pytest.mark.parametrize("word, wrong", [
    ("receive", "recieve"), ("definitely", "definately"), ("which", "wich"), ("dinner", None),
    ("committee", "commitee"), ("flexible", "flexable"), ("cat", None),
])
def test_words_are_misspelt_as_they_often_are(word, wrong):
    assert misspelt(word) == wrong


def test_words_are_listed_with_a_misspelling_that_is_no_word():
    assert all(zipf(word) > 3 for word in LISTED)
    assert not [wrong for word, wrong in LISTED.items() if wrong == word or zipf(wrong) > zipf(word) - 1]


@pytest.mark.parametrize("task", TYPING.tasks)
def test_a_word_with_a_slip_is_a_slip_of_that_word(task):
    row = row_of(task, "the cat is wonderful", "the dog" if task != "sst2" else None, 0.0)
    edit = edited(TYPING, row)
    assert edit.text_a.removeprefix("the cat is ") in slips("wonderful")
    assert (edit.text_b, edit.label) == (row.b.text if row.b else None, row.label)


@pytest.mark.parametrize("task", SPELLING.tasks)
def test_a_word_is_replaced_by_its_misspelling_wherever_it_may_stand(task):
    row = row_of(task, "the cat is beautiful", "the dog" if task != "sst2" else None, 0.0)
    edit = edited(SPELLING, row)
    assert (edit.text_a, edit.text_b, edit.label) == ("the cat is beautifull", row.b.text if row.b else None, row.label)


@pytest.mark.parametrize("text", ["it was a dog", "Zorpian Kazakhstan", "he met Robert", "in 123456"])
def test_short_words_names_and_numbers_are_left_alone(text):
    assert edited(TYPING, row_of("sst2", text, None, 0.0)) is None
    assert edited(SPELLING, row_of("sst2", text, None, 0.0)) is None


def test_neither_serves_the_task_whose_label_is_acceptability():
    assert "cola" not in TYPING.tasks and "cola" not in SPELLING.tasks


@pytest.mark.parametrize("operator", [TYPING, SPELLING])
@pytest.mark.parametrize("task", ["sst2", "qnli", "mrpc"])
def test_at_most_three_words_change_and_none_into_another_word(operator, task):
    made = 0
    for row in built_in(task, 100):
        edit = edited(operator, row)
        if edit:
            old = [token for text in (row.a, row.b) if text for token in text.tokens]
            new = [token for text in (edit.text_a, edit.text_b) if text for token in analyse(text).tokens]
            changed = [(one, other) for one, other in zip(old, new, strict=True) if one.text != other.text]
            made += 1
            assert 1 <= len(changed) <= 3
            for one, other in changed:
                assert len(one.text) >= 5 and one.text[0].lower() == other.text[0].lower() and not known(other.word)
    assert made > 10
