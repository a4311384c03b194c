"""Every label of related tasks is mapped."""

from dataclasses import replace

import pytest

from glueline.glue.relations import RELATIONS, Relation, matrix, partners, same_label
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused


def test_mnli_is_summed_into_rte_by_hand():
    # rte: entailment, not_entailment; mnli: entailment, neutral, contradiction
    assert matrix(RELATIONS[0]) == ((1.0, 0.0, 0.0), (0.0, 1.0, 1.0))


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: f"{relation.wide}-{relation.narrow}")
def test_every_wide_label_amounts_to_one_narrow_label_and_every_grade_to_one_of_two(relation):
    if isinstance(relation.mapping, str):
        labels = TASKS[relation.narrow].labels
        assert len(labels) == 2 and labels[same_label(relation)] == relation.mapping
    else:
        assert [sum(column) for column in zip(*matrix(relation), strict=True)] == [1.0] * len(TASKS[relation.wide].labels)


def test_texts_change_places_exactly_between_qnli_and_the_others():
    # QNLI's question comes first; MNLI and RTE have the premise first
    assert {(each.wide, each.narrow) for each in RELATIONS if each.swapped} == {("mnli", "qnli"), ("rte", "qnli")}


def test_partners_are_found_from_either_side_among_the_tasks_there_are():
    assert [other for _, other in partners("rte", ["rte", "mnli", "qnli", "cola"])] == ["mnli", "qnli"]
    assert [other for _, other in partners("qnli", ["qnli", "mnli"])] == ["mnli"]
    assert partners("cola", ["rte", "mnli"]) == []


@pytest.mark.parametrize("mapping", [
    {"entailment": "entailment", "neutral": "not_entailment"},  # misses a wide label
    {"entailment": "entailment", "neutral": "entailment", "contradiction": "entailment"},  # reaches one narrow label only
    {"entailment": "entailment", "neutral": "maybe", "contradiction": "not_entailment"},
])
def test_a_mapping_that_misses_a_label_or_knows_another_is_refused(mapping):
    with pytest.raises(Refused, match="relations: mnli to rte: (contradiction|not_entailment|maybe): not mapped"):
        matrix(replace(RELATIONS[0], mapping=mapping))


def test_a_graded_mapping_to_an_unknown_label_is_refused():
    with pytest.raises(Refused, match="relations: stsb to mrpc: same: not mapped"):
        same_label(Relation("stsb", "mrpc", "same"))
