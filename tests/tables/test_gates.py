import gc
import weakref

import great_expectations.expectations as gxe
import pandas as pd
import pytest

from glueline.tables.gates import quiet_context, run_suite


def run(frame, *suite):
    return run_suite(quiet_context(), "name", [frame], list(suite))


def test_a_table_is_let_go_once_it_was_checked():
    context, frame = quiet_context(), pd.DataFrame({"idx": range(10)})
    alive = weakref.ref(frame)
    run_suite(context, "name", [frame], [gxe.ExpectColumnValuesToBeUnique(column="idx", description="unique")])
    del frame
    gc.collect()
    assert alive() is None


def test_outcomes_keep_the_order_of_the_suite_and_name_rows_by_idx():
    frame = pd.DataFrame({"idx": [30, 20, 10], "label": [0, 5, 5]})
    size = gxe.ExpectTableRowCountToEqual(value=3, description="three rows")
    label = gxe.ExpectColumnValuesToBeInSet(column="label", value_set=[0], description="label is 0")
    null = gxe.ExpectColumnValuesToNotBeNull(column="label", description="no null")  # runs before `size`, with its column
    outcomes = run(frame, label, size, null)
    assert [outcome.says for outcome in outcomes] == ["label is 0", "three rows", "no null"]
    assert [outcome.observed for outcome in outcomes] == [None, 3, None]
    assert (outcomes[0].first, outcomes[0].positions, outcomes[0].unexpected, outcomes[0].rows) == ([20, 10], [1, 2], 2, 3)
    assert outcomes[0].found() == "2 of 3 rows (idx 20, 10)"


def test_tolerated_rows_are_counted_and_named_but_are_no_failure():
    frame = pd.DataFrame({"idx": range(4), "label": [0, 0, 0, 5]})
    outcome, = run(frame, gxe.ExpectColumnValuesToBeInSet(column="label", value_set=[0], mostly=0.75, description="0"))
    assert outcome.success and outcome.positions == []
    assert outcome.verdict() == {
        "expectation": "expect_column_values_to_be_in_set", "column": "label", "says": "0", "success": True, "error": None,
        "kwargs": {"value_set": [0], "mostly": 0.75}, "unexpected": 1, "share": 0.25, "first": [3]}


def test_an_expectation_that_cannot_be_judged_is_a_failure_with_its_reason_in_one_line():
    outcome, = run(pd.DataFrame({"idx": [0]}), gxe.ExpectColumnValuesToBeUnique(column="gone", description="unique"))
    assert not outcome.success and 'column "gone"' in outcome.error and "\n" not in outcome.found()


def test_a_run_prints_nothing(capfd):
    run(pd.DataFrame({"idx": range(9)}), gxe.ExpectColumnValuesToBeUnique(column="idx", description="unique"))
    assert capfd.readouterr() == ("", "")


FRAME = pd.DataFrame({"text": [f"Row {number}." for number in range(19)] + ["Row 3."],
                      "label": [0, 1] * 8 + [0, 1, 7, 0], "idx": range(20)})


def suite(mostly: float) -> list:
    """Two expectations on rows, which row 18, or rows 3 and 19, do not meet; one on all rows."""
    return [gxe.ExpectColumnValuesToBeInSet(column="label", value_set=[0, 1], mostly=mostly),
            gxe.ExpectColumnValuesToBeUnique(column="text", mostly=mostly),
            gxe.ExpectTableRowCountToEqual(value=20)]


@pytest.mark.parametrize(("mostly", "success", "positions"), [(0.9, [True, True], []), (0.99, [False, False], [18])])
def test_one_piece_and_several_give_the_same_outcomes(mostly, success, positions):
    whole = run_suite(quiet_context(), "whole", [FRAME], suite(mostly))
    pieces = run_suite(quiet_context(), "pieces", [FRAME[:7], FRAME[7:12].reset_index(drop=True),
                                                   FRAME[12:].reset_index(drop=True)], suite(mostly))
    assert [one.verdict() for one in whole] == [one.verdict() for one in pieces]
    assert [one.positions for one in whole] == [one.positions for one in pieces]
    assert [one.success for one in whole] == [*success, True]
    assert whole[0].positions == positions, "rows that are tolerated are not set aside"
    assert (whole[0].unexpected, whole[0].first, whole[1].first) == (1, [18], [3, 19])
