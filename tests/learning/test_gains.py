"""What replacing a word would do to a loss, to first order, worked by hand."""

import numpy as np
import pytest
import torch

from glueline.learning.gains import Spot, best_changes, gains, pieces_of, vectors
from glueline.learning.slopes import Pieces, Slopes


def test_on_a_linear_loss_the_gain_is_exactly_the_difference_of_the_losses():
    torch.manual_seed(0)
    slope, here, there = torch.randn(3, 5), torch.randn(3, 5), torch.randn(2, 5)
    found = gains(slope, (slope * here).sum(1), there)
    for spot in range(3):
        for word in range(2):
            assert found[word, spot] == pytest.approx(float(there[word] @ slope[spot] - here[spot] @ slope[spot]), abs=1e-5)


def slopes_of(gradients, ids=(1, 2, 3), places=((0, 3), (4, 7), (8, 11))):
    return Slopes(np.zeros(1), np.array([True]), (Pieces([np.array(ids)], [places], torch.tensor([gradients])),))


class Letters:
    """A tokenizer whose pieces are the digits of a word."""

    mask_token_id = 0

    def __call__(self, words, add_special_tokens):
        assert not add_special_tokens
        return {"input_ids": [[int(digit) for digit in word] for word in words]}


EMBEDDINGS = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [3.0, -1.0]])  # of the mask and of 1, 2, 3, 4


def test_the_best_change_is_that_of_the_highest_gain_as_worked_by_hand():
    found = slopes_of([[1.0, 0.0], [0.0, 2.0], [0.5, 0.5]])
    spots = [Spot(0, 0, 0, 3, ("2", "4")), Spot(0, 0, 4, 7, ("3", "13")), Spot(0, 0, 8, 11, ("4",))]
    # From 1 to 2: -1, to 4: 3 - 1 = 2; from 2 to 3: 2 - 2 = 0, to the mean of 1 and 3: 1 - 2; from 3 to 4: 1 - 1 = 0.
    assert best_changes(found, spots, Letters(), EMBEDDINGS, hardest_first=False) == {0: (spots[0], "4")}
    # Hiding them: -1, -2 and -1; the first of the two highest, and there the best of its words.
    assert best_changes(found, spots, Letters(), EMBEDDINGS, hardest_first=True) == {0: (spots[0], "4")}
    # With the slopes turned round hiding gains 1, 2, 1: the second, though the first has more to gain.
    turned = slopes_of([[-1.0, 0.0], [0.0, -2.0], [-0.5, -0.5]])
    assert best_changes(turned, spots, Letters(), EMBEDDINGS, hardest_first=True) == {0: (spots[1], "13")}
    only = [spots[0]._replace(words=("2",)), spots[1]._replace(words=("3",))]
    assert best_changes(turned, only, Letters(), EMBEDDINGS, hardest_first=False) == {0: (only[0], "2")}


def test_a_word_of_several_pieces_is_replaced_as_a_whole_and_one_that_was_cut_off_never():
    found = slopes_of([[1.0, 0.0], [0.0, 2.0], [0.5, 0.5]], places=((0, 3), (3, 7), (0, 0)))
    whole, cut = Spot(0, 0, 0, 7, ("4",)), Spot(0, 0, 3, 9, ("4",))
    assert pieces_of(found.texts[0], whole) == [0, 1] and pieces_of(found.texts[0], cut) == []
    assert best_changes(found, [cut], Letters(), EMBEDDINGS, False) == {}
    # Both slopes (1, 2) times (3, -1), less the products of what stands there, 1 and 2: 1 - 3
    assert float(gains(torch.tensor([[1.0, 2.0]]), torch.tensor([3.0]), vectors(Letters(), EMBEDDINGS, ["4"]))) == -2.0
