import pyarrow as pa
import pytest

from glueline.tables.leakage import LEDGER, Ledger
from glueline.tables.repeats import Part

RTE_TRAIN, RTE_TUNE = Part("rte", "train", False), Part("rte", "tune", False)
RTE_VALIDATION, RTE_TEST = Part("rte", "validation", False), Part("rte", "test", False)
MRPC_TRAIN, STSB_TEST = Part("mrpc", "train", True), Part("stsb", "test", True)

TABLES = {
    MRPC_TRAIN: [(0, "Dogs bark.", "Cats purr."), (1, "Cats purr.", "Dogs bark."), (2, "dogs bark", "cats purr"),
                 (3, "So", "no")],
    RTE_TRAIN: [(0, "a", "b"), (2, "b", "a"), (4, "A", "B!"), (10, "a", "b"), (11, "one", "two")],
    RTE_TUNE: [(1, "a", "b"), (3, "fresh", "text")],
    RTE_VALIDATION: [(0, "B", "A"), (5, "one", "two"), (6, "one", "TWO")],
    RTE_TEST: [(7, "One", "two.")],
    STSB_TEST: [(9, "NO", "SO")],
}

# Worked by hand, in the ledger's order. rte/train/2 is (b, a): rte/validation/0 stands in its order, the others do not.
EXPECTED = [
    ("mrpc/train/1", "mrpc/train/0", "exact", "within split"),
    ("mrpc/train/2", "mrpc/train/0", "normalised", "within split"),
    ("mrpc/train/3", "stsb/test/9", "normalised", "between tasks: train and test"),
    ("rte/test/7", "rte/validation/5", "normalised", "validation and test"),
    ("rte/train/0", "rte/train/1", "exact", "train and tune"),
    ("rte/train/2", "rte/validation/0", "normalised", "train and validation"),
    ("rte/train/4", "rte/train/0", "normalised", "within split"),
    ("rte/train/4", "rte/train/1", "normalised", "train and tune"),
    ("rte/train/10", "rte/train/0", "exact", "within split"),
    ("rte/train/10", "rte/train/1", "exact", "train and tune"),
    ("rte/train/11", "rte/test/7", "normalised", "train and test"),
    ("rte/train/11", "rte/validation/5", "exact", "train and validation"),
    ("rte/validation/6", "rte/validation/5", "normalised", "within split"),
]
LEAKED = {"mrpc/train/3", "rte/train/0", "rte/train/2", "rte/train/4", "rte/train/10", "rte/train/11"}


@pytest.fixture(params=[False, True], ids=["keep", "remove"])
def settled(request, tmp_path):
    """The policy, and the ledger of TABLES under it."""
    with Ledger(tmp_path, TABLES) as ledger:
        for part, rows in TABLES.items():
            ledger.add(part, ({"idx": idx, "text_a": a, "text_b": b} for idx, a, b in rows))
        ledger.settle(remove=request.param)
        yield request.param, ledger


def test_the_ledger_of_tiny_tables_is_what_a_reader_would_write(settled):
    remove, ledger = settled
    assert list(ledger.rows()) == [
        {"id": one, "other_id": other, "kind": kind, "where": place,
         "action": "removed" if remove and one in LEAKED else "kept"}
        for one, other, kind, place in EXPECTED]


def test_the_rows_left_out_are_those_that_stand_in_tune_validation_or_test(settled):
    remove, ledger = settled
    assert list(ledger.removed(RTE_TRAIN)) == ([0, 2, 4, 10, 11] if remove else [])
    assert list(ledger.removed(MRPC_TRAIN)) == ([3] if remove else [])
    assert list(ledger.removed(RTE_VALIDATION)) == []
    assert ledger.removed_rows() == ({"mrpc": 1, "rte": 5} if remove else {})


def test_counts_are_by_where_and_kind(settled):
    assert settled[1].counts() == {
        "between tasks: train and test": {"normalised": 1},
        "train and test": {"normalised": 1},
        "train and tune": {"exact": 2, "normalised": 1},
        "train and validation": {"exact": 1, "normalised": 1},
        "validation and test": {"normalised": 1},
        "within split": {"exact": 2, "normalised": 3},
    }


def test_a_text_that_stands_a_thousand_times_makes_a_thousand_entries_at_most(tmp_path):
    with Ledger(tmp_path, [RTE_TRAIN, RTE_TEST]) as ledger:
        for part in (RTE_TRAIN, RTE_TEST):
            ledger.add(part, ({"idx": idx, "text_a": "same", "text_b": "pair"} for idx in range(500)))
        ledger.settle(remove=False)
        rows = list(ledger.rows())
    assert len(rows) == 499 + 499 + 500
    assert {row["other_id"] for row in rows} == {"rte/train/0", "rte/test/0"}


def test_the_ledger_fits_its_schema(settled):
    assert pa.Table.from_pylist(list(settled[1].rows()), LEDGER).num_rows == len(EXPECTED)
