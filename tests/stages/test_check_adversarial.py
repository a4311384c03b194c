"""The gates on made rows: a small sound table, and what each gate is there to stop."""

import json

import pytest

from glueline.refusal import Refused
from glueline.tables.adversarial import table_path
from glueline.tables.adversarial_expectations import AdversarialLimits
from glueline.tables.examples import ADVERSARIAL, PREPARED, id_order, variant_id
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows, write_rows
from stages import check

LIMITS = AdversarialLimits(accepted_at_least=0.3, accepted_at_most=0.95, failed_at_most=0.05, operator_accepted_at_least=0.1,
                           rows_to_judge=20)
SETTINGS = check.Settings(balance_tolerance=0.05, characters_at_most=200, duplicates_at_most=0.02, damaged_at_most=0.005,
                          adversarial=LIMITS)
SHARES = {"voice": 1.0, "negation": 0.5}


def write_prepared(data, split, idxs):
    source = "train" if split == "tune" else split
    write_rows(data / "prepared" / "rte" / f"{split}.parquet", PREPARED, (
        {"id": f"rte/{source}/{idx}", "task": "rte", "split": split, "text_a": f"{split} text {idx}", "text_b": "It is so.",
         "label": 0.0} for idx in idxs))


def variant(idx, operator, split="train", **changes):
    parent, flips = f"rte/{split}/{idx}", operator == "negation"
    return {"id": variant_id(parent, operator), "parent_id": parent, "task": "rte", "split": split,
            "text_a": f"{operator} {split} {idx}", "text_b": "It is so.", "label": float(flips), "operator": operator,
            "family": "counterfactual" if flips else "linguistic", "label_effect": "flipped" if flips else "kept",
            "rule": "It is ruled.", "similarity": 0.9, "fluency": -0.1, "judged": 0.8,
            "verdict": "accepted" if idx % 4 else "not fluent"} | changes


def write_made(data, use, rows):
    """A file of made rows and its part of the ledger."""
    rows = sorted(rows, key=lambda row: id_order(row["id"]))
    write_rows(table_path(data / "adversarial", use, "rte"), ADVERSARIAL, rows)
    path = data / "adversarial" / "ledger.json"
    ledger = read_json(path) if path.exists() else {"settings": {"operators": SHARES}}
    names = sorted({row["operator"] for row in rows})
    made = {name: {"made": sum(row["operator"] == name for row in rows)} for name in names}
    ledger[use] = {"rte": {"parents": 80 if use == "train" else 10, "operators": made}}
    write_json(path, ledger)


@pytest.fixture
def data(tmp_path):
    """Eighty rows to learn from, ten to tune and ten to validate on; voice made rows of all, negation of some."""
    folder = tmp_path / "data"
    write_prepared(folder, "train", range(80))
    write_prepared(folder, "tune", range(80, 90))
    write_prepared(folder, "validation", range(10))
    write_made(folder, "train", rows_of())
    write_made(folder, "validation", [variant(idx, "voice", "validation") for idx in range(10)])
    return folder


def rows_of(changes=None, without=()):
    """The sound rows of train, some of them changed, by id."""
    rows = [variant(idx, "voice") for idx in range(80)] + [variant(idx, "negation") for idx in range(0, 80, 2)]
    return [row | (changes or {}).get(row["id"], {}) for row in rows if row["id"] not in without]


def run(data):
    check.main(SETTINGS, data / "adversarial", data.parent / "out")
    return read_json(data.parent / "out" / "verdict.json")


def refusal(data):
    with pytest.raises(Refused) as refused:
        run(data)
    assert not (data.parent / "out").exists()
    return str(refused.value)


def kept(data, name="rte-train"):
    lines = (data / "rejected" / "adversarial" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["row"]["id"] for line in lines]


def test_a_sound_table_passes_with_every_gate_in_its_verdict(data):
    verdict = run(data)
    assert verdict["passed"] and list(verdict["suites"]) == ["rte/train", "rte/validation"]
    says = {gate["says"] for gate in verdict["suites"]["rte/train"]}
    assert {"every parent is among the prepared rows it may be chosen from", "label is one of 0 entailment, 1 not_entailment",
            "no accepted row repeats a row of any tune, validation or test split",
            "negation made rows of at most 50% of 80 parents", "operators failed on at most 5.00% of the rows",
            "at least 10.0% of negation's rows are accepted"} <= says


def test_a_parent_that_was_deleted_between_the_stages_is_named(data):
    write_prepared(data, "train", [idx for idx in range(80) if idx not in (6, 7)])
    assert "expect_column_values_to_not_be_in_set on parent_id: 3 of 120 rows" in refusal(data)
    assert sorted(kept(data)) == ["rte/train.negation/6", "rte/train.voice/6", "rte/train.voice/7"]


