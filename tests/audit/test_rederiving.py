"""The second implementation of what stands beside the cells: figures worked out by hand; the first one on random answers."""

import ast
import sys
from math import log

import numpy as np
import pytest

from glueline.audit import rederiving, related
from glueline.audit.rederiving import BINS, TARGETED, Made, agreement, by_tag, calibration, families
from glueline.audit.related import in_narrow_labels, relation_of
from glueline.glue import agreement as first_agreement
from glueline.glue.calibration import calibration as first_calibration
from glueline.glue.relations import RELATIONS
from glueline.glue.tasks import TASKS
from glueline.learning.attacks import ATTACKERS
from glueline.refusal import Refused
from glueline.text.operators.table import OPERATORS


def test_calibration_by_hand():
    """Confidences 0.75, 0.75, 0.55: right, wrong, right. ECE: |1.5 - 1| / 3 of one bin and |0.55 - 1| / 3 of the other; Brier:
    2 x 0.0625, 2 x 0.5625 and 2 x 0.2025, over three rows."""
    found = calibration(np.array([[log(3), 0], [log(3), 0], [0, log(11 / 9)]]), np.array([0.0, 1, 1]))
    assert (found["rows"], found["accuracy"], found["confidence"]) == (3, 0.6667, 0.6833)
    assert (found["ece"], found["brier"]) == (0.3167, 0.5517)
    assert [(each["from"], each["to"], each["rows"], each["confidence"], each["accuracy"]) for each in found["bins"]
            if each["rows"]] == [(0.5333, 0.6, 1, 0.55, 1.0), (0.7333, 0.8, 2, 0.75, 0.5)]


@pytest.mark.parametrize("outputs", [2, 3])
@pytest.mark.parametrize("seed", range(8))
def test_calibration_is_the_first_implementations(seed, outputs):
    random = np.random.default_rng(seed)
    logits = (random.normal(size=(random.integers(1, 500), outputs)) * 3).astype(np.float32)
    labels = random.integers(outputs, size=len(logits)).astype(float)
    assert calibration(logits, labels) == first_calibration(logits, labels)


def test_every_answer_alike_falls_into_the_same_bin_by_both():
    for outputs in (2, 3):
        logits, labels = np.zeros((6, outputs), np.float32), np.zeros(6)
        assert calibration(logits, labels) == first_calibration(logits, labels)
    assert (np.arange(1, BINS) / BINS).tolist() == np.linspace(0, 1, BINS + 1)[1:-1].tolist()


def test_agreement_by_hand():
    """Six of eight agree; by chance (3 x 3 + 5 x 5) / 64: kappa (48 - 34) / (64 - 34). Wilson of 8 in 10: 0.49 to 0.943."""
    found = agreement([1, 1, 1, 0, 0, 0, 0, 0], [1, 1, 0, 1, 0, 0, 0, 0])
    assert (found["rows"], found["share"], found["kappa"]) == (8, 0.75, round(14 / 30, 4))
    ten = agreement([1] * 10, [1] * 8 + [0] * 2)
    assert (round(ten["low"], 3), round(ten["high"], 3), ten["kappa"]) == (0.49, 0.943, 0.0)
    assert agreement([1, 1], [1, 1])["kappa"] is None


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: f"{relation.wide}-{relation.narrow}")
@pytest.mark.parametrize("seed", range(4))
def test_agreement_is_the_first_implementations_for_every_relation(relation, seed):
    random = np.random.default_rng(seed)
    rows = int(random.integers(1, 300))
    narrow = random.integers(len(TASKS[relation.narrow].labels), size=rows)
    wide = random.integers(3, size=rows) if relation.wide == "mnli" else random.integers(2, size=rows)
    wide = random.uniform(0, 5, rows).round(1) if not TASKS[relation.wide].labels else wide
    again = agreement(narrow.tolist(), in_narrow_labels(relation, wide.tolist()))
    assert again == first_agreement.agreement(relation, narrow.astype(float), wide.astype(float))


def test_labels_of_a_wider_task_by_name():
    """MNLI: entailment, neutral, contradiction; RTE: entailment, not_entailment. From 3.5 on two sentences are the same."""
    assert in_narrow_labels(relation_of("rte", "mnli", "here"), [0.0, 1.0, 2.0]) == [0, 1, 1]
    assert in_narrow_labels(relation_of("stsb", "mrpc", "here"), [3.49, 3.5]) == [0, 1]
    with pytest.raises(Refused, match="here: rte and cola are not related"):
        relation_of("rte", "cola", "here")


def test_made_rows_by_hand():
    """Two parents, both answered rightly. Of the two kept rows one is answered otherwise, the flipped one is wrong: 1 of 3
    against 3 of 3."""
    made = Made(np.array([1.0, 1, 0]), np.array([1.0, 0, 1]), np.array([1.0, 1, 1]), np.array([1.0, 1, 1]),
                np.array(["a", "a", "b"]), np.array(["synonyms", "gradient", "negation"]))
    found = families(("accuracy",), False, made)
    assert list(found) == ["counterfactual", "targeted", "linguistic", "all"]
    drop = {"score": 33.3333, "parents": 100.0, "drop": 66.6667}
    assert found["all"] == {"rows": 3, "parents": 2, "accuracy": drop, "score": drop, "flips": {"rows": 2, "mean": 0.5},
                            "moves": None}
    assert found["counterfactual"]["flips"] is None and found["targeted"]["flips"] == {"rows": 1, "mean": 1.0}
    assert found["linguistic"]["score"] is None  # its labels are all the same


def test_grades_move_where_labels_flip():
    made = Made(np.array([1.0, 4]), np.array([1.5, 4]), np.array([1.0, 4]), np.array([1.0, 3]), np.array(["a", "b"]),
                np.array(["typing", "typing"]))
    found = families(("pearson", "spearman"), True, made)["all"]
    assert (found["accuracy"], found["flips"], found["moves"]) == (None, None, {"rows": 2, "mean": 0.75})
    assert found["score"] == {"score": 100.0, "parents": 100.0, "drop": 0.0}


def test_a_category_is_every_row_with_a_tag_of_it_and_few_rows_have_no_score():
    tags = {"logic": ["a;b", "a", None, "a"] * 10, "domain": [None] * 40}
    labels, said = np.tile([0.0, 1, 2, 1], 10), np.tile([0.0, 1, 1, 1], 10)
    found = by_tag(("accuracy",), tags, labels, said)
    assert found == {"logic": {"rows": 30, "score": 100.0, "tags": {
        "a": {"rows": 30, "score": 100.0}, "b": {"rows": 10, "score": None}}}}


def test_a_family_follows_from_the_operator_and_from_whether_the_label_changed():
    assert {attacker.name for attacker in ATTACKERS} == set(TARGETED)
    assert {(each.family, each.effect) for each in OPERATORS} == {("linguistic", "kept"), ("counterfactual", "flipped")}


@pytest.mark.parametrize("module", [rederiving, related])
def test_nothing_of_the_first_implementation_is_imported(module):
    names = {node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
             for node in ast.walk(ast.parse(open(module.__file__).read())) if isinstance(node, ast.Import | ast.ImportFrom)}
    assert {name for name in names if name.split(".")[0] not in sys.stdlib_module_names} <= {
        "numpy", "glueline.audit.rescoring", "glueline.glue.relations", "glueline.glue.tasks", "glueline.refusal"}
