import pytest

from glueline.text.operators.kinds import COUNTRIES, KIND_OF, KINDS, TOWNS
from glueline.text.operators.swaps import SWAPS
from tests.text.operators.rows import edited, row_of

(EXCHANGED,) = SWAPS


@pytest.mark.parametrize("task, texts, place, label, against", [
    ("rte", ("Pope Pius died in Spain on Monday, with no will.", "The pope died in Spain."), 1, "entailment", "not_entailment"),
    ("qnli", ("Who is the president of Spain?", "In Spain the president is Ann Lee."), 0, "entailment", "not_entailment"),
])
def test_only_the_hypothesis_or_the_question_gets_another_name_of_the_kind(task, texts, place, label, against):
    row = row_of(task, *texts, label)
    for seed in range(20):
        edit = edited(EXCHANGED, row, seed)
        after = (edit.text_a, edit.text_b)
        assert after[1 - place] == texts[1 - place]
        before, behind = texts[place].split("Spain")
        name = after[place].removeprefix(before).removesuffix(behind)
        assert name in COUNTRIES and name != "Spain"
        assert row.labels[int(edit.label)] == against


@pytest.mark.parametrize("task, label, against", [
    ("mrpc", "equivalent", "not_equivalent"), ("qqp", "duplicate", "not_duplicate")])
def test_either_of_two_equal_texts_gets_another_name(task, label, against):
    texts = "How warm is Paris ?", "Is it warm in Paris ?"
    row = row_of(task, *texts, label)
    edits = [edited(EXCHANGED, row, seed) for seed in range(20)]
    assert {(edit.text_a == texts[0], edit.text_b == texts[1]) for edit in edits} == {(True, False), (False, True)}
    assert all(any(town in edit.text_a + edit.text_b for town in TOWNS) for edit in edits)
    assert {row.labels[int(edit.label)] for edit in edits} == {against}


def test_the_article_goes_with_the_name():
    row = row_of("rte", "A Swiss man won.", "He was a Swiss man.", "entailment")
    found = {edited(EXCHANGED, row, seed).text_b for seed in range(60)}
    assert "He was an Indian man." in found and "He was a Cuban man." in found


@pytest.mark.parametrize("texts, label", [
    (("He died in Spain.", "He died in Spain."), "not_entailment"),
    (("He died there.", "He died in Spain."), "entailment"),              # the premise has not the name
    (("New Spain is big.", "In New Spain it rains."), "entailment"),      # part of a longer name
    (("Spain beat Spain.", "Spain met Spain."), "entailment"),            # twice
    (("He met Zaphod.", "He met Zaphod."), "entailment"),                 # of no known kind
])
def test_no_exchange_where_the_label_might_stand(texts, label):
    assert edited(EXCHANGED, row_of("rte", *texts, label)) is None


def test_every_kind_has_a_name_to_spare_and_no_name_twice():
    assert all(len(set(kind)) == len(kind) > 3 for kind in KINDS)
    assert all(name in kind for name, kind in KIND_OF.items())
