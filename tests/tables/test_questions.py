"""What a teacher is asked: which rows, in whose order of texts, under which names."""

import pytest

from glueline.glue.challenges import CHALLENGES
from glueline.glue.tasks import TASKS
from glueline.tables.examples import ADVERSARIAL, PREPARED
from glueline.tables.parquet import write_rows
from glueline.tables.questions import adversarial_questions, challenge_questions, glue_questions, related_questions

SPLITS = {f"{task.name}/{split}": {"standing": "official rows"} for task in TASKS.values() for split in task.splits}


@pytest.fixture
def prepared(tmp_path):
    for task in ("qnli", "rte", "mnli"):
        for split in TASKS[task].validation_splits:
            write_rows(tmp_path / task / f"{split}.parquet", PREPARED, [
                {"id": f"{task}/{split}/{idx}", "task": task, "split": split, "text_a": "first", "text_b": "second",
                 "label": 1.0} for idx in range(9)])
    return tmp_path


def test_a_related_head_reads_the_texts_in_its_own_order_and_not_the_label(prepared):
    """QNLI asks first and its sentence is the premise: what is read as MNLI or RTE is turned."""
    asked = {one.name: one for one in related_questions(["qnli", "rte", "mnli"], SPLITS, prepared, 4, 1)}
    assert set(asked) == {
        "qnli-validation_by_mnli", "qnli-validation_by_rte", "rte-validation_by_mnli", "rte-validation_by_qnli",
        *(f"mnli-validation_{part}_by_{other}" for part in ("matched", "mismatched") for other in ("rte", "qnli"))}
    for name, turned in (("qnli-validation_by_mnli", True), ("mnli-validation_matched_by_qnli", True),
                         ("rte-validation_by_qnli", True), ("rte-validation_by_mnli", False)):
        rows = list(asked[name].rows())
        texts = {(row["text_a"], row["text_b"], row["label"]) for row in rows}
        assert texts == {("second", "first", None) if turned else ("first", "second", None)} and len(rows) == 4
        assert asked[name].task.name == asked[name].head == name.rpartition("_by_")[2] and not asked[name].labelled


def test_the_same_rows_are_read_by_every_related_head(prepared):
    asked = {one.name: one for one in related_questions(["qnli", "rte", "mnli"], SPLITS, prepared, 4, 1)}
    ids = [[row["id"] for row in asked[f"rte-validation_by_{other}"].rows()] for other in ("mnli", "qnli")]
    assert ids[0] == ids[1]


def test_test_rows_are_predicted_and_nothing_is_made_of_the_answers(prepared):
    asked = {one.name: (one.held_out, one.labelled) for one in glue_questions(["mnli"], SPLITS, prepared, True)}
    assert asked == {"mnli-validation_matched": (True, True), "mnli-validation_mismatched": (True, True),
                     "mnli-test_matched": (False, False), "mnli-test_mismatched": (False, False), "ax-test": (False, False)}


def test_ax_is_asked_of_mnlis_head_and_absent_sets_of_none(tmp_path):
    sets = {name: {"standing": "absent"} for name in CHALLENGES} | {"ax/validation_labelled": {"standing": "known rows"}}
    asked, = challenge_questions(["mnli", "rte"], sets, tmp_path)
    assert (asked.name, asked.task.name, asked.head, asked.held_out) == ("ax-validation_labelled", "ax", "mnli", True)
    assert not list(challenge_questions(["rte"], sets, tmp_path))


def test_a_table_without_an_accepted_row_is_not_asked(tmp_path):
    write_rows(tmp_path / "rte.parquet", ADVERSARIAL, [dict.fromkeys(ADVERSARIAL.names) | {"verdict": "too far"}])
    assert not list(adversarial_questions(["rte"], tmp_path))
