import pytest

from glueline.text.analysis import analyse
from glueline.text.operators.negation import NEGATION
from glueline.text.operators.predicate import affirmed, denied, predicate
from tests.text.operators.rows import edited, row_of

NEGATED, DENIED, WHYNOT = NEGATION
PREMISE = "At noon Poirot left the house and drove to the station."


@pytest.mark.parametrize("statement, opposite", [
    ("She sang.", "She did not sing."),
    ("Cats purr at night.", "Cats do not purr at night."),
    ("The hotel has a pool.", "The hotel does not have a pool."),
    ("The old bridge was built by monks.", "The old bridge was not built by monks."),
    ("He's a doctor.", "He's not a doctor."),
    ("They can swim.", "They cannot swim."),
    ("Mary has seen the film.", "Mary has not seen the film."),
    ("In 1912, the Titanic sank.", "In 1912, the Titanic did not sink."),
    ("The judge said that he was guilty.", "The judge did not say that he was guilty."),
])
def test_a_statement_is_denied_at_its_main_verb(statement, opposite):
    sentence = analyse(statement)
    assert denied(sentence, predicate(sentence)) == opposite
    turned = analyse(opposite)
    assert affirmed(sentence, predicate(sentence)) is None
    assert affirmed(turned, predicate(turned)) == statement


@pytest.mark.parametrize("statement, opposite", [
    ("It won't rain.", "It will rain."),
    ("He isn't rich.", "He is rich."),
    ("I can't swim.", "I can swim."),
    ("This approach is never used.", "This approach is used."),
    ("She didn't buy the coat.", "She bought the coat."),
])
def test_a_denial_is_taken_back(statement, opposite):
    sentence = analyse(statement)
    assert affirmed(sentence, predicate(sentence)) == opposite


@pytest.mark.parametrize("text", [
    "", "Is he rich?", "He ran and jumped.", "Proof of the struggles the prisoner was in.", "If it rains, we stay.",
    "He left. She stayed.", "Monica was innocent, she was a victim.", "A quiet room with a view.",
    "Dutch choir returns home.",                 # "returns" is the verb, tagged as a noun
    "The mayor accused of fraud by the press.",  # was accused
])
def test_what_is_no_plain_statement_has_no_predicate(text):
    assert predicate(analyse(text)) is None


@pytest.mark.parametrize("task, against", [("mnli", "contradiction"), ("rte", "not_entailment"), ("wnli", "not_entailment")])
def test_a_denied_hypothesis_is_no_longer_entailed(task, against):
    row = row_of(task, PREMISE, "Poirot left the house.", "entailment")
    edit = edited(NEGATED, row)
    assert (edit.text_a, edit.text_b) == (PREMISE, "Poirot did not leave the house.")
    assert row.labels[int(edit.label)] == against
    assert edit.rule == "the premise says the hypothesis, so it does not say the hypothesis denied"


def test_an_indefinite_predicate_is_denied_too():
    row = row_of("mnli", PREMISE, "Poirot is a man with a house.", "entailment")
    assert edited(NEGATED, row).text_b == "Poirot is not a man with a house."


def test_what_the_premise_contradicts_is_entailed_when_denied():
    row = row_of("mnli", PREMISE, "Poirot did not leave the house.", "contradiction")
    edit = edited(NEGATED, row)
    assert edit.text_b == "Poirot left the house."
    assert row.labels[int(edit.label)] == "entailment"


@pytest.mark.parametrize("hypothesis, label", [
    ("Poirot left the house.", "neutral"),
    ("Rain fell on distant mountains.", "contradiction"),            # shares no word: of another matter, perhaps
    ("Some guests left the house.", "entailment"),                   # others may not have
    ("At least three guests left the house.", "entailment"),
    ("Two of the guests left the house.", "entailment"),
    ("Poirot may have left the house.", "entailment"),               # may, and may not
    ("Poirot left because he was tired.", "entailment"),             # he may have left all the same
    ("Poirot only left the house.", "entailment"),
    ("Poirot did not know that he was not late.", "entailment"),
])
def test_no_denial_where_both_could_be_true(hypothesis, label):
    assert edited(NEGATED, row_of("mnli", PREMISE, hypothesis, label)) is None


def test_one_of_two_equivalent_sentences_is_denied_at_a_verb_of_both():
    texts = "The trial was delayed on Monday .", "On Monday , the trial was delayed ."
    found = {(edit.text_a, edit.text_b) for seed in range(9)
             for edit in [edited(DENIED, row_of("mrpc", *texts, "equivalent"), seed)]}
    assert found == {("The trial was not delayed on Monday .", texts[1]), (texts[0], "On Monday , the trial was not delayed .")}


@pytest.mark.parametrize("texts, label", [
    (("The trial was delayed .", "The trial was delayed ."), "not_equivalent"),
    (("Shares fell .", "Shares dropped ."), "equivalent"),                                 # no verb in common
    (("The men who were killed lived here .", "The men who were killed died ."), "equivalent"),
    (("I can 't say .", "I can 't say ."), "equivalent"),
    (("There is no question .", "There is no question ."), "equivalent"),                  # "is not no question"
    (("It was not fair and was late .", "It was not fair and was late ."), "equivalent"),  # half denied already
])
def test_no_sentence_is_denied_without_a_verb_of_both(texts, label):
    assert edited(DENIED, row_of("mrpc", *texts, label)) is None


def test_a_duplicate_question_asks_why_it_is_not_so():
    row = row_of("qqp", "Why do cats purr?", "What makes a cat purr?", "duplicate")
    edit = edited(WHYNOT, row)
    assert (edit.text_a, edit.text_b) == ("Why don't cats purr?", "What makes a cat purr?")
    assert row.labels[int(edit.label)] == "not_duplicate"


@pytest.mark.parametrize("question", ["How do cats purr?", "Why don't cats purr?", "Why do some cats purr?", "Why cats purr?"])
def test_only_a_question_why_something_is_so_is_denied(question):
    assert edited(WHYNOT, row_of("qqp", question, question, "duplicate")) is None
