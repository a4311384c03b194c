"""What stands beside the cells is derived again from the predictions: what the first implementation made passes, what was
changed is named by model, part and figure."""

import copy
import hashlib
import random

import pyarrow.parquet as pq
import pytest
from audit.diagnosed import CHALLENGE, SCORES, build

from glueline.audit.apart import UNDERIVED
from glueline.audit.rederived import PARTS
from glueline.audit.rescored import rescore
from glueline.tables.examples import PREDICTIONS
from glueline.tables.parquet import write_rows


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A run as it was made; not to be changed."""
    return build(tmp_path_factory.mktemp("diagnosed"))


@pytest.fixture
def run(made):
    """Its scores and findings of one's own."""
    own = copy.copy(made)
    own.scores, own.findings, own.notes = copy.deepcopy(made.scores), [], []
    return own


def figures(value, place):
    """Every number beside the cells that predictions decide: where it lies, its container, its key."""
    if isinstance(value, dict) and value.get("standing") == "absent":
        return  # of a set that is not here there are no predictions
    for key, each in list(value.items() if isinstance(value, dict) else enumerate(value)):
        at = f"{place}[{key}]" if isinstance(value, list) else f"{place}.{key}"
        if isinstance(each, dict | list):
            yield from figures(each, at)
        elif type(each) in (int, float) and (key not in UNDERIVED or place.startswith("agreement")):
            yield at, value, key


def all_figures(run):
    return [each for part in PARTS for each in figures(run.scores["m"][part], part)]


def places(run):
    return [finding.where.removeprefix("scores.json: ") for finding in run.findings]


@pytest.mark.parametrize("seed", range(3))
def test_what_the_first_implementation_made_comes_out_again(tmp_path, seed):
    run = build(tmp_path, seed)
    rescore(run)
    assert [finding.content() for finding in run.findings] == []
    names = {key for _, _, key in all_figures(run)}
    assert names >= {"ece", "brier", "confidence", "accuracy", "kappa", "share", "drop", "parents", "mean", "rows", "score",
                     "mcc"}
    assert len(all_figures(run)) > 500


def test_a_run_without_the_harder_sets_says_so_and_passes(tmp_path):
    run = build(tmp_path, harder=())
    rescore(run)
    assert [finding.content() for finding in run.findings] == []
    run.scores["m"]["ax"]["score"] = 30.0
    rescore(run)
    assert places(run) == ["ax.score"]


def test_every_figure_that_is_changed_is_named_and_nothing_else(run):
    changed = all_figures(run)
    for _, container, key in changed:
        container[key] += 1 if isinstance(container[key], int) else 0.01
    rescore(run)
    assert sorted(places(run)) == sorted(place for place, _, _ in changed)
    assert {finding.verdict for finding in run.findings} == {"not reproduced"}


@pytest.mark.parametrize("seed", range(10))
def test_one_changed_figure_is_one_finding_that_names_model_part_and_figure(run, seed):
    place, container, key = random.Random(seed).choice(all_figures(run))
    before, container[key] = container[key], container[key] + 1
    rescore(run)
    assert places(run) == [place] and run.findings[0].of == f"m/{place.split('.')[0]}"
    assert f"m: {container[key]!r}, again {before!r}, from the predictions" == run.findings[0].says


def test_a_figure_that_differs_in_its_last_place_is_within_tolerance_and_said_to_differ(run):
    run.scores["m"]["calibration"]["rte"]["ece"] += 1e-4
    rescore(run)
    assert [(finding.verdict, finding.where) for finding in run.findings] == [
        ("within tolerance", "scores.json: calibration.rte.ece")]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_taken_away_or_of_another_form_is_found(run, part):
    for put in ({}, [], "none", 7, None):
        run.scores["m"][part], run.findings = put, []
        rescore(run)
        assert places(run) and all(place.split(".")[0] == part for place in places(run))
    del run.scores["m"][part]
    rescore(run)
    assert any(place.startswith(part) for place in places(run))


