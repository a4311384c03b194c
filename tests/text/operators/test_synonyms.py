"""Synonyms on hand-worked rows of every task; most have one word only that may be replaced."""

import pytest
from text.operators.rows import built_in, edited, row_of

from glueline.text.analysis import analyse
from glueline.text.operators.synonyms import SYNONYMS

WORKED = [
    ("cola", "The doctor slept.", None, "acceptable", "The physician slept.", None),
    ("sst2", "an excellent performance", None, "positive", "a superb performance", None),
    ("mrpc", "They bought it .", "They purchased it .", "equivalent", "They purchased it .", "They purchased it ."),
    ("stsb", "A kid sings.", "The kid sings.", 4.5, "A child sings.", "The child sings."),
    ("qqp", "Is it a big house?", "Is it one?", "not_duplicate", "Is it a large house?", "Is it one?"),
    ("mnli", "Bob rarely sleeps.", "Bob sleeps.", "contradiction", "Bob seldom sleeps.", "Bob sleeps."),
    ("qnli", "Who reads?", "Nobody reads often.", "not_entailment", "Who reads?", "Nobody reads frequently."),
    ("rte", "He repaired the roof.", "The roof leaked.", "not_entailment", "He fixed the roof.", "The roof leaked."),
    ("wnli", "Bob saw Tom because he was scary.", "Tom was scary.", "entailment", None, None),
]


@pytest.mark.parametrize("task, a, b, label, new_a, new_b", WORKED)
def test_hand_worked_rows(task, a, b, label, new_a, new_b):
    row = row_of(task, a, b, label)
    edit = edited(SYNONYMS, row)
    if task == "mrpc":  # the only substitute stands in the row already: what it says would not change
        assert edit is None
    elif task == "wnli":  # one of the two, not both
        assert sorted((edit.text_a == a, edit.text_b == b)) == [False, True]
        assert "frightening" in edit.text_a + edit.text_b
    else:
        assert (edit.text_a, edit.text_b, edit.label) == (new_a, new_b, row.label)


def test_every_task_served_has_a_row_here():
    assert {task for task, *_ in WORKED} == set(SYNONYMS.tasks)


@pytest.mark.parametrize("task, text, label", [
    ("cola", "The doctor slept.", "unacceptable"),     # a new word may mend it
    ("cola", "She began the book.", "acceptable"),     # verbs decide what may follow them
    ("sst2", "a dull film with boring actors", "positive"),
    ("sst2", "zorp", "positive"),
    ("mnli", "It is not nearly enough.", "neutral"),   # "not almost enough"
    ("mnli", "He can laugh.", "neutral"),              # "laughter"
])
def test_rows_where_a_synonym_might_change_the_label_are_left_alone(task, text, label):
    edit = edited(SYNONYMS, row_of(task, text, None, label))
    assert edit is None or "boring" in edit.text_a and "dull" in edit.text_a


def test_the_rule_names_each_pair_of_words():
    edit = edited(SYNONYMS, row_of("cola", "The doctor slept.", None, "acceptable"))
    assert edit.rule == "synonyms in the same form leave the meaning as it was: doctor -> physician"


@pytest.mark.parametrize("task", SYNONYMS.tasks)
def test_at_most_two_words_become_others_and_the_rest_stays(task):
    for row in built_in(task, 60):
        edit = edited(SYNONYMS, row)
        if edit:
            pairs = dict(pair.split(" -> ") for pair in edit.rule.split(": ", 1)[1].split(", "))
            assert 1 <= len(pairs) <= 2
            for old, new in zip((row.a, row.b), (edit.text_a, edit.text_b)):
                for one, other in zip(old.tokens, analyse(new).tokens, strict=True) if old else ():
                    assert one.word == other.word or pairs.get(one.word) == other.word or {one.word, other.word} == {"a", "an"}
