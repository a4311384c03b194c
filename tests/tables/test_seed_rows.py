"""Runs that are one but for their seed, and the row they make."""

import pytest
from tables.compared_house import missing, run

from glueline.tables.seed_rows import alike_but_for_seed, seed_groups, seed_row


def row(tmp_path, name, teacher, places, **others):
    scores = run(tmp_path / name / teacher, {"rte": missing(*range(places)), "cola": missing(1)}, **others)
    return {"name": name, "scores": scores | {"teacher": teacher}}


def test_the_mean_over_seeds_with_students_interval(tmp_path):
    """Of 40 rows 4, 2, 0 missed: 90, 95, 100; t with two degrees of freedom 4.303 times 5 / sqrt(3)."""
    rows = [row(tmp_path, "entry", f"s{seed}", places, seed=seed) for seed, places in ((1, 4), (2, 2), (3, 0))]
    group, = seed_groups(rows)
    made = seed_row(group)
    assert (made["name"], made["teachers"], made["seeds"]) == ("entry", ["s1", "s2", "s3"], [1, 2, 3])
    assert made["cells"]["rte"] == {"mean": 95.0, "low": pytest.approx(95 - 12.42, abs=0.01),
                                    "high": pytest.approx(95 + 12.42, abs=0.01), "seeds": 3}
    assert made["cells"]["sst2"] is None
    average = made["averages"]["article"]
    assert (average["over"], average["of"], average["seeds"]) == (2, 9, 3)
    assert average["mean"] == pytest.approx((95 + made["cells"]["cola"]["mean"]) / 2, abs=1e-3)


@pytest.mark.parametrize("other", [{"clip": 2.0}, {"standing": "built-in, synthetic"}])
def test_runs_of_other_settings_or_data_are_no_group(tmp_path, other):
    rows = [row(tmp_path, "entry", "s1", 0, seed=1), row(tmp_path, "entry", "s2", 0, seed=2, **other)]
    assert seed_groups(rows) == []


def test_other_weights_rows_or_tables_are_no_group_and_the_checkpoint_does_not_matter(tmp_path):
    one = row(tmp_path, "entry", "s1", 0, seed=1)["scores"]
    for key, value in (("weights", {"sha256": "bb"}), ("curriculum", "dd"), ("training", {"rte": {"rows": 3}})):
        assert alike_but_for_seed(one | {"lineage": one["lineage"] | {key: value}}) != alike_but_for_seed(one)
    assert alike_but_for_seed(one | {"lineage": one["lineage"] | {"checkpoint": "ee", "seed": 9}}) == alike_but_for_seed(one)


def test_entries_are_never_mixed_and_one_seed_is_no_group(tmp_path):
    assert seed_groups([row(tmp_path, "one", "s1", 0, seed=1), row(tmp_path, "two", "s2", 0, seed=2)]) == []
    assert seed_groups([row(tmp_path, "one", "a", 0, seed=1), row(tmp_path, "one", "b", 0, seed=1)]) == []


def test_an_average_over_other_cells_is_left_empty(tmp_path):
    rows = [row(tmp_path, "entry", "s1", 0, seed=1), row(tmp_path, "entry", "s2", 0, seed=2)]
    rows[1]["scores"]["averages"]["glue"]["in"] = ["rte"]
    made = seed_row(rows)
    assert made["averages"]["glue"] is None and made["averages"]["article"]["mean"] > 0


def test_an_ensemble_has_a_seed_of_each_member_and_is_no_other_seed_of_anything(tmp_path):
    rows = [row(tmp_path, "entry", name, 0, seed={"one": 1, "two": 2}) for name in ("ensemble", "again")]
    assert seed_groups(rows) == []