def test_whatever_stands_in_the_place_of_a_value_is_found_and_breaks_nothing(run):
    def all_values(value):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            if key not in UNDERIVED | {"standing"}:
                yield value, key
                if isinstance(each, dict | list):
                    yield from all_values(each)
    draw = random.Random(1)
    for _ in range(40):
        run.scores["m"], run.findings = copy.deepcopy(run.scores["m"]), []
        there = list(all_values({part: run.scores["m"][part] for part in PARTS}))[len(PARTS):]
        container, key = draw.choice(there)
        before, container[key] = container[key], draw.choice([True, "x", [1], {"a": {}}, -1, 1e300])
        rescore(run)
        assert run.findings, (key, container[key])
        container[key] = before


def test_a_figure_that_no_predictions_give_is_found(run):
    run.scores["m"]["robustness"]["adversarial"]["rte"]["families"]["all"] = {"rows": 5, "score": {"score": 99.0}}
    run.scores["m"]["ax"]["aside"] = {"score": 99.0}
    rescore(run)
    assert places(run) == ["robustness.adversarial.rte.families.all", "ax.aside"]
    assert "which no predictions on record give" in run.findings[0].says


def test_without_the_tagged_rows_ax_by_tag_is_bound_by_hash_and_that_is_said(run, tmp_path):
    run.root = tmp_path
    run.scores["m"]["ax"]["categories"]["logic"]["score"] = 99.0
    rescore(run)
    assert run.findings == []
    assert "AX by tag (its tagged rows are not here): bound by hash" in run.notes[-1].says


@pytest.mark.parametrize("table, change, says", [
    ("rte-validation_by_mnli", lambda row: row | {"label": 1.0}, "or one label too many"),
    ("rte-validation_by_mnli", lambda row: row | {"id": row["id"].replace("rte", "qnli")}, "not a row of rte/validation"),
    ("rte-validation_by_mnli", lambda row: row | {"logits": row["logits"][:2]}, "2 logits a row"),
    ("cola-validation_adversarial", lambda row: row | {"id": row["id"].replace(".", "-")}, "no row made of cola's"),
    ("cola-validation_adversarial", lambda row: row | {"id": f"{row['id']}1"}, "a parent that is no validation row"),
    ("cola-validation_adversarial", lambda row: row | {"prediction": 1 - row["prediction"]}, "not the prediction that"),
    ("rte-validation_advglue", lambda row: row | {"label": 2.0}, "none of the task's 2"),
    ("rte-validation_advglue", lambda row: row | {"id": row["id"].replace("_advglue", "")}, "not a row of rte/validation_adv"),
])
def test_a_table_beside_the_cells_that_does_not_hang_together_is_named(run, table, change, says):
    path = run.root / SCORES / "predictions" / f"{table}.parquet"
    content, rows = path.read_bytes(), pq.read_table(path).to_pylist()
    try:
        write_rows(path, PREDICTIONS, [*rows[:-1], change(rows[-1])] if "logits a row" not in says else map(change, rows))
        rescore(run)
    finally:
        path.write_bytes(content)
    assert [(finding.cause, finding.where) for finding in run.findings] == [("data", f"predictions/m/{table}.parquet")]
    assert says in run.findings[0].says


def test_a_set_said_to_be_the_known_one_has_its_rows(run):
    run.scores["m"]["robustness"]["advglue"]["sets"]["rte"]["standing"] = "known rows"
    rescore(run)
    assert places(run) == ["robustness.advglue.sets.rte.rows"] and "40, again 81" in run.findings[0].says


def test_tagged_rows_that_are_not_those_of_the_predictions_are_named(run):
    path = run.root / CHALLENGE / "ax/validation_labelled.parquet"
    record = run.records["challenge"]["outputs"][CHALLENGE]["files"]
    content, known = path.read_bytes(), dict(record)
    try:
        pq.write_table(pq.read_table(path).slice(0, 150), path)
        record["ax/validation_labelled.parquet"] = hashlib.sha256(path.read_bytes()).hexdigest()
        rescore(run)
    finally:
        path.write_bytes(content)
        record.update(known)
    assert "predicted, and not among its rows" in run.findings[0].says
