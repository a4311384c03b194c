"""Paired comparison over rows and seeds: by hand, against scipy, and by what holds for any draws."""

import numpy as np
import pytest
from scipy.stats import bootstrap, ttest_1samp

from glueline.glue.comparison import Pair, compare, mean_difference, seed_shares
from glueline.glue.seeds import over_seeds

LABELS = np.tile([0.0, 1.0], 100)
RANDOM = np.random.default_rng(11)


def wrong(rows, *places):
    """Answers that are right but at these places."""
    said = rows.copy()
    said[list(places)] = 1 - said[list(places)]
    return said


def pair(base, other, metrics=("accuracy",), labels=LABELS, clusters=None):
    return Pair(metrics, labels, np.atleast_2d(base), np.atleast_2d(other), clusters)


def test_one_table_by_hand():
    """Base misses rows 0 to 9, other rows 9 to 11 of 200: 95 against 98.5, nine rows against two that one alone got right."""
    found = compare({"rte": pair(wrong(LABELS, *range(10)), wrong(LABELS, 9, 10, 11))}, True, 500, [1])[0]["rte"]
    assert (found["base"]["mean"], found["other"]["mean"], found["difference"], found["rows"]) == (95.0, 98.5, 3.5, 200)
    assert (found["mcnemar"]["base"], found["mcnemar"]["other"]) == (2, 9)
    assert found["mcnemar"]["p"] == pytest.approx(2 * (1 + 11 + 55) / 2**11) == found["mcnemar"]["holm"]
    assert found["low"] < 3.5 < found["high"] and found["p"] == found["holm"]
    assert found["base"]["examples"] == pytest.approx([95 - 1.96 * 1.54, 95 + 1.96 * 1.54], abs=0.8)  # of 190 in 200


def test_the_interval_is_that_of_scipys_paired_bootstrap():
    base, other = (np.where(RANDOM.random(200) < share, LABELS, 1 - LABELS) for share in (0.7, 0.8))
    found = compare({"rte": pair(base, other)}, True, 4000, [1])[0]["rte"]
    theirs = bootstrap((other == LABELS, base == LABELS), lambda a, b, axis=-1: 100 * (a.mean(axis) - b.mean(axis)),
                       paired=True, n_resamples=4000, method="percentile", rng=np.random.default_rng(5)).confidence_interval
    assert (found["low"], found["high"]) == pytest.approx((theirs.low, theirs.high), abs=0.8)


def test_both_sides_are_scored_on_the_same_draws():
    """Unpaired, two sides of 50 would differ by 10 points and more in many draws; alike row by row they never do."""
    half = wrong(LABELS, *range(100))
    found = compare({"cola": pair(half, half, ("mcc",))}, True, 300, [1])[0]["cola"]
    assert (found["low"], found["high"], found["p"], found["detectable"], found["mcnemar"]) == (0.0, 0.0, 1.0, None, None)


def test_the_same_key_gives_the_same_draws_and_the_sides_swapped_their_negative():
    base, other = wrong(LABELS, 1, 2, 3), wrong(LABELS, 50)
    pairs = (pair(base, other), pair(base, other), pair(other, base))
    one, again, turned = (compare({"rte": each}, True, 200, [3])[0]["rte"] for each in pairs)
    assert one == again and (turned["low"], turned["high"], turned["p"]) == (-one["high"], -one["low"], one["p"])


def test_seeds_that_disagree_widen_the_interval_and_matched_ones_are_drawn_together():
    """Each side is right with seed 1 and wrong with seed 2: matched, they never differ; else by up to 100 points."""
    both = np.array([LABELS, 1 - LABELS])
    same = compare({"rte": pair(both, both)}, True, 4000, [1])[0]["rte"]
    apart = compare({"rte": pair(both, both)}, False, 4000, [1])[0]["rte"]
    assert (same["low"], same["high"]) == (0.0, 0.0)
    t = 12.7062 * 50  # one degree of freedom; the standard error of 0 and 100
    assert (apart["low"], apart["high"]) == (pytest.approx(-2 * t, rel=0.3), pytest.approx(2 * t, rel=0.3))
    assert (same["base"]["mean"], same["base"]["seeds"]) == (50.0, 2)
    assert same["base"]["examples"] == [pytest.approx(50 - t, rel=0.3), pytest.approx(50 + t, rel=0.3)]
    assert (same["base"]["low"], same["base"]["high"]) == pytest.approx((50 - t, 50 + t), abs=0.1)


