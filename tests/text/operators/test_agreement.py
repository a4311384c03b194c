import pytest

from glueline.text.analysis import analyse
from glueline.text.operators.agreement import AGREEMENT, PLURAL, SINGULAR, number
from tests.text.operators.rows import edited, row_of

(DISAGREEING,) = AGREEMENT


def outcomes(text, label="acceptable"):
    row = row_of("cola", text, None, label)
    edits = [edited(DISAGREEING, row, seed) for seed in range(20)]
    assert all(edit is None or row.labels[int(edit.label)] == "unacceptable" for edit in edits)
    return {edit.text_a if edit else None for edit in edits}


@pytest.mark.parametrize("text, damaged", [
    ("It is big.", {"It are big."}),
    ("She likes mangoes.", {"She like mangoes."}),
    ("They think so.", {"They thinks so."}),
    ("The old dogs were tired.", {"The old dogs was tired."}),
    ("Gilgamesh doesn't know.", {"Gilgamesh don't know."}),
    ("Kim has left us.", {"Kim have left us."}),
    ("This rock fell.", {"These rock fell."}),
    ("We bought those books.", {"We bought that books."}),
    ("I saw a unicorn.", {"I saw a unicorns."}),
    ("She owns a boat.", {"She own a boat.", "She owns a boats."}),
])
def test_one_word_gets_the_wrong_number(text, damaged):
    assert outcomes(text) == damaged


@pytest.mark.parametrize("text, label", [
    ("It is big.", "unacceptable"),
    ("The team is here.", "acceptable"),              # the team are here
    ("You were late.", "acceptable"),
    ("I sang.", "acceptable"),
    ("All sheep were sold.", "acceptable"),
    ("The man and the boy were late.", "acceptable"),
    ("If he was here, we sang.", "acceptable"),       # if he were here
    ("She bought a school bus.", "acceptable"),       # "a schools bus" is no clear case
    ("The dogs barks.", "acceptable"),                # whatever it is, "the dogs bark" is better
    ("", "acceptable"),
])
def test_nothing_is_damaged_where_both_numbers_may_stand(text, label):
    assert outcomes(text, label) == {None}


@pytest.mark.parametrize("subject, expected", [
    ("He", SINGULAR), ("They", PLURAL), ("You", None), ("Mary", SINGULAR), ("The old man", SINGULAR), ("My dogs", PLURAL),
    ("Dogs", None), ("The men in the house", None), ("No dogs", None), ("The police", None),
])
def test_the_number_of_a_plain_subject_is_known(subject, expected):
    assert number(analyse(subject).tokens) == expected
