"""The score stage on a toy set of tables, with a teacher whose answers are known."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scored_house import ROWS, SETTINGS, around, known_teacher, prepared, right_answers, rows_of, scored, teacher  # noqa: F401, the fixtures

from glueline.refusal import Refused
from glueline.tables.examples import PREDICTIONS, PREPARED
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows, write_rows
from stages import score


def test_every_table_there_of_a_served_task_is_predicted_and_no_other(scored):
    assert sorted(path.stem for path in (scored / "predictions").iterdir()) == [
        "ax-test", "ax-validation_labelled", "cola-test", "cola-validation", "mnli-test_matched", "mnli-test_mismatched",
        "mnli-validation_matched", "mnli-validation_matched_by_rte", "qqp-test", "qqp-validation", "qqp-validation_by_stsb",
        "rte-test", "rte-validation", "rte-validation_adversarial", "rte-validation_advglue", "rte-validation_by_mnli",
        "stsb-test", "stsb-validation", "stsb-validation_by_qqp"]


def test_test_rows_are_left_alone_where_nobody_asks(scored, prepared, around, teacher, tmp_path):
    fewer = tmp_path / "less" / "scores"
    score.main(replace(SETTINGS, test_rows=False), prepared, *around, teacher, fewer)
    there, less = ({path.stem for path in (folder / "predictions").iterdir()} for folder in (scored, fewer))
    assert less == {name for name in there if "-test" not in name}
    assert read_json(fewer / "scores.json") == read_json(scored / "scores.json")


def test_predictions_stand_by_id_with_logits_and_no_text(scored):
    first, second = list(read_rows(scored / "predictions" / "stsb-validation.parquet"))[:2]
    assert set(first) == set(PREDICTIONS.names)
    assert first == {"id": "stsb/validation/0", "logits": [9.0], "prediction": 5.0, "label": 0.0}
    assert second["prediction"] == second["label"] == pytest.approx(5 / 7)
    ax = list(read_rows(scored / "predictions" / "ax-test.parquet"))
    assert [row["prediction"] for row in ax[:3]] == [2.0, 1.0, 2.0] and {row["label"] for row in ax} == {None}


def test_cells_hold_the_scores_of_the_stored_predictions(scored):
    """One wrong row of eight is 87.5; CoLA's MCC with 3 hits, 1 miss of label 0 and 4 hits of label 1 is sqrt(0.6)."""
    cells = read_json(scored / "scores.json")["cells"]
    assert cells["rte"]["score"] == cells["mnli_m"]["score"] == 87.5
    assert cells["cola"]["score"] == pytest.approx(100 * 0.6**0.5, abs=1e-4)
    assert set(cells["stsb"]["metrics"]) == {"pearson", "spearman"}


def test_empty_cells_say_why_and_stay_out_of_both_averages(scored):
    got = read_json(scored / "scores.json")
    cells, averages = got["cells"], got["averages"]
    assert cells["mnli_mm"]["why"] == "the snapshot has no mismatched file."
    assert cells["sst2"]["why"] == "the teacher does not serve SST-2"
    assert cells["qqp"]["score"] is None and cells["qqp"]["aside"]["metrics"]["accuracy"] == 87.5
    assert averages["glue"]["in"] == ["cola", "stsb", "mnli_m", "rte"]
    four = [cells[name]["score"] for name in averages["glue"]["in"]]
    assert averages["glue"]["value"] == averages["article"]["value"] == pytest.approx(sum(four) / 4, abs=1e-4)
    assert (averages["article"]["over"], averages["article"]["of"]) == (4, 9)


def test_the_lineage_names_what_the_scores_rest_on(scored, prepared):
    got = read_json(scored / "scores.json")
    assert got["teacher"] == "scores"
    assert got["data"] == {"source": "snapshot", "standing": "GLUE's official validation splits"}
    lineage = got["lineage"]
    assert lineage["weights"] == {"backbone": "tiny", "sha256": "aa"}
    assert (lineage["curriculum"], lineage["seed"], lineage["settings"]) == ("cc", 7, {"threads": 1})
    assert lineage["checkpoint"] == "ee" and lineage["unlabelled"] == {"rte": 3}
    assert set(lineage["prepared"]) == {"cola/validation", "stsb/validation", "qqp/validation", "mnli/validation_matched",
                                        "rte/validation"}
    assert lineage["training"]["cola"] == {"rows": 5, "of": ROWS, "standing": "official rows"}


def test_synthetic_data_is_called_so(prepared, around, teacher, tmp_path):
    said = json.loads((prepared / "standing.json").read_text())
    for standing in said["splits"].values():
        standing.update(standing="synthetic" if standing["rows"] else "absent", official=False)
    write_json(prepared / "standing.json", said | {"source": "builtin"})
    score.main(SETTINGS, prepared, *around, teacher, tmp_path / "scores")
    got = read_json(tmp_path / "scores" / "scores.json")
    assert got["data"] == {"source": "builtin", "standing": "built-in, synthetic"}
    assert got["cells"]["qqp"]["score"] is not None and "aside" not in got["cells"]["qqp"]


def test_two_runs_write_the_same_bytes(scored, prepared, around, teacher, tmp_path):
    score.main(SETTINGS, prepared, *around, teacher, tmp_path / "again" / "scores")
    for path in sorted(path for path in scored.rglob("*") if path.is_file()):
        assert path.read_bytes() == (tmp_path / "again" / "scores" / path.relative_to(scored)).read_bytes()


def test_an_answer_that_is_no_number_is_refused_with_its_row(prepared, around, teacher, tmp_path, monkeypatch):
    def broken(*arguments) -> np.ndarray:
        logits = right_answers(*arguments)
        logits[3, 0] = np.nan
        return logits

    monkeypatch.setattr(score, "logits_of", broken)
    with pytest.raises(Refused, match="cola/validation/3: the teacher answers"):
        score.main(SETTINGS, prepared, *around, teacher, tmp_path / "scores")


def test_a_validation_row_without_label_is_refused(prepared, around, teacher, tmp_path):
    rows = rows_of("rte", "validation")
    rows[5]["label"] = None
    write_rows(prepared / "rte" / "validation.parquet", PREPARED, rows)
    with pytest.raises(Refused, match="rte/validation/5: a validation row without label"):
        score.main(SETTINGS, prepared, *around, teacher, tmp_path / "scores")
