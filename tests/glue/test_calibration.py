"""Calibration, by hand and against scikit-learn."""

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from glueline.glue.calibration import BINS, bin_of, brier, calibration, expected_error, probabilities, reliability

RANDOM = np.random.default_rng(7)
LOGITS = RANDOM.normal(size=(500, 3)) * 2
LABELS = np.where(RANDOM.random(500) < 0.7, LOGITS.argmax(1), RANDOM.integers(3, size=500)).astype(float)


def test_ece_is_the_gap_between_confidence_and_accuracy_by_hand():
    """Two bins: 0.6 and 0.8 with one of two right (gap 0.2), 0.3 right alone (gap 0.7): (2 * 0.2 + 1 * 0.7) / 3."""
    confidence, right = np.array([0.6, 0.8, 0.3]), np.array([True, False, True])
    assert expected_error(confidence, right, bins=2) == pytest.approx((2 * 0.2 + 0.7) / 3)


def test_gaps_of_one_bin_that_point_both_ways_cancel_and_those_of_two_bins_do_not():
    assert expected_error(np.array([0.7, 0.7]), np.array([True, False]), bins=2) == pytest.approx(0.2)
    assert expected_error(np.array([0.5, 1.0]), np.array([True, False]), bins=2) == pytest.approx(0.75)


def test_a_bin_holds_its_upper_edge_and_not_its_lower_one():
    edges = np.arange(1, 16) / 15
    assert bin_of(edges, BINS).tolist() == list(range(15))
    assert bin_of(np.nextafter(edges[:-1], 1), BINS).tolist() == list(range(1, 15))


def test_the_curve_and_ece_are_scikit_learns():
    likely = probabilities(LOGITS)
    confidence, right = likely.max(1), likely.argmax(1) == LABELS
    there = [one for one in reliability(confidence, right) if one["rows"]]
    accuracy, mean = calibration_curve(right, confidence, n_bins=BINS, strategy="uniform")
    assert [one["accuracy"] for one in there] == pytest.approx(accuracy, abs=1e-4)
    assert [one["confidence"] for one in there] == pytest.approx(mean, abs=1e-4)
    rows = np.array([one["rows"] for one in there])
    assert expected_error(confidence, right) == pytest.approx((rows * np.abs(accuracy - mean)).sum() / 500)


def test_brier_is_scikit_learns_over_all_labels_and_by_hand():
    likely = probabilities(LOGITS)
    assert brier(likely, LABELS) == pytest.approx(brier_score_loss(LABELS, likely, scale_by_half=False))
    assert brier(np.array([[0.8, 0.2], [0.4, 0.6]]), np.array([0, 0])) == pytest.approx((0.08 + 0.72) / 2)


def test_calibration_says_all_of_it_and_leaves_empty_bins_empty():
    found = calibration(np.log([[0.9, 0.1], [0.2, 0.8]]), np.array([0.0, 0.0]))
    assert (found["rows"], found["accuracy"], found["confidence"], found["ece"]) == (2, 0.5, 0.85, 0.45)
    assert found["brier"] == pytest.approx((0.02 + 1.28) / 2)
    assert [one["rows"] for one in found["bins"]] == [0] * 11 + [1, 0, 1, 0]
    assert found["bins"][0]["accuracy"] is None and found["bins"][11] == {
        "from": 0.7333, "to": 0.8, "rows": 1, "confidence": 0.8, "accuracy": 0.0}


def test_logits_of_any_size_have_probabilities():
    assert probabilities(np.array([[1000.0, 0.0], [-1000.0, -1000.0]])) == pytest.approx(np.array([[1, 0], [0.5, 0.5]]))
