"""What the score stage says beside the cells: AdvGLUE, made rows, AX, calibration and the agreement of related heads."""

from dataclasses import replace

import pytest
from scored_house import ROWS, SETTINGS, around, known_teacher, prepared, scored, teacher, variant  # noqa: F401, fixtures

from glueline.refusal import Refused
from glueline.tables.examples import ADVERSARIAL
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows, write_rows
from stages import score


def test_advglue_fills_the_sets_that_are_there_and_says_why_the_others_are_empty(scored):
    """One wrong row of eight; one row of the eight stands in train too."""
    found = read_json(scored / "scores.json")["robustness"]["advglue"]
    rte = found["sets"]["rte"]
    assert (rte["score"], rte["rows"], rte["learned"], rte["standing"]) == (87.5, ROWS, 1, "known rows")
    assert rte["low"] <= 87.5 <= rte["high"] and rte["low"] < rte["high"]
    assert found["sets"]["qnli"]["score"] is None and found["sets"]["qnli"]["why"] == "not in this copy"
    assert (found["mean"]["value"], found["mean"]["over"]) == (87.5, ["rte"])
    assert (found["mean"]["low"], found["mean"]["high"]) == (rte["low"], rte["high"])


def test_a_set_for_a_task_that_the_teacher_does_not_serve_says_so(prepared, around, teacher, tmp_path):
    write_json(teacher / "teacher.json", read_json(teacher / "teacher.json") | {"tasks": ["cola"]})
    score.main(SETTINGS, prepared, *around, teacher, tmp_path / "scores")
    found = read_json(tmp_path / "scores/scores.json")
    assert found["robustness"]["advglue"]["sets"]["rte"]["why"] == "the teacher does not serve RTE"
    assert found["robustness"]["advglue"]["mean"] == {"value": None, "low": None, "high": None, "over": []}
    assert found["ax"]["why"] == "the teacher does not serve AX" and found["ax"]["categories"] == {}


def test_rows_that_are_not_the_known_ones_stand_aside(prepared, around, teacher, tmp_path):
    told = around[2] / "standing.json"
    other = {"known": False, "why": "8 rows that are not the 81 known"}
    write_json(told, {name: one | other for name, one in read_json(told).items()})
    score.main(SETTINGS, prepared, *around, teacher, tmp_path / "scores")
    found = read_json(tmp_path / "scores/scores.json")
    for one in (found["robustness"]["advglue"]["sets"]["rte"], found["ax"]):
        assert one["score"] is None and one["why"] == "8 rows that are not the 81 known" and one["aside"]["score"] > 0
    assert found["robustness"]["advglue"]["mean"]["value"] is None


def test_made_rows_are_held_against_their_parents_by_family(scored):
    """Rows 0, 1, 2 with their label kept are answered as their parents are, of which 0 is wrong; row 1 turned is answered as if
    it were not. The row that was not accepted is not asked."""
    found = read_json(scored / "scores.json")["robustness"]["adversarial"]["rte"]
    kept, turned, both = (found["families"][name] for name in ("linguistic", "counterfactual", "all"))
    assert (kept["rows"], turned["rows"], both["rows"], both["parents"]) == (3, 1, 4, 3)
    assert kept["accuracy"]["score"] == kept["accuracy"]["parents"] == pytest.approx(200 / 3, abs=1e-4)
    assert (kept["accuracy"]["drop"], kept["flips"]["mean"], kept["flips"]["rows"]) == (0.0, 0.0, 3)
    assert (turned["accuracy"]["score"], turned["accuracy"]["drop"], turned["flips"]) == (0.0, 100.0, None)
    assert turned["score"] is None  # one label alone: its metric says nothing
    assert (both["accuracy"]["score"], both["accuracy"]["drop"]) == (50.0, 25.0)
    assert {row["id"] for row in read_rows(scored / "predictions/rte-validation_adversarial.parquet")} == {
        "rte/validation.negation/1", *(f"rte/validation.typing/{idx}" for idx in range(3))}


