"""Arrays on disk are taken as they are only where they are whole, and of the shape and kind that is asked for."""

import numpy as np
import pytest

from glueline.tables.shelf import Shelf


def fill(shelf, value):
    shelf.array("states", (3, 4), np.float32)[:] = value
    shelf.finish("states")


def test_a_whole_array_is_read_again_and_one_that_was_cut_short_is_made_anew(tmp_path):
    fill(Shelf(tmp_path), 7)
    again = Shelf(tmp_path)
    assert again.whole("states") and (again.array("states", (3, 4), np.float32) == 7).all()
    Shelf(tmp_path).array("others", (3, 4), np.float32)[:] = 7  # and killed
    assert not Shelf(tmp_path).whole("others")


@pytest.mark.parametrize(("shape", "kind"), [((3, 4), np.int16), ((2, 4), np.float32), ((4, 3), np.float32)])
def test_one_of_another_kind_or_shape_is_not_taken_for_it(tmp_path, shape, kind):
    fill(Shelf(tmp_path), 7)
    shelf = Shelf(tmp_path)
    found = shelf.array("states", shape, kind)
    assert not shelf.whole("states") and found.shape == shape and found.dtype == kind and not found.any()
