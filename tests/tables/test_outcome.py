"""What an expectation found in a table's pieces, put together."""

from dataclasses import replace

import pytest

from glueline.tables.outcome import Outcome, merged

PIECE = Outcome("regex", "sentence", "fine", {"mostly": 0.9}, True, None, 0, 10, [], None, [])


def piece(unexpected, success, positions):
    return replace(PIECE, unexpected=unexpected, success=success, positions=positions, first=[100 + at for at in positions])


@pytest.mark.parametrize("mostly, success", [(0.8, True), (0.9, True), (0.95, False), (1.0, False)])
def test_enough_rows_of_the_whole_table_must_meet_it_however_they_lie(mostly, success):
    """2 of 20 rows offend, both in the second piece, which alone would fail at 0.9."""
    pieces = (piece(0, True, []), piece(2, False, [3, 4]))
    found = merged([replace(each, kwargs={"mostly": mostly}) for each in pieces], [10, 10])
    assert (found.success, found.unexpected, found.rows, found.first) == (success, 2, 20, [103, 104])
    assert found.positions == ([] if success else [13, 14])


def test_rows_are_counted_from_where_their_piece_begins_and_the_first_five_are_named():
    found = merged([replace(piece(3, False, [0, 5, 9]), kwargs={}) for _ in range(2)], [10, 10])
    assert not found.success and found.positions == [0, 5, 9, 10, 15, 19] and found.first == [100, 105, 109, 100, 105]


def test_what_could_not_be_judged_in_one_piece_is_a_failure_with_its_reason():
    found = merged([PIECE, replace(PIECE, success=False, error="no such column", unexpected=None)], [10, 10])
    assert not found.success and found.found() == "could not be judged (no such column)"


def test_a_gate_on_the_table_as_such_holds_where_it_holds_in_every_piece():
    gate = replace(PIECE, unexpected=None, rows=None, observed=["a", "b"])
    assert merged([gate, gate], [3, 4]) == gate
    assert not merged([gate, replace(gate, success=False)], [3, 4]).success