def test_a_task_without_made_rows_says_so(scored):
    found = read_json(scored / "scores.json")["robustness"]["adversarial"]
    assert found["cola"] == {"families": {}, "why": "no accepted rows made of CoLA's validation rows"} and "sst2" not in found


def test_a_made_row_whose_parent_is_gone_is_refused(prepared, around, teacher, tmp_path):
    write_rows(around[0] / "rte.parquet", ADVERSARIAL, [variant("rte", "typing", 9)])
    with pytest.raises(Refused, match="rte/validation.typing/9: its parent rte/validation/9 is not among the validation rows"):
        score.main(SETTINGS, prepared, *around, teacher, tmp_path / "scores")


def test_made_rows_that_did_not_pass_their_gates_are_refused(prepared, around, teacher, tmp_path):
    write_json(around[1] / "verdict.json", {"passed": False})
    with pytest.raises(Refused, match="did not pass"):
        score.main(SETTINGS, prepared, *around, teacher, tmp_path / "scores")


def test_ax_has_a_score_by_category_and_none_for_a_tag_of_few_rows(scored):
    """Labels 3, 3, 2 of each kind, answers 2, 3, 3, seven hits: (7 * 8 - 21) / (64 - 22)."""
    found = read_json(scored / "scores.json")["ax"]
    assert found["score"] == found["categories"]["logic"]["score"] == pytest.approx(100 * 35 / 42, abs=1e-4)
    assert set(found["categories"]) == {"logic"} and "SuperLim-2" in found["note"]
    assert found["categories"]["logic"]["tags"] == {"Negation": {"rows": ROWS, "score": None, "low": None, "high": None}}
    assert read_json(scored / "scores.json")["cells"]["ax"]["score"] is None  # GLUE's own cell stays as it is


def test_calibration_is_of_every_answered_task_with_labels(scored):
    """Every row is answered with confidence e^3 / (e^3 + 1) = 0.9526, seven of eight rightly: one bin, 0.0776 apart."""
    found = read_json(scored / "scores.json")["calibration"]
    assert set(found) == {"cola", "qqp", "mnli_m", "rte"} and found["qqp"]["standing"] == "8 of 40430 rows"
    assert found["rte"]["ece"] == pytest.approx(0.9526 - 0.875, abs=1e-4)
    assert [one["rows"] for one in found["rte"]["bins"]] == [0] * 14 + [ROWS]


def test_related_heads_are_compared_on_the_rows_that_both_read(prepared, around, teacher, tmp_path):
    """RTE's head says 1 1 0 1 0 1 0 1; MNLI's 2 1 2 0 1 2 0 1, which amounts to 1 1 1 0 1 1 0 1: five are alike."""
    score.main(replace(SETTINGS, related_rows_at_most=ROWS), prepared, *around, teacher, tmp_path / "scores")
    found = read_json(tmp_path / "scores/scores.json")["agreement"]
    assert set(found) == {"rte/validation", "mnli/validation_matched", "stsb/validation", "qqp/validation"}
    rte = found["rte/validation"]["mnli"]
    assert (rte["rows"], rte["of"], rte["share"]) == (8, 8, 0.625)
    assert rte["kappa"] == pytest.approx((5 / 8 - 9 / 16) / (7 / 16), abs=1e-4)


def test_no_more_rows_are_read_by_related_heads_than_asked_for(scored):
    found = read_json(scored / "scores.json")["agreement"]["rte/validation"]["mnli"]
    assert (found["rows"], found["of"]) == (7, 8)
    kept = list(read_rows(scored / "predictions/rte-validation_by_mnli.parquet"))
    assert len(kept) == 7 and {len(row["logits"]) for row in kept} == {3} and {row["label"] for row in kept} == {None}


def test_no_related_head_is_asked_where_none_is_wanted(prepared, around, teacher, tmp_path):
    score.main(replace(SETTINGS, related_rows_at_most=0), prepared, *around, teacher, tmp_path / "scores")
    assert read_json(tmp_path / "scores/scores.json")["agreement"] == {}
    assert not list((tmp_path / "scores/predictions").glob("*_by_*"))
