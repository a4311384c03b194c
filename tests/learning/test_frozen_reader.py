"""Features come out in the rows' order, alone and in company the same, and each distinct text is read once."""

import pytest
import torch
from learning.small_scouts import reader

from glueline.model.comparison import Text, features
from glueline.model.config import PLAIN
from glueline.model.flops import forward_flops
from glueline.refusal import Refused

TEXTS = ["a very long sentence about nothing in particular, with a clause", "short", "two words",
         "and one of middling length here"]
PAIRS = [{"text_a": text, "text_b": other} for text in TEXTS for other in reversed(TEXTS)]


def test_rows_have_the_features_of_the_layers_looked_at_alone_and_in_company():
    read = reader()
    together = read.features(PAIRS)
    assert together.shape == (16, read.width(pair=True)) and together.dtype == torch.float32
    for at in (0, 5, 14):
        sides = []
        for text in PAIRS[at].values():
            ids = read.tokenizer(text, return_tensors="pt").input_ids
            with torch.no_grad():
                first = read.encoder(ids, ids * 0, None, layers=slice(0, 1))
                states = torch.stack([first, read.encoder(ids, ids * 0, None)], 1)
            sides.append(Text(states, torch.ones_like(ids, dtype=torch.bool)))
        assert torch.allclose(together[at], features(*sides)[0], atol=1e-5)
    single = read.features([{"text_a": text, "text_b": None} for text in TEXTS])
    assert torch.allclose(single[1], features(sides[1], None)[0], atol=1e-5)  # the second text of row 14


def test_a_lower_layer_alone_costs_less_and_says_what_it_says_among_others():
    both, low = reader((1, 2)), reader((1,))
    single = [{"text_a": text, "text_b": None} for text in TEXTS]
    assert torch.allclose(both.features(single)[:, :16], low.features(single), atol=1e-6)
    assert both.flops == 2 * low.flops > 0


def test_each_distinct_text_is_read_once_and_the_cost_is_known_beforehand():
    read, tokens = reader(batch_tokens=5), [14, 3, 4, 9]
    expected = sum(forward_flops(read.encoder.config, PLAIN, 1, each) for each in tokens)
    assert [len(read.tokenizer(text).input_ids) for text in TEXTS] == tokens
    read.features(PAIRS)
    assert read.flops == expected == read.flops_of(PAIRS)


def test_a_text_longer_than_is_read_counts_to_there():
    read = reader(longest=6)
    long, cut = ({"text_a": text, "text_b": None} for text in ("one two three four five six", "one two three four"))
    assert torch.equal(read.features([long]), read.features([cut]))


def test_no_rows_have_no_features():
    assert len(reader().features([])) == 0


@pytest.mark.parametrize("layers", [(), (2, 1), (1, 1), (0,), (3,)])
def test_layers_that_are_not_there_or_out_of_order_are_refused(layers):
    with pytest.raises(Refused, match="params.yaml: scout: reading: layers: .*: some of 1 to 2, ascending"):
        reader(layers)
