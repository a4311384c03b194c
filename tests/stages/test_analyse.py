"""The analyse stage on a toy house of two models, one of which fails on negation."""

import json

import numpy as np
import pytest

from glueline.refusal import Refused
from glueline.tables.examples import PREDICTIONS, PREPARED
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows, write_rows
from stages import analyse

SETTINGS = analyse.Settings(analyse.Plan(level=0.05, rows=20, worst=2, neighbours=1, among=50),
                            {"bad": "teachers/bad", "good": "teachers/good"})


def row(split, idx, denied):
    said = f"The dog {'did not bark' if denied else 'barked'} at number {idx}."
    return {"id": f"rte/{split}/{idx}", "task": "rte", "split": split, "text_a": said, "text_b": "A dog barked.",
            "label": float(denied)}


@pytest.fixture
def house(tmp_path):
    """A hundred rows, half of them denied; `bad` misses every second of those, `good` is always right."""
    rows = [row("validation", idx, idx % 2 == 1) for idx in range(100)]
    write_rows(tmp_path / "prepared/rte/validation.parquet", PREPARED, rows)
    write_rows(tmp_path / "prepared/rte/train.parquet", PREPARED, [row("train", idx, idx % 2 == 1) for idx in range(100, 120)])
    for name in ("bad", "good"):
        right = [not (name == "bad" and idx % 4 == 1) for idx in range(100)]
        answers = [each["label"] if ok else 1 - each["label"] for each, ok in zip(rows, right, strict=True)]
        write_rows(tmp_path / f"scores/{name}/predictions/rte-validation.parquet", PREDICTIONS, [
            {"id": each["id"], "logits": np.eye(2)[int(answer)].tolist(), "prediction": answer, "label": each["label"]}
            for each, answer in zip(rows, answers, strict=True)])
        write_json(tmp_path / f"scores/{name}/scores.json", {"cells": {"rte": {"score": 1.0}, "cola": {"score": None}}})
    return tmp_path


def analysed(house):
    analyse.main(SETTINGS, house / "prepared", house / "scores", house / "out")
    return house / "out"


def test_the_slice_in_which_a_model_fails_is_found_and_no_other_model_is_accused(house):
    out = analysed(house)
    worse = {name: {one["slice"] for one in read_json(out / name / "slices.json")["slices"] if one["worse"]}
             for name in ("bad", "good")}
    assert "negation" in worse["bad"] and worse["good"] == set()
    (denied,) = [one for one in read_json(out / "bad/slices.json")["slices"] if one["slice"] == "negation"]
    assert (denied["rows"], denied["inside"], denied["outside"]) == (50, 0.5, 0.0)


def test_the_worst_rows_stand_there_with_their_texts_and_a_train_row_like_them(house):
    first, second = read_json(analysed(house) / "bad/worst.json")["rte"]
    assert (first["id"], second["id"]) == ("rte/validation/1", "rte/validation/5")
    assert first["text_a"] == "The dog did not bark at number 1." and first["prediction"] == 0.0
    assert first["loss"] == pytest.approx(np.log(1 + np.e), abs=1e-4)
    assert "did not bark" in first["neighbours"][0]["text_a"] and first["neighbours"][0]["id"].startswith("rte/train/")


def test_the_report_tells_families_slices_and_rows_and_the_picture_is_an_svg(house):
    out = analysed(house)
    report = (out / "report.md").read_text()
    for part in ("## bad", "### The article's three families", "| RTE | negation | 50 | 0.500 | 0.000 |", "`rte/validation/1`"):
        assert part in report
    assert (out / "bad/slices.svg").read_text().startswith("<svg")


def test_the_same_answers_give_the_same_bytes(house):
    one = {path.name: path.read_bytes() for path in analysed(house).rglob("*") if path.is_file()}
    assert one == {path.name: path.read_bytes() for path in analysed(house).rglob("*") if path.is_file()}


@pytest.mark.parametrize(("change", "named"), [
    (lambda rows: rows[1:], "rte/validation/0"), (lambda rows: [rows[0], *rows], "rte/validation/0"),
    (lambda rows: [*rows, {**rows[0], "id": "rte/validation/100"}], "rte/validation/100"),
])
def test_a_prediction_that_is_missing_doubled_or_of_no_row_is_refused_by_name(house, change, named):
    path = house / "scores/bad/predictions/rte-validation.parquet"
    write_rows(path, PREDICTIONS, change(list(read_rows(path))))
    with pytest.raises(Refused, match=f"{named}: missing, doubled"):
        analysed(house)


@pytest.mark.parametrize(("change", "says"), [
    ({"logits": [float("nan"), 0.0]}, "rte/validation/0: its answer is not finite numbers"),
    ({"logits": None}, "rte/validation/0: its answer is not finite numbers"),
    ({"label": 5.0}, r"rte/validation/0: label 5.0, [01].0 in .*prepared/rte/validation.parquet; run `dvc repro score`"),
    ({"prediction": 7.0}, "rte/validation/0: not what its logits say"),
])
def test_an_answer_of_other_data_or_that_contradicts_itself_is_refused_by_name(house, change, says):
    path = house / "scores/bad/predictions/rte-validation.parquet"
    first, *others = read_rows(path)
    write_rows(path, PREDICTIONS, [first | change, *others])
    with pytest.raises(Refused, match=f"bad/predictions/rte-validation.parquet: {says}"):
        analysed(house)
    assert json.loads((house / "scores/bad/scores.json").read_text())
