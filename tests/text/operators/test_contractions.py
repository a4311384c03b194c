"""Short and full forms on hand-worked rows of every task."""

import pytest
from text.operators.rows import edited, row_of

from glueline.text.analysis import analyse
from glueline.text.operators.contractions import CONTRACTIONS

WORKED = [
    ("cola", "She doesn't know it.", None, "acceptable", "She does not know it.", None),
    ("sst2", "it 's a film that ca n't fail", None, "positive", "it is a film that cannot fail", None),
    ("mrpc", "He did not say so .", "He said so .", "not_equivalent", "He did n't say so .", "He said so ."),
    ("stsb", "It is a dog.", "It is a cat.", 2.0, "It's a dog.", "It's a cat."),
    ("qqp", "What's a dog?", "Why don't dogs cry?", "not_duplicate", "What is a dog?", "Why don't dogs cry?"),
    ("mnli", "We've been there.", "We went.", "entailment", "We have been there.", "We went."),
    ("qnli", "Who left?", "He will leave.", "not_entailment", "Who left?", "He'll leave."),
    ("rte", "They're gone, she can't see.", "She sees.", "not_entailment", "They are gone, she cannot see.", "She sees."),
    ("wnli", "Bob won't go.", "Bob stays.", "entailment", "Bob will not go.", "Bob stays."),
]


@pytest.mark.parametrize("task, a, b, label, new_a, new_b", WORKED)
def test_hand_worked_rows(task, a, b, label, new_a, new_b):
    row = row_of(task, a, b, label)
    edit = edited(CONTRACTIONS, row)
    assert (edit.text_a, edit.text_b, edit.label) == (new_a, new_b, row.label)


def test_every_task_served_has_a_row_here():
    assert {task for task, *_ in WORKED} == set(CONTRACTIONS.tasks)


@pytest.mark.parametrize("text", [
    "Don't animals cry?",                 # "do not animals cry" is no English
    "He is taller than she is.",          # nothing follows the verb
    "I know what it is.",
    "Mary's dog left.",                   # a possessor
    "He's finished.",                     # is or has
    "She'd leave.",                       # would or had
    "It is not only big.",
    "I ain't tired.",
])
def test_forms_that_are_not_sure_are_left_alone(text):
    assert edited(CONTRACTIONS, row_of("sst2", text, None, "positive")) is None


def test_an_unacceptable_sentence_is_left_alone():
    assert edited(CONTRACTIONS, row_of("cola", "She doesn't knows it.", None, "unacceptable")) is None


@pytest.mark.parametrize("text", ["She does not know it.", "It is a dog.", "We have seen that they will go.", "He cannot go."])
def test_what_was_shortened_is_written_out_again_as_it_was(text):
    short = edited(CONTRACTIONS, row_of("sst2", text, None, "positive")).text_a
    assert short != text and not analyse(short).in_tokens
    assert edited(CONTRACTIONS, row_of("sst2", short, None, "positive")).text_a == text
