"""Texts in tokens and back, against hand-worked cuts."""

import pytest

from glueline.glue.tasks import TASKS
from glueline.text.analysis import analyse
from glueline.text.builtin import generate


def words(text):
    return [token.text for token in analyse(text).tokens]


@pytest.mark.parametrize("text, cut", [
    ("The cat didn't see Mary's dogs.", ["The", "cat", "did", "n't", "see", "Mary", "'s", "dogs", "."]),
    ("it 's a movie that does n't work .", ["it", "'s", "a", "movie", "that", "does", "n't", "work", "."]),
    ("I cannot, won't and I'll", ["I", "can", "not", ",", "wo", "n't", "and", "I", "'ll"]),
    ("He\u2019s 1,520.15 in the U.S. by 3:22", ["He", "\u2019s", "1,520.15", "in", "the", "U.S.", "by", "3:22"]),
    ("a 3-year-old O'Brien (at a.b@c.org)", ["a", "3-year-old", "O'Brien", "(", "at", "a.b@c.org", ")"]),
    ("Mr. Smith... no-- yes", ["Mr.", "Smith", "...", "no", "--", "yes"]),
    ("", []),
])
def test_texts_are_cut_as_the_penn_treebank_cuts_them(text, cut):
    assert words(text) == cut


@pytest.mark.parametrize("task", ["cola", "sst2", "mrpc", "qnli"])
def test_tokens_hold_every_character_but_white_space_where_it_stands(task):
    for row in generate(task, "train", 200, 1):
        for text in (row[name] for name in TASKS[task].text_columns):
            tokens = analyse(text).tokens
            assert all(text[token.start : token.stop] == token.text for token in tokens)
            assert "".join(token.text for token in tokens) == "".join(text.split())


TEXT = "The big cat , it seems, didn't sleep."


@pytest.mark.parametrize("changes, expected", [
    ({}, TEXT),
    ({0: "a", 2: "dog"}, "A big dog , it seems, didn't sleep."),
    ({1: ""}, "The cat , it seems, didn't sleep."),
    ({9: ""}, "The big cat , it seems, didn't."),
    ({0: ""}, "Big cat , it seems, didn't sleep."),
    ({0: "", 1: ""}, "Cat , it seems, didn't sleep."),
    ({7: "could", 8: " not"}, "The big cat , it seems, could not sleep."),
    ({7: "didnt", 8: ""}, "The big cat , it seems, didnt sleep."),
])
def test_only_the_changed_tokens_change(changes, expected):
    assert analyse(TEXT).replaced(changes) == expected


@pytest.mark.parametrize("text, number, expected", [
    ("The cat slept.", 0, "Indeed, the cat slept."),
    ("Mary slept.", 0, "Indeed, Mary slept."),
    ("I slept.", 0, "Indeed, I slept."),
    ("Frank slept.", 0, "Indeed, Frank slept."),
    ("Police slept.", 0, "Indeed, police slept."),
    ("the cat slept .", 0, "indeed, the cat slept ."),
    ("The cat slept.", 2, "The cat indeed, slept."),
    ("The cat slept", 3, "The cat slept indeed,"),
])
def test_a_phrase_put_in_front_takes_over_the_capital_but_for_names(text, number, expected):
    assert analyse(text).inserted(number, "indeed,") == expected


def test_spans_keep_the_spelling_between_their_tokens():
    assert analyse("a  b, c").span(0, 3) == "a  b,"
    assert analyse("a b").span(1, 1) == ""


@pytest.mark.parametrize("text, apart", [
    ("He didn't go.", False), ("he did n't go", True), ("He went .", True), ("He went", False),
])
def test_texts_written_in_tokens_are_known(text, apart):
    assert analyse(text).in_tokens == apart
