import pytest

from glueline.text.operators.quantifiers import QUANTIFIERS
from tests.text.operators.rows import edited, row_of

(QUANTIFIED,) = QUANTIFIERS


@pytest.mark.parametrize("hypothesis, excluded", [
    ("There is a labyrinth under the town.", "There is no labyrinth under the town."),
    ("There are many boys in the street.", "There are no boys in the street."),
    ("There are boys in the street.", "There are no boys in the street."),
    ("There are a lot of boys in the street.", "There are no boys in the street."),
    ("There are no slaves in the house.", "There are some slaves in the house."),
    ("Some of the doctors smiled.", "None of the doctors smiled."),
    ("Every doctor left the room.", "No doctor left the room."),
    ("All the doctors left the room.", "None of the doctors left the room."),
    ("A woman climbed Everest alone.", "No woman climbed Everest alone."),
    ("Everyone left the room.", "No one left the room."),
    ("None of the doctors smiled.", "All of the doctors smiled."),
    ("They often perform in the park.", "They never perform in the park."),
    ("The town has several museums.", "The town has no museums."),
])
@pytest.mark.parametrize("task, against", [("mnli", "contradiction"), ("rte", "not_entailment")])
def test_a_new_quantifier_rules_out_what_was_entailed(task, against, hypothesis, excluded):
    row = row_of(task, "A premise that says so.", hypothesis, "entailment")
    edit = edited(QUANTIFIED, row)
    assert edit.text_b == excluded
    assert row.labels[int(edit.label)] == against


@pytest.mark.parametrize("hypothesis, denied", [
    ("There are no vendors in the market.", "There are some vendors in the market."),
    ("All vendors left the market.", "Not all vendors left the market."),
    ("None of the vendors stay.", "Some of the vendors stay."),
    ("Nobody left the market.", "Somebody left the market."),
    ("Each of the vendors was attentive.", "Not every one of the vendors was attentive."),
])
def test_what_is_contradicted_is_entailed_with_exactly_the_opposite_quantifier(hypothesis, denied):
    row = row_of("mnli", "The vendors are attentive; some left the market and nobody stays.", hypothesis, "contradiction")
    edit = edited(QUANTIFIED, row)
    assert edit.text_b == denied
    assert row.labels[int(edit.label)] == "entailment"


@pytest.mark.parametrize("hypothesis, label", [
    ("Some doctors smiled.", "neutral"),
    ("Some doctors smiled.", "contradiction"),               # that none did is more than the premise says
    ("There is a market.", "contradiction"),
    ("A lot of doctors smiled.", "entailment"),              # no quantifier "a"
    ("Every so often a doctor left.", "entailment"),
    ("All doctors do not smoke.", "entailment"),           # not all, or none?
    ("A quiet room.", "entailment"),                       # says nothing
    ("A doctor, Ann Lee, left the room.", "entailment"),   # "no doctor, Ann Lee"
    ("There is no hope.", "entailment"),                   # "some hope", but "some husband"?
    ("There are a total of ten rooms.", "entailment"),
    ("A good number of doctors left.", "entailment"),
    ("All left the room?", "entailment"),
])
def test_no_new_quantifier_where_the_label_might_stand(hypothesis, label):
    assert edited(QUANTIFIED, row_of("mnli", "The doctors left the market and the room.", hypothesis, label)) is None
