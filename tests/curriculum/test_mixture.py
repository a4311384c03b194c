"""Which generated rows are drawn, from a table written by hand."""

from hashlib import sha256

import numpy as np
import pytest

from glueline.curriculum.mixture import FAMILIES, Mixture
from glueline.refusal import Refused
from glueline.tables.examples import ADVERSARIAL
from glueline.tables.parquet import write_rows

ALL = Mixture(1.0, 1.0, FAMILIES)
NONE = np.zeros(0, np.int64)


def row(operator, idx, family="linguistic", verdict="accepted", parent=None):
    return {"id": f"rte/train.{operator}/{idx}", "parent_id": parent or f"rte/train/{idx}", "family": family,
            "verdict": verdict}


def table(tmp_path, rows):
    write_rows(tmp_path / "rte.parquet", ADVERSARIAL, rows)
    return tmp_path / "rte.parquet"


def drawn(mixture, path, parents, others=NONE, seed=1):
    return mixture.drawn(path, "rte/train", np.array(parents), np.array(others, np.int64), seed).tolist()


def test_drawn_are_accepted_rows_of_the_families_whose_parent_the_teacher_sees(tmp_path):
    path = table(tmp_path, [row("antonyms", 2, "counterfactual"), row("spelling", 2), row("spelling", 3, verdict="unchanged"),
                            row("spelling", 5), row("spelling", 8)])
    assert drawn(ALL, path, [2, 3, 8], others=[5, 7]) == [0, 1, 4]
    assert drawn(Mixture(1.0, 1.0, ("counterfactual", "targeted")), path, [2, 3, 8], others=[5]) == [0]


def test_no_more_are_drawn_than_the_share_of_natural_rows_and_those_by_the_lowest_hashes(tmp_path):
    path = table(tmp_path, [row("spelling", idx) for idx in range(20)])
    lowest = sorted(range(20), key=lambda idx: sha256(f"7:rte/train.spelling/{idx}".encode()).digest())
    assert drawn(Mixture(0.29, 1.0, FAMILIES), path, range(20), seed=7) == sorted(lowest[:5])
    assert drawn(Mixture(0.55, 1.0, FAMILIES), path, range(20), seed=7) == sorted(lowest[:11])


def test_a_share_of_nothing_opens_no_table(tmp_path):
    assert drawn(Mixture(0.0, 1.0, FAMILIES), tmp_path / "none.parquet", [1]) == []
    assert drawn(Mixture(0.3, 1.0, FAMILIES), tmp_path / "none.parquet", [1, 2, 3]) == []
    assert drawn(Mixture(1.0, 1.0, ()), tmp_path / "none.parquet", [1]) == []


def test_a_row_whose_parent_is_gone_is_refused_by_name(tmp_path):
    path = table(tmp_path, [row("spelling", 3), row("spelling", 4)])
    assert drawn(ALL, path, [3], others=[4]) == [0]
    with pytest.raises(Refused, match="rte/train.spelling/4: its parent rte/train/4 is not among the prepared rows; run"):
        drawn(ALL, path, [3], others=[5])


def test_a_parent_of_another_split_is_not_a_prepared_train_row_of_the_same_idx(tmp_path):
    path = table(tmp_path, [row("spelling", 3, parent="rte/validation/3")])
    with pytest.raises(Refused, match="its parent rte/validation/3 is not"):
        drawn(ALL, path, [3])


def test_a_missing_table_is_refused(tmp_path):
    with pytest.raises(Refused, match="rte.parquet: missing; add the task to perturb's"):
        drawn(ALL, tmp_path / "rte.parquet", [3])


@pytest.mark.parametrize(("settings", "message"), [
    ((-0.1, 1.0, FAMILIES), "share: -0.1: must be at least 0"),
    ((0.1, float("nan"), FAMILIES), "weight: nan: must be"),
    ((0.1, 1.0, ("linguistic", "lexical")), "families: lexical: no such family; known are linguistic"),
])
def test_mixtures_that_make_no_sense_are_refused(settings, message):
    with pytest.raises(Refused, match=message):
        Mixture(*settings)
