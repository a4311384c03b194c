"""Active and passive on hand-worked rows of every task."""

import pytest
from text.operators.rows import edited, row_of

from glueline.text.analysis import analyse
from glueline.text.operators.voice import VOICE, active, passive

WORKED = [
    ("cola", "Bill broke the bathtub.", None, "acceptable", "The bathtub was broken by Bill.", None),
    ("stsb", "A man is playing a guitar.", "He sings.", 0.5, "A guitar is being played by a man.", "He sings."),
    ("mnli", "Go.", "He hid the keys.", "neutral", "Go.", "The keys were hidden by him."),
    ("rte", "Tomlinson fell.", "Mr. Tomlinson was hit by a policeman.", "entailment",
     "Tomlinson fell.", "A policeman hit Mr. Tomlinson."),
    ("wnli", "He saw Bob because he left.", "Bob had won the prize.", "entailment",
     "He saw Bob because he left.", "The prize was won by Bob."),
]


@pytest.mark.parametrize("task, a, b, label, new_a, new_b", WORKED)
def test_hand_worked_rows(task, a, b, label, new_a, new_b):
    row = row_of(task, a, b, label)
    edit = edited(VOICE, row)
    assert edit.label == row.label
    assert (edit.text_a, edit.text_b) == (new_a, new_b) or task == "wnli"
    assert task != "wnli" or edit.text_b == "The prize had been won by Bob."


def test_every_task_served_has_a_row_here():
    assert {task for task, *_ in WORKED} == set(VOICE.tasks)


@pytest.mark.parametrize("text, turned", [
    ("A woman rides a horse.", "A horse is ridden by a woman."),
    ("Joe received the final report on the case.", None),  # "by Joe on the case" is another Joe
    ("The policemen caught three thieves.", "Three thieves were caught by the policemen."),
    ("The girls are eating an apple.", "An apple is being eaten by the girls."),
    ("The girl was eating apples.", "Apples were being eaten by the girl."),
    ("Google may build a campus.", "A campus may be built by Google."),
    ("Susan has forgiven Louis.", "Louis has been forgiven by Susan."),
    ("She invited them.", "They were invited by her."),
])
def test_the_passive_agrees_with_its_new_subject(text, turned):
    assert passive(analyse(text)) == turned


@pytest.mark.parametrize("text, turned", [
    ("The fence was struck by the stick.", "The stick struck the fence."),
    ("The dogs are chased by a cat.", "A cat chases the dogs."),
    ("He was praised by the teachers.", "The teachers praised him."),
    ("The meat is being cut by a woman.", "A woman is cutting the meat."),
    ("The book was written by Mary in 1990.", None),          # no plain prepositional rest
    ("The house was built by 1990.", None),                   # a time
    ("The letter was sent by mail.", None),                   # a means
    ("The price fell by a dollar.", None),
    ("It was found by chance.", None),
])
def test_the_active_has_the_agent_for_its_subject(text, turned):
    assert active(analyse(text)) == turned


@pytest.mark.parametrize("text", [
    "The talks take place in Berlin.",          # no passive
    "The book costs ten dollars.",
    "He has a car.",
    "They put the knife away.",
    "I saw the dog.",                           # "seen by me"
    "A woman is swinging her arms.",            # whose arms?
    "No boy ate anything.",
    "Everybody ate an apple.",
    "The man who left ate an apple.",           # more than one clause
    "Mary taught John linguistics.",            # two objects
    "Police find five bodies in city",          # a headline
    "The police found five bodies",
    "He slept last night.",
    "The dog did not eat the meat.",
    "She gave the boy a book.",
    "She cooked Paul dinner.",
    "Dutch choir visits border towns with fans.",
    "Did the dog eat the meat?",
    "They carry the dog with them.",
])
def test_sentences_that_have_no_sure_counterpart_are_left_alone(text):
    assert passive(analyse(text)) is None and active(analyse(text)) is None


@pytest.mark.parametrize("text, turned", [
    ("Many Swiss hikers climbed the hill.", "The hill was climbed by many Swiss hikers."),
    ("Acme Corp. bought the bank.", "The bank was bought by Acme Corp."),
])
def test_a_sentence_neither_keeps_a_capital_inside_nor_ends_with_two_full_stops(text, turned):
    assert passive(analyse(text)) == turned


def test_an_unacceptable_sentence_is_left_alone():
    assert edited(VOICE, row_of("cola", "Bill broke the bathtub.", None, "unacceptable")) is None


@pytest.mark.parametrize("text", [
    "A man ate the fish.", "The girls are chasing a dog.", "Mary saw Tom.", "The dogs chase a cat.",
])
def test_the_active_of_the_passive_is_the_sentence(text):
    assert active(analyse(passive(analyse(text)))) == text
