from random import Random

import pytest

from glueline.text.operators.antonyms import ANTONYMS
from tests.text.operators.rows import edited, row_of

(OPPOSED,) = ANTONYMS


@pytest.mark.parametrize("task, texts, place, new, label, against", [
    ("mnli", ("The old house is cheap.", "It is a cheap house."), 1, "It is an expensive house.",
     "entailment", "contradiction"),
    ("rte", ("Heavy rain; the shop opened late.", "The shop opened."), 1, "The shop closed.",
     "entailment", "not_entailment"),
    ("wnli", ("The cup is empty.", "The cup is empty."), 1, "The cup is full.", "entailment", "not_entailment"),
    ("qnli", ("What is the oldest college?", "The oldest college is Merton."), 0, "What is the youngest college?",
     "entailment", "not_entailment"),
    ("qqp", ("How do I increase my weight?", "How to increase weight?"), None, "decrease", "duplicate", "not_duplicate"),
    ("mrpc", ("Shares rose more than 3 percent .", "Shares went up more than 3 percent ."), None, "less than 3",
     "equivalent", "not_equivalent"),
])
def test_a_word_of_both_texts_becomes_its_opposite_in_one(task, texts, place, new, label, against):
    row = row_of(task, *texts, label)
    edit = edited(OPPOSED, row)
    after = (edit.text_a, edit.text_b)
    assert sum(one == other for one, other in zip(texts, after)) == 1
    assert after[place] == new if place is not None else any(new in text for text in after)
    assert row.labels[int(edit.label)] == against


@pytest.mark.parametrize("text, opposed", [
    ("He spoke after the meeting.", "He spoke before the meeting."),
    ("It cost more than 40 pounds.", "It cost less than 40 pounds."),
    ("The tower is over 40 metres tall.", "The tower is under 40 metres tall."),
])
def test_prepositions_and_bounds_have_opposites_too(text, opposed):
    assert edited(OPPOSED, row_of("rte", text, text, "entailment")).text_b == opposed


@pytest.mark.parametrize("task, texts, label", [
    ("rte", ("The house is cheap.", "The house is cheap."), "not_entailment"),
    ("rte", ("The house costs little.", "The house is cheap."), "entailment"),                  # the premise has not the word
    ("rte", ("The house is not cheap.", "The house is not cheap."), "entailment"),              # denied
    ("rte", ("A cheap house and an expensive one.", "There is a cheap house."), "entailment"),  # has the opposite too
    ("rte", ("He is ten years old.", "He is ten years old."), "entailment"),                    # measures
    ("rte", ("Long Island is an island.", "Long Island is near."), "entailment"),               # part of a name
    ("rte", ("They sued over six bills.", "They sued Baker Foods over six bills."), "entailment"),
    ("rte", ("It rained last week.", "It rained last week."), "entailment"),                    # "first week"
    ("rte", ("A cold room.", "It is a cold room of a cold house."), "entailment"),              # the other one is still cold
    ("mnli", ("A young man sang.", "A young man sang."), "entailment"),  # an old man may have sung too
    ("mnli", ("It may include one.", "It may include one."), "entailment"),
    ("mnli", ("There is a cheap hotel.", "There is a cheap hotel."), "entailment"),
    ("rte", ("It began to burn.", "It began to burn."), "entailment"),   # it ended to burn
    ("rte", ("It ended up dry.", "It ended up there."), "entailment"),   # it began up there
    ("qqp", ("I'm tall, is it safe?", "I'm small, is it safe?"), "duplicate"),
    ("qqp", ("Is it safe?", "Is it safe?"), "duplicate"),                # "is it dangerous?" asks the same
    ("qqp", ("Which is better, A or B?", "Which is better, A or B?"), "duplicate"),
    ("rte", ("It was an old promise.", "It was an old promise."), "entailment"),           # a young promise
    ("rte", ("Close contacts help.", "Close contacts help."), "entailment"),               # open contacts help
])
def test_no_opposite_where_the_label_might_stand(task, texts, label):
    assert edited(OPPOSED, row_of(task, *texts, label)) is None


def test_no_opposite_that_another_word_of_the_text_ends_with():
    class Sexes:
        name = "sexes"

        def antonyms(self, lemma, pos):
            return {"woman": ("man",), "low": ("high",)}.get(lemma, ())

    def opposed(text):
        edit = OPPOSED.edit(row_of("rte", text, text, "entailment"), Random(1), Sexes())
        return edit and edit.text_b

    assert opposed("Nurses and women came.") == "Nurses and men came."
    assert opposed("Firemen and women came.") is None
    assert opposed("They promised to lower rents.") is None  # "to higher rents"


def test_the_lexicon_decides_what_is_opposite():
    class Nothing:
        name = "nothing"

        def antonyms(self, lemma, pos):
            return ()

    row = row_of("rte", "The house is cheap.", "The house is cheap.", "entailment")
    assert edited(OPPOSED, row) is not None
    assert OPPOSED.edit(row, Random(1), Nothing()) is None
