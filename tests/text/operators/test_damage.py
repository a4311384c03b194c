import pytest

from glueline.text.operators.damage import DAMAGE
from tests.text.operators.rows import edited, row_of

MISFORMED, DISORDERED = DAMAGE


def outcomes(operator, text, label="acceptable"):
    row = row_of("cola", text, None, label)
    edits = [edited(operator, row, seed) for seed in range(20)]
    assert all(edit is None or row.labels[int(edit.label)] == "unacceptable" for edit in edits)
    return {edit.text_a if edit else None for edit in edits}


@pytest.mark.parametrize("text, damaged", [
    ("John will eat the apple.", {"John will ate the apple."}),
    ("Mary has eaten a cake.", {"Mary has eat a cake."}),
    ("Tom wants to go.", {"Tom wants to went."}),
    ("He did not leave.", {"He did not left."}),
    ("He left.", {"Him left."}),
    ("Bill saw them.", {"Bill saw they."}),
    ("Mary is fond of him.", {"Mary is fond of he."}),
    ("The noise bothers me.", {"The noise bothers I."}),
    ("Sue said that she slept.", {"Sue said that her slept."}),
])
def test_a_verb_or_a_pronoun_gets_a_form_that_cannot_stand_there(text, damaged):
    assert outcomes(MISFORMED, text) == damaged


@pytest.mark.parametrize("text", [
    "John will put it down.",     # "put" has but one form
    "It is him.",                 # it is he
    "Bill is taller than him.",   # than he
    "I'm sad.",
    "Let us leave.",
    "Her dog barked.",
    "",
])
def test_no_form_changes_where_the_other_may_stand(text):
    assert outcomes(MISFORMED, text) == {None}


@pytest.mark.parametrize("text, damaged", [
    ("The boy ran.", {"Boy the ran."}),
    ("She lost my book.", {"She lost book my."}),
    ("He is eating.", {"He eating is."}),
    ("The tall man sang.", {"The man tall sang."}),
    ("Kim saw a dog near the house.", {"Kim saw dog a near the house.", "Kim saw a dog near house the."}),
])
def test_a_word_goes_behind_the_one_that_it_must_precede(text, damaged):
    assert outcomes(DISORDERED, text) == damaged


@pytest.mark.parametrize("text", [
    "She painted hot red walls.",          # an object's adjective may follow it
    "Is running fun?",                     # running is fun
    "All boys ran.",                       # the boys all ran
    "A good school bus driver sang.",      # a longer noun
    "",
])
def test_no_order_changes_where_the_other_may_stand(text):
    assert outcomes(DISORDERED, text) == {None}


@pytest.mark.parametrize("operator", DAMAGE)
def test_an_unacceptable_sentence_is_left_alone(operator):
    assert outcomes(operator, "The boy will eats him.", "unacceptable") == {None}
