import pytest

from glueline.text.operators.answers import ANSWERS
from tests.text.operators.rows import edited, row_of

(REMOVED,) = ANSWERS


@pytest.mark.parametrize("question, sentence, without", [
    ("When was the treaty ratified?", "The treaty was ratified in 1859.", "The treaty was ratified."),
    ("What year did work resume?", "Work resumed in 2015, with plans for a hotel.", "Work resumed with plans for a hotel."),
    ("When did the Experience close?", "The attraction closed on August 30, 2014.", "The attraction closed."),
    ("When was it printed?", "The first edition (1771) followed a lexicon.", "The first edition followed a lexicon."),
    ("When did it open?", "It opened on 14 December 2011 to the public.", "It opened to the public."),
    ("How many parks are in Miami?", "There are over 80 parks in the city.", "There are several parks in the city."),
    ("How many people does it seat?", "Seven hundred it is not: it seats 1,282 people.", None),
    ("How many bodies are there?", "Three main bodies exist on that level.", "Several main bodies exist on that level."),
    ("How many records did she sell?", "She sold more than 300 million records.", "She sold several records."),
    ("Who led the engineers?", "The engineers were led by Sergei Korolev.", "The engineers were led by someone."),
    ("Who designed the system?", "Masayuki Uemura designed the system.", "Someone designed the system."),
])
def test_the_sentence_loses_what_its_question_asks_for(question, sentence, without):
    row = row_of("qnli", question, sentence, "entailment")
    edit = edited(REMOVED, row)
    assert (edit.text_b if edit else None) == without
    if edit:
        assert edit.text_a == question
        assert row.labels[int(edit.label)] == "not_entailment"


@pytest.mark.parametrize("question, sentence, label", [
    ("When was it ratified?", "It was ratified in 1859.", "not_entailment"),
    ("When was it ratified?", "It was ratified in 1859 and signed in 1860.", "entailment"),         # which date?
    ("When was it ratified?", "After the war, in 1859, it was ratified.", "entailment"),            # after the war
    ("When was it built?", "It was built on Monday, May 3, 1819.", "entailment"),                   # on Monday
    ("When did they arrive?", "They arrived around 2000 BC.", "entailment"),
    ("When did it close?", "It closed for good.", "entailment"),                                    # no date to lose
    ("How many men came?", "Three men came: A, B and C.", "entailment"),                            # still to be counted
    ("How many stations are there?", "The five main stations are Ash, Elm, Oak, Fir and Yew.", "entailment"),
    ("How many men came?", "Two of 40 men came.", "entailment"),
    ("How many men came?", "Windows 7 with new icons.", "entailment"),                              # counts nothing
    ("How many men came?", "Men came.", "entailment"),
    ("Who designed it?", "Ann Lee and Tom Day designed it.", "entailment"),
    ("Who designed it?", "Ann Lee designed it for Tom Day.", "entailment"),                         # more than one name
    ("Who designed it?", "It is the pride of Ann Lee.", "entailment"),                              # does not tell who designed
    ("Who is Ann Lee?", "Ann Lee designed it.", "entailment"),
    ("What is a park?", "A park opened in 1859.", "entailment"),
])
def test_nothing_is_removed_where_an_answer_might_stay(question, sentence, label):
    assert edited(REMOVED, row_of("qnli", question, sentence, label)) is None
