"""A curriculum of six rows, by hand."""

import csv

import numpy as np
import pytest

from glueline.curriculum.difficulty import PARTS, Ratings
from glueline.curriculum.rated import NATURAL, Rated
from glueline.curriculum.report import POINTS, means, parts_of, points, rows_by_phase, write_csv

NAN = np.nan


def rated():
    """Three natural train rows, two generated ones, and one of tune."""
    unknown = np.full(6, NAN)
    parts = {**dict.fromkeys(PARTS, unknown), "length": np.array([0.25, 0.5, 0.75, 0.5, 1, 0.125]),
             "loss": np.array([0.5, NAN, 1, NAN, NAN, 0.125])}
    ratings = Ratings(np.array([1, 1, 4, 1, 4, 2], np.int8), np.array([0.125, 0.25, 1, 0.5, NAN, 0.5]), parts)
    dynamics = {"loss": unknown, "confidence": np.array([0.5, NAN, 0.25, NAN, NAN, NAN]), "variability": np.full(6, 0.125),
                "correctness": np.full(6, 1.0)}
    return Rated((NATURAL, ("linguistic", "spelling"), ("targeted", "gradient")), np.array([0, 0, 0, 1, 2, 0]),
                 np.array([2, 3, 7, 3, 7, 9]), np.array([1.0, 0, 0, 0, 0, 1]), dynamics, ratings, 3)


def test_train_rows_are_counted_by_phase_and_kind():
    assert rows_by_phase(rated()) == {
        "1": {"natural": 2, "linguistic": {"spelling": 1}}, "2": {"natural": 0}, "3": {"natural": 0},
        "4": {"natural": 1, "targeted": {"gradient": 1}}}


def test_a_part_s_share_is_what_it_weighs_among_the_parts_that_a_row_has():
    found = parts_of(rated(), dict.fromkeys(PARTS, 0.0) | {"length": 1.0, "loss": 3.0, "syntax": 9.0})
    assert found["length"] == {"known": 1.0, "share": 0.5}      # a quarter, all, a quarter
    assert found["loss"] == {"known": 0.6667, "share": 0.5}
    assert found["syntax"] == {"known": 0.0, "share": 0.0}
    assert sum(part["share"] for part in found.values()) == pytest.approx(1)


def test_means_are_those_of_the_rows_of_which_a_part_is_known():
    assert [line[:8] for line in means("rte", rated())] == [
        ["rte", 1, "natural", 2, "0.5000", "0.1875", "0.3750", ""],
        ["rte", 1, "linguistic", 1, "0.0000", "0.5000", "0.5000", ""],
        ["rte", 4, "natural", 1, "0.0000", "1.0000", "0.7500", ""],
        ["rte", 4, "targeted", 1, "0.0000", "", "1.0000", ""]]
    assert [line[10] for line in means("rte", rated())] == ["0.5000", "", "1.0000", ""]  # loss


def test_the_map_has_the_natural_rows_that_scouts_learned():
    assert [*points("rte", rated(), 1)] == [["rte/train/2", "rte", 1, "0.5000", "0.1250", "1.0000"],
                                            ["rte/train/7", "rte", 4, "0.2500", "0.1250", "1.0000"]]


def test_the_map_has_so_many_points_of_a_task_at_most_in_the_order_of_their_rows():
    many = 2 * POINTS
    ratings = Ratings(np.ones(many, np.int8), np.zeros(many), {})
    numbers = np.arange(many) / many
    one = Rated((NATURAL,), np.zeros(many, np.int16), np.arange(many), numbers, dict.fromkeys(("confidence", "variability",
                "correctness"), numbers), ratings, many)  # fmt: skip
    drawn = [line[0] for line in points("rte", one, 1)]
    assert len(drawn) == POINTS and drawn == sorted(drawn, key=lambda each: int(each.split("/")[2]))
    assert drawn != [line[0] for line in points("rte", one, 2)]


def test_a_table_has_unix_line_ends_and_its_head_first(tmp_path):
    write_csv(tmp_path / "some.csv", ("a", "b"), [["x,y", 1], ["é", ""]])
    assert (tmp_path / "some.csv").read_bytes() == 'a,b\n"x,y",1\né,\n'.encode()
    assert [*csv.reader((tmp_path / "some.csv").open(encoding="utf-8"))][1] == ["x,y", "1"]
