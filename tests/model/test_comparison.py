"""Features of texts and pairs, by hand and as properties."""

import pytest
import torch

from glueline.model.comparison import Text, features, mean, unlike, width


def text(*rows, lengths=None):
    """Rows of token states, one layer: padded to the longest."""
    longest = max(len(row) for row in rows)
    states = torch.zeros(len(rows), 1, longest, len(rows[0][0]))
    mask = torch.zeros(len(rows), longest, dtype=torch.bool)
    for at, row in enumerate(rows):
        states[at, 0, : len(row)], mask[at, : len(row)] = torch.tensor(row), True
    return Text(states, mask)


def test_a_single_text_is_the_mean_of_its_tokens_and_padding_counts_nothing():
    found = features(text([[1.0, 0.0], [3.0, 2.0]], [[5.0, 7.0]]), None)
    assert found.tolist() == [[2.0, 1.0], [5.0, 7.0]]


def test_a_pair_is_two_means_their_distance_and_product_as_worked_by_hand():
    found = features(text([[1.0, 0.0], [3.0, 2.0]]), text([[4.0, -1.0]]))[0]
    assert found[:8].tolist() == [2.0, 1.0, 4.0, -1.0, 2.0, 2.0, 8.0, -1.0]
    assert found[8:10].tolist() == [2.0, 2.0]  # the words of the first from the second's only one: (3, 1) and (1, 3)
    # That one has cosines 4 / sqrt(17) and 10 / sqrt(221) to them; 20 times their difference of 0.2975 makes weights of
    # 0.9974 and 0.0026, and so a like of (1.0052, 0.0052).
    assert found[10:].tolist() == pytest.approx([2.9948, 1.0052], abs=1e-4)
    assert len(found) == width(hidden=2, layers=1, pair=True)


def test_words_that_both_texts_have_are_near_whatever_their_order_and_the_one_that_is_new_stands_out():
    same, swapped, new = [[9.0, 0.0], [0.0, 9.0]], [[0.0, 9.0], [9.0, 0.0]], [[9.0, 0.0], [0.0, -9.0]]
    near = unlike(text(same, same), text(swapped, new))[:, 0]
    assert torch.allclose(near[0], torch.zeros(2), atol=1e-5)
    assert near[1].sum() > 4 and torch.equal(mean(text(same))[0], mean(text(swapped))[0])


def test_features_do_not_change_with_the_padding_and_layers_are_kept_apart():
    torch.manual_seed(0)
    a, b = (Text(torch.randn(1, 3, tokens, 4), torch.ones(1, tokens, dtype=torch.bool)) for tokens in (5, 3))
    alone = features(a, b)
    padding = Text(torch.full((1, 3, 2, 4), 1e6), torch.zeros(1, 2, dtype=torch.bool))
    wider = [Text(torch.cat([each.states, padding.states], 2), torch.cat([each.mask, padding.mask], 1)) for each in (a, b)]
    assert torch.allclose(alone, features(*wider), atol=1e-5)
    second = features(Text(a.states[:, 1:2], a.mask), Text(b.states[:, 1:2], b.mask))
    assert torch.allclose(alone.view(3, -1)[1], second[0], atol=1e-6)
