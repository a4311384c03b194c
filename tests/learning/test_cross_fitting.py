"""Cross-fitting: what a fold's model may not depend on; dynamics by hand."""

import numpy as np
import pytest
import torch

from glueline.learning.cross_fitting import Fit, cross_fit, dynamics, hit, note, standardise
from glueline.learning.scouting import held_out
from glueline.model.fold_heads import FoldHeads
from glueline.refusal import Refused

FIT = Fit(inner=6, epochs=4, rate=0.01, weight_decay=0.01, rows=16)


def rows(number=90, width=5, folds=3):
    draw = np.random.default_rng(0)
    features = draw.normal(size=(number, width)).astype(np.float16)
    labels = (features[:, 0] > 0).astype(np.float32)
    return features, labels, np.arange(number) % folds


def fitted(features, labels, folds, outputs=2, fit=FIT):
    torch.manual_seed(0)
    return cross_fit(features, labels, folds, outputs, 3, fit, "cola")


def weights(heads, fold):
    return {name: tensor[fold] for name, tensor in heads.state_dict().items()}


@pytest.mark.parametrize("what", ["labels", "features"])
def test_the_model_of_a_fold_is_to_the_bit_the_same_whatever_the_rows_of_its_fold_are(what):
    features, labels, folds = rows()
    before, _, _ = fitted(features, labels, folds)
    if what == "labels":
        labels = np.where(folds == 1, 1 - labels, labels)
    else:
        features = np.where((folds == 1)[:, None], 7, features).astype(np.float16)
    after, _, _ = fitted(features, labels, folds)
    same = [all(torch.equal(weights(before, fold)[name], weights(after, fold)[name]) for name in weights(before, fold))
            for fold in range(3)]
    assert same == [False, True, False]


def test_rows_of_no_fold_are_learned_by_none():
    features, labels, folds = rows()
    without, _, flops = fitted(features[:60], labels[:60], folds[:60])
    among, found, same_flops = fitted(features, labels, np.where(np.arange(90) < 60, folds, -1))
    assert flops == same_flops
    assert all(torch.equal(tensor, among.state_dict()[name]) for name, tensor in without.state_dict().items())
    assert np.isnan(found.confidence[60:]).all() and np.isfinite(found.confidence[:60]).all()


def test_what_can_be_learned_is_learned_for_rows_never_seen():
    features, labels, folds = rows(300)
    heads, found, _ = fitted(features, labels, folds, fit=Fit(6, 20, 0.01, 0.01, 32))
    said = held_out(heads, features, labels, folds)
    assert (said.prediction == labels).mean() > 0.9
    assert np.allclose(said.loss, -np.log(said.probability), atol=1e-5)
    assert found.confidence.mean() > 0.8 and (found.variability >= 0).all() and found.correctness.max() == 1


def test_grades_are_learned_by_squared_error():
    features, _, folds = rows(300)
    labels = (2.5 + features[:, 1].astype(np.float32)).clip(0, 5)
    heads, _, _ = fitted(features, labels, folds, outputs=1, fit=Fit(6, 30, 0.02, 0.0, 32))
    said = held_out(heads, features, labels, folds)
    assert np.allclose(said.loss, (said.prediction - labels) ** 2) and said.loss.mean() < 0.1
    assert np.allclose(said.probability, 1 - np.abs(said.prediction - labels) / 5)


def test_centre_and_scale_are_those_of_the_other_folds_rows():
    heads = FoldHeads(2, 2, 3, 2)
    standardise(heads, np.array([[1, 0], [3, 0], [10, 5]], np.float16), np.array([0, 0, 1]))
    assert heads.centre.tolist() == [[10, 5], [2, 0]]
    assert heads.scale[1].tolist() == [1, 1000]  # a deviation of 1; one of 0 counts as a thousandth


def test_dynamics_are_those_worked_by_hand_over_the_models_that_learned_the_row():
    folds, labels, chances = np.array([0, 2, -1]), torch.tensor([1.0, 0.0, 1.0]), [
        [[0.2, 0.5, 0.5], [0.6, 0.5, 0.5], [0.9, 0.5, 0.5]],  # epoch 1: models by rows, the probability of label 1
        [[0.4, 0.5, 0.5], [0.8, 0.1, 0.5], [0.9, 0.5, 0.5]],
    ]
    seen = np.zeros((3, 3, 3))
    for epoch in chances:
        of_one = torch.tensor(epoch)
        note(seen, torch.stack([(1 - of_one).log(), of_one.log()], -1), labels, np.arange(3))
    found = dynamics(seen, folds, epochs=2)
    # Row 0 was learned by models 1 (0.6, 0.8: mean 0.7, deviation 0.1) and 2 (0.9 twice); both were right twice.
    assert [found.confidence[0], found.variability[0], found.correctness[0]] == pytest.approx([0.8, 0.05, 1.0], abs=1e-6)
    # Row 1, label 0, by models 0 (0.5 twice; a tie goes to the first label) and 1 (0.5, 0.9: mean 0.7, deviation 0.2).
    assert [found.confidence[1], found.variability[1], found.correctness[1]] == pytest.approx([0.6, 0.1, 1.0], abs=1e-6)
    assert np.isnan([found.confidence[2], found.variability[2], found.correctness[2]]).all()


def test_a_grade_is_right_within_half_a_point():
    assert hit(torch.tensor([[2.0], [2.0], [2.0]]), torch.tensor([2.5, 2.6, 1.5])).tolist() == [True, False, True]


def test_a_single_fold_is_refused():
    features, labels, folds = rows()
    with pytest.raises(Refused, match="params.yaml: scout: folds: 1: a model learns from folds that are not its own"):
        cross_fit(features, labels, folds * 0, 2, 1, FIT, "cola")