def test_seeds_are_as_sure_as_students_interval_says():
    """Right with two seeds of three, wrong with the third, in every row: rows leave no doubt, so the seeds alone do."""
    found = compare({"rte": pair(np.array([LABELS, LABELS, 1 - LABELS]), LABELS)}, False, 8000, [1])[0]["rte"]
    assert found["base"]["examples"] == [pytest.approx(found["base"][end], rel=0.1) for end in ("low", "high")]


@pytest.mark.parametrize("seeds", [2, 3, 5])
def test_drawn_seeds_cover_the_truth_in_95_of_100(seeds):
    random = np.random.default_rng(seeds)
    covered = 0
    for _ in range(600):
        low, high = np.percentile(seed_shares(seeds, 500, random) @ random.normal(60, 3, seeds), [2.5, 97.5])
        covered += low <= 60 <= high
    assert 0.92 < covered / 600 < 0.97


def test_sides_may_have_another_number_of_seeds():
    found = compare({"rte": pair(wrong(LABELS, 0), np.array([LABELS, wrong(LABELS, 0, 1)]))}, False, 200, [1])[0]["rte"]
    assert (found["base"]["seeds"], found["other"]["seeds"], found["difference"], found["mcnemar"]) == (1, 2, 0.0, None)
    assert found["detectable"] > 0


def test_rows_that_hang_together_are_drawn_together():
    """20 clusters of ten rows alike are as few as 20 rows: sqrt(10) times as wide, and no McNemar."""
    labels, clusters = np.repeat(np.tile([0.0, 1.0], 10), 10), np.repeat(np.arange(20), 10)
    base = wrong(labels, *np.flatnonzero(np.isin(clusters, [0, 3, 7, 8])))
    alone, together = (compare({"rte": pair(base, labels, labels=labels, clusters=each)}, True, 2000, [1])[0]["rte"]
                       for each in (None, clusters))
    assert together["mcnemar"] is None and alone["mcnemar"]["other"] == 40
    assert (together["high"] - together["low"]) / (alone["high"] - alone["low"]) == pytest.approx(10**0.5, rel=0.15)


def test_p_is_corrected_over_the_tables_compared():
    base, other = wrong(LABELS, *range(12)), wrong(LABELS, 0, 20, 21, 22)
    one = compare({"rte": pair(base, other)}, True, 1000, [1])[0]["rte"]
    three = compare({"rte": pair(base, other), "qnli": pair(base, base), "sst2": pair(base, base)}, True, 1000, [1])[0]
    assert three["rte"]["p"] == one["p"] < 0.05 and three["rte"]["holm"] == pytest.approx(3 * one["p"])
    assert three["rte"]["mcnemar"]["holm"] == pytest.approx(3 * one["mcnemar"]["p"]) and three["qnli"]["holm"] == 1.0


def test_a_mean_counts_a_group_once_and_is_surer_than_its_parts():
    pairs = {name: pair(wrong(LABELS, *range(n)), LABELS) for name, n in (("rte", 20), ("mnli_m", 40), ("mnli_mm", 60))}
    made, draws = compare(pairs, True, 1000, [1])
    found = mean_difference([("rte",), ("mnli_m", "mnli_mm"), ("wnli",)], made, draws)
    assert (found["difference"], found["over"]) == ((10 + 25) / 2, ["rte", "mnli_m", "mnli_mm"])
    assert found["high"] - found["low"] < min(one["high"] - one["low"] for one in made.values())
    assert mean_difference([("wnli",)], made, draws) is None and compare({}, True, 10, [1]) == ({}, {})


def test_over_seeds_is_students_interval_by_hand_and_scipys():
    half = 4.30265 * 2 / 3**0.5
    assert over_seeds([60, 62, 64]) == {"mean": 62.0, "low": pytest.approx(62 - half, abs=1e-3),
                                        "high": pytest.approx(62 + half, abs=1e-3), "seeds": 3}
    values = [61.3, 64.0, 59.8, 62.2]
    theirs = ttest_1samp(values, 0).confidence_interval(0.95)
    found = over_seeds(values)
    assert (found["low"], found["high"]) == pytest.approx((theirs.low, theirs.high), abs=1e-3)
    assert over_seeds([61.3]) == {"mean": 61.3, "low": None, "high": None, "seeds": 1}
