"""Clauses and times at the other end, on hand-worked rows of every task."""

import pytest
from text.operators.rows import edited, row_of

from glueline.text.analysis import analyse
from glueline.text.operators.clauses import CLAUSES, to_the_end, to_the_front

WORKED = [
    ("cola", "Mary left because the dog barked loudly.", None, "acceptable", "Because the dog barked loudly, Mary left.", None),
    ("mrpc", "In May , the firm sold two shops .", "It sold .", "equivalent", "The firm sold two shops in May .", "It sold ."),
    ("stsb", "The leader resigned in April 2003.", "He left.", 3.0, "In April 2003, the leader resigned.", "He left."),
    ("mnli", "Go.", "If you want a walk, the river is close.", "neutral", "Go.", "The river is close if you want a walk."),
    ("qnli", "In 1978, what happened at Northwestern?", "It rained.", "not_entailment",
     "What happened at Northwestern in 1978?", "It rained."),
    ("rte", "It fell.", "The Berlin Wall was torn down in 1989.", "entailment",
     "It fell.", "In 1989, the Berlin Wall was torn down."),
]


@pytest.mark.parametrize("task, a, b, label, new_a, new_b", WORKED)
def test_hand_worked_rows(task, a, b, label, new_a, new_b):
    row = row_of(task, a, b, label)
    edit = edited(CLAUSES, row)
    assert (edit.text_a, edit.text_b, edit.label) == (new_a, new_b, row.label)


def test_every_task_served_has_a_row_here():
    assert {task for task, *_ in WORKED} == set(CLAUSES.tasks)


@pytest.mark.parametrize("text", [
    "She did not leave because it rained hard.",               # what is denied?
    "She knows when the long train leaves.",                   # a question, not a time
    "He left shortly after the war ended.",                    # belongs to "shortly"
    "The girl who left when it rained is here.",
    "He said that he left because it rained.",
    "She announced her plans to resign on April 23.",          # when is what?
    "It was held in 2008 with the last one in 2014.",
    "The view differs from what was said in 1992.",
    "The opinion resembles the speech of Bob in 1992.",
    "He bought the shares filed for in 2001.",
    "It was the last day before the war began.",
    "Police left after a bomb went off in the city",           # a headline
    "He left, she stayed, and it rained because it does.",
    "The dog barked at the old cat.",
])
def test_nothing_moves_to_the_front_where_it_may_belong_elsewhere(text):
    assert to_the_front(analyse(text)) is None


@pytest.mark.parametrize("text", [
    "Although Mr. Sorbello was hurt, he was later released.",  # "he" would come before him
    "If anybody is spoiling the children, John is.",           # the rest of the sentence is in the clause
    "If you give a man a chance, he will leave the house.",    # he is the man
    "When it rained, nobody left the house.",                  # denied
    "When it rained, she said, he left the house.",
    "In Paris, the firm sold two old shops.",                  # a place
    "Because of the rain, she left the house.",
    "If you leave, will she leave the house?",
])
def test_nothing_moves_to_the_end_where_it_would_not_be_understood(text):
    assert to_the_end(analyse(text)) is None


@pytest.mark.parametrize("text", [
    "Mary left the house because the dog barked.", "The town was rich before the war ended.",
    "The firm sold two shops in 1990.", "the dog barked loudly when Mary left .",
])
def test_what_went_to_the_front_goes_back(text):
    moved = to_the_front(analyse(text))
    assert moved != text and to_the_end(analyse(moved)) == text


def test_an_unacceptable_sentence_is_left_alone():
    assert edited(CLAUSES, row_of("cola", "Mary left because the dog barked loud.", None, "unacceptable")) is None