@pytest.mark.parametrize("parent", ["rte/train/80", "rte/validation/3", "rte/test/3"])
def test_a_row_made_of_a_tune_validation_or_test_row_has_no_place_in_train(data, parent):
    write_made(data, "train", rows_of({"rte/train.voice/7": {"parent_id": parent}}))
    assert "on parent_id: 1 of 120 rows" in refusal(data)


@pytest.mark.parametrize("text, offends", [("tune text 84", True), ("VALIDATION text: 3", True), ("train text 9", False)])
def test_an_accepted_row_that_repeats_a_held_out_row_is_a_leak(data, text, offends):
    write_made(data, "train", rows_of({"rte/train.voice/7": {"text_a": text}, "rte/train.voice/8": {"text_a": "tune text 81"}}))
    if offends:
        assert "on id: 1 of 120 rows" in refusal(data) and kept(data) == ["rte/train.voice/7"]  # voice/8 is not accepted
    else:
        run(data)


def test_an_accepted_row_that_repeats_one_made_of_a_validation_row_is_a_leak(data):
    write_made(data, "train", rows_of({"rte/train.voice/7": {"text_a": "voice validation 3"}}))
    assert "on id: 1 of 120 rows" in refusal(data) and kept(data) == ["rte/train.voice/7"]


@pytest.mark.parametrize("changes, message", [
    ({"label": 2.0}, "values_to_be_in_set on label: 1 of 120 rows"),
    ({"label": 0.5}, "values_to_be_in_set on label: 1 of 120 rows"),
    ({"operator": "juggling"}, "values_to_be_in_set on operator: 1 of 120 rows"),
    ({"verdict": None}, "values_to_not_be_null on verdict: 1 of 120 rows"),
    ({"judged": None}, "expected: no accepted row lacks its judged"),
    ({"rule": None}, "expected: no accepted row lacks its rule"),
    ({"id": "rte/train.voice/6"}, "values_to_be_unique on id: 2 of 120 rows"),
])
def test_a_row_that_is_not_whole_is_refused(data, changes, message):
    write_made(data, "train", rows_of({"rte/train.voice/7": changes}))
    assert message in refusal(data)


@pytest.mark.parametrize("rows, refused", [(57, False), (58, True)])
def test_an_operator_beyond_its_quota_is_refused(data, rows, refused):
    """Of 80 parents 50 % are 40; four standard deviations above are 57.9."""
    write_made(data, "train", [variant(idx, name) for name, made in (("voice", 80), ("negation", rows)) for idx in range(made)])
    if refused:
        assert "expected: negation made rows of at most 50% of 80 parents" in refusal(data)
    else:
        run(data)


@pytest.mark.parametrize("accepted, message", [
    (range(40), None),
    (range(35), "expected: at least 30.0% of the rows are accepted"),
    (range(116), "expected: at most 95.0% of the rows are accepted"),
])
def test_acceptance_out_of_range_is_refused(data, accepted, message):
    rows = [row | {"verdict": "accepted" if number in accepted else "not fluent"} for number, row in enumerate(rows_of())]
    if message:
        write_made(data, "train", rows)
        assert message in refusal(data)
    else:
        for number in (100, 110, 115, 119):  # four of negation
            rows[number]["verdict"] = "accepted"
        write_made(data, "train", rows)
        run(data)


def test_an_operator_of_which_next_to_nothing_is_accepted_is_refused(data):
    contradicted = {f"rte/train.negation/{idx}": {"verdict": "label contradicted"} for idx in range(0, 80, 2)}
    write_made(data, "train", rows_of(contradicted))
    assert "expected: at least 10.0% of negation's rows are accepted" in refusal(data)


@pytest.mark.parametrize("failures, refused", [(6, False), (7, True)])
def test_failures_are_tolerated_up_to_their_share(data, failures, refused):
    lost = {"verdict": "failed: KeyError: 'x'", "text_a": None, "text_b": None, "label": None, "rule": None, "similarity": None}
    write_made(data, "train", rows_of({f"rte/train.voice/{idx}": lost for idx in range(failures)}))
    if refused:
        assert "not_match_regex on verdict: 7 of 120 rows" in refusal(data)
    else:
        run(data)


def test_a_few_rows_have_no_rates(data):
    write_made(data, "train", [variant(idx, "voice", verdict="not fluent") for idx in range(19)])
    run(data)


def test_a_file_that_the_ledger_names_and_is_not_there_is_refused(data):
    table_path(data / "adversarial", "train", "rte").unlink()
    assert refusal(data).endswith("train/rte.parquet: missing; run `dvc repro perturb`")


def test_the_table_is_left_as_it_was(data):
    before = list(read_rows(table_path(data / "adversarial", "train", "rte")))
    run(data)
    assert list(read_rows(table_path(data / "adversarial", "train", "rte"))) == before
