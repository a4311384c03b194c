"""Neutral adverbials on hand-worked rows of every task, against the list of what may come out."""

import pytest
from text.operators.rows import built_in, edited, row_of

from glueline.text.operators.insertions import ASIDES, BEFORE_QUESTIONS, INSERTIONS, OPENINGS


def fronted(openings, text, comma=","):
    return {f"{opening[:1].upper()}{opening[1:]}{comma} {text}" for opening in openings}


CAT = fronted(OPENINGS, "the cat sleeps.")
WORKED = [
    ("cola", "The cat are sleep.", None, "unacceptable", fronted(OPENINGS, "the cat are sleep."), {None}),
    ("sst2", "the film is moving", None, "positive", {f"the film is {aside} moving" for aside in ASIDES}, {None}),
    ("mrpc", "The cat sleeps .", "Cats", "equivalent", fronted(OPENINGS, "the cat sleeps .", " ,"), {"Cats"}),
    ("stsb", "The cat sleeps.", "Cats", 3.5, CAT, {"Cats"}),
    ("qqp", "What is it?", "Cats", "duplicate", fronted(BEFORE_QUESTIONS, "what is it?"), {"Cats"}),
    ("mnli", "Cats", "The cat sleeps.", "neutral", {"Cats"}, CAT),
    ("qnli", "Why cats?", "The cat sleeps.", "entailment", {"Why cats?"}, CAT),
    ("rte", "Mary has eaten", "No", "entailment", {f"Mary has {aside} eaten" for aside in ASIDES}, {"No"}),
    ("wnli", "Bob saw Tom.", "Cats", "entailment", fronted(OPENINGS, "Bob saw Tom."), {"Cats"}),
]


@pytest.mark.parametrize("task, a, b, label, first, second", WORKED)
def test_hand_worked_rows(task, a, b, label, first, second):
    row = row_of(task, a, b, label)
    edit = edited(INSERTIONS, row)
    assert edit.text_a in first and edit.text_b in second and edit.label == row.label


def test_every_task_served_has_a_row_here():
    assert {task for task, *_ in WORKED} == set(INSERTIONS.tasks)


@pytest.mark.parametrize("task, text", [
    ("sst2", "a moving film"),                        # no sentence
    ("sst2", "is it moving ?  it is not ."),          # a question and more
    ("sst2", "the film is not moving"),               # negated
    ("cola", "Mary has eaten"),                       # inside, it might mend or break the sentence
    ("cola", "Eat it now."),
])
def test_texts_without_room_are_left_alone(task, text):
    edit = edited(INSERTIONS, row_of(task, text, None, 0.0))
    assert edit is None


@pytest.mark.parametrize("task", INSERTIONS.tasks)
def test_without_the_adverbial_the_row_is_what_it_was(task):
    phrases = sorted({*OPENINGS, *ASIDES, *BEFORE_QUESTIONS}, key=len, reverse=True)
    for row in built_in(task, 60):
        edit = edited(INSERTIONS, row)
        if edit:
            for old, new in zip((row.a, row.b), (edit.text_a, edit.text_b)):
                shorter = {new, *(new.lower().replace(f"{phrase}, ", "", 1) for phrase in phrases if new),
                           *(new.lower().replace(f"{phrase} ", "", 1) for phrase in phrases if new)} if new else {None}
                assert old is None or old.text in shorter or old.text.lower() in shorter
