import numpy as np
import pytest

from glueline.glue.label_noise import Disagreement, label_noise, wilson


def test_the_excess_over_the_parents_is_worked_as_by_hand():
    """The judge errs on 15 of 100 parents and disagrees with 30 of the rows: (0.30 - 0.15) / (1 - 2 * 0.15) are wrong."""
    found = label_noise(Disagreement(both=10, row=20, parent=5, neither=65), labels=2, flipped=False, seed=1)
    assert (found["rows"], found["disagreed"], found["parents"], found["estimate"]) == (100, 0.3, 0.15, 0.2143)
    assert 0.05 < found["low"] < 0.2143 < found["high"] < 0.4


def test_of_three_labels_a_wrong_one_is_taken_for_right_by_half_of_the_judges_errors():
    found = label_noise(Disagreement(both=10, row=20, parent=5, neither=65), labels=3, flipped=False, seed=1)
    assert found["estimate"] == pytest.approx((0.30 - 0.15) / (1 - 0.15 - 0.075), abs=1e-4)


@pytest.mark.parametrize("wrong", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("error", [0.05, 0.25])
def test_the_interval_mostly_holds_the_share_of_labels_that_were_made_wrong(wrong, error):
    """A judge that errs on each row and on each parent with the same probability, and labels of which a share is wrong."""
    held, widths = 0, []
    for seed in range(200):
        random = np.random.default_rng(seed)
        of_parent, of_row = random.random((2, 4000)) < error
        disagrees = of_row ^ (random.random(4000) < wrong)
        cells = [int((one & other).sum()) for one, other in (
            (disagrees, of_parent), (disagrees, ~of_parent), (~disagrees, of_parent), (~disagrees, ~of_parent))]
        found = label_noise(Disagreement(*cells), labels=2, flipped=False, seed=1000 + seed)
        held += found["low"] <= wrong <= found["high"]
        widths.append(found["high"] - found["low"])
    assert held >= 180  # of 200; 190 are expected
    assert max(widths) < 0.12


def test_rows_no_worse_than_their_parents_have_no_noise():
    assert label_noise(Disagreement(5, 0, 5, 90), 2, False, 1)["estimate"] == 0


@pytest.mark.parametrize("found, labels", [
    (Disagreement(0, 0, 0, 0), 2),
    (Disagreement(30, 10, 10, 50), 2),  # wrong on 40 % of the parents: a coin is on 50 %
    (Disagreement(50, 10, 10, 30), 3),  # wrong on 60 %: a die is on 67 %
])
def test_a_judge_that_hardly_knows_the_task_gives_no_estimate(found, labels):
    assert label_noise(found, labels, False, 1)["estimate"] is None


def test_of_flipped_labels_there_is_a_bound_from_above_alone():
    """A judge that takes no notice of the edit disagrees with every flipped label; all of them may be right."""
    blind = label_noise(Disagreement(0, 90, 10, 0), labels=2, flipped=True, seed=1)
    assert (blind["disagreed"], blind["estimate"], blind["low"], blind["high"]) == (0.9, None, 0.0, 1.0)
    kept = label_noise(Disagreement(10, 20, 5, 65), labels=2, flipped=False, seed=1)
    seen = label_noise(Disagreement(10, 20, 5, 65), labels=2, flipped=True, seed=1)
    assert (seen["estimate"], seen["low"], seen["high"]) == (None, 0.0, kept["high"])


def test_the_same_counts_give_the_same_interval_and_fewer_rows_a_wider_one():
    many, few = Disagreement(100, 200, 50, 650), Disagreement(10, 20, 5, 65)
    assert label_noise(many, 2, False, 1) == label_noise(many, 2, False, 1)
    width = [found["high"] - found["low"] for found in (label_noise(each, 2, False, 1) for each in (many, few))]
    assert width[0] < width[1] / 2


def test_wilsons_interval_is_the_published_one():
    """Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I: 81 of 263, 0 of 20, 1 of 29."""
    for successes, trials, low, high in [(81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]:
        assert wilson(successes, trials) == pytest.approx((low, high), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
