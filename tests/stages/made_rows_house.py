"""What the tests of the gates on made rows share: a small sound table."""

import json

import pytest

from glueline.adversarial.expectations import AdversarialLimits
from glueline.refusal import Refused
from glueline.tables.adversarial import table_path
from glueline.tables.examples import ADVERSARIAL, PREPARED, id_order, variant_id
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import write_rows
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
